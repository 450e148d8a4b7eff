//! What the kernels are told of a spec: shapes and offsets as pipeline constants, the batch, and which workgroup sums which gradient.

use crate::data::TokenPair;
use crate::model::Layout;

/// A tile of a gradient has so many rows and columns; `gradient.wgsl` knows it as `SIDE`.
pub const SIDE: usize = 32;

/// Everything that depends on the model's shape and the pairs, and on neither the policies nor the task.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Pipeline constants by name.
    pub constants: Vec<(&'static str, f64)>,
    /// Sequences: two a pair, chosen first.
    pub sequences: usize,
    /// How many of them, the first ones, are trained; the others only go forward.
    pub trained: usize,
    /// Tokens of the longest input.
    pub rows: usize,
    /// Parameters `P`.
    pub parameters: usize,
    /// Activations of one (run, sequence), in values.
    pub work: usize,
    /// Results of one run in one step, in values: log-probs `(S, T)`, then a partial sum of squares a tile.
    pub result: usize,
    /// For each sequence its input's length, the position that scores first, and `T + 1` tokens.
    pub batch: Vec<u32>,
    /// Tiles, then terms, eight values each.
    pub gradient: Vec<u32>,
    /// How many tiles there are.
    pub tiles: usize,
    /// Where the logits `(T, V)` lie among the activations of one (run, sequence): at the end of a step, their gradient.
    pub logits: std::ops::Range<usize>,
    /// Where the scored tokens of each sequence lie among its rows.
    pub scored: Vec<std::ops::Range<usize>>,
}

impl Plan {
    /// The plan for these pairs, of which the last ones are held out.
    pub fn new(layout: &Layout, pairs: &[TokenPair], held_out: usize) -> Plan {
        let shape = layout.shape;
        let (d, h, v, l) = (shape.n_embd, shape.n_head, layout.vocab_size, shape.n_layer);
        let completions = || pairs.iter().flat_map(|pair| [(pair, &pair.chosen), (pair, &pair.rejected)]);
        let t = completions().map(|(pair, completion)| pair.prompt.len() + completion.len() - 1).max().unwrap_or(1);
        let mut batch = Vec::new();
        let mut scored = Vec::new();
        for (pair, completion) in completions() {
            let (first, length) = (pair.prompt.len() - 1, pair.prompt.len() + completion.len() - 1);
            batch.extend([length as u32, first as u32]);
            batch.extend(pair.prompt.iter().chain(completion));
            batch.extend(std::iter::repeat_n(0, t - length));
            scored.push(first..length);
        }

        let trained = scored.len().saturating_sub(2 * held_out);
        let mut names = vec![
            ("S", scored.len()),
            ("TRAINED", trained),
            ("T", t),
            ("D", d),
            ("H", h),
            ("V", v),
            ("L", l),
            ("P", layout.total),
            ("WTE", layout.wte_weight.start),
            ("WPE", layout.wpe_weight.start),
            ("LN_F", layout.ln_f_weight.start),
        ];
        if let Some(first) = layout.layers.first() {
            let start = first.ln_1_weight.start;
            names.extend([
                ("LAYERS", start),
                ("LAYER", first.mlp_c_proj_bias.end - start),
                ("LN_1", 0),
                ("C_ATTN", first.c_attn_weight.start - start),
                ("C_PROJ", first.attn_c_proj_weight.start - start),
                ("LN_2", first.ln_2_weight.start - start),
                ("C_FC", first.c_fc_weight.start - start),
                ("MLP_PROJ", first.mlp_c_proj_weight.start - start),
            ]);
        }
        let (td, tt) = (t * d, h * t * t);
        let once = [
            ("X", td),
            ("NORMAL_F", td),
            ("RSTD_F", t),
            ("OUT_F", td),
            ("LOGITS", t * v),
            ("NARROW", td),
            ("WIDE", 4 * td),
            ("DSCORES", tt),
        ];
        let each_layer = [
            ("NORMAL_1", td),
            ("RSTD_1", t),
            ("OUT_1", td),
            ("QKV", 3 * td),
            ("PROBS", tt),
            ("CONTEXT", td),
            ("DMID", td),
            ("NORMAL_2", td),
            ("RSTD_2", t),
            ("OUT_2", td),
            ("SLOPE", 4 * td),
            ("ACT", 4 * td),
            ("DQKV", 3 * td),
            ("DEND", td),
        ];
        let acts = place(&once, &mut names);
        let acts_layer = place(&each_layer, &mut names);
        let work = acts + l * acts_layer;
        names.extend([("ACTS", acts), ("ACTS_LAYER", acts_layer), ("WORK", work)]);

        let logits = names.iter().find(|(name, _)| *name == "LOGITS").map_or(0, |(_, at)| *at);
        let tiles = Tiles::of(layout, &names);
        let result = 2 * scored.len() * t + tiles.tiles.len();
        names.push(("RESULT", result));
        Plan {
            constants: names.into_iter().map(|(name, value)| (name, value as f64)).collect(),
            sequences: scored.len(),
            trained,
            rows: t,
            parameters: layout.total,
            work,
            result,
            batch,
            tiles: tiles.tiles.len(),
            logits: logits..logits + t * v,
            gradient: tiles.tiles.iter().chain(&tiles.terms).flatten().map(|&value| value as u32).collect(),
            scored,
        }
    }
}

