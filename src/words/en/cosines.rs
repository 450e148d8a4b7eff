//! The texts of the picture of a pair token by token: what it is of, and what its cosines come to. Nothing is said of them but what the reading at hand
//! holds.

use crate::beside;
use crate::data::Side;
use crate::gauges::{Lean, MapPart, MapReading, MapTold, TokenAt};
use crate::words::amounts;

/// Where it stands in the sheet.
pub fn way() -> &'static str {
    "One pair, token by token"
}
/// What it is about.
pub fn about() -> &'static str {
    "Which tokens pull on which? Of the lab’s own run as it was trained here: the cosine of the gradients of each two tokens of a pair, by all parameters. At \
+1 what makes one token likelier makes the other likelier too, at \u{2212}1 less likely. Nothing is trained for it."
}
/// What the papers say.
pub fn papers() -> &'static str {
    "Yuan et al. (2410.13828) look at gradient entanglement token by token."
}
/// Which run.
pub fn run() -> &'static str {
    "Run"
}
/// Which step of the preference phase.
pub fn step() -> &'static str {
    "Preference step"
}
/// Which pair.
pub fn pair() -> &'static str {
    "Pair"
}
/// Begins.
pub fn begin() -> &'static str {
    "Compare the gradients"
}
/// Ends before its time.
pub fn stop() -> &'static str {
    "Stop here"
}
/// Where it is at work.
pub fn at_work() -> &'static str {
    "The gradients are computed …"
}
/// What the session does not have.
pub fn no_session() -> &'static str {
    "There is no trained run of this lab at hand yet."
}
/// The run that is asked for has no step yet.
pub fn not_trained() -> &'static str {
    "This run has no step of its preference phase yet: let the lab train, and ask again."
}
/// The lab is another one by now.
pub fn other_lab() -> &'static str {
    "The page has gone on to another version of the lab. Close this sheet and open it anew."
}
/// The answers, over rows and columns.
pub fn sides() -> &'static [&'static str; 2] {
    &["chosen", "rejected"]
}
/// How the picture is used by keys.
pub fn keys() -> &'static str {
    "Cosines of the pair’s tokens: arrow keys go from cell to cell"
}
/// What its signs are.
pub fn signs() -> &'static str {
    "Purple is below 0, green above, the stronger the further, and where there is no room for the number a dash is below 0; × has no value, because a gradient there is zero. Rows and columns are the same tokens, the \
chosen answer’s before the line and the rejected one’s after it; bars stand where the answers differ."
}
/// What has no value, beneath the picture.
pub fn undefined() -> &'static str {
    "no value"
}
/// The table.
pub fn table() -> &'static str {
    "All cosines"
}
/// The table, where there are too many to be seen at once.
pub fn row() -> &'static str {
    "The cosines of one token"
}
/// The heads of the table of one token: the other token, and their cosine.
pub fn heads() -> &'static [&'static str; 2] {
    &["With", "Cosine"]
}
/// The table's first head.
pub fn token_label() -> &'static str {
    "Token"
}
/// Saves them.
pub fn save() -> &'static str {
    "Save as CSV"
}
/// Saves the picture.
pub fn save_picture() -> &'static [&'static str; 2] {
    &["Picture as SVG", "Picture as PNG"]
}
/// Which run, step and pair it is of.
pub fn picture_title(run: &str, step: usize, pair: usize) -> String {
    format!("{run}, step {step}, pair {}", pair + 1)
}

/// There is no such pair among those that are trained.
pub fn no_pair(given: usize, pairs: usize) -> String {
    format!("There is no pair {}; the lab trains {pairs}.", given + 1)
}

/// A token without quotation marks, for a head of the table.
pub fn token_head((of, place, word): TokenAt<'_>) -> String {
    format!("{} {} {}", side(of), place + 1, beside::isolated(beside::token(word)))
}

/// A cosine.
pub fn cosine(value: Option<f64>) -> String {
    match value {
        Some(value) => amounts::cosine(value),
        None => undefined().to_owned(),
    }
}

/// What stands in a cell.
pub fn seen(row: TokenAt<'_>, column: TokenAt<'_>, value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{} with {}: {}.", token(row), token(column), cosine(Some(value))),
        None => format!("{} with {}: no value, a gradient is zero.", token(row), token(column)),
    }
}

