// What losses have in common, and SFT's. The losses themselves, twins and all, are in src/objective; `losses.rs` puts them beneath this, and
// with them `loss_of`, which calls the one that a run is trained for.

struct Aim {
    // 0: SFT on the chosen completions, 1: on both; from 2 on, the losses in the registry's order.
    kind: u32,
    // The share of a pair, or in SFT of a token, in the batch's mean.
    share: f32,
    // The loss's, in the registry's order; a choice is the index of the option.
    parameters: array<f32, PARAMETERS>,
}

// Summed log-probs of one pair, and the completions' lengths in tokens.
struct Logps {
    chosen: f32,
    rejected: f32,
    ref_chosen: f32,
    ref_rejected: f32,
    chosen_tokens: f32,
    rejected_tokens: f32,
}

// A loss and its derivatives for one pair.
struct PairLoss {
    loss: f32,
    dchosen: f32,
    drejected: f32,
}

// σ(x) without overflow.
fn sigmoid(x: f32) -> f32 {
    let small = exp(-min(abs(x), 80.0));
    return select(small, 1.0, x >= 0.0) / (1.0 + small);
}

// −log σ(x) without overflow.
fn minus_log_sigmoid(x: f32) -> f32 {
    return max(-x, 0.0) + log(1.0 + exp(-min(abs(x), 80.0)));
}

fn margin(logps: Logps) -> f32 {
    return (logps.chosen - logps.ref_chosen) - (logps.rejected - logps.ref_rejected);
}

// max(0, rc − c).
fn shortfall(logps: Logps) -> f32 {
    return max(logps.ref_chosen - logps.chosen, 0.0);
}

// Of a loss of h alone, with its slope by h.
fn of_margin(loss: f32, slope: f32) -> PairLoss {
    return PairLoss(loss, slope, -slope);
}

// ∂loss/∂c and ∂loss/∂r of the batch's mean.
fn objective(aim: Aim, logps: Logps) -> vec2f {
    // Mean negative log-likelihood of the chosen completions, or of both.
    if (aim.kind < 2u) {
        return vec2f(-aim.share, -aim.share * f32(aim.kind));
    }
    let pair = loss_of(aim, logps);
    return aim.share * vec2f(pair.dchosen, pair.drejected);
}
