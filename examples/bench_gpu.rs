//! How fast the GPU backend trains beside the processor: `cargo run --release --example bench_gpu`, on any machine with a Vulkan, Metal
//! or Direct3D driver and nothing else. What the GPU was asked to do is counted, not assumed.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    native::run()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::backend::cpu::Cpu;
    use dpop_lab::backend::gpu::Gpu;
    use dpop_lab::backend::{Aim, Backend, Device, Optimizer, OptimizerState, Task, Tick, TokenLogps, Work};
    use dpop_lab::data::{ModelSpec, OptimizerKind, TokenPair};
    use dpop_lab::model::{self, Layout};
    use dpop_lab::objective::{Dpo, Objective};
    use std::error::Error;
    use std::rc::Rc;
    use std::sync::OnceLock;
    use std::time::Instant;

    const RUNS: [usize; 4] = [1, 2, 16, 64];
    /// Long enough to measure, in milliseconds.
    const ENOUGH: f64 = 2000.0;

    /// What is trained: pairs of `tokens` inputs each, prompt included.
    struct Size {
        name: &'static str,
        shape: ModelSpec,
        vocabulary: usize,
        pairs: usize,
        tokens: usize,
    }

    const fn model(n_embd: usize, n_layer: usize, n_head: usize, n_positions: usize) -> ModelSpec {
        ModelSpec { n_embd, n_layer, n_head, n_positions }
    }

    /// W1 of `cargo xtask bench`, and one that leaves room for 64 runs in 128 MiB, which is all that some adapters give a buffer.
    const SIZES: [Size; 2] = [
        Size { name: "W1", shape: model(32, 2, 4, 20), vocabulary: 20, pairs: 16, tokens: 20 },
        Size { name: "small", shape: model(32, 2, 4, 10), vocabulary: 20, pairs: 8, tokens: 10 },
    ];

    fn now() -> f64 {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
    }

    pub fn run() -> Result<(), Box<dyn Error>> {
        let gpu = pollster::block_on(Gpu::open(now))?;
        let kind = if gpu.is_software() { "SOFTWARE on the processor, no measure of a GPU" } else { "hardware" };
        println!("adapter: {} ({kind})", gpu.name());
        for size in SIZES {
            let Size { name, shape, vocabulary, pairs, tokens } = size;
            let ModelSpec { n_embd, n_layer, n_head, .. } = shape;
            println!("\n{name}: D={n_embd} L={n_layer} H={n_head} V={vocabulary} T={tokens}, {pairs} pairs");
            compare(&gpu, &size)?;
        }
        Ok(())
    }

    fn compare(gpu: &Gpu, size: &Size) -> Result<(), Box<dyn Error>> {
        let layout = Layout::new(size.shape, size.vocabulary);
        let pairs = pairs(size);
        let logps = TokenLogps::of_pairs(&pairs, 0);
        let reference = Rc::new(logps);
        println!(
            "runs  workgroups  GPU ms/step  of 1 run  CPU ms/step  CPU/GPU  dispatches/step  submits/step  bytes read/step"
        );
        let mut alone = None;
        for runs in RUNS {
            let aim = Aim::Preference(Objective::Dpo(Dpo { beta: 0.3 }), reference.clone());
            let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: 3e-4, weight_decay: 0.0 };
            let task = Task { aims: vec![aim; runs], trains: vec![], optimizer, held_out: 0 };
            let states = vec![OptimizerState::new(model::initial(&layout, 0), OptimizerKind::Adamw); runs];
            if let Err(cause) = gpu.check(&layout, &pairs, runs) {
                println!("{runs:>4}  {cause}");
                continue;
            }
            let mut engine = gpu.engine(&layout, &pairs, states.clone(), task.clone())?;
            let first = time(&mut engine, 2, 0.0)?;
            let before = engine.counters();
            let at_once = (ENOUGH / first).clamp(1.0, gpu.lookahead() as f64);
            let here = time(&mut engine, at_once as usize, ENOUGH)?;
            let after = engine.counters();
            let mut cpu = Cpu::new(&layout, &pairs, states, task);
            let there = time(&mut cpu, 1, ENOUGH)?;
            let each = |total: f64| total / (after.steps - before.steps) as f64;
            println!(
                "{runs:>4}  {:>10}  {here:>11.3}  {:>8.2}  {there:>11.3}  {:>7.2}  {:>15.2}  {:>12.3}  {:>15.0}",
                runs * 2 * size.pairs,
                here / *alone.get_or_insert(here),
                there / here,
                each((after.dispatches - before.dispatches) as f64),
                each((after.submits - before.submits) as f64),
                each((after.bytes - before.bytes) as f64),
            );
        }
        Ok(())
    }

    /// Milliseconds a step, asked for `at_once` at a time, for at least so long.
    fn time(backend: &mut dyn Backend, at_once: usize, enough: f64) -> Result<f64, Box<dyn Error>> {
        let (begin, mut steps) = (now(), 0);
        while steps == 0 || now() - begin < enough {
            backend.begin(if steps == 0 { Work::Evaluate } else { Work::Update }, at_once);
            let mut left = at_once;
            while left > 0 {
                left -= usize::from(backend.tick()? == Tick::Done);
            }
            steps += at_once;
        }
        Ok((now() - begin) / steps as f64)
    }

    fn pairs(size: &Size) -> Vec<TokenPair> {
        let mut seed = 1_u32;
        let mut token = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            1 + (seed >> 16) % (size.vocabulary as u32 - 1)
        };
        let mut completion = |first: u32| {
            let middle: Vec<u32> = (0..size.tokens - 2).map(|_| token()).collect();
            [vec![first], middle, vec![0]].concat()
        };
        let pair = |_| TokenPair { prompt: vec![1], chosen: completion(1), rejected: completion(2) };
        (0..size.pairs).map(pair).collect()
    }
}
