//! What all pictures of the training share, the runs' colours and lines; the plane of log-ratios, and the heat map of tokens by pairs.

use crate::data::Side;
use crate::data::{Color, RunSpec, decimal};
use crate::objective::{Objective, PairLogps};
use crate::plot::{Block, Field, Heat, Palette, Path, Plane, Range, Rgb};
use crate::train::Milestone;
use crate::train::{History, Session};
use crate::view::reading;
use crate::view::scope::Scope;
use crate::words;
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

/// What a picture is drawn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
    /// Backend pixels in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
}

impl Paper {
    /// The paper of an element of this size, where the page's text is of that one: a little smaller, and on a phone or in a low window no
    /// larger than there is room for; five charts with two labelled lines each are 27.5 sizes high.
    pub fn new(size: (f64, f64), scale: f64, font: f64) -> Paper {
        Paper { size, scale, text: (0.82 * font).min(size.0 / 32.0).min(size.1 / 27.5).max(11.5) }
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

/// Which of the runs' lines there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The runs whose lines carry their names.
    pub labelled: std::ops::Range<usize>,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
}

impl Lines {
    /// The runs that are looked at and drawn, each with its loss at a step.
    fn fields<'a>(&'a self, session: &'a Session, step: usize) -> impl Iterator<Item = (usize, Objective)> + 'a {
        let drawn = session.spec().runs.iter().enumerate().filter(|(run, _)| !self.hidden.contains(run));
        let looked_at = drawn.filter(|(run, _)| self.labelled.contains(run));
        looked_at.map(move |(run, spec)| (run, *spec.objective_at(step)))
    }

    /// The runs that have lines, the first one last: where lines lie on each other, it is the one to see.
    pub fn drawn<'a>(&self, names: &'a [String]) -> impl Iterator<Item = (usize, &'a String)> {
        names.iter().enumerate().rev().filter(|(run, _)| !self.hidden.contains(run))
    }
}

/// How far a run's mean log-probs have moved from the reference at a step of the preference phase.
fn point(history: &History, run: usize, step: usize) -> (f64, f64) {
    let score = reading::score(history, run, step);
    score.map_or((f64::NAN, f64::NAN), |score| (score.delta_chosen, score.delta_rejected))
}

/// The plane of the runs' mean log-ratios with the cursor at preference step `step`, in the fields of the losses of the runs that are looked
/// at; nothing before there is a reference. The fields are those of a pair that is as the mean is.
pub fn plane<'a>(
    session: &'a Session,
    names: &'a [String],
    lines: &Lines,
    step: usize,
    colours: &Colours,
    Paper { size, scale, text }: Paper,
) -> Option<Plane<'a>> {
    let history = session.history();
    history.run(0).first()?;
    let point = move |run: usize, step: usize| point(history, run, step);
    let all = |of: fn((f64, f64)) -> f64| {
        let points =
            lines.drawn(names).flat_map(|(run, _)| (0..history.run(run).len()).map(move |step| of(point(run, step))));
        Range::around(points.chain([0.0]), 4.0)
    };
    let colour = |run: usize| colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
    let mean = mean_pair(session);
    let field = |(run, objective): (usize, Objective)| Field {
        colour: colour(run),
        push: Box::new(move |chosen: f64, rejected: f64| push(&objective, PairLogps { chosen, rejected, ..mean })),
    };
    let path = |(run, name): (usize, &'a String)| Path {
        name,
        colour: colour(run),
        len: history.run(run).len(),
        at: step,
        point: Box::new(move |step| point(run, step)),
    };
    Some(Plane {
        width: size.0,
        height: size.1,
        scale,
        text,
        palette: colours.palette,
        ranges: [all(|point| point.0), all(|point| point.1)],
        titles: words::PLANE_TITLES,
        notes: words::PLANE_NOTES,
        fields: lines.fields(session, step).map(field).collect(),
        paths: lines.drawn(names).map(path).collect(),
    })
}

/// What the plane says, true of what is drawn on it: whose arrows they are, where they point, and whose paths go another way.
pub fn plane_note(session: &Session, names: &[String], lines: &Lines, step: usize) -> String {
    if session.history().run(0).is_empty() {
        return words::PLANE_EARLY.to_owned();
    }
    let name = |run: usize| names.get(run).map_or("", String::as_str);
    let mean = mean_pair(session);
    let seen: Vec<(usize, Course, Flat)> = lines
        .fields(session, step)
        .map(|(run, objective)| {
            let (course, flat) = Course::of(&objective, mean);
            (run, course, flat)
        })
        .collect();
    let named = |wanted: &dyn Fn(Course, Flat) -> bool| -> Vec<&str> {
        seen.iter().filter(|(_, course, flat)| wanted(*course, *flat)).map(|(run, ..)| name(*run)).collect()
    };
    let of = |wanted: Course| named(&|course, _| course == wanted);
    let is_left = |run: usize| {
        let last = session.history().run(run).len().saturating_sub(1);
        point(session.history(), run, step.min(last)).0 < -Milestone::FALLEN
    };
    // Where a loss pushes some pairs to the left, a path that leads there is nothing to wonder at.
    let left = seen.iter().filter(|(run, course, _)| *course != Course::Other && is_left(*run));
    let left: Vec<&str> = left.map(|(run, ..)| name(*run)).collect();
    words::plane_note(&words::Arrows {
        free: &of(Course::Difference),
        held: &of(Course::Held),
        others: &of(Course::Other),
        flat: &named(&|_, flat| flat == Flat::Somewhere),
        left: &left,
    })
}

