//! Text to lab file: every key, range and cross-reference is checked here and nowhere else.

use super::{Dataset, Event, LabFile, OptimizerKind, PreferenceSpec, RunSpec, SftOn, SftSpec, limits};
use crate::beside::visible;
use crate::data::color::Color;
use crate::data::distance::did_you_mean;
use crate::data::field_error::{Allowed, Fault, FieldError, Items, JsonText, Required};
use crate::data::json::{self, Node};
use crate::data::model_spec::ModelSpec;
use crate::data::pair::{PairText, token_fault};
use crate::data::reader::{FieldNode, Object};
use crate::data::tokens::Tokens;
use crate::data::trainable::Trainable;
use crate::data::vocabulary::{EOS, Vocabulary};
use crate::objective::{Arguments, LossEntry, Objective, Parameter, find, names};
use std::collections::HashSet;

pub(super) fn lab_file(value: &Node) -> Result<LabFile, FieldError> {
    let default = LabFile::defaults();
    let root = FieldNode::root(value).object(&LabFile::KEYS)?;
    let version = root.read("version", default.version, |field| {
        field.number(Allowed::Version, |version| version == 1.0).map(|_| 1)
    })?;
    let file = LabFile {
        version,
        seed: root.read("seed", default.seed, |field| field.integer(0..=limits::SEED))?,
        weights: root.read("weights", default.weights, |field| weights(field).map(Some))?,
        dataset: dataset(&root.require("dataset", Fault::Missing(Required::Dataset))?)?,
        model: root.read("model", default.model, |field| model(field, default.model))?,
        sft: root.read("sft", default.sft, |field| sft(field, default.sft))?,
        preference: root.read("preference", default.preference, |field| preference(field, default.preference))?,
        runs: root.read("runs", default.runs, |field| {
            field.items(1..=limits::RUNS, Items::Runs)?.iter().map(run).collect()
        })?,
    };
    check_lengths(&file)?;
    check_written_size(&file)?;
    Ok(file)
}

/// The vocabulary that pairs need: `<eos>`, then their tokens in order of appearance.
pub(super) fn tokens_of<'a>(kind: Tokens, pairs: impl IntoIterator<Item = &'a PairText>) -> Vec<String> {
    let mut seen = HashSet::from([EOS]);
    let mut tokens = vec![EOS.to_owned()];
    for (_, text) in pairs.into_iter().flat_map(PairText::texts) {
        tokens.extend(kind.split(text).filter(|token| seen.insert(token)).map(str::to_owned));
    }
    tokens
}

fn dataset(field: &FieldNode<'_>) -> Result<Dataset, FieldError> {
    let object = field.object(&["tokens", "vocabulary", "pairs", "eval_pairs"])?;
    let tokens = object.read("tokens", Tokens::default(), |field| field.choice(&Tokens::NAMES))?;
    // With none it is a lab that a person has begun and that cannot be trained yet.
    let pairs = pair_list(&object.require("pairs", Fault::Missing(Required::Pairs))?, tokens)?;
    let eval_pairs = object.read("eval_pairs", Vec::new(), |field| pair_list(field, tokens))?;
    let vocabulary = match object.get("vocabulary") {
        Some(field) => {
            let vocabulary = given_vocabulary(&field, tokens)?;
            check_tokens(tokens, &vocabulary, "dataset.pairs", &pairs)?;
            check_tokens(tokens, &vocabulary, "dataset.eval_pairs", &eval_pairs)?;
            vocabulary
        }
        None => tokens_of(tokens, pairs.iter().chain(&eval_pairs)),
    };
    if vocabulary.len() > limits::VOCABULARY {
        // Where the trained pairs alone are within the limit, it is the others that are too many.
        let is_theirs = eval_pairs.is_empty() || tokens_of(tokens, &pairs).len() > limits::VOCABULARY;
        let field = if is_theirs { "dataset.pairs" } else { "dataset.eval_pairs" };
        return Err(FieldError::new(field, Fault::Tokens(vocabulary.len())));
    }
    Ok(Dataset { tokens, vocabulary, pairs, eval_pairs })
}

fn pair_list(field: &FieldNode<'_>, tokens: Tokens) -> Result<Vec<PairText>, FieldError> {
    let pairs = field.items(0..=limits::PAIRS, Items::Pairs)?;
    pairs.iter().map(|field| PairText::read(&field.object(&["prompt", "chosen", "rejected"])?, tokens)).collect()
}

