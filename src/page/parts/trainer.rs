//! Who trains: a word at the end of the transport that opens to the reason and to the choice.

use crate::backend::DeviceKind;
use crate::lab::choice::Wish;
use crate::view::state::{Action, State, playback};
use crate::words;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const WISHES: [Wish; 3] = [Wish::Auto, Wish::Gpu, Wish::Cpu];

/// The word, the reason and the choice.
pub fn trainer(state: &State, act: &Callback<Action>) -> Html {
    let act = act.clone();
    let choose = move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let index = select.and_then(|select| usize::try_from(select.selected_index()).ok());
        if let Some(wish) = index.and_then(|index| WISHES.get(index)) {
            act.emit(playback::Action::Backend(*wish).into());
        }
    };
    let (name, word) = match state.playback.trainer.as_ref().map(|trainer| trainer.kind) {
        None => ("", "…"),
        Some(kind @ DeviceKind::Cpu) => (kind.name(), "CPU"),
        Some(kind @ DeviceKind::Gpu) => (kind.name(), "GPU"),
    };
    let reason = state.playback.trainer.as_ref().map_or(words::trainer_sought(), |trainer| &*trainer.reason);
    let wishes = WISHES.into_iter().zip(words::trainers());
    html! {
        <details class="trainer" data-backend={name}>
            <summary><span class="hidden">{ words::trainer() }{ " " }</span>{ word }</summary>
            <div>
                <p data-live="reason">{ reason }</p>
                <label>{ words::trainer() }{ " " }
                    <select onchange={choose}>
                        { for wishes.map(|(wish, name)| html! { <option selected={wish == state.playback.backend}>{ name }</option> }) }
                    </select>
                </label>
            </div>
        </details>
    }
}
