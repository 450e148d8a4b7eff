//! The token strip's rows about the theory: arrows as long as the push is strong, with its size; or the λ that each token needs.

use crate::data::Side;
use crate::page::dom::{self, LiveText};
use crate::page::live::pen::Length;
use crate::page::places::{Place, Places, PushPart};
use crate::theory::{Due, Sign};
use crate::train::Session;
use crate::view::reading::{self, Pushes};
use crate::view::scope::Theory;
use crate::view::strip::{self, Need};
use crate::words;
use std::cell::RefCell;
use web_sys::{Element, HtmlElement};

/// A run's row on one side, where there is one.
pub struct PushRow {
    side: Side,
    row: Option<Element>,
    cells: Vec<PushCell>,
}

struct PushCell {
    cell: Element,
    mark: LiveText,
    length: Option<Length>,
    size: LiveText,
    said: LiveText,
    /// What was said last.
    last: RefCell<Option<String>>,
}

impl PushRow {
    /// The row on the page.
    pub fn find(places: &Places, side: Side, run: usize) -> PushRow {
        let cell = |k: usize| {
            let at = |part: PushPart| Place::Push(side, run, k, part);
            Some(PushCell {
                cell: places.get(at(PushPart::Cell))?,
                mark: places.text(at(PushPart::Mark))?,
                length: places.get::<HtmlElement>(at(PushPart::Mark)).map(Length::new),
                size: places.text(at(PushPart::Size))?,
                said: places.text(at(PushPart::Said))?,
                last: RefCell::default(),
            })
        };
        PushRow { side, row: places.get(Place::Pushes(side, run)), cells: (0..).map_while(cell).collect() }
    }

    /// Fills it with what the theory says of a run and a pair at a point of time.
    pub fn fill(&self, session: &Session, (run, pair, time): (usize, usize, usize), theory: Theory) {
        let Some(row) = &self.row else { return };
        let pushes = reading::pushes(session, run, pair, time, self.side);
        dom::set(row, "data-when", pushes.as_ref().map_or(Due::Now, |pushes| pushes.when).name());
        let needs = match theory {
            Theory::Push => None,
            Theory::Lambda => strip::needs(session, run, pair, time),
        };
        for (k, cell) in self.cells.iter().enumerate() {
            match theory {
                Theory::Push => cell.push(pushes.as_ref(), k),
                Theory::Lambda => cell.need(needs.as_ref().and_then(|needs| *needs.get(k)?)),
            }
        }
    }
}

impl PushCell {
    fn push(&self, pushes: Option<&Pushes>, k: usize) {
        let push = pushes.and_then(|pushes| Some((*pushes.signs.get(k)?, *pushes.values.get(k)?)));
        let Some((sign, value)) = push else { return self.clear() };
        let size = strip::size(value);
        let shown = match sign {
            Sign::None => "",
            Sign::Up | Sign::Down => size.as_deref().map_or(words::HARDLY, strip::narrow),
        };
        self.length.iter().for_each(|length| length.set(strip::length(value)));
        self.set([words::glyph(sign), shown], &words::push_said(sign, size.as_deref()), [sign_name(sign), ""]);
    }

    fn need(&self, need: Option<Need>) {
        let Some(need) = need else { return self.clear() };
        let text = need.text();
        let shown = text.as_deref().map_or(words::NO_LAMBDA, strip::narrow);
        let level = ["0", "1", "2", "3", "4", "5"][need.level()];
        self.set([words::enough(need.sign), shown], &words::need_said(text.as_deref(), need.sign), ["", level]);
    }

    fn clear(&self) {
        self.set(["", ""], "", ["", ""]);
    }

    /// Shows the mark and the number, says both, and tells the style sheet the direction and the step of the tint. All of it follows from what is
    /// said: most of what a step changes is too little to be.
    fn set(&self, [mark, size]: [&str; 2], said: &str, [sign, level]: [&str; 2]) {
        if self.last.borrow().as_deref() == Some(said) {
            return;
        }
        self.mark.set(mark);
        self.size.set(size);
        self.said.set(said);
        dom::set(self.mark.element(), "data-sign", sign);
        dom::set(&self.cell, "data-need", level);
        dom::set(&self.cell, "title", said);
        self.last.replace(Some(said.to_owned()));
    }
}

/// What the style sheet knows a direction by.
fn sign_name(sign: Sign) -> &'static str {
    match sign {
        Sign::Up => "up",
        Sign::Down => "down",
        Sign::None => "",
    }
}
