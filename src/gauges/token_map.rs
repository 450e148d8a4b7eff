//! The token × token picture of a pair: the cosines of its tokens' gradients beside where its answers differ, and what they come to before the
//! difference, at it and after it.
//!
//! Source: Yuan et al., arXiv 2410.13828: of near-identical answers the gradients of shared tokens go together, and those of the tokens that differ
//! against one another. Whether that is so here is for the numbers to say.

use crate::data::{Side, TokenPair};
use std::ops::Range;

/// The cosines `(T, T)` of a pair's `T` tokens, those of the chosen answer before those of the rejected one.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenMap {
    /// The tokens of both answers, `<eos>` included.
    words: [Vec<String>; 2],
    /// How many tokens both answers begin with, and how many of what is left both end with.
    ends: (usize, usize),
    /// The cosines; nothing where a gradient is zero.
    rows: Vec<Vec<Option<f64>>>,
}

/// What the cosines of a pair come to.
#[derive(Clone, Debug, PartialEq)]
pub struct MapReading {
    /// Before the difference, each shared token with itself in the other answer: the same token after the same context.
    pub before: MapPart,
    /// At the difference, each token that only the chosen answer has there with each that only the rejected one has.
    pub at: MapPart,
    /// After the difference, each shared token with itself in the other answer, after another context.
    pub after: MapPart,
    /// How many tokens each answer has.
    pub tokens: [usize; 2],
    /// The least cosine of a chosen token with a rejected one, and their places in their answers.
    pub least: Option<([usize; 2], f64)>,
    /// How many of the cosines, each two tokens counted once, there are, and how many of them say nothing.
    pub undefined: (usize, usize),
}

/// Some of the cosines of a chosen token with a rejected one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MapPart {
    /// How many there are.
    pub count: usize,
    /// Their mean and the least of them; nothing where any of them says nothing.
    pub mean: Option<(f64, f64)>,
}

/// A token: its answer, its place in it and the token itself.
pub type TokenAt<'a> = (Side, usize, &'a str);

/// How gradients lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    /// They go together.
    Together,
    /// They hardly do either.
    Neither,
    /// They oppose one another.
    Against,
}

/// From here on a mean says something: as much together, or against one another.
const LEAN: f64 = 0.05;

/// What rounding leaves of 1.
const SAME: f64 = 1.0 - 1e-6;

