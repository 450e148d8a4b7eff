//! What is wrong with a field of a lab file, a text or a call.

use super::error::listed;
use crate::data::field_error::{
    Allowed, Fault, FieldError, Given, Items, JsonFault, Source, TokenFault, Wanted, quoted,
};
use crate::data::{EOS, limits};

/// The sentence of an error: the field, the value that was given, and what is allowed.
pub fn sentence(FieldError { field, fault }: &FieldError) -> String {
    match &**fault {
        Fault::Refused { given, allowed } => refused(field, given, allowed),
        Fault::Missing(what) => missing(field, &wanted(*what)),
        Fault::Twice => format!("{field} is given twice; allowed is each key once."),
        Fault::UnknownKey { allowed, meant } => {
            format!(
                "{field} is not a key of the lab file; allowed here are {}.{}",
                listed(allowed),
                guess(meant.as_deref())
            )
        }
        Fault::UnknownOption { call, option, allowed, meant } => format!(
            "{} is not an option of {call}; allowed are {}.{}",
            quoted(option),
            listed(allowed),
            guess(meant.as_deref())
        ),
        Fault::NotFinite { key, word } => {
            format!("{key} is {word}, which JSON does not know; allowed is a finite number.")
        }
        Fault::Json { source, fault } => no_json(*source, fault),
        Fault::EosInside(text) => format!(
            "{field} is {}; allowed are tokens other than {EOS}, which closes every completion by itself.",
            quoted(text)
        ),
        Fault::HasToken { token, fault } => {
            format!("{field} has the token {}; allowed is {}.", quoted(token), token_of(*fault))
        }
        Fault::WouldHaveToken { token, fault } => {
            format!("{field} would have the token {}; allowed is {}.", quoted(token), token_of(*fault))
        }
        Fault::UnknownToken { text, token, known, more, meant } => {
            let allowed = match more {
                0 if known.is_empty() => "none yet".to_owned(),
                0 => known.join(" "),
                more => format!("{} and {more} more", known.join(" ")),
            };
            let help = match meant {
                Some(_) => guess(meant.as_deref()),
                None => " Add it to dataset.vocabulary, or leave the vocabulary out.".to_owned(),
            };
            format!(
                "{field} is {} with the token {}, which is not in the vocabulary; allowed are {allowed}.{help}",
                quoted(text),
                quoted(token)
            )
        }
        Fault::Tokens(count) => {
            format!("{field} use {count} different tokens, {EOS} included; allowed are at most {}.", limits::VOCABULARY)
        }
        Fault::NewWords { new, known } => format!(
            "{field} use {new} words that are not among the model's {known} tokens; allowed are {} tokens in all.",
            limits::VOCABULARY
        ),
        Fault::NoMultiple { given, other, of } => {
            format!("{field} is {given}; allowed is a multiple of {other}, which is {of}.")
        }
        Fault::Sequence { prompt, completion, side, positions } => format!(
            "{field} makes a sequence of {} tokens ({prompt} of the prompt, {completion} of {side} and 1 of {EOS}); allowed are at most \
             {positions}, model.n_positions, which may be up to {}.",
            prompt + completion + 1,
            limits::POSITIONS
        ),
        Fault::Written(bytes) => format!(
            "{field} make a lab file of {bytes} bytes once every default is written out; allowed are at most {}.",
            limits::BYTES
        ),
        Fault::Events => {
            format!("events holds {} changes of a run's loss; more are not allowed.", limits::EVENTS)
        }
        Fault::InUse { token, pairs } => format!(
            "{field} is {}, which {} {}; allowed is to remove a token that no pair uses.",
            quoted(token),
            numbers(pairs),
            if pairs.len() == 1 { "uses" } else { "use" }
        ),
        Fault::NothingThere { list, length } => {
            format!("{field} is not there; {list} has {length} entries, counted from 0.")
        }
        Fault::Of(code) => code.about(field),
    }
}

fn refused(field: &str, value: &Given, what: &Allowed) -> String {
    let (value, allowed_there) = (given(value), allowed(what));
    let mut text = is_not_allowed(field, &value, &allowed_there);
    match what {
        Allowed::OneOf { meant: Some(name), .. } => text.push_str(&format!(" Did you mean {name:?}?")),
        _ if what.is_number() && value == NULL => text.push_str(" JavaScript writes NaN and Infinity as null."),
        _ => {}
    }
    text
}

/// A value that is not allowed, and what is.
pub fn is_not_allowed(field: &str, value: &str, allowed: &str) -> String {
    let field = if field.is_empty() { LAB_FILE } else { field };
    format!("{field} is {value}; allowed is {allowed}.")
}

/// A field that is not there, and what it must be.
pub fn missing(field: &str, wanted: &str) -> String {
    format!("{field} is missing; it must be {wanted}.")
}

