//! Pictures for papers, posts and slides: what the page shows of the training, or of one position, on paper of its own, so that a picture
//! does not depend on the window that it was made in.

use crate::data::Side;
use crate::plot::{self, Area, Bars, Drawn, Ink};
use crate::view::microscope::{self, Column, Words};
use crate::view::style::{Detail, Paper};
use crate::view::views::{TrainingScene, View, ViewMaker, ViewPicture};
use crate::words;

/// The size of its text in CSS pixels.
const TEXT: f64 = 13.0;
/// The size of the microscope's.
const MICROSCOPE: (f64, f64) = (900.0, 380.0);

/// Draws with so many pixels in a CSS pixel.
type Draw<'a> = Box<dyn FnOnce(&mut Ink<'_>, f64) -> Drawn + 'a>;

/// A picture, ready to be drawn on anything.
pub struct Sheet<'a> {
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
    /// Draws it.
    pub draw: Draw<'a>,
}

/// The picture of a view; nothing for the table, and for what needs a reference before there is one.
pub fn training<'a>(scene: &'a TrainingScene<'a>, view: View) -> Option<Sheet<'a>> {
    let ViewPicture { size, .. } = view.picture()?;
    let ViewMaker::Picture { compose, .. } = view.maker() else { return None };
    // Whether there is anything to draw does not depend on the resolution.
    compose(scene, Paper { size, scale: 1.0, text: TEXT, detail: Detail::All })?;
    let draw = move |ink: &mut Ink<'_>, scale: f64| {
        let whole = Area { left: 0.0, top: 0.0, right: size.0, bottom: size.1 };
        ink.fill(whole, scene.colours.palette.surface, 1.0)?;
        let Some(picture) = compose(scene, Paper { size, scale, text: TEXT, detail: Detail::All }) else {
            return Ok(());
        };
        picture.draw_ground(ink)?;
        picture.draw(ink)
    };
    Some(Sheet { size, draw: Box::new(draw) })
}

/// What the microscope shows, for as many columns as the paper has room for; `names` are the picture's runs.
pub fn microscope<'a>(
    scene: &'a TrainingScene<'a>,
    seen: &'a microscope::Picture,
    names: Vec<&'a str>,
) -> Option<Sheet<'a>> {
    let (scope, pair) = scene.look;
    let (spec, colours) = (scene.session.spec(), scene.colours);
    let words = Words { data: &spec.dataset, pair: scene.session.pairs().get(pair)? };
    let position = scope.position(spec, pair);
    let columns: Vec<Column> = seen.columns(18, &[]);
    let draw = move |ink: &mut Ink<'_>, scale: f64| {
        let (width, height) = MICROSCOPE;
        ink.fill(Area { left: 0.0, top: 0.0, right: width, bottom: height }, colours.palette.surface, 1.0)?;
        let colour = |run: usize| colours.runs.get(run).copied().unwrap_or(colours.palette.ink);
        let sides = Side::BOTH.into_iter().zip([words::chosen(), words::rejected()]);
        let context = |(side, name): (Side, &str)| format!("{name}: {} _", words.context(side, position, 4));
        let mut contexts = sides.map(context);
        let label = seen.labels.iter().flatten().next().map_or("", |id| words.word(*id));
        let title = words::microscope::position(position, label);
        let bars = Bars {
            width,
            height,
            scale,
            text: TEXT,
            palette: colours.palette,
            title: &title,
            runs: scope.runs(spec).map(colour).zip(names).map(|(colour, name)| (name, colour)).collect(),
            reference: words::reference(),
            contexts: [contexts.next().unwrap_or_default(), contexts.next().unwrap_or_default()],
            columns: seen.bars(&columns, scope.axis, &words),
        };
        plot::bars(&bars, ink)
    };
    Some(Sheet { size: MICROSCOPE, draw: Box::new(draw) })
}

