//! Does what a finding's remedy says: other pairs, made of those that there are.

use super::glyphs::without_invisible;
use super::marks::{Struck, without_marks};
use super::{Finding, FindingId, Remedy};
use crate::data::pair::PairText;
use crate::data::tokens::Tokens;
use std::collections::BTreeSet;

/// The pairs of such tokens after a finding's remedy: of these very pairs the finding must be, of those that are held out where it speaks of them. Where
/// nothing can be taken out of a pair without emptying a text or making both answers the same, it stays as it is.
pub fn mended(tokens: Tokens, pairs: &[PairText], finding: &Finding) -> Vec<PairText> {
    let about: BTreeSet<usize> = finding.found.pairs.iter().copied().collect();
    let mend = |(place, pair): (usize, &PairText)| match finding.found.remedy.filter(|_| about.contains(&place)) {
        None => Some(pair.clone()),
        Some(Remedy::LeaveOut) => None,
        Some(Remedy::Swap) => Some(swapped(pair)),
        Some(Remedy::Strip) => Some(stripped(tokens, pair, finding.id).unwrap_or_else(|| pair.clone())),
    };
    (0..).zip(pairs).filter_map(mend).collect()
}

fn swapped(pair: &PairText) -> PairText {
    PairText { chosen: pair.rejected.clone(), rejected: pair.chosen.clone(), ..pair.clone() }
}

/// A pair without what this finding is about, if it is still one.
fn stripped(tokens: Tokens, pair: &PairText, id: FindingId) -> Option<PairText> {
    let strip = |text: &str| {
        let struck = Struck::of(text.split_whitespace());
        let stripped = |token: &str| match id {
            FindingId::EndToken => without_marks(token, struck).to_owned(),
            FindingId::Invisible => without_invisible(token),
            _ => token.to_owned(),
        };
        match tokens {
            Tokens::Words => {
                let words = text.split_whitespace().map(stripped).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join(" ")
            }
            // White space between words is text like other text, and stays.
            Tokens::Characters => {
                let parts = text.split_inclusive(char::is_whitespace);
                parts.map(|part| stripped(part.trim_end()) + &part[part.trim_end().len()..]).collect()
            }
        }
    };
    let [prompt, chosen, rejected] = pair.texts().map(|(_, text)| strip(text));
    let is_pair = chosen != rejected && [&prompt, &chosen, &rejected].iter().all(|text| !text.is_empty());
    let pair = PairText { prompt, chosen, rejected };
    (is_pair && pair.joined(tokens).is_none()).then_some(pair)
}
