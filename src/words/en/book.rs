//! The argument's face: what stands around the chapters, what symbols and terms mean, and the exercises.

use crate::plot::scale::signed;
use crate::words::{Exercise, NO_VALUE, Progress, Symbol, Term};

/// The way to the argument, and to the lab.
pub fn faces() -> &'static [&'static str; 2] {
    &["Argument", "Lab"]
}
/// What they are, for those who point at the way.
pub fn faces_hints() -> &'static [&'static str; 2] {
    &[
        "The argument, a chapter at a time (L)",
        "Everything at once: data, settings, microscope; same run, step and token (L)",
    ]
}
/// All chapters.
pub fn chapters() -> &'static str {
    "Chapters"
}
/// The book.
pub fn book() -> &'static str {
    "The argument"
}
/// To the chapter before and to the one after.
pub fn turn() -> &'static [&'static str; 2] {
    &["Back", "Next"]
}
/// Puts a chapter's question to many seeds, and what that is.
pub fn always() -> &'static [&'static str; 2] {
    &["Always?", "Ask it of this lab with many seeds: means, intervals, and what the papers report"]
}
/// Stands over a question.
pub fn question() -> &'static str {
    "What do you think?"
}
/// Lets the run answer without a guess.
pub fn reveal() -> &'static str {
    "Show"
}
/// The run has not come so far.
pub fn told_later() -> &'static str {
    "The run has not come so far yet …"
}
/// A question that says nothing of the lab at hand.
pub fn told_never() -> &'static str {
    "This lab has nothing to answer it with."
}
/// What stands above what is counted.
pub fn verdicts() -> &'static str {
    "Counted on this run, at this step"
}
/// Leads to a place where a statement does not hold.
pub fn exception() -> &'static str {
    "Where not?"
}
/// What that does.
pub fn exception_hint() -> &'static str {
    "Look at the next place where it does not hold"
}
/// Stands for a verdict before there is a reference.
pub fn early() -> &'static str {
    "There is no reference yet: this is counted from the first preference step on."
}
/// And while it is counted.
pub fn examining() -> &'static str {
    "Counting …"
}
/// What is told on another lab than the chapter's example.
pub fn own() -> &'static str {
    "Told on your own lab."
}
/// What stands where a chapter speaks of a loss that no run of the lab has.
pub fn stands_in(loss: &str, run: &str) -> String {
    format!("No run of this lab is {loss}: where the chapter says {loss}, its answers and counts are of {run}.")
}

/// What is told on the runs of an exercise.
pub fn on_trial() -> &'static str {
    "Told on the exercise’s runs."
}
/// Opens them.
pub fn try_it() -> &'static str {
    "Train the two runs"
}
/// What they are chosen from, for those who cannot see it.
pub fn suspects() -> &'static str {
    "The run with the bug"
}
/// Tells it on the chapter's example.
pub fn on_example() -> &'static str {
    "Tell it on its example"
}
/// What stands above the exercises.
pub fn exercises() -> &'static str {
    "Exercises"
}
/// A formula, for who comes to it by keyboard: a long one is scrolled.
pub fn formula() -> &'static str {
    "Formula"
}
/// Over the symbols of a formula.
pub fn symbols() -> &'static str {
    "Symbols, with their values in this run"
}
/// Where to read on.
pub fn reading() -> &'static str {
    "Read on"
}
/// The picture in which c and r are moved by hand.
pub fn hand() -> &'static str {
    "Move c and r by hand"
}
/// Both back to the reference.
pub fn hand_home() -> &'static str {
    "Back to the reference"
}
/// Both down together.
pub fn hand_both() -> &'static str {
    "Both down by a nat"
}
/// The sliders: letter and name.
pub fn hand_sliders() -> &'static [(&'static str, &'static str); 2] {
    &[("c", "preferred, from the reference"), ("r", "rejected, from the reference")]
}
/// The table's columns.
pub fn hand_columns() -> &'static [&'static str; 3] {
    &["loss", "push on c", "push on r"]
}
/// The axes.
pub fn hand_axes() -> &'static [&'static str; 2] {
    &["gap h, nats", "loss"]
}

