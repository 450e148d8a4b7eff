//! What the small files of a folder that `transformers` saved say of a GPT-2: its shape, and the words that are its tokens.
//!
//! Read are `config.json`, the tokenizer as `tokenizer.json` (a `WordLevel` model) or as `vocab.json` (an object of tokens and their numbers),
//! and `tokenizer_config.json`, which names the token that ends a text. Whatever would make the model compute something else than the lab
//! does is refused by its key.
//!
//! Sources: `transformers/models/gpt2/configuration_gpt2.py`, and the serialised form of the `tokenizers` package.

use super::field_error::{FieldError, quoted};
use super::json::{self, Node};
use super::lab_file::{Dataset, LabFile, limits};
use super::model_spec::ModelSpec;
use super::pair::token_fault;
use super::reader::{Field, Object};
use super::vocabulary::EOS;

/// A folder's small files, as texts; what is not in it is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    /// `config.json`.
    pub config: &'a str,
    /// `tokenizer.json`.
    pub tokenizer: Option<&'a str>,
    /// `vocab.json`.
    pub vocab: Option<&'a str>,
    /// `tokenizer_config.json`.
    pub tokenizer_config: Option<&'a str>,
}

/// A model that was trained elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pretrained {
    /// Its shape.
    pub model: ModelSpec,
    /// Its tokens as a lab has them: [`EOS`] first, whatever it was called, then the others in their order.
    pub tokens: Vec<String>,
    /// The number that each of them has in the model's files.
    pub ids: Vec<usize>,
}

impl Pretrained {
    /// Reads a folder's small files.
    ///
    /// # Errors
    /// What is outside a lab's limits, what the lab's model does not do, and what is no vocabulary of words.
    pub fn read(texts: &Texts<'_>) -> Result<Pretrained, FieldError> {
        let node = json::parse(texts.config, "config.json")?;
        let config = Field::part("config", &node).open_object()?;
        let model = shape(&config)?;
        let vocab_size = size(&config, "vocab_size", 1, limits::VOCABULARY)?;
        let words = words(texts)?;
        if words.len() != vocab_size {
            let message = format!(
                "config.vocab_size is {vocab_size}; allowed is {}, the number of tokens that the tokenizer has.",
                words.len()
            );
            return Err(FieldError::new("config.vocab_size", message));
        }
        let eos = end(texts, &config, &words)?;
        let ids: Vec<usize> = [eos].into_iter().chain((0..words.len()).filter(|id| *id != eos)).collect();
        let spelling = |id: &usize| if *id == eos { EOS.to_owned() } else { words[*id].clone() };
        let tokens: Vec<String> = ids.iter().map(spelling).collect();
        Dataset::check_vocabulary(&tokens)?;
        Ok(Pretrained { model, tokens, ids })
    }
}

impl LabFile {
    /// This lab with a model of other weights: their shape, their tokens (nothing where they are the lab's own), and their name. Words of the
    /// pairs that the model does not know come after its tokens; where pairs are longer than its positions, those become more. A lab that
    /// names the weights already stays as it is.
    ///
    /// # Errors
    /// More tokens than a vocabulary may have, or pairs that are too long.
    pub fn with_weights(&self, model: ModelSpec, tokens: Option<&[String]>, name: u64) -> Result<LabFile, FieldError> {
        if self.weights == Some(name) {
            return Ok(self.clone());
        }
        let mut lab = LabFile { model, weights: Some(name), ..self.clone() };
        if let Some(tokens) = tokens {
            let new = Dataset::tokens_of(&self.dataset.pairs).into_iter().filter(|token| !tokens.contains(token));
            lab.dataset.vocabulary = tokens.iter().cloned().chain(new).collect();
            let (all, known) = (lab.dataset.vocabulary.len(), tokens.len());
            if all > limits::VOCABULARY {
                let message = format!(
                    "dataset.pairs use {} words that are not among the model's {known} tokens; allowed are {} tokens in all.",
                    all - known,
                    limits::VOCABULARY
                );
                return Err(FieldError::new("dataset.pairs", message));
            }
        }
        lab.make_room();
        lab.checked()
    }
}

/// The shape, once everything else in the config is as the lab's model has it.
fn shape(config: &Object<'_>) -> Result<ModelSpec, FieldError> {
    let n_embd = size(config, "n_embd", 1, limits::EMBD)?;
    let model = ModelSpec {
        n_embd,
        n_layer: size(config, "n_layer", 1, limits::LAYERS)?,
        n_head: size(config, "n_head", 1, limits::EMBD)?,
        n_positions: size(config, "n_positions", limits::SHORTEST, limits::POSITIONS)?,
    };
    if n_embd % model.n_head != 0 {
        let message =
            format!("config.n_embd is {n_embd}; allowed is a multiple of config.n_head, which is {}.", model.n_head);
        return Err(FieldError::new("config.n_embd", message));
    }
    let text = |value: &str| Node::Text(value.to_owned());
    let only = [
        ("model_type", text("gpt2")),
        ("activation_function", text("gelu_new")),
        ("layer_norm_epsilon", Node::Number(1e-5)),
        ("scale_attn_weights", Node::Bool(true)),
        ("scale_attn_by_inverse_layer_idx", Node::Bool(false)),
        ("add_cross_attention", Node::Bool(false)),
        ("tie_word_embeddings", Node::Bool(true)),
        ("n_inner", Node::Number(4.0 * n_embd as f64)),
    ];
    for (key, allowed) in only {
        let Some(field) = config.get(key).filter(|field| !field.is(&allowed)) else { continue };
        if key == "n_inner" && field.is(&Node::Null) {
            continue;
        }
        return Err(field.refuse(&format!("{allowed}: the lab's model is GPT-2 as it is by default")));
    }
    Ok(model)
}

