//! The texts of experiments: what is asked of many labs, what came of it, and what the papers report beside it. Nothing here says what came
//! of it but the functions that are given the numbers.

use crate::data::Trainable;
use crate::experiments::{
    Across, Estimate, Experiment, KEPT, Measure, NoPlan, PhaseNumber, Point, SeedPicture, Varied,
};
use crate::plot::scale::{number, signed};

/// The sheet's title.
pub const TITLE: &str = "Always? The lab with many seeds";
/// What it is about.
pub const ABOUT: &str = "One run is an anecdote. Here the lab at hand is trained anew, from many seeds or over many settings, in the background; of several seeds \
the mean and its 95 % interval are told.";
/// Which question.
pub const QUESTION: &str = "Question";
/// How many seeds.
pub const SEEDS: &str = "Seeds";
/// Begins.
pub const BEGIN: &str = "Train them";
/// Ends before its time.
pub const STOP: &str = "Stop here";
/// What is upwards.
pub fn up(measure: Measure) -> &'static str {
    match measure {
        Measure::Change | Measure::Parts => "Δ log π of the preferred answers, nats",
        Measure::Scales => "nats; the margin is β times nats, KL nats a token",
        Measure::PerToken => "log π of a token after the difference, nats",
        Measure::Shares => "share of the positions after the difference",
        Measure::Masses => "probability, mean over the answers’ positions",
        Measure::Rankings => "share of the pairs",
        Measure::Ranks => "rank correlation ρ with the pairs’ Δ log π at the end",
    }
}
/// The table.
pub const TABLE: &str = "All numbers";
/// Its heads after the first: mean, interval, how many are below 0.
pub const HEADS: [&str; 4] = ["Line", "Mean", "95 % interval", "Below 0"];
/// Saves the cells.
pub const SAVE: &str = "Save as CSV";
/// The file's name and kind.
pub const FILE: (&str, &str) = ("dpop-lab-seeds.csv", "text/csv");
/// Saves every lab's numbers.
pub const SAVE_ALL: &str = "Save every lab (JSON lines)";
/// The file's name and kind.
pub const ALL_FILE: (&str, &str) = ("dpop-lab-seeds.jsonl", "application/jsonl");
/// Shows what came of the seeds behind the lab's own curves.
pub const SHOW_BANDS: &str = "Show as bands behind the curves";
/// No longer.
pub const HIDE_BANDS: &str = "Take the bands away";
/// What is shown then.
pub const BANDS: &str = "Behind each run’s own lines, in the lab’s curves of the preference phase: the mean of these seeds as a thin line, and about it the 95 % interval of that mean.";
/// What is shown now, and until when.
pub fn banded(seeds: usize) -> String {
    format!(
        "Behind this lab’s curves stand the mean of {seeds} seeds, as a thin line, and the 95 % interval of that mean, in the lab and in pictures that are saved; tables and the argument have the run \
alone. They are not shown of a lab in which anything but the seed, a name or a colour is another."
    )
}
/// The three parts of an answer.
pub const PARTS: [&str; 3] = ["before the difference", "at the difference", "after the difference"];
/// The margin, what moves, and the divergence.
pub const SCALES: [&str; 5] = [
    "reward margin (β · nats)",
    "Δ log π of the preferred answers (nats)",
    "Δ log π of the rejected answers (nats)",
    "KL to the reference along the preferred answers (nats a token)",
    "KL to the reference along the rejected answers (nats a token)",
];
/// The two shares.
pub const SHARES: [&str; 2] = ["premise whole, at the reference", "right token less likely, at the end"];
/// The three masses.
pub const MASSES: [&str; 3] = ["the likeliest token", "the preferred answer’s token", "all tokens that are neither"];
/// The two rankings.
pub const RANKINGS: [&str; 2] = ["the preferred answer is the likelier one", "its reward is the higher one"];
/// The one line of ranks.
pub const RANKS: &str = "seeds";
/// The gauges, as they stand beneath the picture.
const GAUGES: [&str; 6] = ["CHES", "CHES/n", "hidden", "entang.", "cosine", "distance"];
/// And in full.
const GAUGES_IN_FULL: [&str; 6] = [
    "CHES (Razin et al.)",
    "CHES, length-normalised",
    "cosine of the hidden states",
    "gradient entanglement ⟨∇c, ∇r⟩ / ‖∇c‖² (Yuan et al.)",
    "cosine of the gradients",
    "normalised edit distance",
];
/// The weights that are trained, in the order of [`Trainable::NAMES`].
const WEIGHTS_IN_FULL: [&str; 3] = ["all weights", "the head alone", "all but the head"];
/// Where it is at work.
pub const PROGRESS: &str = "Progress";

