//! The quantities that chapters speak of, as the run at hand has them: all are read off the history, at the pair, the token and the step that are
//! looked at.

use crate::objective::{Objective, PairLogps};
use crate::plot::scale::number;
use crate::train::{Metrics, Phase, Session};
use crate::view::reading;

/// A quantity. Log-probabilities are sums over the answer, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// The loss of the pair.
    Loss,
    /// β of the run.
    Beta,
    /// λ of the run.
    Lambda,
    /// By how much more than the reference the run prefers the preferred answer.
    H,
    /// The preferred answer's log-probability.
    C,
    /// The same under the reference.
    Cref,
    /// The rejected answer's log-probability.
    R,
    /// The same under the reference.
    Rref,
    /// How much the preferred answer has gained since the reference.
    Gained,
    /// How much the rejected one has.
    GainedRejected,
    /// The probability of the preferred answer.
    Chance,
    /// The token's probability after the preferred answer so far.
    Sw,
    /// The same token's after the rejected answer so far.
    Sl,
    /// The direction in which the loss pushes the token's logit.
    G,
    /// How hard the loss pulls at the pair.
    Weight,
    /// How far the preferred answer is below the reference: `max(0, c_ref − c)`.
    Hinge,
    /// How likely the preferred answer is against the reference: 1 is as likely.
    Ratio,
    /// The effective λ.
    Effective,
    /// The smallest sufficient λ of the token, as an effective one.
    Needed,
    /// The step of the phase at hand.
    Step,
    /// What the preferred answers have gained, as a mean over all pairs.
    MeanGained,
    /// What the rejected ones have.
    MeanGainedRejected,
    /// Of the mean loss of the preferred answers, what lies before the difference.
    Before,
    /// What lies at it.
    At,
    /// What lies after it.
    After,
    /// `rewards/margins`.
    Margin,
    /// `rewards/accuracies`.
    Accuracy,
    /// The mean loss of the batch.
    MeanLoss,
    /// `dpop/active_frac`: the share of pairs whose hinge is active.
    ActiveShare,
    /// Tokens in the vocabulary.
    Vocabulary,
    /// Pairs in the lab.
    Pairs,
}

impl Quantity {
    /// Every quantity with its name in the chapters' texts.
    pub const NAMES: [(&'static str, Quantity); 31] = [
        ("loss", Quantity::Loss),
        ("beta", Quantity::Beta),
        ("lambda", Quantity::Lambda),
        ("h", Quantity::H),
        ("c", Quantity::C),
        ("cref", Quantity::Cref),
        ("r", Quantity::R),
        ("rref", Quantity::Rref),
        ("gained", Quantity::Gained),
        ("gained-rejected", Quantity::GainedRejected),
        ("chance", Quantity::Chance),
        ("sw", Quantity::Sw),
        ("sl", Quantity::Sl),
        ("g", Quantity::G),
        ("weight", Quantity::Weight),
        ("hinge", Quantity::Hinge),
        ("ratio", Quantity::Ratio),
        ("effective", Quantity::Effective),
        ("needed", Quantity::Needed),
        ("step", Quantity::Step),
        ("mean-gained", Quantity::MeanGained),
        ("mean-gained-rejected", Quantity::MeanGainedRejected),
        ("before", Quantity::Before),
        ("at", Quantity::At),
        ("after", Quantity::After),
        ("margin", Quantity::Margin),
        ("accuracy", Quantity::Accuracy),
        ("mean-loss", Quantity::MeanLoss),
        ("active-share", Quantity::ActiveShare),
        ("vocabulary", Quantity::Vocabulary),
        ("pairs", Quantity::Pairs),
    ];

    /// The quantity of this name.
    pub fn named(name: &str) -> Option<Quantity> {
        Quantity::NAMES.iter().find(|(known, _)| *known == name).map(|(_, quantity)| *quantity)
    }
}

/// Where a quantity is read: a run of a session, a pair, a token, a point of time.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    /// The session.
    pub session: &'a Session,
    /// The run.
    pub run: usize,
    /// The pair.
    pub pair: usize,
    /// The position in its completions.
    pub token: usize,
    /// The point of time.
    pub time: usize,
}

