//! Preference losses as pure scalar functions of four summed log-probs and two lengths, with their exact derivatives.
//!
//! Notation (the DPO paper, arXiv 2305.18290, and the DPOP paper, arXiv 2402.13228): `c`, `r` are the summed completion
//! log-probs (nats) of chosen and rejected under the policy, `rc`, `rr` under the frozen reference, `n_c`, `n_r` their lengths in
//! tokens; `h = (c − rc) − (r − rr)`.
//!
//! This module knows nothing of models or data. **A new loss** is one file beside `dpo.rs`, a module, and one line in the `losses!` table
//! below. The file has a struct that implements [`Loss`], a [`LossEntry`] named `ENTRY`, and its kernel, a text named `WGSL`: the
//! function of the loss's name that takes `Logps` and the parameters in the entry's order, numbers as `f32` and choices as the index
//! of the option, `u32`, and gives a `PairLoss`; both types and what losses share are in `backend/gpu/wgsl/objective.wgsl`. The table
//! makes the variant of [`Objective`], the line of [`REGISTRY`] and that of [`KERNELS`]: lab file, errors, settings, links, the wire
//! between modules and the GPU follow from these, and tests that go over the registry say what else lacks the loss.

pub mod apo_down;
pub mod apo_zero;
pub mod bco_pair;
pub mod cdpo;
pub mod discopop;
pub mod dpo;
pub mod dpo_shift;
pub mod dpop;
pub mod exo_pair;
pub mod hinge;
pub mod ipo;
pub mod nca_pair;
pub mod parameter;
pub mod robust;
pub mod rpo;
pub mod sft;
pub mod sigmoid_norm;
pub mod simpo;
pub mod sppo_hard;

pub use dpop::Penalty;
pub use parameter::{AllowedValues, ArgumentError, Arguments, NamedChoice, Number, Parameter};

/// What a preference loss sees of one pair: summed completion log-probs in nats, all ≤ 0 for a real model, and lengths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairLogps {
    /// `c`: the chosen completion under the policy.
    pub chosen: f64,
    /// `r`: the rejected completion under the policy.
    pub rejected: f64,
    /// `rc`: the chosen completion under the frozen reference.
    pub ref_chosen: f64,
    /// `rr`: the rejected completion under the frozen reference.
    pub ref_rejected: f64,
    /// `n_c`: tokens of the chosen completion, the closing `<eos>` included, as TRL counts them. Whole for a pair, and at least 1; the
    /// mean over pairs need not be.
    pub chosen_tokens: f64,
    /// `n_r`: the same of the rejected completion.
    pub rejected_tokens: f64,
}

impl PairLogps {
    /// `h = (c − rc) − (r − rr)`: by how much more than the reference the policy prefers the chosen completion.
    pub fn margin(&self) -> f64 {
        (self.chosen - self.ref_chosen) - (self.rejected - self.ref_rejected)
    }

    /// `[c − rc, r − rr]`: the log-ratios of both completions, for losses that judge each by itself.
    pub fn ratios(&self) -> [f64; 2] {
        [self.chosen - self.ref_chosen, self.rejected - self.ref_rejected]
    }

    /// `max(0, rc − c)`: how far the chosen completion has fallen below the reference. Zero on the kink itself, where
    /// policy and reference agree: the hinge is active strictly beyond it.
    pub fn shortfall(&self) -> f64 {
        let gap = self.ref_chosen - self.chosen;
        if gap > 0.0 { gap } else { 0.0 }
    }
}

/// A loss and its derivatives for one pair. The loss of a batch is the mean over its pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairLoss {
    /// The loss in nats.
    pub loss: f64,
    /// `∂loss/∂c`.
    pub dchosen: f64,
    /// `∂loss/∂r`.
    pub drejected: f64,
    /// `max(0, rc − c)` for a loss that penalises it, or by a bug rewards it, before its weight λ; 0 for a loss that does neither.
    pub penalty: f64,
}

impl PairLoss {
    /// Of a loss of `h` alone, with its slope by `h`: `∂h/∂c = 1`, `∂h/∂r = −1`.
    fn of_margin(loss: f64, slope: f64) -> PairLoss {
        PairLoss { loss, dchosen: slope, drejected: -slope, penalty: 0.0 }
    }

