//! A cell of a sweep as the module hands it over: a line of JSON, of which a picture needs little.

use super::GAUGES;
use crate::argument::Id;
use crate::data::Trainable;
use crate::data::field_error::JsonText;
use crate::data::json::{self, Node};

/// What of each cell is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseNumber {
    /// Δ log π of the preferred answers, in nats.
    Chosen,
    /// The same of their tokens after the difference.
    After,
    /// The reward margin.
    Margin,
    /// The share of prompts to which the model's own answer is the preferred one.
    Greedy,
}

impl PhaseNumber {
    /// All of them, in the order of [`SweptRun::shown`], with their names in the module's rows.
    pub const ALL: [(&'static str, PhaseNumber); 4] = [
        ("delta/chosen", PhaseNumber::Chosen),
        ("delta/chosen/after", PhaseNumber::After),
        ("rewards/margins", PhaseNumber::Margin),
        ("greedy/chosen", PhaseNumber::Greedy),
    ];

    /// Its place in a run's numbers.
    pub fn place(self) -> usize {
        PhaseNumber::ALL.iter().position(|(_, other)| *other == self).unwrap_or(0)
    }
}

/// The gauges of which means are taken over the pairs: three masses, and two rankings.
pub const MEANS: [&str; 5] = ["argmax_mass", "chosen_mass", "rest_mass", "ranks_chosen_first", "rewards_chosen_first"];

/// The numbers of [`super::Measure::Scales`] at a run's end: of its last row, and the gauges of which the mean over the pairs is taken.
pub const SCALES: [&str; 5] = ["rewards/margins", "delta/chosen", "delta/rejected", "kl/chosen", "kl/rejected"];

/// A lab that was trained.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptCell {
    /// Its place.
    pub cell: usize,
    /// Its value of each axis; of a name its place in [`Trainable::NAMES`].
    pub at: Vec<f64>,
    /// Its runs; none where it has no numbers.
    pub runs: Vec<SweptRun>,
    /// Why it has none.
    pub error: Option<String>,
}

/// A run of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweptRun {
    /// Δ log π of the preferred answers at the end: the mean over the pairs, in nats.
    pub chosen: f64,
    /// The numbers of [`PhaseNumber::ALL`] at the end.
    pub shown: [f64; PhaseNumber::ALL.len()],
    /// The log-probabilities of the preferred answers at the steps that were asked for: of the whole, before the difference, at it and after it.
    pub rows: Vec<(usize, [f64; 4])>,
    /// Of each pair what [`GAUGES`] say at the reference, and Δ log π of its preferred answer at the end.
    pub gauges: Vec<([f64; GAUGES.len()], f64)>,
    /// The numbers of [`SCALES`] at the end.
    pub scales: [f64; SCALES.len()],
    /// The means over the pairs of [`MEANS`] at the steps that were asked for.
    pub means: Vec<(usize, [f64; MEANS.len()])>,
    /// The share of positions where the premise holds whole at the reference, and the share where the right token is less likely at the end.
    pub shares: Option<[f64; 2]>,
    /// Whether it stopped before its time.
    pub diverged: bool,
}

/// A row of a run, as far as it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptRow {
    /// The step of the preference phase.
    pub step: usize,
    /// The numbers of the names that were asked for; not a number where it has none.
    pub numbers: Vec<f64>,
}

/// The rows of a cell's runs, with the numbers of these names; of a run that stopped before its time there are none. Nothing where the line is none of a
/// sweep.
pub fn rows(text: &str, names: &[&str]) -> Option<Vec<Option<Vec<SweptRow>>>> {
    let line = json::parse(text, JsonText::Sweep).ok()?;
    number(&line, "cell")?;
    let row = |row: &Node| {
        let numbers = names.iter().map(|name| number(row, name).unwrap_or(f64::NAN)).collect();
        Some(SweptRow { step: number(row, "step")? as usize, numbers })
    };
    let run = |run: &Node| words(run, "diverged").is_none().then(|| list(run, "rows").iter().filter_map(row).collect());
    Some(list(&line, "runs").iter().map(run).collect())
}

