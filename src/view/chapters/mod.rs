//! The chapters of the argument: what each puts on the stage, which formula it sets, what it asks, and what it counts.
//!
//! **A new chapter** is one file beside `pair.rs` with a [`Scene`] and a [`ChapterPage`], its words in a file of the same name in
//! `words/en/chapters`, and one line of the `chapters!` table below. Scenes are what the state needs, and small; pages come with the part of
//! the page that tells them. What a chapter says of its example is held by `tests.rs` against trainings of six seeds.

mod evidence;
mod exercises;
mod math;
mod prose;
mod quantity;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use crate::words::{Exercise, Progress, Symbol};
pub use evidence::{ChapterQuestion, Evidence, Outcome};
pub use math::{Formula, Math};
pub use prose::{Prose, prose};
pub use quantity::{Quantity, Spot, written};

use crate::argument::Id;
use crate::data::LabFile;
use crate::objective::{Objective, dpo as dpo_loss, dpop as dpop_loss};
use crate::view::panel::{ChapterPart, Panel};
use crate::view::scope::{self, Scope, Theory, Turn};
use crate::view::views::View;
use crate::words::{self, ChapterWords};

/// A chapter: its place in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chapter(usize);

/// A point of time of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The initial model.
    Start,
    /// So many preference steps after the reference.
    Step(usize),
    /// The last step.
    End,
}

/// The reference, from which the preference phase begins.
pub const REFERENCE: When = When::Step(0);

/// The run that a chapter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The first one of DPO; in a lab without one, the first.
    Dpo,
    /// The first one of DPOP, whose penalty has the right sign; in a lab without one, the last.
    Dpop,
}

impl Role {
    /// Its index in a lab; where the lab has none, that of the run that stands in for it.
    pub fn run(self, lab: &LabFile) -> usize {
        self.find(lab).unwrap_or(match self {
            Role::Dpo => 0,
            Role::Dpop => lab.runs.len().saturating_sub(1),
        })
    }

    /// Its index in a lab that has one.
    pub fn find(self, lab: &LabFile) -> Option<usize> {
        lab.runs.iter().position(|run| match self {
            Role::Dpo => matches!(run.objective, Objective::Dpo(_)),
            Role::Dpop => matches!(run.objective, Objective::Dpop(dpop) if dpop.penalty.is_proper()),
        })
    }

    /// The name of its loss.
    pub fn title(self) -> &'static str {
        match self {
            Role::Dpo => dpo_loss::ENTRY.title,
            Role::Dpop => dpop_loss::ENTRY.title,
        }
    }
}

/// Where in the answers a chapter looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// So many tokens behind the one in which the answers differ.
    Behind(isize),
    /// The last word, before the end of the answer.
    Last,
}

/// Whether a chapter asks something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Its page's question.
    Question,
    /// Nothing.
    Nothing,
}

/// What a chapter puts on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The example on which it is told.
    pub example: &'static str,
    /// The run that it is about.
    pub role: Role,
    /// Where the cursor comes from, and where the picture ends until the chapter's question is answered.
    pub from: When,
    /// Where it is in the end.
    pub at: When,
    /// The token that is looked at.
    pub token: TokenPlace,
    /// What the strip says of theory.
    pub theory: Theory,
    /// How the training is shown.
    pub view: View,
    /// What stands on the stage.
    pub stage: &'static [Panel],
    /// Whether it asks something.
    pub asks: Asks,
}

/// What a chapter says beside the stage; its words are `words`'.
pub struct ChapterPage {
    /// Its mathematics.
    pub formulas: &'static [Formula],
    /// What it asks.
    pub question: Option<ChapterQuestion>,
    /// What is counted.
    pub verdicts: &'static [(Role, Id)],
    /// What one is asked to do.
    pub exercises: &'static [Exercise],
    /// What asks many seeds whether it is always so, as a link carries it ([`SheetQuestion`](crate::experiments::SheetQuestion)).
    pub always: Option<&'static str>,
}

impl ChapterPage {
    /// One that says nothing but words.
    pub const PLAIN: ChapterPage =
        ChapterPage { formulas: &[], question: None, verdicts: &[], exercises: &[], always: None };
}

/// Makes the registry from the names of the chapters' files, in their order.
macro_rules! chapters {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Their names in links, and what they put on the stage.
        const SCENES: &[(&str, &Scene)] = &[$((stringify!($module), &$module::SCENE)),+];

        /// What they say beside it.
        const PAGES: &[&ChapterPage] = &[$(&$module::PAGE),+];
    };
}

