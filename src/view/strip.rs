//! What the token strip shows of a push beside its sign: how long its arrow is, its number, and the λ with which it would be right.

use super::reading::{self, p};
use crate::argument;
use crate::data::Side;
use crate::objective::Pull;
use crate::objective::dpop::LAMBDA;
use crate::plot::scale::number;
use crate::theory::{Sign, least_for_correct};
use crate::train::Session;
use std::ops::Range;

/// The smallest push whose arrow is longer than the shortest, and the first that has the longest. DPO's push at the difference is 1, in their
/// middle; most of its pushes after it are between a hundredth and 1, and DPOP's between 1 and some hundreds.
const SCALE: [f64; 2] = [0.01, 100.0];

/// How long the arrow of a push is: 0 for the shortest, 1 for the longest. Ten times the push is a quarter longer, so that the weakest
/// is still seen beside one a thousand times as strong.
pub fn length(push: f64) -> f64 {
    let [least, most] = SCALE;
    let share = libm::log10(push.abs() / least) / libm::log10(most / least);
    // The comparison that a NaN, which only a diverged model gives, does not pass.
    if share > 0.0 { share.min(1.0) } else { 0.0 }
}

/// The size of a push without its sign, in about two figures: `0.009`, `0.20`, `1.0`, `333`. Nothing where three digits after the point are all 0.
pub fn size(push: f64) -> Option<String> {
    let size = push.abs();
    // A NaN, which only a diverged model gives, is written down.
    (size >= 0.0005 || size.is_nan()).then(|| figures(size))
}

/// A number from a thousandth on in at most four signs, but for the zero before its point.
fn figures(value: f64) -> String {
    match value {
        _ if value < 0.0995 => number(value, 3),
        _ if value < 0.995 => number(value, 2),
        _ if value < 9.95 => number(value, 1),
        _ if value < 9_999.5 => number(value, 0),
        _ if value.is_finite() => format!("{value:.0e}"),
        _ => number(value, 0),
    }
}

/// A number without the zero before its point, for narrow columns.
pub fn narrow(text: &str) -> &str {
    if text.starts_with("0.") { &text[1..] } else { text }
}

/// The λ that one token needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// Above this the right token's logit goes up: in the unit of the run's own λ, and for a loss without one in that of a DPOP with
    /// the same β. Not above 0 where none is needed, and infinite where none is enough.
    pub lambda: f64,
    /// Where the run pushes it: up where its λ is enough.
    pub sign: Sign,
}

impl Need {
    /// The least λ of two figures, and of whole thousandths, that is enough, as a person would write it; nothing where none is that a run can
    /// have.
    pub fn text(&self) -> Option<String> {
        let lambda = self.lambda;
        if lambda <= 0.0 {
            return Some("0".to_owned());
        }
        // Of a number that is written with its power of ten there is one figure.
        let figures_after = if lambda > 9_900.0 { 0.0 } else { 1.0 };
        let unit = libm::pow(10.0, libm::log10(lambda).floor().max(-2.0) - figures_after);
        // What is round already, but for rounding, stays.
        (lambda <= LAMBDA.max).then(|| figures((lambda / unit - 1e-9).ceil() * unit))
    }

    /// One of five steps of size, for a tint: up to a hundredth, a tenth, 1, 10, and beyond; 0 where no λ is needed.
    pub fn level(&self) -> usize {
        let steps = [0.0, 0.01, 0.1, 1.0, 10.0];
        // A NaN, which only a diverged model gives, is beyond all.
        steps.iter().position(|most| self.lambda <= *most).unwrap_or(steps.len())
    }
}

/// What λ each token of a pair needs, which both answers have in common: nothing before and at the difference, where every λ above 0 will do.
/// `None` where there are no [`reading::pushes`], or where the loss pulls so little that no λ can be measured by it.
pub fn needs(session: &Session, run: usize, pair: usize, time: usize) -> Option<Vec<Option<Need>>> {
    let encoded = session.pairs().get(pair)?;
    let differs = encoded.one_token_apart()?;
    let pushes = reading::pushes(session, run, pair, time, Side::Chosen)?;
    let unit = reading::unit_lambda(session, run, pair, time)?;
    let (policy, _) = reading::against_reference(session, run, time)?;
    let tokens = policy.chosen(pair).iter().zip(policy.rejected(pair)).zip(&pushes.signs);
    let need = |(k, ((&w, &l), &sign)): (usize, ((&f32, &f32), &Sign))| {
        // The sign is that of the very push that is shown.
        (k > differs).then(|| Need { lambda: least_for_correct(p(w), p(l)) / unit, sign })
    };
    Some(tokens.enumerate().map(need).collect())
}

