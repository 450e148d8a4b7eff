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
    use crate::data::import::{DataContent, read};
    use proptest::prelude::*;

    proptest! {
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
