//! The losses: what each changes, what it sees of a pair, and how one that is neither DPO's nor DPOP's pulls beside the paper's cases.

use crate::objective::Objective;
#[cfg(feature = "page")]
use crate::objective::{LossEntry, Pull};
#[cfg(feature = "page")]
use crate::plot::scale::number;

/// What a loss changes, in one sentence.
#[cfg(feature = "page")]
pub fn changes(objective: &Objective) -> &'static str {
    match objective {
        Objective::Dpo(_) => {
            "Raises h, by which the preferred answer has gained on the rejected one since the reference, and sees nothing else."
        }
        Objective::Dpop(_) => {
            "Adds to DPO a penalty that pushes back once the preferred answer is less likely than it was under the reference."
        }
        Objective::Ipo(_) => "Gives the margin a target, in the mean over tokens, and pulls back from beyond it.",
        Objective::Hinge(_) => {
            "Pulls with one strength as long as the margin is below 1/β, and is done with the pair then."
        }
        Objective::Cdpo(_) => {
            "Takes a share ε of the labels to be wrong: the margin gets a target, log((1 − ε)/ε)/β, and is pulled back from beyond it."
        }
        Objective::Robust(_) => {
            "Makes up, on average, for a share ε of wrong labels: every pair is pulled harder than by DPO, and never let go."
        }
        Objective::ExoPair(_) => {
            "Has cDPO’s target, log((1 − ε)/ε)/β, but hardly pulls a pair whose margin is very negative or very large."
        }
        Objective::Discopop(_) => {
            "Is DPO where h is below 0 and exponential above; with a small τ it rises in between, and pushes the margin down there."
        }
        Objective::SigmoidNorm(_) => {
            "Is DPO with log-ratios in the mean over tokens: a nat of a long answer counts less."
        }
        Objective::DpoShift(_) => {
            "Lets the rejected answer count less than the preferred one, which is pulled up 1/f times as hard as the other is pushed down."
        }
        Objective::Rpo(_) => "Adds SFT on the preferred answer to DPO, which pulls it up at every step, fallen or not.",
        Objective::BcoPair(_) => {
            "Judges each answer against the reference by itself: a preferred one that falls is pulled up the harder, whatever the other does."
        }
        Objective::NcaPair(_) => {
            "Judges each answer by itself, and gives the preferred one a target, log 2/β above the reference; beyond it, it is pulled back."
        }
        Objective::SppoHard(_) => {
            "Gives each answer a target of its own, 1/(2β) above and below the reference, and pulls back from beyond it."
        }
        Objective::ApoZero(_) => {
            "Pulls the preferred answer up and the rejected one down, each by itself, and lets go of what is far from the reference."
        }
        Objective::ApoDown(_) => {
            "Means to push both answers down, the rejected one further: a preferred answer that falls is its aim, not its failure."
        }
        Objective::Simpo(_) => {
            "Has no reference: the preferred answer must lead by γ/β nats a token, wherever both were when training began."
        }
    }
}

/// The loss whose run's numbers a chapter on another one has.
#[cfg(feature = "page")]
pub fn stand_in(objective: &Objective) -> String {
    let LossEntry { title, formula, source, .. } = objective.entry();
    format!("{title} is {formula}. {} {source}.", changes(objective))
}

/// What follows for a loss from being left as it was by a number that is added to both answers: the end of a sentence, or nothing.
pub fn sees(objective: &Objective) -> &'static str {
    match objective {
        Objective::Dpo(_)
        | Objective::Dpop(_)
        | Objective::Hinge(_)
        | Objective::Cdpo(_)
        | Objective::Robust(_)
        | Objective::ExoPair(_)
        | Objective::Discopop(_) => ": it sees only h, and not that both fall",
        Objective::Ipo(_) | Objective::SigmoidNorm(_) | Objective::Simpo(_) => {
            ": of answers of one length it sees only how far they are apart, and not that both fall"
        }
        // Where these are flat they see nothing at all.
        Objective::DpoShift(_)
        | Objective::Rpo(_)
        | Objective::BcoPair(_)
        | Objective::NcaPair(_)
        | Objective::SppoHard(_)
        | Objective::ApoZero(_)
        | Objective::ApoDown(_) => "",
    }
}

