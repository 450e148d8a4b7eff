//! The greedy continuation of a prompt: at each position the likeliest token, until `<eos>` or until the model takes no more.
//!
//! One forward pass gives the likeliest token after *every* prefix of a guess. The guess is right up to its first disagreement with them, and what
//! stands after that is a better guess. So a good guess (the answer of the step before) costs one pass whatever its length, a bad one never
//! more than one pass a token, and the answer is that of decoding token by token (Song et al. 2021, "Accelerating Feedforward
//! Computation via Parallel Nonlinear Equation Solving"; arXiv 2002.03629).

use crate::data::{EOS_ID, TokenId, TokenPair};

/// An answer on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    prompt: Vec<TokenId>,
    /// At most this many tokens fit after the prompt.
    room: usize,
    guess: Vec<TokenId>,
    /// How many tokens of the guess are known to be right.
    sure: usize,
}

impl Answer {
    /// The answer to a prompt of at least one token, under a model with `n_positions`; `guess` is what it may be.
    pub fn new(prompt: Vec<TokenId>, n_positions: usize, guess: &[TokenId]) -> Answer {
        let room = n_positions.saturating_sub(prompt.len());
        Answer { prompt, room, guess: cut(guess, room), sure: 0 }
    }

    /// The next sequence to look at, as a pair with two equal completions; `None` once the answer is known.
    pub fn sequence(&self) -> Option<TokenPair> {
        let ended = self.guess.last() == Some(&EOS_ID) || self.guess.len() >= self.room;
        if ended && self.sure == self.guess.len() {
            return None;
        }
        let mut labels = self.guess.clone();
        if !ended {
            // Nothing is known of the token after the guess: whatever stands here is never an input.
            labels.push(EOS_ID);
        }
        Some(TokenPair { prompt: self.prompt.clone(), chosen: labels.clone(), rejected: labels })
    }

    /// Takes in the likeliest token at each position of [`Answer::sequence`]'s completion.
    pub fn learn(&mut self, likeliest: &[TokenId]) {
        let right = self.guess.iter().zip(likeliest).take_while(|(guess, token)| guess == token).count();
        self.guess = cut(likeliest, self.room);
        // The token at the first disagreement follows a prefix that is right, so it is right as well.
        self.sure = (right + 1).min(self.guess.len());
    }

    /// The tokens, `<eos>` included where the model wrote it; a guess until [`Answer::sequence`] has nothing left to ask.
    pub fn tokens(&self) -> &[TokenId] {
        &self.guess
    }
}

/// At most `room` tokens, and none after `<eos>`.
fn cut(tokens: &[TokenId], room: usize) -> Vec<TokenId> {
    let end = tokens.iter().position(|&token| token == EOS_ID).map_or(tokens.len(), |at| at + 1);
    tokens[..end.min(room)].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model that is a function from all tokens so far to the next one.
    fn check(n_positions: usize, guess: &[TokenId], next: fn(&[TokenId]) -> TokenId, most_passes: usize) {
        let prompt = vec![3, 1];
        let mut one_by_one = prompt.clone();
        while one_by_one.len() < n_positions && one_by_one[prompt.len()..].last() != Some(&EOS_ID) {
            one_by_one.push(next(&one_by_one));
        }
        let mut answer = Answer::new(prompt.clone(), n_positions, guess);
        let mut passes = 0;
        while let Some(sequence) = answer.sequence() {
            let inputs = [&prompt[..], &sequence.chosen].concat();
            assert!(inputs.len() <= n_positions, "the model takes {n_positions} tokens");
            let likeliest: Vec<TokenId> = (prompt.len()..inputs.len()).map(|k| next(&inputs[..k])).collect();
            answer.learn(&likeliest);
            passes += 1;
        }
        assert_eq!(answer.tokens(), &one_by_one[prompt.len()..], "from the guess {guess:?}");
        assert!(passes <= most_passes, "{passes} passes from the guess {guess:?}");
    }

    #[test]
    fn guessing_gives_what_decoding_token_by_token_gives() {
        let count_down: fn(&[TokenId]) -> TokenId = |tokens| 8u32.saturating_sub(tokens.len() as TokenId);
        let never_ends: fn(&[TokenId]) -> TokenId = |tokens| 1 + tokens.iter().sum::<TokenId>() % 5;
        check(20, &[], count_down, 7);
        check(20, &[6, 5, 4, 3, 2, 1, 0], count_down, 1);
        check(20, &[6, 5, 9, 3, 2, 1, 0], count_down, 2);
        check(20, &[0], count_down, 7);
        check(20, &[6, 5, 4, 3, 2, 1, 7, 7, 7, 0], count_down, 2);
        check(5, &[], count_down, 3);
        check(2, &[4], count_down, 0);
        check(9, &[], never_ends, 7);
        check(9, &[4, 4, 4, 4, 4, 4, 4, 4, 4], never_ends, 7);
    }
}
