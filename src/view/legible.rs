//! Every chart at every size in every language: each text on it can be read, none is cut off, none lies over another.

use crate::backend::cpu::Processor;
use crate::data::{LabFile, presets};
use crate::plot::{Palette, Window, sheet};
use crate::train::{Phase, Session, Step};
use crate::view::bands::{SeedBands, cell_of};
use crate::view::reading;
use crate::view::scope::Scope;
use crate::view::style::{self, Colours, Detail, Lines, Paper};
use crate::view::views::{Ahead, TrainingScene, View, ViewMaker};
use crate::words::{self, Language, es};
use std::rc::Rc;

/// The charts' sizes, with the size of the page's text there: windows of 1280×720, 1280×800, 1366×768, 1440×900 and 1920×1080, a tablet, phones,
/// the presentation, and pictures for papers; then chapters' at 1280×720, 1920×1080 and on phones.
const SIZES: [(f64, f64, f64, Detail); 18] = [
    (591.0, 330.0, 14.0, Detail::All),
    (591.0, 400.0, 14.0, Detail::All),
    (632.0, 370.0, 14.7, Detail::All),
    (667.0, 480.0, 15.2, Detail::All),
    (895.0, 600.0, 19.0, Detail::All),
    (736.0, 510.0, 15.0, Detail::All),
    (358.0, 510.0, 15.0, Detail::All),
    (328.0, 510.0, 15.0, Detail::All),
    (288.0, 510.0, 15.0, Detail::All),
    (880.0, 520.0, 22.5, Detail::All),
    (760.0, 640.0, 15.9, Detail::All),
    (650.0, 520.0, 16.3, Detail::Main),
    (1828.0, 634.0, 36.0, Detail::Main),
    (1828.0, 494.0, 36.0, Detail::Main),
    (1219.0, 424.0, 24.0, Detail::Main),
    (1219.0, 331.0, 24.0, Detail::Main),
    (358.0, 300.0, 16.3, Detail::Main),
    (288.0, 230.0, 16.3, Detail::Main),
];

const GREY: Palette = Palette {
    ink: (0, 0, 0),
    muted: (0, 0, 0),
    grid: (0, 0, 0),
    band: (0, 0, 0),
    surface: (0, 0, 0),
    reference: (0, 0, 0),
    stroke: 1.0,
};

/// A lab that has been trained a little; so many steps of the second phase, if any.
fn trained(brief: &str, preference: Option<usize>) -> Session {
    let (spec, _) = LabFile::from_brief(brief).expect("a lab");
    let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
    let sft = session.spec().sft.steps;
    session.set_target(Phase::Sft, if preference.is_some() { sft } else { sft / 2 }).expect("SFT");
    preference.iter().for_each(|steps| session.set_target(Phase::Preference, *steps).expect("preference"));
    while session.tick() != Step::Idle {}
    session
}

/// What cannot be read in any view of a lab.
fn faults(session: &Session, bands: Option<&SeedBands>) -> Vec<String> {
    let names = reading::names(session.spec());
    let slots = style::slots(&session.spec().runs);
    let colours = Colours { palette: GREY, runs: slots.iter().map(|_| (0, 0, 0)).collect(), tones: [(0, 0, 0); 2] };
    let newest = reading::newest(session);
    let time = reading::time(session);
    let mut found = Vec::new();
    // Chapters show no bands.
    let sizes = SIZES.into_iter().filter(|(.., detail)| bands.is_none() || *detail == Detail::All);
    for (width, height, font, detail) in sizes {
        let paper = Paper::new((width, height), 2.0, font, detail);
        for run in 0..names.len() {
            let scope = Scope::HOME.turned(0, crate::view::scope::Turn::Run(run));
            let lines = Lines { labelled: scope.runs(session.spec()), ..Lines::default() };
            for cursor in [0, 3, time.sft, time.sft + 1, newest / 2, newest].map(|cursor| cursor.min(newest)) {
                let part = Window { from: cursor.saturating_sub(3), to: (cursor + 4).min(time.end()) };
                for (view, window) in View::ALL.iter().flat_map(|view| [(view, None), (view, Some(part))]) {
                    let (names, lines, look, colours) = (&names[..], &lines, (&scope, 0), &colours);
                    let (brush, time, ahead) = (None, cursor, Ahead::Shown);
                    let scene =
                        TrainingScene { session, names, lines, window, brush, time, look, ahead, bands, colours };
                    let ViewMaker::Picture { compose, .. } = view.maker() else { continue };
                    let Some(composed) = compose(&scene, paper) else { continue };
                    let faults = sheet::faults((width, height), |ink| {
                        composed.draw_ground(ink)?;
                        composed.draw(ink)
                    });
                    let place = format!("{view:?} of {window:?}, run {run}, {width} × {height}, step {cursor}");
                    found.extend(faults.into_iter().map(|fault| format!("{place}: {fault}")));
                }
            }
            // Where all runs are looked at, all see the same.
            if scope.runs(session.spec()).len() == names.len() {
                break;
            }
        }
    }
    found
}

