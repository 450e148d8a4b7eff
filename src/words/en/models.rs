//! Why a model that was trained elsewhere cannot be taken: what its small files say, its weights, and the zip around them.

use super::common::Quoted;
use super::field::{AsGiven, Token, is_not_allowed, missing};
#[cfg(feature = "engine")]
use crate::beside::isolated;
use crate::data::pretrained::{Broken, FilePart, FolderFault};
use crate::data::{EOS, limits};
#[cfg(feature = "engine")]
use crate::lab::folder::{FileFault, ForeignModel, MOST_BYTES, MOST_ENTRIES, ModelFault};
use crate::model::safetensors::{Error, FormatFault, OtherLength};
use std::fmt::{Display, Formatter, Result};

/// What a folder's small files say.
pub fn folder(fault: &FolderFault, field: &str, f: &mut Formatter<'_>) -> Result {
    match fault {
        FolderFault::Count { given, tokens } => {
            write!(f, "{field} is {given}; allowed is at least {tokens}, the number of tokens that the tokenizer has.")
        }
        FolderFault::Broken(how) => write!(
            f,
            "{field} is never a token of a text: this tokenizer {}; allowed are words that it leaves whole.",
            How(how)
        ),
        FolderFault::Config { given: value, allowed } => {
            let allowed = format!("{}: the lab's model is GPT-2 as it is by default", AsGiven(allowed));
            is_not_allowed(field, &AsGiven(value), &allowed, f)
        }
        FolderFault::Missing(what) => missing(field, &part(*what), f),
        FolderFault::Part { given: value, allowed } => is_not_allowed(field, &AsGiven(value), &part(*allowed), f),
        FolderFault::NoTokenizer => {
            f.write_str("The folder has no tokenizer.json and no vocab.json; it needs one, whose tokens are words.")
        }
        FolderFault::Number { several, id, last } => write!(
            f,
            "{field} gives {} the number {id}; allowed is each number from 0 to {last} once.",
            if *several { "several tokens" } else { "no token" }
        ),
        FolderFault::PiecesBeside => write!(
            f,
            "{field} lies beside vocab.json, whose tokens are then pieces of words (BPE); allowed is {}.",
            part(FilePart::Words)
        ),
        FolderFault::Piece(token) => {
            write!(
                f,
                "{field} has the token {}, a piece of a word; allowed is {}.",
                Quoted(token),
                part(FilePart::Words)
            )
        }
        FolderFault::Tokens(count) => {
            write!(f, "{field} has {count} tokens; allowed are 1 to {}.", limits::VOCABULARY)
        }
        FolderFault::NoToken(fault) => {
            write!(f, "{field} is no token of a lab; allowed is {}.", Token(*fault))
        }
        FolderFault::NoEnd => {
            write!(
                f,
                "{field} is missing; it must be the token that ends an answer, or {EOS} must be among the tokens."
            )
        }
    }
}

fn part(what: FilePart) -> &'static str {
    match what {
        FilePart::Model => "a WordLevel model",
        FilePart::ModelName => "\"WordLevel\"",
        FilePart::Vocabulary => "an object of tokens and their numbers",
        FilePart::Token => "a token",
        FilePart::Number => "the token's number",
        FilePart::Sequence => "a list of parts",
        FilePart::Normalizer => "null: the lab's texts are its tokens with spaces between, and nothing else",
        FilePart::Processor => {
            "null, as nothing is added to a text: the lab's texts are its tokens with spaces between, and nothing else"
        }
        FilePart::Splitter => {
            "WhitespaceSplit, which makes each word between spaces a token: others would split a lab's tokens, or join them"
        }
        FilePart::Words => {
            "a tokenizer whose tokens are words, as tokenizer.json with a WordLevel model, or as vocab.json alone"
        }
        FilePart::End => "a token of the tokenizer",
    }
}

/// What a tokenizer does with a word.
struct How<'a>(&'a Broken);

impl Display for How<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Broken::TakenOut(token) => write!(f, "takes the token {} out of it", Quoted(token)),
            Broken::Signs => f.write_str("ends words between letters and signs"),
        }
    }
}