const LAB_FILE: &str = "The lab file";
const NULL: &str = "null";

/// A value as it was given.
pub fn given(value: &Given) -> String {
    match value {
        Given::Null => NULL.to_owned(),
        Given::Bool(value) => value.to_string(),
        Given::Number(value) => value.to_string(),
        Given::Text(text) => quoted(text),
        Given::List(length) => format!("a list of {length}"),
        Given::Object(keys) => format!("an object with {keys} keys"),
    }
}

fn allowed(what: &Allowed) -> String {
    match what {
        Allowed::Object => "a JSON object { … }".to_owned(),
        Allowed::List { least, most, of } => format!("a list of {least} to {most} {}", items(*of)),
        Allowed::Text => "a string in quotes".to_owned(),
        Allowed::Whole(least, most) => format!("a whole number from {least} to {most}"),
        Allowed::Between(least, most) => format!("a number from {least} to {most}"),
        Allowed::Positive(most) => format!("a number above 0 and at most {most}"),
        Allowed::Version => "1, the only version so far".to_owned(),
        Allowed::OneOf { names, .. } => {
            let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
            names.join(" or ")
        }
        Allowed::Different => "a completion that differs from chosen in at least one token".to_owned(),
        Allowed::Tokens => "at least one token; tokens are separated by spaces".to_owned(),
        Allowed::Token(fault) => token_of(*fault),
        Allowed::EosFirst => format!("{EOS:?}, which must come first"),
        Allowed::Once(first) => format!("each token once, and dataset.vocabulary[{first}] is the same"),
        Allowed::WeightsName => {
            "the name that imported weights were given, 16 of the digits 0 to 9 and a to f".to_owned()
        }
        Allowed::RunName => format!("a name of 1 to {} characters without line breaks", limits::NAME_CHARS),
    }
}

/// What a token must be that has this fault.
pub fn token_of(fault: TokenFault) -> String {
    match fault {
        TokenFault::Empty => "a token of at least one character".to_owned(),
        TokenFault::Space => "a token without white space, which separates tokens".to_owned(),
        TokenFault::Control => "a token without control characters".to_owned(),
        TokenFault::Long => format!("a token of at most {} characters", limits::TOKEN_CHARS),
    }
}

fn items(of: Items) -> &'static str {
    match of {
        Items::Pairs => "preference pairs",
        Items::Runs => "runs",
        Items::Changes => "changes of the loss",
        Items::Tokens => "tokens, the first of them <eos>",
        Items::AddedTokens => "added tokens",
        Items::Parts => "parts",
    }
}

fn wanted(what: Wanted) -> String {
    match what {
        Wanted::Dataset => "an object with the key pairs".to_owned(),
        Wanted::Pairs => "a list of preference pairs".to_owned(),
        Wanted::Tokens => "a string of tokens".to_owned(),
        Wanted::Step => "the preference step from which the loss is another".to_owned(),
        Wanted::Whole(least, most) => format!("a whole number from {least} to {most}"),
    }
}

fn no_json(source: Source, fault: &JsonFault) -> String {
    let what = match source {
        Source::LabFile => LAB_FILE.to_owned(),
        Source::Preset => "The preset".to_owned(),
        Source::Settings => "The settings".to_owned(),
        Source::Number => "The number".to_owned(),
        Source::Text => "The text".to_owned(),
        Source::JsonLines => "The JSONL text".to_owned(),
        Source::Line(number) => format!("Line {number}"),
        Source::File(name) => name.to_owned(),
        Source::Header => "The header".to_owned(),
    };
    match fault {
        JsonFault::TooLong(bytes) => {
            format!("{what} has {bytes} bytes; allowed are at most {} (1 MiB).", limits::BYTES)
        }
        JsonFault::TooDeep => format!("{what} is nested more than 100 levels deep; a lab file has at most 4 levels."),
        JsonFault::Empty => format!("{what} is empty; it must be a JSON object."),
        JsonFault::Syntax(cause) => format!("{what} is not valid JSON: {cause}."),
    }
}

fn guess(meant: Option<&str>) -> String {
    meant.map_or(String::new(), |meant| format!(" Did you mean {meant}?"))
}

/// `pairs 1, 3 and 6`: for people, who count from 1.
fn numbers(pairs: &[usize]) -> String {
    const SHOWN: usize = 8;
    let mut numbers: Vec<String> = pairs.iter().take(SHOWN).map(|index| (index + 1).to_string()).collect();
    if pairs.len() > SHOWN {
        numbers.push(format!("{} more", pairs.len() - SHOWN));
    }
    format!("{} {}", if pairs.len() == 1 { "pair" } else { "pairs" }, listed(&numbers))
}
