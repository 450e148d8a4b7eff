//! Families of preference pairs, made by rule: sums with a wrong result, templates with slots, and answers a chosen distance apart.
//!
//! Every generator counts before it makes, so that no typed range asks for more than a lab file holds.

use super::distance::edit_distance;
use super::field_error::{Fault, FieldError};
use super::lab_file::{Dataset, limits};
use super::pair::PairText;
use super::tokens::Tokens;
use super::vocabulary::EOS;

/// The largest number that a sum is made from.
pub const LARGEST: u32 = 999;

/// The longest text that a template makes, in bytes: as much as a sequence of the longest tokens.
pub const LONGEST: usize = limits::POSITIONS * (limits::TOKEN_CHARS + 1);

/// The longest list of slots in a template.
pub const MOST_SLOTS: usize = 16;

/// An operation of arithmetic whose results are whole and not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// a + b.
    Plus,
    /// a − b, where b is not larger.
    Minus,
    /// a × b.
    Times,
}

impl Operator {
    /// All of them.
    pub const ALL: [Operator; 3] = [Operator::Plus, Operator::Minus, Operator::Times];

    /// The token in the prompt.
    pub fn token(self) -> &'static str {
        match self {
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
        }
    }

    fn result(self, a: u32, b: u32) -> Option<u32> {
        match self {
            Operator::Plus => a.checked_add(b),
            Operator::Minus => a.checked_sub(b),
            Operator::Times => a.checked_mul(b),
        }
    }
}

/// How a wrong result misses the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// One too many.
    Above,
    /// One too few; where that would be negative, one too many.
    Below,
    /// One pair of each.
    Both,
}

impl Miss {
    /// All of them.
    pub const ALL: [Miss; 3] = [Miss::Above, Miss::Below, Miss::Both];

    /// How it is written: c + 1, c − 1, c ± 1.
    pub fn token(self) -> &'static str {
        match self {
            Miss::Above => "+1",
            Miss::Below => "−1",
            Miss::Both => "±1",
        }
    }
}

/// `a op b =` with the right result preferred to a wrong one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arithmetic {
    /// The operation.
    pub operator: Operator,
    /// The smallest and the largest a, both included.
    pub left: (u32, u32),
    /// The smallest and the largest b, both included.
    pub right: (u32, u32),
    /// How the wrong result misses.
    pub miss: Miss,
    /// What both answers go on with after the result; may be empty.
    pub tail: String,
}

/// Three texts with slots in braces, and what to put into the slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Prompt, chosen and rejected, with slots like `{thing}`.
    pub pair: PairText,
    /// A line for each group of slots that vary together, and rows between semicolons:
    /// `thing | colour: grass | green; milk | white`. Groups are combined, each row of one with each row of the others.
    pub slots: String,
}

/// Why a family has no pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FamilyFault {
    /// The range of a number, the field, from the one to the other.
    Range(u32, u32),
    /// The ranges make more pairs than a lab file holds.
    Many,
    /// There are none.
    NoPair(Material),
    /// The slots make more pairs than a lab file holds: so many rows each.
    Rows(Vec<usize>),
    /// The distance is none of the answers of this pair, counted from 0.
    Distance {
        /// The distance.
        given: usize,
        /// The length of the pair's preferred answer.
        longest: usize,
        /// The pair.
        pair: usize,
    },
    /// A pair, counted from 0, has no answer at this distance.
    NoAnswer {
        /// The distance.
        distance: usize,
        /// The pair.
        pair: usize,
        /// Tokens of the vocabulary.
        words: usize,
        /// What they are.
        tokens: Tokens,
    },
    /// With a slot filled in a text has too many bytes.
    Long {
        /// The slot's name.
        slot: String,
        /// The bytes.
        length: usize,
    },
    /// A line of slots, counted from 1, is not one.
    Line(usize, LineFault),
    /// A text has a brace that is not closed.
    OpenBrace(String),
    /// A text, the field, has a slot that no line fills.
    UnknownSlot {
        /// The slot's name.
        name: String,
        /// The slots that lines fill.
        known: Vec<String>,
    },
}

/// What pairs are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Material {
    /// Ranges of numbers.
    Ranges,
    /// A template.
    Template,
    /// The pairs of a lab.
    Lab,
}

/// What is wrong with a line of slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// This line has no colon.
    NoColon(String),
    /// A name is not one word without braces.
    Name(String),
    /// A name is there already.
    SameName(String),
    /// There are more slots than a template may have.
    Many,
    /// A row has more or fewer values than the line has names.
    Row {
        /// The row.
        row: String,
        /// Its values.
        values: usize,
        /// The names.
        names: Vec<String>,
    },
    /// There are no values.
    NoValues,
    /// A value has a brace in it.
    Brace,
}

