//! One error of a lab file or a data set: which field, and what is wrong with it, as a code with its arguments. Its sentence is in `words`.

use super::tokens::Tokens;
use crate::beside::isolated;
use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;

/// What is wrong with a text that came from outside. Written out it is a full sentence: the field, the value that was given, and what is
/// allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The path of the field, `dataset.pairs[3].chosen` or `line 4: chosen`; empty where the text as a whole is at fault.
    pub field: String,
    /// What is wrong with it. Shared, for many hold an error and nobody changes it; and apart, so that what comes back where nothing is
    /// wrong is small.
    pub fault: Rc<Fault>,
}

impl FieldError {
    /// The error that the field has this fault.
    pub fn new(field: impl Into<String>, fault: Fault) -> Self {
        Self { field: field.into(), fault: Rc::new(fault) }
    }

    /// The error that a text which was typed for a whole number is none.
    pub fn of_number(field: &str, typed: &str, largest: u32) -> Self {
        let given = Given::Text(typed.to_owned());
        Self::new(field, Fault::Refused { given, allowed: Allowed::Whole(0, largest.into()) })
    }
}

/// What is wrong with a field.
#[derive(Debug, PartialEq)]
pub enum Fault {
    /// Its value is none of those that are allowed.
    Refused {
        /// The value.
        given: Given,
        /// Those that are allowed.
        allowed: Allowed,
    },
    /// It is not there.
    Missing(Required),
    /// It is there twice.
    Twice,
    /// Its object has no such key.
    UnknownKey {
        /// The keys that it may have.
        allowed: Vec<&'static str>,
        /// The one that looks most like it.
        meant: Option<&'static str>,
    },
    /// A call has no such option.
    UnknownOption {
        /// The call, such as `inspect()`.
        call: String,
        /// The option.
        option: String,
        /// The options that it may have.
        allowed: Vec<String>,
        /// The one that looks most like it.
        meant: Option<String>,
    },
    /// A number is `NaN`, `Infinity` or too large.
    NotFinite {
        /// Its key.
        key: String,
        /// The word of the text.
        word: String,
    },
    /// The text is no JSON that is read.
    Json {
        /// Which text.
        source: JsonText,
        /// Why not.
        fault: JsonFault,
    },
    /// A text has `<eos>` in it.
    EosInside(String),
    /// It has a word that cannot be a token.
    HasToken {
        /// The word.
        token: String,
        /// Why not.
        fault: TokenFault,
    },
    /// The same of what it would be after an edit.
    WouldHaveToken {
        /// The word.
        token: String,
        /// Why not.
        fault: TokenFault,
    },
    /// A text has a token that is not in the vocabulary.
    UnknownToken {
        /// The text.
        text: String,
        /// The token.
        token: String,
        /// The first tokens of the vocabulary, `<eos>` apart, with spaces between.
        known: String,
        /// How many more it has.
        more: usize,
        /// The one that was likely meant.
        meant: Option<String>,
    },
    /// So many different tokens are more than a vocabulary may have.
    Tokens(usize),
    /// Words that the imported model does not know are too many.
    NewWords {
        /// How many they are.
        new: usize,
        /// How many the model knows.
        known: usize,
    },
    /// A number is no multiple of another one.
    NoMultiple {
        /// The number.
        given: usize,
        /// The other one's path.
        other: &'static str,
        /// The other one.
        of: usize,
    },
    /// A sequence is longer than the model's positions.
    Sequence {
        /// Tokens of the prompt.
        prompt: usize,
        /// Tokens of the completion, `<eos>` apart.
        completion: usize,
        /// Which of the two it is.
        side: &'static str,
        /// The positions.
        positions: usize,
    },
    /// The lab file would have so many bytes, once every default is written out.
    Written(usize),
    /// A run's loss has been changed as often as it may.
    Events,
    /// A token is used by these pairs, counted from 0.
    InUse {
        /// The token.
        token: String,
        /// The pairs.
        pairs: Vec<usize>,
    },
    /// A list has no such entry.
    NothingThere {
        /// The list's path.
        list: String,
        /// How many entries it has.
        length: usize,
    },
    /// What another room says, whose words come with it.
    Of(Rc<dyn Code>),
}

