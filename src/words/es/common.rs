//! What the sentences of several rooms have in common.

use std::fmt::{Display, Formatter, Result};

/// `a, b y c`; `a e i`.
pub(super) struct Listed<'a, S>(pub &'a [S]);

impl<S: AsRef<str>> Display for Listed<'_, S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let last = self.0.len().saturating_sub(1);
        for (index, word) in self.0.iter().enumerate() {
            let word = word.as_ref();
            let between = match index {
                0 => "",
                _ if index == last && sounds_like_and(word) => " e ",
                _ if index == last => " y ",
                _ => ", ",
            };
            f.write_str(between)?;
            f.write_str(word)?;
        }
        Ok(())
    }
}

/// Whether `y` before a word would be lost in its first sound: i, or hi, though not the consonant of hie.
fn sounds_like_and(word: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    match letters.next() {
        Some('i' | 'í') => true,
        Some('h') => matches!(letters.next(), Some('i' | 'í')) && letters.next() != Some('e'),
        _ => false,
    }
}

/// A noun with its gender, for what is counted.
#[derive(Clone, Copy)]
pub(super) struct Noun {
    /// One of it, and several.
    pub names: [&'static str; 2],
    /// Its gender.
    pub is_feminine: bool,
}

impl Noun {
    /// A masculine noun.
    pub const fn masculine(one: &'static str, many: &'static str) -> Noun {
        Noun { names: [one, many], is_feminine: false }
    }

    /// A feminine one.
    pub const fn feminine(one: &'static str, many: &'static str) -> Noun {
        Noun { names: [one, many], is_feminine: true }
    }

    /// What it is called where there are so many.
    pub fn of(self, count: usize) -> &'static str {
        self.names[usize::from(count != 1)]
    }

    /// “los 10 pares”, “ninguno de los 10 pares”, “7 de 10 pares”, “el único par”.
    pub fn share(self, holds: usize, of: usize) -> String {
        let name = self.of(of);
        let [the, only, all, none] = if self.is_feminine {
            ["la", "única", "las", "ninguna de las"]
        } else {
            ["el", "único", "los", "ninguno de los"]
        };
        match (holds, of) {
            (1, 1) => format!("{the} {only} {name}"),
            (0, 1) => format!("0 de 1 {name}"),
            (0, _) => format!("{none} {of} {name}"),
            _ if holds == of => format!("{all} {of} {name}"),
            _ => format!("{holds} de {of} {name}"),
        }
    }
}

/// `1 paso`, `3 pasos`.
pub(super) fn counted(count: usize, noun: Noun) -> String {
    format!("{count} {}", noun.of(count))
}

/// A pair.
pub(super) const PAIR: Noun = Noun::masculine("par", "pares");
/// A step.
pub(super) const STEP: Noun = Noun::masculine("paso", "pasos");
/// A run.
pub(super) const RUN: Noun = Noun::masculine("entrenamiento", "entrenamientos");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_and_audible() {
        let cases: [(&[&str], &str); 8] = [
            (&[], ""),
            (&["DPO"], "DPO"),
            (&["DPO", "DPOP"], "DPO y DPOP"),
            (&["DPO", "DPOP", "IPO"], "DPO, DPOP e IPO"),
            (&["IPO", "DPO"], "IPO y DPO"),
            (&["agua", "hielo"], "agua y hielo"),
            (&["aguja", "hilo"], "aguja e hilo"),
            (&["una", "índice"], "una e índice"),
        ];
        for (words, expected) in cases {
            assert_eq!(Listed(words).to_string(), expected);
        }
    }

    #[test]
    fn shares_read_well() {
        let read = |holds, of| PAIR.share(holds, of);
        assert_eq!(
            [read(10, 10), read(0, 10), read(7, 10)],
            ["los 10 pares", "ninguno de los 10 pares", "7 de 10 pares"]
        );
        assert_eq!([read(1, 1), read(0, 1)], ["el único par", "0 de 1 par"]);
        let position = Noun::feminine("posición", "posiciones");
        let read = |holds, of| position.share(holds, of);
        assert_eq!([read(3, 3), read(0, 3)], ["las 3 posiciones", "ninguna de las 3 posiciones"]);
        assert_eq!([read(1, 1), read(1, 3)], ["la única posición", "1 de 3 posiciones"]);
        assert_eq!([counted(1, STEP), counted(0, STEP), counted(7, RUN)], ["1 paso", "0 pasos", "7 entrenamientos"]);
    }
}
