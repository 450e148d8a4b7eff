//! Gauges: what the papers that disagree with edit distance measure of a pair, for a run at a step. Each is a number of the model at that step, or
//! of the pair alone; none is a verdict. At step 0 every run is the reference.
//!
//! Positions of an answer are those from which the model predicts its tokens, `<eos>` included: token `k` is predicted after the prompt and the
//! answer's first `k` tokens, the first one at the prompt's last token. `c` and `r` are the summed log-probabilities of the chosen and of the rejected
//! answer in nats, `θ` all parameters, the tied embedding counted once.
//!
//! **A new gauge** is a [`Gauge`] in one of the files beside this one, or in a file of its own, and one line in the `gauges!` table below. Its name goes into
//! `Gauges` of `www/dpop-lab.d.ts`, and a test says so where that is forgotten; its value into `tests/golden/make_gauges.py`.
//!
//! Sources: Razin et al. (ICLR 2025, arXiv 2410.08847), Yuan et al. (arXiv 2410.13828), Ren and Sutherland (ICLR 2025, arXiv 2407.10490), Chen et
//! al. (NeurIPS 2024, arXiv 2405.19534); each file names its own.

mod ches;
mod correlation;
mod distance;
mod divergence;
mod entanglement;
mod likelihood;
mod mass;
mod ranking;
mod similarity;
mod specimen;
mod survey;
mod token_map;
mod tokens;

pub use correlation::{Correlation, spearman};
pub use specimen::{AnswerSums, Specimen};
pub use survey::Survey;
pub use token_map::{Lean, MapPart, MapReading, MapTold, TokenAt, TokenMap};
pub use tokens::TokenCosines;

/// A gauge.
#[derive(Debug)]
pub struct Gauge {
    /// Which one.
    pub id: GaugeId,
    /// What it says of a pair.
    pub read: fn(&Specimen) -> GaugeReading,
}

/// What a gauge says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GaugeReading {
    /// How many.
    Count(usize),
    /// How much; always finite.
    Number(f64),
    /// Whether.
    Truth(bool),
    /// Nothing: it would be divided by zero, or is too large for a number.
    Undefined,
}

impl GaugeReading {
    /// The number as `f64`, truths as 0 and 1; nothing where nothing is said.
    pub fn value(self) -> Option<f64> {
        match self {
            GaugeReading::Count(count) => Some(count as f64),
            GaugeReading::Number(number) => Some(number),
            GaugeReading::Truth(truth) => Some(f64::from(u8::from(truth))),
            GaugeReading::Undefined => None,
        }
    }
}

impl From<f64> for GaugeReading {
    fn from(number: f64) -> GaugeReading {
        if number.is_finite() { GaugeReading::Number(number) } else { GaugeReading::Undefined }
    }
}

/// What all gauges say of a pair, for a run at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeRow {
    /// Which pair.
    pub pair: usize,
    /// In the order of [`GAUGES`].
    pub readings: Vec<GaugeReading>,
}

impl GaugeRow {
    /// What all gauges say of this pair.
    pub fn of(specimen: &Specimen) -> GaugeRow {
        GaugeRow { pair: specimen.pair, readings: GAUGES.iter().map(|gauge| (gauge.read)(specimen)).collect() }
    }

    /// What one of them says.
    pub fn get(&self, id: GaugeId) -> GaugeReading {
        let place = GAUGES.iter().position(|gauge| gauge.id == id);
        place.and_then(|place| self.readings.get(place)).copied().unwrap_or(GaugeReading::Undefined)
    }
}

/// Makes the closed enum of gauges and their table from one line each.
macro_rules! gauges {
    ($($(#[$doc:meta])+ $id:ident in $module:ident::$item:ident: $name:literal),+ $(,)?) => {
        /// Which gauge.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum GaugeId {
            $($(#[$doc])+ $id),+
        }

        impl GaugeId {
            /// Its name in the JavaScript interface.
            pub fn name(self) -> &'static str {
                match self {
                    $(GaugeId::$id => $name),+
                }
            }
        }

        /// Every gauge, in the order in which a row has them.
        pub static GAUGES: &[&Gauge] = &[$(&$module::$item),+];
    };
}

gauges! {
    /// Levenshtein's distance of the answers in tokens, `<eos>` apart.
    EditDistance in distance::EDITS: "edit_distance",
    /// The same as a share of the longer answer.
    EditDistanceNormalized in distance::SHARE: "edit_distance_normalized",
    /// `c` in nats.
    LogpsChosen in likelihood::LOGPS_CHOSEN: "logps/chosen",
    /// `r` in nats.
    LogpsRejected in likelihood::LOGPS_REJECTED: "logps/rejected",
    /// `c − rc` in nats.
    DeltaChosen in likelihood::DELTA_CHOSEN: "delta/chosen",
    /// `r − rr` in nats.
    DeltaRejected in likelihood::DELTA_REJECTED: "delta/rejected",
    /// The centred hidden embedding similarity.
    Ches in ches::CHES: "ches",
    /// The same of mean hidden states.
    ChesNormalized in ches::NORMALIZED: "ches_normalized",
    /// The cosine of both answers' mean hidden states.
    HiddenSimilarity in similarity::HIDDEN: "hidden_similarity",
    /// `⟨∇c, ∇r⟩ / ‖∇c‖²`.
    GradientEntanglement in entanglement::ENTANGLEMENT: "gradient_entanglement",
    /// The cosine of both gradients.
    GradientCosine in entanglement::COSINE: "gradient_cosine",
    /// `‖∇c‖` in nats per unit of the parameters.
    GradientNormChosen in entanglement::NORM_CHOSEN: "gradient_norm/chosen",
    /// `‖∇r‖` in nats per unit of the parameters.
    GradientNormRejected in entanglement::NORM_REJECTED: "gradient_norm/rejected",
    /// The probability of the likeliest token, in the mean over the chosen answer's positions.
    ArgmaxMass in mass::ARGMAX: "argmax_mass",
    /// The same of the chosen answer's own token.
    ChosenMass in mass::CHOSEN: "chosen_mass",
    /// The same of all tokens that are neither.
    RestMass in mass::REST: "rest_mass",
    /// The share of these positions at which the likeliest token is the answer's own.
    ArgmaxIsChosen in mass::AGREES: "argmax_is_chosen",
    /// `KL(π_θ ‖ π_ref)` of a token in nats, in the mean over the chosen answer's positions.
    KlChosen in divergence::CHOSEN: "kl/chosen",
    /// The same over the rejected answer's.
    KlRejected in divergence::REJECTED: "kl/rejected",
    /// Whether the policy holds the chosen answer for likelier: `c > r`.
    RanksChosenFirst in ranking::POLICY: "ranks_chosen_first",
    /// Whether its implicit reward does: `c − rc > r − rr`.
    RewardsChosenFirst in ranking::REWARD: "rewards_chosen_first",
}

#[cfg(test)]
mod tests;
