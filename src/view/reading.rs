//! What the session's history says at one point of time: a pure function of (history, cursor), in the page's terms.
//!
//! Time `t` counts updates from the initial model: `0 ..= sft` is SFT, and from `t = sft` on, once there is a reference, each run
//! stands at its step `t − sft`.

use crate::backend::TokenLogps;
use crate::beside::isolated;
use crate::data::{LabFile, RunSpec, Side};
use crate::objective::dpop::{self, LAMBDA};
use crate::objective::{Objective, PairLogps, Parameter, Pull};
use crate::plot::Time;
use crate::theory::{Due, PlaceKind, Sign, predicted, predicted_of_rejected};
use crate::train::{History, Metrics, Phase, Session};
use crate::view::scope::Since;
use crate::view::time::{Cursor, Stage};
use crate::words;

/// The runs' names as they are shown: beside a number, a name's direction is its own.
pub fn names(spec: &LabFile) -> Vec<String> {
    plain_names(spec).iter().map(|name| isolated(name).into_owned()).collect()
}

/// The runs' names as they are written: the person's, or the loss's, with its settings where that would name two runs alike.
pub fn plain_names(spec: &LabFile) -> Vec<String> {
    let short =
        |run: &RunSpec| run.name.clone().unwrap_or_else(|| words::run_title(run.objective.entry().title, run.train));
    let names: Vec<String> = spec.runs.iter().map(short).collect();
    let long = |(run, name): (&RunSpec, &String)| {
        let named = spec.runs.iter().zip(&names).filter(|(_, other)| *other == name);
        let alike: Vec<&Objective> = named.map(|(run, _)| &run.objective).collect();
        if run.name.is_some() || alike.len() == 1 {
            return name.clone();
        }
        // Only what tells it from its namesakes.
        let differs = |parameter: &&Parameter| {
            let own = argument(&run.objective, parameter);
            alike.iter().any(|other| argument(other, parameter) != own)
        };
        let parameters = run.objective.entry().parameters.iter();
        let parts: Vec<String> =
            parameters.filter(differs).map(|parameter| argument(&run.objective, parameter)).collect();
        if parts.is_empty() { name.clone() } else { format!("{name} {}", parts.join(" ")) }
    };
    let mut names: Vec<String> = spec.runs.iter().zip(&names).map(long).collect();
    // Twins are counted.
    for run in 1..names.len() {
        let twins = names[..run].iter().filter(|name| **name == names[run]).count();
        if twins > 0 {
            names[run] = words::twin(&names[run], twins + 1);
        }
    }
    names
}

/// A loss's settings in a few signs.
pub fn arguments(objective: &Objective) -> String {
    let all: Vec<String> =
        objective.entry().parameters.iter().map(|parameter| argument(objective, parameter)).collect();
    all.join(", ")
}

fn argument(objective: &Objective, parameter: &Parameter) -> String {
    let arguments = objective.arguments();
    match parameter {
        Parameter::Number(number) => words::argument(number.name, &arguments.number(number).to_string()),
        Parameter::Choice(choice) => words::argument(choice.name, arguments.choice(choice)),
    }
}

/// The two phases' lengths.
pub fn time(session: &Session) -> Time {
    Time { sft: session.spec().sft.steps, preference: session.spec().preference.steps }
}

/// The rows of metrics of the run that has come furthest: one that diverged has fewer.
fn rows(session: &Session) -> usize {
    session.last_step(Phase::Preference).map_or(0, |step| step + 1)
}

/// The newest point of time.
pub fn newest(session: &Session) -> usize {
    match rows(session) {
        0 => session.history().sft().len().saturating_sub(1),
        rows => time(session).sft + rows - 1,
    }
}

/// The point of time at which it trains: the newest one, or that of a fork on its way to the others' step.
pub fn front(session: &Session) -> usize {
    let going = (0..session.spec().runs.len()).filter(|run| session.diverged(*run).is_none());
    let least = going.map(|run| session.history().run(run).len()).min().filter(|rows| *rows > 0);
    least.map_or(newest(session), |rows| time(session).sft + rows - 1)
}

