//! What JavaScript is refused besides what sessions, lab files and links refuse: codes, whose sentences are in `words`.

/// Why it is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// There is no backend of this name.
    Backend(String),
    /// There is no lab in a link.
    NoLab,
    /// There is no phase of this name.
    Phase(String),
    /// The reference would be an untrained model, although SFT has so many steps.
    Untrained(usize),
    /// So many steps would be too many.
    Steps {
        /// They are so many.
        more: usize,
        /// After so many.
        from: usize,
        /// And all must not be more.
        most: usize,
    },
    /// A number is no whole number from 0 on.
    Number {
        /// Its name.
        name: &'static str,
        /// The number.
        given: f64,
        /// The largest that is allowed.
        most: usize,
    },
    /// No step of the preference phase is made.
    NoStep,
    /// The lab was freed while it was at work.
    Freed,
    /// The device kept the gradients to itself.
    NoGradients,
    /// The device kept the parameters to itself.
    NoParameters,
}
