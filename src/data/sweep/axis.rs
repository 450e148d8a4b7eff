//! An axis of a sweep: a field of the lab file, the values that it takes, and how they get there.

use super::SweepFault;
use crate::data::edit::{Edit, apply};
use crate::data::field_error::{Allowed, Fault, FieldError, Given, Items, Required};
use crate::data::generate;
use crate::data::json::Node;
use crate::data::lab_file::{Dataset, LabFile};
use crate::data::reader::FieldNode;
use crate::objective::{LossEntry, names};

/// The seed's field.
pub(super) const SEED: &str = "seed";
/// The answers' distance: the rejected ones are made anew, so many tokens apart from the chosen ones.
const EDIT_DISTANCE: &str = "dataset.edit_distance";
/// How many of the pairs there are: so many from the first on.
const PAIRS: &str = "dataset.pairs";
/// Which weights every run trains.
const TRAIN: &str = "train";
/// The fields outside of runs that an axis can have, beside those two.
const FIELDS: [&str; 13] = [
    SEED,
    "model.n_embd",
    "model.n_layer",
    "model.n_head",
    "model.n_positions",
    "sft.steps",
    "sft.learning_rate",
    "sft.on",
    "preference.steps",
    "preference.learning_rate",
    "preference.optimizer",
    "preference.weight_decay",
    PAIRS,
];

/// A field and its values.
#[derive(Debug)]
pub(super) struct Axis {
    /// As it was given.
    pub(super) field: String,
    /// At least one: numbers and names.
    pub(super) values: Vec<Node>,
    place: Place,
}

/// Where a value goes.
#[derive(Debug)]
enum Place {
    /// Into a section, empty for the top level, under a key.
    Field(String, String),
    /// Into a run, or into every one, under a key.
    Run(Option<usize>, String),
    /// Instead of the loss of a run, or of every one.
    Loss(Option<usize>),
    /// Instead of the pairs: others at this distance.
    EditDistance,
    /// Instead of the pairs: the first ones.
    Pairs,
}

/// Reads `{ "field": "runs[0].beta", "values": [0.1, 0.3] }`.
pub(super) fn read(field: &FieldNode<'_>) -> Result<Axis, FieldError> {
    let object = field.object(&["field", "values"])?;
    let name = object.require("field", Fault::Missing(Required::AxisField))?;
    let values = object.require("values", Fault::Missing(Required::AxisValues))?;
    let place = place(name.text()?);
    let refuse =
        || FieldError::new(&*name.path, Fault::of(SweepFault::Field(name.text().unwrap_or_default().to_owned())));
    let place = place.ok_or_else(refuse)?;
    let values = values.items(1..=super::MOST_VALUES, Items::Values)?;
    let values = values.iter().map(FieldNode::plain).collect::<Result<_, _>>()?;
    Ok(Axis { field: name.text()?.to_owned(), values, place })
}

fn place(field: &str) -> Option<Place> {
    if let Some(run) = field.strip_prefix("runs[") {
        let (run, key) = run.split_once("].")?;
        let run = if run == "*" { None } else { Some(run.parse().ok()?) };
        return match key {
            "loss_type" => Some(Place::Loss(run)),
            "name" | "color" | "events" => None,
            _ if key.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_') && !key.is_empty() => {
                Some(Place::Run(run, key.to_owned()))
            }
            _ => None,
        };
    }
    match field {
        EDIT_DISTANCE => Some(Place::EditDistance),
        PAIRS => Some(Place::Pairs),
        TRAIN => Some(Place::Run(None, TRAIN.to_owned())),
        _ => FIELDS.contains(&field).then(|| {
            let (section, key) = field.split_once('.').unwrap_or(("", field));
            Place::Field(section.to_owned(), key.to_owned())
        }),
    }
}

/// The fields that an axis can have, as an error tells them.
pub fn fields() -> impl Iterator<Item = &'static str> {
    ["runs[0].beta", "runs[*].beta", TRAIN, EDIT_DISTANCE].into_iter().chain(FIELDS)
}

impl Axis {
    /// Whether cells that differ in it alone have their supervised phase in common.
    pub(super) fn is_of_runs(&self) -> bool {
        matches!(self.place, Place::Run(..) | Place::Loss(_))
    }

