//! The paper's argument, statement by statement, checked on a lab: for a run at a step it is counted where a statement holds, and where it
//! does not. Nothing is asserted that this run does not show.
//!
//! Positions `k > m` are those after the token in which a pair's completions differ, `<eos>` included, of the pairs that are one token apart;
//! `s^w` and `s^l` are the policy's softmax vectors there after the chosen and after the rejected prefix ([`crate::theory`]).
//!
//! **A new statement** is one file beside `only_h.rs` with a [`Statement`] named `STATEMENT`, and one line in the `statements!` table below. Its
//! sentence is in `words::en::argument`; its id goes into `StatementId` of `www/dpop-lab.d.ts`, and a test says so where that is forgotten.
//!
//! Source: Pal et al., "Smaug: Fixing Failure Modes of Preference Optimisation with DPO-Positive", arXiv 2402.13228, section 3 and appendix.

mod examination;
mod exhibit;
mod lambda;
mod tally;

pub use examination::Examination;
pub use exhibit::{Exhibit, Position, RESOLUTION};
pub use lambda::{Needed, dpop};
pub use tally::{Exception, MOST_EXCEPTIONS, Tally};

use crate::objective::Objective;

/// A statement of the paper.
#[derive(Debug)]
pub struct Statement {
    /// Which one.
    pub id: Id,
    /// What is counted.
    pub counts: Counts,
    /// Whether it says anything about this loss.
    ///
    /// # Errors
    /// Why it does not.
    pub about: fn(&Objective) -> Result<(), Idle>,
    /// Counts what a pair shows.
    pub see: fn(&Exhibit<'_>, &mut Tally),
    /// Why there is nothing to count, where no pair shows anything.
    pub otherwise: Idle,
}

/// What a statement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Pairs, however far apart.
    Pairs,
    /// Pairs that are one token apart.
    PairsOneApart,
    /// Positions of such pairs.
    Positions,
    /// Tokens of the vocabulary at positions of such pairs.
    Tokens,
}

/// Why a statement has nothing to say of a run at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// The run has stopped before its time: nothing is claimed of it.
    Diverged,
    /// No pair of the lab is one token apart.
    NoneOneApart,
    /// No pair that is one token apart, and that the loss pushes, has a token before the difference.
    NothingBefore,
    /// No chosen completion is less likely than under the reference.
    NoneFallen,
    /// The loss has reached its target with every pair, and pushes none.
    NothingPushed,
    /// The loss has no penalty that could be active.
    NoHinge,
    /// The penalty is idle: no chosen completion of a pair that is one token apart is below the reference.
    HingeIdle,
    /// λ is DPOP's, and DPO's that has none: this loss is neither.
    NoLambda,
    /// The penalty has the wrong sign: a larger λ pushes the chosen completion further down, and none is large enough.
    WrongSign,
}

/// What is to be said of a verdict; `Display` is its sentence.
#[derive(Clone, Copy, Debug)]
pub struct Remark<'a> {
    /// What it is among.
    pub findings: &'a Findings,
    /// The verdict.
    pub verdict: &'a Verdict,
}

/// What was counted of a statement.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Which one.
    pub statement: &'static Statement,
    /// How often it holds.
    pub tally: Tally,
    /// Why nothing was counted, where nothing was.
    pub idle: Option<Idle>,
}

/// The verdicts on all statements, of a run at a step.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Which run.
    pub run: usize,
    /// Which step of the preference phase.
    pub step: usize,
    /// The run's loss at that step.
    pub objective: Objective,
    /// In the order of [`STATEMENTS`].
    pub verdicts: Vec<Verdict>,
}

impl Findings {
    /// The verdict on a statement.
    pub fn get(&self, id: Id) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.statement.id == id)
    }
}

/// Every loss is meant.
fn every_loss(_: &Objective) -> Result<(), Idle> {
    Ok(())
}

/// Makes the closed enum of statements and their table from one line each.
macro_rules! statements {
    ($($(#[$doc:meta])+ $id:ident in $module:ident: $name:literal),+ $(,)?) => {
        $(mod $module;)+

        /// Which statement.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Id {
            $($(#[$doc])+ $id),+
        }

        impl Id {
            /// Its name in the JavaScript interface.
            pub fn name(self) -> &'static str {
                match self {
                    $(Id::$id => $name),+
                }
            }
        }

        /// Every statement, in the order of the argument.
        pub static STATEMENTS: &[&Statement] = &[$(&$module::STATEMENT),+];
    };
}

statements! {
    /// DPO's loss depends on `c` and `r` only through `h`.
    OnlyH in only_h: "only-h",
    /// The loss can be low though the chosen completion falls.
    LowWhileFalling in low_while_falling: "low-while-falling",
    /// Edit distance 1.
    OneApart in one_apart: "one-apart",
    /// The gradient's formula.
    Gradient in gradient: "gradient",
    /// Tokens before the difference do not matter.
    Prefix in prefix: "prefix",
    /// At the difference the right token goes up, the wrong one down.
    AtDifference in at_difference: "at-difference",
    /// After it logit j moves by `s_j^l − s_j^w`.
    After in after: "after",
    /// After SFT the right token has `s^w ≥ s^l`.
    PremiseRight in premise_right: "premise-right",
    /// And every other one `s^w ≤ s^l`.
    PremiseOthers in premise_others: "premise-others",
    /// Both at once.
    Premise in premise: "premise",
    /// All tokens that follow have reduced probability.
    Reduced in reduced: "reduced",
    /// The preferred answer falls.
    ChosenFalls in chosen_falls: "chosen-falls",
    /// DPOP's hinge moves the right token up.
    DpopRight in dpop_right: "dpop-right",
    /// And every other one down.
    DpopOthers in dpop_others: "dpop-others",
    /// The first is guaranteed for a large enough λ.
    LambdaRight in lambda_right: "lambda-right",
    /// And the second.
    LambdaOthers in lambda_others: "lambda-others",
}

#[cfg(test)]
mod tests;
