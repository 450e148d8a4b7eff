//! What came of the first question as bands behind the lab's own curves: the button that shows them, and the one that takes them away.

use super::course::SweepCourse;
use super::{Asked, QuestionsProps};
use crate::experiments::Experiment;
use crate::view::bands::SeedBands;
use crate::view::snapshot::{Held, Snapshot};
use crate::view::state::{Action, PageFace, book, look};
use crate::view::views::View;
use crate::words::experiments as say;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The views whose lines they stand behind.
const CURVES: [View; 3] = [View::ANSWERS, View::LOSS, View::TOKENS];

/// Offers to show them, where two seeds or more have answered.
pub fn offer(course: &SweepCourse<Asked>, props: &QuestionsProps) -> Html {
    let (experiment, ..) = *course.of;
    let answered = course.cells.iter().filter(|cell| cell.error.is_none()).count();
    if experiment != Experiment::Course || course.at_work || answered < 2 {
        return Html::default();
    }
    let (lab, cells, act, place) = (props.lab.clone(), course.lines.clone(), props.act.clone(), props.place.clone());
    let show = move |_: MouseEvent| {
        let Some(bands) = SeedBands::of(lab.lab(), &cells) else { return };
        if let Some(sheet) = place.cast::<HtmlDialogElement>() {
            sheet.close();
        }
        act.emit(look::Action::Bands(Some(bands.into())).into());
        // They are to be seen at once.
        act.emit(book::Action::Face(PageFace::Lab).into());
        if !CURVES.contains(&lab.state.look.view) {
            act.emit(look::Action::View(View::ANSWERS).into());
        }
    };
    html! { <p class="bands"><button type="button" onclick={show}>{ say::show_bands() }</button>{ " " }<span class="muted">{ say::bands() }</span></p> }
}

/// Says that they are shown, and takes them away.
pub fn shown(bands: &Option<Held<SeedBands>>, lab: &Snapshot, act: &Callback<Action>) -> Html {
    let Some(bands) = bands.as_ref().filter(|bands| bands.fit(lab)) else { return Html::default() };
    let act = act.clone();
    let hide = move |_: MouseEvent| act.emit(look::Action::Bands(None).into());
    html! { <p class="banded"><button type="button" onclick={hide}>{ say::hide_bands() }</button>{ " " }<span class="muted">{ say::banded(bands.seeds()) }</span></p> }
}