/// That rows of a model's table of embeddings are of no token; nothing where there are none.
pub fn spare_rows(rows: usize) -> String {
    match rows {
        0 => String::new(),
        1 => " The last row of its vocabulary is no token's, and was left out.".to_owned(),
        _ => format!(" The last {rows} rows of its vocabulary are no token's, and were left out."),
    }
}

/// Why a model cannot be taken.
#[cfg(feature = "engine")]
pub fn model(fault: &ModelFault, field: &str, f: &mut Formatter<'_>) -> Result {
    match fault {
        ModelFault::File { name, fault } => file(&isolated(name), fault, f),
        ModelFault::NoWeights => {
            f.write_str("There is no model.safetensors in what was given; allowed is a folder that transformers saved, or a lab's bundle, \
             as a zip or as its files. A pytorch_model.bin can be saved again with safe_serialization=True.")
        }
        ModelFault::ConfigAlone => f.write_str(
            "There is a config.json, and model.safetensors is missing beside it; allowed is a folder that transformers saved: config.json, \
             model.safetensors and tokenizer.json, as a zip or as its files.",
        ),
        ModelFault::Foreign { name, kind } => {
            let name = if name.is_empty() { "What was given".into() } else { isolated(name) };
            write!(f, "{name} {}", foreign_model(*kind))
        }
        ModelFault::ShardMissing { name, parts } => write!(
 f,
            "{} is missing: the model's weights are in {parts} files; allowed are all of them together, or one model.safetensors, as \
             save_pretrained writes it with a max_shard_size that is large enough.",
            isolated(name)
        ),
        ModelFault::InTwo { tensor, files: [one, other] } => write!(
 f,
            "The tensor `{tensor}` is in {} and in {}; allowed is a model of which each tensor is in one file.",
            isolated(one),
            isolated(other)
        ),
        ModelFault::Index { tensor, said, found } => index(tensor, said.as_deref(), found.as_deref(), field, f),
        ModelFault::NoIndex => write!(f, "{field} has no weight_map, which names the file of each tensor."),
        ModelFault::Word { word, how } => write!(
 f,
            "{field} have the word {}, of which the model's tokenizer makes more than one: it {}; allowed are words that it leaves \
             whole. Write what it makes of this one with spaces between.",
            isolated(&format!("{word:?}")),
            How(how)
        ),
        ModelFault::Large(bytes) => write!(f, "{field} has {bytes} bytes; allowed are at most {MOST_BYTES}."),
        ModelFault::NoMemory => write!(f, "{field} is larger than what this browser has memory for."),
        ModelFault::NoChannel => write!(f, "{field} cannot be read in this browser, which has no MessageChannel."),
    }
}

/// A tensor is not where the index of a model in several files says.
#[cfg(feature = "engine")]
fn index(tensor: &str, said: Option<&str>, found: Option<&str>, field: &str, f: &mut Formatter<'_>) -> Result {
    let tensor = isolated(tensor);
    match said {
        Some(said) => write!(f, "{field} says that the tensor `{tensor}` is in {}", isolated(said))?,
        None => write!(f, "{field} does not name the tensor `{tensor}`")?,
    }
    match found {
        Some(found) => write!(f, "; it is in {}", isolated(found))?,
        None => f.write_str("; it is in none of the files")?,
    }
    f.write_str(". Allowed is an index that belongs to these files; without one they are taken by their names.")
}

#[cfg(feature = "engine")]
fn foreign_model(kind: ForeignModel) -> &'static str {
    match kind {
        ForeignModel::Adapter => {
            "is a part of a PEFT adapter, which holds changes to a model and not the model; allowed is the whole: merge_and_unload() makes it, and \
             save_pretrained writes it as model.safetensors."
        }
        ForeignModel::Pickle => {
            "holds Python objects, which are not opened here; allowed is model.safetensors: load the model, and save_pretrained writes one."
        }
        ForeignModel::Gguf => {
            "is packed for llama.cpp; allowed is the model that it was made from, as save_pretrained writes it, with a model.safetensors."
        }
        ForeignModel::OtherFramework => {
            "has the weights of TensorFlow or Flax; allowed is model.safetensors: load the model in PyTorch, and save_pretrained writes one."
        }
        ForeignModel::Tar => {
            "is a tar archive, or packed with gzip; allowed are its files, unpacked, or a zip of them."
        }
    }
}

