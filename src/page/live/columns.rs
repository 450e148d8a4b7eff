//! The columns of the logit microscope: bars, pushes, and which of them a person points at.

use crate::data::Side;
use crate::page::dom::{self, LiveText};
use crate::page::live::pen::{Length, PushGlyph};
use crate::page::places::{Places, ScopePlace as Place};
use crate::view::microscope::{Agreement, COLUMNS, Column, Picture, RunPicture, Words};
use crate::view::scope::Axis;
use crate::words::microscope as say;
use gloo_events::{EventListener, EventListenerOptions};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, Node};

/// The columns of the page, found again after each render.
pub struct Columns {
    plot: Element,
    labels: Option<Element>,
    /// As high as a token.
    line: Option<Element>,
    columns: Vec<Placed>,
    agrees: Vec<LiveText>,
}

/// The places of a column.
struct Placed {
    element: Element,
    token: LiveText,
    sides: [Half; 2],
    sum: Vec<PushGlyph>,
}

/// A context's part of a column.
struct Half {
    reference: Length,
    bars: Vec<Length>,
    pushes: Vec<PushGlyph>,
}

/// A column is at least so wide, in units of the page's type; and so wide for each run, whose arrow stands apart from its neighbour's, with so
/// much around them.
const NARROWEST: f64 = 2.6;
const ARROW: f64 = 0.85;
const AROUND: f64 = 0.6;
/// The height of the row of tokens in the same units.
const TOKENS: f64 = 1.2;

impl Columns {
    /// Those of the page as it is now, if it shows any.
    pub fn find(places: &Places) -> Option<Columns> {
        Some(Columns {
            plot: places.get(Place::Plot)?,
            labels: places.get(Place::Labels),
            line: places.get(Place::Line),
            columns: (0..).map_while(|column| Placed::find(places, column)).collect(),
            agrees: places.texts(Place::Agrees),
        })
    }

    /// For how many there is room; nothing where they are not to be seen.
    pub fn room(&self) -> Option<usize> {
        let labels = self.labels.as_ref().map_or(0, Element::client_width);
        let line = self.line.as_ref().map_or(0, Element::client_height);
        let unit = f64::from(line) / TOKENS;
        let runs = self.columns.first().map_or(0, |column| column.sum.len());
        let columns =
            f64::from(self.plot.client_width() - labels) / (unit * NARROWEST.max(ARROW * runs as f64 + AROUND));
        (line > 0).then_some(columns.clamp(4.0, COLUMNS as f64) as usize)
    }

    /// Shows these columns of a picture, one of which may be pointed at.
    pub fn fill(&self, picture: &Picture, columns: &[Column], words: &Words<'_>, axis: Axis, pointed: Option<usize>) {
        let strongest: Vec<f64> = picture.runs.iter().map(RunPicture::strongest).collect();
        for (i, placed) in self.columns.iter().enumerate() {
            let Some(column) = columns.get(i) else {
                dom::set(&placed.element, "hidden", "");
                continue;
            };
            placed.element.remove_attribute("hidden").unwrap_or_default();
            placed.token.set(&match column {
                Column::Token(id) => words.word(*id).to_owned(),
                Column::Others(ids) => say::others(ids.len()),
            });
            let kind = match column {
                Column::Token(id) if picture.labels[0] == Some(*id) => "chosen",
                Column::Token(id) if picture.labels[1] == Some(*id) => "rejected",
                Column::Token(_) | Column::Others(_) => "",
            };
            dom::set(&placed.element, "data-label", kind);
            dom::set(&placed.element, "data-on", if pointed == Some(i) { "true" } else { "" });
            placed.fill(picture, column, axis, &strongest);
        }
        for (run, place) in self.agrees.iter().enumerate() {
            let theory = picture.runs.get(run).and_then(|run| run.theory.as_ref());
            place.set(match theory.map(|theory| theory.agrees) {
                None => "",
                Some(Agreement::Holds) => crate::words::AGREES[0],
                Some(Agreement::Fails) => crate::words::AGREES[1],
            });
        }
    }