/// How far the session has come.
pub fn stage(session: &Session) -> Stage {
    let time = time(session);
    match rows(session) {
        _ if front(session) >= time.end() && session.history().reference().is_some() => Stage::Done,
        0 => Stage::Sft,
        _ => Stage::Preference,
    }
}

/// The point of time that a cursor means now.
pub fn resolve(session: &Session, cursor: Cursor) -> usize {
    match cursor {
        Cursor::Newest => front(session),
        Cursor::At(time) => time.min(newest(session)),
    }
}

/// A point of time as a step of a phase.
pub fn place(session: &Session, time: usize) -> (Phase, usize) {
    let sft = self::time(session).sft;
    if time >= sft && rows(session) > 0 { (Phase::Preference, time - sft) } else { (Phase::Sft, time) }
}

/// One run at a step of the preference phase, as means over pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunScore {
    /// Change of the chosen completions' summed log-prob since the reference, in nats.
    pub delta_chosen: f64,
    /// The same for the rejected ones.
    pub delta_rejected: f64,
    /// The share of pairs whose chosen reward is above the rejected one.
    pub accuracy: f64,
}

/// A run's score at a step; `None` before the preference phase.
pub fn score(history: &History, run: usize, step: usize) -> Option<RunScore> {
    let rows = history.run(run);
    let (first, row): (&Metrics, &Metrics) = (rows.first()?, rows.get(step)?);
    Some(RunScore {
        delta_chosen: row.logps_chosen - first.logps_chosen,
        delta_rejected: row.logps_rejected - first.logps_rejected,
        accuracy: row.rewards_accuracies,
    })
}

/// What the pairs that a run has not been trained on, and those that it has, show of it at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOutScore {
    /// Of the held-out pairs: the change of the chosen completions' summed log-prob since the reference, in nats.
    pub delta_chosen: f64,
    /// How many of them are ranked correctly, and how many there are.
    pub ranked: (usize, usize),
    /// The same of the trained pairs.
    pub trained: (usize, usize),
}

/// A run's held-out pairs at a step; nothing before the preference phase, and where no pair is held out.
pub fn held_out(session: &Session, run: usize, step: usize) -> Option<HeldOutScore> {
    let history = session.history();
    let rows = history.held_out(run);
    let (first, row) = (rows.first()?, rows.get(step)?);
    let count = |share: f64, of: usize| ((share * of as f64).round() as usize, of);
    Some(HeldOutScore {
        delta_chosen: row.logps_chosen - first.logps_chosen,
        ranked: count(row.rewards_accuracies, session.held_out().len()),
        trained: count(history.run(run).get(step)?.rewards_accuracies, session.pairs().len()),
    })
}

/// The step at which a run stopped before its time, if it is told at this one: from the last on that is kept.
pub fn stopped(session: &Session, run: usize, step: usize) -> Option<usize> {
    let divergence = session.diverged(run)?;
    (divergence.phase == Phase::Preference && step + 1 >= divergence.step).then_some(divergence.step)
}

/// The common model's log-probs at a point of time: SFT's model, then the reference.
pub fn common(session: &Session, time: usize) -> Option<&TokenLogps> {
    match place(session, time) {
        (Phase::Sft, step) => session.history().token_logps(Phase::Sft, 0, step),
        (Phase::Preference, _) => session.history().reference(),
    }
}

/// A run's log-probs with the reference's, at a point of time of the preference phase.
pub fn against_reference(session: &Session, run: usize, time: usize) -> Option<(&TokenLogps, &TokenLogps)> {
    match place(session, time) {
        (Phase::Sft, _) => None,
        (Phase::Preference, step) => {
            let history = session.history();
            Some((history.token_logps(Phase::Preference, run, step)?, history.reference()?))
        }
    }
}

/// A run's log-probs with those that it had one step before; nothing at the phase's first step.
pub fn against_step_before(session: &Session, run: usize, time: usize) -> Option<(&TokenLogps, &TokenLogps)> {
    match place(session, time) {
        (Phase::Sft, _) => None,
        (Phase::Preference, step) => {
            let at = |step| session.history().token_logps(Phase::Preference, run, step);
            Some((at(step)?, at(step.checked_sub(1)?)?))
        }
    }
}

