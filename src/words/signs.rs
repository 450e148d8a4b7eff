//! What stands among words and is the same in every language.

use crate::beside::isolated;
use crate::data::Tokens;
use crate::plot::scale::number;
use crate::theory::Sign;

/// Where a quantity has no value.
pub const NO_VALUE: &str = "–";
/// Agreement of measured and predicted pushes, and the lack of it.
pub const AGREES: [&str; 2] = ["✓", "✗"];
/// Stands at a dashed line beside a solid one of the same run.
pub const DASHED: &str = "- -";

/// The table's metrics of the pairs that are held out, in the charts' order: TRL's names.
pub const HELD_OUT_COLUMNS: [&str; 5] =
    ["eval_logps/ chosen", "eval_logps/ rejected", "eval_rewards/ margins", "eval_rewards/ accuracies", "eval_loss"];
/// The name of the page.
pub const TITLE: &str = "DPOP Lab";
/// Stands for it where there is little room.
pub const THEME_GLYPH: &str = "◐";
/// Stands for the size of a push that is too weak for a number.
pub const HARDLY: &str = "≈0";
/// Stands where no λ is enough.
pub const NO_LAMBDA: &str = "∞";
/// A λ that is enough, and one that is not.
pub const ENOUGH: [&str; 2] = ["✓", "✗"];
/// The marks of the token strip: a push up, down, or none.
pub const GLYPHS: [&str; 3] = ["↑", "↓", "∅"];
/// Its button.
pub const HALF_GLYPH: &str = "½";
/// An event on the timeline.
pub const MARK: &str = "▾";

/// A direction as a sign.
pub fn glyph(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => GLYPHS[0],
        Sign::Down => GLYPHS[1],
        Sign::None => GLYPHS[2],
    }
}
/// Whether a λ is enough, by where the right token is pushed with it.
pub fn enough(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => ENOUGH[0],
        Sign::Down | Sign::None => ENOUGH[1],
    }
}
/// Tokens one after the other: words each have their own direction and follow from left to right, as everywhere on the page; characters are one text.
pub fn text(tokens: Tokens, words: &[&str]) -> String {
    match tokens {
        Tokens::Words => words.iter().map(|word| isolated(word)).collect::<Vec<_>>().join(" "),
        Tokens::Characters => isolated(&words.concat()).into_owned(),
    }
}
/// The end of what stands before a position.
pub fn context(tokens: Tokens, words: &[&str], shown: usize) -> String {
    match words.len().checked_sub(shown) {
        Some(0) | None => text(tokens, words),
        Some(left) => format!("… {}", text(tokens, &words[left..])),
    }
}
/// A pair in the list of them: its place and how its prompt begins.
pub fn listed(place: usize, prompt: &str) -> String {
    const MOST: usize = 36;
    let more = if prompt.chars().nth(MOST).is_some() { "…" } else { "" };
    let begins: String = prompt.chars().take(MOST).collect();
    format!("{} · {}", place + 1, isolated(&(begins + more)))
}
/// A probability in percent, in at most four characters.
pub fn percent(p: f64) -> String {
    let percent = 100.0 * p;
    if percent < 0.1 {
        "<0.1".to_owned()
    } else if percent < 9.95 {
        number(percent, 1)
    } else {
        number(percent, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_told_by_place_and_prompt() {
        assert_eq!(listed(2, "2 + 3 ="), "3 · 2 + 3 =");
        assert_eq!(listed(0, &"a".repeat(50)), format!("1 · {}…", "a".repeat(36)));
    }
}
