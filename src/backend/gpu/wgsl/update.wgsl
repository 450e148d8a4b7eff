// Kernel: one lane moves one parameter of one run.

@group(0) @binding(0) var<uniform> clock: Step;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;      // (R, P)
@group(0) @binding(2) var<storage, read_write> params: array<f32>;  // (R, P)
@group(0) @binding(3) var<storage, read_write> moments: array<f32>; // (R, P, 2): first and second moment

@compute @workgroup_size(LANES)
fn update(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
    let parameter = group.x * LANES + index;
    if (parameter >= P) {
        return;
    }
    if (!is_trained(group.y, parameter)) {
        return;
    }
    let i = group.y * P + parameter;
    switch (clock.optimizer) {
        case 0u: { adamw(i, gradient[i]); }
        default: { sgd(i, gradient[i]); }
    }
}