#[cfg(feature = "engine")]
fn file(name: &str, fault: &FileFault, f: &mut Formatter<'_>) -> Result {
    let rest = match fault {
        FileFault::CutOff => "is damaged, or was cut off; allowed is a zip file that others can open",
        FileFault::Damaged => "is damaged in the zip; pack it again",
        FileFault::NoMemory => "is larger than what this browser has memory for",
        FileFault::Method => "is packed in a way that few can read; allowed are the methods stored and deflated",
        FileFault::NotText => "is not a text in UTF-8",
        FileFault::Entries => {
            return write!(f, "{name} has more entries than a model's folder; allowed are {MOST_ENTRIES}.");
        }
        FileFault::Bytes { given, most } => {
            return write!(f, "{name} has {given} bytes; allowed are at most {most}.");
        }
        FileFault::TooMuch => {
            return write!(f, "{name} is one file too many: allowed are {} MiB in all.", MOST_BYTES >> 20);
        }
        FileFault::Number(value) => return write!(f, "{name} holds {value}, which is too large for 32 bits."),
        FileFault::Tokens { given, known } => {
            return write!(
                f,
                "{name} has the weights of {given} tokens; allowed are 1 to {known}, as many as this lab has. To take its tokens too, give \
                 its config.json and tokenizer.json with it."
            );
        }
        FileFault::Positions(given) => {
            let most = limits::POSITIONS;
            return write!(f, "{name} has the weights of {given} positions; allowed are 1 to {most}.");
        }
        FileFault::Weights(cause) => return write!(f, "{name}: {cause}"),
        FileFault::Length(cause) => return write!(f, "{name}: {cause}"),
    };
    write!(f, "{name} {rest}.")
}

/// Parameters are not as many as the model has.
pub fn length(OtherLength { given, expected }: &OtherLength, f: &mut Formatter<'_>) -> Result {
    write!(f, "The model has {expected} parameters, but {given} were given.")
}

/// Why weights cannot be read.
pub fn weights(error: &Error, f: &mut Formatter<'_>) -> Result {
    match error {
        Error::TooLarge { bytes, limit } => {
            write!(f, "The file has {bytes} bytes; a model of this shape needs at most {limit}. Is it another model's?")
        }
        Error::Format(fault) => write!(f, "This is not a readable safetensors file: {}.", format_fault(*fault)),
        Error::Missing { name, shape } => {
            write!(f, "The file has no tensor `{name}` of shape {shape:?}, which this model needs.")
        }
        Error::Shape { name, given, expected } => {
            write!(f, "Tensor `{name}` has shape {given:?}; this model's is {expected:?}.")
        }
        Error::Dtype { name, given } => {
            write!(f, "Tensor `{name}` has type {given}; F16, BF16, F32 and F64 can be read.")
        }
        Error::Extra { name, shape } => {
            write!(f, "The file has a tensor `{name}` of shape {shape:?}, which this model does not have.")
        }
        Error::Twice { name } => {
            write!(f, "The file has both `{name}` and `transformer.{name}`: only one of them can be this model's.")
        }
        Error::Untied => f.write_str(
            "Tensor `lm_head.weight` differs from `transformer.wte.weight`; this model's head is tied, so they must \
                          be equal.",
        ),
        Error::NotFinite { name, index, value } => {
            write!(f, "Tensor `{name}` holds {value} at flat index {index}; every parameter must be a finite number.")
        }
    }
}

fn format_fault(fault: FormatFault) -> &'static str {
    match fault {
        FormatFault::Tensors => "it has more than 512 tensors",
        FormatFault::InLength => "it ends within its header's length",
        FormatFault::HeaderBeyond => "its header is longer than the file",
        FormatFault::LongHeader => "its header is longer than any model's",
        FormatFault::NotObject => "its header is not a JSON object",
        FormatFault::Entry => "a tensor's entry is not as it must be",
        FormatFault::Places => "its tensors overlap, or leave gaps",
        FormatFault::Rest => "its tensors are not all of its bytes",
        FormatFault::Other => "it is another file than before",
    }
}