/// A run's log-probs, with those since which their change is asked.
pub fn against(session: &Session, run: usize, time: usize, since: Since) -> Option<(&TokenLogps, &TokenLogps)> {
    match since {
        Since::Reference => against_reference(session, run, time),
        Since::Step => against_step_before(session, run, time),
    }
}

/// The change of a pair's chosen log-prob since the reference, in nats.
pub fn pair_delta(session: &Session, run: usize, pair: usize, time: usize) -> Option<f64> {
    let (policy, reference) = against_reference(session, run, time)?;
    Some(sum(policy.chosen(pair)) - sum(reference.chosen(pair)))
}

/// How often a model, sampled as it is, writes a pair's chosen answer, its rejected one, and anything else. They add up to 1.
pub fn shares(logps: &TokenLogps, pair: usize) -> [f64; 3] {
    let (chosen, rejected) = logps.sums(pair);
    parts(chosen.exp(), rejected.exp())
}

/// Two probabilities and the rest. Rounding may take them a little above 1 together.
fn parts(chosen: f64, rejected: f64) -> [f64; 3] {
    let whole = (chosen + rejected).max(1.0);
    let (chosen, rejected) = (chosen / whole, rejected / whole);
    [chosen, rejected, (1.0 - chosen - rejected).max(0.0)]
}

/// The next push on each token of a completion, by the paper's argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Pushes {
    /// Token by token: which way.
    pub signs: Vec<Sign>,
    /// And how far: the theory's `g` of the token's own logit, in units of the pair's weight, which all of its tokens have in common.
    pub values: Vec<f64>,
    /// Whether they are this step's.
    pub when: Due,
}

/// The pushes of a run on one side of a pair; `None` where the argument does not apply: before the preference phase, and for a pair
/// whose answers are not exactly one token apart.
///
/// The argument is about a preferred answer that is less likely than it was under the reference. A loss with a hinge is therefore shown with its
/// hinge active: just below the reference, where the answer is not below it already.
pub fn pushes(session: &Session, run: usize, pair: usize, time: usize, side: Side) -> Option<Pushes> {
    let differs = session.pairs().get(pair)?.one_token_apart()?;
    let (policy, reference) = against_reference(session, run, time)?;
    let now = policy.against(reference, pair);
    let (_, step) = place(session, time);
    let (pull, when) = with_hinge(session.spec().runs.get(run)?.objective_at(step), now);
    let values: Vec<f64> = directions((policy, pair), differs, side, pull).collect();
    Some(Pushes { signs: values.iter().map(|value| Sign::of(*value)).collect(), values, when })
}

/// The theory's `g` of each token's own logit in an answer, under a policy that pulls so at a pair whose answers differ at one place.
pub fn directions(
    (policy, pair): (&TokenLogps, usize),
    differs: usize,
    side: Side,
    pull: Pull,
) -> impl Iterator<Item = f64> {
    let value = move |k: usize, w: f32, l: f32| match (k.cmp(&differs), side) {
        (std::cmp::Ordering::Equal, Side::Rejected) => predicted_of_rejected(p(l), pull),
        (std::cmp::Ordering::Equal, Side::Chosen) => predicted(PlaceKind::At, p(w), p(l), pull),
        (std::cmp::Ordering::Less, _) => predicted(PlaceKind::Before, p(w), p(l), pull),
        // After the difference both sides have the same label, and so the one shared logit.
        (std::cmp::Ordering::Greater, _) => predicted(PlaceKind::After, p(w), p(l), pull),
    };
    let both = policy.chosen(pair).iter().zip(policy.rejected(pair));
    both.enumerate().map(move |(k, (&w, &l))| value(k, w, l))
}

