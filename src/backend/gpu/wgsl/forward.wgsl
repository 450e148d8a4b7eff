// Kernel: one workgroup takes one sequence of one run through the whole network, and leaves behind what the way back needs.

@group(0) @binding(0) var<uniform> clock: Step;
@group(0) @binding(1) var<storage, read> batch: array<u32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;      // (R, P)
@group(0) @binding(3) var<storage, read_write> work: array<f32>;  // (R, S, WORK)
@group(0) @binding(4) var<storage, read_write> results: array<f32>; // (slots, R, RESULT)

@compute @workgroup_size(LANES)
fn forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) index: u32) {
    let sequence = group.x;
    let run = group.y;
    lane = index;
    theta = run * P;
    acts = (run * S + sequence) * WORK;
    embedding_forward(sequence, X);
    for (var l = 0u; l < L; l++) {
        let w = LAYERS + l * LAYER;
        let a = ACTS + l * ACTS_LAYER;
        layer_norm_forward(X, w + LN_1, a + NORMAL_1, a + RSTD_1, a + OUT_1);
        linear(a + OUT_1, D, w + C_ATTN, 3u * D, 1u, 3u * D, w + C_ATTN + 3u * D * D, a + QKV, 0u);
        attention_forward(a + QKV, a + PROBS, a + CONTEXT);
        linear(a + CONTEXT, D, w + C_PROJ, D, 1u, D, w + C_PROJ + D * D, X, 1u);
        layer_norm_forward(X, w + LN_2, a + NORMAL_2, a + RSTD_2, a + OUT_2);
        linear(a + OUT_2, D, w + C_FC, 4u * D, 1u, 4u * D, w + C_FC + 4u * D * D, a + SLOPE, 0u);
        gelu_forward(a + SLOPE, a + ACT);
        linear(a + ACT, 4u * D, w + MLP_PROJ, D, 1u, D, w + MLP_PROJ + 4u * D * D, X, 1u);
    }
    layer_norm_forward(X, LN_F, NORMAL_F, RSTD_F, OUT_F);
    linear(OUT_F, D, WTE, 1u, D, V, NONE, LOGITS, 0u);
    let logps = (clock.slot * groups.y + run) * RESULT + sequence * T;
    log_prob_forward(sequence, LOGITS, logps, logps + S * T);
}
