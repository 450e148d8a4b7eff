//! Areas over the steps: how far the preferred answers have moved before, at and after the difference.

use super::charts::find;
use super::scene::{Past, TrainingScene};
use super::{Caption, Composed, Finds, Found, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::plot::{
    self, ChartPanel, Drawn, Figure, Ink, Label, Layer, Marked, Range, Series, Stroke, Texture, Window, gutter, stacked,
};
use crate::train::Metrics;
use crate::view::scope::LogitSharing;
use crate::view::style::Paper;
use crate::view::{reading, shared};
use crate::words::{self, views};
use std::rc::Rc;

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "areas",
    words: views::areas,
    shows: Shows::Picture(ViewPicture { size: (760.0, 640.0), finds: Finds::Steps, caption: Caption::Note }),
};

/// What makes it.
pub const MAKER: ViewMaker = ViewMaker::Picture {
    compose: |scene, paper| {
        let figure = figure(scene, paper)?;
        Some(Box::new(AreasComposition { figure, cursor: scene.time }))
    },
    note: Some(note),
};

/// The charts, with the cursor at a point of time.
struct AreasComposition<'a> {
    figure: Figure<'a>,
    cursor: usize,
}

impl Composed for AreasComposition<'_> {
    fn draw(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::ground(&self.figure, ink)?;
        plot::curves(&self.figure, self.cursor, ink)
    }

    fn find(&self, place: (f64, f64)) -> Found {
        find(&self.figure, place)
    }
}

/// How the three groups of tokens are filled, in their order in the answer.
const TEXTURES: [Texture; 3] = [Texture::Rising, Texture::Full, Texture::Falling];

/// How far the tokens before, at and after the difference have moved since a run's beginning: in nats, means over pairs.
fn moved(first: &Metrics, row: &Metrics) -> [f64; 3] {
    let parts = |row: &Metrics| [row.parts.before, row.parts.at[0], row.parts.after[0]].map(f64::from);
    let (then, now) = (parts(first), parts(row));
    [0, 1, 2].map(|part| now[part] - then[part])
}

/// What a run's tokens have moved by at a step.
fn moved_at(past: Past<'_>, run: usize, step: usize) -> Option<[f64; 3]> {
    let rows = past.run(run);
    Some(moved(rows.first()?, rows.get(step)?))
}

/// How far the three groups of a run's tokens have moved, step by step.
#[derive(Clone)]
enum Moves<'a> {
    /// As it was measured.
    Measured(Past<'a>, usize),
    /// As the argument's pushes add up.
    Pushed(Rc<[[f64; 3]]>),
}