/// What the cosines come to, a sentence for each thing that is there to be said.
pub fn sentences(told: &MapTold<'_>) -> Vec<String> {
    let MapTold { reading, is_alike, .. } = told;
    let mut said = if *is_alike {
        vec![format!("The answers are the same in all {} tokens: there is no difference.", reading.tokens[0])]
    } else {
        vec![before(told), at(told), after(&reading.after)]
    };
    said.extend(least(told));
    said.extend(undefined_of(reading));
    said.extend(verdict(told));
    said
}

/// An answer.
fn side(side: Side) -> &'static str {
    sides()[usize::from(side != Side::Chosen)]
}

/// A token, as in: chosen 3, “a”.
fn token((of, place, word): TokenAt<'_>) -> String {
    format!("{} {}, {}", side(of), place + 1, quote(word))
}

fn quote(word: &str) -> String {
    format!("“{}”", beside::isolated(beside::token(word)))
}

fn tokens(count: usize) -> String {
    if count == 1 { "one token".to_owned() } else { format!("{count} tokens") }
}

/// A mean of so many; of one it is no mean.
fn mean(mean: f64, count: usize) -> String {
    if count == 1 { cosine(Some(mean)) } else { format!("{} in the mean", cosine(Some(mean))) }
}

fn before(told: &MapTold<'_>) -> String {
    let part = &told.reading.before;
    match (part.count, part.mean) {
        (0, _) => "Before the difference there is nothing: it is at the first token.".to_owned(),
        (count, None) => format!("Before the difference, {}: not every cosine has a value.", tokens(count)),
        (1, _) if told.is_same_before => {
            "Before the difference one token, which both answers have in the same context: one and the same gradient, cosine 1.".to_owned()
        }
        (count, _) if told.is_same_before => {
            format!("Before the difference {count} tokens, which both answers have in the same contexts: the same gradients, cosine 1 each.")
        }
        (count, Some((value, _))) => {
            format!("Before the difference, {}, each with itself in the other answer: {}.", tokens(count), mean(value, count))
        }
    }
}

fn at(told: &MapTold<'_>) -> String {
    let part = &told.reading.at;
    match (part.count, part.mean, told.first) {
        (0, ..) => {
            "At the difference one answer has nothing that could be compared: the other one has tokens more.".to_owned()
        }
        (_, None, _) => "At the difference not every cosine has a value.".to_owned(),
        (1, Some((value, _)), Some([(.., own), (.., other)])) => {
            format!("At the difference, {} with {}: {}.", quote(own), quote(other), cosine(Some(value)))
        }
        (count, Some((value, _)), _) => format!(
            "At the difference, {} of the chosen answer with {} of the rejected one: {}.",
            tokens(told.own[0]),
            tokens(told.own[1]),
            mean(value, count)
        ),
    }
}

fn after(part: &MapPart) -> String {
    match (part.count, part.mean) {
        (0, _) => "After the difference there is nothing that both share.".to_owned(),
        (count, None) => format!("After the difference, {}: not every cosine has a value.", tokens(count)),
        (count, Some((value, _))) => {
            format!(
                "After the difference, {}, each with itself in the other answer: {}.",
                tokens(count),
                mean(value, count)
            )
        }
    }
}

/// Which tokens of the two answers oppose one another most.
fn least(told: &MapTold<'_>) -> Option<String> {
    let ([one, other], value) = told.least?;
    let (one, other) = (token(one), token(other));
    Some(if value < 0.0 {
        format!("Most opposed of a chosen and a rejected token: {one} and {other} ({}).", cosine(Some(value)))
    } else {
        format!(
            "No chosen token opposes a rejected one: the least cosine is {}, of {one} and {other}.",
            cosine(Some(value))
        )
    })
}

fn undefined_of(reading: &MapReading) -> Option<String> {
    let (of, count) = reading.undefined;
    let have = if count == 1 { "has" } else { "have" };
    (count > 0).then(|| format!("{count} of {of} cosines {have} no value: a gradient there is zero."))
}

