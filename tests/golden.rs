//! The numbers of PyTorch and transformers (tests/golden, float64, with the scripts that made them) against ours: the plain twin in
//! f64 to 1e-9, twin and fast network in f32 to 1e-4, the GPU to 1e-3, each as `|got − want| ≤ atol + rtol·|want|`.
//!
//! The absolute part is `rtol` times the largest magnitude of the tensor compared: an element that cancels to nearly nothing is known
//! no better than the sums it came from. To add a case: a folder under tests/golden and a line in `cases!`.
#![cfg(not(target_arch = "wasm32"))]

use dpop_lab::backend::cpu::ops::{log_prob, optimizer};
use dpop_lab::backend::cpu::twin::Twin;
use dpop_lab::backend::cpu::{Processor, Real};
use dpop_lab::backend::gpu::Gpu;
use dpop_lab::backend::{Aim, Backend, Device, Optimizer, OptimizerState, Task, Tick, TokenLogps, Work};
use dpop_lab::data::{LabFile, OptimizerKind, RunSpec, SftOn, TokenPair, Trainable};
use dpop_lab::model::{Layout, safetensors};
use dpop_lab::objective::{Objective, PairLogps, sft, variants};
use ndarray::{Array1, Array2};
use serde_json::Value;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

const F64: f64 = 1e-9;
const F32: f64 = 1e-4;
const GPU: f64 = 1e-3;
const LOSSES: [&str; 4] = ["sft", "dpo", "dpop_outside", "dpop_inside"];

macro_rules! cases {
    ($($name:ident)*) => {$(
        mod $name {
            #[test]
            fn twin_in_f64() { super::check_twin::<f64>(stringify!($name), super::F64); }
            #[test]
            fn twin_in_f32() { super::check_twin::<f32>(stringify!($name), super::F32); }
            #[test]
            fn every_loss_in_f64() { super::check_losses(stringify!($name)); }
            #[test]
            fn fast_in_f32() { super::check_device(stringify!($name), &super::Processor, super::F32); }
            #[test]
            fn gpu_in_f32() { super::check_gpu(stringify!($name)); }
        }
    )*};
}
cases!(tiny small);

/// One golden case.
struct Case {
    name: &'static str,
    pairs: Vec<TokenPair>,
    layout: Layout,
    tokens: Array2<u32>,
    expected: Value,
    objectives: Vec<Objective>,
    worst: RefCell<Vec<(String, f64)>>,
}

impl Case {
    fn load(name: &'static str) -> Case {
        let read = |file: &str| std::fs::read_to_string(path(name, file)).expect("a golden file");
        let spec = LabFile::from_json(&read("spec.json")).expect("the golden spec is a lab file");
        let expected: Value = serde_json::from_str(&read("expected.json")).expect("golden JSON");
        let tokens = numbers(&expected["tokens"]);
        let rows = expected["tokens"].as_array().expect("rows").len();
        let tokens = Array2::from_shape_vec((rows, tokens.len() / rows), tokens.iter().map(|&x| x as u32).collect());
        Case {
            name,
            pairs: spec.encode(),
            layout: Layout::new(spec.model, spec.dataset.vocabulary.len()),
            tokens: tokens.expect("a rectangle of tokens"),
            expected,
            objectives: spec.runs.iter().map(|run| run.objective).collect(),
            worst: RefCell::default(),
        }
    }

    fn params(&self, file: &str) -> Vec<f64> {
        safetensors::load(&self.layout, &std::fs::read(path(self.name, file)).expect("a golden file")).expect(file)
    }

    /// `None`: SFT.
    fn objective(&self, loss: &str) -> Option<Objective> {
        LOSSES.iter().position(|name| *name == loss).and_then(|i| i.checked_sub(1)).map(|i| self.objectives[i])
    }

    fn close(&self, what: &str, got: &[f64], want: &[f64], tolerance: f64) {
        assert_eq!(got.len(), want.len(), "{}: {what}: length", self.name);
        let largest = want.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let mut worst = 0.0_f64;
        for (i, (got, want)) in got.iter().zip(want).enumerate() {
            let error = (got - want).abs() / (largest + want.abs()).max(f64::MIN_POSITIVE);
            assert!(error <= tolerance, "{}: {what}[{i}]: {got} against {want}, relative error {error:e}", self.name);
            worst = worst.max(error);
        }
        self.worst.borrow_mut().push((what.to_owned(), worst));
    }

