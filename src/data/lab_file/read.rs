//! Text to lab file: every key, range and cross-reference is checked here and nowhere else.

use super::{Dataset, Event, LabFile, OptimizerKind, PreferenceSpec, RunSpec, SftOn, SftSpec, limits};
use crate::data::color::Color;
use crate::data::distance::did_you_mean;
use crate::data::field_error::{FieldError, listed, quoted};
use crate::data::json::{self, Node};
use crate::data::model_spec::ModelSpec;
use crate::data::pair::{PairText, token_fault};
use crate::data::reader::{Field, Object};
use crate::data::vocabulary::{EOS, Vocabulary};
use crate::objective::{Arguments, LossEntry, Objective, Parameter, REGISTRY, find};
use std::collections::HashSet;

pub(super) fn lab_file(value: &Node) -> Result<LabFile, FieldError> {
    let default = LabFile::defaults();
    let root = Field::root(value).object(&LabFile::KEYS)?;
    let version = root.read("version", default.version, |field| {
        field.number("1, the only version so far", |version| version == 1.0).map(|_| 1)
    })?;
    let file = LabFile {
        version,
        seed: root.read("seed", default.seed, |field| field.integer(0..=limits::SEED))?,
        weights: root.read("weights", default.weights, |field| weights(field).map(Some))?,
        dataset: dataset(&root.require("dataset", "an object with the key pairs")?)?,
        model: root.read("model", default.model, |field| model(field, default.model))?,
        sft: root.read("sft", default.sft, |field| sft(field, default.sft))?,
        preference: root.read("preference", default.preference, |field| preference(field, default.preference))?,
        runs: root
            .read("runs", default.runs, |field| field.items(1..=limits::RUNS, "runs")?.iter().map(run).collect())?,
    };
    check_lengths(&file)?;
    check_written_size(&file)?;
    Ok(file)
}

/// The vocabulary that pairs need: `<eos>`, then their tokens in order of appearance.
pub(super) fn tokens_of(pairs: &[PairText]) -> Vec<String> {
    let mut seen = HashSet::from([EOS]);
    let mut tokens = vec![EOS.to_owned()];
    for (_, text) in pairs.iter().flat_map(PairText::texts) {
        tokens.extend(text.split_whitespace().filter(|token| seen.insert(token)).map(str::to_owned));
    }
    tokens
}

fn dataset(field: &Field<'_>) -> Result<Dataset, FieldError> {
    let object = field.object(&["vocabulary", "pairs"])?;
    let pairs = object.require("pairs", "a list of preference pairs")?;
    // With none it is a lab that a person has begun and that cannot be trained yet.
    let pairs = pairs.items(0..=limits::PAIRS, "preference pairs")?;
    let pairs: Vec<PairText> = pairs
        .iter()
        .map(|field| PairText::read(&field.object(&["prompt", "chosen", "rejected"])?))
        .collect::<Result<_, _>>()?;
    let vocabulary = match object.get("vocabulary") {
        Some(field) => {
            let vocabulary = given_vocabulary(&field)?;
            check_tokens(&vocabulary, &pairs)?;
            vocabulary
        }
        None => tokens_of(&pairs),
    };
    if vocabulary.len() > limits::VOCABULARY {
        let message = format!(
            "dataset.pairs use {} different tokens, {EOS} included; allowed are at most {}.",
            vocabulary.len(),
            limits::VOCABULARY
        );
        return Err(FieldError::new("dataset.pairs", message));
    }
    Ok(Dataset { vocabulary, pairs })
}

pub(super) fn given_vocabulary(field: &Field<'_>) -> Result<Vec<String>, FieldError> {
    let mut tokens: Vec<String> = Vec::new();
    for item in field.items(1..=limits::VOCABULARY, "tokens, the first of them <eos>")? {
        let token = item.text()?;
        if let Some(allowed) = token_fault(token) {
            return Err(item.refuse(&allowed));
        }
        if tokens.is_empty() && token != EOS {
            return Err(item.refuse(&format!("{EOS:?}, which must come first")));
        }
        if let Some(first) = tokens.iter().position(|earlier| earlier == token) {
            return Err(item.refuse(&format!("each token once, and dataset.vocabulary[{first}] is the same")));
        }
        tokens.push(token.to_owned());
    }
    Ok(tokens)
}

