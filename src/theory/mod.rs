//! The paper's predictions from two softmax vectors: the direction `g` in which a loss moves each logit, and the smallest sufficient λ.
//!
//! **Setting.** Chosen `y_w = (t_1 … t_K)` and rejected `y_l` differ in one token, at position m: `t_m` against `t_m'`. At position k
//! let `s^w = softmax(z^w)` and `s^l = softmax(z^l)` be the policy's next-token probabilities after the chosen and after the
//! rejected prefix, and let the loss pull the pair by `∂loss/∂c = −w·a` and `∂loss/∂r = w·b` ([`Pull`](crate::objective::Pull)) with the
//! pair's weight `w`: `b = 1` and `a = 1 + λ` for DPO and DPOP, where λ is the *effective* λ, 0 for DPO and for DPOP while its hinge is
//! idle. Since `∂ log π(t)/∂z_j = 1[j=t] − s_j`, the two contexts together give
//!
//! ```text
//! ∂loss/∂z_j^w + ∂loss/∂z_j^l = −w · g_j,   g_j = a·(1[j=t_w] − s_j^w) − b·(1[j=t_l] − s_j^l)
//! ```
//!
//! where `t_w`, `t_l` are the labels at k on either side. By cases, with `λ = a − b`:
//!
//! | position | what is equal | `g_j` |
//! |---|---|---|
//! | k < m | contexts and labels | `λ·(1[j=t_k] − s_j^w)` |
//! | k = m | contexts | `b·(1[j=t_m] − 1[j=t_m']) + λ·(1[j=t_m] − s_j^w)` |
//! | k > m | labels | `b·(s_j^l − s_j^w) + λ·(1[j=t_k] − s_j^w)` |
//!
//! Any loss of `c` and `r` goes through this: one that has reached its target has `a = b = 0`, one that is past it `a = b = −1`. A loss of `h` alone has
//! `a = b` always, and the paper's words for DPO hold of it where `b = 1`; one that judges each answer by itself, or adds to one of them, has another λ at
//! each pair and step, below 0 too, and its words for DPOP hold of it where λ is above 0. Where `b` is not above 0 the paper has no case.
//!
//! Positive: descent raises the logit. With b = 1 and λ = 0 these are DPO's: nothing before the difference, and after it the correct token *falls*
//! wherever the chosen prefix predicts it better, `s^w > s^l`, which is what SFT has taught the model.
//!
//! **The assumption.** The sum is the gradient of *one* logit vector shared by both contexts. A real network shares weights, not
//! logits: the identity above still holds for its two gradients, but what the step then does to a token's log-prob also comes through the weights
//! that all positions share, before the difference too. Prediction and measurement are therefore two separate things on the page.
//!
//! **Where it ends.** The argument compares the same k on both sides, so it says nothing about completions of unequal length or with more
//! than one difference: [`LabelledPosition::of`] refuses them.
//!
//! Source: Pal et al. 2024, "Smaug: Fixing Failure Modes of Preference Optimisation with DPO-Positive", arXiv 2402.13228, section 3
//! and its appendix on the gradients, with the sign of the λ term that its own case table needs.

pub mod agreement;
pub mod direction;
pub mod due;
pub mod place;
pub mod thresholds;

pub use agreement::{TOLERANCE, apart, share};
pub use direction::{
    Sign, direction, parts, predicted, predicted_of_rejected, predicted_sign, predicted_sign_of_rejected,
};
pub use due::Due;
pub use place::{LabelledPosition, NotApplicable, PlaceKind};
pub use thresholds::{Thresholds, least_for_correct, thresholds};
