//! The texts of experiments: what is asked of many labs, what came of it, and what the papers report beside it. Nothing here says what came
//! of it but the functions that are given the numbers.

use crate::plot::scale::{number, signed};
use crate::view::experiments::{Estimate, Experiment, NoPlan, Point};

/// The sheet's title.
pub const TITLE: &str = "Always? The lab with many seeds";
/// What it is about.
pub const ABOUT: &str = "One run is an anecdote. Here the lab at hand is trained anew from many seeds, in the background, and what they have in common is told with its \
95 % interval.";
/// Which question.
pub const QUESTION: &str = "Question";
/// How many seeds.
pub const SEEDS: &str = "Seeds";
/// Begins.
pub const BEGIN: &str = "Train them";
/// Ends before its time.
pub const STOP: &str = "Stop here";
/// What is upwards.
pub const UP: &str = "Δ log π of the preferred answers, nats";
/// The table.
pub const TABLE: &str = "All numbers";
/// Its heads after the first: mean, interval, how many fell.
pub const HEADS: [&str; 4] = ["Run", "Mean", "95 % interval", "Fell"];
/// Saves the cells.
pub const SAVE: &str = "Save as CSV";
/// The file's name and kind.
pub const FILE: (&str, &str) = ("dpop-lab-seeds.csv", "text/csv");
/// Saves every lab's numbers.
pub const SAVE_ALL: &str = "Save every lab (JSON lines)";
/// The file's name and kind.
pub const ALL_FILE: (&str, &str) = ("dpop-lab-seeds.jsonl", "application/jsonl");
/// The three parts of an answer.
pub const PARTS: [&str; 3] = ["before the difference", "at the difference", "after the difference"];
/// Where it is at work.
pub const PROGRESS: &str = "Progress";

/// The question in a few words.
pub fn name(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => "Does it fall from every seed?",
        Experiment::Parts => "Where does it fall, early and late?",
        Experiment::Beta => "Does another β rescue it?",
        Experiment::Lambda => "How much does λ matter?",
        Experiment::Distance => "And with answers further apart?",
        Experiment::Sft => "And with more or less SFT?",
        Experiment::Pairs => "And with more or fewer pairs?",
    }
}

/// What is across.
pub fn across(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course | Experiment::Parts => "preference step",
        Experiment::Beta => "β of every run",
        Experiment::Lambda => "λ of DPOP",
        Experiment::Distance => "tokens in which the answers differ",
        Experiment::Sft => "SFT steps",
        Experiment::Pairs => "pairs, the first of the lab",
    }
}

/// What is done to the lab.
pub fn method(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => "Every seed draws other initial weights; data, SFT and losses stay as they are.",
        Experiment::Parts => {
            "The change of the preferred answers of the first DPO run, or of the first run where there is none, in three parts that add up to it."
        }
        Experiment::Beta => "Every run is trained with each β.",
        Experiment::Lambda => {
            "The lab’s DPOP runs are trained with each λ; where it has none, DPOP as it is set by default."
        }
        Experiment::Distance => {
            "For each distance the rejected answers are made anew by chance: that many tokens of the preferred answer are replaced, others for each seed."
        }
        Experiment::Sft => "The reference is made with so many supervised steps; with 0 it is the initial weights.",
        Experiment::Pairs => "SFT and the losses see the first pairs of the lab only; the vocabulary stays.",
    }
}

/// What the papers report, which is for the reader to hold against what came of it here.
pub fn papers(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => {
            "Pal et al. (2402.13228): on data of low edit distance DPO lowers the preferred answers’ log-probability, DPOP does not. Rafailov et al. (2404.12358): a fall alone \
need not be a failure."
        }
        Experiment::Parts => {
            "Pal et al. explain the fall by the tokens after the difference, where both answers share a context but for one token; their argument has no push before it."
        }
        Experiment::Beta => "Pal et al. (2402.13228): β in {0.1, 0.3, 1} does not rescue DPO.",
        Experiment::Lambda => "Pal et al. (2402.13228): λ in {5, 50, 500} hardly matters.",
        Experiment::Distance => {
            "Pal et al.: at 6.5 % normalised edit distance (MetaMath) DPO fails and DPOP does not; at 90 % (ARC) both improve. Razin et al. (2410.08847): not edit distance but \
the similarity of hidden states ranks which answers fall."
        }
        Experiment::Sft => {
            "The papers train from models that were fine-tuned on the preferred answers, or on none of them; they report no sweep of it."
        }
        Experiment::Pairs => "The papers’ data sets have thousands of pairs; they report no sweep of it.",
    }
}

