//! The chapters' texts in pieces: `{name}` is a quantity of the run at hand, `[words|term]` a term that is explained, `[term]` one by its own name.

use super::Quantity;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prose<'a> {
    /// Words.
    Words(&'a str),
    /// A quantity's value.
    Value(Quantity),
    /// Words that stand for a term: words, and the term's name in the glossary.
    Term(&'a str, &'a str),
}

/// The pieces of a text. What is not closed, or names no quantity, are words like others; a test says that no text has such.
pub fn prose(text: &str) -> Vec<Prose<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, from) = rest.split_at(at);
        let found = if from.starts_with('{') { value(from) } else { term(from) };
        let Some((piece, after)) = found else { break };
        if !before.is_empty() {
            pieces.push(Prose::Words(before));
        }
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Prose::Words(rest));
    }
    pieces
}

fn value(from: &str) -> Option<(Prose<'_>, &str)> {
    let (name, after) = from.get(1..)?.split_once('}')?;
    Some((Prose::Value(Quantity::named(name)?), after))
}

fn term(from: &str) -> Option<(Prose<'_>, &str)> {
    let (inside, after) = from.get(1..)?.split_once(']')?;
    let (words, name) = inside.split_once('|').unwrap_or((inside, inside));
    Some((Prose::Term(words, name), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart() {
        let check = |text: &'static str, expected: &[Prose<'_>]| assert_eq!(prose(text), expected, "{text}");
        check("", &[]);
        check("Words.", &[Prose::Words("Words.")]);
        check(
            "A [token] of {h} [nats|nat].",
            &[
                Prose::Words("A "),
                Prose::Term("token", "token"),
                Prose::Words(" of "),
                Prose::Value(Quantity::H),
                Prose::Words(" "),
                Prose::Term("nats", "nat"),
                Prose::Words("."),
            ],
        );
        check("{nothing} of it", &[Prose::Words("{nothing} of it")]);
        check("[open", &[Prose::Words("[open")]);
    }
}
