//! Where each parameter of GPT-2 lies in one flat vector.
//!
//! The order is that of Hugging Face's `GPT2LMHeadModel.state_dict()` without `lm_head.weight`, which is `wte.weight` itself (tied):
//! `wte`, `wpe`, then per block `ln_1`, `attn.c_attn`, `attn.c_proj`, `ln_2`, `mlp.c_fc`, `mlp.c_proj`, then `ln_f`; a weight comes
//! before its bias. Tensors follow each other without gaps, row-major, so the vector's length is the number of parameters
//! `P = V·D + n_positions·D + L·(12·D² + 13·D) + 2·D`.
//!
//! Source: `transformers/models/gpt2/modeling_gpt2.py`.

use std::ops::Range;

use crate::data::{ModelSpec, Trainable};

/// Which part of the flat parameter vector is which tensor, for one model shape and vocabulary size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The model's shape.
    pub shape: ModelSpec,
    /// Number `V` of tokens in the vocabulary.
    pub vocab_size: usize,
    /// Every tensor with its name, in the order of the vector: contiguous, from 0 to [`total`](Self::total).
    pub entries: Vec<Entry>,
    /// Number `P` of parameters: the length of the flat vector.
    pub total: usize,
    /// Token embedding, and the head: `(V, D)`.
    pub wte_weight: Range<usize>,
    /// Position embedding: `(n_positions, D)`.
    pub wpe_weight: Range<usize>,
    /// The `L` blocks, first to last.
    pub layers: Vec<LayerOffsets>,
    /// Scale of the last LayerNorm: `(D)`.
    pub ln_f_weight: Range<usize>,
    /// Shift of the last LayerNorm: `(D)`.
    pub ln_f_bias: Range<usize>,
}

/// Where the tensors of one transformer block lie, so that kernels index without looking a name up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerOffsets {
    /// Scale of the LayerNorm before attention: `(D)`.
    pub ln_1_weight: Range<usize>,
    /// Shift of the LayerNorm before attention: `(D)`.
    pub ln_1_bias: Range<usize>,
    /// Query, key and value in one projection, their columns in that order: `(D, 3·D)`.
    pub c_attn_weight: Range<usize>,
    /// Bias of query, key and value: `(3·D)`.
    pub c_attn_bias: Range<usize>,
    /// Projection of the joined heads back to the residual stream: `(D, D)`.
    pub attn_c_proj_weight: Range<usize>,
    /// Bias of attention's projection: `(D)`.
    pub attn_c_proj_bias: Range<usize>,
    /// Scale of the LayerNorm before the MLP: `(D)`.
    pub ln_2_weight: Range<usize>,
    /// Shift of the LayerNorm before the MLP: `(D)`.
    pub ln_2_bias: Range<usize>,
    /// The MLP's widening: `(D, 4·D)`.
    pub c_fc_weight: Range<usize>,
    /// Bias of the MLP's widening: `(4·D)`.
    pub c_fc_bias: Range<usize>,
    /// The MLP's projection back to the residual stream: `(4·D, D)`.
    pub mlp_c_proj_weight: Range<usize>,
    /// Bias of the MLP's projection: `(D)`.
    pub mlp_c_proj_bias: Range<usize>,
}

/// One named tensor of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Hugging Face's name, such as `transformer.h.0.attn.c_attn.weight`.
    pub name: String,
    /// Its dimensions; weights of a projection are Conv1D's `(in, out)`.
    pub shape: Vec<usize>,
    /// Its place in the flat vector, row-major.
    pub range: Range<usize>,
    /// What the tensor is to the model, which decides its initial values.
    pub kind: TensorKind,
}

/// What a tensor is to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TensorKind {
    /// An embedding, or the weight of a projection that reads the residual stream.
    Weight,
    /// The weight of a projection that adds to the residual stream (both `c_proj`): there are two per block.
    ResidualWeight,
    /// A bias, or the shift of a LayerNorm.
    Bias,
    /// The scale of a LayerNorm.
    NormScale,
}

