// Token plus position embedding; twin: kernels/src/ops/embedding.rs. x (T, D) = wte[token] + wpe[position].

fn embedding_forward(sequence: u32, x: u32) {
    for (var i = lane; i < T * D; i += LANES) {
        let t = i / D;
        let token = batch_token(sequence, t);
        work[acts + x + i] = params[theta + WTE + token * D + i % D] + params[theta + WPE + i];
    }
    settle();
}
