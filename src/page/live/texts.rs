//! What stands on the page in words and numbers: the story, the line of time, the scoreboard, the token strip, and the pairs' changes.

use crate::beside;
use crate::data::Side;
use crate::lab::runner::Runner;
use crate::page::dom::{self, LiveText};
use crate::page::live::looking::{Looking, Motion};
use crate::page::live::pushes::PushRow;
use crate::page::places::{Place, Places, Score};
use crate::plot::scale::{narrow, number, signed};
use crate::train::{Phase, Session};
use crate::view::reading::HeldOutScore;
use crate::view::sight::Sight;
use crate::view::{reading, shared, story, strip};
use crate::words;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement};

/// What fills them.
#[derive(Default)]
pub struct Texts(RefCell<Standing>);

/// The elements to fill, found again after each render.
#[derive(Default)]
struct Standing {
    headline: Option<LiveText>,
    aside: Option<LiveText>,
    step: Option<LiveText>,
    half_note: Option<LiveText>,
    slider: Option<HtmlInputElement>,
    runs: Vec<RunTexts>,
    /// Where it is said what held-out pairs show.
    held_out: Option<LiveText>,
    /// The token strip's cells of each side.
    strip: [StripSide; 2],
    /// What is said beneath it of other losses than the paper's.
    pulls: Option<LiveText>,
    /// Each pair's changes, with whose they are.
    pairs: Vec<Vec<(usize, LiveText)>>,
    /// Where it is said at how many tokens the argument and the network go the same way.
    agreement: Option<LiveText>,
}

/// A run's row of the scoreboard.
struct RunTexts {
    row: Element,
    scores: Vec<LiveText>,
    /// The same of held-out pairs, where there are any.
    held_out: Vec<LiveText>,
    /// What stands in their place where it has stopped.
    stopped: Option<LiveText>,
}

#[derive(Default)]
struct StripSide {
    common: Vec<LiveText>,
    runs: Vec<StripRun>,
}

struct StripRun {
    pushes: PushRow,
    changes: Vec<LiveText>,
}

impl Texts {
    /// One that has found no element yet. It waits for nothing, and asks for no frame.
    pub fn make(_: Rc<Runner>, _: Rc<dyn Fn()>) -> Box<dyn Looking> {
        Box::new(Texts::default())
    }
}

impl Looking for Texts {
    fn rebind(&self, places: &Places, runs: usize) {
        self.0.replace(Standing::find(places, runs));
    }

    fn paint(&self, session: &Session, sight: &Sight, time: usize, _: Motion) {
        self.0.borrow().fill(session, sight, time);
    }
}

impl Standing {
    /// Those of the page as it is now, for so many runs.
    fn find(places: &Places, runs: usize) -> Standing {
        let run = |run: usize| {
            Some(RunTexts {
                row: places.get(Place::Run(run))?,
                scores: Score::ALL.iter().filter_map(|score| places.text(Place::Score(run, *score))).collect(),
                held_out: Score::HELD_OUT.iter().filter_map(|score| places.text(Place::Score(run, *score))).collect(),
                stopped: places.text(Place::Stopped(run)),
            })
        };
        let strip = |side: Side| {
            let run = |run: usize| StripRun {
                pushes: PushRow::find(places, side, run),
                changes: places.texts(|k| Place::Change(side, run, k)),
            };
            StripSide { common: places.texts(|k| Place::Common(side, k)), runs: (0..runs).map(run).collect() }
        };
        let pair = |pair: usize| {
            let change = |run: usize| Some((run, places.text(Place::PairChange(pair, run))?));
            let changes: Vec<_> = (0..runs).filter_map(change).collect();
            (!changes.is_empty()).then_some(changes)
        };
        Standing {
            headline: places.text(Place::Headline),
            aside: places.text(Place::Aside),
            step: places.text(Place::Step),
            half_note: places.text(Place::HalfNote),
            slider: places.get(Place::Slider),
            runs: (0..runs).map_while(run).collect(),
            held_out: places.text(Place::HeldOut),
            strip: Side::BOTH.map(strip),
            pulls: places.text(Place::Pulls),
            pairs: (0..).map_while(pair).collect(),
            agreement: places.text(Place::Agreement),
        }
    }

