//! The pairs of a lab as numbers: each token and each text is told from the others once, and then compared by its number.

use crate::data::pair::{PairText, Side};
use crate::data::tokens::Tokens;
use std::collections::BTreeMap;

/// Pairs as numbers.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    kind: Tokens,
    /// Where tokens are characters, what the words between white space are.
    words: Option<Box<Facts>>,
    tokens: Vec<String>,
    /// How many of them pairs have that are trained on: those come first.
    trained: usize,
    token_ids: BTreeMap<String, usize>,
    texts: Vec<Vec<usize>>,
    text_ids: BTreeMap<Vec<usize>, usize>,
    /// The pairs that are trained on.
    pub pairs: Vec<Coded>,
    /// The pairs that are held out.
    pub held_out: Vec<Coded>,
}

/// A pair: the numbers of its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coded {
    /// What the model is given.
    pub prompt: usize,
    /// The preferred answer.
    pub chosen: usize,
    /// The other one.
    pub rejected: usize,
}

impl Coded {
    /// The number of one of its answers.
    pub fn side(&self, side: Side) -> usize {
        match side {
            Side::Chosen => self.chosen,
            Side::Rejected => self.rejected,
        }
    }
}

impl Facts {
    /// Nothing yet of pairs of such tokens.
    pub fn of(kind: Tokens) -> Facts {
        let words = (kind == Tokens::Characters).then(|| Box::new(Facts::of(Tokens::Words)));
        Facts { kind, words, ..Facts::default() }
    }

    /// The same pairs, in the same places, with words as tokens: for what letters alone cannot say.
    pub fn as_words(&self) -> &Facts {
        self.words.as_deref().unwrap_or(self)
    }

    /// Adds a pair that is trained on; after the first that is held out there are none.
    pub fn train(&mut self, pair: &PairText) {
        self.words.iter_mut().for_each(|words| words.train(pair));
        let coded = self.code(pair);
        self.pairs.push(coded);
        self.trained = self.tokens.len();
    }

    /// Adds a pair that is held out.
    pub fn hold(&mut self, pair: &PairText) {
        self.words.iter_mut().for_each(|words| words.hold(pair));
        let coded = self.code(pair);
        self.held_out.push(coded);
    }

    /// The numbers of a text's tokens.
    pub fn text(&self, text: usize) -> &[usize] {
        self.texts.get(text).map_or(&[], Vec::as_slice)
    }

    /// A token.
    pub fn token(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", String::as_str)
    }

    /// The tokens of the pairs that are trained on, by their numbers: in order of appearance.
    pub fn tokens(&self) -> &[String] {
        &self.tokens[..self.trained]
    }

    /// The tokens of a text.
    pub fn words(&self, text: usize) -> impl Iterator<Item = &str> {
        self.text(text).iter().map(|token| self.token(*token))
    }

    /// Some tokens as a text.
    pub fn written(&self, tokens: &[usize]) -> String {
        let words: Vec<&str> = tokens.iter().map(|token| self.token(*token)).collect();
        self.kind.join(&words)
    }

    /// The places of the pairs of which something holds, in ascending order.
    pub fn places(&self, holds: impl Fn(&Coded) -> bool) -> Vec<usize> {
        (0..).zip(&self.pairs).filter(|(_, pair)| holds(pair)).map(|(place, _)| place).collect()
    }

    /// The places of the pairs with a token of which something holds.
    pub fn with_token(&self, holds: impl Fn(usize) -> bool) -> Vec<usize> {
        self.with_text(|text| text.iter().any(|token| holds(*token)))
    }

    /// The places of the pairs with a text of whose tokens something holds.
    pub fn with_text(&self, holds: impl Fn(&[usize]) -> bool) -> Vec<usize> {
        // Texts come more often than once.
        let has: Vec<bool> = self.texts.iter().map(|text| holds(text)).collect();
        let has = |text: usize| has.get(text).is_some_and(|has| *has);
        self.places(|pair| has(pair.prompt) || has(pair.chosen) || has(pair.rejected))
    }

    fn code(&mut self, pair: &PairText) -> Coded {
        let [prompt, chosen, rejected] = pair.texts().map(|(_, text)| self.text_id(text));
        Coded { prompt, chosen, rejected }
    }

    fn text_id(&mut self, text: &str) -> usize {
        let tokens: Vec<usize> = self.kind.split(text).map(|token| self.token_id(token)).collect();
        let next = self.texts.len();
        let texts = &mut self.texts;
        *self.text_ids.entry(tokens).or_insert_with_key(|tokens| {
            texts.push(tokens.clone());
            next
        })
    }

    fn token_id(&mut self, token: &str) -> usize {
        if let Some(known) = self.token_ids.get(token) {
            return *known;
        }
        let next = self.tokens.len();
        self.tokens.push(token.to_owned());
        self.token_ids.insert(token.to_owned(), next);
        next
    }
}