    /// Which way the loss pulls the pair's completions, and how strongly.
    pub fn pull(&self) -> Pull {
        let (up, down) = (-self.dchosen, self.drejected);
        // A weight so small that the other part overflows is none to measure by.
        let weight = if down == 0.0 || (up / down).is_infinite() { up.abs() } else { down.abs() };
        if weight == 0.0 {
            return Pull::default();
        }
        Pull { weight, chosen: up / weight, rejected: down / weight }
    }
}

/// Which way descent pulls the two completions of a pair, in units of the pair's weight: `∂loss/∂c = −weight · chosen` and
/// `∂loss/∂r = weight · rejected`. All zero where the loss is flat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pull {
    /// The pair's weight, never negative: `|∂loss/∂r|`, or `|∂loss/∂c|` where the rejected completion is not pulled.
    pub weight: f64,
    /// How strongly the chosen completion is pulled up; down where negative. 1 for DPO, `1 + λ` for DPOP while its hinge is active, `1 − λ` where
    /// the hinge's sign is wrong.
    pub chosen: f64,
    /// How strongly the rejected completion is pulled down: 1, −1 where it is pulled up, or 0.
    pub rejected: f64,
}

impl Pull {
    /// The effective λ of the logit analysis: how much more strongly than the rejected completion is pulled down, the chosen one is
    /// pulled up. 0 where the loss is flat. Nothing where the rejected completion is not pulled down, and λ has nothing to be measured by.
    pub fn lambda(&self) -> Option<f64> {
        if self.weight == 0.0 {
            return Some(0.0);
        }
        Some(self.chosen / self.rejected - 1.0).filter(|lambda| self.rejected > 0.0 && lambda.is_finite())
    }
}

/// What each loss provides; [`Objective`] passes calls on to it.
pub trait Loss {
    /// The loss's line of the registry.
    fn entry(&self) -> &'static LossEntry;

    /// Its parameters' values, in the registry's terms: `entry().build` gives the same loss back.
    fn arguments(&self) -> Arguments;

    /// β, the scale of the implicit reward `β (logp − ref_logp)`.
    fn beta(&self) -> f64;

    /// The loss and its derivatives for one pair. Non-finite log-probs give a non-finite loss, never a panic.
    fn evaluate(&self, logps: &PairLogps) -> PairLoss;
}

/// One loss as the lab file, its errors and the page's settings see it.
#[derive(Debug)]
pub struct LossEntry {
    /// The name in the lab file, TRL's where TRL has the loss; `dpo` is TRL's `sigmoid`, which is understood too.
    pub loss_type: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// The per-pair loss in one line.
    pub formula: &'static str,
    /// Where it is published.
    pub source: &'static str,
    /// TRL's `loss_type` for exactly this loss. What TRL does not have, the bundle's script brings, as a function of the loss's name.
    pub trl: Option<&'static str>,
    /// Its parameters, at most [`MOST_PARAMETERS`], in the order of the lab file.
    pub parameters: &'static [Parameter],
    /// Makes the loss; arguments that are not given take their defaults.
    pub build: fn(&Arguments) -> Objective,
}

/// So many parameters a loss may have: a run's loss is its place in the registry and an array of this length, wherever it travels.
pub const MOST_PARAMETERS: usize = 4;

/// The registry's entry of a loss_type, if there is one.
pub fn find(loss_type: &str) -> Option<&'static LossEntry> {
    names().find(|(name, _)| *name == loss_type).map(|(_, entry)| entry)
}

/// Every name of a loss that is understood: the registry's own, and then TRL's where it is another.
pub fn names() -> impl Iterator<Item = (&'static str, &'static LossEntry)> {
    let own = REGISTRY.iter().map(|entry| (entry.loss_type, *entry));
    let trl = REGISTRY.iter().filter_map(|entry| Some((entry.trl?, *entry)));
    own.chain(trl.filter(|(name, entry)| *name != entry.loss_type))
}

