//! The argument's face: the book beside the stage, with its formulas, questions and counts, and the picture in which `c` and `r` are moved by hand.

pub mod book;
pub mod contents;
mod formula;
mod glossary;
pub mod hand;
mod prose;
mod question;