impl SweptCell {
    /// Reads a line; nothing where it is none of a sweep.
    pub fn read(text: &str) -> Option<SweptCell> {
        let line = json::parse(text, JsonText::Sweep).ok()?;
        Some(SweptCell {
            cell: number(&line, "cell")? as usize,
            at: list(&line, "at").iter().filter_map(as_place).collect(),
            runs: list(&line, "runs").iter().map(SweptRun::of).collect(),
            error: words(&line, "error"),
        })
    }
}

impl SweptRun {
    fn of(line: &Node) -> SweptRun {
        let row = |row: &Node| {
            let values = ["logps/chosen", "logps/before", "logps/chosen/at", "logps/chosen/after"];
            Some((number(row, "step")? as usize, values.map(|name| number(row, name).unwrap_or(f64::NAN))))
        };
        SweptRun {
            chosen: number(line, "delta/chosen").unwrap_or(f64::NAN),
            shown: PhaseNumber::ALL.map(|(name, _)| number(line, name).unwrap_or(f64::NAN)),
            rows: list(line, "rows").iter().filter_map(row).collect(),
            gauges: gauges(line).unwrap_or_default(),
            scales: scales(line),
            means: means(line).unwrap_or_default(),
            shares: shares(line),
            diverged: words(line, "diverged").is_some(),
        }
    }
}

fn gauges(line: &Node) -> Option<Vec<([f64; GAUGES.len()], f64)>> {
    let all = get(line, "gauges")?;
    let pair = |(start, end): (&Node, &Node)| {
        (GAUGES.map(|name| number(start, name).unwrap_or(f64::NAN)), number(end, "delta/chosen").unwrap_or(f64::NAN))
    };
    Some(list(all, "start").iter().zip(list(all, "end")).map(pair).collect())
}

fn scales(line: &Node) -> [f64; SCALES.len()] {
    let pairs = get(line, "gauges").map_or(&[] as &[Node], |gauges| list(gauges, "end"));
    let of_pairs = |name: &str| pairs.iter().map(|pair| count(pair, name)).sum::<f64>() / pairs.len() as f64;
    SCALES.map(|name| number(line, name).unwrap_or_else(|| of_pairs(name)))
}

fn means(line: &Node) -> Option<Vec<(usize, [f64; MEANS.len()])>> {
    let rows = list(get(line, "gauges")?, "rows");
    let row = |row: &Node| {
        let pairs = list(row, "pairs");
        let mean = |name: &str| pairs.iter().map(|pair| count(pair, name)).sum::<f64>() / pairs.len() as f64;
        Some((number(row, "step")? as usize, MEANS.map(mean)))
    };
    Some(rows.iter().filter_map(row).collect())
}

/// A number, or 1 for what is true.
fn count(line: &Node, key: &str) -> f64 {
    match get(line, key) {
        Some(Node::Number(number)) => *number,
        Some(Node::Bool(truth)) => f64::from(u8::from(*truth)),
        _ => f64::NAN,
    }
}

fn shares(line: &Node) -> Option<[f64; 2]> {
    let all = get(line, "argument")?;
    let share = |when: &str, id: &str| {
        let verdict = list(all, when).iter().find(|verdict| words(verdict, "id").as_deref() == Some(id))?;
        let (holds, of) = (number(verdict, "holds")?, number(verdict, "of")?);
        (of > 0.0).then(|| holds / of)
    };
    Some([share("start", Id::Premise.name())?, share("end", Id::Reduced.name())?])
}

fn get<'a>(line: &'a Node, key: &str) -> Option<&'a Node> {
    let Node::Object(entries) = line else { return None };
    entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

fn as_number(value: &Node) -> Option<f64> {
    if let Node::Number(number) = value { Some(*number) } else { None }
}

fn as_place(value: &Node) -> Option<f64> {
    let Node::Text(name) = value else { return as_number(value) };
    Trainable::NAMES.iter().position(|(known, _)| known == name).map(|place| place as f64)
}

fn number(line: &Node, key: &str) -> Option<f64> {
    get(line, key).and_then(as_number)
}

fn list<'a>(line: &'a Node, key: &str) -> &'a [Node] {
    if let Some(Node::List(items)) = get(line, key) { items } else { &[] }
}

fn words(line: &Node, key: &str) -> Option<String> {
    if let Some(Node::Text(text)) = get(line, key) { Some(text.clone()) } else { None }
}
