//! A run's loss and its settings, which change while it trains: from the next step on, or in a fork from the step at the cursor.

use crate::data::{RunSpec, decimal};
use crate::objective::dpop::LAMBDA;
use crate::objective::{Objective, Parameter, REGISTRY};
use crate::page::language::use_language;
use crate::page::places::{Place, Places};
use crate::view::reading;
use crate::view::request::{Ask, Target};
use crate::view::slider::Log;
use crate::words;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// One run's settings.
#[derive(PartialEq, Properties)]
pub struct RunSettingsProps {
    /// Its index.
    pub run: usize,
    /// Its spec as it is now.
    pub spec: Rc<RunSpec>,
    /// Its name.
    pub name: String,
    /// The step that is shown.
    pub step: usize,
    /// What its settings are for now.
    pub scope: Target,
    /// What is filled as training goes.
    pub places: Places,
    /// Where wishes go.
    pub ask: Callback<Ask>,
}

/// The settings' words, which open to the settings.
#[component]
pub fn RunSettings(props: &RunSettingsProps) -> Html {
    use_language();
    // What is set for a fork, until there is one.
    let draft = use_state(|| None::<(Target, Objective)>);
    let (run, scope) = (props.run, props.scope);
    let id = format!("run-settings-{run}");
    let own = *props.spec.objective_at(props.step);
    let now = draft.filter(|(of, _)| *of == scope && scope != Target::Live).map_or(own, |(_, objective)| objective);
    let change = {
        let (ask, draft) = (props.ask.clone(), draft.clone());
        Callback::from(move |objective: Objective| match scope {
            Target::Live => ask.emit(Ask::Change(run, objective)),
            Target::Fork(_) => draft.set(Some((scope, objective))),
        })
    };
    let choose_loss = {
        let change = change.clone();
        move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(entry) = index.and_then(|index| REGISTRY.get(index)) {
                change.emit((entry.build)(&now.arguments().carried(entry.parameters)));
            }
        }
    };
    let fork = |step: usize| {
        let (ask, draft) = (props.ask.clone(), draft.clone());
        let begin = move |event: MouseEvent| {
            // Open settings would cover the new run, and the button itself goes with what it was for.
            let button = event.target_dyn_into::<HtmlElement>();
            let popover = button.and_then(|button| button.closest("[popover]").ok().flatten());
            if let Some(popover) = popover.and_then(|popover| popover.dyn_into::<HtmlElement>().ok()) {
                // It fails only where it is closed already.
                popover.hide_popover().unwrap_or_default();
            }
            draft.set(None);
            ask.emit(Ask::Fork(run, step, now));
        };
        html! {
            <button type="button" class="main" onclick={begin}>{ words::fork(step) }</button>
        }
    };
    let has_lambda = now.entry().parameters.iter().any(|parameter| parameter.name() == LAMBDA.name);
    let losses = REGISTRY.iter().map(|entry| {
        html! { <option selected={entry.loss_type == now.loss_type()}>{ entry.title }</option> }
    });
    html! {
        <div class="run-settings">
            <button type="button" class="quiet" popovertarget={id.clone()}>
                <span class="hidden">{ words::settings_of(&props.name) }{ " " }</span>{ reading::arguments(&own) }{ " ▾" }
            </button>
            <div ref={props.places.at(Place::Settings(run))} popover="auto" id={id.clone()} aria-label={words::settings_of(&props.name)}>
                <h2>{ words::settings_of(&props.name) }</h2>
                <label><span>{ words::loss() }</span><select onchange={choose_loss}>{ for losses }</select></label>
                <p class="formula">{ now.entry().formula }</p>
                <p class="muted changes" title={now.entry().source}>{ words::losses::changes(&now) }</p>
                <>{ for now.entry().parameters.iter().map(|parameter| setting(&now, parameter, &change)) }</>
                <p ref={props.places.at(Place::Sufficient(run))} class="muted" hidden={!has_lambda}></p>
                { match scope {
                    Target::Live => html! { <p class="muted">{ words::live_note() }</p> },
                    Target::Fork(step) => html! { <><p class="muted">{ words::fork_note() }</p>{ fork(step) }</> },
                } }
            </div>
        </div>
    }
}

fn setting(now: &Objective, parameter: &Parameter, change: &Callback<Objective>) -> Html {
    let (now, arguments, change) = (*now, now.arguments(), change.clone());
    match *parameter {
        Parameter::Number(number) => {
            let value = arguments.number(&number);
            let scale = Log { min: number.min, max: number.max };
            let set = move |value: f64| {
                let mut arguments = now.arguments();
                // What the registry refuses is not sent: the field keeps the text, and the run its value.
                if arguments.set_number(&number, value).is_ok() {
                    change.emit((now.entry().build)(&arguments));
                }
            };
            let slide = {
                let set = set.clone();
                move |event: InputEvent| {
                    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                        let text = scale.text(input.value_as_number().max(0.0) as usize);
                        set(decimal::parse(&text).unwrap_or(f64::NAN));
                    }
                }
            };
            let typed = move |event: Event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    set(input.value_as_number());
                }
            };
            let name = words::parameter(number.name);
            let marks = (number.name == LAMBDA.name).then_some("");
            html! {
                <div class="setting" title={number.help}>
                    <label><span>{ &name }</span>
                        <span class="slider" data-marks={marks}>
                            <input type="range" min="0" max={scale.end().to_string()} step="1" value={scale.position(value).to_string()} oninput={slide} />
                            if marks.is_some() { <i></i><i></i> }
                        </span>
                    </label>
                    <input type="number" aria-label={name} min={number.min.to_string()} max={number.max.to_string()} step="any" value={value.to_string()} onchange={typed} />
                </div>
            }
        }
        Parameter::Choice(choice) => {
            let value = arguments.choice(&choice);
            let choose = move |event: Event| {
                let select = event.target_dyn_into::<HtmlSelectElement>();
                let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
                let mut arguments = now.arguments();
                if let Some(option) = index.and_then(|index| choice.options.get(index))
                    && arguments.set_choice(&choice, option).is_ok()
                {
                    change.emit((now.entry().build)(&arguments));
                }
            };
            let options =
                choice.options.iter().map(|option| html! { <option selected={*option == value}>{ *option }</option> });
            html! {
                <>
                    <label class="setting" title={choice.help}><span>{ words::parameter(choice.name) }</span>
                        <select onchange={choose}>{ for options }</select>
                    </label>
                    <p class="muted">{ words::builder::choice(value) }</p>
                </>
            }
        }
    }
}
