//! What the small files of a folder that `transformers` saved say of a GPT-2: its shape, and the words that are its tokens.
//!
//! Read are `config.json`, the tokenizer as `tokenizer.json` (a `WordLevel` model) or as `vocab.json` (an object of tokens and their numbers),
//! and `tokenizer_config.json`, which names the token that ends a text. Whatever would make the model compute something else than the lab
//! does is refused by its key, and so is every part of a tokenizer by which it would read a lab's texts, tokens with single spaces between,
//! as other tokens than the lab does. Characters are taken as tokens where the tokenizer looks for exactly those, the longest first
//! ([`pattern`]). What is not looked at changes nothing: `decoder` comes after the model; `truncation` and `padding` are
//! what the last batch was cut and filled to, and `transformers` forgets them at the next one.
//!
//! Sources: `transformers/models/gpt2/configuration_gpt2.py`, and the serialised form of the `tokenizers` package with its
//! `AddedVocabulary`; `tests/interop/splitting.py` compares with the package itself.

use super::field_error::{Fault, FieldError, Given, Items, JsonText, Required, TokenFault, quoted};
use super::json::{self, Node};
use super::lab_file::{Dataset, LabFile, limits};
use super::model_spec::ModelSpec;
use super::pair::token_fault;
use super::reader::{FieldNode, Object};
use super::tokens::Tokens;
use super::vocabulary::EOS;

/// A folder's small files, as texts; what is not in it is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct FolderTexts<'a> {
    /// `config.json`.
    pub config: &'a str,
    /// `tokenizer.json`.
    pub tokenizer: Option<&'a str>,
    /// `vocab.json`.
    pub vocab: Option<&'a str>,
    /// `tokenizer_config.json`.
    pub tokenizer_config: Option<&'a str>,
    /// The name of a file by which words are made of smaller pieces, one of [`PIECES`], if one is there.
    pub pieces: Option<&'a str>,
}

/// Files that only a tokenizer has whose tokens are pieces of words.
pub const PIECES: [&str; 5] = ["merges.txt", "vocab.bpe", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model"];

/// A model that was trained elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pretrained {
    /// Its shape.
    pub model: ModelSpec,
    /// What of a text is a token of it.
    pub kind: Tokens,
    /// Its tokens as a lab has them: [`EOS`] first, whatever it was called, then the others in their order.
    pub tokens: Vec<String>,
    /// The number that each of them has in the model's files.
    pub ids: Vec<usize>,
    /// How many rows the table of embeddings has there. Those behind the tokens are of none: tables are padded to lengths that devices like.
    pub rows: usize,
    /// How its tokenizer takes texts apart.
    pub splits: Splits,
}

/// Why a folder's small files say nothing of a model that a lab could have.
#[derive(Clone, Debug, PartialEq)]
pub enum FolderFault {
    /// The config gives fewer tokens than the tokenizer has.
    Count {
        /// The config's.
        given: usize,
        /// The tokenizer's.
        tokens: usize,
    },
    /// A token, the field, is none of a text.
    Broken(Broken),
    /// The config has another value than the lab's model.
    Config {
        /// The value.
        given: Given,
        /// The lab's.
        allowed: Given,
    },
    /// A field is not there.
    Missing(FilePart),
    /// A part is another one.
    Part {
        /// What it is.
        given: Given,
        /// What it must be.
        allowed: FilePart,
    },
    /// There is no tokenizer.
    NoTokenizer,
    /// So many tokens have a number that each must have once.
    Number {
        /// Whether it is several, and not none.
        several: bool,
        /// The number.
        id: usize,
        /// The largest number.
        last: usize,
    },
    /// The tokenizer's tokens are pieces of words: this file lies beside `vocab.json`.
    PiecesBeside,
    /// The same, because of this token.
    Piece(String),
    /// There are so many tokens.
    Tokens(usize),
    /// A token, the field, is none of a lab.
    NoToken(TokenFault),
    /// No token ends a text.
    NoEnd,
}

