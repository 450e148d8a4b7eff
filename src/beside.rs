//! Text that others wrote, beside other text: the writing direction that a name or a token brings stays with it, and white space that is a token can be
//! seen.
//!
//! A line is ordered as a whole: after a word that is written from right to left a number reads "02.3−", and one control character, U+202E,
//! turns all that follows it. Isolates keep a text's direction to itself, provided that they are balanced inside it: one end too many would
//! close what was put around, one beginning too many would take its end.
//!
//! Source: Unicode Standard Annex 9, "Unicode Bidirectional Algorithm", sections 2.4, 3.3.2 and 6.3.

use std::borrow::Cow;

/// First strong isolate: what follows has the direction of its first letter that has one.
const BEGIN: char = '\u{2068}';
/// Pop directional isolate: ends the isolate that began last.
const END: char = '\u{2069}';

/// A text as it can be put into a sentence, a label or a picture: what is beside it reads as it would without. A text that only runs from
/// left to right is that already, and stays as it is.
pub fn isolated(text: &str) -> Cow<'_, str> {
    if !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let mut isolated = String::from(BEGIN);
    let mut open = 1;
    for letter in text.chars() {
        match letter {
            '\u{2066}'..=BEGIN => open += 1,
            END if open == 1 => continue,
            END => open -= 1,
            _ => {}
        }
        // The end of a paragraph ends every isolate in it, too.
        isolated.push(if separates(letter) { char::REPLACEMENT_CHARACTER } else { letter });
    }
    isolated.extend(std::iter::repeat_n(END, open));
    Cow::Owned(isolated)
}

/// The same for an element that isolates what is in it, as `<bdi>` does: only control characters can break out of it. What is copied from there
/// is in all other texts what a person wrote.
pub fn contained(text: &str) -> Cow<'_, str> {
    if text.contains(|letter| is_control(letter) || separates(letter)) { isolated(text) } else { Cow::Borrowed(text) }
}

/// A token as it is shown: one that is white space as a sign that can be seen. None that is a word is.
pub fn token(token: &str) -> &str {
    SPACES.iter().find(|(space, _)| *space == token).map_or(token, |(_, sign)| sign)
}

/// White space, with signs in its place.
const SPACES: [(&str, &str); 26] = [
    (" ", "␣"),
    ("\n", "↵"),
    ("\t", "⇥"),
    ("\r\n", "␍↵"),
    ("\r", "␍"),
    ("\u{a0}", "⍽"),
    ("\u{b}", "U+000B"),
    ("\u{c}", "U+000C"),
    ("\u{85}", "U+0085"),
    ("\u{1680}", "U+1680"),
    ("\u{2000}", "U+2000"),
    ("\u{2001}", "U+2001"),
    ("\u{2002}", "U+2002"),
    ("\u{2003}", "U+2003"),
    ("\u{2004}", "U+2004"),
    ("\u{2005}", "U+2005"),
    ("\u{2006}", "U+2006"),
    ("\u{2007}", "U+2007"),
    ("\u{2008}", "U+2008"),
    ("\u{2009}", "U+2009"),
    ("\u{200a}", "U+200A"),
    ("\u{2028}", "U+2028"),
    ("\u{2029}", "U+2029"),
    ("\u{202f}", "U+202F"),
    ("\u{205f}", "U+205F"),
    ("\u{3000}", "U+3000"),
];

/// A text in which all white space can be seen, and told from other white space: single spaces between letters as they are, any other as a
/// sign. In texts that are made of words there is none.
pub fn visible(text: &str) -> Cow<'_, str> {
    let plain = |sign: char| sign == ' ' || !sign.is_whitespace();
    if text.chars().all(plain) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut signs = text.chars().peekable();
    let mut is_behind_letter = false;
    while let Some(sign) = signs.next() {
        let is_before_letter = signs.peek().is_some_and(|next| !next.is_whitespace());
        match sign {
            ' ' if is_behind_letter && is_before_letter => shown.push(' '),
            sign => shown.push_str(token(sign.encode_utf8(&mut [0; 4]))),
        }
        is_behind_letter = !sign.is_whitespace();
    }
    Cow::Owned(shown)
}

/// Whether a letter only turns others, and is not seen itself.
pub fn is_control(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..=END)
}

