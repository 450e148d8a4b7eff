//! The texts of the lesson. What stands in “…” is a text of the first example; `view::lesson` tests what is said of its training.

/// Begins it.
pub const LESSON: &str = "Lesson";
/// The card on which it stands.
pub const CARD: &str = "Lesson";
/// To the scene before.
pub const BACK: &str = "Back";
/// On to the next scene, and out of the last one.
pub const NEXT: [&str; 2] = ["Next", "Done"];
/// Out of it.
pub const LEAVE: &str = "Leave the lesson";
/// The example takes the place of another lab.
pub const KEPT: &str = "The lesson is told on the first example. When it ends, or by Undo, your lab is there again.";

/// What stands above what is counted.
pub const VERDICTS: &str = "Counted on this run, at this step";

/// Each scene's title and text, in the order of `lesson::SCENES`.
pub const SCENES: [(&str, &str); 11] = [
    (
        "One token apart",
        "A small GPT-2 is to work out “( 3 + 5 ) / 2”. People prefer the answer that goes on with “8” to the same answer with “7”. \
The lab has ten such pairs, each one token apart, and a model that knows nothing yet.",
    ),
    (
        "First, ordinary training",
        "Supervised fine-tuning (SFT) shows the model the preferred answers, and their log-probability climbs. What comes out is frozen as \
the reference. From it DPO and DPOP each train a copy of their own.",
    ),
    (
        "What DPO’s first step does",
        "DPO pushes the preferred answer up and the rejected one down. Before the difference both are the same text: the pushes cancel (∅). At \
the difference “8” goes up and “7” down. But from there to the end, every arrow in DPO’s row points down, in this preferred answer too; in other pairs some point up.",
    ),
    (
        "Why down?",
        "After “8” the model is a little surer of “then” than after “7”. DPO pushes “then” up in the one context and down in the other, and \
the two almost cancel. What remains, the sum in the last row of arrows, lowers the right token in favour of others. (The argument takes both contexts to share one \
logit vector.)",
    ),
    (
        "The preferred answers fall",
        "DPO drives the rejected answers down and takes the preferred ones along. Nothing holds it back: its loss is a function of the \
difference between the two alone, and that grows.",
    ),
    (
        "And the usual numbers look fine",
        "DPO’s reward margin grows, it ranks every pair correctly, and its loss goes to zero (under Loss). Whoever watches only these sees a perfect \
run.",
    ),
    (
        "Where the argument ends",
        "The arrows are about logits, but the network shares weights, so tokens before the difference move too. Here DPO’s greatest loss is at \
the first “3”, where the argument says ∅. Prediction and measurement are two rows for that reason.",
    ),
    (
        "Where did the probability go?",
        "Not to the rejected answer. Sampled, DPO’s model hardly ever writes either of the two: all other answers together have taken nearly everything. The reference and \
DPOP’s model still write the preferred answer if they always take the likeliest token.",
    ),
    (
        "What DPOP adds",
        "A penalty: λ times the nats by which a preferred answer is below the reference. On or above the reference it is zero; below, it pushes \
every token of the answer up. It goes on and off all the time, and the answers stay where they were.",
    ),
    (
        "The whole training in one picture",
        "Across: how far the preferred answers have moved from the reference; upwards: the rejected ones. Left of the upright line the preferred \
answers have lost. DPO crosses it at once and stays there; DPOP goes straight down along it.",
    ),
    (
        "Now you, and some doubts",
        "Change β and λ behind a run’s ▾, fork a run in the past, or take the example in which the answers are far apart: there DPO does little harm. \
What to make of all this is disputed. A falling preferred answer need not be a failure; similar hidden states rather than few edits may be its cause; and DPOP, \
on open-ended data, can end with the weaker model.",
    ),
];

/// Where to read on, at the end.
pub const READING: [(&str, &str); 4] = [
    ("DPOP: Pal et al. 2024", "https://arxiv.org/abs/2402.13228"),
    ("Need it be failure? Rafailov et al. 2024", "https://arxiv.org/abs/2404.12358"),
    ("Similar hidden states: Razin et al. 2025", "https://arxiv.org/abs/2410.08847"),
    ("Where the mass goes: Ren & Sutherland 2025", "https://arxiv.org/abs/2407.10490"),
];

/// How far it has come.
pub fn place(scene: usize, of: usize) -> String {
    format!("{} / {of}", scene + 1)
}
/// A scene that there is not.
pub fn unknown(given: &str) -> String {
    format!("lesson is {given:?}; allowed are its scenes, 1 to {}.", SCENES.len())
}