chapters! {
    pair, reference, loss, fall, usual, apart, difference, after, premise, surprise, weights, mass, dpop, hinge, cases, lambda, forms, dispute,
    now,
}

impl Chapter {
    /// The first one, with which a first visit begins.
    pub const FIRST: Chapter = Chapter(0);

    /// All, in their order.
    pub fn all() -> impl ExactSizeIterator<Item = Chapter> {
        (0..SCENES.len()).map(Chapter)
    }

    /// Its name in links.
    pub fn key(self) -> &'static str {
        SCENES.get(self.0).map_or("", |(key, _)| key)
    }

    /// The chapter of this name, or of this number, counted from 1.
    pub fn named(name: &str) -> Option<Chapter> {
        let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|number| *number < SCENES.len());
        SCENES.iter().position(|(key, _)| *key == name).or_else(number).map(Chapter)
    }

    /// Its number, counted from 1.
    pub fn number(self) -> usize {
        self.0 + 1
    }

    /// The one after it.
    pub fn next(self) -> Option<Chapter> {
        (self.0 + 1 < SCENES.len()).then_some(Chapter(self.0 + 1))
    }

    /// The one before it.
    pub fn previous(self) -> Option<Chapter> {
        self.0.checked_sub(1).map(Chapter)
    }

    /// What it puts on the stage.
    pub fn scene(self) -> &'static Scene {
        SCENES.get(self.0).map_or(&pair::SCENE, |(_, scene)| scene)
    }

    /// Its words.
    pub fn words(self) -> &'static ChapterWords {
        words::chapters::chapter(self.key())
    }

    /// What it says beside it. Whoever asks brings all pages along: of the page's wasm the part that tells the argument alone does.
    pub fn page(self) -> &'static ChapterPage {
        PAGES.get(self.0).copied().unwrap_or(&ChapterPage::PLAIN)
    }
}

impl Chapter {
    /// What a figure of it can show: a chapter has no more than it needs.
    pub fn parts(self) -> impl Iterator<Item = ChapterPart> {
        let page = self.page();
        ChapterPart::all().into_iter().filter(|part| match part {
            ChapterPart::Text | ChapterPart::Stage => true,
            ChapterPart::Formula => !page.formulas.is_empty(),
            ChapterPart::Question => page.question.is_some(),
            ChapterPart::Verdicts => !page.verdicts.is_empty(),
        })
    }
}

/// Whether an example is one on which chapters are told, or an exercise of theirs is about: these take each other's place as one reads on.
pub fn is_told_on(example: &str) -> bool {
    let of_exercise = || Exercise::ALL.iter().any(|exercise| exercise.example() == Some(example));
    SCENES.iter().any(|(_, scene)| scene.example == example) || of_exercise()
}

impl Scene {
    /// The points of time from which and to which the cursor goes.
    pub fn way(&self, lab: &LabFile) -> (usize, usize) {
        let (sft, end) = (lab.sft.steps, lab.sft.steps + lab.preference.steps);
        let time = |when: When| match when {
            When::Start => 0,
            When::Step(step) => (sft + step).min(end),
            When::End => end,
        };
        (time(self.from).min(time(self.at)), time(self.at))
    }

    /// Where strip and microscope look in a pair.
    pub fn scope(&self, lab: &LabFile, pair: usize) -> Scope {
        let Some(text) = lab.dataset.pairs.get(pair) else { return Scope::HOME };
        // Home is behind the difference.
        let home = scope::home(lab.dataset.tokens, text);
        let position = match self.token {
            TokenPlace::Behind(behind) => home.saturating_add_signed(behind - 1),
            TokenPlace::Last => lab.dataset.tokens.count(&text.chosen).saturating_sub(1).max(home),
        };
        let scope = Scope::HOME.turned(pair, Turn::Run(self.role.run(lab))).turned(pair, Turn::Position(position));
        if scope.theory == self.theory { scope } else { scope.turned(pair, Turn::Theory) }
    }
}

/// How far a cursor has come on its way after so many of [`MOMENTS`].
pub fn on_the_way((from, to): (usize, usize), moment: usize) -> usize {
    from + (to.saturating_sub(from)) * moment.min(MOMENTS) / MOMENTS
}

/// In how many parts the cursor goes its way.
pub const MOMENTS: usize = 60;

/// How long each of them takes, in milliseconds: the whole way three seconds.
pub const MOMENT_MS: u32 = 50;
