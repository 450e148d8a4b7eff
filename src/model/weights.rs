//! Weights from outside, in place of the seed's values as what the first phase starts from.
//!
//! A lab may have more tokens, or other lengths of sequences, than the model that was imported: what the weights hold is taken from them, and
//! the further rows of the two embeddings are the seed's. So the start is a function of lab file and weights alone.

use super::init::Drawing;
use super::layout::Layout;
use crate::data::ModelSpec;
use crate::digest::fnv;

/// The parameters of a model that was imported.
#[derive(Clone, Debug)]
pub struct Weights {
    layout: Layout,
    params: Vec<f32>,
    name: u64,
}

/// Equal names are equal weights: the name is a digest of them.
impl PartialEq for Weights {
    fn eq(&self, other: &Weights) -> bool {
        self.name == other.name
    }
}

impl Weights {
    /// Names the parameters `(P)` of a layout; nothing where their number is not the layout's.
    pub fn new(layout: Layout, params: Vec<f32>) -> Option<Weights> {
        let ModelSpec { n_embd, n_layer, n_head, n_positions } = layout.shape;
        let sizes = [n_embd, n_layer, n_head, n_positions, layout.vocab_size].map(|size| size as u64);
        let words = sizes.into_iter().chain(params.iter().map(|value| u64::from(value.to_bits())));
        let name = fnv(words);
        (params.len() == layout.total).then_some(Weights { layout, params, name })
    }

    /// The digest by which a lab file names them.
    pub fn name(&self) -> u64 {
        self.name
    }

    /// Where each of them lies, and so their model's shape and how many tokens it has.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Their parameters `(P)`, of their own layout.
    pub fn params(&self) -> &[f32] {
        &self.params
    }

    /// Whether a model of this shape can start from them: it may differ in the number of positions alone.
    pub fn fit(&self, shape: ModelSpec) -> bool {
        ModelSpec { n_positions: shape.n_positions, ..self.layout.shape } == shape
    }

    /// What is drawn of `seed` for a model of this layout, which they must fit: what they do not hold all of.
    pub fn drawing(&self, layout: &Layout, seed: u64) -> Drawing {
        let held = |index: usize| self.layout.entries.get(index).map_or(0, |entry| entry.range.len());
        Drawing::of(layout, seed, |index, entry| held(index) < entry.range.len())
    }

    /// Puts what they hold over parameters `(P)` of this layout, which they must fit.
    pub fn put_over(&self, layout: &Layout, params: &mut [f32]) {
        for (to, from) in layout.entries.iter().zip(&self.layout.entries) {
            // Of the embeddings rows follow each other, so that a prefix is the rows that both have.
            let held = to.range.len().min(from.range.len());
            let (to, from) = (to.range.start, from.range.start);
            params[to..to + held].copy_from_slice(&self.params[from..from + held]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: ModelSpec = ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 };

    fn weights(shape: ModelSpec, vocabulary: usize, seed: u64) -> Weights {
        let layout = Layout::new(shape, vocabulary);
        let params = crate::model::initial(&layout, seed);
        Weights::new(layout, params).expect("the layout's length")
    }

    #[test]
    fn the_name_is_of_every_bit_and_of_the_shape() {
        let name = |shape, vocabulary, seed| weights(shape, vocabulary, seed).name();
        assert_eq!(name(SHAPE, 5, 1), name(SHAPE, 5, 1));
        assert_ne!(name(SHAPE, 5, 1), name(SHAPE, 5, 2));
        // The same numbers with other heads are another function.
        assert_ne!(name(SHAPE, 5, 1), name(ModelSpec { n_head: 4, ..SHAPE }, 5, 1));
        assert_eq!(Weights::new(Layout::new(SHAPE, 5), vec![0.0; 3]), None);
    }

    #[test]
    fn further_rows_are_the_seeds() {
        let known = weights(SHAPE, 5, 1);
        let check = |positions: usize, vocabulary: usize| {
            let layout = Layout::new(ModelSpec { n_positions: positions, ..SHAPE }, vocabulary);
            let (mut start, seeded) = (known.drawing(&layout, 9).finish(), crate::model::initial(&layout, 9));
            known.put_over(&layout, &mut start);
            for (to, from) in layout.entries.iter().zip(&known.layout.entries) {
                let held = to.range.len().min(from.range.len());
                let (own, theirs) = (&start[to.range.clone()], &known.params[from.range.clone()]);
                assert_eq!(own[..held], theirs[..held], "{}", to.name);
                assert_eq!(own[held..], seeded[to.range.clone()][held..], "{}", to.name);
            }
        };
        check(8, 5);
        check(12, 7);
        check(4, 5);
        assert!(known.fit(ModelSpec { n_positions: 99, ..SHAPE }) && !known.fit(ModelSpec { n_head: 4, ..SHAPE }));
    }
}