    /// Fills them with what is to be seen at a point of time.
    fn fill(&self, session: &Session, sight: &Sight, time: usize) {
        self.story(session, sight, time);
        self.line(session, time);
        self.scores(session, time);
        self.held_out(session, sight, time);
        self.strip(session, sight, time);
        self.pairs(session, time);
        self.agreements(session, sight, time);
    }

    #[inline(never)]
    fn story(&self, session: &Session, sight: &Sight, time: usize) {
        let story = story::story(session, &sight.labels.names, time);
        for (text, place) in [(&story.headline, &self.headline), (&story.aside, &self.aside)] {
            place.iter().for_each(|place| place.set(text));
        }
        if let Some(place) = &self.half_note {
            place.set(&half_note(session, sight, time));
        }
    }

    /// The line of time.
    #[inline(never)]
    fn line(&self, session: &Session, time: usize) {
        let (phase, step) = reading::place(session, time);
        let length = reading::time(session);
        let text = match phase {
            Phase::Sft => words::step(words::phases_brief()[0], step, length.sft),
            Phase::Preference => words::step(words::phases_brief()[1], step, length.preference),
        };
        self.step.iter().for_each(|place| place.set(&text));
        let newest = reading::newest(session);
        if let Some(slider) = &self.slider {
            slider.set_value(&time.to_string());
            dom::set(slider, "aria-valuetext", &text);
            let share = |time: usize| format!("{:.4}", time as f64 / length.end().max(1) as f64);
            let style = slider.style();
            for (name, value) in [("--done", share(newest)), ("--boundary", share(length.sft))] {
                style.set_property(name, &value).unwrap_or_default();
            }
        }
    }

    #[inline(never)]
    fn scores(&self, session: &Session, time: usize) {
        for (run, RunTexts { row, scores, held_out, stopped }) in self.runs.iter().enumerate() {
            let (score, stop) = match reading::place(session, time) {
                (Phase::Sft, _) => (None, None),
                (Phase::Preference, step) => {
                    (reading::score(session.history(), run, step), reading::stopped(session, run, step))
                }
            };
            let values = score.map(|score| [score.delta_chosen, score.delta_rejected, score.accuracy]);
            for (i, name) in ["data-delta-chosen", "data-delta-rejected", "data-accuracy"].into_iter().enumerate() {
                dom::set(row, name, &values.map_or(String::new(), |values| format!("{:.6}", values[i])));
            }
            dom::set(row, "data-stopped", if stop.is_some() { "true" } else { "" });
            stopped.iter().for_each(|place| place.set(&stop.map_or(String::new(), words::stopped_at)));
            for ((i, place), score) in scores.iter().enumerate().zip(Score::ALL) {
                let text = values.map_or("–".to_owned(), |values| match score {
                    Score::Accuracy | Score::HeldOutAccuracy => format!("{} %", number(100.0 * values[i], 0)),
                    Score::Chosen | Score::Rejected | Score::HeldOutChosen => signed(values[i], 2),
                });
                place.set(&text);
            }
            let unseen = match reading::place(session, time) {
                (Phase::Preference, step) if !held_out.is_empty() => reading::held_out(session, run, step),
                (_, _) => None,
            };
            let texts = unseen.map(|HeldOutScore { delta_chosen, ranked: (ranked, of), .. }| {
                [signed(delta_chosen, 2), format!("{} %", number(100.0 * ranked as f64 / of as f64, 0))]
            });
            for (i, place) in held_out.iter().enumerate() {
                place.set(texts.as_ref().and_then(|texts| texts.get(i)).map_or("–", String::as_str));
            }
        }
    }

    /// What held-out pairs show of the runs that are looked at, beside those that are trained: a line a run.
    #[inline(never)]
    fn held_out(&self, session: &Session, sight: &Sight, time: usize) {
        let Some(place) = &self.held_out else { return };
        let (Phase::Preference, step) = reading::place(session, time) else { return place.set("") };
        let goes_on = |run: &usize| reading::stopped(session, *run, step).is_none();
        let said = sight.look.scope.runs(session.spec()).filter(goes_on).filter_map(|run| {
            let name = sight.labels.names.get(run)?;
            let score = reading::score(session.history(), run, step)?;
            let HeldOutScore { delta_chosen, ranked, trained } = reading::held_out(session, run, step)?;
            Some(words::held_out(name, [delta_chosen, score.delta_chosen], [ranked, trained]))
        });
        place.set(&said.collect::<Vec<_>>().join("\n"));
    }

