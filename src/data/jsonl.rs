//! TRL's preference data set, as it is written: one JSON object `{"prompt": …, "chosen": …, "rejected": …}` a line.
//!
//! Format: the "standard, explicit prompt" form of TRL's dataset documentation. What is read is `import`'s.

use super::json::Node;
use super::pair::PairText;

/// Writes the pairs as JSONL, one line each, keys in TRL's order.
pub fn export(pairs: &[PairText]) -> String {
    let mut text = String::new();
    for pair in pairs {
        let [prompt, chosen, rejected] = pair.texts().map(|(key, value)| format!("{key:?}: {}", Node::quote(value)));
        text.push_str(&format!("{{{prompt}, {chosen}, {rejected}}}\n"));
    }
    text
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::import::{DataContent, DataWish, read};
    use crate::data::pair::token_fault;
    use crate::data::tokens::{Tokens, tests::texts};
    use proptest::prelude::*;

    proptest! {
        /// Characters come back as they were, white space and all.
        #[test]
        fn characters_round_trip(all in prop::collection::vec((texts(), texts(), texts()), 1..6)) {
            let tokens = Tokens::Characters;
            let pairs = all.into_iter().map(|(prompt, chosen, rejected)| PairText { prompt, chosen, rejected });
            // The sign for a lost character is refused wherever it comes from outside.
            let is_text = |text: &str| !text.is_empty() && !text.contains(char::REPLACEMENT_CHARACTER);
            let is_pair = |pair: &PairText| {
                let all = pair.texts().iter().all(|(_, text)| is_text(text));
                all && pair.chosen != pair.rejected && pair.joined(tokens).is_none()
            };
            let pairs: Vec<PairText> = pairs.filter(is_pair).collect();
            prop_assume!(!pairs.is_empty());
            let wish = DataWish { tokens, ..DataWish::default() };
            let Ok(DataContent::Pairs(read)) = read(vec![export(&pairs).as_str().into()], wish) else { panic!("pairs") };
            let is_plain = |text: &str| tokens.split(text).all(|token| token_fault(tokens, token).is_none());
            let allowed = pairs.iter().filter(|pair| pair.texts().iter().all(|(_, text)| is_plain(text)));
            prop_assert_eq!(read.pairs.iter().collect::<Vec<_>>(), allowed.collect::<Vec<_>>());
            prop_assert_eq!(read.notes.len(), 0);
        }

        #[test]
        fn round_trip(texts in prop::collection::vec(("[ -~äß→日]{1,12}", "[ -~]{1,12}", "[!-~]{1,6}"), 1..6)) {
            let words = |text: &str, more: &str| {
                let tokens: Vec<&str> = text.split_whitespace().chain([more]).collect();
                tokens.join(" ")
            };
            let pairs: Vec<PairText> = texts
                .iter()
                .map(|(a, b, c)| PairText { prompt: words(a, c), chosen: words(b, c), rejected: words(b, &format!("{c}x")) })
                .collect();
            let Ok(DataContent::Pairs(read)) = read(vec![export(&pairs).as_str().into()], Default::default()) else { panic!("pairs") };
            prop_assert_eq!(&read.pairs, &pairs);
            prop_assert_eq!((read.problems.len(), read.notes.len()), (0, 0));
        }
    }
}