/// So many nats from the reference.
pub fn nats(value: &str) -> String {
    format!("{value} nats from the reference")
}

/// What a symbol names, and a sentence about it.
pub fn symbol(symbol: Symbol) -> (&'static str, &'static str) {
    match symbol {
        Symbol::Loss => ("loss", "What training makes small, in nats. The batch’s loss is the mean over its pairs."),
        Symbol::Beta => (
            "strictness",
            "The larger β is, the sooner a gap h is enough, and the less the model may leave the reference.",
        ),
        Symbol::Lambda => ("price of a nat", "What a nat below the reference costs."),
        Symbol::H => {
            ("gap", "By how many nats more than under the reference the preferred answer is ahead of the rejected one.")
        }
        Symbol::C => ("preferred", "Log-probability of the preferred answer: the sum over its tokens, in nats."),
        Symbol::Cref => ("preferred, reference", "Its log-probability under the frozen reference."),
        Symbol::R => ("rejected", "Log-probability of the rejected answer, in nats."),
        Symbol::Rref => ("rejected, reference", "Its log-probability under the frozen reference."),
        Symbol::Sw => ("after the preferred text", "Probability of the token after the preferred answer so far."),
        Symbol::Sl => ("after the rejected text", "Probability of the same token after the rejected answer so far."),
        Symbol::G => {
            ("push", "Above 0 training raises the token’s logit, below 0 it lowers it; in units of the pair’s weight.")
        }
        Symbol::Weight => {
            ("pull", "How hard the loss pulls at this pair: β σ(−βh) for DPO. It fades as the gap grows.")
        }
        Symbol::Hinge => {
            ("nats below", "How far the preferred answer has fallen below the reference; 0 where it has not.")
        }
        Symbol::Ratio => ("ratio", "How many times as likely as under the reference the preferred answer is."),
        Symbol::Effective => {
            ("effective λ", "How much harder the preferred answer is pulled up than the rejected one is pushed down.")
        }
    }
}

/// All terms, in the order of the glossary.
pub fn terms() -> &'static [Term] {
    &[
        ("token", "token", "A piece of text that the model reads and writes as one; here a word or a sign."),
        (
            "logit",
            "logit",
            "A number that the model gives every token before probabilities are made of them. Raising one lowers the others’ probabilities.",
        ),
        (
            "logp",
            "log-probability",
            "The natural logarithm of a probability: 0 is certain, −0.69 is one half, −4.6 is one in a hundred.",
        ),
        (
            "nat",
            "nat",
            "The unit of natural logarithms: one nat less is 2.7 times less likely, five nats less is 148 times.",
        ),
        ("chosen", "preferred answer", "The answer that people chose; “chosen” in TRL."),
        ("rejected", "rejected answer", "The answer that people rejected."),
        ("policy", "policy", "The model that is being trained."),
        (
            "reference",
            "reference",
            "The model as it was before preference training, frozen. All changes are measured from it.",
        ),
        ("sft", "supervised fine-tuning (SFT)", "Training to write given answers, token by token."),
        (
            "dpo",
            "DPO",
            "Direct preference optimisation (Rafailov et al. 2023): training on pairs of answers without a reward model.",
        ),
        (
            "dpop",
            "DPOP",
            "DPO-positive (Pal et al. 2024): DPO with a penalty for preferred answers that fall below the reference.",
        ),
        ("beta", "β", "How strict the margin is: with a large β a small gap is enough."),
        ("lambda", "λ", "The weight of DPOP’s penalty."),
        (
            "effective",
            "effective λ",
            "How much harder DPOP pulls the preferred answer up than it pushes the rejected one down: λ with the penalty inside, λ / (β σ(−βh)) outside.",
        ),
        (
            "margin",
            "reward margin",
            "β times the gap h, as a mean over pairs; rewards/margins in TRL. It grows while training works, whatever the answers do.",
        ),
        (
            "accuracy",
            "accuracy",
            "The share of pairs whose preferred answer has gained more than the rejected one; rewards/accuracies in TRL.",
        ),
        (
            "weight",
            "weight",
            "How hard the loss pulls at a pair: β σ(−βh) for DPO. It is largest at first and fades as the gap grows.",
        ),
        ("hinge", "hinge", "A function that is flat on one side and a slope on the other: max(0, x)."),
        ("greedy", "greedy decoding", "Writing the likeliest token each time."),
        ("sampled", "sampling", "Writing each token as often as its probability says."),
        ("eos", "<eos>", "The token that ends an answer. It counts as a token."),
        ("softmax", "softmax", "What turns logits into probabilities that add up to one."),
    ]
}

