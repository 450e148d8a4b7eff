//! Which columns may be which, where none of the names is known: by words in their names, by what is in the first rows, and by their order. It
//! is a guess, and whoever takes pairs by it is shown them first.

use super::columns::{ColumnMapping, is_held_out, normal};
use super::loose::Loose;
use std::rc::Rc;

/// Rows that are looked into.
const ROWS: usize = 32;

/// Bytes of a value that may be the name of a part of a data set.
const NAME: usize = 64;

/// Signs of a value among which a letter is looked for.
const BEGINNING: usize = 200;

/// A column, and what its first values are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    /// Its name.
    pub name: Rc<str>,
    /// How many values were looked at.
    looked_at: usize,
    /// How many of them can be said by somebody.
    said: usize,
    /// How many of them name a part of a data set.
    parts: usize,
}

impl Seen {
    /// A column of which no value is known yet.
    pub fn new(name: Rc<str>) -> Seen {
        Seen { name, looked_at: 0, said: 0, parts: 0 }
    }

    /// Looks at another value.
    pub fn look(&mut self, value: &Loose) {
        if self.looked_at == ROWS {
            return;
        }
        self.looked_at += 1;
        match value {
            Loose::Text(text) => {
                let is_name = text.len() <= NAME && !text.trim().contains(' ');
                self.parts += usize::from(is_name && is_held_out(text).is_some());
                self.said += usize::from(text.chars().take(BEGINNING).any(char::is_alphabetic));
            }
            Loose::List(_) | Loose::Object(_) => self.said += 1,
            Loose::Null | Loose::Bool(_) | Loose::Number(_) => {}
        }
    }

    /// Whether most of the values can be said by somebody.
    fn is_said(&self) -> bool {
        2 * self.said > self.looked_at
    }

    /// Whether all of the values name parts of a data set.
    fn is_of_parts(&self) -> bool {
        self.looked_at > 0 && self.parts == self.looked_at
    }
}

const PREFERRED: [&str; 18] = [
    "chosen",
    "preferred",
    "better",
    "best",
    "good",
    "positive",
    "pos",
    "winner",
    "winning",
    "win",
    "accepted",
    "correct",
    "right",
    "gold",
    "ideal",
    "w",
    "helpful",
    "desired",
];
const REJECTED: [&str; 18] = [
    "rejected",
    "dispreferred",
    "worse",
    "worst",
    "bad",
    "negative",
    "neg",
    "loser",
    "losing",
    "lose",
    "refused",
    "incorrect",
    "wrong",
    "undesired",
    "poor",
    "l",
    "unhelpful",
    "unpreferred",
];
/// What turns a word of the one kind into one of the other.
const NOT: [&str; 4] = ["non", "not", "un", "less"];
const PROMPTS: [&str; 16] = [
    "prompt",
    "question",
    "instruction",
    "query",
    "problem",
    "request",
    "task",
    "ask",
    "user",
    "input",
    "context",
    "post",
    "dialogue",
    "conversation",
    "conversations",
    "history",
];
const SYSTEMS: [&str; 2] = ["system", "persona"];
const HELD_OUT: [&str; 6] = ["split", "subset", "fold", "partition", "held", "holdout"];
/// Names of what is neither asked nor answered.
const BESIDE: [&str; 24] = [
    "id",
    "ids",
    "idx",
    "index",
    "uuid",
    "hash",
    "key",
    "score",
    "scores",
    "rating",
    "label",
    "source",
    "model",
    "url",
    "date",
    "time",
    "timestamp",
    "lang",
    "language",
    "category",
    "topic",
    "type",
    "author",
    "annotator",
];

