//! The scoreboard: the legend of the runs, their settings, and each run's outcome at the cursor.

use crate::data::RunSpec;
use crate::page::language::use_language;
use crate::page::parts::run_settings::RunSettings;
use crate::page::places::{Place, Places, Score};
use crate::page::send::send;
use crate::view::request::{Ask, Target};
use crate::view::scope::{BESIDE, Turn};
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, look};
use crate::words;
use std::rc::Rc;
use yew::prelude::*;

/// What the scoreboard shows.
#[derive(PartialEq, Properties)]
pub struct ScoresProps {
    /// The lab.
    pub spec: Snapshot,
    /// The runs' names.
    pub names: Held<Vec<String>>,
    /// The runs' colours.
    pub slots: Held<Vec<usize>>,
    /// The step at the cursor.
    pub step: usize,
    /// What the runs' settings are for.
    pub scope: Target,
    /// The run that is looked at where there are too many to look at all.
    pub run: usize,
    /// What is filled as training goes.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Where wishes go.
    pub ask: Callback<Ask>,
    /// The runs whose lines are left out.
    pub hidden: Rc<[usize]>,
    /// Opens the sheet in which a question is put to many seeds; a figure has none.
    pub evidence: Option<Callback<MouseEvent>>,
}

/// The legend, with each run's outcome at the cursor.
#[component]
pub fn Scores(props: &ScoresProps) -> Html {
    use_language();
    let runs = props.spec.runs.iter().zip(&*props.names).zip(&*props.slots).enumerate();
    let many = props.spec.runs.len() > BESIDE;
    let holds_out = !props.spec.dataset.eval_pairs.is_empty();
    let item = |(run, ((spec, name), slot)): (usize, ((&RunSpec, &String), &usize))| {
        let places = &props.places;
        let value = |(score, label): (Score, &'static str)| {
            let held_out = Score::HELD_OUT.contains(&score).then_some("");
            html! { <span data-held-out={held_out}>{ label }{ " " }<b ref={places.at(Place::Score(run, score))}></b></span> }
        };
        html! {
            <li ref={places.at(Place::Run(run))} key={run} data-run={run.to_string()} data-loss-type={spec.objective.loss_type()} data-slot={slot.to_string()}>
                <button type="button" class="quiet line" aria-pressed={(!props.hidden.contains(&run)).to_string()}
                    aria-label={words::lines_of(name)} title={words::lines_of(name)} onclick={send(&props.act, look::Action::Hide(run).into())}>
                    <svg viewBox="0 0 34 16" aria-hidden="true"><path d="M1 4H33" /><path d="M1 12H33" stroke-dasharray="5 3.5" /></svg>
                </button>
                if many {
                    <button type="button" class="quiet" aria-pressed={(run == props.run).to_string()} onclick={send(&props.act, look::Action::Turn(Turn::Run(run)).into())}>
                        <strong>{ name }</strong>
                    </button>
                } else {
                    <strong>{ name }</strong>
                }
                <RunSettings {run} spec={Rc::new(spec.clone())} name={name.clone()} step={props.step} scope={props.scope} places={places.clone()} ask={props.ask.clone()} />
                { for Score::ALL.into_iter().zip(words::score().iter().copied()).map(value) }
                if holds_out { { for Score::HELD_OUT.into_iter().zip(words::score_held_out().iter().copied()).map(value) } }
                <span ref={places.at(Place::Stopped(run))} class="stopped"></span>
            </li>
        }
    };
    html! {
        <section class="scores" aria-label={words::scores()}>
            <ul data-held-out={holds_out.then_some("")}>{ for runs.map(item) }</ul>
            <p class="muted">{ words::score_note() }if many { { words::many_note() } }
                if holds_out { { words::held_out_lines() } }
                if let Some(evidence) = &props.evidence { <button type="button" class="quiet seeds" onclick={evidence}>{ words::many_seeds() }</button> }
                if holds_out { <span ref={props.places.at(Place::HeldOut)} data-told="held-out"></span> }
            </p>
        </section>
    }
}