    /// When it is its turn: what others build upon comes first.
    pub(super) fn turn(&self) -> usize {
        match self.place {
            Place::Pairs => 0,
            Place::EditDistance => 1,
            Place::Loss(_) => 2,
            Place::Field(..) | Place::Run(..) => 3,
        }
    }

    /// Puts a value into a lab file that its reader has yet to look at. Nothing is put where the axis needs the lab itself.
    pub(super) fn put(&self, root: &mut Node, value: usize) -> Result<bool, FieldError> {
        let value = self.values[value].clone();
        match &self.place {
            Place::Field(section, key) => {
                let section = if section.is_empty() { root } else { root.entry(section) };
                *section.entry(key) = value;
            }
            Place::Run(run, key) => {
                for run in self.of_runs(root, *run)? {
                    *run.entry(key) = value.clone();
                }
            }
            Place::Loss(_) | Place::EditDistance | Place::Pairs => return Ok(false),
        }
        Ok(true)
    }

    /// The lab with a value that needs the lab itself; `seed` is the cell's.
    pub(super) fn apply(&self, lab: &LabFile, value: usize) -> Result<LabFile, FieldError> {
        let given = FieldNode::part(&*self.field, &self.values[value]);
        match self.place {
            Place::Field(..) | Place::Run(..) => Ok(lab.clone()),
            Place::Loss(run) => {
                let loss: &LossEntry = given.choice(&names().collect::<Vec<_>>())?;
                let all = 0..lab.runs.len();
                let wanted = all.filter(|place| run.is_none_or(|run| run == *place));
                let mut of_runs = wanted.map(|run| Edit::SetLoss { run, loss_type: loss.loss_type });
                of_runs.try_fold(lab.clone(), |lab, edit| apply(&lab, &edit))
            }
            Place::EditDistance => {
                let distance = given.count(1..=crate::data::limits::POSITIONS)?;
                let pairs = generate::apart(&lab.dataset, distance, lab.seed)?;
                // What is measured on held-out pairs is of the same distance.
                let held_out = Dataset { pairs: lab.dataset.eval_pairs.clone(), ..lab.dataset.clone() };
                let some = !held_out.pairs.is_empty();
                let eval_pairs = if some { generate::apart(&held_out, distance, lab.seed)? } else { Vec::new() };
                Ok(LabFile { dataset: Dataset { pairs, eval_pairs, ..lab.dataset.clone() }, ..lab.clone() })
            }
            Place::Pairs => {
                let mut lab = lab.clone();
                lab.dataset.pairs.truncate(given.count(1..=lab.dataset.pairs.len().max(1))?);
                Ok(lab)
            }
        }
    }

    /// As [`read`] reads it.
    pub(super) fn to_json(&self) -> String {
        let values: Vec<String> = (0..self.values.len()).map(|value| self.write(value)).collect();
        format!("{{\"field\": {}, \"values\": [{}]}}", Node::quote(&self.field), values.join(", "))
    }

    /// A value as JSON.
    pub(super) fn write(&self, value: usize) -> String {
        match &self.values[value] {
            Node::Number(number) => number.to_string(),
            Node::Text(text) => Node::quote(text),
            Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) => "null".to_owned(),
        }
    }

    fn of_runs<'a>(&self, root: &'a mut Node, run: Option<usize>) -> Result<&'a mut [Node], FieldError> {
        let there = match root.entry("runs") {
            Node::List(runs) => runs.as_mut_slice(),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::Object(_) => &mut [],
        };
        let length = there.len();
        match run {
            None => Ok(there),
            Some(run) if run < length => Ok(&mut there[run..=run]),
            Some(run) => {
                Err(FieldError::new(format!("runs[{run}]"), Fault::NothingThere { list: "runs".into(), length }))
            }
        }
    }
}

impl FieldNode<'_> {
    /// A number or a name.
    fn plain(&self) -> Result<Node, FieldError> {
        match self.given() {
            Given::Number(number) if number.is_finite() => Ok(Node::Number(number)),
            Given::Text(text) => Ok(Node::Text(text)),
            _ => Err(self.refuse(Allowed::NumberOrName)),
        }
    }
}
