//! Where a character ends: extended grapheme clusters, by the rules of Unicode Standard Annex 29, section 3.1.1.
//!
//! The crate for it has more ways through a text than this one, and tables that are looked into as they lie: gzipped they would be 13 KB of a first
//! visit, where this is 2.4. The tests hold it against the crate, at every sign there is.

use super::classes::PACKED;
use std::sync::OnceLock;

/// The first character of a text, and what follows it; nothing of an empty text.
pub fn first(text: &str) -> Option<(&str, &str)> {
    let mut signs = text.char_indices();
    let (_, sign) = signs.next()?;
    let mut state = State { before: Class::Any, emoji: Emoji::None, conjunct: Conjunct::None, is_half_flag: false };
    state.step(sign, class(sign));
    for (at, sign) in signs {
        let after = class(sign);
        if state.ends_before(after) {
            return text.split_at_checked(at);
        }
        state.step(sign, after);
    }
    Some((text, ""))
}

/// What of a character's beginning decides how it goes on.
struct State {
    before: Class,
    emoji: Emoji,
    conjunct: Conjunct,
    /// Whether an odd number of letters of flags stands before.
    is_half_flag: bool,
}

/// A pictograph, marks, and a joiner: of what joins two emoji.
#[derive(Clone, Copy, PartialEq)]
enum Emoji {
    None,
    Begun,
    Joined,
}

/// A consonant and a sign that links it to the next one: of what makes one syllable of two.
#[derive(Clone, Copy, PartialEq)]
enum Conjunct {
    None,
    Begun,
    Linked,
}

impl State {
    /// Whether the character ends before what has this class. The numbers are the annex's.
    fn ends_before(&self, after: Class) -> bool {
        use Class::{
            Consonant, Control, Extend, Flag, Joiner, L, Lf, Lv, Lvt, Pictograph, Prepend, Return, SpacingMark, T, V,
        };
        match (self.before, after) {
            (Return, Lf) => false,                                           // GB3
            (Control | Return | Lf, _) | (_, Control | Return | Lf) => true, // GB4, GB5
            (L, L | V | Lv | Lvt) | (Lv | V, V | T) | (Lvt | T, T) => false, // GB6 to GB8
            (_, Extend | Joiner | SpacingMark) | (Prepend, _) => false,      // GB9 to GB9b
            (_, Consonant) => self.conjunct != Conjunct::Linked,             // GB9c
            (Joiner, Pictograph) => self.emoji != Emoji::Joined,             // GB11
            (Flag, Flag) => !self.is_half_flag,                              // GB12, GB13
            _ => true,                                                       // GB999
        }
    }

    fn step(&mut self, sign: char, class: Class) {
        self.emoji = match (class, self.emoji) {
            (Class::Pictograph, _) | (Class::Extend, Emoji::Begun) => Emoji::Begun,
            (Class::Joiner, Emoji::Begun) => Emoji::Joined,
            _ => Emoji::None,
        };
        self.conjunct = match (class, self.conjunct) {
            (Class::Consonant, _) => Conjunct::Begun,
            (Class::Extend, Conjunct::Begun | Conjunct::Linked) if LINKERS.contains(&sign) => Conjunct::Linked,
            (Class::Extend | Class::Joiner, conjunct) if sign != NON_JOINER => conjunct,
            _ => Conjunct::None,
        };
        self.is_half_flag = class == Class::Flag && !self.is_half_flag;
        self.before = class;
    }
}

/// What a sign is to those beside it: the values of `Grapheme_Cluster_Break`, of `Extended_Pictographic` and of `Indic_Conjunct_Break`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Any,
    Return,
    Lf,
    Control,
    Extend,
    Joiner,
    SpacingMark,
    Prepend,
    Pictograph,
    Consonant,
    Flag,
    L,
    V,
    T,
    Lv,
    Lvt,
}

/// The classes that are in the table, in its order.
const CLASSES: [Class; 10] = [
    Class::Control,
    Class::Extend,
    Class::SpacingMark,
    Class::Prepend,
    Class::Pictograph,
    Class::Consonant,
    Class::Flag,
    Class::L,
    Class::V,
    Class::T,
];

/// `Indic_Conjunct_Break=Linker`; all other marks that extend are of its value `Extend`, but for one.
const LINKERS: [char; 20] = [
    '\u{94D}',
    '\u{9CD}',
    '\u{ACD}',
    '\u{B4D}',
    '\u{C4D}',
    '\u{D4D}',
    '\u{1039}',
    '\u{17D2}',
    '\u{1A60}',
    '\u{1B44}',
    '\u{1BAB}',
    '\u{A9C0}',
    '\u{AAF6}',
    '\u{10A3F}',
    '\u{11133}',
    '\u{113D0}',
    '\u{1193E}',
    '\u{11A47}',
    '\u{11A99}',
    '\u{11F42}',
];

/// This one.
const NON_JOINER: char = '\u{200C}';

fn class(sign: char) -> Class {
    match sign {
        ' '..='~' => Class::Any,
        '\r' => Class::Return,
        '\n' => Class::Lf,
        '\u{200D}' => Class::Joiner,
        // A syllable of Hangul that ends with its vowel, or with one of 27 letters after it.
        '\u{AC00}'..='\u{D7A3}' if (u32::from(sign) - 0xAC00).is_multiple_of(28) => Class::Lv,
        '\u{AC00}'..='\u{D7A3}' => Class::Lvt,
        _ => {
            let (ranges, sign) = (RANGES.get_or_init(unpacked), u32::from(sign));
            let place = ranges.partition_point(|range| range.end <= sign);
            ranges.get(place).filter(|range| range.start <= sign).map_or(Class::Any, |range| range.class)
        }
    }
}

/// Signs of a class that lie side by side.
struct Range {
    start: u32,
    end: u32,
    class: Class,
}

static RANGES: OnceLock<Vec<Range>> = OnceLock::new();

fn unpacked() -> Vec<Range> {
    let mut bytes = PACKED.iter().copied();
    let mut ranges: Vec<Range> = Vec::new();
    while let Some(head) = bytes.next() {
        let length = match head % 16 {
            15 => 16 + number(&mut bytes),
            more => u32::from(more) + 1,
        };
        let start = ranges.last().map_or(0, |last| last.end) + number(&mut bytes);
        let class = CLASSES.get(usize::from(head / 16)).copied().unwrap_or(Class::Any);
        ranges.push(Range { start, end: start + length, class });
    }
    ranges
}

/// Seven bits a byte, the lowest first; all but the last have the eighth set.
fn number(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let (mut value, mut shift) = (0, 0);
    for byte in bytes {
        value |= u32::from(byte % 128) << shift;
        shift += 7;
        if byte < 128 {
            break;
        }
    }
    value
}
