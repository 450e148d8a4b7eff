//! The runs: what each is called, its loss, and the loss's parameters as the registry lists them. Numbers have a logarithmic slider.

use super::desk::{Desk, Settles, doing, picker, text_of};
use super::rows::{reset, row};
use super::{BuilderProps, say};
use crate::data::{Color, Edit, Trainable, decimal};
use crate::objective::{Number, Parameter, REGISTRY};
use crate::view::slider::Log;
use crate::view::state::document;
use std::rc::Rc;
use yew::prelude::*;

/// The runs.
#[inline(never)]
pub fn runs(props: &BuilderProps, desk: &Rc<Desk>) -> Html {
    html! {
        <section aria-label={say::RUNS}>
            <h3>{ say::RUNS }</h3>
            <p class="muted note">{ say::RUNS_NOTE }</p>
            <>{ for (0..desk.spec.runs.len()).map(|index| run(props, desk, index)) }</>
            { doing("add-run", say::ADD_RUN, desk.edit(Edit::AddRun)) }
        </section>
    }
}

fn run(props: &BuilderProps, desk: &Rc<Desk>, run: usize) -> Html {
    let (Some(spec), Some(slot)) = (desk.spec.runs.get(run), props.slots.get(run)) else { return html! {} };
    let shown = props.names.get(run).cloned().unwrap_or_default();
    let name =
        desk.field(&format!("runs[{run}].name"), say::NAME, spec.name.clone().unwrap_or_default(), move |name| {
            Edit::NameRun(run, name)
        });
    let losses: Vec<&str> = REGISTRY.iter().map(|entry| entry.loss_type).collect();
    let act = desk.act.clone();
    let own = losses.iter().position(|loss| *loss == spec.objective.loss_type()).unwrap_or_default();
    let loss = picker(&format!("runs[{run}].loss_type"), &losses, own, move |index| {
        if let Some(entry) = REGISTRY.get(index) {
            act.emit(document::Action::Edit(Edit::SetLoss { run, loss_type: entry.loss_type }).into());
        }
    });
    let hues: Vec<&str> = [say::USUAL].into_iter().chain(Color::NAMES.map(|(name, _)| name)).collect();
    let act = desk.act.clone();
    // The usual one stands before those with a name.
    let own = spec.color.map_or(0, |color| color.index() + 1);
    let hue = picker(&format!("runs[{run}].color"), &hues, own, move |index| {
        let color = index.checked_sub(1).and_then(|index| Color::NAMES.get(index)).map(|(_, color)| *color);
        act.emit(document::Action::Edit(Edit::ColorRun(run, color)).into());
    });
    let parts: Vec<&str> = Trainable::NAMES.iter().map(|(name, _)| *name).collect();
    let act = desk.act.clone();
    let own = Trainable::NAMES.iter().position(|(_, train)| *train == spec.train).unwrap_or_default();
    let train = picker(&format!("runs[{run}].train"), &parts, own, move |index| {
        if let Some((_, train)) = Trainable::NAMES.get(index) {
            act.emit(document::Action::Edit(Edit::SetTrain(run, *train)).into());
        }
    });
    let parameter = |parameter: &Parameter| match parameter {
        Parameter::Number(number) => slider(desk, run, *number),
        Parameter::Choice(choice) => {
            let value = spec.objective.arguments().choice(choice);
            let (act, parameter, options) = (desk.act.clone(), choice.name, choice.options);
            let choose = move |index: usize| {
                if let Some(value) = options.get(index) {
                    let value = (*value).to_owned();
                    act.emit(document::Action::Edit(Edit::SetArgument { run, parameter, value }).into());
                }
            };
            let own = options.iter().position(|option| *option == value).unwrap_or_default();
            let control = picker(&format!("runs[{run}].{parameter}"), options, own, choose);
            row(choice.name, control, html! { { say::choice(value) } })
        }
    };
    let delete = (desk.spec.runs.len() > 1).then(|| {
        let label = say::delete_run(&shown);
        html! {
            <button type="button" class="quiet reset" title={label.clone()} aria-label={label} onclick={desk.edit(Edit::RemoveRun(run))}>{ "✕" }</button>
        }
    });
    html! {
        <div class="settings" role="group" aria-label={say::run(run, &shown)} data-slot={slot.to_string()}>
            <b class="name">{ &shown }</b><div>{ name }<>{ for delete }</></div><p class="muted">{ say::NAME_HELP }</p>
            { row(say::COLOR, hue, html! { { say::COLOR_HELP } }) }
            { row(say::LOSS, loss, html! { <>{ spec.objective.entry().formula }<br />{ say::changes(&spec.objective) }</> }) }
            <>{ for spec.objective.entry().parameters.iter().map(parameter) }</>
            { row(say::TRAINED_WEIGHTS, train, html! { { say::train_help(spec.train) } }) }
        </div>
    }
}

/// A number of a run's loss: typed, or drawn on a logarithmic slider. Both move one draft.
fn slider(desk: &Rc<Desk>, run: usize, number: Number) -> Html {
    let value = desk.spec.runs.get(run).map_or(number.default, |spec| spec.objective.arguments().number(&number));
    let name = format!("runs[{run}].{}", number.name);
    let set = move |value: String| Edit::SetArgument { run, parameter: number.name, value };
    let make = move |texts: &[String]| set(texts.first().cloned().unwrap_or_default());
    let draft = desk.draft(&name, vec![value.to_string()], Settles::Pause, Rc::new(make));
    let log = Log { min: number.min, max: number.max };
    let sliding = draft.clone();
    let oninput = text_of(move |position| sliding.typed(0, log.text(position.parse().unwrap_or(0))));
    // While the typed text is no number the slider stays where the lab is.
    let shown = decimal::parse(draft.text()).unwrap_or(value);
    let default = number.default.to_string();
    let back = (value != number.default).then(|| reset(desk, &name, &default, set(default.clone())));
    let control = html! {
        <>
            { draft.field(0, &name, number.name) }<>{ for back }</>
            <input type="range" class="log" min="0" max={log.end().to_string()} step="1" value={log.position(shown).to_string()}
                aria-label={say::slider(number.name)} aria-valuetext={draft.text().to_owned()} {oninput} />
        </>
    };
    let range = say::range(&number.min.to_string(), &number.max.to_string(), &default);
    row(number.name, control, html! { <>{ number.help }{ " " }<span class="range">{ range }</span></> })
}