/// The question in a few words.
pub fn name(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => "Does it fall from every seed?",
        Experiment::Parts => "Where does it fall, early and late?",
        Experiment::PerToken => "How likely is a token after it?",
        Experiment::Beta => "Does another β rescue it?",
        Experiment::BetaScale => "What does β change?",
        Experiment::Lambda => "How much does λ matter?",
        Experiment::Distance => "And with answers further apart?",
        Experiment::Sft => "And with more or less SFT?",
        Experiment::Pairs => "And with more or fewer pairs?",
        Experiment::Weights => "And with a part of the weights?",
        Experiment::Premise => "Does the fall need the premise?",
        Experiment::Mass => "Where does the probability go?",
        Experiment::Ranking => "Does the model itself rank them?",
        Experiment::Gauges => "Which measure ranks the falls?",
    }
}

/// What is across.
pub fn across(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course | Experiment::Parts | Experiment::PerToken | Experiment::Mass | Experiment::Ranking => {
            "preference step"
        }
        Experiment::Beta => "β of every run",
        Experiment::BetaScale => "β",
        Experiment::Lambda => "λ of DPOP",
        Experiment::Distance => "tokens in which the answers differ",
        Experiment::Sft | Experiment::Premise => "SFT steps",
        Experiment::Weights => "weights that every run trains",
        Experiment::Gauges => "measured of each pair at the reference",
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
        Experiment::PerToken => {
            "The log-probabilities of all tokens after the difference in the preferred answers, their ends included, divided by how many they are. At step 0 every run is the reference."
        }
        Experiment::Beta => "Every run is trained with each β.",
        Experiment::BetaScale => {
            "The first DPO run, or the first run where there is none, is trained with each β for the same number of steps. The margin is β times what the two answers’ moves differ by. KL is \
that of the policy to the reference, over the whole vocabulary at every position of an answer, its end included: the mean of a token."
        }
        Experiment::Lambda => {
            "The lab’s DPOP runs are trained with each λ; where it has none, DPOP as it is set by default."
        }
        Experiment::Distance => {
            "For each distance the rejected answers are made anew by chance: that many tokens of the preferred answer are replaced, others for each seed."
        }
        Experiment::Sft => "The reference is made with so many supervised steps; with 0 it is the initial weights.",
        Experiment::Premise => {
            "Of the first DPO run, or of the first run where there is none: at how many positions after the difference the premise holds whole once SFT has ended, and at how \
many of them the right token is less likely in the end."
        }
        Experiment::Mass => {
            "Of the first DPO run, or of the first run where there is none: at every position of the preferred answers, with the words before it given, the probability of the likeliest token, of the answer’s own, and of all others together. Where the likeliest token is the answer’s own, the first two are one."
        }
        Experiment::Ranking => {
            "Of the first DPO run, or of the first run where there is none: of how many pairs the preferred answer is likelier than the rejected one, and of how many its reward, which is likelihood against the reference, is higher. The usual accuracy counts the reward alone."
        }
        Experiment::Gauges => {
            "For each seed the pairs of the first DPO run, or of the first run where there is none, are ranked by a measure at the reference and by how far their preferred \
answers have moved in the end. −1: the higher the measure, the deeper the fall. What is equal for all pairs ranks none and is left out."
        }
        Experiment::Weights => {
            "After SFT, which trains all weights, every run trains all of them, the head alone, which in GPT-2 is the token embedding too, or all but the head."
        }
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
        Experiment::PerToken => {
            "Pal et al. (2402.13228), on MetaMath, of a token after the difference: reference −0.37, DPO −1.82, DPOP −0.26."
        }
        Experiment::Beta => "Pal et al. (2402.13228): β in {0.1, 0.3, 1} does not rescue DPO.",
        Experiment::BetaScale => {
            "Rafailov et al. (2305.18290): β controls how far the policy goes from the reference; they compare losses by reward at equal KL."
        }
        Experiment::Lambda => "Pal et al. (2402.13228): λ in {5, 50, 500} hardly matters.",
        Experiment::Distance => {
            "Pal et al.: at 6.5 % normalised edit distance (MetaMath) DPO fails and DPOP does not; at 90 % (ARC) both improve. Razin et al. (2410.08847): not edit distance but \
the similarity of hidden states ranks which answers fall."
        }
        Experiment::Sft | Experiment::Weights => "No figure of the papers is held against this here.",
        Experiment::Premise => {
            "Pal et al. assume that a trained model gives the right token more probability in the preferred answer’s context, and every other token less, and conclude that all tokens \
after the difference fall."
        }
        Experiment::Mass => {
            "Ren and Sutherland (2407.10490): what DPO takes from unlikely answers goes to the likeliest token, the squeezing effect."
        }
        Experiment::Ranking => {
            "Chen et al. (2405.19534): most preference-tuned models they looked at rank fewer than 60 % of the pairs of common data sets by their own likelihood."
        }
        Experiment::Gauges => {
            "Razin et al. (ICLR 2025): CHES ranks which data sets are displaced, edit distance does not. Yuan et al.: the preferred answer falls where ⟨∇c, ∇r⟩ > ‖∇c‖². Both \
measured other models and data than this toy."
        }
        Experiment::Pairs => "No figure of the papers is held against this here.",
    }
}

