// Kernel: one workgroup takes the loss's derivative back through one sequence of one run, down to the gradient of every row that a
// parameter met; gradient.wgsl sums these up.

@group(0) @binding(0) var<uniform> clock: Step;
@group(0) @binding(1) var<storage, read> batch: array<u32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;      // (R, P)
@group(0) @binding(3) var<storage, read_write> work: array<f32>;  // (R, S, WORK)
@group(0) @binding(4) var<storage, read_write> results: array<f32>; // (slots, R, RESULT)
@group(0) @binding(5) var<storage, read> reference: array<f32>;   // (S, T)
@group(0) @binding(6) var<storage, read> aims: array<Aim>;        // (R)

var<workgroup> push: vec2f;

// The pair's log-probs are summed token by token in one order, the policy's and the reference's: at step 0 they agree to the bit.
fn pair_logps(pair: u32, logps: u32) -> Logps {
    var sums = Logps(0.0, 0.0, 0.0, 0.0, scored(2u * pair), scored(2u * pair + 1u));
    for (var t = 0u; t < T; t++) {
        let chosen = 2u * pair * T + t;
        sums.chosen += results[logps + chosen];
        sums.rejected += results[logps + chosen + T];
        sums.ref_chosen += reference[chosen];
        sums.ref_rejected += reference[chosen + T];
    }
    return sums;
}

// Tokens of a sequence's completion.
fn scored(sequence: u32) -> f32 {
    return f32(batch_length(sequence) - batch_first(sequence));
}

@compute @workgroup_size(LANES)
fn backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) index: u32) {
    let sequence = group.x;
    let run = group.y;
    lane = index;
    theta = run * P;
    acts = (run * S + sequence) * WORK;
    if (lane == 0u) {
        push = objective(aims[run], pair_logps(sequence / 2u, (clock.slot * groups.y + run) * RESULT));
    }
    workgroupBarrier();
    log_prob_backward(sequence, LOGITS, push[sequence % 2u]);
    linear(LOGITS, V, WTE, D, 1u, D, NONE, OUT_F, 0u);
    for (var i = lane; i < T * D; i += LANES) {
        work[acts + X + i] = 0.0;
    }
    settle();
    layer_norm_backward(OUT_F, LN_F, NORMAL_F, RSTD_F, X);
    for (var above = L; above > 0u; above--) {
        let w = LAYERS + (above - 1u) * LAYER;
        let a = ACTS + (above - 1u) * ACTS_LAYER;
        keep_gradient(a + DEND);
        linear(X, D, w + MLP_PROJ, 1u, D, 4u * D, NONE, WIDE, 0u);
        gelu_backward(WIDE, a + SLOPE);
        linear(a + SLOPE, 4u * D, w + C_FC, 1u, 4u * D, D, NONE, a + OUT_2, 0u);
        layer_norm_backward(a + OUT_2, w + LN_2, a + NORMAL_2, a + RSTD_2, X);
        keep_gradient(a + DMID);
        linear(X, D, w + C_PROJ, 1u, D, D, NONE, NARROW, 0u);
        attention_backward(a + QKV, a + PROBS, NARROW, DSCORES, a + DQKV);
        linear(a + DQKV, 3u * D, w + C_ATTN, 1u, 3u * D, D, NONE, a + OUT_1, 0u);
        layer_norm_backward(a + OUT_1, w + LN_1, a + NORMAL_1, a + RSTD_1, X);
    }
}

// The gradient of the residual stream here is needed later, for the weights that wrote to it.
fn keep_gradient(to: u32) {
    for (var i = lane; i < T * D; i += LANES) {
        work[acts + to + i] = work[acts + X + i];
    }
    settle();
}
