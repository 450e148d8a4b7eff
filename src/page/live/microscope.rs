//! Fills the logit microscope and the answers: asks the probe for what is to be seen, and shows what it has found.

use crate::backend::TokenLogps;
use crate::data::{TokenId, TokenPair};
use crate::lab::probe::{Findings, Question};
use crate::lab::runner::Runner;
use crate::page::dom::{self, LiveText};
use crate::page::live::lambda_marks::LambdaMarks;
use crate::page::live::prober::Prober;
use crate::plot::scale::number;
use crate::theory::Sign;
use crate::train::{Phase, Policy, Session};
use crate::view::microscope::{
    Agreement, COLUMNS, Column, Picture, RunPicture, TheoryPicture, Words, direction, picture,
};
use crate::view::reading;
use crate::view::scope::{Axis, Face, read_prompt};
use crate::view::sight::Sight;
use crate::view::time::Cursor;
use crate::words::{glyph, microscope as say};
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What was drawn last: the findings, the position, and the column that is pointed at.
type Shown = (Rc<Findings>, usize, Option<usize>);

/// The painter of microscope and answers.
pub struct ScopePainter {
    prober: Prober,
    bound: RefCell<Bound>,
    /// What the microscope was drawn from, at which position and pointed at where, since the elements were found.
    drawn: RefCell<Option<Shown>>,
    /// For how many columns there is room.
    room: Cell<usize>,
    /// The columns drawn last, which stay where they can.
    columns: RefCell<Vec<Column>>,
    /// The column that is pointed at.
    hover: Rc<Cell<Option<usize>>>,
    on_hover: Rc<dyn Fn()>,
}

/// The elements to fill, found again after each render.
#[derive(Default)]
struct Bound {
    says: Option<LiveText>,
    said: Option<LiveText>,
    plot: Option<Element>,
    columns: Vec<BoundColumn>,
    agrees: Vec<LiveText>,
    lambdas: Vec<LambdaMarks>,
    /// Rows of the table.
    table: Vec<Vec<LiveText>>,
    common: Option<BoundAnswer>,
    answers: Vec<BoundAnswer>,
    /// Ended with the elements.
    _listeners: Vec<EventListener>,
}

struct BoundColumn {
    element: Element,
    token: LiveText,
    sides: [BoundHalf; 2],
    sum: Vec<Mark>,
}

struct BoundHalf {
    reference: Length,
    bars: Vec<Length>,
    marks: Vec<Mark>,
}

struct BoundAnswer {
    element: Element,
    name: LiveText,
    parts: Vec<Length>,
    shares: LiveText,
    text: LiveText,
}

/// A number between 0 and 1 that the style sheet turns into a size, told in thousandths.
struct Length {
    element: HtmlElement,
    last: Cell<i32>,
}

impl Length {
    fn new(element: HtmlElement) -> Length {
        Length { element, last: Cell::new(-1) }
    }

    fn set(&self, share: f64) {
        let thousandths = (share * 1000.0).round() as i32;
        if self.last.replace(thousandths) != thousandths {
            let text = number(f64::from(thousandths) / 1000.0, 3);
            self.element.style().set_property("--p", &text).unwrap_or_default();
        }
    }
}

/// A push: a glyph as large as the push is strong.
struct Mark {
    text: LiveText,
    size: Option<Length>,
}

impl Mark {
    fn new(element: Element) -> Mark {
        Mark { size: element.clone().dyn_into().ok().map(Length::new), text: LiveText::new(element) }
    }

    fn set(&self, push: f64, strongest: f64) {
        let sign = direction(push, strongest);
        self.text.set(glyph(sign));
        // The root keeps weak pushes legible beside strong ones.
        let share = match sign {
            Sign::None => 0.0,
            Sign::Up | Sign::Down => (push / strongest).abs().min(1.0).sqrt(),
        };
        self.size.iter().for_each(|size| size.set(share));
    }

    fn clear(&self) {
        self.text.set("");
    }
}

fn texts(root: &Element, selector: &str) -> Vec<LiveText> {
    dom::all(root, selector).into_iter().map(LiveText::new).collect()
}

fn lengths(root: &Element, selector: &str) -> Vec<Length> {
    dom::all(root, selector).into_iter().filter_map(|element| element.dyn_into().ok()).map(Length::new).collect()
}

