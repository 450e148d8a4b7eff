// What every kernel knows: the shapes, and where things lie.
//
// Letters: S sequences (two a pair, chosen first), T tokens of the longest sequence's input, D embedding, H heads, V vocabulary, L layers,
// R runs, P parameters. All of them, and all offsets, are pipeline constants that `plan.rs` computes; nothing is repeated here.

override S: u32;
// How many of the sequences, the first ones, are trained.
override TRAINED: u32;
override T: u32;
override D: u32;
override H: u32;
override V: u32;
override L: u32;
override P: u32;

// Parameters of a run (P): the embeddings, then a block a layer, then the last LayerNorm. A bias follows its weight.
override WTE: u32;
override WPE: u32;
override LN_F: u32;
override LAYERS: u32;
override LAYER: u32;
override LN_1: u32;
override C_ATTN: u32;
override C_PROJ: u32;
override LN_2: u32;
override C_FC: u32;
override MLP_PROJ: u32;

// Activations of one (run, sequence), in its part of `work`.
override WORK: u32;
override X: u32;          // (T, D): the residual stream, then its gradient
override NORMAL_F: u32;   // (T, D): rows normalised by ln_f
override RSTD_F: u32;     // (T)
override OUT_F: u32;      // (T, D): what ln_f gives, then its gradient
override LOGITS: u32;     // (T, V): logits, then their softmax, then their gradient
override NARROW: u32;     // (T, D): the gradient of the attention's context
override WIDE: u32;       // (T, 4D): the gradient of gelu's result
override DSCORES: u32;    // (H, T, T)
override ACTS: u32;       // where the layers begin
override ACTS_LAYER: u32; // and how far apart they are; the rest are offsets in a layer
override NORMAL_1: u32;   // (T, D)
override RSTD_1: u32;     // (T)
override OUT_1: u32;      // (T, D): what ln_1 gives, then its gradient
override QKV: u32;        // (T, 3D)
override PROBS: u32;      // (H, T, T)
override CONTEXT: u32;    // (T, D)
override DMID: u32;       // (T, D): the gradient of the residual stream between the halves of the block
override NORMAL_2: u32;   // (T, D)
override RSTD_2: u32;     // (T)
override OUT_2: u32;      // (T, D): what ln_2 gives, then its gradient
override SLOPE: u32;      // (T, 4D): gelu's argument, then its slope there, then the argument's gradient
override ACT: u32;        // (T, 4D)
override DQKV: u32;       // (T, 3D)
override DEND: u32;       // (T, D): the gradient of the residual stream at the block's end

// Results of one step: for each run the log-probs (S, T), then as many partial sums of the squared gradient as there are tiles.
override RESULT: u32;

const LANES: u32 = 256u;
const NONE: u32 = 0xffffffffu;

// What changes from step to step, at a dynamic offset.
struct Step {
    // Where in the ring of results this step's lie.
    slot: u32,
    // 0: AdamW, 1: SGD.
    optimizer: u32,
    // AdamW: 1 − rate · decay; SGD: the decay.
    shrink: f32,
    // AdamW: rate over the first bias correction; SGD: the rate.
    rate: f32,
    // AdamW: one over the root of the second bias correction.
    root: f32,
    // Which runs train the head, and which all that is not the head: a bit a run, 64 of them.
    head: vec2u,
    body: vec2u,
}

// Whether the run trains this parameter: the head, which lies before the positions, or another.
fn is_trained(run: u32, parameter: u32) -> bool {
    let runs = select(clock.body, clock.head, parameter < WPE);
    return ((runs[run / 32u] >> (run % 32u)) & 1u) == 1u;
}

var<private> lane: u32;
// Where this workgroup's activations and parameters begin.
var<private> acts: u32;
var<private> theta: u32;

// Everything written so far is visible to the whole workgroup.
fn settle() {
    storageBarrier();
    workgroupBarrier();
}
