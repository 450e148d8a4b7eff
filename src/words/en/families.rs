//! Why families of pairs, lines of them, and files, cannot be taken.

use super::error::listed;
use crate::data::field_error::quoted;
use crate::data::generate::{FamilyFault, LARGEST, LONGEST, LineFault, MOST_SLOTS, Origin};
use crate::data::import::Unreadable;
use crate::data::jsonl::LinesFault;
use crate::data::limits;

/// Why a family has no pairs.
pub fn family(fault: &FamilyFault, field: &str) -> String {
    match fault {
        FamilyFault::Range(low, high) => format!(
            "The range of {field} is {low} to {high}; allowed are whole numbers from 0 to {LARGEST}, the smaller one first."
        ),
        FamilyFault::Many => format!("The ranges make more than {0} pairs; allowed are at most {0}.", limits::PAIRS),
        FamilyFault::NoPair(from) => {
            let makes = match from {
                Origin::Ranges => "The ranges make",
                Origin::Template => "The template makes",
                Origin::Lab => "The pairs of this lab make",
            };
            format!("{makes} no pair; at least one is needed.")
        }
        FamilyFault::Rows(rows) => {
            let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
            format!("The slots make {} pairs; allowed are at most {}.", rows.join(" × "), limits::PAIRS)
        }
        FamilyFault::Distance { given, longest, pair } => format!(
            "The distance is {given}; allowed is 1 to {longest}, the length of pair {}'s preferred answer.",
            pair + 1
        ),
        FamilyFault::NoAnswer { distance, pair, words } => format!(
            "Pair {}'s preferred answer has no other answer at distance {distance} in a vocabulary of {words} words; allowed is a \
             smaller distance or a larger vocabulary.",
            pair + 1
        ),
        FamilyFault::Long { slot, length } => format!(
            "The template with {{{slot}}} filled in has a text of {length} bytes; allowed are at most {LONGEST}."
        ),
        FamilyFault::Line(number, fault) => format!("Slot line {number} {}.", line(fault)),
        FamilyFault::OpenBrace(text) => {
            format!("{field} is {} with a brace that is not closed; allowed are slots like {{thing}}.", quoted(text))
        }
        FamilyFault::UnknownSlot { name, known } => {
            let known = if known.is_empty() { "none yet".to_owned() } else { listed(known) };
            format!("{field} has the slot {{{name}}}, which no slot line fills; there are {known}.")
        }
    }
}

fn line(fault: &LineFault) -> String {
    match fault {
        LineFault::NoColon(line) => {
            format!("is {}; allowed is a name, a colon and values, as in thing: fire; ice", quoted(line))
        }
        LineFault::Name(name) => format!("has the name {}; allowed is one word without braces", quoted(name)),
        LineFault::SameName(name) => format!("has the name {} again; allowed is each name once", quoted(name)),
        LineFault::Many => format!("makes more than {MOST_SLOTS} slots; allowed are at most {MOST_SLOTS}"),
        LineFault::Row { row, values, names } => format!(
            "has the row {} with {values} values; allowed are {}, one for each of {}",
            quoted(row),
            names.len(),
            listed(names)
        ),
        LineFault::NoValues => "has no values; allowed are one or more, with semicolons between them".to_owned(),
        LineFault::Brace => "has a value with a brace; allowed are values without braces".to_owned(),
    }
}

/// What is wrong with lines of pairs.
pub fn lines(fault: &LinesFault, field: &str) -> String {
    match fault {
        LinesFault::Many(line) => {
            format!("Line {line} is one pair too many; allowed are at most {} pairs.", limits::PAIRS)
        }
        LinesFault::NoPair => "The JSONL text has no line with a pair; it needs at least one.".to_owned(),
        LinesFault::Messages => {
            format!("{field} is a list of messages, TRL's conversational form; allowed is a plain string of tokens.")
        }
        LinesFault::NoText => "There is no text yet; a lab file or one pair a line is expected.".to_owned(),
    }
}

/// What could not be read at all.
pub fn unreadable(what: &Unreadable, _: &str) -> String {
    match what {
        Unreadable::Text => "This file could not be read as text; allowed are UTF-8 texts of at most 1 MiB.",
        Unreadable::Model => {
            "These files could not be read; allowed are a model's files, or their zip, of at most 128 MiB in all."
        }
    }
    .to_owned()
}
