//! Why families of pairs, lines of them, and files, cannot be taken.

use super::common::{Listed, Quoted};
use crate::data::generate::{FamilyFault, LARGEST, LONGEST, LineFault, MOST_SLOTS, Material};
use crate::data::limits;
use std::fmt::{Formatter, Result};

/// Why a family has no pairs.
pub fn family(fault: &FamilyFault, field: &str, f: &mut Formatter<'_>) -> Result {
    match fault {
        FamilyFault::Range(low, high) => write!(
            f,
            "The range of {field} is {low} to {high}; allowed are whole numbers from 0 to {LARGEST}, the smaller one first."
        ),
        FamilyFault::Many => write!(f, "The ranges make more than {0} pairs; allowed are at most {0}.", limits::PAIRS),
        FamilyFault::NoPair(from) => {
            let makes = match from {
                Material::Ranges => "The ranges make",
                Material::Template => "The template makes",
                Material::Lab => "The pairs of this lab make",
            };
            write!(f, "{makes} no pair; at least one is needed.")
        }
        FamilyFault::Rows(rows) => {
            let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
            write!(f, "The slots make {} pairs; allowed are at most {}.", rows.join(" × "), limits::PAIRS)
        }
        FamilyFault::Distance { given, longest, pair } => write!(
            f,
            "The distance is {given}; allowed is 1 to {longest}, the length of pair {}'s preferred answer.",
            pair + 1
        ),
        FamilyFault::NoAnswer { distance, pair, words, tokens } => write!(
            f,
            "Pair {}'s preferred answer has no other answer at distance {distance} in a vocabulary of {words} {}; allowed is a \
             smaller distance or a larger vocabulary.",
            pair + 1,
            tokens.name()
        ),
        FamilyFault::Long { slot, length } => write!(
            f,
            "The template with {{{slot}}} filled in has a text of {length} bytes; allowed are at most {LONGEST}."
        ),
        FamilyFault::Line(number, fault) => {
            write!(f, "Slot line {number} ")?;
            line(fault, f)?;
            f.write_str(".")
        }
        FamilyFault::OpenBrace(text) => {
            write!(f, "{field} is {} with a brace that is not closed; allowed are slots like {{thing}}.", Quoted(text))
        }
        FamilyFault::UnknownSlot { name, known } => {
            write!(f, "{field} has the slot {{{name}}}, which no slot line fills; there are ")?;
            if known.is_empty() { f.write_str("none yet.") } else { write!(f, "{}.", Listed(known)) }
        }
    }
}

fn line(fault: &LineFault, f: &mut Formatter<'_>) -> Result {
    match fault {
        LineFault::NoColon(line) => {
            write!(f, "is {}; allowed is a name, a colon and values, as in thing: fire; ice", Quoted(line))
        }
        LineFault::Name(name) => write!(f, "has the name {}; allowed is one word without braces", Quoted(name)),
        LineFault::SameName(name) => write!(f, "has the name {} again; allowed is each name once", Quoted(name)),
        LineFault::Many => write!(f, "makes more than {MOST_SLOTS} slots; allowed are at most {MOST_SLOTS}"),
        LineFault::Row { row, values, names } => write!(
            f,
            "has the row {} with {values} values; allowed are {}, one for each of {}",
            Quoted(row),
            names.len(),
            Listed(names)
        ),
        LineFault::NoValues => f.write_str("has no values; allowed are one or more, with semicolons between them"),
        LineFault::Brace => f.write_str("has a value with a brace; allowed are values without braces"),
    }
}