/// A column is at least so wide, in units of the page's type; and so wide for each run, whose arrow stands apart from its neighbour's, with so
/// much around them.
const NARROWEST: f64 = 2.6;
const ARROW: f64 = 0.85;
const AROUND: f64 = 0.6;
/// The height of the row of tokens in the same units.
const TOKENS: f64 = 1.2;

/// For how many columns a plot has room; nothing where it is not to be seen.
fn room(plot: &Element) -> Option<usize> {
    let labels = dom::first::<Element>(plot, ".labels").map_or(0, |labels| labels.client_width());
    let tokens = dom::first::<Element>(plot, ".labels .token").map_or(0, |row| row.client_height());
    let unit = f64::from(tokens) / TOKENS;
    let runs = dom::all(plot, "[data-column=\"0\"] .sum b").len();
    let columns = f64::from(plot.client_width() - labels) / (unit * NARROWEST.max(ARROW * runs as f64 + AROUND));
    (tokens > 0).then_some(columns.clamp(4.0, COLUMNS as f64) as usize)
}

impl BoundHalf {
    fn find(bars: &Element, marks: &Element) -> Option<BoundHalf> {
        let reference = Length::new(dom::first(bars, "s")?);
        Some(BoundHalf { reference, bars: lengths(bars, "i"), marks: marks_in(marks, "b") })
    }
}

impl BoundColumn {
    fn find(element: Element) -> Option<BoundColumn> {
        let (bars, pushes) = (dom::all(&element, ".bars"), dom::all(&element, ".push"));
        let half = |side: usize| BoundHalf::find(bars.get(side)?, pushes.get(side)?);
        Some(BoundColumn {
            token: LiveText::new(dom::first(&element, ".token")?),
            sides: [half(0)?, half(1)?],
            sum: marks_in(&element, ".sum b"),
            element,
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
            fill_marks(&half.marks, picture, column, strongest, |run| run.push[side].as_deref());
        }
        fill_marks(&self.sum, picture, column, strongest, |run| Some(&run.sum));
    }
}

fn fill_marks<'p>(
    marks: &[Mark],
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

fn marks_in(root: &Element, selector: &str) -> Vec<Mark> {
    dom::all(root, selector).into_iter().map(Mark::new).collect()
}

impl Bound {
    fn find(root: &Element, listen: impl FnOnce(&Element) -> Vec<EventListener>) -> Bound {
        let live = |name: &str| dom::first::<Element>(root, &format!("[data-live={name}]"));
        let plot = live("plot");
        let answer = |element: Element| {
            let text = |selector: &str| Some(LiveText::new(dom::first(&element, selector)?));
            let (name, shares, text) = (text(".name")?, text(".shares")?, text(".text")?);
            Some(BoundAnswer { name, parts: lengths(&element, ".bar i"), shares, text, element })
        };
        let mut answers = dom::all(root, "[data-answer]").into_iter().filter_map(answer);
        Bound {
            says: live("scope-says").map(LiveText::new),
            said: live("scope-said").map(LiveText::new),
            columns: dom::all(root, "[data-column]").into_iter().filter_map(BoundColumn::find).collect(),
            agrees: texts(root, "[data-agrees]"),
            lambdas: dom::all(root, "[data-of]").into_iter().filter_map(LambdaMarks::find).collect(),
            table: dom::all(root, "[data-token]").iter().map(|row| texts(row, "td")).collect(),
            common: answers.next(),
            answers: answers.collect(),
            _listeners: plot.as_ref().map_or(vec![], listen),
            plot,
        }
    }
}

impl ScopePainter {
    /// A painter that has not drawn yet. `on_change` asks for a frame.
    pub fn new(runner: Rc<Runner>, on_change: impl Fn() + 'static) -> ScopePainter {
        let on_hover: Rc<dyn Fn()> = Rc::new(on_change);
        let found = on_hover.clone();
        ScopePainter {
            prober: Prober::new(runner, move || found()),
            bound: RefCell::default(),
            drawn: RefCell::default(),
            room: Cell::new(COLUMNS),
            columns: RefCell::default(),
            hover: Rc::default(),
            on_hover,
        }
    }

    /// The elements may be others now.
    pub fn rebind(&self, root: &Element) {
        self.drawn.take();
        *self.bound.borrow_mut() = Bound::find(root, |plot| self.listen(plot));
    }

    /// The page may have another size: sees for how many columns there is room, where there are any to be seen.
    pub fn measure(&self) {
        let room = self.bound.borrow().plot.as_ref().and_then(room);
        if room.is_some_and(|room| self.room.replace(room) != room) {
            self.drawn.take();
        }
    }

