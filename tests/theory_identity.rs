//! The identity that ties theory to training: `dL/dlogits` at the chosen and at the rejected context sum to `−weight/n_pairs · g`.
//!
//! Here by direct differentiation of the loss itself, as a function of the logits at one position of one pair among several, for random
//! softmax vectors and every objective; the network takes no part.
#![cfg(not(target_arch = "wasm32"))]

use dpop_lab::objective::{Dpop, Objective, PairLogps, Penalty, variants};
use dpop_lab::theory::{LabelledPosition, direction};
use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

const VOCABULARY: usize = 7;
const PAIRS: f64 = 5.0;

fn uniform(rng: &mut Pcg64) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn logits(rng: &mut Pcg64) -> Vec<f64> {
    (0..VOCABULARY).map(|_| 6.0 * uniform(rng) - 3.0).collect()
}

fn log_softmax(logits: &[f64]) -> Vec<f64> {
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    logits.iter().map(|logit| logit - sum.ln()).collect()
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    log_softmax(logits).iter().map(|logp| logp.exp()).collect()
}

/// The labels at this position in the chosen and in the rejected completion.
fn labels(place: LabelledPosition) -> (usize, usize) {
    match place {
        LabelledPosition::Before { label } | LabelledPosition::After { label } => (label, label),
        LabelledPosition::At { chosen, rejected } => (chosen, rejected),
    }
}

/// `rest` holds the sums over all other positions, and the reference's.
fn logps(place: LabelledPosition, z_w: &[f64], z_l: &[f64], rest: &PairLogps) -> PairLogps {
    let (w, l) = labels(place);
    PairLogps { chosen: rest.chosen + log_softmax(z_w)[w], rejected: rest.rejected + log_softmax(z_l)[l], ..*rest }
}

#[track_caller]
fn check(objective: &Objective, place: LabelledPosition, seed: u64) {
    let mut rng = Pcg64::seed_from_u64(seed);
    let z_w = logits(&mut rng);
    let z_l = match place {
        // The prefixes are the same, so the network gives the same logits.
        LabelledPosition::Before { .. } | LabelledPosition::At { .. } => z_w.clone(),
        LabelledPosition::After { .. } => logits(&mut rng),
    };
    let rest = PairLogps {
        chosen: -4.0 * uniform(&mut rng),
        rejected: -4.0 * uniform(&mut rng),
        ref_chosen: -4.0 * uniform(&mut rng),
        ref_rejected: -4.0 * uniform(&mut rng),
        // The argument is about completions of one length.
        chosen_tokens: 5.0,
        rejected_tokens: 5.0,
    };
    let at = logps(place, &z_w, &z_l, &rest);
    let pull = objective.pull(&at);
    let g = direction(place, &softmax(&z_w), &softmax(&z_l), pull);

    const STEP: f64 = 1e-5;
    let moved = |z: &[f64], j: usize, by: f64| -> Vec<f64> {
        z.iter().enumerate().map(|(i, logit)| if i == j { logit + by } else { *logit }).collect()
    };
    let loss = |z_w: &[f64], z_l: &[f64]| objective.evaluate(&logps(place, z_w, z_l, &rest)).loss / PAIRS;
    for (j, g) in g.iter().enumerate() {
        let d_w = (loss(&moved(&z_w, j, STEP), &z_l) - loss(&moved(&z_w, j, -STEP), &z_l)) / (2.0 * STEP);
        let d_l = (loss(&z_w, &moved(&z_l, j, STEP)) - loss(&z_w, &moved(&z_l, j, -STEP))) / (2.0 * STEP);
        let predicted = -pull.weight / PAIRS * g;
        // A central difference errs by STEP² times a third derivative, which grows with λ, and by rounding of the loss over STEP.
        let tolerance = 1e-8 * (1.0 + predicted.abs() + loss(&z_w, &z_l).abs());
        assert!(
            (d_w + d_l - predicted).abs() <= tolerance,
            "{objective:?}, {place:?}, seed {seed}, token {j}: the gradients sum to {}, the theory says {predicted}",
            d_w + d_l
        );
    }
}

#[test]
fn the_gradients_of_both_contexts_sum_to_the_predicted_direction() {
    let places = [
        LabelledPosition::Before { label: 2 },
        LabelledPosition::At { chosen: 2, rejected: 5 },
        LabelledPosition::After { label: 2 },
    ];
    let dpop = |lambda, penalty| Objective::Dpop(Dpop { beta: 0.3, lambda, penalty });
    let objectives = [variants(), vec![dpop(0.5, Penalty::Outside), dpop(5.0, Penalty::Inside)]].concat();
    for objective in &objectives {
        for place in places {
            for seed in 0..20 {
                check(objective, place, seed);
            }
        }
    }
}
