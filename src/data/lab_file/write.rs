//! Lab file to text: the layout that a person would write by hand, keys in a fixed order, so that two equal lab files are
//! equal texts.

use super::{Dataset, Event, LabFile, ModelSpec, PreferenceSpec, RunSpec, SftSpec};
use crate::data::json::Node;
use crate::data::pair::PairText;
use crate::data::tokens::Tokens;
use crate::data::trainable::Trainable;
use crate::objective::{Objective, Parameter};

/// Keys with their values as JSON.
pub(super) type Entries = Vec<(&'static str, String)>;

pub(super) fn lab_file(file: &LabFile) -> String {
    let vocabulary: Vec<String> = file.dataset.vocabulary.iter().map(|token| Node::quote(token)).collect();
    let runs: Vec<String> = file.runs.iter().map(run).collect();
    let weights = file.weights.map(|name| format!("  \"weights\": {},", weights(name)));
    // Lab files of words are the same as before there were others.
    let tokens = tokens(&file.dataset).map(|name| format!("    \"tokens\": {name},\n"));
    let head = ["{".to_owned(), format!("  \"version\": {},", file.version), format!("  \"seed\": {},", file.seed)];
    let Dataset { pairs, eval_pairs, .. } = &file.dataset;
    // Held-out pairs stand there only where there are some.
    let eval_pairs = (!eval_pairs.is_empty()).then(|| format!(",\n{}", pair_list("eval_pairs", eval_pairs)));
    let rest = [
        "  \"dataset\": {".to_owned(),
        format!("{}    \"vocabulary\": [{}],", tokens.unwrap_or_default(), vocabulary.join(", ")),
        pair_list("pairs", pairs) + &eval_pairs.unwrap_or_default(),
        "  },".to_owned(),
        format!("  \"model\": {},", object(&model(&file.model))),
        format!("  \"sft\": {},", object(&sft(&file.sft))),
        format!("  \"preference\": {},", object(&preference(&file.preference))),
        format!("  \"runs\": [\n    {}\n  ]", runs.join(",\n    ")),
        "}\n".to_owned(),
    ];
    head.into_iter().chain(weights).chain(rest).collect::<Vec<_>>().join("\n")
}

/// A list of pairs, one a line.
fn pair_list(name: &str, pairs: &[PairText]) -> String {
    let pairs: Vec<String> = pairs.iter().map(pair).collect();
    match &pairs[..] {
        [] => format!("    \"{name}\": []"),
        _ => format!("    \"{name}\": [\n      {}\n    ]", pairs.join(",\n      ")),
    }
}

/// What of the texts is a token, where it is not what it usually is.
pub(super) fn tokens(dataset: &Dataset) -> Option<String> {
    (dataset.tokens != Tokens::default()).then(|| Node::quote(dataset.tokens.name()))
}

/// The name of imported weights.
pub(super) fn weights(name: u64) -> String {
    format!("\"{name:016x}\"")
}

pub(super) fn model(model: &ModelSpec) -> Entries {
    vec![
        ("n_embd", model.n_embd.to_string()),
        ("n_layer", model.n_layer.to_string()),
        ("n_head", model.n_head.to_string()),
        ("n_positions", model.n_positions.to_string()),
    ]
}

pub(super) fn sft(sft: &SftSpec) -> Entries {
    vec![
        ("steps", sft.steps.to_string()),
        ("learning_rate", number(sft.learning_rate)),
        ("on", Node::quote(sft.on.name())),
    ]
}

pub(super) fn preference(preference: &PreferenceSpec) -> Entries {
    vec![
        ("steps", preference.steps.to_string()),
        ("learning_rate", number(preference.learning_rate)),
        ("optimizer", Node::quote(preference.optimizer.name())),
        ("weight_decay", number(preference.weight_decay)),
    ]
}

pub(super) fn pair(pair: &PairText) -> String {
    object(&pair.texts().map(|(key, text)| (key, Node::quote(text))))
}

pub(super) fn run(run: &RunSpec) -> String {
    let mut entries = Vec::new();
    if let Some(name) = &run.name {
        entries.push(("name", Node::quote(name)));
    }
    if let Some(color) = run.color {
        entries.push(("color", Node::quote(color.name())));
    }
    loss(&run.objective, &mut entries);
    if run.train != Trainable::All {
        entries.push(("train", Node::quote(run.train.name())));
    }
    if !run.events.is_empty() {
        let event = |event: &Event| {
            let mut entries = vec![("step", event.step.to_string())];
            loss(&event.objective, &mut entries);
            object(&entries)
        };
        let events: Vec<String> = run.events.iter().map(event).collect();
        entries.push(("events", format!("[{}]", events.join(", "))));
    }
    object(&entries)
}

fn loss(objective: &Objective, entries: &mut Vec<(&str, String)>) {
    entries.push(("loss_type", Node::quote(objective.loss_type())));
    let arguments = objective.arguments();
    for parameter in objective.entry().parameters {
        let value = match parameter {
            Parameter::Number(parameter) => number(arguments.number(parameter)),
            Parameter::Choice(parameter) => Node::quote(arguments.choice(parameter)),
        };
        entries.push((parameter.name(), value));
    }
}

pub(super) fn object(entries: &[(&str, String)]) -> String {
    let entries: Vec<String> = entries.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// The shortest decimal that reads back as the same number, never with an exponent. What is not finite becomes null, which the reader
/// refuses.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { "null".to_owned() }
}