/// Lays these out one after the other; returns their length.
fn place(parts: &[(&'static str, usize)], names: &mut Vec<(&'static str, usize)>) -> usize {
    parts.iter().fold(0, |at, &(name, size)| {
        names.push((name, at));
        at + size
    })
}

/// How a factor of a gradient is read, as in `gradient.wgsl`: kind, offset, width, gain.
type Factor = [usize; 4];

/// The work of the gradient kernel.
#[derive(Default)]
struct Tiles {
    tiles: Vec<[usize; 8]>,
    terms: Vec<[usize; 8]>,
}

#[derive(Clone, Copy, PartialEq)]
enum Elements {
    All,
    Diagonal,
}

impl Tiles {
    fn of(layout: &Layout, names: &[(&'static str, usize)]) -> Tiles {
        let at = |name: &str| names.iter().find(|(known, _)| *known == name).map_or(0, |(_, value)| *value);
        let (d, v) = (layout.shape.n_embd, layout.vocab_size);
        let plain = |offset: usize, width: usize| [0, offset, width, 0];
        let affine = |offset: usize, gain: usize| [1, offset, d, gain];
        let (token, position) = ([2, 0, 0, 0], [3, 0, 0, 0]);
        let mut tiles = Tiles::default();
        let x = plain(at("X"), d);
        let out = affine(at("NORMAL_F"), at("LN_F"));
        let words = [(plain(at("LOGITS"), v), out), (token, x)];
        tiles.push(&words, v, d, layout.wte_weight.start, Elements::All);
        tiles.push(&[(position, x)], layout.shape.n_positions, d, layout.wpe_weight.start, Elements::All);
        for (layer, places) in layout.layers.iter().enumerate() {
            let act = |name: &str| at("ACTS") + layer * at("ACTS_LAYER") + at(name);
            let (ln_1, ln_2) = (places.ln_1_weight.start, places.ln_2_weight.start);
            let norm = |normal: &str, out: &str| (plain(act(normal), d), plain(act(out), d));
            tiles.push(&[norm("NORMAL_1", "OUT_1")], d + 1, d, ln_1, Elements::Diagonal);
            tiles.push(&[norm("NORMAL_2", "OUT_2")], d + 1, d, ln_2, Elements::Diagonal);
            let mut linear = |x: Factor, inputs: usize, dy: &str, outputs: usize, weight: usize| {
                // One row more than there are inputs: the bias follows its weight, and met a 1.
                tiles.push(&[(x, plain(act(dy), outputs))], inputs + 1, outputs, weight, Elements::All);
            };
            linear(affine(act("NORMAL_1"), ln_1), d, "DQKV", 3 * d, places.c_attn_weight.start);
            linear(plain(act("CONTEXT"), d), d, "DMID", d, places.attn_c_proj_weight.start);
            linear(affine(act("NORMAL_2"), ln_2), d, "SLOPE", 4 * d, places.c_fc_weight.start);
            linear(plain(act("ACT"), 4 * d), 4 * d, "DEND", d, places.mlp_c_proj_weight.start);
        }
        let last = (plain(at("NORMAL_F"), d), plain(at("OUT_F"), d));
        tiles.push(&[last], d + 1, d, layout.ln_f_weight.start, Elements::Diagonal);
        tiles
    }

    /// A gradient `(height, width)` at `parameter`, which is the sum of these products.
    fn push(&mut self, terms: &[(Factor, Factor)], height: usize, width: usize, parameter: usize, elements: Elements) {
        let first = self.terms.len();
        for (met, given) in terms {
            let [a, b, c, d] = *met;
            let [e, f, g, h] = *given;
            self.terms.push([a, b, c, d, e, f, g, h]);
        }
        let diagonal = elements == Elements::Diagonal;
        for row in (0..height).step_by(SIDE) {
            for column in (0..width).step_by(SIDE) {
                // Off the diagonal only the last row is wanted.
                if !diagonal || row == column || row + SIDE >= height {
                    let kind = usize::from(diagonal);
                    self.tiles.push([first, terms.len(), row, column, height, width, parameter, kind]);
                }
            }
        }
    }
}