/// A term of this name.
pub fn term(name: &str) -> Option<&'static Term> {
    terms().iter().find(|(known, ..)| *known == name)
}

/// The sheet of terms.
pub fn glossary() -> &'static str {
    "Glossary"
}
/// The way to the page for teachers.
pub fn teach() -> &'static str {
    "For teachers: plans of 15, 45 and 90 minutes, and a handout"
}
/// The part of it about what is measured.
pub fn normal() -> &'static str {
    "Is this normal?"
}
/// The columns there.
pub fn normal_columns() -> &'static [&'static str; 3] {
    &["what is measured", "usually", "what to make of it"]
}

/// What each metric usually does, and what to make of it: the metric under TRL's name, its usual course, and what a first question gets as an answer.
pub fn metrics() -> &'static [(&'static str, &'static str, &'static str)] {
    &[
        (
            "loss",
            "falls from ln 2 = 0.69",
            "For DPO it says that the gap grows, not who moved. With the penalty outside it may rise for a while: the hinge is on.",
        ),
        (
            "rewards/margins",
            "rise",
            "β times the gap. Not to be compared between two β. It rises with DPO whether the preferred answers rise or fall.",
        ),
        (
            "rewards/accuracies",
            "rise toward 1",
            "1 soon, on pairs that are trained. It says nothing of what the model would write.",
        ),
        (
            "rewards/chosen",
            "rise, or fall below 0",
            "Below 0 the preferred answers are less likely than under the reference. This is the number to watch.",
        ),
        ("rewards/rejected", "fall", "They should. How far they fall is the price at which the margin is had."),
        (
            "logps/chosen",
            "stay, or fall",
            "Sums over the answer, so that long answers have larger numbers. Divide by the tokens to compare data sets.",
        ),
        ("logps/rejected", "fall", "With DPO often by tens of nats: nothing in the loss stops them."),
        (
            "dpop/penalty",
            "small, on and off",
            "Mean of the nats below the reference, before λ. If it stays up, λ is too small or the learning rate too large.",
        ),
        ("grad_norm", "falls", "Jumps with the hinge. If it grows without end, the run is about to diverge."),
    ]
}

/// What an exercise asks, by its title and in words.
pub fn exercise(exercise: Exercise) -> (&'static str, &'static str) {
    match exercise {
        Exercise::SmallestLambda => (
            "The smallest λ",
            "Find the smallest λ that keeps every preferred answer within 0.1 nat of the reference: one DPOP run that keeps them all, and one with at least half \
             of its λ, in the same form and with the same β, that does not.",
        ),
        Exercise::Spared => (
            "A lab that DPO spares",
            "Build pairs with which DPO, at its last step, leaves every preferred answer within 0.1 nat of the reference or above it.",
        ),
        Exercise::Beaten => (
            "A lab that beats DPOP",
            "Find data or settings with which a preferred answer ends more than 0.7 nats below the reference, less than half as likely, in spite of DPOP.",
        ),
        Exercise::SignBug => (
            "The sign bug",
            "A public fork added the penalty with a minus. Of two runs, A and B, with the same β and λ, one has that bug: name it from the curves.",
        ),
    }
}

