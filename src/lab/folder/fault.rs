//! Why a model from outside cannot be taken: codes, whose sentences are in `words`.

use super::foreign::ForeignModel;
use crate::data::pretrained::Broken;
use crate::model::safetensors;

/// Why a model cannot be taken.
#[derive(Debug, PartialEq)]
pub enum ModelFault {
    /// A file of this name is at fault.
    File {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// There are no weights.
    NoWeights,
    /// There are no weights beside a model's `config.json`.
    ConfigAlone,
    /// A file of this name is a model of another kind.
    Foreign {
        /// The name.
        name: String,
        /// The kind.
        kind: ForeignModel,
    },
    /// The weights are in so many files, of which this one is missing.
    ShardMissing {
        /// Its name.
        name: String,
        /// How many there are.
        parts: usize,
    },
    /// A tensor is in two of them.
    InTwo {
        /// The tensor.
        tensor: String,
        /// Both files.
        files: [String; 2],
    },
    /// A tensor is not where the index says.
    Index {
        /// The tensor.
        tensor: String,
        /// The file in which it should be, if the index names it.
        said: Option<String>,
        /// The file in which it is.
        found: Option<String>,
    },
    /// The index does not say in which file each tensor is.
    NoIndex,
    /// The words of a lab's pairs are not all whole in the model's tokenizer.
    Word {
        /// The first that is not.
        word: String,
        /// What is made of it.
        how: Broken,
    },
    /// It has so many bytes, more than [`super::MOST_BYTES`].
    Large(f64),
    /// There is no memory for it.
    NoMemory,
    /// The browser has nothing to read it with.
    NoChannel,
}

/// What is wrong with a file.
#[derive(Debug, PartialEq)]
pub enum FileFault {
    /// It is no zip, or not all of one.
    CutOff,
    /// It has too many entries.
    Entries,
    /// It is not what was packed.
    Damaged,
    /// There is no memory for it.
    NoMemory,
    /// It is packed in a way that is not read.
    Method,
    /// It has more bytes than it may.
    Bytes {
        /// The bytes.
        given: usize,
        /// As many as it may have.
        most: usize,
    },
    /// With it, all are too much.
    TooMuch,
    /// It is no text in UTF-8.
    NotText,
    /// It holds a number that is too large for 32 bits.
    Number(f64),
    /// It has the weights of so many tokens, where the lab has others.
    Tokens {
        /// The tokens.
        given: usize,
        /// The lab's.
        known: usize,
    },
    /// It has the weights of so many positions.
    Positions(usize),
    /// Its weights are not as many as the model's.
    Length(safetensors::OtherLength),
    /// It cannot be read as weights.
    Weights(safetensors::Error),
}