/// Every token of every pair must be in a vocabulary that was given.
fn check_tokens(tokens: &[String], pairs: &[PairText]) -> Result<(), FieldError> {
    let vocabulary = Vocabulary::new(tokens);
    for (index, pair) in pairs.iter().enumerate() {
        for (key, text) in pair.texts() {
            let Err(unknown) = vocabulary.encode(text) else { continue };
            let path = format!("dataset.pairs[{index}].{key}");
            let words: Vec<&str> = tokens.iter().skip(1).map(String::as_str).collect();
            let allowed = if words.is_empty() { "none yet".to_owned() } else { some_tokens(tokens) };
            let mut message = format!(
                "{path} is {} with the token {}, which is not in the vocabulary; allowed are {allowed}.",
                quoted(text),
                quoted(unknown),
            );
            match did_you_mean(unknown, &words) {
                // Of a token of one or two characters every other such token is "near": no guess is better.
                Some(meant) if unknown.chars().count() > 2 => message.push_str(&format!(" Did you mean {meant}?")),
                _ => message.push_str(" Add it to dataset.vocabulary, or leave the vocabulary out."),
            }
            return Err(FieldError::new(path, message));
        }
    }
    Ok(())
}

/// The vocabulary in a sentence: the first tokens and how many more there are.
fn some_tokens(tokens: &[String]) -> String {
    const SHOWN: usize = 16;
    let words: Vec<&str> = tokens.iter().skip(1).map(String::as_str).collect();
    match words.get(..SHOWN) {
        Some(first) if words.len() > SHOWN => format!("{} and {} more", first.join(" "), words.len() - SHOWN),
        _ => words.join(" "),
    }
}

/// The name of imported weights.
fn weights(field: &Field<'_>) -> Result<u64, FieldError> {
    let text = field.text()?;
    let written =
        text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
    let name = u64::from_str_radix(text, 16).ok().filter(|_| written);
    name.ok_or_else(|| field.refuse("the name that imported weights were given, 16 of the digits 0 to 9 and a to f"))
}

fn model(field: &Field<'_>, default: ModelSpec) -> Result<ModelSpec, FieldError> {
    let object = field.object(&["n_embd", "n_layer", "n_head", "n_positions"])?;
    let n_embd = object.read("n_embd", default.n_embd, |field| field.count(1..=limits::EMBD))?;
    let n_layer = object.read("n_layer", default.n_layer, |field| field.count(1..=limits::LAYERS))?;
    let n_head = object.read("n_head", default.n_head, |field| field.count(1..=limits::EMBD))?;
    let n_positions =
        object.read("n_positions", default.n_positions, |field| field.count(limits::SHORTEST..=limits::POSITIONS))?;
    if n_embd % n_head != 0 {
        let message = format!("model.n_embd is {n_embd}; allowed is a multiple of model.n_head, which is {n_head}.");
        return Err(FieldError::new("model.n_embd", message));
    }
    Ok(ModelSpec { n_embd, n_layer, n_head, n_positions })
}

fn sft(field: &Field<'_>, default: SftSpec) -> Result<SftSpec, FieldError> {
    let object = field.object(&["steps", "learning_rate", "on"])?;
    Ok(SftSpec {
        steps: steps(&object, default.steps)?,
        learning_rate: learning_rate(&object, default.learning_rate)?,
        on: object.read("on", default.on, |field| field.choice(&SftOn::NAMES))?,
    })
}

fn preference(field: &Field<'_>, default: PreferenceSpec) -> Result<PreferenceSpec, FieldError> {
    let object = field.object(&["steps", "learning_rate", "optimizer", "weight_decay"])?;
    let decay = format!("a number from 0 to {}", limits::WEIGHT_DECAY);
    Ok(PreferenceSpec {
        steps: steps(&object, default.steps)?,
        learning_rate: learning_rate(&object, default.learning_rate)?,
        optimizer: object.read("optimizer", default.optimizer, |field| field.choice(&OptimizerKind::NAMES))?,
        weight_decay: object.read("weight_decay", default.weight_decay, |field| {
            field.number(&decay, |value| (0.0..=limits::WEIGHT_DECAY).contains(&value))
        })?,
    })
}

fn steps(object: &Object<'_>, default: usize) -> Result<usize, FieldError> {
    object.read("steps", default, |field| field.count(0..=limits::STEPS))
}

fn learning_rate(object: &Object<'_>, default: f64) -> Result<f64, FieldError> {
    let allowed = format!("a number above 0 and at most {}", limits::LEARNING_RATE);
    object.read("learning_rate", default, |field| {
        field.number(&allowed, |value| value > 0.0 && value <= limits::LEARNING_RATE)
    })
}

fn run(field: &Field<'_>) -> Result<RunSpec, FieldError> {
    let default = (find("dpo").unwrap_or(&crate::objective::dpo::ENTRY), Arguments::default());
    let (objective, object) = objective(field, &["name", "color", "loss_type", "events"], default)?;
    let name = object.read("name", None, |field| run_name(field).map(Some))?;
    let color = object.read("color", None, |field| field.choice(&Color::NAMES).map(Some))?;
    let mut run = RunSpec { name, color, ..RunSpec::new(objective) };
    if let Some(field) = object.get("events") {
        for field in field.items(0..=limits::EVENTS, "changes of the loss")? {
            run.events.push(event(&field, &run)?);
        }
    }
    Ok(run)
}