/// What the run answers: after a guess, which was right or not, or without one.
pub fn told(is_right: Option<bool>, answer: &str) -> String {
    let begin = match is_right {
        Some(true) => "Yes.",
        Some(false) => "No.",
        None => "The run says:",
    };
    format!("{begin} {answer}")
}

/// How far one has come with it.
pub fn progress(exercise: Exercise, progress: Progress) -> String {
    let number = |value: f64| if value.is_finite() { format!("{value}") } else { NO_VALUE.to_owned() };
    let nats = |value: f64| if value.is_finite() { signed(value, 2) } else { NO_VALUE.to_owned() };
    match (exercise, progress) {
        (_, Progress::Training) => "Not trained to the end yet.".to_owned(),
        (Exercise::SmallestLambda, Progress::Open([least, most])) => {
            format!(
                "Smallest λ that keeps them so far: {}; largest that does not: {}.",
                number(least),
                number(if most > 0.0 { most } else { f64::NAN })
            )
        }
        (Exercise::SmallestLambda, Progress::Done([least, most])) => {
            format!("Done: λ = {} keeps them all, λ = {} does not.", number(least), number(most))
        }
        (Exercise::Spared, Progress::Open([best, _])) => {
            format!("Not yet: DPO’s worst preferred answer ends at {} nats.", nats(best))
        }
        (Exercise::Spared, Progress::Done([best, pairs])) => {
            format!(
                "Done, with {pairs:.0} {}: DPO’s worst preferred answer ends at {} nats.",
                if pairs == 1.0 { "pair" } else { "pairs" },
                nats(best)
            )
        }
        (Exercise::Beaten, Progress::Open([least, _])) => {
            format!("Not yet: DPOP’s worst preferred answer ends at {} nats.", nats(least))
        }
        (Exercise::Beaten, Progress::Done([least, _])) => {
            format!("Done: DPOP’s worst preferred answer ends at {} nats.", nats(least))
        }
        (Exercise::SignBug, Progress::Open([choices, _])) if choices > 0.0 => "Trained. Which one is it?".to_owned(),
        (Exercise::SignBug, Progress::Open(_)) => "No run of this lab has it.".to_owned(),
        (Exercise::SignBug, Progress::Done([gained, loss])) => {
            let why = if loss < 0.0 { " No sum of −log σ and a price is below 0." } else { "" };
            format!(
                "Done: its preferred answers end at {} nats in the mean, its loss at {}.{why}",
                nats(gained),
                nats(loss)
            )
        }
        (_, Progress::Wrong([gained, loss])) => {
            format!(
                "Not this one: its preferred answers end at {} nats in the mean, its loss at {}.",
                nats(gained),
                nats(loss)
            )
        }
    }
}

/// A chapter's number and title, for the list of chapters.
pub fn chapter_title(number: usize, title: &str) -> String {
    format!("{number}. {title}")
}

/// How far one has read.
pub fn place(number: usize, of: usize) -> String {
    format!("{number} / {of}")
}

/// A chapter that there is not.
pub fn unknown(given: &str, known: &[&str]) -> String {
    format!("chapter is {given:?}; allowed are {}.", known.join(", "))
}

/// A part that chapters do not have.
pub fn unknown_part(given: &str) -> String {
    format!(
        "show is {given:?}; allowed are text, formula, question, verdicts and stage, separated by commas; all of them where it is not given."
    )
}

/// A chapter that has none of the parts which are to be shown.
pub fn without_part(chapter: &str, has: &[&str]) -> String {
    format!("The chapter {chapter} has nothing of what show names; it has {}.", has.join(", "))
}

/// A face that the page has not.
pub fn unknown_face(given: &str) -> String {
    format!("face is {given:?}; allowed are argument and lab.")
}