/// Whether a letter may turn the direction of those beside it: the blocks that Unicode keeps for scripts from right to left, and the controls.
fn turns(letter: char) -> bool {
    let blocks = matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        || matches!(letter, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    blocks || letter == '\u{200f}' || is_control(letter) || separates(letter)
}

fn separates(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2029}')
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

    /// What is beside a text in a line that runs from left to right.
    const BESIDE: [&str; 2] = ["Pair 2: ", " −3.20 nats, +4 %"];

    /// Whether it is ordered as in a line without the text: each letter of it from left to right, before and after all of the text.
    fn reads_as_written(text: &str) -> bool {
        let line = format!("{}{text}{}", BESIDE[0], BESIDE[1]);
        let info = BidiInfo::new(&line, Some(Level::ltr()));
        let [paragraph] = &info.paragraphs[..] else { return false };
        let levels = info.reordered_levels(paragraph, paragraph.range.clone());
        let is_plain =
            |range: std::ops::Range<usize>| levels[range].iter().all(|level| level.is_ltr() && level.number() == 0);
        is_plain(0..BESIDE[0].len()) && is_plain(line.len() - BESIDE[1].len()..line.len())
    }

    #[test]
    fn what_turns_a_line_is_kept_from_what_is_beside_it() {
        let turning = [
            "שלום",
            "a שלום",
            "\u{202e}abc",
            "\u{202b}a",
            "\u{2067}a",
            "\u{2066}\u{202e}a",
            "x\u{2069}\u{202e}y",
            "\u{661}",
        ];
        for text in
            turning.into_iter().chain(["a\nb\u{202e}", "\u{200f}", "\u{2067}\u{202e}\u{2069}\u{2069}\u{2069}\u{202e}"])
        {
            // The last is no more than a digit, which turns nothing but may be joined to the number after it.
            assert!(text == "\u{661}" || text == "\u{2067}a" || !reads_as_written(text), "{text:?} would turn nothing");
            assert!(reads_as_written(&isolated(text)), "{text:?}");
        }
    }

    #[test]
    fn a_text_from_left_to_right_is_as_it_was() {
        for text in ["", "DPO", "β 0.3", "a;=1", "漢字", "नमस्ते", "👩‍👩‍👧", "\u{200e}a", "é"]
        {
            assert_eq!((&*isolated(text), &*contained(text)), (text, text));
        }
        assert_eq!(contained("שלום"), "שלום", "an element isolates it");
        assert_eq!(isolated("שלום"), "\u{2068}שלום\u{2069}");
    }

    #[test]
    fn white_space_can_be_seen() {
        for (text, shown) in [
            ("", ""),
            ("2 + 2 =", "2 + 2 ="),
            (" ", "␣"),
            ("a  b ", "a␣␣b␣"),
            (" a\n b\tc\r\n", "␣a↵␣b⇥c␍↵"),
            ("a\u{a0}b\u{3000}", "a⍽bU+3000"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
    }

    #[test]
    fn all_white_space_has_a_sign() {
        for sign in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|sign| sign.is_whitespace()) {
            let text = sign.to_string();
            assert!(token(&text) != text && !token(&text).contains(char::is_whitespace), "U+{:04X}", sign as u32);
        }
        assert_eq!((token("a"), token("2+"), token("")), ("a", "2+", ""));
    }

    #[test]
    fn every_letter_that_has_a_direction_from_right_to_left_is_known() {
        use BidiClass::{AL, AN, B, FSI, LRE, LRI, LRO, PDF, PDI, R, RLE, RLI, RLO};
        for letter in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let class = bidi_class(letter);
            let turning = [AL, AN, B, FSI, LRE, LRI, LRO, PDF, PDI, R, RLE, RLI, RLO].contains(&class);
            assert!(!turning || turns(letter), "U+{:04X} is {class:?}", letter as u32);
        }
    }

    fn letters() -> impl Strategy<Value = String> {
        let controls = prop::sample::select(
            "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}".chars().collect::<Vec<_>>(),
        );
        let letter = prop_oneof![4 => controls, 2 => prop::char::range('א', 'ת'), 2 => prop::char::range('!', 'z'), 1 => any::<char>()];
        prop::collection::vec(letter, 0..160).prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]
        #[test]
        fn no_text_reorders_what_is_beside_it(text in letters(), cut in 0usize..160) {
            prop_assert!(reads_as_written(&isolated(&text)), "{:?}", text);
            // Nor does one that was isolated, cut short and isolated again.
            let short: String = isolated(&text).chars().take(cut).collect();
            prop_assert!(reads_as_written(&isolated(&short)), "{:?}", short);
        }
    }
}
