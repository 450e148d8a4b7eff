//! The loss against h: each run's loss as h alone gives it, and every pair at its own h and loss.

use super::plane::mean_pair;
use super::scene::TrainingScene;
use super::{Caption, Composed, Finds, Found, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::data::Side;
use crate::objective::{Objective, PairLogps, PairLoss};
use crate::plot::{self, Drawn, Filling, Ink, LegendSign, LossChart, LossCurve, LossPoint, PointForm, Range};
use crate::view::reading;
use crate::view::style::Paper;
use crate::words::{self, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "loss-curve",
    words: views::loss_curve,
    shows: Shows::Picture(ViewPicture { size: (760.0, 560.0), finds: Finds::Pairs, caption: Caption::Note }),
};

/// What makes it.
pub const MAKER: ViewMaker = ViewMaker::Picture {
    compose: |scene, paper| {
        let chart = chart(scene, paper)?;
        Some(Box::new(LossComposition { chart, scene }))
    },
    note: Some(note),
};

/// The chart, with what it is of.
struct LossComposition<'a> {
    chart: LossChart<'a>,
    scene: &'a TrainingScene<'a>,
}

impl Composed for LossComposition<'_> {
    fn draw(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::loss_chart(&self.chart, ink)
    }

    fn find(&self, place: (f64, f64)) -> Found {
        self.pair_at(place).unwrap_or(Found::Nothing)
    }
}

impl LossComposition<'_> {
    fn pair_at(&self, place: (f64, f64)) -> Option<Found> {
        let TrainingScene { session, look: (scope, _), .. } = *self.scene;
        let (curve, pair) = self.chart.point_at(place)?;
        let seen = seen(self.scene).into_iter().nth(curve)?;
        let PairSeen { logps, loss } = *seen.pairs.get(pair)?;
        let says = words::pair_spot(seen.name, pair, [logps.margin(), loss.loss, logps.chosen - logps.ref_chosen]);
        Some(Found::Token { pair, token: scope.position(session.spec(), pair), says })
    }
}

/// A run at the scene's step.
struct RunSeen<'a> {
    run: usize,
    name: &'a str,
    objective: Objective,
    /// Every pair; none where the run has no such step.
    pairs: Vec<PairSeen>,
}

/// A pair at that step.
#[derive(Clone, Copy)]
struct PairSeen {
    logps: PairLogps,
    loss: PairLoss,
}

/// The runs that are looked at and drawn, the first one last.
fn seen<'a>(scene: &TrainingScene<'a>) -> Vec<RunSeen<'a>> {
    let TrainingScene { session, names, lines, .. } = *scene;
    let (past, step) = (scene.past(), scene.step());
    let of = |(run, objective): (usize, Objective)| {
        let both = reading::against_reference(session, run, scene.time.max(reading::time(session).sft));
        let both = both.filter(|_| step < past.run(run).len());
        let pair = |(index, pair)| {
            let ((policy, reference), length) = (both?, |side: Side| side.tokens(pair).len() as f64);
            let ((chosen, rejected), (ref_chosen, ref_rejected)) = (policy.sums(index), reference.sums(index));
            let (chosen_tokens, rejected_tokens) = (length(Side::Chosen), length(Side::Rejected));
            let logps = PairLogps { chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens };
            Some(PairSeen { logps, loss: objective.evaluate(&logps) })
        };
        let name = names.get(run).map_or("", String::as_str);
        RunSeen { run, name, objective, pairs: session.pairs().iter().enumerate().filter_map(pair).collect() }
    };
    let mut runs: Vec<RunSeen<'a>> = lines.fields(session, step).map(of).collect();
    runs.reverse();
    runs
}

/// A loss where h alone matters: the preferred answer stands where the reference has it, so that no penalty is active.
fn idle(objective: &Objective, h: f64, like: PairLogps) -> PairLoss {
    objective.evaluate(&PairLogps { chosen: 0.0, rejected: -h, ref_chosen: 0.0, ref_rejected: 0.0, ..like })
}

/// Whether a loss can have a penalty: it has one for a pair that has fallen.
fn is_held(objective: &Objective, like: PairLogps) -> bool {
    objective.evaluate(&PairLogps { chosen: -1.0, ..like }).penalty > 0.0
}