    /// Lets pointer and arrow keys point at one of `shown`: `hover` is which, and `changed` is called where it is another.
    pub fn listen(
        &self,
        hover: &Rc<Cell<Option<usize>>>,
        shown: &Rc<RefCell<Vec<Column>>>,
        changed: &Rc<dyn Fn()>,
    ) -> [EventListener; 4] {
        let columns: Vec<Element> = self.columns.iter().map(|placed| placed.element.clone()).collect();
        let shown = shown.clone();
        let to_key = move |event: &Event, now: Option<usize>| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return now };
            let last = shown.borrow().len().saturating_sub(1);
            let next = match event.key().as_str() {
                "ArrowRight" => Some(now.map_or(0, |now| (now + 1).min(last))),
                "ArrowLeft" => Some(now.map_or(last, |now| now.saturating_sub(1))),
                "Escape" if now.is_some() => None,
                _ => return now,
            };
            event.prevent_default();
            next
        };
        let at_pointer = move |event: &Event, _: Option<usize>| {
            let target = event.target()?.dyn_into::<Node>().ok()?;
            columns.iter().position(|column| column.contains(Some(&target)))
        };
        [
            self.point("pointermove", hover, changed, at_pointer),
            self.point("pointerleave", hover, changed, |_, _| None),
            self.point("blur", hover, changed, |_, _| None),
            self.point("keydown", hover, changed, to_key),
        ]
    }

    fn point(
        &self,
        kind: &'static str,
        hover: &Rc<Cell<Option<usize>>>,
        changed: &Rc<dyn Fn()>,
        to: impl Fn(&Event, Option<usize>) -> Option<usize> + 'static,
    ) -> EventListener {
        let (hover, changed) = (hover.clone(), changed.clone());
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&self.plot, kind, options, move |event| {
            let now = to(event, hover.get());
            if hover.replace(now) != now {
                changed();
            }
        })
    }
}

impl Placed {
    fn find(places: &Places, column: usize) -> Option<Placed> {
        let half = |side: Side| {
            Some(Half {
                reference: Length::new(places.get(Place::Reference(column, side))?),
                bars: places.row(|run| Place::Bar(column, side, run), Length::new),
                pushes: places.row(|run| Place::Push(column, side, run), PushGlyph::new),
            })
        };
        Some(Placed {
            element: places.get(Place::Column(column))?,
            token: places.text(Place::Token(column))?,
            sides: [half(Side::Chosen)?, half(Side::Rejected)?],
            sum: places.row(|run| Place::Sum(column, run), PushGlyph::new),
        })
    }

    /// The column's bars and arrows.
    fn fill(&self, picture: &Picture, column: &Column, axis: Axis, strongest: &[f64]) {
        for (side, half) in self.sides.iter().enumerate() {
            let height = |p: &Option<Vec<f64>>| p.as_ref().map_or(0.0, |p| axis.height(column.of(p)));
            half.reference.set(height(&picture.reference[side]));
            for (run, bar) in half.bars.iter().enumerate() {
                bar.set(picture.runs.get(run).map_or(0.0, |run| height(&run.p[side])));
            }
            fill_marks(&half.pushes, picture, column, strongest, |run| run.push[side].as_deref());
        }
        fill_marks(&self.sum, picture, column, strongest, |run| Some(&run.sum));
    }
}

fn fill_marks<'p>(
    marks: &[PushGlyph],
    picture: &'p Picture,
    column: &Column,
    strongest: &[f64],
    of: impl Fn(&'p RunPicture) -> Option<&'p [f64]>,
) {
    for (run, mark) in marks.iter().enumerate() {
        match picture.runs.get(run).and_then(&of).zip(strongest.get(run)) {
            Some((push, strongest)) => mark.set(column.of(push), *strongest),
            None => mark.clear(),
        }
    }
}

/// Everything about one column, in two or three lines.
pub fn readout(picture: &Picture, column: &Column, names: &[&str], words: &Words<'_>) -> String {
    let name = match column {
        Column::Token(id) => say::quote(words.word(*id)),
        Column::Others(ids) => say::others_all(ids.len()),
    };
    let of = |p: &Option<Vec<f64>>| p.as_ref().map(|p| column.of(p));
    let mut parts = Vec::new();
    for side in 0..2 {
        let runs = names.iter().zip(&picture.runs).filter_map(|(name, run)| Some((*name, of(&run.p[side])?)));
        if picture.labels[side].is_some() {
            parts.push(say::readout(side, of(&picture.reference[side]), &runs.collect::<Vec<_>>()));
        }
    }
    for (name, run) in names.iter().zip(&picture.runs) {
        // In units of the pair's weight, in which g is given; a weight that has vanished pushes nothing.
        let unit = if run.weight > 0.0 { run.weight } else { 1.0 };
        let pushes = [0, 1].map(|side| of(&run.push[side]).map(|push| push / unit));
        let g = run.theory.as_ref().map(|theory| column.of(&theory.g));
        parts.push(say::readout_push(name, pushes, column.of(&run.sum) / unit, g));
    }
    format!("{name} {}.", parts.join("; "))
}