fn check(what: &str, session: &Session) {
    check_with(what, session, None);
}

fn check_with(what: &str, session: &Session, bands: Option<&SeedBands>) {
    words::bring(&es::TONGUE);
    for language in Language::ALL {
        words::speak(language);
        let found = faults(session, bands);
        words::speak(Language::English);
        let some: Vec<&String> = found.iter().take(12).collect();
        assert!(found.is_empty(), "{what}, {language:?}: {} faults, the first of them {some:#?}", found.len());
    }
}

#[test]
fn every_text_of_every_example_is_read_at_every_size() {
    for preset in presets() {
        let brief = format!(
            r#"{{ "preset": "{}", "sft": {{ "steps": 12 }}, "preference": {{ "steps": 40, "learning_rate": 0.005 }} }}"#,
            preset.name
        );
        check(preset.name, &trained(&brief, Some(40)));
    }
}

#[test]
fn bands_hide_nothing_and_are_named() {
    for preset in ["smaug", "penalties"] {
        let trained = |seed: usize| {
            let brief = format!(
                r#"{{ "preset": "{preset}", "seed": {seed}, "sft": {{ "steps": 12 }}, "preference": {{ "steps": 40, "learning_rate": 0.005 }} }}"#
            );
            trained(&brief, Some(40))
        };
        let (one, other) = (trained(1), trained(2));
        let bands = SeedBands::of(one.spec(), &[cell_of(&one), cell_of(&other)]).expect("two seeds");
        check_with(preset, &one, Some(&bands));
    }
}

#[test]
fn lines_of_held_out_pairs_hide_nothing() {
    for preset in ["smaug", "penalties"] {
        let brief = format!(
            r#"{{ "preset": "{preset}", "sft": {{ "steps": 12 }}, "preference": {{ "steps": 40, "learning_rate": 0.005 }} }}"#
        );
        let (mut lab, _) = LabFile::from_brief(&brief).expect("a lab");
        lab.dataset.eval_pairs = lab.dataset.pairs.split_off(7);
        check(preset, &trained(&lab.to_json(), Some(40)));
    }
}

#[test]
fn many_runs_and_long_names_hide_nothing() {
    let check_runs = |what: &str, runs: &[&str], preference: Option<usize>| {
        let runs: Vec<String> = runs
            .iter()
            .enumerate()
            .map(|(i, name)| format!(r#"{{ "name": "{name}", "beta": 0.{} }}"#, i + 1))
            .collect();
        let brief = format!(
            r#"{{ "preset": "smaug", "sft": {{ "steps": 6 }}, "preference": {{ "steps": 8 }}, "runs": [{}] }}"#,
            runs.join(", ")
        );
        check(what, &trained(&brief, preference));
    };
    let long = "a name that nobody would read to its end, whoever gave it";
    check_runs("nothing of the second phase", &["DPO", "DPOP"], None);
    check_runs("the second phase just begun", &["DPO", "DPOP"], Some(0));
    check_runs("long names", &[long, "DPOP with a long name too"], Some(8));
    check_runs(
        "three long names",
        &[long, "another of the same length, or of nearly that", "以德报怨以德报怨以德报怨"],
        Some(8),
    );
    check_runs("eight runs", &["a", "b", "c", long, "e", "f", "g", "h"], Some(8));
}
