//! The GPU's kernels against their twins on the processor, and the engine as a device that may be lost: natively on Vulkan, Metal or
//! Direct3D, and in the browser on WebGPU. A software GPU will do; without any, every test fails and says what to install.

use dpop_lab::backend::cpu::Cpu;
use dpop_lab::backend::gpu::Gpu;
use dpop_lab::backend::{Aim, Backend, Evaluation, Optimizer, OptimizerState, Task, Tick, TokenLogps, Work};
use dpop_lab::data::{LabFile, ModelSpec, OptimizerKind, SftOn, TokenPair, presets};
use dpop_lab::model::{self, Layout};
use dpop_lab::objective::{Dpop, Objective, variants};
use dpop_lab::train::{Phase, Policy, Session, Step};
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// A test that waits for a device: blocking natively, a promise in the browser.
macro_rules! tests {
    ($($(#[$doc:meta])* $name:ident $body:block)+) => {
        $($(#[$doc])*
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn $name() {
            pollster::block_on(async $body);
        }
        $(#[$doc])*
        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn $name() $body)+
    };
}

#[cfg(not(target_arch = "wasm32"))]
fn now() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1e3
}

#[cfg(target_arch = "wasm32")]
fn now() -> f64 {
    dpop_lab::lab::slices::now()
}

/// Lets the browser's event loop turn; natively there is none.
async fn turn() {
    #[cfg(target_arch = "wasm32")]
    {
        let turns = dpop_lab::lab::slices::Turns::new().expect("a MessageChannel");
        turns.next().await.expect("a turn");
    }
}

/// What the tests print can be read natively with `--nocapture`, and in the browser's console.
fn print(line: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    println!("{line}");
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{line}");
}

async fn gpu() -> Gpu {
    Gpu::open(now).await.unwrap_or_else(|cause| {
        panic!(
            "{cause} Natively these tests need a Vulkan driver: a software one is installed by `apt-get install \
             mesa-vulkan-drivers`. In Chromium they need the flags of webdriver.json."
        )
    })
}

/// Both go through the same formulas in f32; sums are taken in another order, and a GPU's `exp` may be off by a few ulps. Relative to
/// the largest number of what is compared.
const TOLERANCE: f64 = 2e-5;

/// The same for what a run is after: DiscoPOP goes from one loss to the other within τ of the margin, so that what h is off by counts 1/τ as much.
fn tolerance(aim: &Aim) -> f64 {
    match aim {
        Aim::Preference(Objective::Discopop(loss), _) => TOLERANCE / loss.discopop_tau.min(1.0),
        Aim::Preference(..) | Aim::Sft(_) => TOLERANCE,
    }
}

async fn done(backend: &mut dyn Backend) {
    loop {
        match backend.tick().expect("a device that stays") {
            Tick::Done => return,
            Tick::Waiting => turn().await,
            Tick::Working => {}
        }
    }
}

async fn step(backend: &mut dyn Backend, work: Work) {
    backend.begin(work, 1);
    done(backend).await;
}

#[derive(Clone, Copy)]
struct Shape {
    d: usize,
    layers: usize,
    heads: usize,
    v: usize,
}

/// Pairs as lengths of prompt, chosen and rejected completion.
fn pairs(lengths: &[(usize, usize, usize)], v: usize) -> Vec<TokenPair> {
    let mut seed = 7_u32;
    let mut tokens = |count: usize| -> Vec<u32> {
        let mut one = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % v as u32
        };
        (0..count).map(|_| one()).collect()
    };
    let mut completion = |length: usize| [tokens(length - 1), vec![0]].concat();
    lengths
        .iter()
        .map(|&(prompt, chosen, rejected)| TokenPair {
            prompt: completion(prompt),
            chosen: completion(chosen),
            rejected: completion(rejected),
        })
        .collect()
}

/// Every loss of the registry. DPOP's λ is so small that its steps stay steps: under SGD larger ones throw the model about, and with the wrong sign
/// small ones do.
fn losses() -> Vec<Objective> {
    let tame = |objective| match objective {
        Objective::Dpop(dpop) => {
            Objective::Dpop(Dpop { lambda: if dpop.penalty.is_proper() { 5.0 } else { 0.1 }, ..dpop })
        }
        other => other,
    };
    variants().into_iter().map(tame).collect()
}

fn aims(reference: &Rc<TokenLogps>) -> Vec<Aim> {
    losses().into_iter().map(|objective| Aim::Preference(objective, reference.clone())).collect()
}

fn worst(got: &[f32], want: &[f32]) -> f64 {
    let scale = want.iter().fold(1e-6_f32, |most, x| most.max(x.abs()));
    got.iter().zip(want).map(|(a, b)| f64::from((a - b).abs() / scale)).fold(0.0, f64::max)
}

fn tokens(evaluation: &Evaluation) -> Vec<f32> {
    let logps = &evaluation.logps;
    (0..logps.pairs()).flat_map(|pair| [logps.chosen(pair), logps.rejected(pair)].concat()).collect()
}

/// Compares an evaluation, every tensor of the gradient, and the parameters after an update, for SFT and every loss at once.
async fn check(name: &str, shape: Shape, lengths: &[(usize, usize, usize)]) {
    let pairs = pairs(lengths, shape.v);
    let n_positions = pairs.iter().map(|pair| pair.prompt.len() + pair.chosen.len().max(pair.rejected.len())).max();
    let spec = ModelSpec {
        n_embd: shape.d,
        n_layer: shape.layers,
        n_head: shape.heads,
        n_positions: n_positions.expect("pairs") + 1,
    };
    let layout = Layout::new(spec, shape.v);
    let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: 1e-2, weight_decay: 0.01 };
    let start = |seed: u64| OptimizerState::new(rough(&layout, seed), OptimizerKind::Adamw);
    let gpu = gpu().await;
    let report = async |aims: Vec<Aim>, seeds: &[u64]| {
        let states: Vec<OptimizerState> = seeds.iter().map(|&seed| start(seed)).collect();
        let allowed: Vec<f64> = aims.iter().map(tolerance).collect();
        let task = Task { aims, trains: vec![], optimizer, held_out: 0 };
        let mut cpu = Cpu::new(&layout, &pairs, states.clone(), task.clone());
        let mut engine = gpu.engine(&layout, &pairs, states, task).expect("a device");
        step(&mut cpu, Work::Evaluate).await;
        step(&mut engine, Work::Evaluate).await;
        let mut most = 0.0_f64;
        let mut close = |what: &str, run: usize, got: &[f32], want: &[f32]| {
            let worst = worst(got, want);
            assert!(
                worst <= allowed[run],
                "{name}, run {run}: {what} is the first to differ: {worst:e} of its largest number"
            );
            most = most.max(worst);
        };
        for run in 0..seeds.len() {
            close("log-probs", run, &tokens(engine.evaluation(run)), &tokens(cpu.evaluation(run)));
            assert_eq!(engine.evaluation(run).greedy, cpu.evaluation(run).greedy, "{name}, run {run}");
        }
        let gradients: Vec<Vec<f32>> = (0..seeds.len()).map(|run| cpu.gradient(run).to_vec()).collect();
        step(&mut cpu, Work::Update).await;
        step(&mut engine, Work::Update).await;
        for (run, gradient) in gradients.iter().enumerate() {
            // After one update AdamW's first moment is a tenth of the gradient. Last tensors first: that is how gradients flow.
            let state = engine.state(run).expect("the last step");
            let m: Vec<f32> = state.m.iter().map(|m| m * 10.0).collect();
            for entry in layout.entries.iter().rev() {
                close(&entry.name, run, &m[entry.range.clone()], &gradient[entry.range.clone()]);
            }
        }
        let logps = engine.evaluation(0).logps.clone();
        print(&format!("{name}: {} runs, worst {most:.1e}", seeds.len()));
        logps
    };
    report(vec![Aim::Sft(SftOn::Chosen)], &[1]).await;
    report(vec![Aim::Sft(SftOn::Both)], &[1]).await;
    let reference = {
        let task = Task { aims: vec![Aim::Sft(SftOn::Chosen)], trains: vec![], optimizer, held_out: 0 };
        let mut cpu = Cpu::new(&layout, &pairs, vec![start(1)], task);
        step(&mut cpu, Work::Evaluate).await;
        Rc::new(cpu.evaluation(0).logps.clone())
    };
    let aims = aims(&reference);
    let seeds: Vec<u64> = (2..).take(aims.len()).collect();
    report(aims, &seeds).await;
}

/// Parameters that leave nothing near zero, biases and gains included.
fn rough(layout: &Layout, seed: u64) -> Vec<f32> {
    let noise = model::initial(layout, seed);
    let other = model::initial(layout, seed + 100);
    let mut params: Vec<f32> = noise.iter().zip(&other).map(|(a, b)| 6.0 * a + b).collect();
    let mut wobble = seed as f32;
    for entry in layout.entries.iter().filter(|entry| entry.shape.len() == 1) {
        let gain = entry.name.contains("ln_") && entry.name.ends_with("weight");
        for value in &mut params[entry.range.clone()] {
            wobble = (wobble * 1.7 + 0.37) % 2.0;
            *value = if gain { 0.5 + wobble / 2.0 } else { 0.2 * (wobble - 1.0) };
        }
    }
    params
}

macro_rules! cases {
    ($($name:ident: $d:literal $layers:literal $heads:literal $v:literal, $lengths:expr;)+) => {
        mod parity {
            use super::*;
            tests! { $($name {
                check(stringify!($name), Shape { d: $d, layers: $layers, heads: $heads, v: $v }, &$lengths).await;
            })+ }
        }
    };
}

// Width, layers, heads, vocabulary; then for each pair the tokens of prompt, chosen and rejected completion.
cases! {
    one_token: 8 1 1 2, [(1, 1, 1)];
    usual: 32 2 4 20, [(6, 8, 8), (5, 8, 8), (6, 7, 9)];
    padded: 16 2 2 11, [(1, 2, 9), (7, 1, 3), (3, 5, 5)];
    odd_heads: 15 1 3 7, [(2, 5, 4), (3, 3, 6)];
    one_head: 12 2 1 5, [(2, 3, 3)];
    deep: 8 8 2 6, [(2, 4, 4), (3, 3, 3)];
    long: 16 1 2 9, [(20, 20, 19)];
    wide: 72 1 4 40, [(3, 4, 4)];
}

fn layout(d: usize, n_layer: usize, v: usize, pairs: &[TokenPair]) -> Layout {
    let length = |pair: &TokenPair| pair.prompt.len() + pair.chosen.len().max(pair.rejected.len());
    let n_positions = pairs.iter().map(length).max().unwrap_or(1);
    Layout::new(ModelSpec { n_embd: d, n_layer, n_head: 2, n_positions }, v)
}

async fn frozen(layout: &Layout, pairs: &[TokenPair], params: &[f32], gpu: &Gpu) -> Rc<TokenLogps> {
    let task = Task { aims: vec![Aim::Sft(SftOn::Chosen)], trains: vec![], optimizer: adamw(), held_out: 0 };
    let state = OptimizerState::new(params.to_vec(), OptimizerKind::Adamw);
    let mut engine = gpu.engine(layout, pairs, vec![state], task).expect("a device");
    step(&mut engine, Work::Evaluate).await;
    Rc::new(engine.evaluation(0).logps.clone())
}

fn adamw() -> Optimizer {
    Optimizer { kind: OptimizerKind::Adamw, rate: 1e-3, weight_decay: 0.01 }
}

/// Asks for many steps at once and keeps what each of them found of every run.
async fn steps(backend: &mut dyn Backend, runs: usize, count: usize) -> Vec<Vec<Evaluation>> {
    backend.begin(Work::Evaluate, count);
    let mut found = vec![];
    while found.len() < count {
        done(backend).await;
        found.push((0..runs).map(|run| backend.evaluation(run).clone()).collect());
    }
    found
}

tests! { dispatches_do_not_grow_with_runs_or_layers {
    let gpu = gpu().await;
    let pairs = pairs(&[(1, 2, 3)], 5);
    for (runs, layers) in [(1, 1), (64, 1), (1, 8), (64, 2)] {
        let layout = layout(8, layers, 5, &pairs);
        let params = model::initial(&layout, 1);
        let reference = frozen(&layout, &pairs, &params, &gpu).await;
        let aims: Vec<Aim> = aims(&reference).into_iter().cycle().take(runs).collect();
        let states = vec![OptimizerState::new(params, OptimizerKind::Adamw); runs];
        let mut engine = gpu.engine(&layout, &pairs, states, Task { aims, trains: vec![], optimizer: adamw(), held_out: 0 }).expect("a device");
        let before = engine.counters();
        steps(&mut engine, runs, 4).await;
        let after = engine.counters();
        assert_eq!(after.steps, 4);
        assert_eq!(after.dispatches, 4 * 4 - 1, "the first step has no update; {runs} runs, {layers} layers");
        assert_eq!(after.objects, before.objects, "nothing is made in a step");
        print(&format!("{runs} runs, {layers} layers: {after:?}"));
    }
} }

tests! { the_same_spec_gives_the_same_bits_alone_and_among_others {
    let gpu = gpu().await;
    let pairs = pairs(&[(2, 4, 4), (3, 2, 5)], 7);
    let layout = layout(16, 2, 7, &pairs);
    let params = model::initial(&layout, 3);
    let reference = frozen(&layout, &pairs, &params, &gpu).await;
    let train = async |aims: Vec<Aim>| {
        let runs = aims.len();
        let states = vec![OptimizerState::new(params.clone(), OptimizerKind::Adamw); runs];
        let mut engine = gpu.engine(&layout, &pairs, states, Task { aims, trains: vec![], optimizer: adamw(), held_out: 0 }).expect("a device");
        let last = steps(&mut engine, runs, 6).await.pop().expect("six steps");
        (engine.state(0).expect("the last step").clone(), tokens(&last[0]))
    };
    let all = aims(&reference);
    let alone = train(vec![all[0].clone()]).await;
    assert_eq!(alone, train(vec![all[0].clone()]).await);
    assert_eq!(alone, train(all).await);
} }

tests! {
/// They only go forward: the same log-probs as on the processor, and of what is trained the same bits as without them. The longest of them is longer
/// than all others.
held_out_pairs_are_measured_and_change_nothing_of_what_is_trained {
    let gpu = gpu().await;
    let pairs = pairs(&[(2, 4, 4), (3, 2, 5), (4, 6, 3), (1, 3, 3)], 7);
    let layout = layout(16, 2, 7, &pairs);
    let params = rough(&layout, 3);
    for held_out in [1, 2] {
        let trained = &pairs[..pairs.len() - held_out];
        let train = async |pairs: &[TokenPair], held_out: usize| {
            let state = OptimizerState::new(params.clone(), OptimizerKind::Adamw);
            let task = |aims: Vec<Aim>| Task { aims, trains: vec![], optimizer: adamw(), held_out };
            let mut engine =
                gpu.engine(&layout, pairs, vec![state.clone()], task(vec![Aim::Sft(SftOn::Both)])).expect("a device");
            let sft = steps(&mut engine, 1, 3).await.swap_remove(0).swap_remove(0);
            // Three losses tell: a software adapter is slow.
            let aims: Vec<Aim> = aims(&Rc::new(sft.logps.clone())).into_iter().take(3).collect();
            let runs = aims.len();
            let states = vec![state; runs];
            let mut cpu = Cpu::new(&layout, pairs, states.clone(), task(aims.clone()));
            let mut engine = gpu.engine(&layout, pairs, states, task(aims)).expect("a device");
            let found = steps(&mut engine, runs, 3).await;
            let there = steps(&mut cpu, runs, 1).await;
            for (here, there) in found[0].iter().zip(&there[0]) {
                assert!(worst(here.logps.values(), there.logps.values()) < TOLERANCE);
                assert_eq!(here.greedy, there.greedy);
            }
            let states: Vec<OptimizerState> = (0..runs).map(|run| engine.state(run).expect("the last").clone()).collect();
            (sft, found, states)
        };
        let ((sft, with, states), (sft_alone, without, states_alone)) =
            (train(&pairs, held_out).await, train(trained, 0).await);
        assert_eq!(tokens(&sft), tokens(&sft_alone));
        assert_eq!((sft.loss, sft.grad_norm), (sft_alone.loss, sft_alone.grad_norm));
        for (with, without) in with.iter().flatten().zip(without.iter().flatten()) {
            assert_eq!(tokens(with), tokens(without));
            assert_eq!((with.loss, with.grad_norm, &with.greedy), (without.loss, without.grad_norm, &without.greedy));
            assert_eq!(with.logps.held_out().len(), held_out);
        }
        assert_eq!(states, states_alone);
    }
} }

tests! { at_step_0_a_run_is_the_reference_to_the_bit_and_no_hinge_is_tripped {
    let gpu = gpu().await;
    let pairs = pairs(&[(4, 6, 6), (3, 7, 5)], 9);
    let layout = layout(32, 2, 9, &pairs);
    let params = rough(&layout, 5);
    let reference = frozen(&layout, &pairs, &params, &gpu).await;
    let aims = aims(&reference);
    let states = vec![OptimizerState::new(params, OptimizerKind::Adamw); aims.len()];
    let mut engine = gpu.engine(&layout, &pairs, states, Task { aims, trains: vec![], optimizer: adamw(), held_out: 0 }).expect("a device");
    step(&mut engine, Work::Evaluate).await;
    let runs = losses();
    let norm_of = |loss: &str| {
        let run = runs.iter().position(|run| run.loss_type() == loss).expect("a loss of the registry");
        engine.evaluation(run).grad_norm
    };
    for (run, objective) in runs.iter().enumerate() {
        assert_eq!(engine.evaluation(run).logps, *reference);
        // The gradient of both forms of DPOP is then DPO's, in which the hinge has no part.
        if objective.loss_type() == "dpop" {
            assert_eq!(engine.evaluation(run).grad_norm, norm_of("dpo"));
        }
    }
} }

tests! { trajectories_stay_with_the_processors {
    let gpu = gpu().await;
    // One token apart: the preferred answers fall under DPO, and the hinges of DPOP turn on.
    let mut pairs = pairs(&[(3, 5, 5), (2, 6, 6), (4, 3, 3)], 9);
    for pair in &mut pairs {
        pair.rejected = pair.chosen.clone();
        pair.rejected[0] = (pair.chosen[0] + 1) % 9;
    }
    let layout = layout(16, 2, 9, &pairs);
    // A software adapter takes half a second for a step of all losses: what SGD does shows in a third of the steps.
    for (kind, count) in [(OptimizerKind::Adamw, 30), (OptimizerKind::Sgd, 10)] {
        let params = model::initial(&layout, 2);
        let reference = frozen(&layout, &pairs, &params, &gpu).await;
        let optimizer = Optimizer { kind, rate: if kind == OptimizerKind::Adamw { 1e-3 } else { 0.01 }, weight_decay: 0.01 };
        let task = Task { aims: aims(&reference), trains: vec![], optimizer, held_out: 0 };
        let runs = task.aims.len();
        let states = vec![OptimizerState::new(params, kind); runs];
        let mut cpu = Cpu::new(&layout, &pairs, states.clone(), task.clone());
        let mut engine = gpu.engine(&layout, &pairs, states, task).expect("a device");
        let (here, there) = (steps(&mut engine, runs, count + 1).await, steps(&mut cpu, runs, count + 1).await);
        for run in 0..runs {
            let drift = here.iter().zip(&there).map(|(a, b)| worst(&tokens(&a[run]), &tokens(&b[run])));
            let drift: Vec<f64> = drift.collect();
            print(&format!("{kind:?}, loss {run}: drift {:.1e} after 1 step, {:.1e} after {count}", drift[1], drift[count]));
            // Rounding grows along a trajectory, most where a hinge turns on a step sooner or later.
            assert!(drift.iter().all(|drift| *drift < 1e-2), "{drift:?}");
        }
    }
} }

tests! {
/// The device is given up in every phase; training ends as if nothing had been, on the processor.
a_lost_gpu_costs_nothing_that_was_computed {
    let preset = presets().iter().find(|preset| preset.name == "arithmetic").expect("a preset");
    let mut spec = LabFile::from_json(preset.json).expect("valid");
    (spec.sft.steps, spec.preference.steps) = (6, 6);
    for ticks in [0, 1, 4, 9, 20, 30] {
        let gpu = gpu().await;
        let mut session = Session::new(spec.clone(), Rc::new(gpu.clone())).expect("small enough");
        session.set_lookahead(2);
        session.set_target(Phase::Sft, 6).expect("first");
        session.set_target(Phase::Preference, 6).expect("then");
        let mut busy = 0;
        loop {
            match session.tick() {
                Step::Idle => break,
                Step::Waiting => turn().await,
                _ => busy += 1,
            }
            if busy >= ticks {
                gpu.destroy("The GPU was given up.");
            }
        }
        let history = session.history();
        let lost = session.lost().map(|cause| cause.to_string());
        print(&format!("given up after {ticks} pieces: {} ({lost:?})", session.device().name()));
        assert_eq!((history.sft().len(), history.run(0).len(), history.run(1).len()), (7, 7, 7));
        assert!(history.run(1).iter().enumerate().all(|(step, row)| row.step == step && row.loss.is_finite()));
        assert!(session.replay(Policy::Run(0), Some(3)).is_ok());
    }
} }