/// The pairs of an arithmetic family, in the order of a and then of b.
pub fn arithmetic(tokens: Tokens, family: &Arithmetic) -> Result<Vec<PairText>, FieldError> {
    for (name, (low, high)) in [("a", family.left), ("b", family.right)] {
        if low > high || high > LARGEST {
            return Err(FieldError::new(name, Fault::of(FamilyFault::Range(low, high))));
        }
    }
    let between = tokens.between();
    let mut pairs = Vec::new();
    for a in family.left.0..=family.left.1 {
        for b in family.right.0..=family.right.1 {
            let Some(right) = family.operator.result(a, b) else { continue };
            let wrong: &[u32] = match (family.miss, right) {
                (Miss::Above, _) | (Miss::Below, 0) => &[right + 1],
                (Miss::Below, _) => &[right - 1],
                (Miss::Both, 0) => &[1],
                (Miss::Both, _) => &[right + 1, right - 1],
            };
            for wrong in wrong {
                room(&pairs)?;
                let answer = |result: u32| format!("{result}{between}{}", family.tail);
                let prompt =
                    [a.to_string().as_str(), family.operator.token(), b.to_string().as_str(), "="].join(between);
                let pair = PairText { prompt, chosen: answer(right), rejected: answer(*wrong) };
                pairs.push(tidy(tokens, &pair));
            }
        }
    }
    some(pairs, Material::Ranges)
}

/// The pairs of a template, the first group of slots varying slowest. Combinations in which both answers are the same are left out.
pub fn template(tokens: Tokens, template: &Template) -> Result<Vec<PairText>, FieldError> {
    let groups = groups(&template.slots)?;
    let names: Vec<&str> = groups.iter().flat_map(|group| &group.names).copied().collect();
    for (key, text) in template.pair.texts() {
        check_slots(key, text, &names)?;
    }
    let count = groups.iter().try_fold(1usize, |count, group| count.checked_mul(group.rows.len()));
    if count.is_none_or(|count| count > limits::PAIRS) {
        let rows = groups.iter().map(|group| group.rows.len()).collect();
        return Err(FieldError::new("slots", Fault::of(FamilyFault::Rows(rows))));
    }
    let mut pairs = vec![template.pair.clone()];
    for group in &groups {
        let filled = pairs.iter().flat_map(|pair| group.rows.iter().map(|row| group.fill(pair, row)));
        pairs = filled.collect::<Result<_, _>>()?;
    }
    let pairs = pairs.iter().map(|pair| tidy(tokens, pair));
    let pairs: Vec<PairText> = pairs.filter(|pair| pair.chosen != pair.rejected).collect();
    some(pairs, Material::Template)
}

/// The pairs with other rejected answers: the chosen one with `distance` of its tokens replaced by others of the vocabulary. The seed chooses
/// places and tokens; the same seed gives the same pairs.
pub fn apart(data: &Dataset, distance: usize, seed: u64) -> Result<Vec<PairText>, FieldError> {
    // Substitutions can cancel into fewer insertions and deletions ("a b a b" to "b a b a" is two edits), so some need another try.
    const TRIES: usize = 64;
    let mut dice = Dice(seed);
    let words: Vec<&str> = data.vocabulary.iter().map(String::as_str).filter(|word| *word != EOS).collect();
    let spoil = |(index, pair): (usize, &PairText)| {
        let chosen: Vec<&str> = data.tokens.split(&pair.chosen).collect();
        if distance == 0 || distance > chosen.len() {
            let fault = FamilyFault::Distance { given: distance, longest: chosen.len(), pair: index };
            return Err(FieldError::new("distance", Fault::of(fault)));
        }
        for _ in 0..TRIES {
            let mut rejected = chosen.clone();
            for place in dice.places(chosen.len(), distance) {
                let others: Vec<&str> = words.iter().copied().filter(|word| *word != chosen[place]).collect();
                if let Some(word) = others.get(dice.below(others.len())) {
                    rejected[place] = word;
                }
            }
            // Characters may become one with those beside them, or with the prompt's last.
            let made = || PairText { rejected: data.tokens.join(&rejected), ..pair.clone() };
            let is_apart = edit_distance(&chosen, &rejected) == distance && data.tokens.stay_apart(&rejected);
            if let Some(made) = is_apart.then(made).filter(|made| made.joined(data.tokens).is_none()) {
                return Ok(made);
            }
        }
        let fault = FamilyFault::NoAnswer { distance, pair: index, words: words.len(), tokens: data.tokens };
        Err(FieldError::new("distance", Fault::of(fault)))
    };
    some(data.pairs.iter().enumerate().map(spoil).collect::<Result<_, _>>()?, Material::Lab)
}

