//! When a push that the theory predicts is given: a hinge may be idle now.

/// When a push is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// In the next step.
    Now,
    /// Once the preferred answer has fallen below the reference: on it and above it the loss's hinge is idle.
    IfFallen,
}

impl Due {
    /// Its name in the page's `data-when`.
    pub fn name(self) -> &'static str {
        match self {
            Due::Now => "now",
            Due::IfFallen => "if-fallen",
        }
    }
}