    fn report(&self, which: &str) {
        let worst = self.worst.borrow();
        let (what, error) = worst.iter().fold(("", 0.0), |most, (what, e)| if *e > most.1 { (what, *e) } else { most });
        println!("{} {which}: {} tensors compared, worst relative error {error:.2e} ({what})", self.name, worst.len());
    }
}

fn path(case: &str, file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", case, file].iter().collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![value.as_f64().expect("a number")],
    }
}

/// Labels and completion mask of the padded batch: row `(s, t)` is scored where token `t + 1` is part of the completion.
fn labels(case: &Case) -> Vec<Option<u32>> {
    let mask = numbers(&case.expected["completion_mask"]);
    let (sequences, length) = case.tokens.dim();
    let label =
        |s: usize, t: usize| (t + 1 < length && mask[s * length + t + 1] > 0.0).then(|| case.tokens[[s, t + 1]]);
    (0..sequences).flat_map(|s| (0..length).map(move |t| (s, t))).map(|(s, t)| label(s, t)).collect()
}

struct TwinStep<F> {
    logits: Array2<F>,
    logps: Vec<f64>,
    loss: f64,
    dlogits: Array2<F>,
    gradient: Vec<F>,
}

/// One evaluation by the twin: `reference` are summed log-probs of every sequence, chosen first.
fn twin_step<F: Real>(case: &Case, params: &[F], objective: Option<&Objective>, reference: &[f64]) -> TwinStep<F> {
    let labels = labels(case);
    let (sequences, length) = case.tokens.dim();
    let pairs = sequences / 2;
    let twin = Twin::new(&case.layout, params);
    let (logits, saved) = twin.forward(&case.tokens);
    let (logps, softmax) = log_prob::forward(logits.view(), &labels);
    let logps: Vec<f64> = logps.iter().map(|x| x.wide()).collect();
    let sums: Vec<f64> = logps.chunks(length).map(|row| row.iter().sum()).collect();
    let mut dsums = vec![0.0; sequences];
    let loss = match objective {
        None => {
            let tokens = labels[..pairs * length].iter().flatten().count();
            let (loss, dlogp) = sft::evaluate(sums[..pairs].iter().sum(), tokens);
            dsums[..pairs].fill(dlogp);
            loss
        }
        Some(objective) => {
            let tokens = |sequence: usize| labels[sequence * length..][..length].iter().flatten().count() as f64;
            let each = |i: usize| {
                objective.evaluate(&PairLogps {
                    chosen: sums[i],
                    rejected: sums[i + pairs],
                    ref_chosen: reference[i],
                    ref_rejected: reference[i + pairs],
                    chosen_tokens: tokens(i),
                    rejected_tokens: tokens(i + pairs),
                })
            };
            for i in 0..pairs {
                dsums[i] = each(i).dchosen / pairs as f64;
                dsums[i + pairs] = each(i).drejected / pairs as f64;
            }
            (0..pairs).map(|i| each(i).loss).sum::<f64>() / pairs as f64
        }
    };
    let dlogps: Array1<F> = (0..logps.len()).map(|n| F::of(dsums[n / length])).collect();
    let dlogits = log_prob::backward(&softmax, &labels, &dlogps);
    let gradient = twin.backward(&saved, dlogits.view());
    TwinStep { logits, logps, loss, dlogits, gradient }
}

fn sums(logps: &[f64], sequences: usize) -> Vec<f64> {
    logps.chunks(logps.len() / sequences).map(|row| row.iter().sum()).collect()
}