/// Which way a loss pushes, as far as a sentence says it; found from its derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Along the difference alone, as far to the right as down, wherever it pushes at all.
    Difference,
    /// The same on the reference and right of it; left of it further to the right.
    Held,
    /// Some other way.
    Other,
}

/// Whether a loss leaves some pairs alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flat {
    /// It pushes all.
    Nowhere,
    /// Where its value has no slope.
    Somewhere,
}

impl Course {
    /// The course of a loss over the plane, and whether it is flat somewhere: looked at from far below the reference to far above it, on
    /// either axis.
    fn of(objective: &Objective, mean: PairLogps) -> (Course, Flat) {
        const PLACES: [f64; 17] =
            [-300.0, -100.0, -50.0, -25.0, -12.0, -6.0, -3.0, -1.5, 0.0, 1.5, 3.0, 6.0, 12.0, 25.0, 50.0, 100.0, 300.0];
        let (mut along, mut held, mut flat) = (true, true, Flat::Nowhere);
        for (chosen, rejected) in PLACES.iter().flat_map(|c| PLACES.iter().map(move |r| (*c, *r))) {
            let (right, up) = push(objective, PairLogps { chosen, rejected, ..mean });
            if (right, up) == (0.0, 0.0) {
                flat = Flat::Somewhere;
            }
            // To rounding; DPO's push fades away altogether far from the diagonal.
            let alike = (right + up).abs() <= 1e-12 * right.abs() && right >= 0.0;
            along &= alike;
            held &= if chosen < 0.0 { right >= -up && up <= 0.0 } else { alike };
        }
        let course = match (along, held) {
            (true, _) => Course::Difference,
            (false, true) => Course::Held,
            (false, false) => Course::Other,
        };
        (course, flat)
    }
}

/// Where descent pushes a pair: to the right, and up.
fn push(objective: &Objective, pair: PairLogps) -> (f64, f64) {
    let loss = objective.evaluate(&pair);
    (-loss.dchosen, -loss.drejected)
}

/// A pair as the mean is, on the reference: log-probs are counted from there.
fn mean_pair(session: &Session) -> PairLogps {
    let mean = |side: Side| {
        let tokens = session.pairs().iter().map(|pair| side.tokens(pair).len()).sum::<usize>();
        tokens as f64 / session.pairs().len().max(1) as f64
    };
    PairLogps {
        chosen: 0.0,
        rejected: 0.0,
        ref_chosen: 0.0,
        ref_rejected: 0.0,
        chosen_tokens: mean(Side::Chosen),
        rejected_tokens: mean(Side::Rejected),
    }
}

