//! Which of a run's weights are trained: all of them, or only those of one part, while the rest stay as the reference has them.
//!
//! GPT-2's head is tied to its token embedding: whoever trains one trains the other. The rest, positions, blocks and the last LayerNorm, is
//! the body. It is what `requires_grad` of PyTorch's parameters says.

/// The weights that a run trains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trainable {
    /// All of them.
    #[default]
    All,
    /// The head alone, `lm_head.weight`, which is the token embedding.
    Head,
    /// All but the head.
    Body,
}

impl Trainable {
    /// Every variant with its name in the lab file.
    pub const NAMES: [(&'static str, Trainable); 3] =
        [("all", Trainable::All), ("head", Trainable::Head), ("body", Trainable::Body)];

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        match self {
            Trainable::All => "all",
            Trainable::Head => "head",
            Trainable::Body => "body",
        }
    }
}
