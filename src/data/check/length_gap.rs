//! `length-gap`: one side is much longer than the other in nearly all pairs. Log-probabilities are sums over tokens, so that length alone tells the
//! answers apart, and a model may learn it in place of what was meant (Park et al. 2024, arXiv 2403.19159; Singhal et al. 2023, arXiv 2310.03716).

use super::{Check, Facts, FindingId, FindingTold, Noticed};
use crate::data::pair::Side;

/// The check.
pub static CHECK: Check = Check { id: FindingId::LengthGap, find };

/// Fewer pairs than these show nothing.
const FEWEST: usize = 3;

/// In at least so many tenths of the pairs the same side is the longer one.
const TENTHS: usize = 9;

/// The longer side has this many tokens for one of the other, in the median pair…
const RATIO: f64 = 1.5;

/// … and this many more.
const TOKENS: usize = 2;

fn find(facts: &Facts) -> Option<Noticed> {
    let of = facts.pairs.len();
    let lengths: Vec<[usize; 2]> =
        facts.pairs.iter().map(|pair| [pair.chosen, pair.rejected].map(|text| facts.text(text).len())).collect();
    let mean = |side: usize| lengths.iter().map(|lengths| lengths[side] as f64).sum::<f64>() / of.max(1) as f64;
    let (chosen, rejected) = (mean(0), mean(1));
    let (longer, place) = if chosen > rejected { (Side::Chosen, 0) } else { (Side::Rejected, 1) };
    let is_longer = |lengths: &[usize; 2]| lengths[place] > lengths[1 - place];
    let pairs: Vec<usize> = (0..).zip(&lengths).filter(|(_, lengths)| is_longer(lengths)).map(|(at, _)| at).collect();
    // A pair is far apart where both hold; so is the median pair where most are.
    let is_far = |lengths: &&[usize; 2]| {
        let (long, short) = (lengths[place], lengths[1 - place]);
        long >= short + TOKENS && long as f64 >= RATIO * short as f64
    };
    let far = lengths.iter().filter(is_far).count();
    let told = FindingTold::LengthGap { longer, pairs: pairs.len(), of, chosen, rejected };
    let is_gap = of >= FEWEST && pairs.len() * 10 >= of * TENTHS && far * 2 > of;
    is_gap.then_some(Noticed { pairs, told, remedy: None })
}
