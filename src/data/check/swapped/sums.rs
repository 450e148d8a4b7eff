//! Pairs whose chosen answer has a wrong sum, and whose rejected answer has right ones and no wrong one: `2 + 2 =`, `5 .` preferred to `4 .`
//!
//! Prompt and answer are read as one text. What stands between words and equals signs is arithmetic of whole numbers with + − × ÷ and brackets; a division
//! that leaves something over, a number too large and whatever has another sign of mathematics in it is passed over.

use crate::data::check::Facts;

/// The deepest brackets.
const DEEPEST: usize = 8;

/// Words that may belong to a sum beside them.
const OPERATORS: [&str; 22] = [
    "plus", "minus", "times", "over", "mod", "modulo", "divided", "by", "of", "percent", "squared", "cubed", "to",
    "power", "root", "sqrt", "log", "ln", "sin", "cos", "tan", "hundred",
];

/// The places of such pairs.
pub fn wrong(facts: &Facts) -> Vec<usize> {
    let facts = facts.as_words();
    let has_sign: Vec<bool> = facts.tokens().iter().map(|token| token.contains('=')).collect();
    let has_sum = |text: usize| facts.text(text).iter().any(|token| has_sign.get(*token).is_some_and(|has| *has));
    facts.places(|pair| {
        let sums = |answer: usize| {
            let words: Vec<&str> = facts.words(pair.prompt).chain(facts.words(answer)).collect();
            count(&words.join(" "))
        };
        // Most answers have none at all, or no wrong one.
        (has_sum(pair.prompt) || has_sum(pair.chosen)) && sums(pair.chosen).wrong > 0 && {
            let rejected = sums(pair.rejected);
            rejected.wrong == 0 && rejected.right > 0
        }
    })
}

/// The equations of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    right: usize,
    wrong: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Number(i64),
    Plus,
    Minus,
    Times,
    Over,
    Open,
    Close,
    Equals,
    /// Something else that may belong to a sum: a sum with it is none that can be judged.
    Other,
    /// What stands between sums.
    Word,
}

fn count(text: &str) -> Sums {
    let mut sums = Sums::default();
    let parts = parts(text);
    for stretch in parts.split(|part| *part == Part::Word) {
        let sides: Vec<&[Part]> = stretch.split(|part| *part == Part::Equals).collect();
        for two in sides.windows(2) {
            // A number by itself is no sum.
            let is_sum = two.iter().any(|side| side.len() > 2);
            if let (true, Some(left), Some(right)) = (is_sum, value(two[0]), value(two[1])) {
                if left == right { sums.right += 1 } else { sums.wrong += 1 }
            }
        }
    }
    sums
}

/// The parts of a text. Digits with a letter, a point or a comma between them are no whole number.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let part = match sign {
            _ if sign.is_whitespace() => continue,
            '+' => Part::Plus,
            '-' | '−' => Part::Minus,
            '*' | '×' | '·' | '⋅' => Part::Times,
            '/' | '÷' => Part::Over,
            '(' => Part::Open,
            ')' => Part::Close,
            '=' => Part::Equals,
            _ if sign.is_alphanumeric() => {
                let mut run = String::from(sign);
                loop {
                    let mut ahead = signs.clone();
                    match (ahead.next(), ahead.next()) {
                        (Some(next), _) if next.is_alphanumeric() => run.extend(signs.next()),
                        (Some('.' | ',' | '\'' | '’' | '_'), Some(after)) if after.is_alphanumeric() => {
                            run.extend(signs.next());
                        }
                        _ => break,
                    }
                }
                let is_plain_word = run.chars().nth(1).is_some() && run.chars().all(char::is_alphabetic);
                match run.parse() {
                    Ok(number) => Part::Number(number),
                    Err(_) if is_plain_word && !OPERATORS.contains(&run.to_lowercase().as_str()) => Part::Word,
                    Err(_) => Part::Other,
                }
            }
            '.' | ',' | ';' | ':' | '!' | '?' | '"' | '“' | '”' | '…' | '。' | '，' | '！' | '？' => {
                Part::Word
            }
            _ => Part::Other,
        };
        parts.push(part);
    }
    parts
}

/// The value of a whole expression.
fn value(parts: &[Part]) -> Option<i64> {
    let mut rest = parts;
    let value = sum(&mut rest, 0)?;
    rest.is_empty().then_some(value)
}

fn sum(rest: &mut &[Part], depth: usize) -> Option<i64> {
    let mut value = product(rest, depth)?;
    while let Some(sign @ (Part::Plus | Part::Minus)) = rest.first() {
        *rest = &rest[1..];
        let next = product(rest, depth)?;
        value = if *sign == Part::Plus { value.checked_add(next)? } else { value.checked_sub(next)? };
    }
    Some(value)
}

fn product(rest: &mut &[Part], depth: usize) -> Option<i64> {
    let mut value = factor(rest, depth)?;
    while let Some(sign @ (Part::Times | Part::Over)) = rest.first() {
        *rest = &rest[1..];
        let next = factor(rest, depth)?;
        let is_whole = *sign == Part::Times || value.checked_rem(next)? == 0;
        let result = if *sign == Part::Times { value.checked_mul(next) } else { value.checked_div(next) };
        value = result.filter(|_| is_whole)?;
    }
    Some(value)
}

fn factor(rest: &mut &[Part], depth: usize) -> Option<i64> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    match first {
        Part::Number(number) => Some(*number),
        // One sign before a number, and no more.
        Part::Minus => match after.split_first()? {
            (Part::Number(number), after) => {
                *rest = after;
                number.checked_neg()
            }
            _ => None,
        },
        Part::Open if depth < DEEPEST => {
            let value = sum(rest, depth + 1)?;
            let (close, after) = rest.split_first()?;
            *rest = after;
            (*close == Part::Close).then_some(value)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_counted() {
        for (text, right, wrong) in [
            ("2 + 2 = 4 .", 1, 0),
            ("2 + 2 = 5 .", 0, 1),
            ("2+2=4.", 1, 0),
            ("2 ^ 3 + 1 = 4", 0, 0),
            ("x 3 + 1 = 4", 0, 0),
            ("5 % of 3 + 1 = 4", 0, 0),
            ("7 mod 3 + 1 = 4", 0, 0),
            ("2 plus 3 + 1 = 4", 0, 0),
            ("well , 3 + 1 = 4 ! so 4 + 1 = 6 ?", 1, 1),
            ("( 3 + 5 ) / 2 = First 3 + 5 = 8 then 8 / 2 = 4", 2, 0),
            ("( 3 + 5 ) / 2 = First 3 + 5 = 7 then 8 / 2 = 4", 1, 1),
            ("3 - 5 = -2", 1, 0),
            ("2 + 3 * 4 = 14 = 7 × 2", 2, 0),
            ("7 / 2 = 3", 0, 0),
            ("7 / 0 = 3", 0, 0),
            ("9223372036854775807 + 1 = 0", 0, 0),
            ("4 = 5", 0, 0),
            ("x + 2 = 5", 0, 0),
            ("1.5 + 1 = 2", 0, 0),
            ("1,000 + 1 = 1,001", 0, 0),
            ("on 2024-01-05 = well", 0, 0),
            ("((((((((((1+1))))))))))=2", 0, 0),
            ("- - 2 + 1 = 3", 0, 0),
            ("=", 0, 0),
            ("", 0, 0),
        ] {
            assert_eq!(count(text), Sums { right, wrong }, "{text}");
        }
    }
}
