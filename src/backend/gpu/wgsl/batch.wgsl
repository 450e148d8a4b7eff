// The batch: for each sequence its input's length, the position that scores its first completion token, and T + 1 tokens; the token at
// `t + 1` is the label of position `t`. Padding is token 0.

fn batch_length(sequence: u32) -> u32 {
    return batch[sequence * (T + 3u)];
}

fn batch_first(sequence: u32) -> u32 {
    return batch[sequence * (T + 3u) + 1u];
}

fn batch_token(sequence: u32, t: u32) -> u32 {
    return batch[sequence * (T + 3u) + 2u + t];
}

// Whether position `t` scores a completion token.
fn batch_scores(sequence: u32, t: u32) -> bool {
    return t >= batch_first(sequence) && t < batch_length(sequence);
}