fn check_twin<F: Real>(name: &'static str, tolerance: f64) {
    let case = Case::load(name);
    let (sequences, length) = case.tokens.dim();
    let of = |params: Vec<f64>| params.into_iter().map(F::of).collect::<Vec<F>>();
    let (reference, policy) = (of(case.params("reference.safetensors")), of(case.params("policy.safetensors")));
    let wide = |x: &Array2<F>| x.iter().map(|x| x.wide()).collect::<Vec<f64>>();
    // The golden log-probs have T − 1 columns: the last position predicts nothing.
    let cut = |logps: &[f64]| logps.chunks(length).flat_map(|row| row[..length - 1].to_vec()).collect::<Vec<f64>>();
    let at_reference = twin_step::<F>(&case, &reference, None, &[]);
    let expected = &case.expected;
    case.close("reference logits", &wide(&at_reference.logits), &numbers(&expected["reference"]["logits"]), tolerance);
    let golden = numbers(&expected["reference"]["token_logps"]);
    case.close("reference log-probs", &cut(&at_reference.logps), &golden, tolerance);
    let fixed = sums(&at_reference.logps, sequences);
    for loss in LOSSES {
        let (objective, golden) = (case.objective(loss), &expected["losses"][loss]);
        let step = twin_step::<F>(&case, &policy, objective.as_ref(), &fixed);
        case.close(&format!("{loss} logits"), &wide(&step.logits), &numbers(&expected["policy"]["logits"]), tolerance);
        let logps = numbers(&expected["policy"]["token_logps"]);
        case.close(&format!("{loss} log-probs"), &cut(&step.logps), &logps, tolerance);
        case.close(&format!("{loss} loss"), &[step.loss], &numbers(&golden["loss"]), tolerance);
        case.close(&format!("{loss} dlogits"), &wide(&step.dlogits), &numbers(&golden["dloss_dlogits"]), tolerance);
        let gradient: Vec<f64> = step.gradient.iter().map(|x| x.wide()).collect();
        compare_gradient(&case, loss, &gradient, tolerance);

        let trajectory = &golden["trajectory_from_reference"];
        let (mut params, mut m, mut v) =
            (reference.clone(), vec![F::zero(); reference.len()], vec![F::zero(); reference.len()]);
        let mut rows = [vec![], vec![], vec![]];
        for t in 1..=10 {
            let step = twin_step::<F>(&case, &params, objective.as_ref(), &fixed);
            let sums = sums(&step.logps, sequences);
            let mean = |sums: &[f64]| sums.iter().sum::<f64>() / sums.len() as f64;
            let (chosen, rejected) = sums.split_at(sequences / 2);
            [step.loss, mean(chosen), mean(rejected)].into_iter().zip(&mut rows).for_each(|(x, row)| row.push(x));
            optimizer::adamw(&mut params, &mut m, &mut v, &step.gradient, t, 1e-3, 0.01);
        }
        compare_trajectory(&case, loss, &rows, trajectory, tolerance);
    }
    case.report(&format!("twin {}", std::any::type_name::<F>()));
}

/// So many steps each loss is trained.
const STEPS: usize = 30;

/// A gradient by central differences errs by the square of the step, and by rounding of the loss over it.
const DIFFERENCES: f64 = 1e-6;

/// Every loss of the registry through the whole network in f64: on the way of its own training its gradient is that of its value, by finite
/// differences along the gradient itself and along directions of chance; and its training is PyTorch's (`make_losses.py` with the case's folder makes
/// `trajectories.json`), with some of the weights alone too.
fn check_losses(name: &'static str) {
    let case = Case::load(name);
    let reference = case.params("reference.safetensors");
    let fixed = sums(&twin_step::<f64>(&case, &reference, None, &[]).logps, case.tokens.nrows());
    let mut worst = 0.0_f64;
    for objective in variants() {
        let loss = |params: &[f64]| twin_step::<f64>(&case, params, Some(&objective), &fixed).loss;
        let mut compared = 0;
        train(&case, &RunSpec::new(objective), (&reference, &fixed), |t, params, step| {
            if ![0, 1, 2, 5, STEPS - 1].contains(&t) {
                return;
            }
            for direction in [step.gradient.clone(), chance(params.len(), 2 * t), chance(params.len(), 2 * t + 1)] {
                let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
                if length == 0.0 {
                    continue;
                }
                let by = 1e-5 / length;
                let at = |by: f64| loss(&params.iter().zip(&direction).map(|(p, d)| p + by * d).collect::<Vec<_>>());
                let (right, left) = ((at(by) - step.loss) / 1e-5, (step.loss - at(-by)) / 1e-5);
                // On a kink there is no derivative: DPOP stands on it where training begins.
                if (right - left).abs() > 1e-2 * (1.0 + right.abs().min(left.abs())) {
                    continue;
                }
                let slope: f64 = step.gradient.iter().zip(&direction).map(|(g, d)| g * d / length).sum();
                let error = (f64::midpoint(right, left) - slope).abs() / (1.0 + slope.abs());
                assert!(error <= DIFFERENCES, "{name}: {objective:?} at step {t}: {left}, {right} and {slope}");
                (worst, compared) = (worst.max(error), compared + 1);
            }
        });
        assert!(compared >= 12, "{name}: {objective:?} was compared {compared} times only");
    }
    println!("{name} every loss: finite differences agree to {worst:.1e}");
    for (run, golden) in trajectories(name) {
        let rows = train(&case, &run, (&reference, &fixed), |_, _, _| {});
        compare_trajectory(&case, &golden["run"].to_string(), &rows, &golden, F64);
    }
    case.report("every loss in f64");
}