    /// A step has been made: a look may have waited for it.
    pub fn stepped(&self, session: &Session, sight: &Sight) {
        if sight.cursor == Cursor::Newest {
            self.prober.stepped(session, || question(session, sight, reading::newest(session)));
        }
    }

    /// Draws what is known, and sees to it that more will be.
    pub fn paint(&self, session: &Session, sight: &Sight, time: usize, motion: Motion) {
        let Some(question) = question(session, sight, time) else { return };
        let here = |policy: &(Policy, usize)| session.params(policy.0, policy.1).is_some();
        match (motion, sight.cursor) {
            (Motion::Training, Cursor::Newest) if !question.policies.iter().all(here) => self.prober.follow(),
            (Motion::Training | Motion::Still, _) => self.prober.look(session, question),
        }
        let (phase, _) = reading::place(session, time);
        // Of another pair or another phase nothing is shown: it would be taken for this one's.
        let fits = |findings: &Rc<Findings>| findings.question.pair == sight.look.pair && phase_of(findings) == phase;
        let findings = self.prober.findings().filter(fits);
        self.answers(session, sight, time, findings.as_deref());
        if let Some(pair) = session.pairs().get(sight.look.pair) {
            self.microscope(session, sight, pair, findings.as_ref());
        }
    }

    fn microscope(&self, session: &Session, sight: &Sight, pair: &TokenPair, findings: Option<&Rc<Findings>>) {
        let bound = self.bound.borrow();
        let (spec, k) = (session.spec(), sight.look.scope.position(session.spec(), sight.look.pair));
        let wanted = findings.map(|findings| (findings.clone(), k, self.hover.get()));
        let same = |(now, before): (&(Rc<Findings>, _, _), &(Rc<Findings>, _, _))| {
            Rc::ptr_eq(&now.0, &before.0) && (now.1, now.2) == (before.1, before.2)
        };
        if wanted.as_ref().zip(self.drawn.borrow().as_ref()).is_some_and(same) {
            return;
        }
        self.drawn.replace(wanted);
        let seen = findings.and_then(|findings| Some((findings, picture(findings, pair, k, phase_of(findings))?)));
        let Some((findings, picture)) = seen else {
            return bound.says.iter().for_each(|says| says.set(say::LOOKING));
        };
        let names: Vec<&str> = run_names(&sight.labels.names, findings);
        let words = Words { vocabulary: &spec.dataset.vocabulary, pair };
        let strongest: Vec<f64> = picture.runs.iter().map(RunPicture::strongest).collect();
        let columns = picture.columns(self.room.get(), &self.columns.borrow());
        for (i, place) in bound.columns.iter().enumerate() {
            let column = columns.get(i);
            match column {
                Some(_) => place.element.remove_attribute("hidden").unwrap_or_default(),
                None => dom::set(&place.element, "hidden", ""),
            }
            let Some(column) = column else { continue };
            let label = match column {
                Column::Token(id) => words.word(*id).to_owned(),
                Column::Others(ids) => say::others(ids.len()),
            };
            place.token.set(&label);
            let kind = match column {
                Column::Token(id) if picture.labels[0] == Some(*id) => "chosen",
                Column::Token(id) if picture.labels[1] == Some(*id) => "rejected",
                Column::Token(_) | Column::Others(_) => "",
            };
            dom::set(&place.element, "data-label", kind);
            dom::set(&place.element, "data-on", if self.hover.get() == Some(i) { "true" } else { "" });
            place.fill(&picture, column, sight.look.scope.axis, &strongest);
        }
        for (run, place) in bound.agrees.iter().enumerate() {
            let theory = picture.runs.get(run).and_then(|run| run.theory.as_ref());
            place.set(theory.map_or("", |theory| agreement(theory)));
        }
        for (i, run) in sight.look.scope.runs(spec).enumerate() {
            let unit = reading::unit_lambda(session, run, sight.look.pair, reading::resolve(session, sight.cursor));
            let theory = picture.runs.get(i).and_then(|run| run.theory.as_ref());
            let token = picture.labels[0].map_or("", |id| words.word(id));
            if let Some(place) = bound.lambdas.iter().find(|place| place.run == run) {
                place.set(
                    token,
                    theory.zip(unit).map(|(theory, unit)| (theory.lambda.0 / unit, theory.lambda.1 / unit)),
                );
            }
        }
        if sight.look.scope.face == Face::Numbers {
            let run = sight.look.scope.run(spec) - sight.look.scope.runs(spec).start;
            fill_table(&bound.table, &picture, run);
        }
        let pointed = self.hover.get().and_then(|i| columns.get(i)).filter(|_| sight.look.scope.face == Face::Bars);
        let readout = pointed.map(|column| readout(&picture, column, &names, &words));
        let says = readout.clone().unwrap_or_else(|| picture.sentence(&names, &words, k));
        bound.says.iter().for_each(|place| place.set(&says));
        bound.said.iter().for_each(|place| place.set(readout.as_deref().unwrap_or_default()));
        *self.columns.borrow_mut() = columns;
    }

