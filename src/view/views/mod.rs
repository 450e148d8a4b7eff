//! The views of the training.
//!
//! **A new view** is one file beside `plane.rs` with a [`ViewEntry`] and a [`ViewMaker`], its words in `words::views`, and one line of the `views!`
//! table below: with it buttons, keys, links, figures, what a visit keeps, pictures for papers and the pointer know it. Entries are what the
//! state and the page around a picture need, and small; makers come with the part of the page that draws.

mod answers;
mod areas;
mod charts;
mod heat_map;
mod loss;
mod loss_curve;
mod plane;
mod scene;
mod table;
mod tokens;

pub use charts::Ground;
pub use scene::{Ahead, Past, TrainingScene};
pub use table::Table;

use crate::plot::{Drawn, Ink, Window};
use crate::train::Session;
use crate::view::style::Paper;
use crate::words::ViewWords;
use std::fmt;

/// A view of the training: its place in the registry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct View(usize);

/// What a view is.
pub struct ViewEntry {
    /// Its name in links, in what a visit keeps, and in the names of files.
    pub key: &'static str,
    /// Its words, in the language at hand.
    pub words: fn() -> &'static ViewWords,
    /// What it shows.
    pub shows: Shows,
}

/// What a view shows.
#[derive(Clone, Copy)]
pub enum Shows {
    /// A picture, which follows the training.
    Picture(ViewPicture),
    /// Numbers, at the moment in which they were asked for.
    Numbers,
}

/// A picture of the training, as the page around it knows it.
#[derive(Clone, Copy)]
pub struct ViewPicture {
    /// Width and height on paper of its own, in CSS pixels.
    pub size: (f64, f64),
    /// What a pointer finds on it.
    pub finds: Finds,
    /// What stands beneath it.
    pub caption: Caption,
}

/// What stands beneath a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caption {
    /// What it says, or what a pointer finds on it.
    Note,
    /// Nothing.
    Nothing,
}

/// What makes what a view shows.
#[derive(Clone, Copy)]
pub enum ViewMaker {
    /// A picture.
    Picture {
        /// Makes it; nothing for what needs a reference before there is one.
        compose: for<'a> fn(&'a TrainingScene<'a>, Paper) -> Option<Box<dyn Composed + 'a>>,
        /// What it says, where it says something.
        note: Option<fn(&TrainingScene<'_>) -> String>,
    },
    /// Numbers: of a part of the time axis, or all of it.
    Numbers(fn(&Session, &[String], Option<Window>) -> Table),
}

/// What a pointer finds on a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finds {
    /// Steps, which run across it: a part of them can be chosen.
    Steps,
    /// Tokens, to be selected.
    Tokens,
    /// Pairs, to be selected.
    Pairs,
    /// Nothing.
    Nothing,
}

impl Finds {
    /// Its name in the page's `data-finds`.
    pub fn name(self) -> &'static str {
        match self {
            Finds::Steps => "steps",
            Finds::Tokens => "tokens",
            Finds::Pairs => "pairs",
            Finds::Nothing => "nothing",
        }
    }
}

/// A picture that has been made and can be drawn on anything.
pub trait Composed {
    /// What lies beneath and seldom changes. Where it is as it was, it need not be drawn again.
    fn ground(&self) -> Option<Ground> {
        None
    }

    /// Draws what lies beneath.
    fn draw_ground(&self, _ink: &mut Ink<'_>) -> Drawn {
        Ok(())
    }

    /// Draws the rest.
    fn draw(&self, ink: &mut Ink<'_>) -> Drawn;

    /// What is at a place, in CSS pixels from its upper left corner.
    fn find(&self, place: (f64, f64)) -> Found;
}

/// What a pointer finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing that one could choose.
    Nothing,
    /// A point of time.
    Time(usize),
    /// A point of time, on the axis itself: from there a part of it is chosen.
    Axis(Option<usize>),
    /// A token.
    Token {
        /// Of this pair.
        pair: usize,
        /// At this position.
        token: usize,
        /// What stands there.
        says: String,
    },
}

/// Makes the registry from one line a view, in the order of their buttons.
macro_rules! views {
    ($($(#[$doc:meta])+ $name:ident from $module:ident),+ $(,)?) => {
        /// Their places in it.
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "they bear the names of the constants")]
        enum Index {
            $($name),+
        }

        impl View {
            $($(#[$doc])+ pub const $name: View = View(Index::$name as usize);)+

            /// All of them, in the order of their buttons.
            pub const ALL: &[View] = &[$(View::$name),+];
        }

        /// What they are.
        const ENTRIES: &[&ViewEntry] = &[$(&$module::ENTRY),+];

        /// What makes what they show.
        const MAKERS: &[&ViewMaker] = &[$(&$module::MAKER),+];
    };
}

views! {
    /// Curves over the steps: what becomes of the answers.
    ANSWERS from answers,
    /// Curves over the steps: what is minimised.
    LOSS from loss,
    /// Curves over the steps: where in the answers it happens.
    TOKENS from tokens,
    /// Every token of every pair.
    HEAT_MAP from heat_map,
    /// Paths in the plane of log-ratios.
    PLANE from plane,
    /// Areas over the steps: where the preferred answers fall.
    AREAS from areas,
    /// The loss against h, with every pair.
    LOSS_CURVE from loss_curve,
    /// Numbers.
    TABLE from table,
}

impl View {
    fn entry(self) -> &'static ViewEntry {
        ENTRIES.get(self.0).copied().unwrap_or(&answers::ENTRY)
    }

    /// What makes what it shows. Whoever asks brings all that draws along: of the page's wasm the parts `pictures` and `sharing` alone do.
    pub fn maker(self) -> ViewMaker {
        MAKERS.get(self.0).map_or(answers::MAKER, |maker| **maker)
    }

    /// Its name in links, in what a visit keeps, and in the names of files.
    pub fn key(self) -> &'static str {
        self.entry().key
    }

    /// The view of this name.
    pub fn named(key: &str) -> Option<View> {
        View::ALL.iter().copied().find(|view| view.key() == key)
    }

    /// The one after it, and the first after the last.
    pub fn next(self) -> View {
        View((self.0 + 1) % View::ALL.len())
    }

    /// Its words.
    pub fn words(self) -> &'static ViewWords {
        (self.entry().words)()
    }

    /// What it shows.
    pub fn shows(self) -> Shows {
        self.entry().shows
    }

    /// The picture, where it is one.
    pub fn picture(self) -> Option<ViewPicture> {
        match self.shows() {
            Shows::Picture(picture) => Some(picture),
            Shows::Numbers => None,
        }
    }
}

impl fmt::Debug for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_titles_tell_views_apart() {
        for (at, view) in View::ALL.iter().enumerate() {
            assert_eq!(View::named(view.key()), Some(*view));
            let is_plain = view.key().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(is_plain, "{view:?} stands in links as it is");
            for other in &View::ALL[..at] {
                assert!(view.key() != other.key() && view.words().title != other.words().title, "{view:?}");
            }
        }
        assert_eq!((View::named("pie"), View::TABLE.next()), (None, View::ANSWERS));
    }

    #[test]
    fn what_is_said_of_views_is_what_makes_them() {
        for view in View::ALL {
            match (view.shows(), view.maker()) {
                (Shows::Picture(picture), ViewMaker::Picture { note, .. }) => {
                    assert_eq!(picture.caption == Caption::Note, note.is_some(), "{view:?}");
                }
                (Shows::Numbers, ViewMaker::Numbers(_)) => {}
                _ => panic!("{view:?} shows one thing and makes another"),
            }
        }
    }
}
