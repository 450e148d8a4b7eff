//! The texts of experiments: what is asked of many labs, what came of it, and what the papers report beside it. Nothing here says what came
//! of it but the functions that are given the numbers.

use crate::data::Trainable;
use crate::experiments::{
    Across, Estimate, Experiment, LineTold, Measure, NoPlan, PhaseNumber, Point, ScalesTold, Varied, Zero,
};
use crate::plot::scale::{number, signed};
use crate::words::amounts::axis_value as value;

/// The sheet's title.
pub fn title() -> &'static str {
    "Always? The lab with many seeds"
}
/// What it is about.
pub fn about() -> &'static str {
    "One run is an anecdote. Here the lab at hand is trained anew, from many seeds or over many settings, in the background; of several seeds \
the mean and its 95 % interval are told."
}
/// Which question.
pub fn question() -> &'static str {
    "Question"
}
/// How many seeds.
pub fn seeds() -> &'static str {
    "Seeds"
}
/// Begins.
pub fn begin() -> &'static str {
    "Train them"
}
/// Ends before its time.
pub fn stop() -> &'static str {
    "Stop here"
}
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
pub fn table() -> &'static str {
    "All numbers"
}
/// Its heads after the first: mean, interval, how many are below 0.
pub fn heads() -> &'static [&'static str; 4] {
    &["Line", "Mean", "95 % interval", "Below 0"]
}
/// Saves the cells.
pub fn save() -> &'static str {
    "Save as CSV"
}
/// Saves every lab's numbers.
pub fn save_all() -> &'static str {
    "Save every lab (JSON lines)"
}
/// Shows what came of the seeds behind the lab's own curves.
pub fn show_bands() -> &'static str {
    "Show as bands behind the curves"
}
/// No longer.
pub fn hide_bands() -> &'static str {
    "Take the bands away"
}
/// What is shown then.
pub fn bands() -> &'static str {
    "Behind each run’s own lines, in the lab’s curves of the preference phase: the mean of these seeds as a thin line, and about it the 95 % interval of that mean."
}
/// What is shown now, and until when.
pub fn banded(seeds: usize) -> String {
    format!(
        "Behind this lab’s curves stand the mean of {seeds} seeds, as a thin line, and the 95 % interval of that mean, in the lab and in pictures that are saved; tables and the argument have the run \
alone. They are not shown of a lab in which anything but the seed, a name or a colour is another."
    )
}
/// A line of a picture that is not of runs.
pub fn line_of(measure: Measure, place: usize) -> &'static str {
    let lines: &[&str] = match measure {
        Measure::Change | Measure::PerToken => &[],
        Measure::Parts => &["before the difference", "at the difference", "after the difference"],
        Measure::Scales => &[
            "reward margin (β · nats)",
            "Δ log π of the preferred answers (nats)",
            "Δ log π of the rejected answers (nats)",
            "KL to the reference along the preferred answers (nats a token)",
            "KL to the reference along the rejected answers (nats a token)",
        ],
        Measure::Shares => &["premise whole, at the reference", "right token less likely, at the end"],
        Measure::Masses => &["the likeliest token", "the preferred answer’s token", "all tokens that are neither"],
        Measure::Rankings => &["the preferred answer is the likelier one", "its reward is the higher one"],
        Measure::Ranks => &["seeds"],
    };
    lines.get(place).copied().unwrap_or_default()
}
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
pub fn progress_label() -> &'static str {
    "Progress"
}

/// The question in a few words.
pub fn name(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Course => "Does it fall from every seed?",
        Experiment::Parts => "Where does it fall, early and late?",
        Experiment::PerToken => "How likely is a token after the difference?",
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
pub fn ways() -> &'static str {
    "What is asked"
}
/// Questions.
pub fn questions() -> &'static str {
    "Questions"
}
/// The map.
pub fn map() -> &'static str {
    "A map of two settings"
}
/// Whose map.
pub fn run() -> &'static str {
    "Run"
}
/// The setting across.
pub fn map_across() -> &'static str {
    "Across"
}
/// The setting upwards.
pub fn map_upwards() -> &'static str {
    "Upwards"
}
/// How many values each has.
pub fn cells() -> &'static str {
    "Cells"
}
/// What is shown of each cell.
pub fn shown() -> &'static str {
    "Shown"
}
/// What is done for a map.
pub fn map_method() -> &'static str {
    "The run is trained at every combination of both settings, by itself; all else is as in the lab."
}
/// How the map is used by keys.
pub fn map_keys() -> &'static str {
    "Map: arrow keys go from cell to cell, Enter opens the cell as a lab"
}
/// What the map's signs are.
pub fn map_signs() -> &'static str {
    "Purple is below 0, green above, the stronger the further. The line is the border of where the preferred answers are kept, within 0.1 nats or better."
}
/// Opens this lab with this question, elsewhere too.
pub fn link() -> &'static str {
    "Link to this question"
}
/// What a link asks that the sheet does not know.
pub fn no_question(asked: &str) -> String {
    format!("The link asks “{asked}”, which is none of the questions of this page.")
}
/// Opens a cell.
pub fn open() -> &'static str {
    "Open this cell as a lab"
}

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

/// What a map comes to: in how many of the cells that are there the preferred answers are kept.
pub fn mapped(there: usize, held: usize, seeds: usize, is_whole: bool) -> String {
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
    let lab = if labs == 1 { "lab" } else { "labs" };
    let seed = if seeds == 1 { "seed" } else { "seeds" };
    let mut text = if is_whole {
        format!("{labs} {lab} from {seeds} {seed}.")
    } else {
        format!("{labs} {lab} so far, from at most {seeds} {seed}.")
    };
    match without {
        0 => {}
        1 => text += " 1 has no numbers.",
        _ => text += &format!(" {without} have no numbers."),
    }
    match diverged {
        0 => {}
        1 => text += " 1 run stopped before its time and is left out.",
        _ => text += &format!(" {diverged} runs stopped before their time and are left out."),
    }
    text
}