/// A change of the loss; what it does not name stays as it was, in another loss too.
fn event(field: &Field<'_>, run: &RunSpec) -> Result<Event, FieldError> {
    let (objective, object) = objective(field, &["step", "loss_type"], settings_of(run.objective_at(usize::MAX)))?;
    let earliest = run.events.last().map_or(0, |event| event.step) + 1;
    let step = object.require("step", "the preference step from which the loss is another")?;
    Ok(Event { step: step.count(earliest..=limits::STEPS)?, objective })
}

/// A loss alone, among keys of which `own` are read elsewhere.
pub(super) fn settings(text: &str, own: &[&'static str], before: &Objective) -> Result<Objective, FieldError> {
    let value = json::parse(text, "The settings")?;
    let own: Vec<&str> = own.iter().copied().chain(["loss_type"]).collect();
    objective(&Field::root(&value), &own, settings_of(before)).map(|(objective, _)| objective)
}

fn settings_of(objective: &Objective) -> (&'static LossEntry, Arguments) {
    (objective.entry(), objective.arguments())
}

/// A loss among an object's keys, of which `own` are not the loss's; what is not given is as it was in the loss `before`.
fn objective<'a>(
    field: &Field<'a>,
    own: &[&'static str],
    (before, settings): (&'static LossEntry, Arguments),
) -> Result<(Objective, Object<'a>), FieldError> {
    let names: Vec<(&str, &'static LossEntry)> = REGISTRY.iter().map(|entry| (entry.loss_type, *entry)).collect();
    let open = field.open_object()?;
    let entry = open.read("loss_type", before, |field| field.choice(&names))?;
    let keys: Vec<&'static str> = own.iter().copied().chain(entry.parameters.iter().map(Parameter::name)).collect();
    let object = field.object(&keys)?;
    let mut arguments = settings.carried(entry.parameters);
    for parameter in entry.parameters {
        let Some(field) = object.get(parameter.name()) else { continue };
        let refuse = |_| field.refuse(&parameter.allowed());
        match parameter {
            Parameter::Number(number) => {
                let value = field.number(&parameter.allowed(), |_| true)?;
                arguments.set_number(number, value).map_err(refuse)?;
            }
            Parameter::Choice(choice) => {
                let options: Vec<(&str, &str)> = choice.options.iter().map(|option| (*option, *option)).collect();
                arguments.set_choice(choice, field.choice(&options)?).map_err(refuse)?;
            }
        }
    }
    Ok(((entry.build)(&arguments), object))
}

fn run_name(field: &Field<'_>) -> Result<String, FieldError> {
    let name = field.text()?.trim();
    if name.is_empty() || name.chars().nth(limits::NAME_CHARS).is_some() || name.contains(char::is_control) {
        let allowed = format!("a name of 1 to {} characters without line breaks", limits::NAME_CHARS);
        return Err(field.refuse(&allowed));
    }
    Ok(name.to_owned())
}

/// Every sequence must fit the model's positions.
fn check_lengths(file: &LabFile) -> Result<(), FieldError> {
    let count = |text: &str| text.split_whitespace().count();
    for (index, pair) in file.dataset.pairs.iter().enumerate() {
        for (key, text) in [("chosen", &pair.chosen), ("rejected", &pair.rejected)] {
            let (prompt, completion) = (count(&pair.prompt), count(text));
            let length = prompt + completion + 1;
            if length > file.model.n_positions {
                let path = format!("dataset.pairs[{index}].{key}");
                let parts = listed(&[
                    format!("{prompt} of the prompt"),
                    format!("{completion} of {key}"),
                    format!("1 of {EOS}"),
                ]);
                let message = format!(
                    "{path} makes a sequence of {length} tokens ({parts}); allowed are at most {}, model.n_positions, \
                     which may be up to {}.",
                    file.model.n_positions,
                    limits::POSITIONS
                );
                return Err(FieldError::new(path, message));
            }
        }
    }
    Ok(())
}

/// What was read must be readable again once it is written with every default.
fn check_written_size(file: &LabFile) -> Result<(), FieldError> {
    let bytes = file.to_json().len();
    if bytes <= limits::BYTES {
        return Ok(());
    }
    let message = format!(
        "dataset.pairs make a lab file of {bytes} bytes once every default is written out; allowed are at most {}.",
        limits::BYTES
    );
    Err(FieldError::new("dataset.pairs", message))
}