/// How far every token of every pair has moved at a point of time: for each side, and each of the runs that are looked at, a block.
/// `since` says since when, `pair` and `position` what is selected. Nothing before there is a reference.
pub fn heat<'a>(
    session: &'a Session,
    names: &'a [String],
    (scope, pair, time): (&Scope, usize, usize),
    colours: &Colours,
    Paper { size, scale, text }: Paper,
) -> Option<Heat<'a>> {
    session.history().run(0).first()?;
    let (pairs, since) = (session.pairs(), scope.since);
    let block = |side: Side, run: usize| Block {
        name: names.get(run).map_or("", String::as_str),
        colour: colours.runs.get(run).copied().unwrap_or(colours.palette.ink),
        values: Box::new(move |pair| {
            let both = reading::against(session, run, time, since).filter(|_| pair < pairs.len());
            both.map_or(Vec::new(), |(policy, before)| {
                let both = policy.side(side, pair).iter().zip(before.side(side, pair));
                both.map(|(now, then)| f64::from(*now) - f64::from(*then)).collect()
            })
        }),
        differs: Box::new(move |pair| {
            let ends = pairs.get(pair).map(|pair| {
                let (head, tail) = pair.common_ends();
                head..side.tokens(pair).len() - tail
            });
            ends.unwrap_or_default()
        }),
    };
    let runs = || scope.runs(session.spec());
    let line = |(side, name)| (name, runs().map(|run| block(side, run)).collect());
    Some(Heat {
        width: size.0,
        height: size.1,
        scale,
        text,
        palette: colours.palette,
        tones: colours.tones,
        rows: pairs.len(),
        columns: pairs.iter().map(|pair| pair.chosen.len().max(pair.rejected.len())).max().unwrap_or(0),
        selected: (pair, scope.position(session.spec(), pair)),
        lines: Side::BOTH.into_iter().zip([words::CHOSEN, words::REJECTED]).map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::objective::{Arguments, find, variants};
    use crate::train::{Phase, Step};

    const PAPER: Paper = Paper { size: (760.0, 600.0), scale: 1.0, text: 13.0 };

    fn colours() -> Colours {
        let shade = |slot: usize| (slot as u8, 0, 0);
        let grey = (128, 128, 128);
        let palette =
            Palette { ink: grey, muted: grey, grid: grey, band: grey, surface: grey, reference: grey, stroke: 1.0 };
        Colours { palette, runs: (0..SLOTS).map(shade).collect(), tones: [grey; 2] }
    }

    #[test]
    fn the_plane_has_the_fields_of_all_that_are_compared_and_its_sentence_is_true_of_them() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        let names = ["DPO".to_owned(), "DPOP".to_owned()];
        let lines = |labelled: std::ops::Range<usize>, hidden: &[usize]| Lines { labelled, hidden: hidden.into() };
        assert_eq!(plane_note(&session, &names, &lines(0..2, &[]), 0), words::PLANE_EARLY);
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 30).expect("then");
        while session.tick() != Step::Idle {}

        let check = |lines: Lines, step: usize, drawn: &[usize], says: &[&str], silent: &[&str]| {
            let plane = plane(&session, &names, &lines, step, &colours(), PAPER).expect("there is a reference");
            let fields: Vec<usize> = plane.fields.iter().map(|field| usize::from(field.colour.0)).collect();
            assert_eq!(fields, drawn, "{lines:?}");
            let note = plane_note(&session, &names, &lines, step);
            assert!(says.iter().all(|part| note.contains(part)), "{lines:?} at {step}: {note}");
            assert!(!silent.iter().any(|part| note.contains(part)), "{lines:?} at {step}: {note}");
            // What the sentence says of each field's arrows, at points of the whole plane.
            for (run, field) in drawn.iter().zip(&plane.fields) {
                for (x, y) in [(-9.0, -3.0), (-2.0, -8.0), (-0.1, 0.0), (0.1, 0.0), (1.0, -6.0), (3.0, 2.0)] {
                    let (right, up) = (field.push)(x, y);
                    let slope = if *run == 1 && x < 0.0 { right > -up } else { (right + up).abs() < 1e-12 };
                    assert!(right > 0.0 && up < 0.0 && slope, "run {run} at ({x}, {y}): {right}, {up}");
                }
            }
        };
        let left = "The path of DPO leads to the left";
        let both = ["DPO and DPOP push", " DPO pushes along the difference alone", " DPOP pushes like DPO right of"];
        check(lines(0..2, &[]), 30, &[0, 1], &[both[0], both[1], both[2], left], &["DPOP leads"]);
        check(lines(0..2, &[]), 0, &[0, 1], &both, &["leads"]);
        check(lines(0..2, &[0]), 30, &[1], &["of DPOP pushes", both[2]], &[both[1], left]);
        check(lines(0..1, &[]), 30, &[0], &["of DPO pushes", both[1], left], &["DPOP"]);
        check(lines(0..2, &[0, 1]), 30, &[], &["No arrows"], &["DPO"]);
    }

    #[test]
    fn what_is_said_of_a_losss_arrows_is_found_from_its_derivatives() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mean = mean_pair(&Session::new(spec, Rc::new(Processor)).expect("small"));
        let check = |loss: &str, expected: (Course, Flat)| {
            let of = |objective: &&Objective| objective.loss_type() == loss;
            for objective in variants().iter().filter(of) {
                assert_eq!(Course::of(objective, mean), expected, "{objective:?}");
            }
        };
        check("dpo", (Course::Difference, Flat::Nowhere));
        check("dpop", (Course::Held, Flat::Nowhere));
        check("hinge", (Course::Difference, Flat::Somewhere));
        check("ipo", (Course::Other, Flat::Nowhere));
    }

    /// Nothing that holds of DPO's or DPOP's arrows is said of those that may point to the left as well.
    #[test]
    fn of_a_loss_with_a_target_no_direction_is_claimed() {
        let mut spec = LabFile::from_json(presets()[0].json).expect("a preset");
        spec.runs = ["hinge", "ipo"]
            .map(|loss| RunSpec::new((find(loss).expect("a loss").build)(&Arguments::default())))
            .into();
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 5).expect("first");
        session.set_target(Phase::Preference, 0).expect("then");
        while session.tick() != Step::Idle {}
        let names = ["Hinge".to_owned(), "IPO".to_owned()];
        let note =
            |labelled: std::ops::Range<usize>| plane_note(&session, &names, &Lines { labelled, ..Lines::default() }, 0);
        let flat = "Where Hinge has no arrows, nothing is pushed";
        assert!(
            note(0..1).contains(" Hinge pushes along the difference alone") && note(0..1).contains(flat),
            "{}",
            note(0..1)
        );
        let ipo = note(1..2);
        assert!(ipo.contains("the loss of IPO pushes") && !ipo.contains("along") && !ipo.contains("penalty"), "{ipo}");
        let both = note(0..2);
        assert!(
            both.contains("the losses of Hinge and IPO push")
                && both.contains(" Hinge pushes along")
                && both.contains(flat),
            "{both}"
        );
    }

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