/// Why it cannot be asked of this lab.
pub fn no_plan(why: NoPlan) -> &'static str {
    match why {
        NoPlan::Empty => "The lab has no pairs yet.",
        NoPlan::OnePair => "The lab has one pair only.",
        NoPlan::Short => "An answer of this lab has a single token: there is no further distance.",
        NoPlan::NoSteps => "The lab’s preference phase has no steps.",
        NoPlan::Imported => "The lab starts from imported weights, which no seed changes.",
    }
}

/// How many labs it takes.
pub fn labs(number: usize) -> String {
    if number == 1 { "One lab is trained.".to_owned() } else { format!("{number} labs are trained.") }
}

/// How far it is.
pub fn progress(done: usize, of: usize, seconds_left: Option<f64>) -> String {
    let left = match seconds_left {
        None => String::new(),
        Some(seconds) if seconds < 90.0 => format!(", about {} s left", number(seconds.ceil(), 0)),
        Some(seconds) => format!(", about {} min left", number((seconds / 60.0).ceil(), 0)),
    };
    format!("{done} of {of} labs{left}")
}

/// What came of it in all.
pub fn counts(labs: usize, seeds: usize, [_, without, diverged]: [usize; 3], is_whole: bool) -> String {
    let begun = if is_whole { "" } else { " so far" };
    let mut text = format!("{labs} labs{begun}, from at most {seeds} seeds.");
    if without > 0 {
        text += &format!(" {without} have no numbers.");
    }
    if diverged > 0 {
        text += &format!(" {diverged} runs stopped before their time and are left out.");
    }
    text
}

/// A mean with its interval: −4.97 (−5.41 to −4.53).
pub fn estimate(estimate: &Estimate) -> String {
    let interval = interval(estimate).map(|interval| format!(" ({interval})")).unwrap_or_default();
    format!("{}{interval}", signed(estimate.mean, 2))
}

/// The interval alone.
pub fn interval(estimate: &Estimate) -> Option<String> {
    let (low, high) = estimate.ends();
    estimate.half.map(|_| format!("{} to {}", signed(low, 2), signed(high, 2)))
}

/// How many fell.
pub fn fell(estimate: &Estimate) -> String {
    format!("{} of {}", estimate.below, estimate.count)
}

/// What a line comes to: of steps its end, of values the least and the most, and how often it fell.
pub fn sentence(line: &str, points: &[Point], is_of_steps: bool) -> Option<String> {
    let last = points.last()?;
    if is_of_steps {
        let Point { x, estimate: at_end } = last;
        return Some(format!(
            "{line}: {} nats at step {}; below the reference with {} seeds.",
            estimate(at_end),
            number(*x, 0),
            fell(at_end)
        ));
    }
    let by = |one: &&Point, other: &&Point| one.estimate.mean.total_cmp(&other.estimate.mean);
    let (least, most) = (points.iter().min_by(by)?, points.iter().max_by(by)?);
    let below = points.iter().filter(|point| point.estimate.is_below()).count();
    let at = |point: &Point| format!("{} at {}", estimate(&point.estimate), value(point.x));
    let ends = if least.x == most.x { at(least) } else { format!("from {} to {}", at(least), at(most)) };
    Some(format!("{line}: {ends} nats; the whole interval lies below 0 at {below} of {} values.", points.len()))
}

/// A value of an axis.
pub fn value(x: f64) -> String {
    let digits = [0, 1, 2, 3].into_iter().find(|digits| {
        let scale = [1.0, 10.0, 100.0, 1000.0][*digits];
        (x * scale).fract() == 0.0
    });
    number(x, digits.unwrap_or(4))
}
