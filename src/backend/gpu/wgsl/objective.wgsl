// The losses' derivatives; twins: src/objective/*.rs. A new loss is one function here and one line in `objective`.

struct Aim {
    // Which function below; `plan.rs` counts the same.
    kind: u32,
    beta: f32,
    lambda: f32,
    // The share of a pair, or in SFT of a token, in the batch's mean.
    share: f32,
}

// Summed log-probs of one pair.
struct Logps {
    chosen: f32,
    rejected: f32,
    ref_chosen: f32,
    ref_rejected: f32,
}

// σ(x) without overflow.
fn sigmoid(x: f32) -> f32 {
    let small = exp(-min(abs(x), 80.0));
    return select(small, 1.0, x >= 0.0) / (1.0 + small);
}

fn margin(logps: Logps) -> f32 {
    return (logps.chosen - logps.ref_chosen) - (logps.rejected - logps.ref_rejected);
}

// max(0, rc − c).
fn shortfall(logps: Logps) -> f32 {
    return max(logps.ref_chosen - logps.chosen, 0.0);
}

// Mean negative log-likelihood of the chosen completions, or of both.
fn sft(aim: Aim, both: f32) -> vec2f {
    return vec2f(-aim.share, -aim.share * both);
}

// −log σ(β h).
fn dpo(aim: Aim, logps: Logps) -> vec2f {
    let weight = aim.beta * sigmoid(-aim.beta * margin(logps));
    return aim.share * vec2f(-weight, weight);
}

// −log σ(β h) + λ max(0, rc − c).
fn dpop_outside(aim: Aim, logps: Logps) -> vec2f {
    let weight = aim.beta * sigmoid(-aim.beta * margin(logps));
    let lambda = select(0.0, aim.lambda, shortfall(logps) > 0.0);
    return aim.share * vec2f(-weight - lambda, weight);
}

// −log σ(β (h − λ max(0, rc − c))).
fn dpop_inside(aim: Aim, logps: Logps) -> vec2f {
    let gap = shortfall(logps);
    let lambda = select(0.0, aim.lambda, gap > 0.0);
    let weight = aim.beta * sigmoid(-aim.beta * (margin(logps) - lambda * gap));
    return aim.share * vec2f(-weight * (1.0 + lambda), weight);
}

// ∂loss/∂c and ∂loss/∂r.
fn objective(aim: Aim, logps: Logps) -> vec2f {
    switch (aim.kind) {
        case 0u: { return sft(aim, 0.0); }
        case 1u: { return sft(aim, 1.0); }
        case 2u: { return dpo(aim, logps); }
        case 3u: { return dpop_outside(aim, logps); }
        case 4u: { return dpop_inside(aim, logps); }
        default: { return vec2f(0.0); }
    }
}