impl Layout {
    /// Lays out a model of this shape over a vocabulary of `vocab_size` tokens.
    ///
    /// The lab file's limits bound both, so the sizes here cannot overflow.
    pub fn new(shape: ModelSpec, vocab_size: usize) -> Self {
        let d = shape.n_embd;
        let mut vector = Builder { entries: Vec::with_capacity(4 + 12 * shape.n_layer), total: 0 };
        let wte_weight = vector.push("wte.weight", &[vocab_size, d], TensorKind::Weight);
        let wpe_weight = vector.push("wpe.weight", &[shape.n_positions, d], TensorKind::Weight);
        let layers = (0..shape.n_layer).map(|layer| vector.push_layer(layer, d)).collect();
        let ln_f_weight = vector.push("ln_f.weight", &[d], TensorKind::NormScale);
        let ln_f_bias = vector.push("ln_f.bias", &[d], TensorKind::Bias);
        let Builder { entries, total } = vector;
        Self { shape, vocab_size, entries, total, wte_weight, wpe_weight, layers, ln_f_weight, ln_f_bias }
    }

    /// The entry of this name, with or without the `transformer.` prefix; for tests and inspection, not for kernels.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| short_name(&entry.name) == short_name(name))
    }

    /// Where the weights lie that a run trains: always in one piece, since the head comes first.
    pub fn trainable(&self, which: Trainable) -> Range<usize> {
        match which {
            Trainable::All => 0..self.total,
            Trainable::Head => self.wte_weight.clone(),
            Trainable::Body => self.wte_weight.end..self.total,
        }
    }

    /// Width of one attention head, `D / H`.
    pub fn head_dim(&self) -> usize {
        self.shape.n_embd / self.shape.n_head
    }
}

