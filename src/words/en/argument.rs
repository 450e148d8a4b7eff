//! What is said of the paper's statements: for each a sentence with this run's own counts, or why it has nothing to say.

use super::losses;
use crate::argument::{Findings, Id, Idle, Needed, Tally, Verdict};
use crate::objective::Objective;
use crate::words::amounts::{above, error, figure};

/// What was found of a statement.
pub fn sentence(findings: &Findings, verdict: &Verdict) -> String {
    let loss = findings.objective.entry().title;
    if let Some(idle) = verdict.idle {
        return nothing(idle, loss);
    }
    let is_dpop = matches!(findings.objective, Objective::Dpop(_));
    let is_wrong = matches!(findings.objective, Objective::Dpop(dpop) if !dpop.penalty.is_proper());
    let tally = &verdict.tally;
    let &Tally { holds, of, .. } = tally;
    let worst = error(tally.worst.unwrap_or(0.0));
    let failing = of - holds;
    match verdict.statement.id {
        Id::OnlyH if failing == 0 => format!(
            "Adding the same number to the log-probabilities of both answers leaves the loss as it was at {}{}.",
            share(holds, of, PAIR),
            losses::sees(&findings.objective)
        ),
        Id::OnlyH => format!(
            "Adding a nat to the log-probabilities of both answers leaves the loss as it was at {}; at the other {failing} it changes, by up to \
             {}: {}.",
            share(holds, of, PAIR),
            figure(tally.worst.unwrap_or(0.0)),
            if is_dpop {
                "DPOP’s hinge is active there, and sees the preferred answer by itself"
            } else {
                "it is a loss of more than h"
            }
        ),
        Id::LowWhileFalling => {
            let start = match findings.objective {
                Objective::Dpo(_) | Objective::Dpop(_) => "ln 2, where it began",
                _ => "where it began",
            };
            format!(
                "{} less likely than under the reference, and at {holds} of them the loss is below {start}.",
                are(of, "preferred answer is", "preferred answers are")
            )
        }
        Id::OneApart => format!(
            "{} one token apart: {}.",
            are_share(holds, of, PAIR),
            if holds == 0 { "the argument says nothing of this lab" } else { "the argument is about these" }
        ),
        Id::Gradient => format!(
            "At {} that the loss pushes, the gradient that training uses is the formula’s; it is off by at most {worst} of the largest.",
            share(holds, of, PAIR)
        ),
        Id::Prefix => format!(
            "At {} before the difference the gradients of both answers cancel{}.",
            share(holds, of, POSITION),
            match (failing, is_dpop) {
                (0, _) => "",
                _ if is_wrong =>
                    ": while the hinge is active, a penalty of the wrong sign takes away from the push on the preferred answer",
                (_, true) => ": while its hinge is active, DPOP pushes the preferred answer more than the other",
                (_, false) => "; where they do not, the loss pulls one of the answers harder than the other",
            }
        ),
        Id::AtDifference => format!(
            "Where the answers differ, the right token’s logit is pushed up and the wrong one’s down, at {}.",
            share(holds, of, PAIR)
        ),
        Id::After => format!(
            "At {} after the difference the measured push on every logit is the one that the probabilities in both contexts predict; it is off \
             by at most {worst} of the largest.",
            share(holds, of, POSITION)
        ),
        Id::PremiseRight => format!(
            "The right token is at least as likely after the preferred answer so far as after the rejected one at {} after the \
             difference.",
            share(holds, of, POSITION)
        ),
        Id::PremiseOthers => format!(
            "The other tokens should be at most as likely after the preferred answer so far as after the rejected one: {holds} of {of} are, over all positions \
             after the difference."
        ),
        Id::Premise => format!(
            "The premise holds whole at {holds} of {of} positions after the difference: {} the right token at least as likely after the preferred \
             answer so far, and every other token at most as likely.",
            match (holds, failing) {
                (0, _) => "nowhere is",
                (_, 0) => "everywhere is",
                _ => "there is",
            }
        ),
        Id::Reduced => format!(
            "{} less likely than under the reference, in the preferred answers.",
            are_share(holds, of, ["token after the difference", "tokens after the difference"])
        ),
        Id::ChosenFalls => {
            format!(
                "{} less likely than under the reference.",
                are_share(holds, of, ["preferred answer", "preferred answers"])
            )
        }
        Id::DpopRight if is_wrong => format!(
            "The penalty has the wrong sign: while the hinge is active, the right token’s logit is pushed up at {} after the difference.",
            share(holds, of, POSITION)
        ),
        Id::DpopOthers if is_wrong => format!(
            "The penalty has the wrong sign: while the hinge is active, {holds} of {of} other tokens’ logits are pushed down, over all positions after \
             the difference."
        ),
        Id::DpopRight => format!(
            "DPOP’s hinge is active, and at {} after the difference it pushes the right token’s logit up.",
            share(holds, of, POSITION)
        ),
        Id::DpopOthers => format!(
            "DPOP’s hinge is active, and pushes {holds} of {of} other tokens’ logits down, over all positions after the difference."
        ),
        Id::LambdaRight => lambda(findings, tally, ["lift", "lifts"], "the right token’s logit"),
        Id::LambdaOthers => lambda(findings, tally, ["lower", "lowers"], "every other token’s logit"),
    }
}