/// What a part of the files must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePart {
    /// A `WordLevel` model.
    Model,
    /// Its name.
    ModelName,
    /// Tokens and their numbers.
    Vocabulary,
    /// A token.
    Token,
    /// A token's number.
    Number,
    /// The parts of a sequence.
    Sequence,
    /// What makes other letters of a text.
    Normalizer,
    /// What adds to a text.
    Processor,
    /// What takes a text apart.
    Splitter,
    /// A tokenizer whose tokens are words.
    Words,
    /// A token of the tokenizer.
    End,
}

impl FilePart {
    fn missing(self) -> Fault {
        Fault::of(FolderFault::Missing(self))
    }

    fn refused(self, field: &FieldNode<'_>) -> FieldError {
        FieldError::new(field.path.clone(), Fault::of(FolderFault::Part { given: field.given(), allowed: self }))
    }
}

/// What a tokenizer does with a word that is no token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It takes this token out of it.
    TakenOut(String),
    /// It ends words between letters and signs.
    Signs,
}

/// How a tokenizer takes texts apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splits {
    /// Where a word ends.
    ends: Ends,
    /// Tokens that are looked for inside words, too.
    cut_out: Vec<String>,
    /// What stands for a word that is no token.
    unknown: Option<String>,
    /// What is looked for, where tokens are characters.
    pattern: Option<String>,
}

/// Where a word ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ends {
    /// At white space.
    #[default]
    Space,
    /// There, and between letters and signs.
    SpaceAndSigns,
    /// At no sign of its own: tokens are characters.
    Characters,
}

impl Splits {
    /// What of a text is a token.
    fn kind(&self) -> Tokens {
        match self.ends {
            Ends::Space | Ends::SpaceAndSigns => Tokens::Words,
            Ends::Characters => Tokens::Characters,
        }
    }

    /// What a word is taken apart into; nothing where it stays one.
    pub fn broken(&self, word: &str) -> Option<Broken> {
        let inside = |token: &&String| word != token.as_str() && word.contains(token.as_str());
        if let Some(token) = self.cut_out.iter().find(inside) {
            return Some(Broken::TakenOut(token.clone()));
        }
        // A token that is looked for is found as a whole, whatever it is made of.
        let found = self.cut_out.iter().any(|token| token == word);
        (self.ends == Ends::SpaceAndSigns && !found && !is_one_piece(word)).then_some(Broken::Signs)
    }
}

/// Whether `\w+|[^\w\s]+` matches a word from end to end. Of letters that are neither letters nor digits nor signs of ASCII, such as marks
/// above letters, it is not known here what they are there: with one of them it counts as more than one piece.
fn is_one_piece(word: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter.is_ascii_digit() || letter == '_';
    let is_sign = |letter: char| letter.is_ascii_punctuation() && letter != '_';
    word.chars().all(is_letter) || word.chars().all(is_sign) || word.chars().count() == 1
}

impl Pretrained {
    /// Reads a folder's small files.
    ///
    /// # Errors
    /// What is outside a lab's limits, what the lab's model does not do, and what is no vocabulary of words.
    pub fn read(texts: &FolderTexts<'_>) -> Result<Pretrained, FieldError> {
        let node = json::parse(texts.config, JsonText::File("config.json"))?;
        let config = FieldNode::part("config", &node).open_object()?;
        let model = shape(&config)?;
        let rows = size(&config, "vocab_size", 1, limits::VOCABULARY)?;
        let (words, mut splits) = words(texts)?;
        if words.len() > rows {
            let fault = FolderFault::Count { given: rows, tokens: words.len() };
            return Err(FieldError::new("config.vocab_size", Fault::of(fault)));
        }
        let eos = end(texts, &config, &words)?;
        splits.cut_out.extend(named(texts)?);
        // The end and the unknown are written into no text: it does not matter what would become of them there.
        let apart = |word: &&String| *word != &words[eos] && Some(*word) != splits.unknown.as_ref();
        if let Some((word, how)) = words.iter().filter(apart).find_map(|word| Some((word, splits.broken(word)?))) {
            let path = format!("tokenizer.model.vocab[{}]", quoted(word));
            return Err(FieldError::new(path, Fault::of(FolderFault::Broken(how))));
        }
        let ids: Vec<usize> = [eos].into_iter().chain((0..words.len()).filter(|id| *id != eos)).collect();
        let shown = |id: &usize| if *id == eos { EOS.to_owned() } else { words[*id].clone() };
        let tokens: Vec<String> = ids.iter().map(shown).collect();
        let kind = splits.kind();
        if kind == Tokens::Characters {
            check_characters(&splits, &tokens, &words[eos])?;
        }
        Dataset::check_vocabulary(kind, &tokens)?;
        Ok(Pretrained { model, kind, tokens, ids, rows, splits })
    }
}