impl<'a> Moves<'a> {
    /// Those of a run, as the scene has them; nothing where its pushes cannot be added up.
    fn of(scene: &TrainingScene<'a>, run: usize) -> Option<Moves<'a>> {
        let past = scene.past();
        match scene.logits() {
            LogitSharing::Own => Some(Moves::Measured(past, run)),
            LogitSharing::Shared => {
                let steps = past.run(run).len().checked_sub(1)?;
                shared::parts(scene.session, run, steps).map(|parts| Moves::Pushed(parts.into()))
            }
        }
    }

    fn at(&self, step: usize) -> Option<[f64; 3]> {
        match self {
            Moves::Measured(past, run) => moved_at(*past, *run, step),
            Moves::Pushed(parts) => parts.get(step).copied(),
        }
    }
}

/// A chart for each of the runs that are looked at, all in one range; nothing before there is a reference.
fn figure<'a>(scene: &'a TrainingScene<'a>, Paper { size, scale, text, .. }: Paper) -> Option<Figure<'a>> {
    let TrainingScene { session, names, colours, .. } = *scene;
    let (past, time) = (scene.past(), reading::time(session));
    past.reference()?;
    let second = Window { from: time.sft, ..Window::whole(time) };
    let window = scene.window.map(|window| window.within(time)).filter(|window| window.to > time.sft);
    let window = window.map_or(second, |window| Window { from: window.from.max(time.sft), ..window });
    let runs: Option<Vec<(usize, Moves<'a>)>> = runs(scene).map(|run| Some((run, Moves::of(scene, run)?))).collect();
    let runs = runs?;
    let steps = window.from - time.sft..window.to + 1 - time.sft;
    let ends = runs.iter().flat_map(|(_, moves)| steps.clone().filter_map(|step| moves.at(step)));
    let ends = ends.flat_map(|parts| stacked(parts.into_iter()).flat_map(|(low, high)| [low, high]));
    let range = Range::around(ends.chain([0.0]), 1.0);
    let note = match scene.logits() {
        LogitSharing::Own => words::areas_unit(),
        LogitSharing::Shared => words::shared::areas_unit(),
    };
    let panel = |(run, moves): (usize, Moves<'a>)| {
        let colour = colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
        let (start, len) = (time.sft, past.run(run).len());
        let layer = |(index, texture): (usize, Texture)| {
            let moves = moves.clone();
            Layer {
                name: words::areas_parts()[index],
                colour,
                texture,
                start,
                len,
                value: Box::new(move |step| moves.at(step).map_or(f64::NAN, |parts| parts[index])),
            }
        };
        let layers = TEXTURES.into_iter().enumerate().map(layer).collect();
        ChartPanel {
            title: names.get(run).map_or("", String::as_str),
            note,
            weight: 1.0,
            range,
            rule: None,
            digits: 2,
            bands: Vec::new(),
            layers,
            series: vec![Series {
                name: words::areas_sum(),
                colour,
                stroke: Stroke::Solid,
                start,
                len,
                value: Box::new(move |step| moves.at(step).map_or(f64::NAN, |parts| parts.iter().sum())),
                label: Label::NameAndValue,
            }],
            marked: Marked::Nothing,
        }
    };
    Some(Figure {
        width: size.0,
        height: size.1,
        scale,
        text,
        palette: colours.palette,
        time,
        window,
        brush: scene.brush,
        phases: *words::phases(),
        legend: None,
        // What shows how an area is filled stands before its name.
        gutter: gutter(words::areas_parts().iter().copied().chain([words::areas_sum()]), size.0, text) + 1.2 * text,
        panels: runs.into_iter().map(panel).collect(),
    })
}

/// The runs that have a chart: those that are looked at, without those whose lines are left out.
fn runs<'a>(scene: &'a TrainingScene<'a>) -> impl Iterator<Item = usize> + 'a {
    let there = scene.lines.labelled.clone().filter(|run| *run < scene.names.len());
    there.filter(|run| !scene.lines.hidden.contains(run))
}

/// Where the answers have fallen, in shares of the fall; or where they are pushed.
fn note(scene: &TrainingScene<'_>) -> String {
    let past = scene.past();
    if past.reference().is_none() {
        return words::areas_early().to_owned();
    }
    let step = scene.step();
    let name = |run: usize| scene.names.get(run).map_or("", String::as_str);
    match scene.logits() {
        LogitSharing::Own => {
            let falls = runs(scene).map(|run| (name(run), moved_at(past, run, step)));
            words::areas_note(step, &falls.collect::<Vec<_>>())
        }
        LogitSharing::Shared => {
            let pushes = runs(scene).map(|run| Some((name(run), Moves::of(scene, run)?.at(step)?)));
            let pushes: Option<Vec<_>> = pushes.collect();
            pushes.map_or(words::shared::too_many().to_owned(), |pushes| words::shared::areas_note(step, &pushes))
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::plot::Palette;
    use crate::train::{Phase, Session, Step};
    use crate::view::scope::Scope;
    use crate::view::style::{Colours, Lines};
    use crate::view::views::Ahead;
    use std::rc::Rc;

    fn note_at(session: &Session, labelled: std::ops::Range<usize>, step: usize) -> String {
        let grey = (128, 128, 128);
        let palette =
            Palette { ink: grey, muted: grey, grid: grey, band: grey, surface: grey, reference: grey, stroke: 1.0 };
        let colours = Colours { palette, runs: vec![grey; 2], tones: [grey; 2] };
        let names = reading::names(session.spec());
        let lines = Lines { labelled, ..Lines::default() };
        let scene = TrainingScene {
            session,
            names: &names,
            lines: &lines,
            window: None,
            brush: None,
            time: reading::time(session).sft + step,
            look: (&Scope::HOME, 0),
            ahead: Ahead::Shown,
            bands: None,
            colours: &colours,
        };
        note(&scene)
    }

    /// The early fall is the direct effect on what follows the difference; the late one lies before it.
    #[test]
    fn the_fall_moves_from_after_the_difference_to_before_it() {
        let spec = LabFile::from_json(presets()[0].json).expect("a preset");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        assert_eq!(note_at(&session, 0..1, 0), words::areas_early());
        session.set_target(Phase::Sft, 100).expect("first");
        session.set_target(Phase::Preference, 160).expect("then");
        while session.tick() != Step::Idle {}
        let check = |step: usize, says: &[&str]| {
            let note = note_at(&session, 0..1, step);
            assert!(says.iter().all(|part| note.contains(part)), "{note}");
        };
        check(0, &["At step 0, under DPO nothing has fallen."]);
        check(4, &["At step 4, under DPO 78 % of the fall of 2.50 nats is after the difference"]);
        // It is 63 % and a half: which of the two is written is the kernels' affair.
        let [before, at, after] = moved_at(Past::of(&session), 0, 160).expect("a step");
        let share = before / (before + at + after);
        assert!((0.63..0.64).contains(&share), "{share} of the fall lies before the difference");
        check(160, &[&format!("{:.0} % before it", 100.0 * share)]);
        for step in 0..=160 {
            let note = note_at(&session, 0..2, step);
            assert!(!note.contains("NaN") && !note.contains("inf") && note.contains("DPOP"), "{note}");
            let parts = moved_at(Past::of(&session), 0, step).expect("a step");
            let whole = reading::score(session.history(), 0, step).expect("a step").delta_chosen;
            // The parts are kept in single precision.
            assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-4, "step {step}: {parts:?} of {whole}");
        }
    }
}
