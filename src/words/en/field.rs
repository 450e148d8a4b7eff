//! What is wrong with a field of a lab file, a text or a call: the field, the value that was given, and what is allowed.

use super::common::{Listed, Quoted};
use crate::data::field_error::{Allowed, Fault, FieldError, Given, Items, JsonFault, JsonText, Required, TokenFault};
use crate::data::{EOS, Tokens, limits};
use crate::objective::{AllowedValues, ArgumentError};
use std::fmt::{Display, Formatter, Result};

const LAB_FILE: &str = "The lab file";

/// An error of a field.
pub fn sentence(FieldError { field, fault }: &FieldError, f: &mut Formatter<'_>) -> Result {
    match &**fault {
        Fault::Refused { given, allowed } => {
            is_not_allowed(field, &AsGiven(given), &What(allowed), f)?;
            match allowed {
                Allowed::OneOf { meant: Some(name), .. } => write!(f, " Did you mean {name:?}?"),
                _ if allowed.is_number() && matches!(given, Given::Null) => {
                    f.write_str(" JavaScript writes NaN and Infinity as null.")
                }
                _ => Ok(()),
            }
        }
        Fault::Missing(what) => missing(field, &Must(*what), f),
        Fault::Twice => write!(f, "{field} is given twice; allowed is each key once."),
        Fault::UnknownKey { allowed, meant } => {
            write!(f, "{field} is not a key of the lab file; allowed here are {}.", Listed(allowed))?;
            guess(*meant, f)
        }
        Fault::UnknownOption { call, option, allowed, meant } => {
            write!(f, "{} is not an option of {call}; allowed are {}.", Quoted(option), Listed(allowed))?;
            guess(meant.as_deref(), f)
        }
        Fault::NotFinite { key, word } => {
            write!(f, "{key} is {word}, which JSON does not know; allowed is a finite number.")
        }
        Fault::Json { source, fault } => no_json(*source, fault, f),
        Fault::EosInside(text) => write!(
            f,
            "{field} is {}; allowed are tokens other than {EOS}, which closes every completion by itself.",
            Quoted(text)
        ),
        Fault::HasToken { token, fault } => {
            write!(f, "{field} has the token {}; allowed is {}.", Quoted(token), Token(*fault))
        }
        Fault::WouldHaveToken { token, fault } => {
            write!(f, "{field} would have the token {}; allowed is {}.", Quoted(token), Token(*fault))
        }
        Fault::UnknownToken { text, token, known, more, meant } => {
            let (text, token) = (Quoted(text), Quoted(token));
            write!(f, "{field} is {text} with the token {token}, which is not in the vocabulary; allowed are ")?;
            f.write_str(if known.is_empty() { "none yet" } else { known })?;
            if *more > 0 {
                write!(f, " and {more} more")?;
            }
            f.write_str(".")?;
            match meant {
                Some(_) => guess(meant.as_deref(), f),
                None => f.write_str(" Add it to dataset.vocabulary, or leave the vocabulary out."),
            }
        }
        Fault::Tokens(count) => {
            let most = limits::VOCABULARY;
            write!(f, "{field} use {count} different tokens, {EOS} included; allowed are at most {most}.")
        }
        Fault::NewWords { new, known } => {
            let most = limits::VOCABULARY;
            write!(
                f,
                "{field} use {new} words that are not among the model's {known} tokens; allowed are {most} tokens in all."
            )
        }
        Fault::NoMultiple { given, other, of } => {
            write!(f, "{field} is {given}; allowed is a multiple of {other}, which is {of}.")
        }
        Fault::Sequence { prompt, completion, side, positions } => {
            let (length, most) = (prompt + completion + 1, limits::POSITIONS);
            write!(
                f,
                "{field} makes a sequence of {length} tokens ({prompt} of the prompt, {completion} of {side} and 1 of {EOS}); allowed are at \
                 most {positions}, model.n_positions, which may be up to {most}."
            )
        }
        Fault::Written(bytes) => {
            let most = limits::BYTES;
            write!(
                f,
                "{field} make a lab file of {bytes} bytes once every default is written out; allowed are at most {most}."
            )
        }
        Fault::Events => {
            write!(f, "events holds {} changes of a run's loss; more are not allowed.", limits::EVENTS)
        }
        Fault::InUse { token, pairs } => {
            let use_it = if pairs.len() == 1 { "uses" } else { "use" };
            write!(f, "{field} is {}, which ", Quoted(token))?;
            numbers(pairs, f)?;
            write!(f, " {use_it}; allowed is to remove a token that no pair uses.")
        }
        Fault::NothingThere { list, length } => {
            write!(f, "{field} is not there; {list} has {length} entries, counted from 0.")
        }
        Fault::Of(code) => code.about(field, f),
    }
}

/// A value that a loss's parameter does not allow.
pub fn argument(ArgumentError { name, value, allowed }: &ArgumentError, f: &mut Formatter<'_>) -> Result {
    let allowed = match allowed {
        AllowedValues::Between(least, most) => Allowed::Between(*least, *most),
        AllowedValues::OneOf(names) => Allowed::OneOf { names: names.to_vec(), meant: None },
    };
    is_not_allowed(name, value, &What(&allowed), f)
}

/// A value that is not allowed, and what is.
pub fn is_not_allowed(field: &str, value: &dyn Display, allowed: &dyn Display, f: &mut Formatter<'_>) -> Result {
    let field = if field.is_empty() { LAB_FILE } else { field };
    write!(f, "{field} is {value}; allowed is {allowed}.")
}

