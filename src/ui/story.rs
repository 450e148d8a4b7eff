//! The headline: one plain sentence about what has happened so far, for someone who knows no formula, and a second one beneath it.
//!
//! "n times less likely" is `e^−Δ` of the mean change Δ in log-prob: the geometric mean over the pairs. So is "p % of the time", of the
//! probability that the model, sampled as it is, writes the whole answer.

use super::reading::{self, Score};
use super::strings::{self, Verdict};
use crate::train::{Phase, Session};

/// Both sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// What happened.
    pub headline: String,
    /// What to think of it.
    pub aside: String,
}

/// The sentences for a point of time. `names` are the runs' names.
pub fn story(session: &Session, names: &[String], time: usize) -> Story {
    match reading::place(session, time) {
        (Phase::Sft, step) => {
            let row = session.history().sft().get(step);
            sft(step, row.map_or(f64::NEG_INFINITY, |row| row.logps_chosen))
        }
        (Phase::Preference, step) => {
            let score =
                |(run, name): (usize, &String)| Some((name.clone(), reading::score(session.history(), run, step)?));
            let scores: Vec<_> = names.iter().enumerate().filter_map(score).collect();
            preference(step, &scores)
        }
    }
}

fn sft(step: usize, logp: f64) -> Story {
    if step == 0 {
        return Story { headline: strings::HEADLINE_START.to_owned(), aside: strings::ASIDE_START.to_owned() };
    }
    let headline = strings::headline_sft(step, &strings::often(logp));
    Story { headline, aside: strings::ASIDE_SFT.to_owned() }
}

/// More runs than this would not fit a sentence.
const CLAUSES: usize = 3;

fn preference(step: usize, scores: &[(String, Score)]) -> Story {
    if step == 0 {
        return Story { headline: strings::HEADLINE_REFERENCE.to_owned(), aside: strings::ASIDE_REFERENCE.to_owned() };
    }
    let verdicts: Vec<_> = scores.iter().map(|(name, score)| (name, score, verdict(score.delta_chosen))).collect();
    let ranked = scores.iter().all(|(_, score)| score.accuracy >= 1.0);
    let hidden =
        verdicts.iter().find(|(_, score, verdict)| score.accuracy >= 1.0 && matches!(verdict, Verdict::Less(_)));
    let aside = match hidden {
        Some((name, _, _)) => strings::aside_hidden(name),
        None if ranked => strings::ASIDE_KEPT.to_owned(),
        None => {
            let shares: Vec<_> = scores.iter().map(|(name, score)| (name.clone(), score.accuracy)).collect();
            strings::aside_ranking(&shares)
        }
    };
    let headline = if verdicts.len() > CLAUSES {
        let count = |of: fn(&Verdict) -> bool| verdicts.iter().filter(|(_, _, verdict)| of(verdict)).count();
        let (less, more) = (count(|v| matches!(v, Verdict::Less(_))), count(|v| matches!(v, Verdict::More(_))));
        strings::headline_many(step, verdicts.len(), count(|v| matches!(v, Verdict::Kept)), less, more)
    } else {
        let verdicts: Vec<_> = verdicts.iter().map(|(name, _, verdict)| (name.as_str(), verdict)).collect();
        strings::headline_preference(step, &clauses(&verdicts))
    };
    Story { headline, aside }
}

/// What became of the answers run by run; those that have kept them share a clause.
fn clauses(verdicts: &[(&str, &Verdict)]) -> Vec<String> {
    let kept: Vec<&str> =
        verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Kept).map(|(run, _)| *run).collect();
    let mut clauses = Vec::new();
    let mut before = None;
    for (run, verdict) in verdicts {
        let runs = if **verdict == Verdict::Kept { &kept[..] } else { std::slice::from_ref(run) };
        // The first of those that have kept them speaks for all.
        if runs.first() == Some(run) {
            clauses.push(strings::clause(runs, verdict, before));
            before = Some(*verdict);
        }
    }
    clauses
}

fn verdict(delta: f64) -> Verdict {
    // A fifth more or less still counts as kept: DPOP dips by some hundredths of a nat before its hinge catches, and rises by as much.
    let kept = 1.2f64.ln();
    if !delta.is_finite() {
        Verdict::Lost
    } else if delta < -kept {
        Verdict::Less(strings::times(-delta))
    } else if delta > kept {
        Verdict::More(strings::times(delta))
    } else {
        Verdict::Kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(step: usize, runs: &[(&str, f64, f64)]) -> String {
        let score = |delta_chosen, accuracy| Score { delta_chosen, delta_rejected: -20.0, accuracy };
        let scores: Vec<_> =
            runs.iter().map(|&(name, delta, accuracy)| (name.to_owned(), score(delta, accuracy))).collect();
        let story = preference(step, &scores);
        format!("{} {}", story.headline, story.aside)
    }

    #[test]
    fn sentences() {
        let check = |text: String, parts: &[&str]| {
            for part in parts {
                assert!(text.contains(part), "{part:?} is not in {text:?}");
            }
        };
        let kept = "After 87 steps DPO has made the preferred answers 12 times less likely; DPOP has kept them.";
        check(tell(87, &[("DPO", -2.485, 1.0), ("DPOP", 0.02, 1.0)]), &[kept, "Yet DPO ranks"]);
        check(tell(1, &[("DPO", -0.01, 0.9)]), &["After 1 step DPO has kept the preferred answers.", "DPO 90 %"]);
        check(
            tell(1, &[("DPO", -0.01, 0.9), ("DPOP", 0.0, 1.0)]),
            &["After 1 step DPO and DPOP have kept the preferred answers."],
        );
        let three = [("a", 0.0, 1.0), ("b", 0.0, 1.0), ("c", 0.0, 1.0)];
        check(tell(2, &three), &["After 2 steps a, b and c have kept the preferred answers."]);
        let two_kept = [("a", 0.0, 1.0), ("b", -2.485, 1.0), ("c", 0.0, 1.0)];
        check(tell(2, &two_kept), &["a and c have kept the preferred answers; b has made them 12 times less likely."]);
        let all_less = [("a", -2.485, 1.0), ("b", -1.0, 1.0), ("c", 1.0, 1.0)];
        check(
            tell(2, &all_less),
            &[
                "a has made the preferred answers 12 times less likely; b, 2.7 times; c has made them 2.7 times more likely.",
            ],
        );
        check(tell(9, &[("DPOP", 0.3, 1.0)]), &["1.3 times more likely", "still there"]);
        check(tell(9, &[("SGD", f64::NAN, 0.0)]), &["no finite numbers"]);
        let many = [("a", -3.0, 1.0), ("b", 0.0, 1.0), ("c", 0.1, 1.0), ("d", 0.5, 1.0)];
        check(
            tell(9, &many),
            &["2 of 4 runs have kept the preferred answers; 1 have made them less likely; 1 more likely."],
        );
        check(tell(0, &[("DPO", 0.0, 0.0)]), &["starts from this same model"]);
        check(sft(40, -8.61).headline, &["After 40 steps of SFT", "one time in 5,490."]);
        check(sft(100, -1.02).headline, &["36 % of the time"]);
    }

    #[test]
    fn factors_in_words() {
        let check = |factor: f64, expected: &str| assert_eq!(strings::times(factor.ln()), expected);
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