pub(super) fn given_vocabulary(field: &FieldNode<'_>, kind: Tokens) -> Result<Vec<String>, FieldError> {
    let mut tokens: Vec<String> = Vec::new();
    for item in field.items(1..=limits::VOCABULARY, Items::Tokens)? {
        let token = item.text()?;
        // The end is no text, and so none of its characters.
        let fault = if tokens.is_empty() && token == EOS { None } else { token_fault(kind, token) };
        if let Some(fault) = fault {
            return Err(item.refuse(Allowed::Token(fault)));
        }
        if tokens.is_empty() && token != EOS {
            return Err(item.refuse(Allowed::EosFirst));
        }
        if let Some(first) = tokens.iter().position(|earlier| earlier == token) {
            return Err(item.refuse(Allowed::Once(first)));
        }
        tokens.push(token.to_owned());
    }
    Ok(tokens)
}

/// Every token of every pair must be in a vocabulary that was given.
fn check_tokens(kind: Tokens, tokens: &[String], list: &str, pairs: &[PairText]) -> Result<(), FieldError> {
    const SHOWN: usize = 16;
    let vocabulary = Vocabulary::new(kind, tokens);
    for (index, pair) in pairs.iter().enumerate() {
        for (key, text) in pair.texts() {
            let Err(unknown) = vocabulary.encode(text) else { continue };
            let path = format!("{list}[{index}].{key}");
            let words: Vec<&str> = tokens.iter().skip(1).map(String::as_str).collect();
            // Of a token of one or two characters every other such token is "near": no guess is better.
            let meant = did_you_mean(unknown, &words).filter(|_| unknown.chars().count() > 2);
            let fault = Fault::UnknownToken {
                text: text.to_owned(),
                token: unknown.to_owned(),
                known: words.iter().take(SHOWN).map(|word| visible(word)).collect::<Vec<_>>().join(" "),
                more: words.len().saturating_sub(SHOWN),
                meant: meant.map(str::to_owned),
            };
            return Err(FieldError::new(path, fault));
        }
    }
    Ok(())
}

/// The name of imported weights.
fn weights(field: &FieldNode<'_>) -> Result<u64, FieldError> {
    let text = field.text()?;
    let written =
        text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
    let name = u64::from_str_radix(text, 16).ok().filter(|_| written);
    name.ok_or_else(|| field.refuse(Allowed::WeightsName))
}

fn model(field: &FieldNode<'_>, default: ModelSpec) -> Result<ModelSpec, FieldError> {
    let object = field.object(&["n_embd", "n_layer", "n_head", "n_positions"])?;
    let n_embd = object.read("n_embd", default.n_embd, |field| field.count(1..=limits::EMBD))?;
    let n_layer = object.read("n_layer", default.n_layer, |field| field.count(1..=limits::LAYERS))?;
    let n_head = object.read("n_head", default.n_head, |field| field.count(1..=limits::EMBD))?;
    let n_positions =
        object.read("n_positions", default.n_positions, |field| field.count(limits::SHORTEST..=limits::POSITIONS))?;
    if n_embd % n_head != 0 {
        let fault = Fault::NoMultiple { given: n_embd, other: "model.n_head", of: n_head };
        return Err(FieldError::new("model.n_embd", fault));
    }
    Ok(ModelSpec { n_embd, n_layer, n_head, n_positions })
}

fn sft(field: &FieldNode<'_>, default: SftSpec) -> Result<SftSpec, FieldError> {
    let object = field.object(&["steps", "learning_rate", "on"])?;
    Ok(SftSpec {
        steps: steps(&object, default.steps)?,
        learning_rate: learning_rate(&object, default.learning_rate)?,
        on: object.read("on", default.on, |field| field.choice(&SftOn::NAMES))?,
    })
}

fn preference(field: &FieldNode<'_>, default: PreferenceSpec) -> Result<PreferenceSpec, FieldError> {
    let object = field.object(&["steps", "learning_rate", "optimizer", "weight_decay"])?;
    Ok(PreferenceSpec {
        steps: steps(&object, default.steps)?,
        learning_rate: learning_rate(&object, default.learning_rate)?,
        optimizer: object.read("optimizer", default.optimizer, |field| field.choice(&OptimizerKind::NAMES))?,
        weight_decay: object.read("weight_decay", default.weight_decay, |field| {
            let allowed = Allowed::Between(0.0, limits::WEIGHT_DECAY);
            field.number(allowed, |value| (0.0..=limits::WEIGHT_DECAY).contains(&value))
        })?,
    })
}

fn steps(object: &Object<'_>, default: usize) -> Result<usize, FieldError> {
    object.read("steps", default, |field| field.count(0..=limits::STEPS))
}

fn learning_rate(object: &Object<'_>, default: f64) -> Result<f64, FieldError> {
    object.read("learning_rate", default, |field| {
        let allowed = Allowed::Positive(limits::LEARNING_RATE);
        field.number(allowed, |value| value > 0.0 && value <= limits::LEARNING_RATE)
    })
}

