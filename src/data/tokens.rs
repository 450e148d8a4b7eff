//! What of a text is a token: its words, with white space between them, or its characters.
//!
//! A character is what a reader takes for one, whatever it is made of: an extended grapheme cluster (Unicode, UAX #29). Spaces and line breaks
//! are characters like others, and the text stays as it was typed. Where a cluster ends depends on nothing that stands before it, so that the
//! longest token with which the rest of a text begins is always the next one: by that a tokenizer without Unicode's tables does the same
//! (`lab::bundle::hub`).

mod classes;
mod clusters;

/// What of a text is a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tokens {
    /// Words, with white space between them.
    #[default]
    Words,
    /// Characters: extended grapheme clusters.
    Characters,
}

impl Tokens {
    /// Every variant with its name in the lab file.
    pub const NAMES: [(&'static str, Tokens); 2] = [("words", Tokens::Words), ("characters", Tokens::Characters)];

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        match self {
            Tokens::Words => "words",
            Tokens::Characters => "characters",
        }
    }

    /// The tokens of a text.
    pub fn split(self, text: &str) -> Split<'_> {
        match self {
            Tokens::Words => Split::Words(text.split_whitespace()),
            Tokens::Characters => Split::Characters(text),
        }
    }

    /// How many tokens a text has.
    pub fn count(self, text: &str) -> usize {
        self.split(text).count()
    }

    /// What stands between two tokens.
    pub fn between(self) -> &'static str {
        match self {
            Tokens::Words => " ",
            Tokens::Characters => "",
        }
    }

    /// The text of these tokens.
    pub fn join(self, tokens: &[&str]) -> String {
        tokens.join(self.between())
    }

    /// A text as a lab keeps it: between words one space, characters as they were typed.
    pub fn tidy(self, text: &str) -> String {
        match self {
            Tokens::Words => self.join(&self.split(text).collect::<Vec<_>>()),
            Tokens::Characters => text.to_owned(),
        }
    }

    /// A token as somebody typed it alone: white space around a word is none of it, and may be a character.
    pub fn typed(self, token: &str) -> &str {
        match self {
            Tokens::Words => token.trim(),
            Tokens::Characters => token,
        }
    }

    /// Whether these tokens, put together, are taken apart into the same ones: a mark above letters joins the letter before it.
    pub fn stay_apart(self, tokens: &[&str]) -> bool {
        self.split(&self.join(tokens)).eq(tokens.iter().copied())
    }

    /// Whether a text that follows another one begins with a token of its own, as a lab has a prompt and its answers.
    pub fn begins_anew(self, before: &str, after: &str) -> bool {
        match self {
            Tokens::Words => true,
            Tokens::Characters => {
                let ends = [self.split(before).last(), self.split(after).next()];
                self.stay_apart(&ends.into_iter().flatten().collect::<Vec<_>>())
            }
        }
    }
}

/// The tokens of a text, one after the other.
#[derive(Clone)]
pub enum Split<'a> {
    /// Words.
    Words(std::str::SplitWhitespace<'a>),
    /// Characters: the rest of the text.
    Characters(&'a str),
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match self {
            Split::Words(words) => words.next(),
            Split::Characters(rest) => {
                let (character, after) = clusters::first(rest)?;
                *rest = after;
                Some(character)
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests;
