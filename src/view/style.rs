//! What all pictures of the training share: the runs' colours, which of their lines there are, and the paper.

use super::reading;
use super::snapshot::Held;
use crate::data::{Color, LabFile, RunSpec, decimal};
use crate::objective::Objective;
use crate::plot::{Palette, Rgb, SMALL};
use crate::train::Session;
use crate::words::Symbol;
use std::rc::Rc;

/// Colours from the style sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Colours {
    /// Everything but the lines.
    pub palette: Palette,
    /// The runs' colours, in the order of [`slots`].
    pub runs: Vec<Rgb>,
    /// What fell, and what rose.
    pub tones: [Rgb; 2],
}

/// How a lab's runs are called and drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels {
    /// Their names, as they stand beside other text.
    pub names: Held<Vec<String>>,
    /// Their [`slots`].
    pub slots: Held<Vec<usize>>,
}

impl Labels {
    /// Those of a lab.
    pub fn of(lab: &LabFile) -> Labels {
        Labels { names: reading::names(lab).into(), slots: slots(&lab.runs).into() }
    }
}

/// What a picture is drawn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
    /// Backend pixels in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// How much is drawn on it.
    pub detail: Detail,
}

/// How much of a view is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All of its charts.
    All,
    /// What a chapter speaks of, larger.
    Main,
}

impl Paper {
    /// The paper of an element of this size, where the page's text is of that one: a little smaller, and on a phone or in a low window no
    /// larger than there is room for; five charts with two labelled lines each are 27.5 sizes high, and what a chapter speaks of 15.5. On
    /// a phone of 390 pixels, and on all that is larger, none of a chapter's text is under 13 pixels, the small one on the axes neither.
    pub fn new(size: (f64, f64), scale: f64, font: f64, detail: Detail) -> Paper {
        let (share, columns, lines, least) = match detail {
            Detail::All => (0.82, 32.0, 27.5, 11.5),
            Detail::Main => (0.82 / SMALL, 24.2, 15.5, 13.0),
        };
        Paper { size, scale, text: (share * font).min(size.0 / columns).min(size.1 / lines).max(least), detail }
    }
}

/// A colour as browsers write what they have computed: `rgb(1, 2, 3)`, or `color(srgb 0.1 0.2 0.3)` where it was written in one of the newer
/// ways. What it covers only in part is taken for whole.
pub fn computed(text: &str) -> Option<Rgb> {
    let (unit, rest) = match text.split_once('(')? {
        ("rgb" | "rgba", rest) => (1.0, rest),
        ("color", rest) => (255.0, rest.strip_prefix("srgb ")?),
        _ => return None,
    };
    let mut parts = rest.split([' ', ',', ')']).filter(|part| !part.is_empty());
    let mut part = || Some((unit * decimal::parse(parts.next()?)?).round().clamp(0.0, 255.0) as u8);
    Some((part()?, part()?, part()?))
}

/// The number of run colours in the style sheet.
pub const SLOTS: usize = Color::NAMES.len();

/// Each run's colour: the one that was chosen; else the first DPO is vermilion and the first DPOP blue in every lab, and the others take what
/// is left.
pub fn slots(runs: &[RunSpec]) -> Vec<usize> {
    let own = ["dpo", "dpop"].map(|name| runs.iter().position(|run| run.objective.loss_type() == name));
    let mut others = (own.len()..SLOTS).cycle();
    let slot = |(run, spec): (usize, &RunSpec)| {
        let usual = || own.iter().position(|owner| *owner == Some(run)).or_else(|| others.next()).unwrap_or(0);
        spec.color.map(Color::index).unwrap_or_else(usual)
    };
    runs.iter().enumerate().map(slot).collect()
}

/// Which of the runs' lines there are, and which of them are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The runs whose lines carry their names.
    pub labelled: std::ops::Range<usize>,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
    /// The symbol that is pointed at: what it names is marked.
    pub pointed: Option<Symbol>,
}

impl Lines {
    /// The runs that are looked at and drawn, each with its loss at a step.
    pub fn fields<'a>(&'a self, session: &'a Session, step: usize) -> impl Iterator<Item = (usize, Objective)> + 'a {
        let drawn = session.spec().runs.iter().enumerate().filter(|(run, _)| !self.hidden.contains(run));
        let looked_at = drawn.filter(|(run, _)| self.labelled.contains(run));
        looked_at.map(move |(run, spec)| (run, *spec.objective_at(step)))
    }

    /// The runs that have lines, the first one last: where lines lie on each other, it is the one to see.
    pub fn drawn<'a>(&self, names: &'a [String]) -> impl Iterator<Item = (usize, &'a String)> {
        names.iter().enumerate().rev().filter(|(run, _)| !self.hidden.contains(run))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LabFile;

    #[test]
    fn colours_are_read_as_browsers_compute_them() {
        let check = |text: &str, expected: Option<Rgb>| assert_eq!(computed(text), expected, "{text}");
        check("rgb(255, 255, 255)", Some((255, 255, 255)));
        check("rgba(27, 28, 26, 0.5)", Some((27, 28, 26)));
        check("color(srgb 0.5 0 1.01)", Some((128, 0, 255)));
        check("color(srgb 0.1 0.2 0.3 / 0.4)", Some((26, 51, 77)));
        // The browser is asked for one of those two.
        for text in ["#fff", "white", "color(display-p3 1 0 0)", "oklch(0.7 0.1 30)", "rgb(1, 2)", ""] {
            check(text, None);
        }
    }

    #[test]
    fn dpo_is_vermilion_and_dpop_blue() {
        let check = |runs: &str, expected: &[usize]| {
            let text = format!(
                "{{\"dataset\": {{\"pairs\": [{{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}}]}}, \"runs\": {runs}}}"
            );
            assert_eq!(slots(&LabFile::from_json(&text).expect(runs).runs), expected, "{runs}");
        };
        let (dpo, dpop) = ("{}", r#"{"loss_type": "dpop"}"#);
        check(&format!("[{dpo}, {dpop}]"), &[0, 1]);
        check(&format!("[{dpop}, {dpo}]"), &[1, 0]);
        check(&format!("[{dpop}, {dpop}, {dpo}]"), &[1, 2, 0]);
        check(&format!("[{}]", ["{}"; 9].join(", ")), &[0, 2, 3, 4, 5, 6, 7, 2, 3]);
        check(&format!(r#"[{dpo}, {{"color": "blue"}}, {dpop}, {{"color": "ink"}}]"#), &[0, 1, 1, 7]);
    }
}