fn run(field: &FieldNode<'_>) -> Result<RunSpec, FieldError> {
    let default = (find("dpo").unwrap_or(&crate::objective::dpo::ENTRY), Arguments::default());
    let (objective, object) = objective(field, &["name", "color", "loss_type", "train", "events"], default)?;
    let name = object.read("name", None, |field| run_name(field).map(Some))?;
    let color = object.read("color", None, |field| field.choice(&Color::NAMES).map(Some))?;
    let train = object.read("train", Trainable::All, |field| field.choice(&Trainable::NAMES))?;
    let mut run = RunSpec { name, color, train, ..RunSpec::new(objective) };
    if let Some(field) = object.get("events") {
        for field in field.items(0..=limits::EVENTS, Items::Changes)? {
            run.events.push(event(&field, &run)?);
        }
    }
    Ok(run)
}

/// A change of the loss; what it does not name stays as it was, in another loss too.
fn event(field: &FieldNode<'_>, run: &RunSpec) -> Result<Event, FieldError> {
    let (objective, object) = objective(field, &["step", "loss_type"], settings_of(run.objective_at(usize::MAX)))?;
    let earliest = run.events.last().map_or(0, |event| event.step) + 1;
    let step = object.require("step", Fault::Missing(Required::Step))?;
    Ok(Event { step: step.count(earliest..=limits::STEPS)?, objective })
}

/// A loss alone, among keys of which `own` are read elsewhere.
pub(super) fn settings(text: &str, own: &[&'static str], before: &Objective) -> Result<Objective, FieldError> {
    let value = json::parse(text, JsonText::Settings)?;
    let own: Vec<&'static str> = own.iter().copied().chain(["loss_type"]).collect();
    objective(&FieldNode::root(&value), &own, settings_of(before)).map(|(objective, _)| objective)
}

fn settings_of(objective: &Objective) -> (&'static LossEntry, Arguments) {
    (objective.entry(), objective.arguments())
}

/// A loss among an object's keys, of which `own` are not the loss's; what is not given is as it was in the loss `before`.
fn objective<'a>(
    field: &FieldNode<'a>,
    own: &[&'static str],
    (before, settings): (&'static LossEntry, Arguments),
) -> Result<(Objective, Object<'a>), FieldError> {
    let names: Vec<(&'static str, &'static LossEntry)> = names().collect();
    let open = field.open_object()?;
    let entry = open.read("loss_type", before, |field| field.choice(&names))?;
    let keys: Vec<&'static str> = own.iter().copied().chain(entry.parameters.iter().map(Parameter::name)).collect();
    let object = field.object(&keys)?;
    let mut arguments = settings.carried(entry.parameters);
    for parameter in entry.parameters {
        let Some(field) = object.get(parameter.name()) else { continue };
        match parameter {
            Parameter::Number(number) => {
                let allowed = Allowed::Between(number.min, number.max);
                let value = field.number(allowed.clone(), |_| true)?;
                arguments.set_number(number, value).map_err(|_| field.refuse(allowed))?;
            }
            Parameter::Choice(choice) => {
                let options: Vec<(&'static str, &str)> =
                    choice.options.iter().map(|option| (*option, *option)).collect();
                let name = field.choice(&options)?;
                arguments.set_choice(choice, name).map_err(|_| field.refuse_choice(choice.options))?;
            }
        }
    }
    Ok(((entry.build)(&arguments), object))
}

fn run_name(field: &FieldNode<'_>) -> Result<String, FieldError> {
    let name = field.text()?.trim();
    if name.is_empty() || name.chars().nth(limits::NAME_CHARS).is_some() || name.contains(char::is_control) {
        return Err(field.refuse(Allowed::RunName));
    }
    Ok(name.to_owned())
}

/// Every sequence must fit the model's positions.
fn check_lengths(file: &LabFile) -> Result<(), FieldError> {
    let count = |text: &str| file.dataset.tokens.count(text);
    let Dataset { pairs, eval_pairs, .. } = &file.dataset;
    let lists = [("dataset.pairs", pairs), ("dataset.eval_pairs", eval_pairs)];
    let places = lists.into_iter().flat_map(|(list, pairs)| pairs.iter().enumerate().map(move |place| (list, place)));
    for (list, (index, pair)) in places {
        for (key, text) in [("chosen", &pair.chosen), ("rejected", &pair.rejected)] {
            let (prompt, completion) = (count(&pair.prompt), count(text));
            if prompt + completion + 1 > file.model.n_positions {
                let fault = Fault::Sequence { prompt, completion, side: key, positions: file.model.n_positions };
                return Err(FieldError::new(format!("{list}[{index}].{key}"), fault));
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
    Err(FieldError::new("dataset.pairs", Fault::Written(bytes)))
}
