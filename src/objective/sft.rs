//! SFT, supervised fine-tuning: the mean negative log-likelihood of all completion tokens of a batch.
//!
//! `loss = −(Σ log p) / n` over the `n` completion tokens (`<eos>` included), as in `torch.nn.CrossEntropyLoss` with the
//! prompt and the padding masked out. Every token weighs the same, whatever the length of its completion.

/// The loss in nats per token and its derivative with respect to each token's log-prob.
///
/// `sum_logp` is the sum over all completion tokens of the batch, `tokens` their number. No tokens: no loss, no gradient.
pub fn evaluate(sum_logp: f64, tokens: usize) -> (f64, f64) {
    if tokens == 0 {
        return (0.0, 0.0);
    }
    let each = -1.0 / tokens as f64;
    (sum_logp * each, each)
}