/// What a λ of 1 comes to as an effective λ on this pair, with the hinge active. Nothing where the hinge has the wrong sign: no λ lifts anything.
pub fn unit_lambda(session: &Session, run: usize, pair: usize, time: usize) -> Option<f64> {
    let (policy, reference) = against_reference(session, run, time)?;
    let now = policy.against(reference, pair);
    let (_, step) = place(session, time);
    let objective = session.spec().runs.get(run)?.objective_at(step);
    let mut arguments = objective.arguments();
    arguments.set_number(&LAMBDA, 1.0).ok()?;
    // A loss without λ is shown what λ it would need.
    let has_lambda = objective.entry().parameters.iter().any(|parameter| parameter.name() == LAMBDA.name);
    let entry = if has_lambda { objective.entry() } else { &dpop::ENTRY };
    let (unit, _) = with_hinge(&(entry.build)(&arguments), now);
    unit.lambda().filter(|unit| *unit > 0.0)
}

/// The pull with the hinge active, and whether it is so now; of a loss without a penalty that wakes below the reference, the pull of now.
fn with_hinge(objective: &Objective, now: PairLogps) -> (Pull, Due) {
    // A millionth of a nat: below in f64, and too little to change anything else.
    let fallen = PairLogps { chosen: now.chosen.min(now.ref_chosen - 1e-6), ..now };
    let [fallen, now] = [fallen, now].map(|logps| objective.evaluate(&logps));
    // Other losses too pull a fallen answer harder, but not from there on. A hinge of the wrong sign is one too.
    let wakes = now.penalty == 0.0 && fallen.penalty > 0.0;
    let [fallen, now] = [fallen, now].map(|loss| loss.pull());
    let idle = wakes && now.lambda() == Some(0.0) && fallen.lambda().is_some_and(|lambda| lambda != 0.0);
    if idle { (fallen, Due::IfFallen) } else { (now, Due::Now) }
}

/// A probability.
pub(super) fn p(logp: f32) -> f64 {
    f64::from(logp).exp()
}

