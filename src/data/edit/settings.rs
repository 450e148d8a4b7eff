//! Settings as a person types them: each has a place in the lab file's JSON, into which the typed text is put before the reader looks at it.
//! So what is allowed, and the sentence that says so, stand in the reader alone.

use super::nothing_there;
use crate::data::field_error::{FieldError, JsonText};
use crate::data::json::{self, Node};
use crate::data::lab_file::{LabFile, OptimizerKind, SftOn, limits};

/// A field of the lab file outside data set and runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The seed of the initial values.
    Seed,
    /// The model's width.
    Embd,
    /// Its blocks.
    Layer,
    /// The attention heads of a block.
    Head,
    /// The longest sequence.
    Positions,
    /// SFT's steps.
    SftSteps,
    /// SFT's learning rate.
    SftRate,
    /// What SFT learns.
    SftOn,
    /// The preference phase's steps.
    Steps,
    /// Its learning rate.
    Rate,
    /// Its optimiser.
    Optimizer,
    /// Its weight decay.
    Decay,
}

impl Setting {
    /// All of them, in the lab file's order.
    pub const ALL: [Setting; 12] = [
        Setting::Seed,
        Setting::Embd,
        Setting::Layer,
        Setting::Head,
        Setting::Positions,
        Setting::SftSteps,
        Setting::SftRate,
        Setting::SftOn,
        Setting::Steps,
        Setting::Rate,
        Setting::Optimizer,
        Setting::Decay,
    ];

    /// The section of the lab file, empty for the top level, and the key in it.
    pub fn place(self) -> (&'static str, &'static str) {
        match self {
            Setting::Seed => ("", "seed"),
            Setting::Embd => ("model", "n_embd"),
            Setting::Layer => ("model", "n_layer"),
            Setting::Head => ("model", "n_head"),
            Setting::Positions => ("model", "n_positions"),
            Setting::SftSteps => ("sft", "steps"),
            Setting::SftRate => ("sft", "learning_rate"),
            Setting::SftOn => ("sft", "on"),
            Setting::Steps => ("preference", "steps"),
            Setting::Rate => ("preference", "learning_rate"),
            Setting::Optimizer => ("preference", "optimizer"),
            Setting::Decay => ("preference", "weight_decay"),
        }
    }

    /// The value as the lab file writes it, without quotes.
    pub fn value(self, file: &LabFile) -> String {
        match self {
            Setting::Seed => file.seed.to_string(),
            Setting::Embd => file.model.n_embd.to_string(),
            Setting::Layer => file.model.n_layer.to_string(),
            Setting::Head => file.model.n_head.to_string(),
            Setting::Positions => file.model.n_positions.to_string(),
            Setting::SftSteps => file.sft.steps.to_string(),
            Setting::SftRate => file.sft.learning_rate.to_string(),
            Setting::SftOn => file.sft.on.name().to_owned(),
            Setting::Steps => file.preference.steps.to_string(),
            Setting::Rate => file.preference.learning_rate.to_string(),
            Setting::Optimizer => file.preference.optimizer.name().to_owned(),
            Setting::Decay => file.preference.weight_decay.to_string(),
        }
    }

    /// The value that a lab file takes which does not name it.
    pub fn default(self) -> String {
        self.value(&LabFile::defaults())
    }

    /// The names to choose from, for a setting that has names.
    pub fn options(self) -> Vec<&'static str> {
        match self {
            Setting::SftOn => SftOn::NAMES.iter().map(|(name, _)| *name).collect(),
            Setting::Optimizer => OptimizerKind::NAMES.iter().map(|(name, _)| *name).collect(),
            Setting::Seed
            | Setting::Embd
            | Setting::Layer
            | Setting::Head
            | Setting::Positions
            | Setting::SftSteps
            | Setting::SftRate
            | Setting::Steps
            | Setting::Rate
            | Setting::Decay => Vec::new(),
        }
    }

    /// The smallest and the largest value, for a setting that is a number. The smallest learning rate is above 0.
    pub fn range(self) -> Option<(f64, f64)> {
        let whole = |low: usize, high: usize| Some((low as f64, high as f64));
        match self {
            Setting::Seed => Some((0.0, limits::SEED as f64)),
            Setting::Embd | Setting::Head => whole(1, limits::EMBD),
            Setting::Layer => whole(1, limits::LAYERS),
            Setting::Positions => whole(limits::SHORTEST, limits::POSITIONS),
            Setting::SftSteps | Setting::Steps => whole(0, limits::STEPS),
            Setting::SftRate | Setting::Rate => Some((0.0, limits::LEARNING_RATE)),
            Setting::Decay => Some((0.0, limits::WEIGHT_DECAY)),
            Setting::SftOn | Setting::Optimizer => None,
        }
    }
}

pub(super) fn set(file: &LabFile, setting: Setting, value: &str) -> Result<LabFile, FieldError> {
    let (section, key) = setting.place();
    let value = typed(value, setting.range().map_or(Kind::Name, |_| Kind::Number));
    change(file, |root| {
        let section = if section.is_empty() { root } else { root.entry(section) };
        *section.entry(key) = value;
        Ok(())
    })
}

pub(super) fn set_argument(file: &LabFile, run: usize, key: &str, value: &str) -> Result<LabFile, FieldError> {
    // A parameter's name tells the reader which kind it is; a choice is never spelt like a number.
    let value = typed(value, Kind::Number);
    change(file, |root| {
        let Node::List(runs) = root.entry("runs") else { return Err(nothing_there("runs", run, 0)) };
        let length = runs.len();
        *runs.get_mut(run).ok_or_else(|| nothing_there("runs", run, length))?.entry(key) = value;
        Ok(())
    })
}

enum Kind {
    Number,
    Name,
}

/// What was typed as a JSON value: a number where it reads as one, else a string, which the reader refuses by its name.
fn typed(text: &str, kind: Kind) -> Node {
    let text = text.trim();
    // JSON has no ".5" and no "5.", which people type.
    let completed =
        format!("{}{}", if text.starts_with('.') { "0" } else { "" }, text.strip_suffix('.').unwrap_or(text));
    match (kind, json::parse(&completed, JsonText::Number)) {
        (Kind::Number, Ok(number @ Node::Number(_))) => number,
        (Kind::Number | Kind::Name, _) => Node::Text(text.to_owned()),
    }
}

fn change(file: &LabFile, change: impl FnOnce(&mut Node) -> Result<(), FieldError>) -> Result<LabFile, FieldError> {
    let mut root = json::parse(&file.to_json(), JsonText::LabFile)?;
    change(&mut root)?;
    LabFile::from_node(&root)
}
