//! The chapters' texts, a chapter a file. `{name}` in a text is a quantity of the run at hand (`view::chapters::Quantity`), `[words|term]` a
//! term that is explained, `[term]` one by its own name, and what stands in “…” a text of the chapter's example.

use crate::words::{ChapterWords, amounts};

/// Makes the table from the names of the chapters' files.
macro_rules! texts {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every chapter's name in links, with its texts.
        pub(in crate::words) const TEXTS: &[(&str, &ChapterWords)] = &[$((stringify!($module), &$module::WORDS)),+];
    };
}

texts! {
    pair, reference, loss, fall, usual, apart, difference, after, premise, surprise, weights, mass, dpop, hinge, cases, lambda, forms, dispute,
    now,
}

/// The texts of a chapter.
pub fn chapter(key: &str) -> &'static ChapterWords {
    TEXTS.iter().find(|(known, _)| *known == key).map_or(&ChapterWords::NONE, |(_, words)| words)
}

/// So many nats, with their sign.
fn nats(value: f64) -> String {
    format!("{} nats", crate::plot::scale::signed(value, 2))
}

/// How many times less likely something has become that has gained so many nats, less than none.
fn times(value: f64) -> String {
    amounts::times(-value)
}