    /// What the microscope shows now, with the names of its runs; nothing where it has not looked yet.
    pub fn seen<'n>(&self, session: &Session, sight: &'n Sight) -> Option<(Picture, Vec<&'n str>)> {
        let (findings, pair) = (self.prober.findings()?, session.pairs().get(sight.look.pair)?);
        let k = sight.look.scope.position(session.spec(), sight.look.pair);
        let here = findings.question.pair == sight.look.pair;
        let picture = picture(&findings, pair, k, phase_of(&findings)).filter(|_| here)?;
        let names = run_names(&sight.labels.names, &findings);
        Some((picture, names))
    }

    fn answers(&self, session: &Session, sight: &Sight, time: usize, findings: Option<&Findings>) {
        let bound = self.bound.borrow();
        let (phase, _) = reading::place(session, time);
        let pair = session.pairs().get(sight.look.pair);
        let words = |tokens: &[TokenId]| {
            let word = |&id: &TokenId| crate::view::microscope::word(&session.spec().dataset.vocabulary, id);
            say::text(&tokens.iter().map(word).collect::<Vec<_>>())
        };
        // Shares are those of the pair's own answers: to another prompt there are none.
        let typed = sight.look.scope.typed(sight.look.pair);
        let is_read = typed.is_none_or(|text| read_prompt(session.spec(), text).is_ok());
        let typed = typed.is_some();
        let show = |place: &BoundAnswer, logps: Option<&TokenLogps>, answer: Option<&[TokenId]>| {
            let shares = logps.filter(|_| !typed).map(|logps| reading::shares(logps, sight.look.pair));
            for (i, part) in place.parts.iter().enumerate() {
                part.set(shares.map_or(0.0, |shares| shares[i.min(2)]));
            }
            place.shares.set(&shares.map_or(String::new(), |shares| say::shares(&shares)));
            place.text.set(&answer.map_or(String::new(), words));
            let is =
                |own: fn(&TokenPair) -> &Vec<TokenId>| answer.zip(pair).is_some_and(|(a, pair)| *a == own(pair)[..]);
            let verdict = match answer {
                None => "",
                Some(_) if typed => "",
                Some(_) if is(|pair| &pair.chosen) => "chosen",
                Some(_) if is(|pair| &pair.rejected) => "rejected",
                Some(_) => "else",
            };
            dom::set(&place.element, "data-verdict", verdict);
        };
        let answer = |policy: Policy| {
            let findings = findings.filter(|_| is_read);
            let question = findings.map(|findings| &findings.question);
            let wanted = self::question(session, sight, time);
            let fits = question.zip(wanted.as_ref()).is_some_and(|(asked, wanted)| asked.prompt == wanted.prompt);
            let findings = findings.filter(|_| fits)?;
            let mut all = findings.seen.iter().chain(&findings.reference);
            all.find(|seen| seen.policy == policy).map(|seen| &*seen.answer)
        };
        if let Some(place) = &bound.common {
            place.name.set(match phase {
                Phase::Sft => say::MODEL[0],
                Phase::Preference => say::MODEL[1],
            });
            show(place, reading::common(session, time), answer(Policy::Reference));
        }
        for (run, place) in sight.look.scope.runs(session.spec()).zip(&bound.answers) {
            let logps = reading::against_reference(session, run, time).map(|(policy, _)| policy);
            show(place, logps, answer(Policy::Run(run)));
        }
    }