/// Curves and points at the scene's step; nothing before there is a reference.
fn chart<'a>(scene: &'a TrainingScene<'a>, Paper { size, scale, text, .. }: Paper) -> Option<LossChart<'a>> {
    scene.past().reference()?;
    let (runs, mean, colours) = (seen(scene), mean_pair(scene.session), scene.colours);
    let across = across(&runs);
    let up = up(&runs, across, mean);
    let penalty = runs.iter().any(|run| is_held(&run.objective, mean));
    let [curve, hollow, filled, upright, ring] = *words::loss_curve_signs();
    let signs = [
        (LegendSign::Curve, curve),
        (LegendSign::Point(Filling::Hollow), hollow),
        (LegendSign::Point(Filling::Filled), filled),
        (LegendSign::Upright, upright),
        (LegendSign::Ring, ring),
    ];
    let first = scene.lines.labelled.start;
    let curve = |RunSeen { run, name, objective, pairs }: RunSeen<'a>| LossCurve {
        name,
        colour: colours.runs.get(run).copied().unwrap_or(colours.palette.ink),
        form: PointForm::ALL[(run - first.min(run)) % PointForm::ALL.len()],
        points: pairs.iter().map(|pair| point(&objective, *pair)).collect(),
        value: Box::new(move |h| idle(&objective, h, mean).loss),
    };
    Some(LossChart {
        width: size.0,
        height: size.1,
        scale,
        text,
        palette: colours.palette,
        titles: *words::loss_curve_titles(),
        across,
        up,
        signs: signs.into_iter().filter(|(sign, _)| penalty || *sign != LegendSign::Upright).collect(),
        selected: scene.look.1,
        curves: runs.into_iter().map(curve).collect(),
    })
}

