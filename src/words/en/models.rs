//! Why a model that was trained elsewhere cannot be taken: what its small files say, its weights, and the zip around them.

use super::field::{given, is_not_allowed, missing, token_of};
#[cfg(feature = "engine")]
use crate::beside::isolated;
use crate::data::field_error::quoted;
use crate::data::pretrained::{Broken, FolderFault, Part};
use crate::data::{EOS, limits};
#[cfg(feature = "engine")]
use crate::lab::folder::{FileFault, MOST_BYTES, MOST_ENTRIES, ModelFault};

/// What a folder's small files say.
pub fn folder(fault: &FolderFault, field: &str) -> String {
    match fault {
        FolderFault::Count { given, tokens } => {
            format!("{field} is {given}; allowed is {tokens}, the number of tokens that the tokenizer has.")
        }
        FolderFault::Broken(how) => format!(
            "{field} is never a token of a text: this tokenizer {}; allowed are words that it leaves whole.",
            broken(how)
        ),
        FolderFault::Config { given: value, allowed } => {
            let allowed = format!("{}: the lab's model is GPT-2 as it is by default", given(allowed));
            is_not_allowed(field, &given(value), &allowed)
        }
        FolderFault::Missing(what) => missing(field, part(*what)),
        FolderFault::Part { given: value, allowed } => is_not_allowed(field, &given(value), part(*allowed)),
        FolderFault::NoTokenizer => {
            "The folder has no tokenizer.json and no vocab.json; it needs one, whose tokens are words.".to_owned()
        }
        FolderFault::Number { several, id, last } => format!(
            "{field} gives {} the number {id}; allowed is each number from 0 to {last} once.",
            if *several { "several tokens" } else { "no token" }
        ),
        FolderFault::PiecesBeside => format!(
            "{field} lies beside vocab.json, whose tokens are then pieces of words (BPE); allowed is {}.",
            part(Part::Words)
        ),
        FolderFault::Piece(token) => {
            format!("{field} has the token {}, a piece of a word; allowed is {}.", quoted(token), part(Part::Words))
        }
        FolderFault::Tokens(count) => {
            format!("{field} has {count} tokens; allowed are 1 to {}.", limits::VOCABULARY)
        }
        FolderFault::NoToken(fault) => {
            format!("{field} is no token of a lab; allowed is {}.", token_of(*fault))
        }
        FolderFault::NoEnd => {
            format!("{field} is missing; it must be the token that ends an answer, or {EOS} must be among the tokens.")
        }
    }
}

fn part(what: Part) -> &'static str {
    match what {
        Part::Model => "a WordLevel model",
        Part::ModelName => "\"WordLevel\"",
        Part::Vocabulary => "an object of tokens and their numbers",
        Part::Token => "a token",
        Part::Number => "the token's number",
        Part::Sequence => "a list of parts",
        Part::Normalizer => "null: the lab's texts are its tokens with spaces between, and nothing else",
        Part::Processor => {
            "null, as nothing is added to a text: the lab's texts are its tokens with spaces between, and nothing else"
        }
        Part::Splitter => {
            "WhitespaceSplit, which makes each word between spaces a token: others would split a lab's tokens, or join them"
        }
        Part::Words => {
            "a tokenizer whose tokens are words, as tokenizer.json with a WordLevel model, or as vocab.json alone"
        }
        Part::End => "a token of the tokenizer",
    }
}

fn broken(how: &Broken) -> String {
    match how {
        Broken::TakenOut(token) => format!("takes the token {} out of it", quoted(token)),
        Broken::Signs => "ends words between letters and signs".to_owned(),
    }
}

/// Why a model cannot be taken.
#[cfg(feature = "engine")]
pub fn model(fault: &ModelFault, field: &str) -> String {
    match fault {
        ModelFault::File { name, fault } => {
            let name = isolated(name);
            match fault {
                FileFault::Weights(cause) => format!("{name}: {cause}"),
                fault => format!("{name} {}.", file(fault)),
            }
        }
        ModelFault::NoWeights => {
            "There is no model.safetensors in what was given; allowed is a folder that transformers saved, or a lab's bundle, \
             as a zip or as its files. A pytorch_model.bin can be saved again with safe_serialization=True."
                .to_owned()
        }
        ModelFault::Shard(name) => format!(
            "{} is a part of a model; allowed is all of it in one model.safetensors, as save_pretrained writes it with a \
             max_shard_size that is large enough.",
            isolated(name)
        ),
        ModelFault::Word { word, how } => format!(
            "{field} have the word {}, of which the model's tokenizer makes more than one: it {}; allowed are words that it leaves \
             whole. Write what it makes of this one with spaces between.",
            isolated(&format!("{word:?}")),
            broken(how)
        ),
        ModelFault::Large(bytes) => format!("{field} has {bytes} bytes; allowed are at most {MOST_BYTES}."),
        ModelFault::NoMemory => format!("{field} is larger than what this browser has memory for."),
        ModelFault::NoChannel => format!("{field} cannot be read in this browser, which has no MessageChannel."),
    }
}

#[cfg(feature = "engine")]
fn file(fault: &FileFault) -> String {
    match fault {
        FileFault::CutOff => "is damaged, or was cut off; allowed is a zip file that others can open".to_owned(),
        FileFault::Entries => format!("has more entries than a model's folder; allowed are {MOST_ENTRIES}"),
        FileFault::Damaged => "is damaged in the zip; pack it again".to_owned(),
        FileFault::NoMemory => "is larger than what this browser has memory for".to_owned(),
        FileFault::Method => {
            "is packed in a way that few can read; allowed are the methods stored and deflated".to_owned()
        }
        FileFault::Bytes { given, most } => format!("has {given} bytes; allowed are at most {most}"),
        FileFault::TooMuch => format!("is one file too many: allowed are {} MiB in all", MOST_BYTES >> 20),
        FileFault::NotText => "is not a text in UTF-8".to_owned(),
        FileFault::Number(value) => format!("holds {value}, which is too large for 32 bits"),
        FileFault::Tokens { given, known } => format!(
            "has the weights of {given} tokens; allowed are 1 to {known}, as many as this lab has. To take its tokens too, give its \
             config.json and tokenizer.json with it"
        ),
        FileFault::Positions(given) => {
            format!("has the weights of {given} positions; allowed are 1 to {}", limits::POSITIONS)
        }
        FileFault::Weights(cause) => cause.to_string(),
    }
}