/// A field that is not there, and what it must be.
pub fn missing(field: &str, must: &dyn Display, f: &mut Formatter<'_>) -> Result {
    write!(f, "{field} is missing; it must be {must}.")
}

/// A value as it was given.
pub struct AsGiven<'a>(pub &'a Given);

impl Display for AsGiven<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Given::Null => f.write_str("null"),
            Given::Bool(value) => value.fmt(f),
            Given::Number(value) => value.fmt(f),
            Given::Text(text) => Quoted(text).fmt(f),
            Given::List(length) => write!(f, "a list of {length}"),
            Given::Object(keys) => write!(f, "an object with {keys} keys"),
        }
    }
}

/// What a value may be.
struct What<'a>(&'a Allowed);

impl Display for What<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Allowed::Object => f.write_str("a JSON object { … }"),
            Allowed::List { least, most, of } => {
                let of = match of {
                    Items::Pairs => "preference pairs",
                    Items::Runs => "runs",
                    Items::Changes => "changes of the loss",
                    Items::Tokens => "tokens, the first of them <eos>",
                    Items::AddedTokens => "added tokens",
                    Items::Parts => "parts",
                    Items::Axes => "axes { \"field\", \"values\" }",
                    Items::Values => "numbers or names",
                    Items::Seeds => "seeds",
                };
                write!(f, "a list of {least} to {most} {of}")
            }
            Allowed::Text => f.write_str("a string in quotes"),
            Allowed::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            Allowed::Between(least, most) => write!(f, "a number from {least} to {most}"),
            Allowed::Positive(most) => write!(f, "a number above 0 and at most {most}"),
            Allowed::Version => f.write_str("1, the only version so far"),
            Allowed::OneOf { names, .. } => {
                for (index, name) in names.iter().enumerate() {
                    f.write_str(if index > 0 { " or " } else { "" })?;
                    write!(f, "{name:?}")?;
                }
                Ok(())
            }
            Allowed::Different => f.write_str("a completion that differs from chosen in at least one token"),
            Allowed::Anew => {
                f.write_str("an answer that does not begin with a mark that joins the last character of the prompt")
            }
            Allowed::Tokens(Tokens::Words) => f.write_str("at least one token; tokens are separated by spaces"),
            Allowed::Tokens(Tokens::Characters) => f.write_str("at least one character"),
            Allowed::Token(fault) => Token(*fault).fmt(f),
            Allowed::EosFirst => write!(f, "{EOS:?}, which must come first"),
            Allowed::Once(first) => write!(f, "each token once, and dataset.vocabulary[{first}] is the same"),
            Allowed::WeightsName => {
                f.write_str("the name that imported weights were given, 16 of the digits 0 to 9 and a to f")
            }
            Allowed::NumberOrName => f.write_str("a number or a name in quotes"),
            Allowed::RunName => write!(f, "a name of 1 to {} characters without line breaks", limits::NAME_CHARS),
        }
    }
}

/// What a token must be that has this fault.
pub struct Token(pub TokenFault);

impl Display for Token {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            TokenFault::Empty => f.write_str("a token of at least one character"),
            TokenFault::Space => f.write_str("a token without white space, which separates tokens"),
            TokenFault::Control => f.write_str("a token without control characters"),
            TokenFault::Several => f.write_str("one character, for dataset.tokens is \"characters\""),
            TokenFault::Joins => f.write_str("a character that does not become one with those beside it"),
            TokenFault::Long => write!(f, "a token of at most {} characters", limits::TOKEN_CHARS),
        }
    }
}

/// What a field that is not there must be.
struct Must(Required);

impl Display for Must {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self.0 {
            Required::Dataset => "an object with the key pairs",
            Required::Pairs => "a list of preference pairs",
            Required::Tokens => "a string of tokens",
            Required::AxisField => "a field of the lab file such as \"runs[0].beta\"",
            Required::AxisValues => "a list of numbers or names",
            Required::Step => "the preference step from which the loss is another",
            Required::Whole(least, most) => return write!(f, "a whole number from {least} to {most}"),
        })
    }
}

fn no_json(source: JsonText, fault: &JsonFault, f: &mut Formatter<'_>) -> Result {
    f.write_str(match source {
        JsonText::LabFile => LAB_FILE,
        JsonText::Preset => "The preset",
        JsonText::Settings => "The settings",
        JsonText::Sweep => "The sweep",
        JsonText::Number => "The number",
        JsonText::File(name) => name,
        JsonText::Header => "The header",
    })?;
    match fault {
        JsonFault::TooLong(bytes) => {
            write!(f, " has {bytes} bytes; allowed are at most {} (1 MiB).", limits::BYTES)
        }
        JsonFault::TooDeep => f.write_str(" is nested more than 100 levels deep; a lab file has at most 4 levels."),
        JsonFault::Empty => f.write_str(" is empty; it must be a JSON object."),
        JsonFault::Syntax(cause) => write!(f, " is not valid JSON: {cause}."),
    }
}

fn guess(meant: Option<&str>, f: &mut Formatter<'_>) -> Result {
    meant.map_or(Ok(()), |meant| write!(f, " Did you mean {meant}?"))
}

/// `pairs 1, 3 and 6`: for people, who count from 1.
fn numbers(pairs: &[usize], f: &mut Formatter<'_>) -> Result {
    const SHOWN: usize = 8;
    let mut numbers: Vec<String> = pairs.iter().take(SHOWN).map(|index| (index + 1).to_string()).collect();
    if pairs.len() > SHOWN {
        numbers.push(format!("{} more", pairs.len() - SHOWN));
    }
    write!(f, "{} {}", if pairs.len() == 1 { "pair" } else { "pairs" }, Listed(&numbers))
}