/// What has a sentence about a field: `words` has it.
pub trait Told {
    /// Writes the sentence, where it is this field that is at fault.
    ///
    /// # Errors
    /// The formatter's.
    fn about(&self, field: &str, f: &mut Formatter<'_>) -> fmt::Result;
}

/// An error's code of another room.
pub trait Code: Told + Any {
    /// Whether both are the same code with the same arguments.
    fn is(&self, other: &dyn Code) -> bool;
}

impl<T: Told + PartialEq + 'static> Code for T {
    fn is(&self, other: &dyn Code) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }
}

impl Debug for dyn Code {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.about("", f)
    }
}

impl PartialEq for dyn Code {
    fn eq(&self, other: &dyn Code) -> bool {
        self.is(other)
    }
}

impl Fault {
    /// The code of another room.
    pub fn of<T: Code>(code: T) -> Fault {
        Fault::Of(Rc::new(code))
    }
}

/// A text as paths and sentences show it: quoted, control characters escaped, cut off where it is long.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 48;
    if text.chars().nth(SHOWN).is_none() {
        return isolated(&format!("{text:?}")).into_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{} ({} characters)", isolated(&format!("{:?}", start + "…")), text.chars().count())
}

/// A value as it was given, as far as an error tells it.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// A list of so many.
    List(usize),
    /// An object with so many keys.
    Object(usize),
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// A JSON object.
    Object,
    /// A list.
    List {
        /// Its shortest length.
        least: usize,
        /// Its longest.
        most: usize,
        /// What it is of.
        of: Items,
    },
    /// A string.
    Text,
    /// A whole number from the one to the other.
    Whole(u64, u64),
    /// A number from the one to the other.
    Between(f64, f64),
    /// A number above 0 and at most this.
    Positive(f64),
    /// The version of the format.
    Version,
    /// One of some names.
    OneOf {
        /// The names.
        names: Vec<&'static str>,
        /// The one that looks most like what was given.
        meant: Option<&'static str>,
    },
    /// A completion that is not the chosen one.
    Different,
    /// An answer that does not begin with what joins the last character before it.
    Anew,
    /// A text of at least one token.
    Tokens(Tokens),
    /// What this word is not.
    Token(TokenFault),
    /// `<eos>`, as the first of the vocabulary.
    EosFirst,
    /// Each token once: the one of this index is the same.
    Once(usize),
    /// The name of imported weights.
    WeightsName,
    /// A run's name.
    RunName,
    /// A number or a name.
    NumberOrName,
}

impl Allowed {
    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Allowed::Whole(..) | Allowed::Between(..) | Allowed::Positive(_) | Allowed::Version)
    }
}

/// Why a word cannot be a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It has no characters.
    Empty,
    /// It has white space in it.
    Space,
    /// It has control characters in it.
    Control,
    /// It is several characters, where each is a token.
    Several,
    /// It joins the character beside it, where each is a token.
    Joins,
    /// It is longer than [`MAX_TOKEN_CHARS`](super::pair::MAX_TOKEN_CHARS).
    Long,
}

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// Preference pairs.
    Pairs,
    /// Runs.
    Runs,
    /// Changes of a run's loss.
    Changes,
    /// Tokens of the vocabulary.
    Tokens,
    /// Tokens that a tokenizer has besides its model's.
    AddedTokens,
    /// Parts of a tokenizer.
    Parts,
    /// Axes of a sweep.
    Axes,
    /// Values of an axis.
    Values,
    /// Seeds of a sweep.
    Seeds,
}

/// What a field that is not there must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// The data set.
    Dataset,
    /// The list of pairs.
    Pairs,
    /// A text of tokens.
    Tokens,
    /// The step from which a run's loss is another.
    Step,
    /// A whole number from the one to the other.
    Whole(usize, usize),
    /// The field of an axis.
    AxisField,
    /// The values of an axis.
    AxisValues,
}

/// Which text is read as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonText {
    /// A lab file.
    LabFile,
    /// A preset.
    Preset,
    /// The settings of a run.
    Settings,
    /// The axes and seeds of a sweep.
    Sweep,
    /// A number that was typed.
    Number,
    /// A file of this name.
    File(&'static str),
    /// The header of a file of weights.
    Header,
}

/// Why a text is no JSON that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonFault {
    /// It has so many bytes.
    TooLong(usize),
    /// It is nested too deep.
    TooDeep,
    /// There is nothing in it.
    Empty,
    /// It is not JSON; the parser's own words.
    Syntax(String),
}