impl Spot<'_> {
    /// The value of a quantity there; nothing where there is none, such as what needs a reference before there is one.
    pub fn value(&self, quantity: Quantity) -> Option<f64> {
        let objective = || self.objective();
        match quantity {
            Quantity::Vocabulary => Some(self.session.spec().dataset.vocabulary.len() as f64),
            Quantity::Pairs => Some(self.session.pairs().len() as f64),
            Quantity::Step => Some(reading::place(self.session, self.time).1 as f64),
            Quantity::Beta => Some(objective()?.beta()),
            Quantity::Lambda => dpop(&objective()?).map(|dpop| dpop.lambda),
            Quantity::C => Some(self.sums()?.0),
            Quantity::R => Some(self.sums()?.1),
            Quantity::Chance => Some(self.sums()?.0.exp()),
            Quantity::Cref => Some(self.logps()?.ref_chosen),
            Quantity::Rref => Some(self.logps()?.ref_rejected),
            Quantity::H => Some(self.logps()?.margin()),
            Quantity::Gained => self.logps().map(|logps| logps.chosen - logps.ref_chosen),
            Quantity::GainedRejected => self.logps().map(|logps| logps.rejected - logps.ref_rejected),
            Quantity::Hinge => Some(self.logps()?.shortfall()),
            Quantity::Ratio => self.logps().map(|logps| (logps.chosen - logps.ref_chosen).exp()),
            Quantity::Loss => Some(objective()?.evaluate(&self.logps()?).loss),
            Quantity::Weight => Some(objective()?.pull(&self.logps()?).weight),
            Quantity::Effective => Some(dpop(&objective()?)?.effective_lambda(&self.logps()?)),
            Quantity::Sw => Some(self.shares()?.0),
            Quantity::Sl => Some(self.shares()?.1),
            Quantity::G => {
                let ((w, l), pull) = (self.shares()?, objective()?.pull(&self.logps()?));
                Some(pull.chosen * (1.0 - w) - pull.rejected * (1.0 - l))
            }
            Quantity::Needed => self.shares().map(|(w, l)| (w - l) / (1.0 - w)),
            Quantity::MeanGained => Some(self.score()?.delta_chosen),
            Quantity::MeanGainedRejected => Some(self.score()?.delta_rejected),
            Quantity::Before => self.since(|row| f64::from(row.parts.before)),
            Quantity::At => self.since(|row| f64::from(row.parts.at[0])),
            Quantity::After => self.since(|row| f64::from(row.parts.after[0])),
            Quantity::Margin => Some(self.row()?.rewards_margins),
            Quantity::Accuracy => Some(self.row()?.rewards_accuracies),
            Quantity::MeanLoss => Some(self.row()?.loss),
            Quantity::ActiveShare => Some(self.row()?.active_frac),
        }
    }

    /// The probability of the preferred answer's token at the position; the common model's, before there are runs.
    pub fn first_chance(&self) -> Option<f64> {
        self.session.pairs().get(self.pair)?;
        let logps = reading::common(self.session, self.time)?.chosen(self.pair);
        logps.get(self.token).map(|logp| f64::from(*logp).exp())
    }

    /// The run's loss there.
    pub fn objective(&self) -> Option<Objective> {
        let (_, step) = reading::place(self.session, self.time);
        self.session.spec().runs.get(self.run).map(|run| *run.objective_at(step))
    }

    /// What the loss sees of the pair.
    pub fn logps(&self) -> Option<PairLogps> {
        self.session.pairs().get(self.pair)?;
        let (policy, reference) = reading::against_reference(self.session, self.run, self.time)?;
        Some(policy.against(reference, self.pair))
    }

    /// The log-probabilities of both answers: the run's, or before there are runs the common model's.
    fn sums(&self) -> Option<(f64, f64)> {
        self.session.pairs().get(self.pair)?;
        let policy = match reading::against_reference(self.session, self.run, self.time) {
            Some((policy, _)) => policy,
            None => reading::common(self.session, self.time)?,
        };
        Some(policy.sums(self.pair))
    }

    /// The probabilities of the token that both answers have after the difference, in the preferred and in the rejected context.
    fn shares(&self) -> Option<(f64, f64)> {
        let differs = self.session.pairs().get(self.pair)?.one_token_apart()?;
        let (policy, _) = reading::against_reference(self.session, self.run, self.time)?;
        let p = |logps: &[f32]| logps.get(self.token).map(|logp| f64::from(*logp).exp());
        let shares = p(policy.chosen(self.pair)).zip(p(policy.rejected(self.pair)));
        shares.filter(|_| self.token > differs)
    }

    fn step(&self) -> Option<usize> {
        match reading::place(self.session, self.time) {
            (Phase::Preference, step) => Some(step),
            (Phase::Sft, _) => None,
        }
    }

    fn row(&self) -> Option<&Metrics> {
        self.session.history().run(self.run).get(self.step()?)
    }

    fn score(&self) -> Option<reading::RunScore> {
        reading::score(self.session.history(), self.run, self.step()?)
    }

    /// What a metric of the run has gained since the reference.
    fn since(&self, metric: impl Fn(&Metrics) -> f64) -> Option<f64> {
        let first = self.session.history().run(self.run).first()?;
        Some(metric(self.row()?) - metric(first))
    }
}

/// DPOP, where the loss is that.
pub fn dpop(objective: &Objective) -> Option<crate::objective::dpop::Dpop> {
    match objective {
        Objective::Dpop(dpop) => Some(*dpop),
        _ => None,
    }
}

/// How a value of a quantity is written, with a true minus sign.
pub fn written(quantity: Quantity, value: f64) -> String {
    let digits = match quantity {
        Quantity::Step | Quantity::Vocabulary | Quantity::Pairs => 0,
        Quantity::Sw
        | Quantity::Sl
        | Quantity::G
        | Quantity::Chance
        | Quantity::Weight
        | Quantity::Loss
        | Quantity::MeanLoss => 3,
        Quantity::Beta | Quantity::Lambda => {
            return number(value, 6).trim_end_matches('0').trim_end_matches('.').to_owned();
        }
        _ => 2,
    };
    // What is not nothing does not read as nothing.
    if value != 0.0 && value.abs() < 0.5 * libm::pow(10.0, -(digits as f64)) && value.is_finite() {
        return format!("{value:.0e}").replace('-', "−");
    }
    number(value, digits)
}