/// A tensor's name without the prefix that the bare `GPT2Model` does not write.
pub(super) fn short_name(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

const PREFIX: &str = "transformer.";

/// Hands out one range after the other.
struct Builder {
    entries: Vec<Entry>,
    total: usize,
}

impl Builder {
    fn push(&mut self, name: &str, shape: &[usize], kind: TensorKind) -> Range<usize> {
        let range = self.total..self.total + shape.iter().product::<usize>();
        self.total = range.end;
        let name = format!("{PREFIX}{name}");
        self.entries.push(Entry { name, shape: shape.to_vec(), range: range.clone(), kind });
        range
    }

    fn push_layer(&mut self, layer: usize, d: usize) -> LayerOffsets {
        let mut push = |name: &str, shape: &[usize], kind| self.push(&format!("h.{layer}.{name}"), shape, kind);
        // The fields are evaluated in the order written here, which is therefore the order of the vector.
        LayerOffsets {
            ln_1_weight: push("ln_1.weight", &[d], TensorKind::NormScale),
            ln_1_bias: push("ln_1.bias", &[d], TensorKind::Bias),
            c_attn_weight: push("attn.c_attn.weight", &[d, 3 * d], TensorKind::Weight),
            c_attn_bias: push("attn.c_attn.bias", &[3 * d], TensorKind::Bias),
            attn_c_proj_weight: push("attn.c_proj.weight", &[d, d], TensorKind::ResidualWeight),
            attn_c_proj_bias: push("attn.c_proj.bias", &[d], TensorKind::Bias),
            ln_2_weight: push("ln_2.weight", &[d], TensorKind::NormScale),
            ln_2_bias: push("ln_2.bias", &[d], TensorKind::Bias),
            c_fc_weight: push("mlp.c_fc.weight", &[d, 4 * d], TensorKind::Weight),
            c_fc_bias: push("mlp.c_fc.bias", &[4 * d], TensorKind::Bias),
            mlp_c_proj_weight: push("mlp.c_proj.weight", &[4 * d, d], TensorKind::ResidualWeight),
            mlp_c_proj_bias: push("mlp.c_proj.bias", &[d], TensorKind::Bias),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: ModelSpec = ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 };
    const SMALL: ModelSpec = ModelSpec { n_embd: 16, n_layer: 2, n_head: 4, n_positions: 16 };
    const PAGE: ModelSpec = ModelSpec { n_embd: 32, n_layer: 2, n_head: 4, n_positions: 32 };

    #[test]
    fn the_names_come_in_the_order_of_the_state_dict() {
        let layout = Layout::new(TINY, 9);
        let names: Vec<_> = layout.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "transformer.wte.weight",
                "transformer.wpe.weight",
                "transformer.h.0.ln_1.weight",
                "transformer.h.0.ln_1.bias",
                "transformer.h.0.attn.c_attn.weight",
                "transformer.h.0.attn.c_attn.bias",
                "transformer.h.0.attn.c_proj.weight",
                "transformer.h.0.attn.c_proj.bias",
                "transformer.h.0.ln_2.weight",
                "transformer.h.0.ln_2.bias",
                "transformer.h.0.mlp.c_fc.weight",
                "transformer.h.0.mlp.c_fc.bias",
                "transformer.h.0.mlp.c_proj.weight",
                "transformer.h.0.mlp.c_proj.bias",
                "transformer.ln_f.weight",
                "transformer.ln_f.bias",
            ]
        );
    }

    #[track_caller]
    fn check(shape: ModelSpec, vocab_size: usize) {
        let layout = Layout::new(shape, vocab_size);
        let mut end = 0;
        for entry in &layout.entries {
            assert_eq!(entry.range.start, end, "{} starts where the tensor before it ends", entry.name);
            assert_eq!(entry.range.len(), entry.shape.iter().product::<usize>(), "{}", entry.name);
            end = entry.range.end;
        }
        assert_eq!(layout.total, end);
        let (d, l) = (shape.n_embd, shape.n_layer);
        let formula = vocab_size * d + shape.n_positions * d + l * (12 * d * d + 13 * d) + 2 * d;
        assert_eq!(layout.total, formula, "the parameter count of GPT-2");

        let at = |name: &str| layout.entry(name).map(|entry| entry.range.clone());
        assert_eq!(at("wte.weight"), Some(layout.wte_weight.clone()));
        assert_eq!(at("transformer.wpe.weight"), Some(layout.wpe_weight.clone()));
        assert_eq!(at("ln_f.weight"), Some(layout.ln_f_weight.clone()));
        assert_eq!(at("ln_f.bias"), Some(layout.ln_f_bias.clone()));
        assert_eq!(at("lm_head.weight"), None, "the head is tied");
        for (number, layer) in layout.layers.iter().enumerate() {
            for (name, range) in [
                ("ln_1.weight", &layer.ln_1_weight),
                ("ln_1.bias", &layer.ln_1_bias),
                ("attn.c_attn.weight", &layer.c_attn_weight),
                ("attn.c_attn.bias", &layer.c_attn_bias),
                ("attn.c_proj.weight", &layer.attn_c_proj_weight),
                ("attn.c_proj.bias", &layer.attn_c_proj_bias),
                ("ln_2.weight", &layer.ln_2_weight),
                ("ln_2.bias", &layer.ln_2_bias),
                ("mlp.c_fc.weight", &layer.c_fc_weight),
                ("mlp.c_fc.bias", &layer.c_fc_bias),
                ("mlp.c_proj.weight", &layer.mlp_c_proj_weight),
                ("mlp.c_proj.bias", &layer.mlp_c_proj_bias),
            ] {
                assert_eq!(at(&format!("h.{number}.{name}")).as_ref(), Some(range), "block {number}, {name}");
            }
        }
    }

    #[test]
    fn ranges_are_contiguous_and_agree_with_the_names() {
        check(TINY, 9);
        check(SMALL, 20);
        check(PAGE, 7);
        check(ModelSpec { n_embd: 256, n_layer: 8, n_head: 8, n_positions: 128 }, 256);
    }
}