    /// Pointer and arrow keys point at a column.
    fn listen(&self, plot: &Element) -> Vec<EventListener> {
        let point = |kind: &'static str, to: fn(&web_sys::Event, Option<usize>) -> Option<usize>| {
            let (hover, changed) = (self.hover.clone(), self.on_hover.clone());
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(plot, kind, options, move |event| {
                let now = to(event, hover.get());
                if hover.replace(now) != now {
                    changed();
                }
            })
        };
        vec![
            point("pointermove", |event, _| {
                let target = event.target()?.dyn_into::<Element>().ok()?;
                let column = target.closest("[data-column]").ok()??;
                column.get_attribute("data-column")?.parse().ok()
            }),
            point("pointerleave", |_, _| None),
            point("blur", |_, _| None),
            point("keydown", |event, now| {
                let key = event.dyn_ref::<KeyboardEvent>()?.key();
                let plot = event.current_target()?.dyn_into::<Element>().ok()?;
                let last = dom::all(&plot, "[data-column]:not([hidden])").len().saturating_sub(1);
                let next = match key.as_str() {
                    "ArrowRight" => Some(now.map_or(0, |now| (now + 1).min(last))),
                    "ArrowLeft" => Some(now.map_or(last, |now| now.saturating_sub(1))),
                    "Escape" if now.is_some() => None,
                    _ => return now,
                };
                event.prevent_default();
                next
            }),
        ]
    }
}

/// Whether time passes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// The session trains.
    Training,
    /// It does not.
    Still,
}

/// What is to be asked for a look at a point of time.
fn question(session: &Session, sight: &Sight, time: usize) -> Option<Question> {
    let spec = session.spec();
    let own = &session.pairs().get(sight.look.pair)?.prompt;
    let typed = sight.look.scope.typed(sight.look.pair).and_then(|text| read_prompt(spec, text).ok());
    let policies = match reading::place(session, time) {
        (Phase::Sft, step) => vec![(Policy::Reference, step)],
        (Phase::Preference, step) => {
            let last = |run: usize| session.history().run(run).len().checked_sub(1);
            // A run that diverged stays at its last step.
            sight.look.scope.runs(spec).filter_map(|run| Some((Policy::Run(run), step.min(last(run)?)))).collect()
        }
    };
    Some(Question { policies, pair: sight.look.pair, prompt: typed.unwrap_or_else(|| own.clone()) })
}

fn phase_of(findings: &Findings) -> Phase {
    match findings.question.policies.first() {
        Some((Policy::Run(_), _)) => Phase::Preference,
        Some((Policy::Reference, _)) | None => Phase::Sft,
    }
}

/// The names of the runs in a picture.
fn run_names<'n>(names: &'n [String], findings: &Findings) -> Vec<&'n str> {
    let name = |policy: Policy| match policy {
        Policy::Run(run) => names.get(run).map(String::as_str),
        Policy::Reference => None,
    };
    findings.seen.iter().filter_map(|seen| name(seen.policy)).collect()
}

fn agreement(theory: &TheoryPicture) -> &'static str {
    match theory.agrees {
        Agreement::Holds => say::AGREES[0],
        Agreement::Fails => say::AGREES[1],
    }
}

/// Everything about one column, in two or three lines.
fn readout(picture: &Picture, column: &Column, names: &[&str], words: &Words<'_>) -> String {
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

/// From pushes to gradients, which descent goes against, in the table's unit.
const MILLIONTHS: f64 = -1e6;

/// The table of one run; `run` counts those of the picture.
fn fill_table(rows: &[Vec<LiveText>], picture: &Picture, run: usize) {
    let this = picture.runs.get(run);
    for (id, cells) in rows.iter().enumerate() {
        let at = |values: Option<&Vec<f64>>| values.and_then(|values| values.get(id).copied());
        let side = |side: usize| {
            let p = at(this.and_then(|run| run.p[side].as_ref())).map(|p| number(100.0 * p, 2));
            let reference = at(picture.reference[side].as_ref()).map(|p| number(100.0 * p, 2));
            let logit = this.and_then(|run| run.logits[side].as_ref()?.get(id));
            let gradient = at(this.and_then(|run| run.push[side].as_ref())).map(|push| number(MILLIONTHS * push, 1));
            [p, reference, logit.map(|&logit| number(f64::from(logit), 2)), gradient]
        };
        let sum = at(this.map(|run| &run.sum)).map(|sum| number(MILLIONTHS * sum, 1));
        let theory = this.and_then(|run| Some(MILLIONTHS * run.weight * run.theory.as_ref()?.g.get(id)?));
        let values = side(0).into_iter().chain(side(1)).chain([sum, theory.map(|g| number(g, 1))]);
        for (cell, value) in cells.iter().zip(values) {
            cell.set(&value.unwrap_or_default());
        }
    }
}