/// A mean with its interval: −4.97 (−5.41 to −4.53).
fn estimate(estimate: &Estimate) -> String {
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

/// What is told of a line.
pub fn sentence(line: &str, measure: Measure, told: &LineTold) -> String {
    let said = |of: &Estimate| said(of, measure);
    match told {
        LineTold::End { step, at_end, reference } => {
            let against = reference.as_ref().map(|reference| format!("; at the reference {}", said(reference)));
            let unit = if measure == Measure::PerToken { " nats a token" } else { "" };
            let against = against.unwrap_or_default();
            format!("{line}: {}{unit} at step {}{against}.", said(at_end), number(*step, 0))
        }
        LineTold::Moved { step, at_end } => format!(
            "{line}: {} nats at step {}; below the reference with {} seeds.",
            estimate(at_end),
            number(*step, 0),
            fell(at_end)
        ),
        LineTold::Ranked { gauge, of, zero } => {
            let name = GAUGES_IN_FULL.get(*gauge).copied().unwrap_or_default();
            let verdict = match zero {
                Zero::Inside => "its interval has 0 in it",
                Zero::Beside => "its interval lies on one side of 0",
                Zero::Unknown => "one seed says nothing of an interval",
            };
            format!("{name}: ρ = {}; {verdict}.", estimate(of))
        }
        LineTold::Trained(parts) => {
            let part = |(weights, of): &(usize, Estimate)| {
                format!("{} with {}", estimate(of), WEIGHTS_IN_FULL.get(*weights).copied().unwrap_or_default())
            };
            format!("{line}, in nats: {}.", parts.iter().map(part).collect::<Vec<_>>().join(", "))
        }
        LineTold::FromTo { ends, is_divergence } => {
            let said: fn(f64, usize) -> String = if *is_divergence { number } else { signed };
            let at = |point: &Point| {
                let (low, high) = point.estimate.ends();
                let interval = point.estimate.half.map(|_| format!(" ({} to {})", said(low, 3), said(high, 3)));
                format!("{}{} at β {}", said(point.estimate.mean, 3), interval.unwrap_or_default(), value(point.x))
            };
            format!("{line}: {}.", ends.iter().map(at).collect::<Vec<_>>().join(", "))
        }
        LineTold::Even { at_each, of } => {
            format!("{line}: {}{} at each of {of} values.", said(at_each), unit(measure))
        }
        LineTold::Spread { least, most, below, of } => {
            let unit = unit(measure);
            let at = |point: &Point, unit: &str| format!("{}{unit} at {}", said(&point.estimate), value(point.x));
            let between = match most {
                Some(most) => format!("between {} and {}", at(least, unit), at(most, "")),
                None => at(least, unit),
            };
            match measure {
                Measure::Shares => format!("{line}: {between}."),
                _ => format!("{line}: {between}; the whole interval lies below 0 at {below} of {of} values."),
            }
        }
    }
}

/// What the margins of different β are worth, beside what the answers have moved.
pub fn scales(told: &ScalesTold) -> String {
    let ScalesTold { betas, margins, times, apart, chosen, rejected, is_contrary, is_nearer } = told;
    let [low, high] = [value(betas[0]), value(betas[1])];
    let [m_low, m_high] = [signed(margins[0], 2), signed(margins[1], 2)];
    let [a_low, a_high] = [signed(apart[0], 1), signed(apart[1], 1)];
    let [c_low, c_high] = [signed(chosen[0], 1), signed(chosen[1], 1)];
    let [r_low, r_high] = [signed(rejected[0], 1), signed(rejected[1], 1)];
    let times = times.map(|times| format!(" (×{})", number(times, usize::from(times < 10.0)))).unwrap_or_default();
    let but = if *is_contrary { "but" } else { "and" };
    let verdict = if *is_contrary {
        "By their margins the one looks better, by the nats behind them the other: margins are not comparable over β."
    } else {
        "A margin is β times these nats: margins are not comparable over β."
    };
    let (is, told) = if *is_nearer { ("is", "") } else { ("is not", ", as far as these seeds tell") };
    format!(
        "From β {low} to β {high} the margin goes from {m_low} to {m_high}{times}, {but} what it stands for from {a_low} to {a_high} nats between the answers: the preferred ones have moved by {c_low} and {c_high} nats, the rejected ones by {r_low} \
and {r_high}. {verdict} By KL the policy {is} nearer to the reference at β {high} than at β {low}{told}."
    )
}

/// What the numbers are that are told of values.
fn unit(measure: Measure) -> &'static str {
    if measure == Measure::Shares { " of the positions" } else { " nats" }
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

#[cfg(test)]
mod tests {
    use super::{Across, Measure, Point, counts};
    use crate::experiments::{SeedPicture, estimate, scales as come_to};
    use crate::plot::Range;

    #[test]
    fn what_is_counted_agrees_with_its_verbs() {
        assert_eq!(counts(1, 1, [1, 0, 0], true), "1 lab from 1 seed.");
        assert_eq!(
            counts(20, 5, [18, 1, 1], false),
            "20 labs so far, from at most 5 seeds. 1 has no numbers. 1 run stopped before its time and is left out."
        );
        assert!(counts(20, 5, [15, 2, 3], true).ends_with("3 runs stopped before their time and are left out."));
    }

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
        let said = |lines| super::scales(&come_to(&of_two(lines)).expect("two"));
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
        assert_eq!(come_to(&other), None);
    }
}
