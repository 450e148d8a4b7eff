//! The shape of the model that a lab trains: GPT-2 with these four numbers (the vocabulary's size comes from the data set).

/// Size of the GPT-2 that the lab trains; field names are those of Hugging Face's `GPT2Config`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelSpec {
    /// Width `D` of embeddings and residual stream; divisible by `n_head`.
    pub n_embd: usize,
    /// Number `L` of transformer blocks.
    pub n_layer: usize,
    /// Number `H` of attention heads in a block.
    pub n_head: usize,
    /// Longest sequence in tokens, prompt, completion and `<eos>` together.
    pub n_positions: usize,
}
