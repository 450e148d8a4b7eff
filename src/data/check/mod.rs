//! The data check: what of a lab's pairs makes the usual numbers say less than they seem to, or is likely not what was meant.
//!
//! A finding is a remark and no error: every lab that it speaks of can be trained. It says how many pairs it is about, which, why that matters,
//! and what could be done. What cannot be told from the pairs alone is not guessed at: a check that would often speak of data that are
//! meant as they are is none, and the examples that the page brings along give no finding at all.
//!
//! **A new finding** is one file beside `duplicate.rs` with a [`Check`] named `CHECK`, one line in the `checks!` table below and a variant of
//! [`FindingTold`]. Its sentence is in `words::en::check`, which does not compile without it; its id goes into `FindingId` of
//! `www/dpop-lab.d.ts`, and a test says so where that is forgotten.
//!
//! [`Facts`] holds the pairs as numbers, so that no check compares texts; [`check`] looks over all pairs at once, [`Checking`] a bounded
//! piece at a time; [`mended`] does what a finding's remedy says.

mod facts;
mod glyphs;
mod marks;
mod mend;
mod preferences;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use facts::{Coded, Facts};
pub use mend::mended;

use super::pair::{PairText, Side};
use super::tokens::Tokens;

/// The most pairs of a finding that are handed out, as far as the public interface goes; a [`Finding`] has them all.
pub const MOST_PAIRS: usize = 20;

/// Pairs that are taken in one piece: 32 of a lab are some 3000 tokens, or a millisecond.
const PIECE: usize = 32;

/// Something that can be found.
#[derive(Debug)]
pub struct Check {
    /// What.
    pub id: FindingId,
    /// Looks for it.
    pub find: fn(&Facts) -> Option<Noticed>,
}

/// What a check has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Noticed {
    /// The pairs that it is about, in ascending order, none twice: indices from 0 into the list that [`Noticed::told`] speaks of.
    pub pairs: Vec<usize>,
    /// What is to be said of them.
    pub told: FindingTold,
    /// What could be done about it, where something could.
    pub remedy: Option<Remedy>,
}

/// A finding with its name; `Display` is its sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which one.
    pub id: FindingId,
    /// What was found.
    pub found: Noticed,
}

/// What can be done about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Chosen and rejected of these pairs change places.
    Swap,
    /// What should not be in the texts is taken out of them.
    Strip,
    /// These pairs are left out.
    LeaveOut,
}

impl Remedy {
    /// The name in the JavaScript interface.
    pub fn name(self) -> &'static str {
        match self {
            Remedy::Swap => "swap",
            Remedy::Strip => "strip",
            Remedy::LeaveOut => "leave-out",
        }
    }
}

/// What is to be said of a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingTold {
    /// Pairs contradict each other.
    Contradictory {
        /// So many of them.
        pairs: usize,
        /// Of so many.
        of: usize,
        /// How far their pushes cancel.
        cancelling: Cancelling,
    },
    /// Pairs look as if their answers were swapped.
    Swapped {
        /// More pairs with the same prompt speak for the other answer.
        outvoted: usize,
        /// The chosen answer has a wrong sum, the rejected one only right ones.
        sums: usize,
        /// The chosen answer says no and then what was asked, or yes and then something else.
        answers: usize,
        /// Nearly all pairs that differ in the same words prefer the other ones.
        unusual: Option<Unusual>,
    },
    /// Pairs are copies of earlier ones: so many.
    Duplicate(usize),
    /// Answers are preferred in one pair and rejected in another to the same prompt.
    WantedUnwanted {
        /// So many answers.
        answers: usize,
        /// One of them.
        example: String,
    },
    /// One answer is the same in nearly all pairs, whatever the prompt.
    SameAnswer {
        /// On this side.
        side: Side,
        /// This one.
        answer: String,
        /// In so many pairs.
        pairs: usize,
        /// Of so many.
        of: usize,
    },
    /// Rejected answers are made of tokens that are in nothing else.
    Foreign {
        /// In so many pairs.
        pairs: usize,
        /// Of so many.
        of: usize,
    },
    /// One side is longer nearly everywhere.
    LengthGap {
        /// Which.
        longer: Side,
        /// In so many pairs.
        pairs: usize,
        /// Of so many.
        of: usize,
        /// The mean length of the chosen answers in tokens, `<eos>` apart.
        chosen: f64,
        /// The same of the rejected ones.
        rejected: f64,
    },
    /// Texts bring their own end.
    EndTokens {
        /// The marks, in order of appearance.
        marks: Vec<&'static str>,
        /// In so many pairs.
        pairs: usize,
    },
    /// Texts have characters that cannot be seen.
    Invisible {
        /// Their numbers in Unicode, in ascending order.
        signs: Vec<char>,
        /// In so many pairs.
        pairs: usize,
    },
    /// Tokens look the same and are not.
    LookAlike {
        /// Two tokens that look the same.
        example: [String; 2],
        /// In so many pairs both answers look the same.
        same: usize,
    },
    /// There is one pair, or copies of one: so many.
    OnePair(usize),
    /// Held-out pairs are also trained on; these indices are into the held-out ones.
    HeldOutTrained {
        /// So many.
        pairs: usize,
        /// Of so many.
        of: usize,
    },
}

