// Layer normalisation; twin: kernels/src/ops/layer_norm.rs. A row is a lane's: rows are short here and many workgroups run at once.

const EPSILON: f32 = 1e-5;

// y (T, D) = normal · gain + shift, where normal (T, D) is x with mean 0 and variance 1, and rstd (T) one over its deviation.
fn layer_norm_forward(x: u32, gain: u32, normal: u32, rstd: u32, y: u32) {
    for (var t = lane; t < T; t += LANES) {
        let row = acts + x + t * D;
        var mean = 0.0;
        for (var j = 0u; j < D; j++) {
            mean += work[row + j];
        }
        mean /= f32(D);
        var variance = 0.0;
        for (var j = 0u; j < D; j++) {
            let centred = work[row + j] - mean;
            variance += centred * centred;
        }
        let scale = 1.0 / sqrt(variance / f32(D) + EPSILON);
        work[acts + rstd + t] = scale;
        for (var j = 0u; j < D; j++) {
            let value = (work[row + j] - mean) * scale;
            work[acts + normal + t * D + j] = value;
            work[acts + y + t * D + j] = value * params[theta + gain + j] + params[theta + gain + D + j];
        }
    }
    settle();
}

// dx (T, D) += the gradient through the normalisation of dy (T, D). Gain and shift have theirs in gradient.wgsl.
fn layer_norm_backward(dy: u32, gain: u32, normal: u32, rstd: u32, dx: u32) {
    for (var t = lane; t < T; t += LANES) {
        let row = t * D;
        var mean = 0.0;
        var along = 0.0;
        for (var j = 0u; j < D; j++) {
            let d = work[acts + dy + row + j] * params[theta + gain + j];
            mean += d;
            along += d * work[acts + normal + row + j];
        }
        mean /= f32(D);
        along /= f32(D);
        let scale = work[acts + rstd + t];
        for (var j = 0u; j < D; j++) {
            let d = work[acts + dy + row + j] * params[theta + gain + j];
            work[acts + dx + row + j] += (d - mean - work[acts + normal + row + j] * along) * scale;
        }
    }
    settle();
}