/// What is told of a pair's cosines, in any language.
#[derive(Clone, Debug, PartialEq)]
pub struct MapTold<'a> {
    /// What they come to.
    pub reading: MapReading,
    /// Whether the answers are one and the same.
    pub is_alike: bool,
    /// Whether the tokens before the difference have the same gradients in both answers.
    pub is_same_before: bool,
    /// How many tokens of their own the answers have at the difference.
    pub own: [usize; 2],
    /// The first of those of either.
    pub first: Option<[TokenAt<'a>; 2]>,
    /// The chosen and the rejected token of which the cosine is least, and that.
    pub least: Option<([TokenAt<'a>; 2], f64)>,
    /// How the tokens at the difference, and those after it, lie to each other, where there are both; nothing of what has not all its values.
    pub leans: Option<[Option<Lean>; 2]>,
}

impl MapPart {
    fn lean(&self) -> Option<Lean> {
        self.mean.map(|(mean, _)| match mean {
            mean if mean >= LEAN => Lean::Together,
            mean if mean <= -LEAN => Lean::Against,
            _ => Lean::Neither,
        })
    }
}

impl TokenMap {
    /// Of a pair with its tokens; none where there is not a row, and in it a cosine, for each token.
    pub fn new(pair: &TokenPair, words: [Vec<String>; 2], rows: Vec<Vec<Option<f64>>>) -> Option<TokenMap> {
        let counts = Side::BOTH.map(|side| side.tokens(pair).len());
        let all: usize = counts.iter().sum();
        let fits = rows.len() == all && rows.iter().all(|row| row.len() == all);
        let named = words.iter().zip(counts).all(|(words, count)| words.len() == count);
        (fits && named).then(|| TokenMap { words, ends: pair.common_ends(), rows })
    }

    /// How many tokens both answers have together.
    pub fn tokens(&self) -> usize {
        self.rows.len()
    }

    /// How many of them are the chosen answer's.
    pub fn chosen(&self) -> usize {
        self.words[0].len()
    }

    /// All tokens, in the order of the rows.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flatten().map(String::as_str)
    }

    /// A token's answer, its place in it and the token itself.
    pub fn token(&self, at: usize) -> Option<TokenAt<'_>> {
        let chosen = self.chosen();
        let (side, place) = if at < chosen { (Side::Chosen, at) } else { (Side::Rejected, at - chosen) };
        let words = match side {
            Side::Chosen => &self.words[0],
            Side::Rejected => &self.words[1],
        };
        words.get(place).map(|word| (side, place, word.as_str()))
    }

    /// The cosine of two tokens; nothing where a gradient is zero, or where there are no such tokens.
    pub fn cosine(&self, one: usize, other: usize) -> Option<f64> {
        *self.rows.get(one)?.get(other)?
    }

    /// Where the answers differ, among all tokens: of each answer from its first own token to its last.
    pub fn differs(&self) -> [Range<usize>; 2] {
        let ((head, tail), chosen) = (self.ends, self.chosen());
        [head..chosen - tail, chosen + head..self.tokens() - tail]
    }

    /// What it comes to.
    pub fn reading(&self) -> MapReading {
        let ((head, tail), chosen, all) = (self.ends, self.chosen(), self.tokens());
        let [own, other] = self.differs();
        let across = || (0..chosen).flat_map(|one| (chosen..all).map(move |other| (one, other)));
        let cosines = across().filter_map(|(one, other)| Some(([one, other - chosen], self.cosine(one, other)?)));
        let each_two = || (0..all).flat_map(|one| (0..=one).map(move |other| (one, other)));
        MapReading {
            before: self.part((0..head).map(|place| (place, chosen + place))),
            at: self.part(own.flat_map(|one| other.clone().map(move |other| (one, other)))),
            after: self.part((0..tail).map(|place| (chosen - tail + place, all - tail + place))),
            tokens: [chosen, all - chosen],
            least: cosines.reduce(|least, next| if next.1 < least.1 { next } else { least }),
            undefined: (
                each_two().count(),
                each_two().filter(|(one, other)| self.cosine(*one, *other).is_none()).count(),
            ),
        }
    }

    /// What is told of that.
    pub fn told(&self) -> MapTold<'_> {
        let (reading, [own, other]) = (self.reading(), self.differs());
        let both = |one: usize, other: usize| Some([self.token(one)?, self.token(other)?]);
        let MapReading { before, at, after, tokens: [chosen, rejected], least, .. } = &reading;
        let differ = at.count > 0;
        MapTold {
            is_alike: !differ && before.count == *chosen && chosen == rejected,
            is_same_before: before.mean.is_some_and(|(_, least)| least >= SAME),
            own: [own.len(), other.len()],
            first: differ.then(|| both(own.start, other.start)).flatten(),
            least: least.and_then(|([one, other], value)| Some((both(one, self.chosen() + other)?, value))),
            leans: (differ && after.count > 0).then(|| [at.lean(), after.lean()]),
            reading,
        }
    }

    fn part(&self, of: impl Iterator<Item = (usize, usize)>) -> MapPart {
        let cosines: Vec<Option<f64>> = of.map(|(one, other)| self.cosine(one, other)).collect();
        let all: Option<Vec<f64>> = cosines.iter().copied().collect();
        let mean = all.filter(|all| !all.is_empty()).map(|all| {
            let least = all.iter().copied().fold(f64::INFINITY, f64::min);
            (all.iter().sum::<f64>() / all.len() as f64, least)
        });
        MapPart { count: cosines.len(), mean }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<String> {
        (0..count).map(|token| token.to_string()).collect()
    }

    /// A map whose cosines are what `cosine` says of two tokens.
    fn map(chosen: &[u32], rejected: &[u32], cosine: impl Fn(usize, usize) -> Option<f64>) -> TokenMap {
        let pair = TokenPair { prompt: vec![1], chosen: chosen.into(), rejected: rejected.into() };
        let all = chosen.len() + rejected.len();
        let rows = (0..all).map(|one| (0..all).map(|other| cosine(one, other)).collect()).collect();
        TokenMap::new(&pair, [words(chosen.len()), words(rejected.len())], rows).expect("it fits")
    }

    #[test]
    fn parts_are_the_same_token_before_all_that_differ_and_the_same_token_after() {
        // Each cosine says of which tokens it is.
        let cosine = |one: usize, other: usize| Some((10 * one.min(other) + one.max(other)) as f64);
        let said = map(&[5, 6, 7, 8, 0], &[5, 9, 8, 0], cosine);
        assert_eq!(said.differs(), [1..3, 6..7]);
        let MapReading { before, at, after, tokens, least, undefined } = said.reading();
        assert_eq!(before, MapPart { count: 1, mean: Some((5.0, 5.0)) });
        assert_eq!(at, MapPart { count: 2, mean: Some((21.0, 16.0)) });
        assert_eq!(after, MapPart { count: 2, mean: Some((42.5, 37.0)) });
        assert_eq!((tokens, least, undefined), ([5, 4], Some(([0, 0], 5.0)), (45, 0)));
    }

    #[test]
    fn what_has_no_cosine_says_nothing_and_is_no_zero() {
        let said = map(&[5, 6, 0], &[5, 7, 0], |one, other| (one != 0 && other != 0).then_some(0.5));
        let reading = said.reading();
        assert_eq!(reading.before, MapPart { count: 1, mean: None });
        assert_eq!(reading.at, MapPart { count: 1, mean: Some((0.5, 0.5)) });
        assert_eq!((reading.least, reading.undefined), (Some(([1, 0], 0.5)), (21, 6)));
        assert_eq!((said.cosine(0, 1), said.cosine(1, 2), said.cosine(1, 9)), (None, Some(0.5), None));
        assert_eq!(map(&[5, 0], &[5, 0], |_, _| None).reading().least, None);
    }

    #[test]
    fn answers_without_a_difference_or_with_one_on_one_side_have_no_part_there() {
        let same = map(&[5, 6, 0], &[5, 6, 0], |_, _| Some(1.0));
        assert_eq!(same.differs(), [3..3, 6..6]);
        let MapReading { before, at, after, .. } = same.reading();
        assert_eq!([before.count, at.count, after.count], [3, 0, 0]);
        let more = map(&[5, 0], &[5, 6, 0], |_, _| Some(1.0));
        assert_eq!(more.differs(), [1..1, 3..4]);
        assert_eq!(more.reading().at, MapPart::default());
    }

    #[test]
    fn tokens_are_told_by_answer_and_place() {
        let said = map(&[5, 0], &[6, 7, 0], |_, _| None);
        assert_eq!(said.token(1), Some((Side::Chosen, 1, "1")));
        assert_eq!(said.token(4), Some((Side::Rejected, 2, "2")));
        assert_eq!(said.token(5), None);
        assert_eq!((said.words().count(), said.chosen(), said.tokens()), (5, 2, 5));
    }

    #[test]
    fn rows_of_another_pair_are_none() {
        let pair = TokenPair { prompt: vec![1], chosen: vec![5, 0], rejected: vec![6, 0] };
        let rows = |height: usize, width: usize| vec![vec![Some(1.0); width]; height];
        let both = || [words(2), words(2)];
        assert!(TokenMap::new(&pair, both(), rows(4, 4)).is_some());
        assert!(TokenMap::new(&pair, both(), rows(4, 3)).is_none());
        assert!(TokenMap::new(&pair, both(), rows(3, 4)).is_none());
        assert!(TokenMap::new(&pair, [words(2), words(1)], rows(4, 4)).is_none());
    }
}
