//! The distribution over tokens in two contexts, one above the other: for each token the reference's probability as an outline, each run's as a
//! bar, and beneath them the direction in which each run's loss pushes. It is what the microscope shows, for paper.

use super::ink::{Anchor, Drawn, Ink, Palette, Rgb, Type, Weight, fitting, measure};
use super::{Area, Stroke};

/// Bars for two contexts.
pub struct Bars<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Pixels of the backend in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but the runs.
    pub palette: Palette,
    /// What it is of.
    pub title: &'a str,
    /// The runs' names and colours.
    pub runs: Vec<(&'a str, Rgb)>,
    /// The reference's name.
    pub reference: &'a str,
    /// What the two contexts are, from top to bottom.
    pub contexts: [String; 2],
    /// The tokens.
    pub columns: Vec<TokenColumn>,
}

/// One token.
pub struct TokenColumn {
    /// What it is.
    pub label: String,
    /// Whether it is the answer's.
    pub weight: Weight,
    /// Its bars in both contexts.
    pub sides: [TokenBars; 2],
}

/// The bars of one token in one context.
#[derive(Default)]
pub struct TokenBars {
    /// The reference's height: 0 … 1.
    pub reference: f64,
    /// For each run the height and the glyph of its push.
    pub runs: Vec<(f64, &'static str)>,
}

/// Draws the bars.
pub fn bars(bars: &Bars<'_>, ink: &mut Ink<'_>) -> Drawn {
    let Bars { text, palette, width, height, .. } = *bars;
    let bold = |anchor, colour| Type { size: text, weight: Weight::Bold, anchor, colour };
    // Names that are too long together are shortened, all to the same room.
    let title = fitting(bars.title, Weight::Bold, 0.4 * width / text);
    ink.text(&title, (0.3 * text, 0.9 * text), bold(Anchor::Start, palette.ink))?;
    let mut right = width - 0.3 * text;
    let each = (right / text - measure(&title, Weight::Bold) - 1.5) / (bars.runs.len() + 1) as f64 - 1.2;
    let named = bars.runs.iter().rev().copied().chain([(bars.reference, palette.muted)]);
    for (name, colour) in named {
        let name = fitting(name, Weight::Bold, each);
        ink.text(&name, (right, 0.9 * text), bold(Anchor::End, colour))?;
        right -= text * (measure(&name, Weight::Bold) + 1.2);
    }
    let (left, top) = (0.3 * text, 2.0 * text);
    let room = (height - top) / 2.0;
    let step = (width - 2.0 * left) / bars.columns.len().max(1) as f64;
    for (side, context) in bars.contexts.iter().enumerate() {
        let (from, base) = (top + room * side as f64, top + room * (side + 1) as f64 - 3.2 * text);
        let small = Type { size: 0.9 * text, weight: Weight::Normal, anchor: Anchor::Start, colour: palette.muted };
        let context = fitting(context, Weight::Normal, (width - 2.0 * left) / small.size);
        ink.text(&context, (left, from + 0.6 * text), small)?;
        ink.line(&[(left, base), (width - left, base)], palette.muted, 1.0, 1.0, Stroke::Solid)?;
        let tall = (base - from - 1.6 * text).max(1.0);
        for (index, column) in bars.columns.iter().enumerate() {
            let x = left + step * index as f64;
            let Some(of) = column.sides.get(side) else { continue };
            let each = 0.76 * step / of.runs.len().max(1) as f64;
            for (run, ((share, glyph), (_, colour))) in of.runs.iter().zip(&bars.runs).enumerate() {
                let area = Area {
                    left: x + 0.12 * step + each * run as f64,
                    right: x + 0.12 * step + each * (run + 1) as f64,
                    top: base - tall * share.clamp(0.0, 1.0),
                    bottom: base,
                };
                ink.fill(area, *colour, 1.0)?;
                let middle = ((area.left + area.right) / 2.0, base + 0.8 * text);
                ink.text(glyph, middle, bold(Anchor::Middle, *colour))?;
            }
            let y = base - tall * of.reference.clamp(0.0, 1.0);
            let (from, to) = (x + 0.12 * step, x + 0.88 * step);
            ink.line(&[(from, base), (from, y), (to, y), (to, base)], palette.reference, 1.0, 1.25, Stroke::Solid)?;
            let style = Type { size: text, weight: column.weight, anchor: Anchor::Middle, colour: palette.ink };
            let label = fitting(&column.label, column.weight, 0.94 * step / text);
            ink.text(&label, (x + step / 2.0, base + 2.1 * text), style)?;
        }
    }
    Ok(())
}