/// Why a statement says nothing of a run at a step.
pub fn nothing(idle: Idle, loss: &str) -> String {
    match idle {
        Idle::Diverged => "This run has diverged, and nothing is claimed of it.".to_owned(),
        Idle::NoneOneApart => {
            "No pair of this lab is one token apart; the argument compares the same position in both answers, and says nothing of it.".to_owned()
        }
        Idle::NothingBefore => "No pair that is one token apart, and that the loss pushes, has a token before the difference.".to_owned(),
        Idle::NoneFallen => "No preferred answer is less likely than under the reference at this step.".to_owned(),
        Idle::NothingPushed => "The loss is flat at each of these pairs at this step, and pushes nothing.".to_owned(),
        Idle::NoHinge => format!("This is about DPOP’s hinge, which holds the preferred answer up; the {loss} loss has none like it."),
        Idle::HingeIdle => {
            "DPOP’s hinge is idle at this step: no preferred answer of a pair one token apart is less likely than under the reference.".to_owned()
        }
        Idle::WrongSign => {
            "This run’s penalty has the wrong sign: a larger λ pushes the preferred answers further down, and none is large enough.".to_owned()
        }
        Idle::NoLambda => format!("λ is DPOP’s; the {loss} loss is none, not even one whose λ is 0."),
    }
}

/// What λ does, and what it would have to be.
fn lambda(findings: &Findings, tally: &Tally, [to, it]: [&str; 2], what: &str) -> String {
    let &Tally { holds, of, needed, .. } = tally;
    let share = share(holds, of, POSITION);
    let at_hand = match findings.objective {
        Objective::Dpop(_) => format!("The λ at hand is large enough to {to} {what} at {share} after the difference."),
        _ => format!(
            "{}, which has no λ, {it} {what} at {share} after the difference.",
            findings.objective.entry().title
        ),
    };
    let Needed { effective, outside, inside } = needed.unwrap_or_default();
    let all = if effective.is_infinite() {
        "At some of them no λ is.".to_owned()
    } else if effective <= 0.0 {
        "None of them needs one.".to_owned()
    } else {
        format!(
            "For all of them the effective λ must be above {}: λ above {} with the penalty outside, above {} inside.",
            above(effective),
            above(outside),
            above(inside)
        )
    };
    format!("{at_hand} {all}")
}

const PAIR: [&str; 2] = ["pair", "pairs"];
const POSITION: [&str; 2] = ["position", "positions"];

/// “all 10 pairs”, “none of the 10 pairs”, “7 of 10 pairs”, “the one pair”.
fn share(holds: usize, of: usize, [one, many]: [&str; 2]) -> String {
    match (holds, of) {
        (1, 1) => format!("the one {one}"),
        (0, 1) => format!("0 of 1 {one}"),
        (0, _) => format!("none of the {of} {many}"),
        _ if holds == of => format!("all {of} {many}"),
        _ => format!("{holds} of {of} {many}"),
    }
}

/// The same at the beginning of a sentence, with its verb.
fn are_share(holds: usize, of: usize, names: [&str; 2]) -> String {
    let text = share(holds, of, names);
    let verb = if holds <= 1 || of == 1 { "is" } else { "are" };
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{} {verb}", letters.as_str())
}

fn are(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_read_well() {
        let read = |holds, of| share(holds, of, PAIR);
        assert_eq!([read(10, 10), read(0, 10), read(7, 10)], ["all 10 pairs", "none of the 10 pairs", "7 of 10 pairs"]);
        assert_eq!([read(1, 1), read(0, 1)], ["the one pair", "0 of 1 pair"]);
        assert_eq!(are_share(0, 1, PAIR), "0 of 1 pair is");
        assert_eq!(are_share(1, 70, ["token", "tokens"]), "1 of 70 tokens is");
        assert_eq!(are_share(10, 10, PAIR), "All 10 pairs are");
    }
}
