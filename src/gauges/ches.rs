//! CHES, the centred hidden embedding similarity: `⟨Σ_k h_k^w, Σ_k h_k^l⟩ − ‖Σ_k h_k^w‖²`. The larger it is among the pairs of a data set, the more
//! the preferred answer is to fall.
//!
//! `h_k` is the last hidden state after the prompt and the answer's tokens before the `k`-th: the last LayerNorm's output, which is what Hugging Face's
//! `hidden_states[-1]` of GPT-2 is. The positions are those that predict the answer's tokens, from the prompt's last one on; that of the last token,
//! `<eos>`, predicts nothing and does not count. The authors' programs have the same positions: there answers come without `<eos>`, and the state
//! after their last token, which would predict it, counts.
//!
//! Source: Razin et al., "Unintentional Unalignment: Likelihood Displacement in Direct Preference Optimization", ICLR 2025, arXiv 2410.08847,
//! definition 2, and its length-normalised form in the same paper.

use super::{Gauge, GaugeId, Specimen};

/// The score; in squares of hidden states.
pub(super) static CHES: Gauge = Gauge { id: GaugeId::Ches, read: |specimen| score(specimen, 1.0, 1.0).into() };

/// The same with each sum divided by its number of positions.
pub(super) static NORMALIZED: Gauge = Gauge {
    id: GaugeId::ChesNormalized,
    read: |specimen| score(specimen, specimen.chosen.positions as f64, specimen.rejected.positions as f64).into(),
};

/// Of the sums of hidden states divided by these.
fn score(Specimen { chosen, rejected, .. }: &Specimen, by_chosen: f64, by_rejected: f64) -> f64 {
    chosen.hidden_product(rejected) / (by_chosen * by_rejected)
        - chosen.hidden_product(chosen) / (by_chosen * by_chosen)
}
