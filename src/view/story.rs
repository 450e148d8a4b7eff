//! The headline: one plain sentence about what has happened so far, for someone who knows no formula, and a second one beneath it.
//!
//! "n times less likely" is `e^−Δ` of the mean change Δ in log-prob: the geometric mean over the pairs. So is "p % of the time", of the
//! probability that the model, sampled as it is, writes the whole answer.

use crate::data::{OptimizerKind, PreferenceSpec, TokenPair};
use crate::train::{Phase, Session};
use crate::view::reading::{self, RunScore};
use crate::words::{self, Fate};

/// Both sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// What happened.
    pub headline: String,
    /// What to think of it.
    pub aside: String,
}

/// Where the reference is from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Origin {
    /// SFT.
    Trained,
    /// Imported weights, as they were.
    Imported,
    /// The seed's numbers, with the log-prob of a preferred answer under them.
    Untrained(f64),
}

/// What is told of the preference phase at one of its steps.
struct Telling<'a> {
    step: usize,
    settings: &'a PreferenceSpec,
    /// How many pairs the numbers are means over.
    pairs: usize,
    /// How many of them another one turns round: what the one prefers the other rejects.
    opposed: usize,
    origin: Origin,
    scores: Vec<(&'a str, RunScore)>,
    /// The runs that have stopped before their time, and when.
    stopped: Vec<(&'a str, usize)>,
}

/// The sentences for a point of time. `names` are the runs' names.
pub fn story(session: &Session, names: &[String], time: usize) -> Story {
    let spec = session.spec();
    match reading::place(session, time) {
        (Phase::Sft, step) => match session.stopped() {
            Some(stopped) if stopped.phase == Phase::Sft && step + 1 >= stopped.step => {
                Story { headline: words::headline_sft_stopped(stopped.step), aside: words::aside_stopped().to_owned() }
            }
            Some(_) | None => {
                let row = session.history().sft().get(step);
                sft(step, row.map_or(f64::NEG_INFINITY, |row| row.logps_chosen))
            }
        },
        (Phase::Preference, step) => {
            let runs = || names.iter().map(String::as_str).enumerate();
            let stopped: Vec<_> =
                runs().filter_map(|(run, name)| Some((name, reading::stopped(session, run, step)?))).collect();
            // Of a run that has stopped nothing is claimed.
            let goes_on = |run: &usize| reading::stopped(session, *run, step).is_none();
            let scores = runs().filter(|(run, _)| goes_on(run));
            let scores = scores.filter_map(|(run, name)| Some((name, reading::score(session.history(), run, step)?)));
            let first = session.history().sft().first().map_or(f64::NEG_INFINITY, |row| row.logps_chosen);
            let origin = match (session.last_step(Phase::Sft), spec.weights) {
                (Some(0), None) => Origin::Untrained(first),
                (Some(0), Some(_)) => Origin::Imported,
                (_, _) => Origin::Trained,
            };
            let (settings, pairs) = (&spec.preference, session.pairs().len());
            let scores: Vec<_> = scores.collect();
            let ranked = scores.iter().all(|(_, score)| score.accuracy >= 1.0);
            let opposed = if ranked { 0 } else { opposed(session.pairs()) };
            preference(&Telling { step, settings, pairs, opposed, origin, scores, stopped })
        }
    }
}

/// How many pairs there are of which another one asks the opposite.
fn opposed(pairs: &[TokenPair]) -> usize {
    let turns = |one: &TokenPair, other: &TokenPair| {
        (&one.prompt, &one.chosen, &one.rejected) == (&other.prompt, &other.rejected, &other.chosen)
    };
    pairs.iter().filter(|one| pairs.iter().any(|other| turns(one, other))).count()
}

fn sft(step: usize, logp: f64) -> Story {
    if step == 0 {
        return Story { headline: words::headline_start().to_owned(), aside: words::aside_start().to_owned() };
    }
    let headline = words::headline_sft(step, &words::often(logp));
    Story { headline, aside: words::aside_sft().to_owned() }
}

/// More runs than this would not fit a sentence.
const CLAUSES: usize = 3;

/// Answers that are less than this more or less likely have not moved, in nats: a twentieth.
const STILL: f64 = 0.05;

fn preference(telling: &Telling<'_>) -> Story {
    let &Telling { step, settings, pairs, opposed, origin, ref scores, ref stopped } = telling;
    if step == 0 && stopped.is_empty() {
        let headline = match origin {
            Origin::Trained => words::headline_reference(),
            Origin::Imported => words::headline_imported(),
            Origin::Untrained(_) => words::headline_untrained(),
        };
        return Story { headline: headline.to_owned(), aside: words::aside_reference().to_owned() };
    }
    let is_still = |score: &RunScore| score.delta_chosen.abs() < STILL && score.delta_rejected.abs() < STILL;
    if stopped.is_empty() && scores.iter().all(|(_, score)| is_still(score)) {
        let sgd = settings.optimizer == OptimizerKind::Sgd;
        return Story {
            headline: words::headline_still(step, settings.steps, pairs),
            aside: if opposed > 0 {
                words::aside_opposed(opposed, pairs)
            } else if sgd {
                words::aside_still_sgd(settings.learning_rate)
            } else {
                words::aside_still_adamw(settings.learning_rate, step)
            },
        };
    }
    let verdicts: Vec<_> = scores.iter().map(|(name, score)| (*name, score, verdict(score.delta_chosen))).collect();
    let ranked = scores.iter().all(|(_, score)| score.accuracy >= 1.0);
    let hidden = verdicts.iter().find(|(_, score, verdict)| score.accuracy >= 1.0 && matches!(verdict, Fate::Less(_)));
    // What falls with its rival leaves the margin where it was.
    let is_alike = |score: &RunScore| {
        let apart = (score.delta_chosen - score.delta_rejected).abs();
        apart < STILL && matches!(verdict(score.delta_chosen), Fate::Less(_))
    };
    let alike = scores.iter().find(|(_, score)| is_alike(score));
    let aside = match (origin, hidden) {
        (Origin::Untrained(logp), _) => words::aside_untrained(&words::often(logp)),
        (Origin::Trained | Origin::Imported, Some((name, _, _))) => words::aside_hidden(name),
        (Origin::Trained | Origin::Imported, None) if !stopped.is_empty() => words::aside_stopped().to_owned(),
        (Origin::Trained | Origin::Imported, None) if ranked => words::aside_kept().to_owned(),
        (Origin::Trained | Origin::Imported, None) if opposed > 0 => words::aside_opposed(opposed, pairs),
        (Origin::Trained | Origin::Imported, None) => {
            alike.map(|(run, _)| words::aside_alike(run)).unwrap_or_else(|| {
                let shares: Vec<_> = scores.iter().map(|(name, score)| ((*name).to_owned(), score.accuracy)).collect();
                words::aside_ranking(&shares)
            })
        }
    };
    let headline = if verdicts.len() + stopped.len() > CLAUSES {
        let count = |of: fn(&Fate) -> bool| verdicts.iter().filter(|(_, _, verdict)| of(verdict)).count();
        let (less, more) = (count(|v| matches!(v, Fate::Less(_))), count(|v| matches!(v, Fate::More(_))));
        let kept = count(|v| matches!(v, Fate::Kept));
        words::headline_many((step, pairs), verdicts.len() + stopped.len(), kept, less, more, stopped.len())
    } else {
        let verdicts: Vec<_> = verdicts.iter().map(|(name, _, verdict)| (*name, verdict)).collect();
        let stopped = stopped.iter().map(|(name, at)| words::clause_stopped(name, *at));
        let all: Vec<String> = clauses(&verdicts, pairs).into_iter().chain(stopped).collect();
        if verdicts.is_empty() { words::headline_stopped(&all) } else { words::headline_preference(step, &all) }
    };
    Story { headline, aside }
}

/// What became of the answers of so many pairs run by run; those that have kept them share a clause.
fn clauses(verdicts: &[(&str, &Fate)], pairs: usize) -> Vec<String> {
    let kept: Vec<&str> = verdicts.iter().filter(|(_, verdict)| **verdict == Fate::Kept).map(|(run, _)| *run).collect();
    let mut clauses = Vec::new();
    let mut before = None;
    for (run, verdict) in verdicts {
        let runs = if **verdict == Fate::Kept { &kept[..] } else { std::slice::from_ref(run) };
        // The first of those that have kept them speaks for all.
        if runs.first() == Some(run) {
            clauses.push(words::clause(runs, verdict, before, pairs));
            before = Some(*verdict);
        }
    }
    clauses
}

fn verdict(delta: f64) -> Fate {
    // A fifth more or less still counts as kept: DPOP dips by some hundredths of a nat before its hinge catches, and rises by as much.
    let kept = 1.2f64.ln();
    if !delta.is_finite() {
        Fate::Lost
    } else if delta < -kept {
        Fate::Less(words::times(-delta))
    } else if delta > kept {
        Fate::More(words::times(delta))
    } else {
        Fate::Kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::LabFile;
    use crate::model::{Layout, Weights, initial};
    use crate::train::Step;
    use std::rc::Rc;

    fn tell(step: usize, runs: &[(&str, f64, f64)]) -> String {
        tell_of(10, step, runs)
    }

    fn tell_of(pairs: usize, step: usize, runs: &[(&str, f64, f64)]) -> String {
        let score = |delta_chosen, accuracy| RunScore { delta_chosen, delta_rejected: -20.0, accuracy };
        let scores = runs.iter().map(|&(name, delta, accuracy)| (name, score(delta, accuracy))).collect();
        let spec = crate::data::presets()[0].json;
        let settings = &LabFile::from_json(spec).expect("a preset").preference;
        let origin = Origin::Trained;
        let story = preference(&Telling { step, settings, pairs, opposed: 0, origin, scores, stopped: vec![] });
        format!("{} {}", story.headline, story.aside)
    }

    #[test]
    fn sentences() {
        let check = |text: String, parts: &[&str]| {
            for part in parts {
                assert!(text.contains(part), "{part:?} is not in {text:?}");
            }
        };
        let kept = "After 87 steps DPO has made the average preferred answer 12 times less likely; DPOP has kept it.";
        check(tell(87, &[("DPO", -2.485, 1.0), ("DPOP", 0.02, 1.0)]), &[kept, "Yet DPO ranks"]);
        check(
            tell(1, &[("DPO", -0.01, 0.9)]),
            &["After 1 step DPO has kept the average preferred answer.", "DPO 90 %"],
        );
        check(
            tell(1, &[("DPO", -0.01, 0.9), ("DPOP", 0.0, 1.0)]),
            &["After 1 step DPO and DPOP have kept the average preferred answer."],
        );
        let three = [("a", 0.0, 1.0), ("b", 0.0, 1.0), ("c", 0.0, 1.0)];
        check(tell(2, &three), &["After 2 steps a, b and c have kept the average preferred answer."]);
        let two_kept = [("a", 0.0, 1.0), ("b", -2.485, 1.0), ("c", 0.0, 1.0)];
        check(
            tell(2, &two_kept),
            &["a and c have kept the average preferred answer; b has made it 12 times less likely."],
        );
        let all_less = [("a", -2.485, 1.0), ("b", -1.0, 1.0), ("c", 1.0, 1.0)];
        check(
            tell(2, &all_less),
            &[
                "a has made the average preferred answer 12 times less likely; b, 2.7 times; c has made it 2.7 times more likely.",
            ],
        );
        // Accuracy .5 and a margin of 0 say that nothing has happened; half of a hundred pairs do, too, that have come apart.
        check(tell(87, &[("DPO", -20.0, 0.5)]), &["Under DPO the rejected answers have fallen just as far"]);
        check(tell(87, &[("DPO", -19.9, 0.5)]), &["DPO 50 %"]);
        // One pair is no mean.
        let one = "After 87 steps DPO has made the preferred answer 12 times less likely; DPOP has kept it.";
        check(tell_of(1, 87, &[("DPO", -2.485, 1.0), ("DPOP", 0.02, 1.0)]), &[one]);
        check(tell(9, &[("DPOP", 0.3, 1.0)]), &["1.3 times more likely", "still there"]);
        check(tell(9, &[("SGD", f64::NAN, 0.0)]), &["no finite numbers"]);
        let many = [("a", -3.0, 1.0), ("b", 0.0, 1.0), ("c", 0.1, 1.0), ("d", 0.5, 1.0)];
        check(
            tell(9, &many),
            &["2 of 4 runs have kept the average preferred answer; 1 have made it less likely; 1 more likely."],
        );
        check(tell(0, &[("DPO", 0.0, 0.0)]), &["starts from this same model"]);
        check(sft(40, -8.61).headline, &["After 40 steps of SFT", "one time in 5,490."]);
        check(sft(100, -1.02).headline, &["36 % of the time"]);
    }

    const PAIRS: &str = r#""dataset": { "pairs": [
        { "prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 ." },
        { "prompt": "1 + 2 =", "chosen": "3 .", "rejected": "4 ." },
        { "prompt": "3 + 3 =", "chosen": "6 .", "rejected": "7 ." } ] }"#;

    /// Everything that is told at the end of a lab of these pairs: headline, aside, and of each run that stopped why.
    fn told(settings: &str, largest: Option<f32>) -> (Session, String) {
        let mut spec = LabFile::from_json(&format!("{{ {PAIRS}, {settings} }}")).expect(settings);
        let weights = largest.map(|largest| {
            let layout = Layout::new(spec.model, spec.dataset.vocabulary.len());
            let mut params = initial(&layout, 1);
            params[3] = largest;
            Rc::new(Weights::new(layout, params).expect("of this length"))
        });
        spec.weights = weights.as_ref().map(|weights| weights.name());
        let (sft, preference) = (spec.sft.steps, spec.preference.steps);
        let mut session = Session::starting(spec, weights, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, sft).expect("first");
        session.set_target(Phase::Preference, preference).expect("then");
        while session.tick() != Step::Idle {}
        let names = reading::names(session.spec());
        let Story { headline, aside } = story(&session, &names, reading::newest(&session));
        let reasons = (0..names.len()).filter_map(|run| session.diverged(run)).map(ToString::to_string);
        let text = [headline, aside].into_iter().chain(reasons).collect::<Vec<_>>().join("\n");
        (session, text)
    }

    /// A lab, its largest imported weight if it has any, what is told of it, and what must not be.
    type Told<'a> = (&'a str, Option<f32>, &'a [&'a str], &'a [&'a str]);

    /// One rule for every loss, a likely cause, nothing claimed of a run that stopped, and none but finite numbers kept.
    #[test]
    fn what_is_told_of_labs_that_go_wrong_is_true() {
        let sgd = r#""sft": { "steps": 60 }, "preference": { "steps": 100, "learning_rate": 10, "optimizer": "sgd" }"#;
        let decay = r#""sft": { "steps": 9 }, "preference": { "steps": 90, "learning_rate": 10, "weight_decay": 0.5 }"#;
        let adamw = r#""sft": { "steps": 9 }, "preference": { "steps": 90, "learning_rate": 10 }"#;
        let sft = r#""sft": { "steps": 90, "learning_rate": 10 }, "preference": { "steps": 9 }"#;
        let tiny = r#""sft": { "steps": 60 }, "preference": { "steps": 100, "learning_rate": 1e-7 }"#;
        let still =
            r#""sft": { "steps": 60 }, "preference": { "steps": 9, "learning_rate": 1e-6, "optimizer": "sgd" }"#;
        let no_sft = r#""sft": { "steps": 0 }, "preference": { "steps": 60 }"#;
        let one = r#""sft": { "steps": 60 }, "preference": { "steps": 100, "learning_rate": 0.03, "optimizer": "sgd" },
            "runs": [{ "loss_type": "dpo" }, { "loss_type": "dpop", "lambda": 100000 }]"#;
        let cases: [Told<'_>; 9] = [
            (
                sgd,
                None,
                &["DPO stopped at step", "DPOP stopped at step", "preference.learning_rate, which is 10", "SGD"],
                &["likely;", "kept the", "Every pair"],
            ),
            (decay, None, &["DPO stopped at step", "preference.weight_decay, which is 0.5"], &["Every pair"]),
            (adamw, None, &["DPO stopped at step", "The likely cause is preference.learning_rate, which is 10"], &[]),
            (sft, None, &["SFT stopped at step", "sft.learning_rate, which is 10"], &["writes a preferred answer"]),
            (sgd, Some(1e10), &["SFT stopped at step 0", "imported weights, of which the largest is 1e10"], &["rate"]),
            (
                tiny,
                None,
                &["After 100 steps hardly anything has moved", "0.0000001", "0.00001 "],
                &["Every pair", "kept"],
            ),
            (still, None, &["hardly anything has moved", "SGD", "0.000001"], &["Every pair", "kept"]),
            (no_sft, None, &["There was no SFT", "untrained"], &["Every pair"]),
            (one, None, &["After 100 steps DPO has", "; DPOP stopped at step", "lambda, 100000"], &["Every pair"]),
        ];
        for (lab, largest, parts, never) in cases {
            let (session, text) = told(lab, largest);
            println!("{text}\n");
            for part in parts {
                assert!(text.contains(part), "{part:?} is not in {text:?}");
            }
            for part in never {
                assert!(!text.contains(part), "{part:?} is in {text:?}");
            }
            let history = session.history();
            let rows = history.sft().iter().chain((0..history.runs()).flat_map(|run| history.run(run)));
            for row in rows {
                assert!(row.values().into_iter().chain(row.more()).all(f64::is_finite), "{row:?}");
            }
        }
    }

    /// Pairs that cancel are named as what they are, and no learning rate is blamed for what does not move.
    #[test]
    fn pairs_that_cancel_are_told_from_pairs_that_are_hard() {
        let pair = |prompt: &str, chosen: &str, rejected: &str| {
            format!(r#"{{ "prompt": "{prompt}", "chosen": "{chosen} .", "rejected": "{rejected} ." }}"#)
        };
        let both = [pair("sun or rain ?", "sun", "rain"), pair("sun or rain ?", "rain", "sun")].join(", ");
        let check = |pairs: &str, expected: &str| {
            let text = format!(
                r#"{{ "dataset": {{ "pairs": [{pairs}] }}, "sft": {{ "steps": 40 }}, "preference": {{ "steps": 40 }} }}"#
            );
            let mut session =
                Session::new(LabFile::from_json(&text).expect("a lab"), Rc::new(Processor)).expect("small");
            session.set_target(Phase::Sft, 40).expect("first");
            session.set_target(Phase::Preference, 40).expect("then");
            while session.tick() != Step::Idle {}
            let Story { headline, aside } = story(&session, &["DPO".to_owned(), "DPOP".to_owned()], 80);
            assert!(aside.contains(expected), "{headline} {aside}");
        };
        check(&both, "2 of the 2 pairs are turned round by another");
        check(&format!("{both}, {}", pair("tea ?", "tea", "milk")), "2 of the 3 pairs are turned round by another");
    }

    /// The rule does not stop what FACTS tells of: SGD at 0.1 collapses to large negative log-probs, which is a failure and no divergence.
    #[test]
    fn a_collapse_is_no_divergence() {
        for rate in ["0.03", "0.1"] {
            let settings = format!(
                r#""sft": {{ "steps": 60 }}, "preference": {{ "steps": 160, "learning_rate": {rate}, "optimizer": "sgd" }}"#
            );
            let (session, text) = told(&settings, None);
            let kept = (0..=160).filter_map(|step| session.history().token_logps(Phase::Preference, 0, step));
            let least = kept.flat_map(|logps| logps.values().to_vec()).fold(0.0, f32::min);
            println!("{rate}: the least likely token has {least} nats. {text}");
            assert_eq!((session.diverged(0), session.history().run(0).len()), (None, 161), "{rate}");
        }
    }

    #[test]
    fn factors_in_words() {
        let check = |factor: f64, expected: &str| assert_eq!(words::times(factor.ln()), expected);
        check(1.26, "1.3 times");
        check(12.2, "12 times");
        check(999.9, "1,000 times");
        check(2_546.0, "2,550 times");
        check(9_999.0, "10,000 times");
        check(25_460.0, "25,000 times");
        check(999_800.0, "1.0 million times");
        check(45_000_000.0, "45 million times");
        check(1e30, "more than 1000 trillion times");
    }
}
