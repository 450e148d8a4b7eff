// Log-probabilities of labels; twin: kernels/src/ops/log_prob.rs.

// Turns logits (T, V) into their softmax where a position scores a token, and writes that token's log-prob to logps (T), and to
// likeliest (T) 1 where no token is likelier; 0 elsewhere.
fn log_prob_forward(sequence: u32, logits: u32, logps: u32, likeliest: u32) {
    for (var t = lane; t < T; t += LANES) {
        let row = acts + logits + t * V;
        var logp = 0.0;
        var best = 0.0;
        if (batch_scores(sequence, t)) {
            var most = work[row];
            for (var v = 1u; v < V; v++) {
                most = max(most, work[row + v]);
            }
            let chosen = work[row + batch_token(sequence, t + 1u)];
            var total = 0.0;
            for (var v = 0u; v < V; v++) {
                let weight = exp(work[row + v] - most);
                work[row + v] = weight;
                total += weight;
            }
            for (var v = 0u; v < V; v++) {
                work[row + v] /= total;
            }
            best = select(0.0, 1.0, chosen == most);
            logp = chosen - (most + log(total));
        }
        results[logps + t] = logp;
        results[likeliest + t] = best;
    }
    settle();
}

// Turns that softmax into the gradient of the logits: dlogp · (onehot(label) − softmax) where a position scores a token, 0 elsewhere.
fn log_prob_backward(sequence: u32, softmax: u32, dlogp: f32) {
    for (var i = lane; i < T * V; i += LANES) {
        let t = i / V;
        var d = 0.0;
        if (batch_scores(sequence, t)) {
            d = dlogp * (select(0.0, 1.0, i % V == batch_token(sequence, t + 1u)) - work[acts + softmax + i]);
        }
        work[acts + softmax + i] = d;
    }
    settle();
}