/// The values of h that are shown: those of all pairs, and 0.
fn across(runs: &[RunSeen<'_>]) -> Range {
    let pairs = runs.iter().flat_map(|run| &run.pairs);
    Range::around(pairs.map(|pair| pair.logps.margin()).chain([0.0]), 10.0)
}

/// So many times as high as the curves are, points are drawn where they are: higher ones would make lines of the curves.
const MOST: f64 = 2.0;

/// The losses that are shown: all of the curves, and the points that are not far above them. Those below 0 a penalty of the wrong sign has
/// brought there.
fn up(runs: &[RunSeen<'_>], across: Range, mean: PairLogps) -> Range {
    const PLACES: usize = 32;
    let h = |i: usize| across.low + (across.high - across.low) * i as f64 / PLACES as f64;
    let curves = runs.iter().flat_map(|run| (0..=PLACES).map(move |i| idle(&run.objective, h(i), mean).loss));
    let (lowest, highest) = curves
        .filter(|loss| loss.is_finite())
        .fold((0.0_f64, 1.0_f64), |(lowest, highest), loss| (lowest.min(loss), highest.max(loss)));
    let points = runs.iter().flat_map(|run| &run.pairs).map(|pair| pair.loss.loss);
    let near = points.filter(|loss| *loss <= MOST * highest);
    let lowest = near.clone().fold(lowest, f64::min);
    let near = Range::around(near.chain([0.0, lowest, highest]), 1.0);
    // Few losses go below 0.
    Range { low: if lowest < 0.0 { near.low } else { 0.0 }, ..near }
}

fn point(objective: &Objective, PairSeen { logps, loss }: PairSeen) -> LossPoint {
    let h = logps.margin();
    let from = (loss.penalty > 0.0).then(|| idle(objective, h, logps).loss);
    let filling = if logps.shortfall() > 0.0 { Filling::Hollow } else { Filling::Filled };
    LossPoint { h, loss: loss.loss, from, filling }
}

/// What holds of the runs' pairs at the scene's step.
fn note(scene: &TrainingScene<'_>) -> String {
    if scene.past().reference().is_none() {
        return words::loss_curve_early().to_owned();
    }
    let (runs, mean) = (seen(scene), mean_pair(scene.session));
    let top = up(&runs, across(&runs), mean).high;
    let said: Vec<words::LossSaid<'_>> = runs.iter().rev().map(|run| said(run, top)).collect();
    words::loss_curve_note(&said)
}

fn said<'a>(RunSeen { name, objective, pairs, .. }: &RunSeen<'a>, top: f64) -> words::LossSaid<'a> {
    let mean = |of: &dyn Fn(&PairSeen) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len().max(1) as f64;
    let alone = |pair: &PairSeen| idle(objective, pair.logps.margin(), pair.logps);
    let is_off = |pair: &&PairSeen| {
        let (loss, alone) = (pair.loss.loss, alone(pair).loss);
        pair.loss.penalty == 0.0 && (loss - alone).abs() > 1e-6 * (1.0 + loss.abs())
    };
    let added = |pair: &PairSeen| if pair.loss.penalty > 0.0 { pair.loss.loss - alone(pair).loss } else { 0.0 };
    words::LossSaid {
        name,
        pairs: pairs.len(),
        fallen: pairs.iter().filter(|pair| pair.logps.shortfall() > 0.0).count(),
        h: mean(&|pair| pair.logps.margin()),
        loss: mean(&|pair| pair.loss.loss),
        // Along the curve h grows as the rejected answer falls.
        slope: mean(&|pair| -alone(pair).drejected),
        added: mean(&added),
        off: pairs.iter().filter(is_off).count(),
        above: pairs.iter().filter(|pair| pair.loss.loss > top).count(),
        highest: pairs.iter().map(|pair| pair.loss.loss).fold(f64::NEG_INFINITY, f64::max),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::LabFile;
    use crate::objective::REGISTRY;
    use crate::plot::Palette;
    use crate::train::{Phase, Session, Step};
    use crate::view::scope::Scope;
    use crate::view::style::{Colours, Lines};
    use crate::view::views::Ahead;
    use std::rc::Rc;

    const PAPER: Paper =
        Paper { size: (760.0, 560.0), scale: 1.0, text: 13.0, detail: crate::view::style::Detail::All };

    fn trained(runs: &str) -> Session {
        let brief = format!(
            r#"{{ "preset": "smaug", "sft": {{ "steps": 60 }}, "preference": {{ "steps": 20 }}, "runs": [{runs}] }}"#
        );
        let (spec, _) = LabFile::from_brief(&brief).expect("a lab");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 60).expect("first");
        session.set_target(Phase::Preference, 20).expect("then");
        while session.tick() != Step::Idle {}
        session
    }

    /// The training at a step of the second phase.
    fn at<T>(session: &Session, step: usize, use_: impl FnOnce(&TrainingScene<'_>) -> T) -> T {
        let grey = (128, 128, 128);
        let palette =
            Palette { ink: grey, muted: grey, grid: grey, band: grey, surface: grey, reference: grey, stroke: 1.0 };
        let colours = Colours { palette, runs: vec![grey; 3], tones: [grey; 2] };
        let names = reading::names(session.spec());
        let lines = Lines { labelled: 0..names.len(), ..Lines::default() };
        let (names, lines, colours, ahead) = (&names[..], &lines, &colours, Ahead::Shown);
        let (time, look) = (reading::time(session).sft + step, (&Scope::HOME, 3));
        use_(&TrainingScene {
            session,
            names,
            lines,
            window: None,
            brush: None,
            time,
            look,
            ahead,
            bands: None,
            colours,
        })
    }

    #[test]
    fn points_are_what_was_trained_and_stand_above_their_curve_only_where_a_penalty_is_active() {
        let session = trained(r#"{}, {"loss_type": "dpop"}, {"loss_type": "dpop", "penalty": "inside"}"#);
        let mut active = 0;
        for step in [0, 1, 2, 5, 20] {
            at(&session, step, |scene| {
                let chart = chart(scene, PAPER).expect("there is a reference");
                for (curve, run) in chart.curves.iter().zip([2, 1, 0]) {
                    let row = &session.history().run(run)[step];
                    let mean = curve.points.iter().map(|point| point.loss).sum::<f64>() / curve.points.len() as f64;
                    assert!((mean - row.loss).abs() < 1e-4 * (1.0 + row.loss), "run {run} at {step}: {mean}");
                    let hollow = curve.points.iter().filter(|point| point.filling == Filling::Hollow).count();
                    let above = curve.points.iter().filter(|point| point.from.is_some());
                    assert_eq!(above.count(), if run == 0 { 0 } else { hollow }, "run {run} at {step}");
                    for point in &curve.points {
                        let alone = (curve.value)(point.h);
                        let is_above = point.loss > alone + 1e-9;
                        assert_eq!(point.from.is_some(), is_above, "run {run} at {step}: {point:?} of {alone}");
                        let from = point.from.unwrap_or(alone);
                        assert!((from - alone).abs() < 1e-9, "run {run} at {step}: {point:?} of {alone}");
                    }
                    active += if run == 1 { hollow } else { 0 };
                }
            });
        }
        assert!(active > 0, "no penalty was ever active");
    }

    #[test]
    fn what_is_said_is_counted() {
        let session = trained(r#"{}, {"loss_type": "dpop"}"#);
        at(&session, 20, |scene| {
            let row = &session.history().run(0)[20];
            let said = said(seen(scene).last().expect("DPO is the last one"), 1.0);
            let margin = row.rewards_margins / 0.3;
            assert!((said.h - margin).abs() < 1e-3 && (said.loss - row.loss).abs() < 1e-4, "{} {}", said.h, said.loss);
            assert!(said.slope < 0.0 && said.slope > -0.15 && said.added == 0.0, "{}", said.slope);
            let fallen = (0..10).filter(|pair| reading::pair_delta(&session, 0, *pair, scene.time) < Some(0.0));
            assert_eq!((said.pairs, said.fallen), (10, fallen.count()));
            let note = note(scene);
            let counted = format!("at {} of 10 pairs the preferred answer is below the reference.", said.fallen);
            assert!(note.contains(&counted), "{note}");
        });
        // Where nothing has moved nothing is below.
        let note = at(&session, 0, note);
        assert!(
            note.contains("DPO: h is 0.0 in the mean, the loss 0.69, its slope −0.150; at 0 of 10 pairs"),
            "{note}"
        );
    }

    #[test]
    fn a_pointer_finds_the_pair_of_each_point() {
        let session = trained("{}");
        at(&session, 20, |scene| {
            let chart = chart(scene, PAPER).expect("there is a reference");
            let composition = LossComposition { chart, scene };
            let mut found = vec![false; 10];
            // All over the paper: what is found is of this run, and says its own numbers.
            for place in (0..760).step_by(4).flat_map(|x| (0..560).step_by(4).map(move |y| (x, y))) {
                let place = (f64::from(place.0), f64::from(place.1));
                if let Found::Token { pair, token, says } = composition.find(place) {
                    assert!(says.contains(&format!("Pair {}, DPO", pair + 1)), "{says}");
                    assert_eq!(token, Scope::HOME.position(session.spec(), pair));
                    found[pair] = true;
                }
            }
            assert_eq!(found, vec![true; 10]);
            assert_eq!(composition.find((300.0, 300.0)), Found::Nothing);
        });
    }

    #[test]
    fn every_loss_has_its_curve_and_numbers_that_can_be_said() {
        let all: Vec<String> =
            REGISTRY.iter().map(|entry| format!(r#"{{"loss_type": "{}"}}"#, entry.loss_type)).collect();
        let (session, runs) = (trained(&all.join(", ")), all.len());
        for step in [0, 1, 20] {
            at(&session, step, |scene| {
                let chart = chart(scene, PAPER).expect("there is a reference");
                let span = [chart.across.low, 0.0, chart.across.high];
                let finite = |curve: &LossCurve<'_>| span.iter().all(|h| (curve.value)(*h).is_finite());
                assert!(chart.curves.len() == runs && chart.curves.iter().all(finite), "step {step}");
                let note = note(scene);
                assert!(REGISTRY.iter().all(|entry| note.contains(&format!("{}: ", entry.title))), "{note}");
                // What sees h alone stands on its curve, and what does not says so.
                for (run, said) in seen(scene).iter().map(|run| (run, said(run, 1.0))) {
                    let of_h = ["dpo", "dpop", "hinge", "cdpo", "robust", "exo_pair", "discopop"];
                    let has_one = of_h.contains(&run.objective.loss_type());
                    assert!(!has_one || said.off == 0, "{:?} at {step}: {} off", run.objective, said.off);
                    let sees_more = ["rpo", "bco_pair", "sppo_hard", "simpo"];
                    let must = step == 20 && sees_more.contains(&run.objective.loss_type());
                    assert!(!must || said.off > 0, "{:?} at {step}", run.objective);
                }
                assert!(!note.contains("NaN") && !note.contains("inf"), "{note}");
            });
        }
    }
}
