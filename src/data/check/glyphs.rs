//! What of a token can be seen: characters without a shape, and the look of the others.
//!
//! The look of a token is its canonical decomposition (Unicode, UAX #15, NFD), in which “é” is one whether it was written as one character or two, without
//! characters that have no shape, and with letters of other alphabets that look like Latin ones replaced by those. Of the confusables of Unicode
//! (UTS #39) these are the ones that are the same in nearly every typeface: l and 1, O and 0, α and a are not.

/// How a token looks: two with the same look are the same to the eye.
pub fn look(token: &str) -> String {
    if token.is_ascii() {
        return token.to_owned();
    }
    let shown: String = token.chars().filter(|sign| !is_without_shape(*sign)).collect();
    let mut look = String::new();
    for part in decomposed(&shown).chars() {
        match known(part) {
            Known::One(latin) => look.push(latin),
            Known::Several(latin) => look.push_str(latin),
        }
    }
    look
}

/// NFD, as the browser has it: its tables would be a fifth of the engine.
#[cfg(target_arch = "wasm32")]
fn decomposed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFD").into()
}

/// NFD.
#[cfg(not(target_arch = "wasm32"))]
fn decomposed(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfd(text).collect()
}

/// The characters of a token that cannot be seen and do nothing for those beside them, with their places in bytes. What joins emoji, or letters of
/// Persian or Indian scripts, is none of them; nor are the marks of direction in a text that is written from the right.
pub fn invisible_signs(token: &str) -> impl Iterator<Item = (usize, char)> {
    let is_plain = token.chars().all(|sign| sign.is_ascii() || is_without_shape(sign));
    let is_idle = move |(at, sign): &(usize, char)| match sign {
        _ if sign.is_ascii() => false,
        // Letters before and after a joiner are those that it joins.
        '\u{200C}' | '\u{200D}' => {
            let before = token.get(..*at).and_then(|text| text.chars().next_back());
            is_plain
                || before.is_none_or(|before| before.is_ascii() || (is_without_shape(before) && before != '\u{FE0F}'))
        }
        '\u{200E}' | '\u{200F}' | '\u{061C}' => is_plain,
        // Of these an emoji is made.
        '\u{E0020}'..='\u{E007F}' => !token.contains('\u{1F3F4}'),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' => false,
        _ => is_without_shape(*sign),
    };
    token.char_indices().filter(is_idle)
}

/// A token without [`invisible_signs`]; nothing where it is nothing else.
pub fn without_invisible(token: &str) -> String {
    let mut hidden = invisible_signs(token).peekable();
    let seen = token.char_indices().filter(|(at, _)| hidden.next_if(|(place, _)| place == at).is_none());
    seen.map(|(_, sign)| sign).collect()
}

/// Whether a character has no shape of its own (Unicode's `Default_Ignorable_Code_Point`, as far as it is assigned, and the blank of Braille).
fn is_without_shape(sign: char) -> bool {
    matches!(
        sign,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// What a character looks like.
enum Known {
    One(char),
    Several(&'static str),
}

/// A decomposed character as the Latin one that it looks like, or itself.
fn known(sign: char) -> Known {
    // Wide letters and digits; wide punctuation is what East Asian texts have, and looks like it.
    if let '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' = sign {
        let plain = char::from_u32(u32::from(sign) - 0xFEE0);
        return Known::One(plain.unwrap_or(sign));
    }
    if let Some((_, several)) = LIGATURES.iter().find(|(ligature, _)| *ligature == sign) {
        return Known::Several(several);
    }
    let latin = ALIKE.iter().find_map(|(latin, others)| others.contains(sign).then_some(*latin));
    Known::One(latin.unwrap_or(sign))
}

/// Characters that look like several.
const LIGATURES: [(char, &str); 6] = [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('…', "...")];

/// Latin characters, and those of other alphabets that look like them: Cyrillic, Greek, Armenian and Cherokee letters and typographic signs.
const ALIKE: [(char, &str); 45] = [
    ('a', "аɑ"),
    ('c', "сϲ"),
    ('d', "ԁ"),
    ('e', "е"),
    ('g', "ɡ"),
    ('h', "һ"),
    ('i', "і"),
    ('j', "јϳ"),
    ('k', "ĸ"),
    ('l', "ӏ"),
    ('n', "ո"),
    ('o', "оοօ"),
    ('p', "р"),
    ('q', "ԛ"),
    ('s', "ѕ"),
    ('u', "ս"),
    ('v', "ѵν"),
    ('w', "ԝ"),
    ('x', "х"),
    ('y', "у"),
    ('A', "АΑᎪ"),
    ('B', "ВΒ"),
    ('C', "СϹᏟ"),
    ('D', "Ꭰ"),
    ('E', "ЕΕᎬ"),
    ('G', "Ԍ"),
    ('H', "НΗᎻ"),
    ('I', "ІΙӀ"),
    ('J', "ЈᎫ"),
    ('K', "КΚᏦ\u{212A}"),
    ('L', "Ꮮ"),
    ('M', "МΜᎷ"),
    ('N', "Ν"),
    ('O', "ОΟՕ"),
    ('P', "РΡᏢ"),
    ('Q', "Ԛ"),
    ('S', "ЅՏᏚ"),
    ('T', "ТΤᎢ"),
    ('W', "ԜᎳ"),
    ('X', "ХΧ"),
    ('Y', "ҮΥ"),
    ('Z', "ΖᏃ"),
    ('\'', "‘’ʼ′ˈ"),
    ('"', "“”″"),
    ('-', "‐‑‒−"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_has_the_same_look() {
        for (a, b) in [
            ("caf\u{e9}", "cafe\u{301}"),
            ("yes\u{200b}", "yes"),
            ("\u{440}\u{430}ura", "paura"),
            ("ｙｅｓ", "yes"),
            ("ﬁre", "fire"),
            ("don’t", "don't"),
            ("\u{202e}yes\u{202c}", "yes"),
            ("Ο\u{301}", "Ó"),
            // Marks above and below, in either order.
            ("q\u{307}\u{323}", "q\u{323}\u{307}"),
            ("\u{ac00}", "\u{1100}\u{1161}"),
            ("\u{212b}", "\u{c5}"),
            ("ё", "ë"),
        ] {
            assert_eq!(look(a), look(b), "{a:?} {b:?}");
        }
        for (a, b) in
            [("l", "1"), ("α", "a"), ("yes", "Yes"), ("e", "é"), ("–", "-"), ("？", "?"), ("и", "u"), ("青い", "赤い")]
        {
            assert_ne!(look(a), look(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn only_what_does_nothing_is_taken_out() {
        for (token, left) in [
            ("yes", "yes"),
            ("yes\u{200b}", "yes"),
            ("\u{feff}yes", "yes"),
            ("\u{202e}yes\u{202c}", "yes"),
            ("so\u{ad}lar", "solar"),
            ("\u{200b}", ""),
            ("a\u{200d}b", "ab"),
            ("\u{200e}yes", "yes"),
            // Families, flags, hearts, Persian and Hebrew.
            ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
            ("👍🏽\u{200d}", "👍🏽\u{200d}"),
            ("\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("\u{200f}שלום", "\u{200f}שלום"),
            ("", ""),
        ] {
            assert_eq!(without_invisible(token), left, "{token:?}");
        }
    }

    #[test]
    fn no_character_looks_like_two_others() {
        let mut all: Vec<char> = ALIKE.iter().flat_map(|(_, others)| others.chars()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|sign| !sign.is_ascii()));
    }
}