/// Why it cannot be asked of this lab.
pub fn no_plan(why: NoPlan) -> &'static str {
    match why {
        NoPlan::Empty => "The lab has no pairs yet.",
        NoPlan::OnePair => "The lab has one pair only.",
        NoPlan::FewPairs => "The lab has fewer than four pairs: there is nothing to rank.",
        NoPlan::NoLambda => "This run’s loss has no λ.",
        NoPlan::Same => "Across and upwards there must be two settings.",
        NoPlan::Short => "An answer of this lab has a single token: there is no further distance.",
        NoPlan::NoSteps => "The lab’s preference phase has no steps.",
        NoPlan::Imported => "The lab starts from imported weights, which no seed changes.",
    }
}

/// Questions, or the map.
pub const WAYS: &str = "What is asked";
/// Questions.
pub const QUESTIONS: &str = "Questions";
/// The map.
pub const MAP: &str = "A map of two settings";
/// Whose map.
pub const RUN: &str = "Run";
/// The setting across.
pub const ACROSS: &str = "Across";
/// The setting upwards.
pub const UPWARDS: &str = "Upwards";
/// How many values each has.
pub const SIDE: &str = "Cells";
/// What is shown of each cell.
pub const NUMBER: &str = "Shown";
/// What is done for a map.
pub const MAP_METHOD: &str =
    "The run is trained at every combination of both settings, by itself; all else is as in the lab.";
/// How the map is used by keys.
pub const MAP_KEYS: &str = "Map: arrow keys go from cell to cell, Enter opens the cell as a lab";
/// What the map's signs are.
pub const MAP_SIGNS: &str = "Purple is below 0, green above, the stronger the further. The line is the border of where the preferred answers are kept, within 0.1 nats or better.";
/// Opens this lab with this question, elsewhere too.
pub const LINK: &str = "Link to this question";
/// What a link asks that the sheet does not know.
pub fn no_question(asked: &str) -> String {
    let asked: String = asked.chars().take(60).collect();
    format!("The link asks “{asked}”, which is none of the questions of this page.")
}
/// Opens a cell.
pub const OPEN: &str = "Open this cell as a lab";