/// A picture as SVG.
pub fn svg(sheet: Sheet<'_>) -> String {
    plot::svg(sheet.size, sheet.draw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::LabFile;
    use crate::lab::probe::{Probe, Question};
    use crate::plot::{Palette, Window};
    use crate::train::{Phase, Policy, Session, Step};
    use crate::view::bands::{SeedBands, cell_of};
    use crate::view::scope::Scope;
    use crate::view::style::{Colours, Lines};
    use crate::view::views::Ahead;
    use crate::words::Symbol;
    use std::rc::Rc;

    fn session(preference: Option<usize>) -> Session {
        let spec = r#"{ "preset": "smaug", "sft": { "steps": 3 }, "preference": { "steps": 2 } }"#;
        trained(spec, 2 + preference.map_or(0, |_| 1), preference)
    }

    fn trained(spec: &str, sft: usize, preference: Option<usize>) -> Session {
        let (spec, _) = LabFile::from_brief(spec).expect("a lab");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, sft).expect("SFT");
        preference.iter().for_each(|steps| session.set_target(Phase::Preference, *steps).expect("preference"));
        while session.tick() != Step::Idle {}
        session
    }

    fn with_scene(session: &Session, use_: impl FnOnce(&TrainingScene<'_>)) {
        with_scene_at(session, 5, Ahead::Shown, None, use_);
    }

    fn with_scene_at(
        session: &Session,
        time: usize,
        ahead: Ahead,
        window: Option<Window>,
        use_: impl FnOnce(&TrainingScene<'_>),
    ) {
        with_bands(session, None, (time, ahead, window), use_);
    }

    fn with_bands(
        session: &Session,
        bands: Option<&SeedBands>,
        (time, ahead, window): (usize, Ahead, Option<Window>),
        use_: impl FnOnce(&TrainingScene<'_>),
    ) {
        let grey = (1, 2, 3);
        let palette =
            Palette { ink: grey, muted: grey, grid: grey, band: grey, surface: grey, reference: grey, stroke: 1.0 };
        let colours = Colours { palette, runs: vec![(200, 0, 0), (0, 0, 200)], tones: [(9, 0, 0), (0, 9, 0)] };
        let lines = Lines { labelled: 0..2, ..Lines::default() };
        let names = ["DPO".to_owned(), "D<P>O & co".to_owned()];
        let look = (&Scope::HOME, 0);
        use_(&TrainingScene {
            session,
            names: &names,
            lines: &lines,
            window,
            brush: None,
            time,
            look,
            ahead,
            bands,
            colours: &colours,
        });
    }

    #[test]
    fn every_view_but_the_table_is_a_picture() {
        with_scene(&session(Some(2)), |scene| {
            for view in View::ALL.iter().copied() {
                let text = training(scene, view).map(svg);
                assert_eq!(text.is_none(), view == View::TABLE, "{view:?}");
                let Some(text) = text else { continue };
                assert!(text.starts_with("<svg ") && text.trim_end().ends_with("</svg>"), "{view:?}");
                assert!(text.contains("D&lt;P&gt;O &amp; co") && !text.contains("D<P>"), "{view:?}: names are text");
                assert!(text.contains("#c80000") && !text.contains("NaN"), "{view:?}");
            }
        });
    }

    /// What a view draws and says.
    fn seen(
        session: &Session,
        (time, ahead, window): (usize, Ahead, Option<Window>),
        view: View,
    ) -> (Option<String>, Option<String>) {
        let mut seen = (None, None);
        with_scene_at(session, time, ahead, window, |scene| {
            let note = match view.maker() {
                ViewMaker::Picture { note, .. } => note,
                ViewMaker::Numbers(_) => None,
            };
            seen = (training(scene, view).map(svg), note.map(|note| note(scene)));
        });
        seen
    }

    #[test]
    fn where_the_future_is_hidden_a_picture_is_that_of_a_training_that_went_no_further() {
        const SFT: usize = 4;
        let spec =
            r#"{ "preset": "smaug", "sft": { "steps": 4 }, "preference": { "steps": 8, "learning_rate": 0.005 } }"#;
        let whole = trained(spec, SFT, Some(8));
        let mut ahead_of = vec![0; View::ALL.len()];
        for time in 0..=SFT + 8 {
            let short = trained(spec, time.min(SFT), time.checked_sub(SFT));
            let window = Window { from: 3, to: 9 };
            for (index, view) in View::ALL.iter().enumerate() {
                for window in [None, Some(window)] {
                    let hidden = seen(&whole, (time, Ahead::Hidden, window), *view);
                    for ahead in [Ahead::Hidden, Ahead::Shown] {
                        let expected = seen(&short, (time, ahead, window), *view);
                        assert!(hidden == expected, "{view:?} at {time}, {window:?}, beside {ahead:?}");
                    }
                    ahead_of[index] += usize::from(hidden != seen(&whole, (time, Ahead::Shown, window), *view));
                }
            }
        }
        // It is the same picture only at the end, where nothing is ahead, or where nothing is drawn but the moment.
        for (view, times) in View::ALL.iter().zip(ahead_of) {
            assert!(times > 0 || *view == View::TABLE, "{view:?} has nothing ahead at any point of time");
        }
    }

    /// Held-out pairs have lines of their own in two views, and columns in the table; where the future is hidden, theirs is too.
    #[test]
    fn held_out_pairs_have_lines_of_their_own() {
        let brief =
            r#"{ "preset": "smaug", "sft": { "steps": 4 }, "preference": { "steps": 8, "learning_rate": 0.005 } }"#;
        let (mut lab, _) = LabFile::from_brief(brief).expect("a lab");
        lab.dataset.eval_pairs = lab.dataset.pairs.split_off(7);
        let with = lab.to_json();
        lab.dataset.eval_pairs.clear();
        let without = lab.to_json();
        let (with_pairs, alone) = (trained(&with, 4, Some(8)), trained(&without, 4, Some(8)));
        for view in View::ALL {
            let drawn = |session| seen(session, (9, Ahead::Shown, None), *view);
            assert_eq!(drawn(&with_pairs) == drawn(&alone), ![View::ANSWERS, View::LOSS].contains(view), "{view:?}");
        }
        for (time, window) in (0..=12).flat_map(|time| [(time, None), (time, Some(Window { from: 3, to: 9 }))]) {
            let short = trained(&with, time.min(4), time.checked_sub(4));
            for view in [View::ANSWERS, View::LOSS] {
                let [hidden, expected] =
                    [&with_pairs, &short].map(|session| seen(session, (time, Ahead::Hidden, window), view));
                assert!(hidden == expected, "{view:?} at {time}, {window:?}");
            }
        }
        let columns = |session: &Session| match View::TABLE.maker() {
            ViewMaker::Numbers(table) => {
                let table = table(session, &["DPO".to_owned(), "DPOP".to_owned()], None);
                assert!(table.rows.iter().all(|(_, _, values)| values.len() == table.columns.len()));
                let (_, _, last) = table.rows.last().expect("rows");
                assert!(last.iter().all(Option::is_some));
                table.columns
            }
            ViewMaker::Picture { .. } => panic!("numbers"),
        };
        let (all, usual) = (columns(&with_pairs), columns(&alone));
        assert_eq!((&all[..usual.len()], all.len()), (&usual[..], usual.len() + 10));
        assert_eq!(all.last().map(String::as_str), Some("DPOP eval_loss"));
    }

    /// Bands stand behind the curves of their own lab and nowhere else, and never where the future is hidden; a picture that is taken away says what they are.
    #[test]
    fn bands_of_many_seeds_stand_behind_the_curves_of_their_lab() {
        let brief = |seed: u32, beta: f64| {
            format!(
                r#"{{ "preset": "smaug", "seed": {seed}, "sft": {{ "steps": 4 }}, "preference": {{ "steps": 8, "learning_rate": 0.005 }}, "runs": [{{ "beta": {beta} }}, {{ "loss_type": "dpop" }}] }}"#
            )
        };
        let [one, other] = [1, 2].map(|seed| trained(&brief(seed, 0.3), 4, Some(8)));
        let bands = SeedBands::of(one.spec(), &[cell_of(&one), cell_of(&other)]).expect("two seeds");
        let drawn = |session: &Session, bands: Option<&SeedBands>, ahead: Ahead, view: View| {
            let mut text = None;
            with_bands(session, bands, (9, ahead, None), |scene| text = training(scene, view).map(svg));
            text
        };
        // Of a third seed too, whose lab is the same but for that.
        let third = trained(&brief(3, 0.3), 4, Some(8));
        let polygons =
            |text: &Option<String>| text.as_ref().map_or(0, |text| text.matches("fill-opacity=\"0.16\"").count());
        for session in [&one, &third] {
            for (view, count) in View::ALL.iter().zip([8, 8, 12, 0, 0, 0, 0, 0]) {
                let [with, without] = [Some(&bands), None].map(|bands| drawn(session, bands, Ahead::Shown, *view));
                assert_eq!(polygons(&with) - polygons(&without), count, "{view:?}");
                assert_eq!(with == without, count == 0, "{view:?}");
                let says = with.is_some_and(|text| text.contains("Bands: mean of 2 seeds and its 95 % interval"));
                assert_eq!(says, count > 0, "{view:?}");
                let [with, without] = [Some(&bands), None].map(|bands| drawn(session, bands, Ahead::Hidden, *view));
                assert!(with == without, "{view:?} shows what lies ahead");
            }
        }
        let edited = trained(&brief(1, 0.4), 4, Some(8));
        for view in View::ALL {
            let [with, without] = [Some(&bands), None].map(|bands| drawn(&edited, bands, Ahead::Shown, *view));
            assert!(with == without, "{view:?} shows another lab’s");
        }
    }

    #[test]
    fn before_there_is_a_reference_some_have_nothing_to_show() {
        with_scene(&session(None), |scene| {
            let there: Vec<bool> = View::ALL.iter().map(|view| training(scene, *view).is_some()).collect();
            assert_eq!(there, [true, true, true, false, false, false, false, false]);
        });
    }

    /// How a picture's lines of a colour are drawn: opacity and width, from the strongest on.
    fn strokes(text: &str, colour: &str) -> Vec<(f64, f64)> {
        let number = |line: &str, name: &str| -> f64 {
            let rest = line.split(&format!("{name}=\"")).nth(1).expect("every line has it");
            rest.split('"').next().expect("closed").parse().expect("a number")
        };
        let lines = text.lines().filter(|line| line.contains(&format!("stroke=\"{colour}\"")));
        let mut all: Vec<_> =
            lines.map(|line| (number(line, "stroke-opacity"), number(line, "stroke-width"))).collect();
        all.sort_by(|a, b| b.partial_cmp(a).expect("numbers"));
        all.dedup();
        all
    }

    #[test]
    fn what_a_symbol_names_is_marked_on_the_picture() {
        let session = session(Some(2));
        let drawn = |view: View, pointed: Option<Symbol>| {
            let grey = (1, 2, 3);
            let palette = Palette {
                ink: grey,
                muted: grey,
                grid: grey,
                band: grey,
                surface: grey,
                reference: (9, 9, 9),
                stroke: 1.0,
            };
            let colours = Colours { palette, runs: vec![(200, 0, 0), (0, 0, 200)], tones: [grey; 2] };
            let lines = Lines { labelled: 0..2, pointed, ..Lines::default() };
            let names = ["DPO".to_owned(), "DPOP".to_owned()];
            let (window, brush, time, ahead) = (None, None, 5, Ahead::Shown);
            let (session, names, lines, colours, look) = (&session, &names[..], &lines, &colours, (&Scope::HOME, 0));
            svg(training(
                &TrainingScene { session, names, lines, window, brush, time, look, ahead, bands: None, colours },
                view,
            )
            .expect("a picture"))
        };
        // The reference's colour is that of SFT's line too, which is c and r before there are runs. A pixel is four units.
        let (run, rule) = ("#c80000", |text: &str| -> Vec<(f64, f64)> {
            strokes(text, "#090909").into_iter().filter(|(_, wide)| [5.0, 9.0].contains(wide)).collect()
        });
        let usual = drawn(View::ANSWERS, None);
        let line = strokes(&usual, run)[0].1;
        assert_eq!(rule(&usual), [(1.0, 5.0)]);
        // Lines that are marked are wider and whole; all others are faint, and no wider than they were.
        for symbol in [Symbol::C, Symbol::Ratio, Symbol::R, Symbol::H] {
            let text = drawn(View::ANSWERS, Some(symbol));
            let lines = strokes(&text, run);
            assert!(lines[0].0 == 1.0 && lines[0].1 > 1.5 * line, "{symbol:?}: {lines:?}");
            assert!(lines.iter().any(|(strong, wide)| *strong == 0.25 && *wide <= line), "{symbol:?}: {lines:?}");
            assert_eq!(rule(&text), [(0.25, 5.0)], "{symbol:?}");
        }
        for symbol in [Symbol::Cref, Symbol::Rref] {
            let text = drawn(View::ANSWERS, Some(symbol));
            let lines = strokes(&text, run);
            assert!(lines.iter().all(|(strong, wide)| *strong <= 0.25 && *wide <= line), "{symbol:?}: {lines:?}");
            assert_eq!(rule(&text), [(1.0, 9.0), (0.25, 5.0)], "{symbol:?}");
        }
        for symbol in [Symbol::Loss, Symbol::Hinge] {
            let lines = strokes(&drawn(View::LOSS, Some(symbol)), run);
            assert!(
                lines[0].1 > 1.5 * line && lines.iter().any(|(strong, _)| *strong == 0.25),
                "{symbol:?}: {lines:?}"
            );
        }
        // What a picture does not show leaves it as it is.
        for symbol in [Symbol::Beta, Symbol::Loss, Symbol::Sw] {
            assert_eq!(drawn(View::ANSWERS, Some(symbol)), usual, "{symbol:?}");
        }
        assert_eq!(drawn(View::LOSS, Some(Symbol::C)), drawn(View::LOSS, None));
        // Each symbol marks something of its own.
        let all = [Symbol::C, Symbol::R, Symbol::Cref, Symbol::Rref, Symbol::H];
        let pictures: std::collections::BTreeSet<String> =
            all.iter().map(|symbol| drawn(View::ANSWERS, Some(*symbol))).collect();
        assert_eq!(pictures.len(), all.len());
    }

    #[test]
    fn the_microscope_is_a_picture() {
        let session = session(Some(2));
        let mut probe = Probe::new(&session);
        let policies = vec![(Policy::Run(0), 2), (Policy::Run(1), 2)];
        let prompt = session.pairs()[0].prompt.clone();
        probe.ask(&session, Question { policies, pair: 0, prompt }).expect("there are such steps");
        while probe.tick(&session) != crate::backend::Tick::Done {}
        let findings = probe.findings().expect("it is done").clone();
        let position = Scope::HOME.position(session.spec(), 0);
        let pair = &session.pairs()[0];
        let seen = crate::view::microscope::picture(&findings, pair, position, Phase::Preference).expect("a position");
        with_scene(&session, |scene| {
            let text = microscope(scene, &seen, vec!["DPO", "DPOP"]).map(svg).expect("a picture");
            for part in ["DPOP", ">then<", "#c80000", "preferred: "] {
                assert!(text.contains(part), "{part} is missing in {text}");
            }
            assert!(!text.contains("NaN"), "{text}");
        });
    }
}