/// Slots that vary together.
struct Group<'a> {
    names: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

impl Group<'_> {
    fn fill(&self, pair: &PairText, row: &[&str]) -> Result<PairText, FieldError> {
        let mut pair = pair.clone();
        for text in pair.texts_mut() {
            for (name, value) in self.names.iter().zip(row) {
                let slot = format!("{{{name}}}");
                let length = text.len() + text.matches(&slot).count() * value.len();
                if length > LONGEST {
                    let fault = FamilyFault::Long { slot: (*name).to_owned(), length };
                    return Err(FieldError::new("slots", Fault::of(fault)));
                }
                *text = text.replace(&slot, value);
            }
        }
        Ok(pair)
    }
}

fn groups(text: &str) -> Result<Vec<Group<'_>>, FieldError> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let fault = |fault: LineFault| {
            let fault = Fault::of(FamilyFault::Line(number, fault));
            Err(FieldError::new(format!("slots, line {number}"), fault))
        };
        let Some((names, rows)) = line.split_once(':') else {
            return fault(LineFault::NoColon(line.to_owned()));
        };
        let cells = |row| -> Vec<&str> { str::split(row, '|').map(str::trim).collect() };
        let names: Vec<&str> = cells(names);
        let all = || groups.iter().flat_map(|group| &group.names).chain(&names);
        if let Some(name) = names.iter().find(|name| name.is_empty() || name.contains(['{', '}', ' '])) {
            return fault(LineFault::Name((*name).to_owned()));
        }
        if let Some(name) = names.iter().find(|name| all().filter(|other| other == name).count() > 1) {
            return fault(LineFault::SameName((*name).to_owned()));
        }
        if all().count() > MOST_SLOTS {
            return fault(LineFault::Many);
        }
        let rows: Vec<Vec<&str>> =
            rows.split(';').map(cells).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        if let Some(row) = rows.iter().find(|row| row.len() != names.len()) {
            return fault(LineFault::Row {
                row: row.join(" | "),
                values: row.len(),
                names: names.iter().map(|name| (*name).to_owned()).collect(),
            });
        }
        if rows.is_empty() {
            return fault(LineFault::NoValues);
        }
        // A value that itself looks like a slot would be filled by a later group.
        if rows.iter().flatten().any(|cell| cell.contains(['{', '}'])) {
            return fault(LineFault::Brace);
        }
        groups.push(Group { names, rows });
    }
    Ok(groups)
}

/// Every slot of a text must have its line, and every brace its partner.
fn check_slots(key: &str, text: &str, names: &[&str]) -> Result<(), FieldError> {
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else {
            return Err(FieldError::new(key, Fault::of(FamilyFault::OpenBrace(text.to_owned()))));
        };
        if !names.contains(&name) {
            let known = names.iter().map(|name| (*name).to_owned()).collect();
            return Err(FieldError::new(key, Fault::of(FamilyFault::UnknownSlot { name: name.to_owned(), known })));
        }
        rest = after;
    }
    Ok(())
}

fn room(pairs: &[PairText]) -> Result<(), FieldError> {
    if pairs.len() < limits::PAIRS {
        return Ok(());
    }
    Err(FieldError::new("a", Fault::of(FamilyFault::Many)))
}

fn some(pairs: Vec<PairText>, from: Material) -> Result<Vec<PairText>, FieldError> {
    if pairs.is_empty() { Err(FieldError::new("", Fault::of(FamilyFault::NoPair(from)))) } else { Ok(pairs) }
}

/// As a lab keeps it.
fn tidy(tokens: Tokens, pair: &PairText) -> PairText {
    let mut pair = pair.clone();
    pair.texts_mut().into_iter().for_each(|text| *text = tokens.tidy(text));
    pair
}

/// SplitMix64 (Steele, Lea and Flood 2014): a few numbers from a seed, where no statistics hang on them.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is at most a few hundred: the bias of the remainder is 2⁻⁵⁵. 0 for an empty range.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// So many different places below `end`.
    fn places(&mut self, end: usize, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..end).collect();
        (0..count.min(end)).map(|_| all.swap_remove(self.below(all.len()))).collect()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