fn sum(logps: &[f32]) -> f64 {
    logps.iter().map(|&logp| f64::from(logp)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::presets;
    use crate::objective::{Arguments, find};
    use crate::theory::{predicted_sign, predicted_sign_of_rejected};
    use crate::train::Step;
    use std::rc::Rc;

    #[test]
    fn a_fork_is_followed_from_where_it_begins_past_where_the_others_stand() {
        let mut spec = LabFile::from_json(presets()[0].json).expect("a preset");
        (spec.sft.steps, spec.preference.steps) = (4, 12);
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 4).expect("first");
        session.set_target(Phase::Preference, 8).expect("then");
        while session.tick() != Step::Idle {}
        assert_eq!((newest(&session), front(&session), stage(&session)), (12, 12, Stage::Preference));
        let fork = |session: &mut Session, at: usize| {
            let objective = session.spec().runs[1].objective;
            session.fork(0, at, objective).expect("a step that was trained");
            session.set_target(Phase::Preference, 12).expect("to the end");
            let mut seen = vec![resolve(session, Cursor::Newest)];
            while session.tick() != Step::Idle {
                let now = resolve(session, Cursor::Newest);
                if seen.last() != Some(&now) {
                    // As long as the fork is under way the training is not done.
                    assert_eq!(stage(session) == Stage::Done, now == 16, "{seen:?}");
                    seen.push(now);
                }
            }
            seen
        };
        // Step by step, through the step at which the others stood and on to the end.
        assert_eq!(fork(&mut session, 3), (6..=16).collect::<Vec<_>>());
        // And where all was done already, to the end again.
        assert_eq!(fork(&mut session, 5), (8..=16).collect::<Vec<_>>());
        assert_eq!((front(&session), resolve(&session, Cursor::At(7))), (16, 7));
    }

    #[test]
    fn runs_are_named_by_what_tells_them_apart() {
        let check = |runs: &str, expected: &[&str]| {
            let text = format!(
                "{{\"dataset\": {{\"pairs\": [{{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}}]}}, \"runs\": {runs}}}"
            );
            assert_eq!(names(&LabFile::from_json(&text).expect(runs)), expected, "{runs}");
        };
        check(r#"[{}, {"loss_type": "dpop"}]"#, &["DPO", "DPOP"]);
        check(r#"[{"beta": 0.1}, {"beta": 0.2}]"#, &["DPO β 0.1", "DPO β 0.2"]);
        check(
            r#"[{"loss_type": "dpop", "lambda": 5}, {"loss_type": "dpop"}, {"beta": 1}]"#,
            &["DPOP λ 5", "DPOP λ 50", "DPO"],
        );
        check(r#"[{"train": "head"}, {}, {"train": "body", "name": "mine"}]"#, &["DPO, head only", "DPO", "mine"]);
        check(r#"[{}, {}, {"name": "mine"}, {"name": "mine"}]"#, &["DPO", "DPO (2)", "mine", "mine (2)"]);
    }

    /// A pair whose preferred answer stands `delta` nats from the reference, under a loss of the first preset.
    fn check(run: usize, delta: f64, expected: (bool, Due)) {
        let spec = LabFile::from_json(presets()[0].json).expect("the first preset is a lab file");
        let reference = PairLogps {
            chosen: -1.0,
            rejected: -7.0,
            ref_chosen: -1.0,
            ref_rejected: -7.0,
            chosen_tokens: 4.0,
            rejected_tokens: 4.0,
        };
        let now = PairLogps { chosen: -1.0 + delta, rejected: -9.0, ..reference };
        let (pull, when) = with_hinge(&spec.runs[run].objective, now);
        assert_eq!((pull.lambda().is_some_and(|lambda| lambda > 0.0), when), expected, "run {run} at {delta}");
    }

    #[test]
    fn shares_add_up_to_one() {
        for (chosen, rejected) in [(0.0, 0.0), (0.4, 0.3), (1.0, 1e-7), (0.6, 0.4 + 1e-7), (1e-30, 1.0)] {
            let shares = parts(chosen, rejected);
            // Three roundings of numbers up to 1.
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 4.0 * f64::EPSILON, "{chosen} {rejected}: {shares:?}");
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{chosen} {rejected}: {shares:?}");
        }
    }

    #[test]
    fn a_hinge_is_shown_active_and_said_to_be_idle() {
        for delta in [-2.0, 0.0, 0.5] {
            check(0, delta, (false, Due::Now));
        }
        check(1, -2.0, (true, Due::Now));
        check(1, 0.0, (true, Due::IfFallen));
        check(1, 0.5, (true, Due::IfFallen));
    }

    /// Where a margin is large enough the hinge loss leaves every token, and IPO pushes the other way; neither is shown as it would be if
    /// the preferred answer had fallen.
    #[test]
    fn a_loss_that_has_what_it_wants_is_shown_as_it_is() {
        let check = |loss: &str, rejected: f64, at_difference: [Sign; 2], after: Sign| {
            let objective = (find(loss).expect("a loss").build)(&Arguments::default());
            let now = PairLogps {
                chosen: -1.0,
                rejected,
                ref_chosen: -2.0,
                ref_rejected: -2.0,
                chosen_tokens: 4.0,
                rejected_tokens: 4.0,
            };
            let (pull, when) = with_hinge(&objective, now);
            assert_eq!(when, Due::Now, "{loss}");
            assert_eq!(predicted_sign(PlaceKind::Before, 0.9, 0.9, pull), Sign::None, "{loss}");
            let signs = [predicted_sign(PlaceKind::At, 0.5, 0.5, pull), predicted_sign_of_rejected(0.2, pull)];
            assert_eq!((signs, predicted_sign(PlaceKind::After, 0.9, 0.5, pull)), (at_difference, after), "{loss}");
        };
        let (up, down, none) = (Sign::Up, Sign::Down, Sign::None);
        // The margin is 2 and 49 nats; enough are 3.3 for the hinge loss and 6.7 for IPO's four tokens.
        for loss in ["dpo", "hinge", "ipo"] {
            check(loss, -3.0, [up, down], down);
        }
        check("dpo", -50.0, [up, down], down);
        check("hinge", -50.0, [none, none], none);
        check("ipo", -50.0, [down, up], up);
    }
}