/// A setting.
pub fn setting(setting: Varied) -> &'static str {
    match setting {
        Varied::Beta => "β",
        Varied::Lambda => "λ",
        Varied::Rate => "learning rate",
        Varied::Sft => "SFT steps",
        Varied::Distance => "tokens that differ",
        Varied::Pairs => "pairs",
    }
}

/// What is shown of a cell.
pub fn number_of(number: PhaseNumber) -> &'static str {
    match number {
        PhaseNumber::Chosen => "Δ log π of the preferred answers",
        PhaseNumber::After => "the same, after the difference",
        PhaseNumber::Margin => "reward margin",
        PhaseNumber::Greedy => "share of prompts answered with the preferred answer",
    }
}

/// What is said of a cell.
pub fn seen(place: [(Varied, f64); 2], number: PhaseNumber, of: Option<&Estimate>) -> String {
    let [one, other] = place.map(|(of, at)| format!("{} {}", setting(of), value(at)));
    let told = of.map_or_else(|| "not trained yet".to_owned(), |of| format!("{} {}", number_of(number), estimate(of)));
    format!("At {one} and {other}: {told}.")
}

/// What a map comes to.
pub fn mapped(there: usize, kept: &[Vec<Option<Estimate>>], seeds: usize, is_whole: bool) -> String {
    let held = kept.iter().flatten().flatten().filter(|estimate| estimate.mean > -KEPT).count();
    let begun = if is_whole { "" } else { " so far" };
    let from = if seeds == 1 { "one seed each".to_owned() } else { format!("{seeds} seeds each") };
    format!("The preferred answers are kept in {held} of {there} cells{begun}, from {from}.")
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
    let mut text = if is_whole {
        format!("{labs} labs from {seeds} seeds.")
    } else {
        format!("{labs} labs so far, from at most {seeds} seeds.")
    };
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

/// What a line comes to: of steps its end, of values the least and the most, of gauges each of them.
pub fn sentences(line: &str, points: &[Point], picture: &SeedPicture) -> Vec<String> {
    match (picture.axis, points.last()) {
        (_, None) => Vec::new(),
        (Across::Steps, Some(Point { x, estimate: at_end })) if picture.measure.is_absolute() => {
            let reference = points.first().filter(|point| point.x == 0.0 && *x > 0.0);
            let reference = reference.map(|point| said(&point.estimate, picture.measure));
            let against = reference.map(|reference| format!("; at the reference {reference}")).unwrap_or_default();
            let unit = if picture.measure == Measure::PerToken { " nats a token" } else { "" };
            vec![format!("{line}: {}{unit} at step {}{against}.", said(at_end, picture.measure), number(*x, 0))]
        }
        (Across::Steps, Some(Point { x, estimate: at_end })) => vec![format!(
            "{line}: {} nats at step {}; below the reference with {} seeds.",
            estimate(at_end),
            number(*x, 0),
            fell(at_end)
        )],
        (Across::Gauges, _) => points.iter().map(ranked).collect(),
        (Across::Weights, _) => {
            let part =
                |point: &Point| format!("{} with {}", estimate(&point.estimate), WEIGHTS_IN_FULL[point.x as usize % 3]);
            vec![format!("{line}, in nats: {}.", points.iter().map(part).collect::<Vec<_>>().join(", "))]
        }
        (Across::Values, _) if picture.measure == Measure::Scales => vec![from_to(line, points)],
        (Across::Values, _) => spread(line, points, picture.measure).into_iter().collect(),
    }
}

/// What becomes of a line from the least value to the largest that there is.
fn from_to(line: &str, points: &[Point]) -> String {
    // A divergence is no change, and has no sign.
    let is_divergence = SCALES.iter().skip(3).any(|scale| *scale == line);
    let said = |value: f64| if is_divergence { number(value, 3) } else { signed(value, 3) };
    let at = |point: &Point| {
        let (low, high) = point.estimate.ends();
        let interval = point.estimate.half.map(|_| format!(" ({} to {})", said(low), said(high)));
        format!("{}{} at β {}", said(point.estimate.mean), interval.unwrap_or_default(), value(point.x))
    };
    let ends = [points.first(), points.last().filter(|_| points.len() > 1)];
    format!("{line}: {}.", ends.into_iter().flatten().map(at).collect::<Vec<_>>().join(", "))
}

/// What the margins of different β are worth, beside what the answers have moved; nothing of other measures, nor where there is one β only.
pub fn scales(picture: &SeedPicture) -> Option<String> {
    let [margin, chosen, rejected, along_chosen, along_rejected] = picture.lines.as_slice() else { return None };
    let both = |line: &[Point]| {
        let [first, .., last] = line else { return None };
        Some([first.estimate.mean, last.estimate.mean])
    };
    let ([low, .., high], Measure::Scales) = (margin.as_slice(), picture.measure) else { return None };
    let [[m_low, m_high], [c_low, c_high], [r_low, r_high]] = [both(margin)?, both(chosen)?, both(rejected)?];
    let apart = [c_low - r_low, c_high - r_high];
    let times = if m_low > 0.0 && m_high > 0.0 { format!(" (×{})", factor(m_high / m_low)) } else { String::new() };
    let contrary = (m_high > m_low) != (apart[1] > apart[0]);
    let but = if contrary { "but" } else { "and" };
    let verdict = if contrary {
        "By their margins the one looks better, by the nats behind them the other: margins are not comparable over β."
    } else {
        "A margin is β times these nats: margins are not comparable over β."
    };
    // Not only the means: the intervals are apart.
    let nearer = |line: &[Point]| {
        let ends = [line.first(), line.last()].map(|point| point.map(|point| point.estimate.ends()));
        matches!(ends, [Some((least, _)), Some((_, most))] if most < least)
    };
    let is_nearer = nearer(along_chosen) && nearer(along_rejected);
    let (is, told) = if is_nearer { ("is", "") } else { ("is not", ", as far as these seeds tell") };
    Some(format!(
        "From β {} to β {} the margin goes from {} to {}{times}, {but} what it stands for from {} to {} nats between the answers: the preferred ones have moved by {} and {} nats, the rejected ones by {} \
and {}. {verdict} By KL the policy {is} nearer to the reference at β {1} than at β {0}{told}.",
        value(low.x),
        value(high.x),
        signed(m_low, 2),
        signed(m_high, 2),
        signed(apart[0], 1),
        signed(apart[1], 1),
        signed(c_low, 1),
        signed(c_high, 1),
        signed(r_low, 1),
        signed(r_high, 1)
    ))
}

fn factor(times: f64) -> String {
    number(times, usize::from(times < 10.0))
}

fn ranked(Point { x, estimate: of }: &Point) -> String {
    let name = GAUGES_IN_FULL.get(*x as usize).copied().unwrap_or_default();
    let verdict = match of.half {
        Some(half) if of.mean.abs() <= half => "its interval has 0 in it",
        Some(_) => "its interval lies on one side of 0",
        None => "one seed says nothing of an interval",
    };
    format!("{name}: ρ = {}; {verdict}.", estimate(of))
}

fn spread(line: &str, points: &[Point], measure: Measure) -> Option<String> {
    let by = |one: &&Point, other: &&Point| one.estimate.mean.total_cmp(&other.estimate.mean);
    let (least, most) = (points.iter().min_by(by)?, points.iter().max_by(by)?);
    let below = points.iter().filter(|point| point.estimate.is_below()).count();
    let at = |point: &Point, unit: &str| format!("{}{unit} at {}", said(&point.estimate, measure), value(point.x));
    let between = |unit: &str| {
        if least.x == most.x {
            return at(least, unit);
        }
        format!("between {} and {}", at(least, unit), at(most, ""))
    };
    Some(match measure {
        Measure::Shares => format!("{line}: {}.", between(" of the positions")),
        Measure::Change
        | Measure::Parts
        | Measure::Scales
        | Measure::PerToken
        | Measure::Masses
        | Measure::Rankings
        | Measure::Ranks => {
            format!(
                "{line}: {}; the whole interval lies below 0 at {below} of {} values.",
                between(" nats"),
                points.len()
            )
        }
    })
}

/// A mean with its interval, with its sign where it is a change.
fn said(of: &Estimate, measure: Measure) -> String {
    if !measure.is_share() {
        return estimate(of);
    }
    let (low, high) = of.ends();
    let interval = of.half.map(|_| format!(" ({} to {})", number(low, 2), number(high, 2)));
    format!("{}{}", number(of.mean, 2), interval.unwrap_or_default())
}

/// What stands beneath the picture at a place.
pub fn mark(axis: Across, x: f64) -> String {
    match axis {
        Across::Weights => Trainable::NAMES.get(x as usize).map(|(name, _)| *name).unwrap_or_default().to_owned(),
        Across::Gauges => GAUGES.get(x as usize).copied().unwrap_or_default().to_owned(),
        Across::Steps | Across::Values => value(x),
    }
}

/// A value of an axis: 0.3, 160, 3e-5.
pub fn value(x: f64) -> String {
    if x != 0.0 && x.abs() < 1e-3 {
        return format!("{x:e}");
    }
    let is_whole = |digits: &usize| (x * [1.0, 10.0, 100.0, 1000.0, 10_000.0][*digits]).fract() == 0.0;
    number(x, (0..5).find(is_whole).unwrap_or(4))
}

#[cfg(test)]
mod tests {
    use super::{Across, Measure, Point, SeedPicture, scales};
    use crate::experiments::estimate;
    use crate::plot::Range;

    /// A picture of two β, of which each line has two numbers.
    fn of_two(lines: [[f64; 2]; 5]) -> SeedPicture {
        let point = |x: f64, value: f64| Point { x, estimate: estimate(&[value]).expect("one") };
        let line = |[low, high]: [f64; 2]| vec![point(0.01, low), point(5.0, high)];
        SeedPicture {
            axis: Across::Values,
            xs: vec![0.01, 5.0],
            measure: Measure::Scales,
            lines: lines.into_iter().map(line).collect(),
            up: Range { low: -1.0, high: 1.0 },
            counts: [2, 0, 0],
        }
    }

    #[test]
    fn margins_and_nats_are_said_to_differ_where_they_do() {
        let said = |lines| scales(&of_two(lines)).expect("two");
        let contrary = said([[0.1, 6.8], [-2.0, -0.1], [-12.0, -1.5], [0.5, 0.01], [1.0, 0.02]]);
        assert_eq!(
            contrary,
            "From β 0.01 to β 5 the margin goes from +0.10 to +6.80 (×68), but what it stands for from +10.0 to +1.4 nats between the answers: the preferred ones have moved by \u{2212}2.0 and \
\u{2212}0.1 nats, the rejected ones by \u{2212}12.0 and \u{2212}1.5. By their margins the one looks better, by the nats behind them the other: margins are not comparable over β. By KL the policy is \
nearer to the reference at β 5 than at β 0.01."
        );
        let alike = said([[-0.1, 6.8], [1.0, 0.0], [2.0, -1.36], [0.5, 0.01], [1.0, 1.5]]);
        assert!(alike.contains("to +6.80, and what") && alike.contains("A margin is β times these nats"), "{alike}");
        let told = "By KL the policy is not nearer to the reference at β 5 than at β 0.01, as far as these seeds tell.";
        assert!(alike.ends_with(told), "{alike}");
        let other = SeedPicture { measure: Measure::Change, ..of_two([[0.0; 2]; 5]) };
        assert_eq!(scales(&other), None);
    }
}