/// Which of the columns may be which; nothing where there are not enough of them.
pub(super) fn guess(columns: &[Seen]) -> Option<ColumnMapping> {
    let words: Vec<Vec<String>> =
        columns.iter().map(|seen| normal(&seen.name).split('_').map(str::to_owned).collect()).collect();
    let has = |column: usize, known: &[&str]| words[column].iter().any(|word| known.contains(&word.as_str()));
    let is_rejected = |column: usize| has(column, &REJECTED) || (has(column, &NOT) && has(column, &PREFERRED));
    let is_chosen = |column: usize| has(column, &PREFERRED) && !is_rejected(column);
    let is_prompt = |column: usize| has(column, &PROMPTS) && !is_chosen(column) && !is_rejected(column);
    let held_out = columns.iter().position(Seen::is_of_parts);
    let mut left: Vec<usize> = (0..columns.len())
        .filter(|column| Some(*column) != held_out && !has(*column, &BESIDE) && !has(*column, &HELD_OUT))
        .collect();
    // A name may say it of a number, as of 7 for "3 + 4 ="; a text is more likely.
    let mut named = |wanted: &dyn Fn(usize) -> bool| {
        let wanted = || (0..left.len()).filter(|place| wanted(left[*place]));
        let place = wanted().find(|place| columns[left[*place]].is_said()).or_else(|| wanted().next())?;
        Some(left.remove(place))
    };
    let system = named(&|column| has(column, &SYSTEMS));
    let (chosen, rejected, prompt) = (named(&is_chosen), named(&is_rejected), named(&is_prompt));
    // What no name says is taken in the order in which people write it, texts before numbers.
    left.sort_by_key(|column| !columns[*column].is_said());
    let missing = usize::from(chosen.is_none()) + usize::from(rejected.is_none());
    let is_spare = left.len() > missing;
    let mut left = left.into_iter();
    let prompt = prompt.or_else(|| if is_spare { left.next() } else { None });
    let (chosen, rejected) = (chosen.or_else(|| left.next())?, rejected.or_else(|| left.next())?);
    let name = |column: usize| columns.get(column).map(|seen| seen.name.to_string());
    Some(ColumnMapping {
        prompt: prompt.and_then(name),
        chosen: name(chosen),
        rejected: name(rejected),
        system: system.and_then(name),
        held_out: held_out.and_then(name),
        ..ColumnMapping::default()
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// Columns with one value each, and what is guessed: prompt, chosen, rejected, system, held out.
    #[track_caller]
    fn check(columns: &[(&str, &str)], expected: [&str; 5]) {
        let seen = |(name, value): &(&str, &str)| {
            let mut seen = Seen::new(Rc::from(*name));
            let number = value.parse::<f64>().is_ok();
            seen.look(&if number { Loose::Number((*value).into()) } else { Loose::Text((*value).to_owned()) });
            seen
        };
        let found = guess(&columns.iter().map(seen).collect::<Vec<_>>()).unwrap_or_default();
        let found = [found.prompt, found.chosen, found.rejected, found.system, found.held_out];
        assert_eq!(found.map(Option::unwrap_or_default), expected.map(str::to_owned), "{columns:?}");
    }

    #[test]
    fn names_say_it() {
        check(
            &[("user_text", "a"), ("right_answer", "b"), ("wrong_answer", "c")],
            ["user_text", "right_answer", "wrong_answer", "", ""],
        );
        check(
            &[("id", "7"), ("lessPreferredReply", "c"), ("preferredReply", "b"), ("the question", "a")],
            ["the question", "preferredReply", "lessPreferredReply", "", ""],
        );
        check(
            &[("gold label", "x"), ("gold text", "b"), ("neg text", "c"), ("system text", "s"), ("post", "a")],
            ["post", "gold text", "neg text", "system text", ""],
        );
        check(&[("not good", "c"), ("good", "b")], ["", "good", "not good", "", ""]);
        check(&[("task", "3 + 4 ="), ("correct", "7"), ("incorrect", "8")], ["task", "correct", "incorrect", "", ""]);
    }

    #[test]
    fn values_and_order_say_the_rest() {
        check(&[("a", "x"), ("b", "y"), ("c", "z")], ["a", "b", "c", "", ""]);
        check(&[("a", "x"), ("b", "y")], ["", "a", "b", "", ""]);
        check(&[("a", "x")], [""; 5]);
        check(&[("n", "1"), ("a", "x"), ("b", "y"), ("c", "z")], ["a", "b", "c", "", ""]);
        check(&[("part", "train"), ("a", "x"), ("b", "y"), ("c", "z")], ["a", "b", "c", "", "part"]);
        check(&[("a", "x"), ("better", "y"), ("c", "z")], ["a", "better", "c", "", ""]);
        check(&[("a", "sum"), ("b", "7"), ("c", "8")], ["a", "b", "c", "", ""]);
        check(&[], [""; 5]);
    }
}
