//! The views of the training: a line of [`View::NAMES`] each.

use super::charts::Stack;

/// How the training is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Curves over the steps: what becomes of the answers.
    Charts,
    /// Curves over the steps: what is minimised.
    Losses,
    /// Curves over the steps: where in the answers it happens.
    Tokens,
    /// Every token of every pair.
    Heat,
    /// Paths in the plane of log-ratios.
    Plane,
    /// Numbers.
    Table,
}

impl View {
    /// All of them, in the picker's order.
    pub const ALL: [View; 6] = [View::Charts, View::Losses, View::Tokens, View::Heat, View::Plane, View::Table];

    /// Every view with its name in links and in the names of files.
    pub const NAMES: [(&'static str, View); 6] = [
        ("answers", View::Charts),
        ("loss", View::Losses),
        ("tokens", View::Tokens),
        ("heat-map", View::Heat),
        ("plane", View::Plane),
        ("table", View::Table),
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        View::NAMES.iter().find(|(_, view)| *view == self).map_or("", |(name, _)| name)
    }

    /// The view of this name.
    pub fn named(name: &str) -> Option<View> {
        View::NAMES.iter().find(|(known, _)| *known == name).map(|(_, view)| *view)
    }

    /// The stack of charts, where it is one.
    pub fn stack(self) -> Option<Stack> {
        match self {
            View::Charts => Some(Stack::Answers),
            View::Losses => Some(Stack::Losses),
            View::Tokens => Some(Stack::Tokens),
            View::Heat | View::Plane | View::Table => None,
        }
    }
}
