//! The texts of links and figures.

/// The button, and the sheet that it opens.
pub fn share() -> &'static str {
    "Share"
}
/// The link's field.
pub fn link() -> &'static str {
    "Link to what you see"
}
/// What it is good for.
pub fn link_note() -> &'static str {
    "It holds the whole lab: whoever opens it trains the same models, sees the same step, and can change everything."
}
/// The link as a code for phones.
pub fn code() -> &'static str {
    "QR code of the link"
}
/// What it is good for.
pub fn code_note() -> &'static str {
    "A phone’s camera opens the link from this code."
}
/// What it is not good for, where the page comes from the person's own machine.
pub fn code_here() -> &'static str {
    "This page comes from this computer alone, where a phone does not find it: open the page at a public address first."
}
/// Shows it to a hall.
pub fn code_large() -> &'static str {
    "Show it large"
}
/// Where no page is known that opens links.
pub fn no_site() -> &'static str {
    "This copy of DPOP Lab came without a page that could open its links: its host has not said where one is (site). A lab file travels all the same."
}
/// Copies a field.
pub fn copy() -> &'static str {
    "Copy"
}
/// It is copied.
pub fn copied() -> &'static str {
    "Copied."
}
/// It could not be.
pub fn copy_yourself() -> &'static str {
    "This browser does not let the page copy. It is selected: press Ctrl C, or ⌘ C."
}
/// The part about figures.
pub fn embed() -> &'static str {
    "Figure for a post or a slide"
}
/// The two ways of it.
pub fn ways() -> &'static [&'static str; 2] {
    &["as a frame (works everywhere)", "as an element (many on a page share one engine)"]
}
/// What the figure shows.
pub fn shows() -> &'static str {
    "It shows"
}
/// The parts, in the order of `Panel::NAMES`.
pub fn panels() -> &'static [&'static str; 8] {
    &[
        "the sentence",
        "scores",
        "pairs and settings",
        "token strip",
        "logit microscope",
        "curves",
        "the models’ own answers",
        "play and timeline",
    ]
}
/// The parts of a chapter, in the order of `ChapterPart::NAMES`.
pub fn chapter_parts() -> &'static [&'static str; 5] {
    &["text", "formulas with this run’s numbers", "question", "verdicts", "pictures and timeline"]
}
/// The text to paste.
pub fn snippet() -> &'static str {
    "HTML to paste"
}
/// Pictures and tables.
pub fn files() -> &'static str {
    "Pictures and tables of what you see"
}
/// What a file is of, for those who do not see where its button stands.
pub fn save_as() -> &'static str {
    "Save"
}
/// The microscope as a picture.
pub fn microscope() -> &'static str {
    "the logit microscope"
}
/// The table of tokens.
pub fn tokens() -> &'static str {
    "every token’s log-probability at this step"
}
/// The table of logits.
pub fn logits() -> &'static str {
    "the selected token’s logits and gradients"
}
/// The table of metrics.
pub fn metrics() -> &'static str {
    "the metrics of every step"
}
/// The lab as a file.
pub fn save() -> &'static str {
    "Save the lab file"
}
/// The title of a frame.
pub fn frame() -> &'static str {
    "DPOP Lab: what DPO and DPOP do to the preferred answer, token by token"
}
/// Opens the whole page from a figure.
pub fn open() -> &'static str {
    "Open in DPOP Lab"
}

/// A step of a phase.
pub fn step(phase: &str, step: usize) -> String {
    format!("{phase} step {step}")
}
/// The digest, in words.
pub fn digest(digest: &str, step: &str) -> String {
    format!("Digest of the training up to {step}: {digest}. The page that opens the link compares it.")
}
/// A link that is too long for a code.
pub fn code_long(characters: usize, most: usize) -> String {
    format!(
        "No QR code: the link has {characters} characters, and a code of more than {most} is too fine for a phone’s camera in a hall. Fewer \
pairs make a shorter link."
    )
}
/// A long link.
pub fn long(characters: usize) -> String {
    format!("{characters} characters: some programs cut links of that length. A lab file travels safely.")
}
/// Training has come to the step of which a link tells.
pub fn verdict(same: bool, digest: &str) -> String {
    if same {
        format!("The same numbers, to the last bit, as where this link was made (digest {digest}).")
    } else {
        format!(
            "The numbers are not those of where this link was made (digest {digest}): it comes from another version of this page."
        )
    }
}
/// A view that there is not.
pub fn unknown_view(name: &str) -> String {
    format!("view is {name:?}; allowed are answers, loss, tokens, heat-map, plane, areas, loss-curve and table.")
}
/// A part that figures do not have.
pub fn unknown_panel(name: &str) -> String {
    format!(
        "panel is {name:?}; allowed are headline, scores, pairs, strip, microscope, curves, answers and time, separated by commas."
    )
}
