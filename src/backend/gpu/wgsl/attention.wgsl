// Causal multi-head self-attention; twin: kernels/src/ops/attention.rs. Heads lie side by side within q, k and v.

// context (T, D) and probs (H, T, T) from qkv (T, 3D); probs is written where a row may look, on and before its diagonal.
fn attention_forward(qkv: u32, probs: u32, context: u32) {
    let width = D / H;
    let scale = 1.0 / sqrt(f32(width));
    for (var i = lane; i < H * T * T; i += LANES) {
        let head = i / (T * T);
        let row = i / T % T;
        let column = i % T;
        if (column <= row) {
            let q = acts + qkv + row * 3u * D + head * width;
            let k = acts + qkv + column * 3u * D + D + head * width;
            var score = 0.0;
            for (var j = 0u; j < width; j++) {
                score += work[q + j] * work[k + j];
            }
            work[acts + probs + i] = score * scale;
        }
    }
    settle();
    for (var i = lane; i < H * T; i += LANES) {
        let row = acts + probs + i * T;
        let last = i % T;
        var most = work[row];
        for (var j = 1u; j <= last; j++) {
            most = max(most, work[row + j]);
        }
        var total = 0.0;
        for (var j = 0u; j <= last; j++) {
            let weight = exp(work[row + j] - most);
            work[row + j] = weight;
            total += weight;
        }
        for (var j = 0u; j <= last; j++) {
            work[row + j] /= total;
        }
    }
    settle();
    for (var i = lane; i < T * D; i += LANES) {
        let row = i / D;
        let p = acts + probs + (i % D / width * T + row) * T;
        var sum = 0.0;
        for (var j = 0u; j <= row; j++) {
            sum += work[p + j] * work[acts + qkv + j * 3u * D + 2u * D + i % D];
        }
        work[acts + context + i] = sum;
    }
    settle();
}

// dqkv (T, 3D) from dcontext (T, D); dscores (H, T, T) is scratch.
fn attention_backward(qkv: u32, probs: u32, dcontext: u32, dscores: u32, dqkv: u32) {
    let width = D / H;
    let scale = 1.0 / sqrt(f32(width));
    for (var i = lane; i < H * T * T; i += LANES) {
        let head = i / (T * T);
        let row = i / T % T;
        let column = i % T;
        if (column <= row) {
            let v = acts + qkv + column * 3u * D + 2u * D + head * width;
            let d = acts + dcontext + row * D + head * width;
            var sum = 0.0;
            for (var j = 0u; j < width; j++) {
                sum += work[d + j] * work[v + j];
            }
            work[acts + dscores + i] = sum;
        }
    }
    settle();
    for (var i = lane; i < H * T; i += LANES) {
        let p = acts + probs + i * T;
        let d = acts + dscores + i * T;
        let last = i % T;
        var along = 0.0;
        for (var j = 0u; j <= last; j++) {
            along += work[d + j] * work[p + j];
        }
        for (var j = 0u; j <= last; j++) {
            work[d + j] = (work[d + j] - along) * work[p + j] * scale;
        }
    }
    settle();
    for (var i = lane; i < T * D; i += LANES) {
        let row = i / D;
        let column = i % D;
        let matrix = column / width * T * T;
        var dq = 0.0;
        for (var j = 0u; j <= row; j++) {
            dq += work[acts + dscores + matrix + row * T + j] * work[acts + qkv + j * 3u * D + D + column];
        }
        var dk = 0.0;
        var dv = 0.0;
        for (var j = row; j < T; j++) {
            dk += work[acts + dscores + matrix + j * T + row] * work[acts + qkv + j * 3u * D + column];
            dv += work[acts + probs + matrix + j * T + row] * work[acts + dcontext + j * D + column];
        }
        let to = acts + dqkv + row * 3u * D + column;
        work[to] = dq;
        work[to + D] = dk;
        work[to + 2u * D] = dv;
    }
    settle();
}