/// How far the pushes of pairs cancel that contradict each other; of several pairs the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cancelling {
    /// As many prefer a to b as b to a: DPO's loss is at least ln 2, the accuracy one half at most.
    Evenly,
    /// Some have no opposite, but go around: a over b, b over c, c over a. The loss is at least ln 2 there, too; one pair at least is unfulfilled.
    Around,
    /// More prefer a to b than b to a.
    InPart,
}

/// Words that nearly all pairs prefer to others, and some do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusual {
    /// So many pairs.
    pub pairs: usize,
    /// What they prefer, in one of them.
    pub chosen: String,
    /// To what.
    pub rejected: String,
    /// So many pairs prefer the latter.
    pub others: usize,
}

/// Looks over pairs of such tokens, and pairs that are held out of the training. Takes time in proportion to the texts and, but for a logarithm, to the number
/// of pairs.
pub fn check(tokens: Tokens, pairs: &[PairText], held_out: &[PairText]) -> Vec<Finding> {
    let mut checking = Checking::new(tokens, pairs.to_vec(), held_out.to_vec());
    loop {
        if let Some(findings) = checking.advance() {
            return findings;
        }
    }
}

/// [`check`], a bounded piece at a time.
#[derive(Debug)]
pub struct Checking {
    pairs: Vec<PairText>,
    held_out: Vec<PairText>,
    /// How many of both are taken.
    taken: usize,
    facts: Facts,
    /// How many of [`CHECKS`] are done.
    checked: usize,
    findings: Vec<Finding>,
}

impl Checking {
    /// Begins to look over pairs of such tokens, and those that are held out.
    pub fn new(tokens: Tokens, pairs: Vec<PairText>, held_out: Vec<PairText>) -> Checking {
        Checking { pairs, held_out, taken: 0, facts: Facts::of(tokens), checked: 0, findings: Vec::new() }
    }

    /// Does one piece: takes some pairs, or looks for one kind of thing. In the end it gives all findings, in the order of [`CHECKS`].
    pub fn advance(&mut self) -> Option<Vec<Finding>> {
        let all = self.pairs.len() + self.held_out.len();
        if self.taken < all {
            let until = (self.taken + PIECE).min(all);
            for at in self.taken..until {
                match self.pairs.get(at) {
                    Some(pair) => self.facts.train(pair),
                    None => self.held_out.get(at - self.pairs.len()).into_iter().for_each(|pair| self.facts.hold(pair)),
                }
            }
            self.taken = until;
            return None;
        }
        if let Some(check) = CHECKS.get(self.checked) {
            self.findings.extend((check.find)(&self.facts).map(|found| Finding { id: check.id, found }));
            self.checked += 1;
        }
        (self.checked >= CHECKS.len()).then(|| std::mem::take(&mut self.findings))
    }
}

/// Makes the closed enum of findings and their table from one line each.
macro_rules! checks {
    ($($(#[$doc:meta])+ $id:ident in $module:ident: $name:literal),+ $(,)?) => {
        $(mod $module;)+

        /// Which finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FindingId {
            $($(#[$doc])+ $id),+
        }

        impl FindingId {
            /// Its name in the JavaScript interface.
            pub fn name(self) -> &'static str {
                match self {
                    $(FindingId::$id => $name),+
                }
            }
        }

        /// Every check, in the order in which findings are told.
        pub static CHECKS: &[&Check] = &[$(&$module::CHECK),+];
    };
}

checks! {
    /// There is but one pair.
    OnePair in one_pair: "one-pair",
    /// Pairs with the same prompt prefer a to b and b to a.
    Contradictory in contradictory: "contradictory",
    /// Pairs look as if their answers were swapped.
    Swapped in swapped: "swapped",
    /// Pairs are there more than once.
    Duplicate in duplicate: "duplicate",
    /// The same answer to the same prompt is both preferred and rejected.
    WantedUnwanted in wanted_unwanted: "wanted-unwanted",
    /// The answers can be told apart without the prompts.
    TooEasy in too_easy: "too-easy",
    /// One side is longer throughout.
    LengthGap in length_gap: "length-gap",
    /// Texts bring their own end.
    EndToken in end_token: "end-token",
    /// Texts have characters that cannot be seen.
    Invisible in invisible: "invisible",
    /// Tokens look the same and are not.
    LookAlike in look_alike: "look-alike",
    /// Pairs are held out and trained on.
    HeldOutTrained in held_out_trained: "held-out-trained",
}