/// Every loss at its defaults, once for each option of its choices: for whoever must try them all.
pub fn variants() -> Vec<Objective> {
    let mut all = Vec::new();
    for entry in REGISTRY {
        let mut forms = vec![Arguments::default()];
        for parameter in entry.parameters {
            let Parameter::Choice(choice) = parameter else { continue };
            let each = |form: &Arguments| {
                let with = |index: usize| {
                    let mut form = form.clone();
                    form.set_value(parameter, index as f64).map(|()| form)
                };
                (0..choice.options.len()).filter_map(with).collect::<Vec<_>>()
            };
            forms = forms.iter().flat_map(each).collect();
        }
        all.extend(forms.iter().map(entry.build));
    }
    all
}

/// Makes the closed enum of losses and the registry from one line a loss.
macro_rules! losses {
    ($($(#[$doc:meta])+ $name:ident from $module:ident),+ $(,)?) => {
        $(pub use $module::$name;)+

        /// One preference loss with its parameters.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Objective {
            $($(#[$doc])+ $name($module::$name)),+
        }

        /// Every loss that a lab file can name.
        pub static REGISTRY: &[&LossEntry] = &[$(&$module::ENTRY),+];

        /// The losses' kernels, in the registry's order. They are no part of the entries, so that a module without a GPU has none of them.
        pub static KERNELS: &[&str] = &[$($module::WGSL),+];

        impl Objective {
            fn loss(&self) -> &dyn Loss {
                match self {
                    $(Self::$name(loss) => loss),+
                }
            }
        }
    };
}

losses! {
    /// Direct preference optimisation.
    Dpo from dpo,
    /// DPO-Positive: DPO with a hinge that holds the chosen completion up.
    Dpop from dpop,
    /// Identity preference optimisation: a target for the margin, in the mean over tokens.
    Ipo from ipo,
    /// SLiC's hinge on the implicit reward: flat once the margin is large enough.
    Hinge from hinge,
    /// Conservative DPO: labels may be wrong, and the margin has a target.
    Cdpo from cdpo,
    /// Robust DPO: labels may be wrong, and their mean is set right.
    Robust from robust,
    /// EXO: cDPO's divergence turned round.
    ExoPair from exo_pair,
    /// DiscoPOP: logistic below the reference's margin, exponential above it.
    Discopop from discopop,
    /// DPO in the mean over tokens.
    SigmoidNorm from sigmoid_norm,
    /// DPO-Shift: DPO to which the rejected completion counts less.
    DpoShift from dpo_shift,
    /// DPO with the chosen completion's NLL.
    Rpo from rpo,
    /// Binary classifier optimisation: each completion against the reference by itself.
    BcoPair from bco_pair,
    /// Noise contrastive alignment: each by itself, and a target for the chosen one.
    NcaPair from nca_pair,
    /// Self-play preference optimisation: a target for each.
    SppoHard from sppo_hard,
    /// Anchored preference optimisation: the chosen one up, the rejected one down.
    ApoZero from apo_zero,
    /// Anchored preference optimisation: both down, the rejected one further.
    ApoDown from apo_down,
    /// SimPO: no reference, in the mean over tokens, with a margin.
    Simpo from simpo,
}

impl Objective {
    /// The loss and its derivatives for one pair.
    pub fn evaluate(&self, logps: &PairLogps) -> PairLoss {
        self.loss().evaluate(logps)
    }

    /// The loss's name in the lab file.
    pub fn loss_type(&self) -> &'static str {
        self.entry().loss_type
    }

    /// The loss's line of the registry.
    pub fn entry(&self) -> &'static LossEntry {
        self.loss().entry()
    }

    /// The values of its parameters: `(self.entry().build)(&self.arguments()) == self`.
    pub fn arguments(&self) -> Arguments {
        self.loss().arguments()
    }

    /// β, the scale of the implicit reward.
    pub fn beta(&self) -> f64 {
        self.loss().beta()
    }

    /// Which way it pulls this pair.
    pub fn pull(&self, logps: &PairLogps) -> Pull {
        self.evaluate(logps).pull()
    }

    /// The numbers among its parameters with which the gradient of a pair grows that has fallen as a whole, by a nat on either side; with their
    /// values.
    pub fn steeper_with(&self) -> Vec<(&'static str, f64)> {
        let (entry, now) = (self.entry(), self.arguments());
        let fallen = PairLogps {
            chosen: -2.0,
            rejected: -2.0,
            ref_chosen: -1.0,
            ref_rejected: -1.0,
            chosen_tokens: 1.0,
            rejected_tokens: 1.0,
        };
        let steepness = |arguments: &Arguments| {
            let PairLoss { dchosen, drejected, .. } = (entry.build)(arguments).evaluate(&fallen);
            dchosen.abs().max(drejected.abs())
        };
        let grows = |number: &Number| {
            let mut less = now.clone();
            // At the lower end of its range it makes nothing steep.
            less.set_number(number, 0.99 * now.number(number)).is_ok() && steepness(&less) < steepness(&now)
        };
        let numbers = entry.parameters.iter().filter_map(|parameter| match parameter {
            Parameter::Number(number) => Some(number),
            Parameter::Choice(_) => None,
        });
        numbers.filter(|number| grows(number)).map(|number| (number.name, now.number(number))).collect()
    }

    /// The loss as numbers: its place in the registry, and the values of its parameters in their order, a choice as the index of the
    /// option; 0 beyond them.
    pub fn numbers(&self) -> (usize, [f64; MOST_PARAMETERS]) {
        let (entry, arguments) = (self.entry(), self.arguments());
        let place = REGISTRY.iter().position(|other| std::ptr::eq(*other, entry)).unwrap_or(REGISTRY.len());
        let mut numbers = [0.0; MOST_PARAMETERS];
        for (number, parameter) in numbers.iter_mut().zip(entry.parameters) {
            *number = arguments.value(parameter);
        }
        (place, numbers)
    }

    /// The loss of these [`numbers`](Objective::numbers), if they are one's.
    pub fn from_numbers(place: usize, numbers: &[f64]) -> Option<Objective> {
        let entry = REGISTRY.get(place)?;
        let mut arguments = Arguments::default();
        for (parameter, number) in entry.parameters.iter().zip(numbers) {
            arguments.set_value(parameter, *number)?;
        }
        (numbers.len() == MOST_PARAMETERS).then(|| (entry.build)(&arguments))
    }
}

/// `σ(x)`, from whichever exponential does not overflow. `libm` gives the same bits on every target.
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// `−log σ(x) = log(1 + e^−x)`, exact to rounding at both ends: about `−x` far left, about `e^−x` far right.
fn minus_log_sigmoid(x: f64) -> f64 {
    if x < 0.0 { -x + libm::log1p(libm::exp(x)) } else { libm::log1p(libm::exp(-x)) }
}

/// PyTorch's numbers for every loss of the registry: the loss, what it was given, and value, `∂loss/∂c`, `∂loss/∂r`.
#[cfg(test)]
pub fn golden_cases() -> Vec<(Objective, PairLogps, [f64; 3])> {
    let text = include_str!("../../tests/golden/losses.json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(text).expect("the golden file");
    let case = |row: &serde_json::Value| {
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} of {row}"));
        // `dpop inside` is DPOP with that option; what the registry does not have may stand there too.
        let mut words = row["loss_type"].as_str().expect("a name").split(' ');
        let entry = words.next().and_then(find)?;
        let option = words.next();
        let mut arguments = Arguments::default();
        let mut is_one = option.is_none();
        for parameter in entry.parameters {
            match parameter {
                Parameter::Number(parameter) => {
                    arguments.set_number(parameter, number(parameter.name)).expect("allowed")
                }
                Parameter::Choice(choice) => {
                    is_one |= option.is_some_and(|option| arguments.set_choice(choice, option).is_ok());
                }
            }
        }
        let at = PairLogps {
            chosen: number("c"),
            rejected: number("r"),
            ref_chosen: number("rc"),
            ref_rejected: number("rr"),
            chosen_tokens: number("nc"),
            rejected_tokens: number("nr"),
        };
        is_one.then(|| ((entry.build)(&arguments), at, ["loss", "dloss_dc", "dloss_dr"].map(number)))
    };
    rows.iter().filter_map(case).collect()
}

#[cfg(test)]
mod tests;
