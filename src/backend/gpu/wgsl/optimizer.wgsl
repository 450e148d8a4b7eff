// AdamW and SGD as in PyTorch; twin: kernels/src/ops/optimizer.rs.

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const SMALL: f32 = 1e-8;

fn adamw(i: u32, g: f32) {
    let m = BETA1 * moments[2u * i] + (1.0 - BETA1) * g;
    let v = BETA2 * moments[2u * i + 1u] + (1.0 - BETA2) * g * g;
    moments[2u * i] = m;
    moments[2u * i + 1u] = v;
    params[i] = clock.shrink * params[i] - clock.rate * m / (sqrt(v) * clock.root + SMALL);
}

fn sgd(i: u32, g: f32) {
    params[i] -= clock.rate * (g + clock.shrink * params[i]);
}