/// The runs that PyTorch trained, with its numbers.
fn trajectories(name: &str) -> Vec<(RunSpec, Value)> {
    let text = std::fs::read_to_string(path(name, "trajectories.json")).expect("what make_losses.py makes");
    let golden: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let run = |golden: Value| {
        let brief = format!(r#"{{ "preset": "smaug", "runs": [{}] }}"#, golden["run"]);
        let (mut lab, _) = LabFile::from_brief(&brief).expect("a run of a lab file");
        (lab.runs.remove(0), golden)
    };
    golden.into_iter().map(run).collect()
}

/// [`STEPS`] steps of AdamW from the reference: loss and mean log-probs at each, which `see` is shown too.
fn train(
    case: &Case,
    run: &RunSpec,
    (reference, fixed): (&[f64], &[f64]),
    mut see: impl FnMut(usize, &[f64], &TwinStep<f64>),
) -> [Vec<f64>; 3] {
    let (mut params, mut m, mut v) = (reference.to_vec(), vec![0.0; reference.len()], vec![0.0; reference.len()]);
    let mut rows = [vec![], vec![], vec![]];
    let trained = case.layout.trainable(run.train);
    for t in 0..STEPS {
        let step = twin_step::<f64>(case, &params, Some(&run.objective), fixed);
        see(t, &params, &step);
        let sums = sums(&step.logps, case.tokens.nrows());
        let mean = |sums: &[f64]| sums.iter().sum::<f64>() / sums.len() as f64;
        let (chosen, rejected) = sums.split_at(sums.len() / 2);
        [step.loss, mean(chosen), mean(rejected)].into_iter().zip(&mut rows).for_each(|(x, row)| row.push(x));
        let [params, m, v] = [&mut params, &mut m, &mut v].map(|values| &mut values[trained.clone()]);
        optimizer::adamw(params, m, v, &step.gradient[trained.clone()], t + 1, 1e-3, 0.01);
    }
    rows
}

/// A direction: numbers from −1 to 1.
fn chance(length: usize, seed: usize) -> Vec<f64> {
    let mut state = seed as u64 + 1;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        2.0 * (state >> 11) as f64 / (1_u64 << 53) as f64 - 1.0
    };
    (0..length).map(|_| draw()).collect()
}

fn check_device(name: &'static str, device: &dyn Device, tolerance: f64) {
    let case = Case::load(name);
    let narrow = |params: Vec<f64>| params.into_iter().map(|x| x as f32).collect::<Vec<f32>>();
    let (reference, policy) = (narrow(case.params("reference.safetensors")), narrow(case.params("policy.safetensors")));
    let optimizer = Optimizer { kind: OptimizerKind::Adamw, rate: 1e-3, weight_decay: 0.01 };
    let training = |params: &[f32], aim: Aim, train: Trainable| {
        let state = OptimizerState::new(params.to_vec(), OptimizerKind::Adamw);
        let task = Task { aims: vec![aim], trains: vec![train], optimizer, held_out: 0 };
        let mut backend = device.backend(&case.layout, &case.pairs, vec![state], task).expect("a device");
        run(&mut *backend, Work::Evaluate);
        backend
    };
    let start = |params: &[f32], aim: Aim| training(params, aim, Trainable::All);
    let frozen = start(&reference, Aim::Sft(SftOn::Chosen)).evaluation(0).logps.clone();
    let golden = scored(&case, &numbers(&case.expected["reference"]["token_logps"]));
    case.close("reference log-probs", &flat(&frozen), &golden, tolerance);
    let frozen = Rc::new(frozen);
    for loss in LOSSES {
        let golden = &case.expected["losses"][loss];
        let aim = || match case.objective(loss) {
            None => Aim::Sft(SftOn::Chosen),
            Some(objective) => Aim::Preference(objective, frozen.clone()),
        };
        let mut backend = start(&policy, aim());
        let want = scored(&case, &numbers(&case.expected["policy"]["token_logps"]));
        case.close(&format!("{loss} log-probs"), &flat(&backend.evaluation(0).logps), &want, tolerance);
        case.close(&format!("{loss} loss"), &[backend.evaluation(0).loss], &numbers(&golden["loss"]), tolerance);
        // After one update AdamW's first moment is a tenth of the gradient.
        run(&mut *backend, Work::Update);
        let state = backend.state(0).expect("the last step that was asked for");
        let gradient: Vec<f64> = state.m.iter().map(|&m| 10.0 * f64::from(m)).collect();
        compare_gradient(&case, loss, &gradient, tolerance);

        let [rows @ .., _] = course(&case, &mut *start(&reference, aim()), 10);
        compare_trajectory(&case, loss, &rows, &golden["trajectory_from_reference"], tolerance);
    }
    for (run, golden) in trajectories(name).into_iter().filter(|(run, _)| run.train != Trainable::All) {
        let mut backend = training(&reference, Aim::Preference(run.objective, frozen.clone()), run.train);
        let [rows @ .., norms] = course(&case, &mut *backend, STEPS);
        let what = golden["run"].to_string();
        compare_trajectory(&case, &what, &rows, &golden, tolerance);
        case.close(&format!("{what} gradient's norm"), &norms, &numbers(&golden["grad_norm"]), tolerance);
        let trained = case.layout.trainable(run.train);
        let state = backend.state(0).expect("the last step that was asked for");
        let moved = |place: &usize| state.params[*place].to_bits() != reference[*place].to_bits();
        assert!((0..reference.len()).filter(|place| !trained.contains(place)).all(|place| !moved(&place)), "{what}");
    }
    case.report(&format!("fast f32 on the {}", device.kind().name()));
}

