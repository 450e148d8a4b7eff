//! What `cargo xtask bench` times in the browser: the multiply-add peak of this machine, and whole training steps at three sizes.

use crate::backend::cpu::Cpu;
use crate::backend::{Aim, Backend, Optimizer, OptimizerState, Task, Tick, TokenLogps, Work};
use crate::data::{ModelSpec, OptimizerKind, TokenPair};
use crate::model::{self, Layout};
use crate::objective::{Dpo, Objective};
use dpop_lab_kernels::peak;
use js_sys::{Object, Reflect};
use std::hint::black_box;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

use super::slices::now;

/// GFLOP/s of independent f32x4 multiplies and adds in registers, the limit of any loop without fused multiply-add. The best of three
/// runs of each number of chains.
#[wasm_bindgen(js_name = benchPeak)]
pub fn bench_peak() -> f64 {
    const ROUNDS: usize = 3_000_000;
    let run = |chains: usize| {
        let begin = now();
        black_box(peak::multiply_add(chains, black_box(ROUNDS), 1.000_000_1, 1e-9));
        (8 * chains * ROUNDS) as f64 / (now() - begin) / 1e6
    };
    peak::CHAINS.into_iter().chain(peak::CHAINS).chain(peak::CHAINS).map(run).fold(0.0, f64::max)
}

/// One DPO step of the peers' size: `S / 2` pairs of sequences of `T` tokens that share no token but the first.
struct Size {
    name: &'static str,
    shape: ModelSpec,
    vocab_size: usize,
    sequences: usize,
}

const fn size(name: &'static str, d: usize, layers: usize, vocab_size: usize, t: usize) -> Size {
    Size { name, shape: ModelSpec { n_embd: d, n_layer: layers, n_head: 4, n_positions: t }, vocab_size, sequences: 32 }
}

const SIZES: [Size; 3] = [size("W1", 32, 2, 20, 20), size("W2", 64, 2, 20, 20), size("W3", 128, 4, 32, 32)];

/// Times `steps` whole steps (forward, DPO, backward, AdamW) of `name` (`"W1"`, `"W2"`, `"W3"`). Returns `{ ms, min, flops, nominal }`:
/// median and best milliseconds, the floating-point operations that a step executes here, and those of the peers' formula
/// `6·(12·L·D² + V·D)·S·T + 12·L·T²·D·S`.
///
/// # Errors
/// A size that is not known.
#[wasm_bindgen(js_name = benchStep)]
pub fn bench_step(name: &str, steps: usize) -> Result<Object, JsValue> {
    let size = SIZES.iter().find(|size| size.name == name).ok_or("size: allowed are W1, W2 and W3")?;
    let mut cpu = setup(size);
    let mut one = |work: Work| {
        let begin = now();
        cpu.begin(work, 1);
        while cpu.tick() == Ok(Tick::Working) {}
        now() - begin
    };
    one(Work::Evaluate);
    for _ in 0..3 {
        one(Work::Update);
    }
    let mut times: Vec<f64> = (0..steps.max(1)).map(|_| one(Work::Update)).collect();
    times.sort_by(f64::total_cmp);
    let result = Object::new();
    let set = |key: &str, value: f64| Reflect::set(&result, &key.into(), &value.into());
    set("ms", times[times.len() / 2])?;
    set("min", times[0])?;
    set("flops", executed(size, &cpu))?;
    set("nominal", nominal(size))?;
    Ok(result)
}

fn setup(size: &Size) -> Cpu {
    let layout = Layout::new(size.shape, size.vocab_size);
    let mut seed = 1_u32;
    let mut token = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        1 + (seed >> 16) % (size.vocab_size as u32 - 1)
    };
    let mut completion = |first: u32| {
        let rest = size.shape.n_positions - 3;
        [vec![first], (0..rest).map(|_| token()).collect(), vec![0]].concat()
    };
    let pairs: Vec<TokenPair> = (0..size.sequences / 2)
        .map(|_| TokenPair { prompt: vec![1], chosen: completion(1), rejected: completion(2) })
        .collect();
    let state = OptimizerState::new(model::initial(&layout, 0), OptimizerKind::Adamw);
    let reference = Rc::new(TokenLogps::of_pairs(&pairs, 0));
    let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: 3e-4, weight_decay: 0.0 };
    let aim = Aim::Preference(Objective::Dpo(Dpo { beta: 0.3 }), reference);
    Cpu::new(&layout, &pairs, vec![state], Task { aims: vec![aim], trains: vec![], optimizer, held_out: 0 })
}

/// Counted from the rows that are really there: `6·12·L·D²` a row for the linear maps, `6·V·D` a scoring row for the head, and
/// `12·D·L` for each query and key that see each other in attention.
fn executed(size: &Size, cpu: &Cpu) -> f64 {
    let (d, layers) = (size.shape.n_embd as f64, size.shape.n_layer as f64);
    let chunk = |chunk: &crate::backend::cpu::rows::Chunk| {
        let seen: usize = chunk
            .layout
            .iter()
            .map(|pair| {
                let (shared, c, r) = (pair.tree.shared, pair.tree.chosen, pair.tree.rejected);
                let triangle = |n: usize| n * (n + 1) / 2;
                triangle(shared + c) + triangle(shared + r) - triangle(shared)
            })
            .sum();
        let linear = 6.0 * 12.0 * layers * d * d * chunk.rows() as f64;
        let head = 6.0 * size.vocab_size as f64 * d * chunk.scoring as f64;
        linear + head + 12.0 * layers * d * seen as f64
    };
    cpu.chunks().iter().map(chunk).sum()
}

fn nominal(size: &Size) -> f64 {
    let (d, layers, t) = (size.shape.n_embd as f64, size.shape.n_layer as f64, size.shape.n_positions as f64);
    let (v, s) = (size.vocab_size as f64, size.sequences as f64);
    6.0 * (12.0 * layers * d * d + v * d) * s * t + 12.0 * layers * t * t * d * s
}