    #[inline(never)]
    fn strip(&self, session: &Session, sight: &Sight, time: usize) {
        let pair = sight.look.pair;
        if pair >= session.pairs().len() {
            return;
        }
        if let Some(place) = &self.pulls {
            let told = strip::pulls(session, sight.look.scope.runs(session.spec()), pair, time);
            let names = &sight.labels.names;
            let told = told.iter().filter_map(|(run, pull)| Some(words::losses::pulls(names.get(*run)?, *pull)));
            place.set(&told.map(|told| format!(" {told}")).collect::<String>());
        }
        for (side, places) in Side::BOTH.into_iter().zip(&self.strip) {
            let common = reading::common(session, time).map(|logps| logps.side(side, pair));
            for (k, place) in places.common.iter().enumerate() {
                let logp = common.and_then(|logps| logps.get(k));
                place.set(&logp.map_or(String::new(), |&logp| words::percent(f64::from(logp).exp())));
            }
            for (run, StripRun { pushes, changes }) in places.runs.iter().enumerate() {
                pushes.fill(session, (run, pair, time), sight.look.scope.theory);
                if changes.is_empty() {
                    continue;
                }
                let since = sight.look.scope.since;
                let both = reading::against(session, run, time, since);
                let both = both.map(|(policy, reference)| (policy.side(side, pair), reference.side(side, pair)));
                for (k, place) in changes.iter().enumerate() {
                    let value = both.and_then(|(policy, reference)| {
                        Some(f64::from(*policy.get(k)?) - f64::from(*reference.get(k)?))
                    });
                    change(place, value, narrow);
                }
            }
        }
    }

    /// At how many tokens the argument and the network go the same way, under the run that is looked at.
    #[inline(never)]
    fn agreements(&self, session: &Session, sight: &Sight, time: usize) {
        let (scope, lab) = (&sight.look.scope, session.spec());
        if let Some(place) = &self.agreement {
            let (run, since, pairs) = (scope.run(lab), scope.since, session.pairs().len());
            let directions = || shared::agreement(session, (run, 0..pairs, time), since);
            let text = match shared::steps(session, time, since) {
                None => words::shared::early().to_owned(),
                Some(steps) if steps.is_empty() => words::shared::still().to_owned(),
                Some(_) => directions().map_or(words::shared::too_many().to_owned(), |directions| {
                    words::shared::agreement(sight.labels.names.get(run).map_or("", String::as_str), directions)
                }),
            };
            place.set(&text);
        }
    }

    #[inline(never)]
    fn pairs(&self, session: &Session, time: usize) {
        // Held-out pairs come behind the others.
        let pairs = session.pairs().len() + session.held_out().len();
        for (pair, changes) in self.pairs.iter().enumerate().take(pairs) {
            for (run, place) in changes {
                change(place, reading::pair_delta(session, *run, pair, time), |delta| signed(delta, 2));
            }
        }
    }
}

/// Where the next step pushes the selected token's logit in the preferred answer, run by run.
fn half_note(session: &Session, sight: &Sight, time: usize) -> String {
    let (look, names) = (&sight.look, &sight.labels.names);
    let (spec, token) = (session.spec(), look.scope.position(session.spec(), look.pair));
    let word = session.pairs().get(look.pair).and_then(|pair| {
        let id = *pair.chosen.get(token)?;
        spec.dataset.vocabulary.get(id as usize)
    });
    let push = |run: usize| {
        let pushes = reading::pushes(session, run, look.pair, time, Side::Chosen)?;
        Some((names.get(run)?.as_str(), *pushes.signs.get(token)?, pushes.when))
    };
    let pushes: Vec<_> = look.scope.runs(spec).filter_map(push).collect();
    words::half_note(word.map_or("", |word| beside::token(word)), &pushes)
}

/// A change in nats, with its sign for the style sheet's tint.
fn change(place: &LiveText, delta: Option<f64>, format: fn(f64) -> String) {
    let text = delta.map_or(String::new(), format);
    let heat = delta.map_or(0, |delta| {
        // Five steps of tint by magnitude: from a twentieth of a nat, which is 5 %, to 3 nats, which is 20-fold.
        let level = [0.05, 0.2, 0.7, 1.5, 3.0].iter().filter(|least| delta.abs() >= **least).count() as i32;
        if delta < 0.0 { -level } else { level }
    });
    place.set(&text);
    dom::set(place.element(), "data-heat", &heat.to_string());
}