/// How a loss pulls the pair at hand, and what of the paper's cases holds of it.
#[cfg(feature = "page")]
pub fn pulls(run: &str, pull: Pull) -> String {
    let Pull { weight, chosen, rejected } = pull;
    if weight == 0.0 {
        return format!("{run} is flat here, and pushes nothing.");
    }
    let alike = (chosen - rejected).abs() <= 1e-9 * chosen.abs();
    match (chosen > 0.0, rejected > 0.0) {
        (true, true) if alike => {
            format!("{run} pulls both answers alike here: the paper’s cases for DPO hold as they are.")
        }
        (true, true) => {
            let Some(lambda) = pull.lambda().filter(|lambda| *lambda < 1e6) else {
                return format!("{run} pulls the preferred answer up here, and hardly the rejected one down.");
            };
            let ratio = if chosen / rejected < 0.01 { "below 0.01".to_owned() } else { number(chosen / rejected, 2) };
            let cases = if lambda > 0.0 {
                format!(
                    "the paper’s cases for DPOP hold with an effective λ of {}, before the difference too",
                    number(lambda, 2)
                )
            } else {
                "the paper has no case for it, and the row shows its own push".to_owned()
            };
            format!(
                "{run} pulls the preferred answer up {ratio} times as hard as it pushes the rejected one down here: {cases}."
            )
        }
        (false, false) if alike => {
            format!("{run} is past its target here and pulls back: each push is one of DPO’s, turned round.")
        }
        (false, true) => {
            format!(
                "{run} does not pull the preferred answer up here: the paper has no case for it, and the row shows its own push."
            )
        }
        (true, false) => {
            format!(
                "{run} does not push the rejected answer down here: the paper has no case for it, and the row shows its own push."
            )
        }
        (false, false) => {
            format!(
                "{run} pulls back here, not both answers alike: the paper has no case for it, and the row shows its own push."
            )
        }
    }
}

#[cfg(all(test, feature = "page"))]
mod tests {
    use super::*;
    use crate::objective::variants;

    #[test]
    fn what_is_said_of_a_pull_is_what_it_is() {
        let check = |[weight, chosen, rejected]: [f64; 3], says: &str| {
            let text = pulls("RPO", Pull { weight, chosen, rejected });
            assert!(text.contains(says), "{weight}, {chosen}, {rejected}: {text}");
        };
        check([0.0, 0.0, 0.0], "flat");
        check([0.1, 1.0, 1.0], "cases for DPO");
        check([0.1, 3.5, 1.0], "3.50 times as hard as it pushes the rejected one down here");
        check([0.1, 3.5, 1.0], "an effective λ of 2.50, before the difference too.");
        check(
            [0.1, 0.5, 1.0],
            "0.50 times as hard as it pushes the rejected one down here: the paper has no case for it",
        );
        check([0.1, -1.0, -1.0], "turned round");
        check([0.1, -0.5, 1.0], "does not pull the preferred answer up");
        check([0.1, 0.0, 1.0], "does not pull the preferred answer up");
        check([0.1, 1.0, -1.0], "does not push the rejected answer down");
        check([0.1, -3.0, -1.0], "not both answers alike");
        check([50.0, 1.0, 1e-300], "and hardly the rejected one down");
    }

    #[test]
    fn every_loss_says_what_it_changes_in_a_sentence_of_its_own() {
        let mut told: Vec<&str> = variants().iter().map(changes).collect();
        assert!(told.iter().all(|text| text.ends_with('.') && text.len() < 160), "{told:?}");
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), crate::objective::REGISTRY.len());
    }
}
