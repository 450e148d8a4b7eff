// GPT-2's gelu_new, as x · σ(2u) with u = √(2/π) (x + 0.044715 x³); twin: kernels/src/ops/gelu.rs.

const TWICE_SQRT_2_OVER_PI: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.044715;

// act (T, 4D) = gelu(x), and x (T, 4D) becomes the slope there.
fn gelu_forward(x: u32, act: u32) {
    for (var i = lane; i < T * 4u * D; i += LANES) {
        let value = work[acts + x + i];
        let square = value * value;
        // Beyond these the result is 0 or x to the last bit, and exp would leave the numbers there are.
        let s = 1.0 / (1.0 + exp(-clamp(value * TWICE_SQRT_2_OVER_PI * (1.0 + CUBIC * square), -80.0, 80.0)));
        let y = value * s;
        work[acts + act + i] = y;
        work[acts + x + i] = s + y * (1.0 - s) * TWICE_SQRT_2_OVER_PI * (1.0 + 3.0 * CUBIC * square);
    }
    settle();
}

// slope (T, 4D) *= dact (T, 4D): what is left there is the gradient of gelu's argument.
fn gelu_backward(dact: u32, slope: u32) {
    for (var i = lane; i < T * 4u * D; i += LANES) {
        work[acts + slope + i] *= work[acts + dact + i];
    }
    settle();
}