/// How the losses of these runs pull a pair that is one token apart, at a point of time: of those that are neither DPO nor DPOP, of which the paper
/// says it itself.
pub fn pulls(session: &Session, runs: Range<usize>, pair: usize, time: usize) -> Vec<(usize, Pull)> {
    let is_predicted = session.pairs().get(pair).is_some_and(|pair| pair.one_token_apart().is_some());
    let pull = |run: usize| {
        let (policy, reference) = reading::against_reference(session, run, time)?;
        let (_, step) = reading::place(session, time);
        let objective = session.spec().runs.get(run)?.objective_at(step);
        let is_other = argument::dpop(objective).is_none();
        is_other.then(|| (run, objective.pull(&policy.against(reference, pair))))
    };
    runs.filter(|_| is_predicted).filter_map(pull).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, RunSpec, presets};
    use crate::objective::variants;
    use crate::theory::{Due, LabelledPosition, PlaceKind, direction, predicted};
    use crate::train::{Phase, Step};
    use std::rc::Rc;

    fn trained(preset: &str, steps: usize) -> Session {
        let preset = presets().iter().find(|known| known.name == preset).expect("an example");
        let lab = LabFile::from_json(preset.json).expect("a lab file");
        let mut session = Session::new(lab, Rc::new(Processor)).expect("a session");
        session.set_target(Phase::Sft, 100).expect("the first phase");
        session.set_target(Phase::Preference, steps).expect("and the second");
        while session.tick() != Step::Idle {}
        session
    }

    /// What stands in DESIGN about this example: nothing before the difference, 1 at it, hardly anything at “then”, much at “4”.
    #[test]
    fn pushes_have_the_sizes_of_the_argument() {
        let session = trained("smaug", 4);
        let (dpo, dpop, reference) = (0, 1, 100);
        let pushes = |run, time, side| reading::pushes(&session, run, 0, time, side).expect("one token apart");
        let word = |k: usize| &*session.spec().dataset.vocabulary[session.pairs()[0].chosen[k] as usize];
        let chosen = pushes(dpo, reference, Side::Chosen);
        assert_eq!(chosen.values[..6], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!((word(6), word(11)), ("then", "4"));
        // Three digits are written down.
        assert!((chosen.values[6] + 0.009).abs() < 5e-4 && (chosen.values[11] + 0.204).abs() < 5e-4, "{chosen:?}");
        let rejected = pushes(dpo, reference, Side::Rejected);
        assert_eq!(rejected.values[5], -1.0);
        assert_eq!(rejected.values[6..], chosen.values[6..], "the logit that both answers share");
        for (run, time, side) in [(dpo, 104, Side::Chosen), (dpop, 104, Side::Chosen), (dpop, 102, Side::Rejected)] {
            let pushes = pushes(run, time, side);
            let signs: Vec<Sign> = pushes.values.iter().map(|value| Sign::of(*value)).collect();
            assert_eq!(pushes.signs, signs);
        }
        // DPOP at the same probabilities: λ (1 − s_w) more, with the λ that is effective there.
        let held = pushes(dpop, reference, Side::Chosen);
        let unit = reading::unit_lambda(&session, dpop, 0, reference).expect("a hinge");
        let (policy, _) = reading::against_reference(&session, dpop, reference).expect("a step");
        for (k, (held, plain)) in held.values.iter().zip(&chosen.values).enumerate() {
            let more = 50.0 * unit * (1.0 - p(policy.chosen(0)[k]));
            // A few roundings of numbers up to λ's 333, and of the millionth of a nat by which the answer has fallen.
            assert!((held - plain - more).abs() < 1e-4 * (1.0 + more), "token {k}: {held}, {plain}, {more}");
        }
    }

    #[test]
    fn of_other_losses_it_is_said_how_they_pull() {
        let preset = presets().iter().find(|known| known.name == "smaug").expect("an example");
        let mut lab = LabFile::from_json(preset.json).expect("a lab file");
        lab.runs = variants().into_iter().map(RunSpec::new).collect();
        let mut session = Session::new(lab, Rc::new(Processor)).expect("a session");
        session.set_target(Phase::Sft, 100).expect("the first phase");
        session.set_target(Phase::Preference, 12).expect("and the second");
        while session.tick() != Step::Idle {}
        let runs = session.spec().runs.len();
        for time in [100, 112] {
            let told = pulls(&session, 0..runs, 0, time);
            // DPO, and DPOP in each form, have cases of their own.
            let others = (0..runs).filter(|run| argument::dpop(&session.spec().runs[*run].objective).is_none());
            assert_eq!(told.iter().map(|(run, _)| *run).collect::<Vec<_>>(), others.collect::<Vec<_>>());
            for (run, pull) in told {
                // The pushes that are shown are this pull's: before the difference nothing where both answers are pulled alike.
                let shown = reading::pushes(&session, run, 0, time, Side::Chosen).expect("one token apart");
                let is_alike = (pull.chosen - pull.rejected).abs() <= 1e-9 * pull.chosen.abs();
                let before = shown.values[..5].iter().all(|push| push.abs() < 1e-9);
                assert_eq!((is_alike, shown.when), (before, Due::Now), "run {run} at {time}: {pull:?}, {shown:?}");
            }
        }
        assert_eq!(pulls(&session, 0..runs, 0, 50), [], "SFT has no pushes");
    }

    #[test]
    fn a_pair_of_two_probabilities_is_the_direction_of_whole_vectors() {
        let pull = crate::objective::Pull { weight: 0.3, chosen: 5.0, rejected: 1.0 };
        let (s_w, s_l) = ([0.7, 0.2, 0.1], [0.4, 0.5, 0.1]);
        let g = direction(LabelledPosition::After { label: 0 }, &s_w, &s_l, pull);
        assert_eq!(predicted(PlaceKind::After, s_w[0], s_l[0], pull), g[0]);
        assert!((g[0] - (4.0 * 0.3 + 0.4 - 0.7)).abs() < 1e-12);
    }

    #[test]
    fn what_a_token_needs_is_enough_and_nothing_below_it() {
        for preset in ["smaug", "penalties"] {
            let session = trained(preset, 40);
            for run in 0..session.spec().runs.len() {
                let has = session.spec().runs[run].objective.arguments().number(&LAMBDA);
                for (pair, time) in (0..session.pairs().len()).flat_map(|pair| [100, 101, 140].map(|time| (pair, time)))
                {
                    let needs = needs(&session, run, pair, time).expect("one token apart");
                    let differs = session.pairs()[pair].one_token_apart().expect("one token apart");
                    assert!(needs[..=differs].iter().all(Option::is_none));
                    for need in needs[differs + 1..].iter().map(|need| need.expect("after the difference")) {
                        let is_dpo = session.spec().runs[run].objective.loss_type() == "dpo";
                        let enough = if is_dpo { need.lambda < 0.0 } else { need.lambda < has };
                        assert_eq!(need.sign == Sign::Up, enough, "{preset}, run {run}, pair {pair}: {need:?}");
                        let written = need.text().expect("a softmax is never 1").parse::<f64>().expect("a number");
                        assert!(written >= need.lambda * (1.0 - 1e-9), "{need:?}: {written}");
                    }
                }
            }
            assert_eq!(needs(&session, 0, 0, 50), None, "SFT has no pushes");
        }
    }

    #[test]
    fn the_weakest_push_is_seen_and_ten_times_as_much_is_a_quarter_longer() {
        let check = |push: f64, expected: f64| {
            assert!((length(push) - expected).abs() < 1e-12, "{push}: {}", length(push));
        };
        check(0.0, 0.0);
        check(-0.009, 0.0);
        check(0.1, 0.25);
        check(-1.0, 0.5);
        check(10.0, 0.75);
        check(333.0, 1.0);
        check(f64::NAN, 0.0);
        assert!(length(-0.204) > 0.3);
    }

    #[test]
    fn sizes_are_short() {
        let check = |push: f64, text: &str, slim: &str| {
            let size = size(push).expect("it has one");
            assert_eq!((&*size, narrow(&size)), (text, slim));
            assert!(slim.len() <= 4, "{slim}");
        };
        check(-0.0088, "0.009", ".009");
        check(0.0005, "0.001", ".001");
        check(0.204, "0.20", ".20");
        check(-1.0, "1.0", "1.0");
        check(0.9999, "1.0", "1.0");
        check(12.34, "12", "12");
        check(333.3, "333", "333");
        check(9_999.0, "9999", "9999");
        check(123_456.0, "1e5", "1e5");
        check(f64::INFINITY, "inf", "inf");
        check(f64::NAN, "NaN", "NaN");
        assert_eq!([0.0, 0.0004, -0.0004].map(size), [None, None, None]);
    }

    #[test]
    fn needs_are_rounded_up() {
        let check = |lambda: f64, text: Option<&str>, level: usize| {
            let need = Need { lambda, sign: Sign::Up };
            assert_eq!((need.text().as_deref(), need.level()), (text, level), "{lambda}");
        };
        check(f64::NEG_INFINITY, Some("0"), 0);
        check(-0.3, Some("0"), 0);
        check(1e-9, Some("0.001"), 1);
        check(0.0012, Some("0.002"), 1);
        check(0.0123, Some("0.013"), 2);
        check(0.1, Some("0.10"), 2);
        check(0.241, Some("0.25"), 3);
        check(0.995, Some("1.0"), 3);
        check(4.0, Some("4.0"), 4);
        check(4.01, Some("4.1"), 4);
        check(41.2, Some("42"), 5);
        check(121.0, Some("130"), 5);
        check(1201.0, Some("1300"), 5);
        check(12_001.0, Some("2e4"), 5);
        check(999_999.0, Some("1e6"), 5);
        check(2e6, None, 5);
        check(f64::INFINITY, None, 5);
        check(f64::NAN, None, 5);
    }
}