impl LabFile {
    /// This lab with a model of other weights: their shape, their tokens (nothing where they are the lab's own), and their name. Tokens of the
    /// pairs that the model does not know come after its tokens; where pairs are longer than its positions, those become more. A lab that
    /// names the weights already stays as it is.
    ///
    /// # Errors
    /// More tokens than a vocabulary may have, or pairs that are too long.
    pub fn with_weights(
        &self,
        model: ModelSpec,
        tokens: Option<(Tokens, &[String])>,
        name: u64,
    ) -> Result<LabFile, FieldError> {
        if self.weights == Some(name) {
            return Ok(self.clone());
        }
        let mut lab = LabFile { model, weights: Some(name), ..self.clone() };
        if let Some((kind, tokens)) = tokens {
            lab.dataset.take(kind);
            let new = lab.dataset.needed().into_iter().filter(|token| !tokens.contains(token));
            lab.dataset.vocabulary = tokens.iter().cloned().chain(new).collect();
            let (all, known) = (lab.dataset.vocabulary.len(), tokens.len());
            if all > limits::VOCABULARY {
                return Err(FieldError::new("dataset.pairs", Fault::NewWords { new: all - known, known }));
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
        let fault = Fault::NoMultiple { given: n_embd, other: "config.n_head", of: model.n_head };
        return Err(FieldError::new("config.n_embd", fault));
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
        let fault = FolderFault::Config { given: field.given(), allowed: (&allowed).into() };
        return Err(FieldError::new(field.path, Fault::of(fault)));
    }
    Ok(model)
}

fn size(config: &Object<'_>, key: &str, least: usize, most: usize) -> Result<usize, FieldError> {
    config.require(key, Fault::Missing(Required::Whole(least, most)))?.count(least..=most)
}

/// The tokens by their numbers, which must be 0 to as many as there are, and how texts are taken apart into them.
fn words(texts: &FolderTexts<'_>) -> Result<(Vec<String>, Splits), FieldError> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut splits = Splits::default();
    if let Some(text) = texts.tokenizer {
        let node = json::parse(text, JsonText::File("tokenizer.json"))?;
        let tokenizer = FieldNode::part("tokenizer", &node).open_object()?;
        let model = tokenizer.require("model", FilePart::Model.missing())?.open_object()?;
        model.require("type", FilePart::ModelName.missing())?.choice(&[("WordLevel", ())])?;
        (splits.ends, splits.pattern) = ends(&tokenizer)?;
        splits.unknown = model.get("unk_token").and_then(|word| word.text().ok().map(str::to_owned));
        numbers(&model.require("vocab", FilePart::Vocabulary.missing())?, splits.kind(), &mut found)?;
        if let Some(added) = tokenizer.get("added_tokens") {
            for item in added.items(0..=limits::VOCABULARY, Items::AddedTokens)? {
                let item = item.open_object()?;
                let word = item.require("content", FilePart::Token.missing())?.text()?;
                let id = item.require("id", FilePart::Number.missing())?.count(0..=limits::VOCABULARY - 1)?;
                splits.cut_out.push(word.to_owned());
                if !found.iter().any(|(known, number)| known == word && *number == id) {
                    found.push((word.to_owned(), id));
                }
            }
        }
    } else if let Some(text) = texts.vocab {
        no_pieces(texts)?;
        let node = json::parse(text, JsonText::File("vocab.json"))?;
        numbers(&FieldNode::part("vocab", &node), Tokens::Words, &mut found)?;
    } else {
        return Err(FieldError::new("tokenizer", Fault::of(FolderFault::NoTokenizer)));
    }
    let count = found.len();
    let words = (0..count)
        .map(|id| {
            let mut own = found.iter().filter(|(_, number)| *number == id);
            match (own.next(), own.next()) {
                (Some((word, _)), None) => Ok(word.clone()),
                (given, _) => {
                    let fault = FolderFault::Number { several: given.is_some(), id, last: count - 1 };
                    Err(FieldError::new("tokenizer.model.vocab", Fault::of(fault)))
                }
            }
        })
        .collect::<Result<_, _>>()?;
    Ok((words, splits))
}

/// The pattern by which a tokenizer that knows no Unicode finds the characters of a vocabulary as the lab does: each of them as it is, longer ones
/// before their beginnings. `<eos>` is none of them.
pub fn pattern(vocabulary: &[String]) -> String {
    let mut tokens: Vec<&str> = vocabulary.iter().filter(|token| *token != EOS).map(String::as_str).collect();
    tokens.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let escaped = |token: &str| -> String {
        let sign = |sign: char| r"\.*?+^$|()[]{}".contains(sign).then_some('\\').into_iter().chain([sign]);
        token.chars().flat_map(sign).collect()
    };
    tokens.into_iter().map(escaped).collect::<Vec<_>>().join("|")
}

/// That characters are what the tokenizer looks for, and that its end is in no text that is made of them.
fn check_characters(splits: &Splits, tokens: &[String], end: &str) -> Result<(), FieldError> {
    let own = pattern(tokens);
    if let Some(given) = splits.pattern.as_ref().filter(|given| **given != own) {
        let fault = FolderFault::Part { given: Given::Text(given.clone()), allowed: FilePart::Splitter };
        return Err(FieldError::new("tokenizer.pre_tokenizer.pattern", Fault::of(fault)));
    }
    if can_be_written(end, tokens) {
        let path = format!("tokenizer.model.vocab[{}]", quoted(end));
        return Err(FieldError::new(path, Fault::of(FolderFault::Broken(Broken::TakenOut(end.to_owned())))));
    }
    Ok(())
}

/// Whether a text is made of characters of a vocabulary.
pub fn can_be_written(text: &str, vocabulary: &[String]) -> bool {
    Tokens::Characters.split(text).all(|character| vocabulary.iter().any(|token| token == character))
}

/// Where the tokenizer ends words, once all its parts leave a lab's texts as they are; and what it looks for, where these are characters.
fn ends(tokenizer: &Object<'_>) -> Result<(Ends, Option<String>), FieldError> {
    let part = |name: &str| tokenizer.get(name).filter(|field| !field.is(&Node::Null));
    let pattern = part("pre_tokenizer").and_then(|field| looked_for(&field.open_object().ok()?));
    if let Some(normalizer) = part("normalizer") {
        // What it strips of words is not there.
        each(&normalizer, "normalizers", FilePart::Normalizer, &mut |kind, _| pattern.is_none() && kind == "Strip")?;
    }
    if let Some(processor) = part("post_processor") {
        let own = |kind: &str, part: &Object<'_>| match kind {
            // It moves offsets alone.
            "ByteLevel" => true,
            "TemplateProcessing" => is_text_alone(part).unwrap_or(false),
            _ => false,
        };
        each(&processor, "processors", FilePart::Processor, &mut { own })?;
    }
    let Some(splitter) = part("pre_tokenizer") else {
        let fault = FolderFault::Part { given: Given::Null, allowed: FilePart::Splitter };
        return Err(FieldError::new("tokenizer.pre_tokenizer", Fault::of(fault)));
    };
    if pattern.is_some() {
        return Ok((Ends::Characters, pattern));
    }
    let mut found = None;
    each(&splitter, "pretokenizers", FilePart::Splitter, &mut |kind, part| {
        let ends = match kind {
            "WhitespaceSplit" => Ends::Space,
            "Whitespace" => Ends::SpaceAndSigns,
            "CharDelimiterSplit" if part.get("delimiter").is_some_and(|sign| sign.is(&space())) => Ends::Space,
            "Split" if is_at_spaces(part) => Ends::Space,
            _ => return false,
        };
        found = Some(if found == Some(Ends::SpaceAndSigns) { Ends::SpaceAndSigns } else { ends });
        true
    })?;
    found.map(|found| (found, None)).ok_or_else(|| FilePart::Splitter.refused(&splitter))
}

/// What a splitter looks for that takes all of a text apart, and leaves nothing out.
fn looked_for(split: &Object<'_>) -> Option<String> {
    let is = |key: &str, value: Node| split.get(key).is_some_and(|field| field.is(&value));
    let text = |text: &str| Node::Text(text.to_owned());
    let is_one = is("type", text("Split")) && is("behavior", text("Isolated")) && is("invert", Node::Bool(false));
    let pattern = split.get("pattern").filter(|_| is_one)?.open_object().ok()?.get("Regex")?;
    pattern.text().ok().map(str::to_owned)
}

/// Sees that a part of the tokenizer, or each that a sequence has under `list`, is one that `leaves` a text as it is.
fn each(
    field: &FieldNode<'_>,
    list: &str,
    allowed: FilePart,
    leaves: &mut dyn FnMut(&str, &Object<'_>) -> bool,
) -> Result<(), FieldError> {
    let part = field.open_object()?;
    let kind = part.require("type", allowed.missing())?;
    match kind.text()? {
        "Sequence" => {
            let parts =
                part.require(list, FilePart::Sequence.missing())?.items(0..=limits::VOCABULARY, Items::Parts)?;
            parts.iter().try_for_each(|part| each(part, list, allowed, leaves))
        }
        name if leaves(name, &part) => Ok(()),
        _ => Err(allowed.refused(&kind)),
    }
}

fn space() -> Node {
    Node::Text(" ".to_owned())
}

/// Whether a template puts nothing before or after a text.
fn is_text_alone(template: &Object<'_>) -> Option<bool> {
    let items = template.get("single")?.items(0..=limits::VOCABULARY, Items::Parts).ok()?;
    Some(items.len() == 1 && items[0].open_object().ok()?.get("Sequence").is_some())
}

/// Whether a splitter takes texts apart at spaces and leaves these out.
fn is_at_spaces(split: &Object<'_>) -> bool {
    let is = |object: &Object<'_>, key: &str, value: Node| object.get(key).is_some_and(|field| field.is(&value));
    let text = |text: &str| Node::Text(text.to_owned());
    let at = split.get("pattern").and_then(|pattern| pattern.open_object().ok()).is_some_and(|pattern| {
        is(&pattern, "String", space())
            || [" ", " +", "\\s", "\\s+"].iter().any(|spaces| is(&pattern, "Regex", text(spaces)))
    });
    at && is(split, "behavior", text("Removed")) && is(split, "invert", Node::Bool(false))
}

/// That nothing says of a `vocab.json` that its tokens are pieces of words: it is the same file for many kinds of tokenizers.
fn no_pieces(texts: &FolderTexts<'_>) -> Result<(), FieldError> {
    if let Some(name) = texts.pieces {
        return Err(FieldError::new(name, Fault::of(FolderFault::PiecesBeside)));
    }
    if let Some(text) = texts.tokenizer_config {
        let node = json::parse(text, JsonText::File("tokenizer_config.json"))?;
        let class = FieldNode::part("tokenizer_config", &node).open_object()?.get("tokenizer_class");
        let class = class.filter(|class| !class.is(&Node::Null));
        let plain = ["PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend"];
        if let Some(class) = class.filter(|class| !class.text().is_ok_and(|name| plain.contains(&name))) {
            return Err(FilePart::Words.refused(&class));
        }
    }
    let Some(text) = texts.vocab else { return Ok(()) };
    let node = json::parse(text, JsonText::File("vocab.json"))?;
    let vocab = FieldNode::part("vocab", &node).open_object()?;
    // The signs that the usual ones write for a space before a word, for none, and for the end of one.
    let is_piece = |word: &str| ["Ġ", "▁", "##"].iter().any(|sign| word.starts_with(sign)) || word.ends_with("</w>");
    match vocab.entries().iter().find(|(word, _)| is_piece(word)) {
        Some((word, _)) => Err(FieldError::new("vocab.json", Fault::of(FolderFault::Piece(word.clone())))),
        None => Ok(()),
    }
}

/// The tokens of an object with their numbers.
fn numbers(field: &FieldNode<'_>, kind: Tokens, found: &mut Vec<(String, usize)>) -> Result<(), FieldError> {
    let entries = field.open_object()?.entries();
    if !(1..=limits::VOCABULARY).contains(&entries.len()) {
        return Err(FieldError::new(field.path.clone(), Fault::of(FolderFault::Tokens(entries.len()))));
    }
    for (word, id) in entries {
        let path = format!("{}[{}]", field.path, quoted(word));
        // One of them is the end, which is several characters; the others are looked at once it is known which.
        if let Some(fault) = token_fault(kind, word).filter(|fault| *fault != TokenFault::Several) {
            return Err(FieldError::new(path, Fault::of(FolderFault::NoToken(fault))));
        }
        found.push((word.clone(), FieldNode::part(path, id).count(0..=limits::VOCABULARY - 1)?));
    }
    Ok(())
}

/// The tokens to which the tokenizer's config gives a part to play: they are looked for inside words, like all that are added.
fn named(texts: &FolderTexts<'_>) -> Result<Vec<String>, FieldError> {
    let Some(text) = texts.tokenizer_config else { return Ok(Vec::new()) };
    let node = json::parse(text, JsonText::File("tokenizer_config.json"))?;
    let object = FieldNode::part("tokenizer_config", &node).open_object()?;
    let keys = object.entries().iter().map(|(key, _)| key).filter(|key| key.ends_with("_token"));
    Ok(keys.filter_map(|key| Some(spelling(object.get(key)?).text().ok()?.to_owned())).collect())
}

/// A token's spelling: one that is added is written as an object.
fn spelling(field: FieldNode<'_>) -> FieldNode<'_> {
    field.open_object().ok().and_then(|token| token.get("content")).unwrap_or(field)
}

/// The number of the token that ends a text: the one that the tokenizer's config names, else the config's own, else the one that is
/// spelled as in a lab.
fn end(texts: &FolderTexts<'_>, config: &Object<'_>, words: &[String]) -> Result<usize, FieldError> {
    let place = |word: &str| words.iter().position(|known| known == word);
    if let Some(text) = texts.tokenizer_config {
        let node = json::parse(text, JsonText::File("tokenizer_config.json"))?;
        let object = FieldNode::part("tokenizer_config", &node).open_object()?;
        if let Some(field) = object.get("eos_token").filter(|field| !field.is(&Node::Null)) {
            let field = spelling(field);
            return place(field.text()?).ok_or_else(|| FilePart::End.refused(&field));
        }
    }
    let numbered = config.get("eos_token_id").and_then(|field| field.count(0..=words.len() - 1).ok());
    numbered
        .or_else(|| place(EOS))
        .ok_or_else(|| FieldError::new("tokenizer_config.eos_token", Fault::of(FolderFault::NoEnd)))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// The table that the `tokenizers` package is held against, too.
    #[test]
    fn a_tokenizer_is_taken_only_where_it_reads_texts_as_the_lab_does() {
        let table: Value =
            serde_json::from_str(include_str!("../../tests/interop/tokenizers.json")).expect("a table in JSON");
        let forms = table["forms"].as_array().expect("a list of forms");
        for form in forms {
            let words = form.get("words").unwrap_or(&table["words"]).as_array().expect("words");
            let vocab: serde_json::Map<String, Value> = (words.iter().zip(0..))
                .map(|(word, id): (&Value, usize)| (word.as_str().expect("a word").to_owned(), id.into()))
                .collect();
            let mut tokenizer = form.clone();
            tokenizer["model"] = json!({ "type": "WordLevel", "vocab": vocab, "unk_token": form.get("unk_token") });
            if form.get("pre_tokenizer").is_none() {
                tokenizer["pre_tokenizer"] = json!({ "type": "WhitespaceSplit" });
            }
            let config = json!({ "vocab_size": words.len(), "n_positions": 8, "n_embd": 4, "n_layer": 1, "n_head": 2 });
            let (config, tokenizer) = (config.to_string(), tokenizer.to_string());
            let read = Pretrained::read(&FolderTexts {
                config: &config,
                tokenizer: Some(&tokenizer),
                ..FolderTexts::default()
            });
            match &read {
                Ok(_) => assert_eq!(form["taken"], true, "{} is taken", form["name"]),
                Err(error) => {
                    assert_eq!(form["taken"], false, "{}: {error}", form["name"]);
                    assert!(error.field.starts_with("tokenizer.") && error.to_string().contains("allowed"), "{error}");
                }
            }
        }
        assert!(forms.len() > 50, "the whole table was read");
    }
}