fn size(config: &Object<'_>, key: &str, least: usize, most: usize) -> Result<usize, FieldError> {
    config.require(key, &format!("a whole number from {least} to {most}"))?.count(least..=most)
}

/// The tokens by their numbers, which must be 0 to as many as there are.
fn words(texts: &Texts<'_>) -> Result<Vec<String>, FieldError> {
    let mut found: Vec<(String, usize)> = Vec::new();
    if let Some(text) = texts.tokenizer {
        let node = json::parse(text, "tokenizer.json")?;
        let tokenizer = Field::part("tokenizer", &node).open_object()?;
        let model = tokenizer.require("model", "a WordLevel model")?.open_object()?;
        model.require("type", "\"WordLevel\"")?.choice(&[("WordLevel", ())])?;
        numbers(&model.require("vocab", "an object of tokens and their numbers")?, &mut found)?;
        if let Some(added) = tokenizer.get("added_tokens") {
            for item in added.items(0..=limits::VOCABULARY, "added tokens")? {
                let item = item.open_object()?;
                let word = item.require("content", "a token")?.text()?;
                let id = item.require("id", "the token's number")?.count(0..=limits::VOCABULARY - 1)?;
                if !found.iter().any(|(known, number)| known == word && *number == id) {
                    found.push((word.to_owned(), id));
                }
            }
        }
    } else if let Some(text) = texts.vocab {
        numbers(&Field::part("vocab", &json::parse(text, "vocab.json")?), &mut found)?;
    } else {
        let message = "The folder has no tokenizer.json and no vocab.json; it needs one, whose tokens are words.";
        return Err(FieldError::new("tokenizer", message));
    }
    let count = found.len();
    (0..count)
        .map(|id| {
            let mut own = found.iter().filter(|(_, number)| *number == id);
            match (own.next(), own.next()) {
                (Some((word, _)), None) => Ok(word.clone()),
                (given, _) => {
                    let times = if given.is_some() { "several tokens" } else { "no token" };
                    let message = format!(
                        "tokenizer.model.vocab gives {times} the number {id}; allowed is each number from 0 to {} once.",
                        count - 1
                    );
                    Err(FieldError::new("tokenizer.model.vocab", message))
                }
            }
        })
        .collect()
}

/// The tokens of an object with their numbers.
fn numbers(field: &Field<'_>, found: &mut Vec<(String, usize)>) -> Result<(), FieldError> {
    let entries = field.open_object()?.entries();
    if !(1..=limits::VOCABULARY).contains(&entries.len()) {
        let (path, given, most) = (&field.path, entries.len(), limits::VOCABULARY);
        return Err(FieldError::new(path.clone(), format!("{path} has {given} tokens; allowed are 1 to {most}.")));
    }
    for (word, id) in entries {
        let path = format!("{}[{}]", field.path, quoted(word));
        if let Some(allowed) = token_fault(word) {
            return Err(FieldError::new(path.clone(), format!("{path} is no token of a lab; allowed is {allowed}.")));
        }
        found.push((word.clone(), Field::part(path, id).count(0..=limits::VOCABULARY - 1)?));
    }
    Ok(())
}

/// The number of the token that ends a text: the one that the tokenizer's config names, else the config's own, else the one that is
/// spelled as in a lab.
fn end(texts: &Texts<'_>, config: &Object<'_>, words: &[String]) -> Result<usize, FieldError> {
    let place = |word: &str| words.iter().position(|known| known == word);
    if let Some(text) = texts.tokenizer_config {
        let node = json::parse(text, "tokenizer_config.json")?;
        let object = Field::part("tokenizer_config", &node).open_object()?;
        if let Some(field) = object.get("eos_token").filter(|field| !field.is(&Node::Null)) {
            // An added token is written as an object.
            let inner = field.open_object().ok().and_then(|token| token.get("content"));
            let field = inner.unwrap_or(field);
            return place(field.text()?).ok_or_else(|| field.refuse("a token of the tokenizer"));
        }
    }
    let numbered = config.get("eos_token_id").and_then(|field| field.count(0..=words.len() - 1).ok());
    numbered.or_else(|| place(EOS)).ok_or_else(|| {
        let message = format!(
            "tokenizer_config.eos_token is missing; it must be the token that ends an answer, or {EOS} must be among the tokens."
        );
        FieldError::new("tokenizer_config.eos_token", message)
    })
}
