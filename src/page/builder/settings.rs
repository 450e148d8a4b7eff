//! The settings: each field under its name in the lab file, with what it does, its range, its default, and a way back to that.

use super::desk::{Desk, picker};
use super::rows::{reset, row};
use super::runs::runs;
use super::{BuilderProps, say};
use crate::data::Edit;
use crate::data::edit::Setting;
use crate::view::state::document;
use std::rc::Rc;
use yew::prelude::*;

/// The settings, what is changed most often first.
#[inline(never)]
pub fn settings(props: &BuilderProps, desk: &Rc<Desk>) -> Html {
    let section = |name: &'static str| {
        let own = Setting::ALL.into_iter().filter(|setting| setting.place().0 == name);
        html! {
            <section aria-label={say::section(name)}>
                <h3>{ say::section(name) }</h3>
                <div class="settings">{ for own.map(|setting| field(desk, setting)) }</div>
            </section>
        }
    };
    html! { <>{ runs(props, desk) }{ for ["preference", "sft", "model", ""].into_iter().map(section) }</> }
}

fn field(desk: &Rc<Desk>, setting: Setting) -> Html {
    let (section, key) = setting.place();
    let (value, default) = (setting.value(&desk.spec), setting.default());
    let name = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
    let (control, allowed) = match setting.range() {
        Some((low, high)) => {
            let field = desk.field(&name, &name, value.clone(), move |text| Edit::Set(setting, text));
            (field, say::range(&low.to_string(), &high.to_string(), &default))
        }
        None => {
            let (options, act) = (setting.options(), desk.act.clone());
            let shown = options.clone();
            let choose = move |index: usize| {
                if let Some(option) = options.get(index) {
                    act.emit(document::Action::Edit(Edit::Set(setting, (*option).to_owned())).into());
                }
            };
            let own = shown.iter().position(|option| *option == value).unwrap_or_default();
            (picker(&name, &shown, own, choose), say::default(&default))
        }
    };
    let reset = (value != default).then(|| reset(desk, &name, &default, Edit::Set(setting, default.clone())));
    row(
        key,
        html! { <>{ control }<>{ for reset }</></> },
        html! { <>{ say::help(setting) }{ " " }<span class="range">{ allowed }</span></> },
    )
}