/// What the shared tokens and those that differ do to what couples the answers; nothing where there is no difference to speak of.
fn verdict(told: &MapTold<'_>) -> Option<String> {
    let [at, after] = told.leans?;
    let shared = match after {
        Some(Lean::Together) => "the shared tokens after the difference go together",
        Some(Lean::Against) => "the shared tokens after the difference oppose one another",
        Some(Lean::Neither) => "the shared tokens after the difference hardly do either",
        None => "of the shared tokens after the difference not all have a value",
    };
    let own = match at {
        Some(Lean::Together) => "those that differ go together",
        Some(Lean::Against) => "those that differ oppose one another",
        Some(Lean::Neither) => "those that differ hardly do either",
        None => "of those that differ not all have a value",
    };
    Some(format!(
        "⟨∇c, ∇r⟩, which couples two answers (Yuan et al.), is the sum over all tokens of both: what goes together adds to it, what opposes takes from it. Here {shared}; {own}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::TokenPair;
    use crate::gauges::TokenMap;

    /// What is said of a pair of which the shared tokens before the difference, those that differ, and those after it have these cosines; every other one is 0.5.
    fn said(chosen: &[u32], rejected: &[u32], [before, at, after]: [Option<f64>; 3]) -> Vec<String> {
        let pair = TokenPair { prompt: vec![1], chosen: chosen.into(), rejected: rejected.into() };
        let words = Side::BOTH.map(|side| side.tokens(&pair).iter().map(|id| format!("w{id}")).collect::<Vec<_>>());
        let (head, tail) = pair.common_ends();
        let (first, all) = (chosen.len(), chosen.len() + rejected.len());
        let cosine = |one: usize, other: usize| {
            let (one, other) = (one.min(other), one.max(other));
            if one >= first || other < first {
                return Some(if one == other { 1.0 } else { 0.5 });
            }
            let (place, with) = (one, other - first);
            match () {
                () if place < head && place == with => before,
                () if place >= first - tail && first - place == all - other => after,
                () if (head..first - tail).contains(&place) && (head..rejected.len() - tail).contains(&with) => at,
                () => Some(0.5),
            }
        };
        let rows = (0..all).map(|one| (0..all).map(|other| cosine(one, other)).collect()).collect();
        sentences(&TokenMap::new(&pair, words, rows).expect("it fits").told())
    }

    const ONE_APART: [&[u32]; 2] = [&[5, 6, 7, 0], &[5, 8, 7, 0]];

    #[test]
    fn what_the_numbers_hold_is_told() {
        let [chosen, rejected] = ONE_APART;
        assert_eq!(
            said(chosen, rejected, [Some(1.0), Some(-0.42), Some(0.75)]),
            [
                "Before the difference one token, which both answers have in the same context: one and the same gradient, cosine 1.",
                "At the difference, “w6” with “w8”: \u{2212}0.42.",
                "After the difference, 2 tokens, each with itself in the other answer: +0.75 in the mean.",
                "Most opposed of a chosen and a rejected token: chosen 2, “w6” and rejected 2, “w8” (\u{2212}0.42).",
                "⟨∇c, ∇r⟩, which couples two answers (Yuan et al.), is the sum over all tokens of both: what goes together adds to it, what opposes takes from it. Here the shared tokens after the difference go together; those that differ oppose one another.",
            ]
        );
    }

    #[test]
    fn what_the_numbers_deny_is_not_claimed() {
        let [chosen, rejected] = ONE_APART;
        let verdict = |at: f64, after: f64| {
            said(chosen, rejected, [Some(1.0), Some(at), Some(after)]).pop().expect("something is said")
        };
        let check = |at: f64, after: f64, expected: &str| {
            let told = verdict(at, after);
            assert!(told.ends_with(expected), "{at} {after}: {told}");
        };
        check(
            -0.05,
            0.05,
            "Here the shared tokens after the difference go together; those that differ oppose one another.",
        );
        check(
            -0.049,
            0.3,
            "Here the shared tokens after the difference go together; those that differ hardly do either.",
        );
        check(0.2, 0.3, "Here the shared tokens after the difference go together; those that differ go together.");
        check(
            -0.2,
            0.01,
            "Here the shared tokens after the difference hardly do either; those that differ oppose one another.",
        );
        check(
            -0.2,
            -0.3,
            "Here the shared tokens after the difference oppose one another; those that differ oppose one another.",
        );
        check(
            0.2,
            -0.3,
            "Here the shared tokens after the difference oppose one another; those that differ go together.",
        );
        check(
            0.0,
            0.0,
            "Here the shared tokens after the difference hardly do either; those that differ hardly do either.",
        );
    }

    #[test]
    fn gradients_before_the_difference_are_the_same_only_where_they_are() {
        let [chosen, rejected] = ONE_APART;
        let first = |before: Option<f64>| said(chosen, rejected, [before, Some(0.0), Some(0.0)]).remove(0);
        assert!(first(Some(1.0 - 1e-9)).ends_with("one and the same gradient, cosine 1."), "{}", first(Some(1.0)));
        assert_eq!(first(Some(0.98)), "Before the difference, one token, each with itself in the other answer: +0.98.");
        assert_eq!(first(None), "Before the difference, one token: not every cosine has a value.");
        let two = said(&[5, 5, 6, 0], &[5, 5, 8, 0], [Some(1.0), Some(0.0), Some(0.0)]);
        assert!(two[0].contains("2 tokens") && two[0].ends_with("the same gradients, cosine 1 each."), "{}", two[0]);
        let none = said(&[6, 5, 5, 0], &[8, 5, 5, 0], [None, Some(0.0), Some(0.0)]);
        assert_eq!(none[0], "Before the difference there is nothing: it is at the first token.");
    }

    #[test]
    fn no_opposition_is_claimed_where_there_is_none() {
        let [chosen, rejected] = ONE_APART;
        let told = said(chosen, rejected, [Some(1.0), Some(0.0), Some(0.5)]);
        assert_eq!(
            told[3],
            "No chosen token opposes a rejected one: the least cosine is 0.00, of chosen 2, “w6” and rejected 2, “w8”."
        );
        let told = said(chosen, rejected, [Some(1.0), Some(-0.0004), Some(0.5)]);
        assert!(told[3].starts_with("Most opposed") && told[3].ends_with("(\u{2212}0.0004)."), "{}", told[3]);
    }

    #[test]
    fn what_has_no_value_is_told_and_nothing_is_made_of_it() {
        let [chosen, rejected] = ONE_APART;
        let told = said(chosen, rejected, [Some(1.0), None, Some(0.5)]);
        assert_eq!(told[1], "At the difference not every cosine has a value.");
        assert_eq!(told[4], "1 of 36 cosines has no value: a gradient there is zero.");
        assert!(
            told[5].ends_with(
                "Here the shared tokens after the difference go together; of those that differ not all have a value."
            ),
            "{}",
            told[5]
        );
        assert_eq!(said(chosen, rejected, [Some(1.0), None, None]).len(), 6);
    }

    #[test]
    fn answers_that_differ_otherwise_are_told_as_such() {
        let same = said(&[5, 6, 0], &[5, 6, 0], [Some(1.0); 3]);
        assert_eq!(same[0], "The answers are the same in all 3 tokens: there is no difference.");
        assert_eq!(same.len(), 2);
        let more = said(&[5, 0], &[5, 6, 0], [Some(1.0); 3]);
        assert!(more[1].ends_with("the other one has tokens more.") && more.len() == 4, "{more:?}");
        let far = said(&[5, 6, 0], &[7, 8, 9, 0], [None, Some(-0.4), Some(0.3)]);
        assert_eq!(
            far[1],
            "At the difference, 2 tokens of the chosen answer with 3 tokens of the rejected one: \u{2212}0.40 in the mean."
        );
        assert!(far[4].ends_with("those that differ oppose one another."), "{far:?}");
    }

    #[test]
    fn cosines_say_their_sign() {
        let check = |value: Option<f64>, expected: &str| assert_eq!(cosine(value), expected, "{value:?}");
        check(Some(1.0), "+1.00");
        check(Some(-0.456), "\u{2212}0.46");
        check(Some(0.0042), "+0.004");
        check(Some(-0.000_01), "\u{2212}0.00001");
        check(Some(0.0), "0.00");
        check(None, "no value");
    }
}