/// Loss, mean log-probs and gradient's norm of so many steps.
fn course(case: &Case, backend: &mut dyn Backend, steps: usize) -> [Vec<f64>; 4] {
    let mut rows = [vec![], vec![], vec![], vec![]];
    for _ in 0..steps {
        let evaluation = backend.evaluation(0);
        let pairs = case.pairs.len();
        let total = (0..pairs).map(|pair| evaluation.logps.sums(pair)).fold((0.0, 0.0), |(c, r), x| (c + x.0, r + x.1));
        let values = [evaluation.loss, total.0 / pairs as f64, total.1 / pairs as f64, evaluation.grad_norm];
        values.into_iter().zip(&mut rows).for_each(|(x, row)| row.push(x));
        run(backend, Work::Update);
    }
    rows
}

fn check_gpu(name: &'static str) {
    let gpu = pollster::block_on(Gpu::open(|| 0.0)).unwrap_or_else(|cause| {
        panic!(
            "{cause} A Vulkan driver is needed: a software one is installed by `apt-get install mesa-vulkan-drivers`."
        )
    });
    check_device(name, &gpu, GPU);
}

fn run(backend: &mut dyn Backend, work: Work) {
    backend.begin(work, 1);
    while backend.tick().expect("a device that stays") != Tick::Done {}
}

/// Every completion token, chosen then rejected, pair by pair.
fn flat(logps: &TokenLogps) -> Vec<f64> {
    let pair = |i: usize| logps.chosen(i).iter().chain(logps.rejected(i)).map(|&x| f64::from(x)).collect::<Vec<_>>();
    (0..logps.pairs()).flat_map(pair).collect()
}

/// The golden log-probs `(S, T − 1)` in the order of [`flat`].
fn scored(case: &Case, golden: &[f64]) -> Vec<f64> {
    let columns = case.tokens.ncols() - 1;
    let sequence = |row: usize, prompt: usize, completion: usize| &golden[row * columns + prompt - 1..][..completion];
    let pairs = case.pairs.iter().enumerate();
    let both = |(i, pair): (usize, &TokenPair)| {
        let chosen = sequence(i, pair.prompt.len(), pair.chosen.len()).to_vec();
        [chosen, sequence(i + case.pairs.len(), pair.prompt.len(), pair.rejected.len()).to_vec()].concat()
    };
    pairs.flat_map(both).collect()
}

fn compare_gradient(case: &Case, loss: &str, gradient: &[f64], tolerance: f64) {
    let golden = case.params(&format!("grad_{loss}.safetensors"));
    for entry in &case.layout.entries {
        let range = entry.range.clone();
        let what = format!("{loss} d{}", entry.name);
        // The key biases' gradient is zero by symmetry (softmax ignores a shift), so each tensor is measured against its largest element.
        case.close(&what, &gradient[range.clone()], &golden[range], tolerance);
    }
}

fn compare_trajectory(case: &Case, loss: &str, rows: &[Vec<f64>; 3], golden: &Value, tolerance: f64) {
    for (key, row) in ["loss", "logps/chosen", "logps/rejected"].into_iter().zip(rows) {
        case.close(&format!("{loss} trajectory of {key}"), row, &numbers(&golden[key]), tolerance);
    }
}
