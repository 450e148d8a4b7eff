//! The plane of log-ratios: each run's path, in the fields of the losses of the runs that are looked at.

use super::scene::{Past, TrainingScene};
use super::{Caption, Composed, Finds, Found, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::data::Side;
use crate::objective::{Objective, PairLogps};
use crate::plot::{self, Drawn, Ink, Path, Plane, PushField, Range};
use crate::train::{Milestone, Session};
use crate::view::style::Paper;
use crate::words::{self, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "plane",
    words: views::plane,
    shows: Shows::Picture(ViewPicture { size: (760.0, 600.0), finds: Finds::Nothing, caption: Caption::Note }),
};

/// What makes it.
pub const MAKER: ViewMaker = ViewMaker::Picture {
    compose: |scene, paper| {
        let plane = plane(scene, paper)?;
        Some(Box::new(plane))
    },
    note: Some(plane_note),
};

impl Composed for Plane<'_> {
    fn draw(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::plane(self, ink)
    }

    fn find(&self, _place: (f64, f64)) -> Found {
        Found::Nothing
    }
}

/// How far a run's mean log-probs have moved from the reference at a step of the preference phase.
fn point(past: Past<'_>, run: usize, step: usize) -> (f64, f64) {
    let rows = past.run(run);
    let both = rows.first().zip(rows.get(step));
    both.map_or((f64::NAN, f64::NAN), |(first, row)| {
        (row.logps_chosen - first.logps_chosen, row.logps_rejected - first.logps_rejected)
    })
}

/// The plane of the runs' mean log-ratios with the cursor at the scene's step, in the fields of the losses of the runs that are looked
/// at; nothing before there is a reference. The fields are those of a pair that is as the mean is.
fn plane<'a>(scene: &'a TrainingScene<'a>, Paper { size, scale, text, .. }: Paper) -> Option<Plane<'a>> {
    let TrainingScene { session, names, lines, colours, .. } = *scene;
    let (past, step) = (scene.past(), scene.step());
    past.reference()?;
    let point = move |run: usize, step: usize| point(past, run, step);
    let all = |of: fn((f64, f64)) -> f64| {
        let points =
            lines.drawn(names).flat_map(|(run, _)| (0..past.run(run).len()).map(move |step| of(point(run, step))));
        Range::around(points.chain([0.0]), 4.0)
    };
    let colour = |run: usize| colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
    let mean = mean_pair(session);
    let field = |(run, objective): (usize, Objective)| PushField {
        colour: colour(run),
        push: Box::new(move |chosen: f64, rejected: f64| push(&objective, PairLogps { chosen, rejected, ..mean })),
    };
    let path = |(run, name): (usize, &'a String)| Path {
        name,
        colour: colour(run),
        len: past.run(run).len(),
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
        titles: *words::plane_titles(),
        notes: *words::plane_notes(),
        fields: lines.fields(session, step).map(field).collect(),
        paths: lines.drawn(names).map(path).collect(),
    })
}

/// What the plane says, true of what is drawn on it: whose arrows they are, where they point, and whose paths go another way.
fn plane_note(scene: &TrainingScene<'_>) -> String {
    let TrainingScene { session, names, lines, .. } = *scene;
    let (past, step) = (scene.past(), scene.step());
    if past.reference().is_none() {
        return words::plane_early().to_owned();
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
        let last = past.run(run).len().saturating_sub(1);
        point(past, run, step.min(last)).0 < -Milestone::FALLEN
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
pub fn mean_pair(session: &Session) -> PairLogps {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, RunSpec, presets};
    use crate::objective::{Arguments, Dpop, Penalty, find, variants};
    use crate::plot::Palette;
    use crate::train::{Phase, Step};
    use crate::view::reading;
    use crate::view::scope::Scope;
    use crate::view::style::{Colours, Lines, SLOTS};
    use crate::view::views::Ahead;
    use std::rc::Rc;

    const PAPER: Paper =
        Paper { size: (760.0, 600.0), scale: 1.0, text: 13.0, detail: crate::view::style::Detail::All };

    fn colours() -> Colours {
        let shade = |slot: usize| (slot as u8, 0, 0);
        let grey = (128, 128, 128);
        let palette =
            Palette { ink: grey, muted: grey, grid: grey, band: grey, surface: grey, reference: grey, stroke: 1.0 };
        Colours { palette, runs: (0..SLOTS).map(shade).collect(), tones: [grey; 2] }
    }

    /// The training at a step of the second phase.
    fn at<T>(
        session: &Session,
        names: &[String],
        lines: &Lines,
        step: usize,
        use_: impl FnOnce(&TrainingScene<'_>) -> T,
    ) -> T {
        let (time, colours) = (reading::time(session).sft + step, colours());
        let (window, brush, look) = (None, None, (&Scope::HOME, 0));
        let (ahead, colours) = (Ahead::Shown, &colours);
        use_(&TrainingScene { session, names, lines, window, brush, time, look, ahead, bands: None, colours })
    }

    #[test]
    fn the_plane_has_the_fields_of_all_that_are_compared_and_its_sentence_is_true_of_them() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        let names = ["DPO".to_owned(), "DPOP".to_owned()];
        let lines = |labelled: std::ops::Range<usize>, hidden: &[usize]| Lines {
            labelled,
            hidden: hidden.into(),
            pointed: None,
        };
        assert_eq!(at(&session, &names, &lines(0..2, &[]), 0, plane_note), words::plane_early());
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 30).expect("then");
        while session.tick() != Step::Idle {}

        let check = |lines: Lines, step: usize, drawn: &[usize], says: &[&str], silent: &[&str]| {
            let note = at(&session, &names, &lines, step, plane_note);
            assert!(says.iter().all(|part| note.contains(part)), "{lines:?} at {step}: {note}");
            assert!(!silent.iter().any(|part| note.contains(part)), "{lines:?} at {step}: {note}");
            // What the sentence says of each field's arrows, at points of the whole plane.
            at(&session, &names, &lines, step, |scene| {
                let plane = plane(scene, PAPER).expect("there is a reference");
                let fields: Vec<usize> = plane.fields.iter().map(|field| usize::from(field.colour.0)).collect();
                assert_eq!(fields, drawn, "{lines:?}");
                for (run, field) in drawn.iter().zip(&plane.fields) {
                    for (x, y) in [(-9.0, -3.0), (-2.0, -8.0), (-0.1, 0.0), (0.1, 0.0), (1.0, -6.0), (3.0, 2.0)] {
                        let (right, up) = (field.push)(x, y);
                        let slope = if *run == 1 && x < 0.0 { right > -up } else { (right + up).abs() < 1e-12 };
                        assert!(right > 0.0 && up < 0.0 && slope, "run {run} at ({x}, {y}): {right}, {up}");
                    }
                }
            });
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
        for penalty in Penalty::ALL {
            let objective = Objective::Dpop(Dpop { beta: 0.3, lambda: 50.0, penalty });
            // Of one that pushes to the left no direction is claimed.
            let course = if penalty.is_proper() { Course::Held } else { Course::Other };
            assert_eq!(Course::of(&objective, mean), (course, Flat::Nowhere), "{penalty:?}");
        }
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
        let note = |labelled: std::ops::Range<usize>| {
            at(&session, &names, &Lines { labelled, ..Lines::default() }, 0, plane_note)
        };
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
}
