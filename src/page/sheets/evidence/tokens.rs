//! A pair token by token: which gradients of the lab's own run, at a step, go together and which oppose one another. The session at hand computes them, as it does
//! for `lab.gauges()`: a worker would have to train the lab anew, and could not do it for imported weights or a run that was changed on the way.

use super::{EvidenceLab, choice_of, fault};
use crate::beside::contained;
use crate::data::Side;
use crate::experiments::{SheetQuestion, TokenQuestion};
use crate::gauges::TokenMap;
use crate::lab::gauged;
use crate::lab::gauging::gauger;
use crate::lab::slices::{self, Piece};
use crate::page::dom;
use crate::page::late::use_part;
use crate::page::pictures::cosine_easel;
use crate::parts::part;
use crate::plot::Grid;
use crate::train::{Phase, Session};
use crate::view::cosines::{CosineWords, FILE};
use crate::view::reading;
use crate::view::request::Format;
use crate::view::snapshot::Held;
use crate::view::style::Labels;
use crate::view::tables;
use crate::words::cosines as say;
use crate::words::{self, Language};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlCanvasElement, HtmlInputElement};
use yew::prelude::*;

/// Gives the session at hand, if there is one.
pub type AtHand = Callback<(), Option<Rc<RefCell<Session>>>>;

part! {
    /// What writes the table: it comes with all that is saved.
    fn table_lines() -> fn(&TokenMap, usize) -> Option<String> = sharing(tables::cosines);
}

/// So many tokens have a table of all their cosines; of more there is one token's at a time.
const MOST_ROWS: usize = 32;

#[derive(Clone, PartialEq, Properties)]
pub struct TokensProps {
    pub spoken: Language,
    pub lab: EvidenceLab,
    /// What a link or a chapter asks.
    pub question: Option<Held<SheetQuestion>>,
    pub session: AtHand,
}

/// What was compared, and what came of it.
#[derive(Clone, PartialEq)]
enum Comparison {
    AtWork,
    Done(Held<Compared>),
    Failed(Failure),
}

/// Which run, step and pair, and their cosines.
struct Compared {
    run: usize,
    step: usize,
    pair: usize,
    map: Rc<TokenMap>,
}

/// Why there are none: what is said of it is said where it is shown, in the language that is spoken then.
#[derive(Clone, PartialEq)]
enum Failure {
    /// There is no session.
    NoSession,
    /// It is of another lab by now.
    OtherLab,
    /// The run has no step yet.
    NotTrained,
    /// There is no such pair; so many there are.
    NoPair(usize, usize),
    /// What else went wrong, as the engine or the page says it.
    Told(String),
}

impl Failure {
    fn show(&self) -> Html {
        let sentence = match self {
            Failure::NoSession => say::no_session().to_owned(),
            Failure::OtherLab => say::other_lab().to_owned(),
            Failure::NotTrained => say::not_trained().to_owned(),
            Failure::NoPair(given, pairs) => say::no_pair(*given, *pairs),
            Failure::Told(sentence) => return fault(sentence),
        };
        html! { <p class="fault" role="alert">{ sentence }</p> }
    }
}

/// Says to what is at work whether it is wanted still; dropping it ends it.
#[derive(Default)]
struct Wanted(Rc<Cell<bool>>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// The question with its picture.
#[component]
pub fn TokenPicture(props: &TokensProps) -> Html {
    words::speak(props.spoken);
    let lab = props.lab.lab();
    let look = &props.lab.state.look;
    let first = TokenQuestion { run: look.scope.runs(lab).next().unwrap_or(0), pair: look.pair, step: None };
    let asked = use_state(|| first);
    let (comparison, wanted) = (use_state(|| None::<Comparison>), use_mut_ref(Wanted::default));
    {
        // Another moment of the page: what is looked at there is what is asked first, and what was compared is past.
        let (asked, comparison, wanted) = (asked.setter(), comparison.setter(), wanted.clone());
        use_effect_with((props.lab.clone(), props.question.clone()), move |(_, question)| {
            asked.set(if let Some(SheetQuestion::Tokens(question)) = question.as_deref() { *question } else { first });
            comparison.set(None);
            wanted.replace(Wanted::default());
        });
    }
    let question = *asked;
    let last = shown_step(props);
    let step = question.step.or(last);
    let begin = {
        let (asked, comparison, wanted, props) = (asked.setter(), comparison.setter(), wanted.clone(), props.clone());
        move |_: MouseEvent| {
            // The lab may have trained on since the sheet was opened: what is compared is what is said.
            let step = question.step.or_else(|| shown_step(&props));
            asked.set(TokenQuestion { step, ..question });
            let is_wanted = Rc::new(Cell::new(true));
            wanted.replace(Wanted(is_wanted.clone()));
            comparison.set(Some(Comparison::AtWork));
            let (comparison, session, lab) = (comparison.clone(), props.session.clone(), props.lab.clone());
            spawn_local(async move {
                let told = match compared(&session, &lab, TokenQuestion { step, ..question }, &is_wanted).await {
                    Ok(compared) => Comparison::Done(compared.into()),
                    Err(failure) => Comparison::Failed(failure),
                };
                if is_wanted.get() {
                    comparison.set(Some(told));
                }
            });
        }
    };
    let stop = {
        let (comparison, wanted) = (comparison.setter(), wanted.clone());
        move |_: MouseEvent| {
            wanted.replace(Wanted::default());
            comparison.set(None);
        }
    };
    let names = Labels::of(lab).names;
    let runs: Vec<(String, String, usize)> =
        names.iter().enumerate().map(|(run, name)| (run.to_string(), name.clone(), run)).collect();
    let pairs: Vec<(String, String, usize)> = lab
        .dataset
        .pairs
        .iter()
        .enumerate()
        .map(|(pair, text)| (pair.to_string(), words::listed(pair, &text.prompt), pair))
        .collect();
    let take = |put: fn(&mut TokenQuestion, usize)| {
        let set = asked.setter();
        Callback::from(move |value| {
            let mut next = question;
            put(&mut next, value);
            set.set(next);
        })
    };
    let typed = {
        let set = asked.setter();
        move |event: Event| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            let step = text.and_then(|text| text.trim().parse().ok());
            set.set(TokenQuestion { step, ..question });
        }
    };
    let at_work = *comparison == Some(Comparison::AtWork);
    html! {
        <>
            <p>{ say::about() }</p>
            <div class="ask">
                <label>{ say::pair() }{ choice_of(&pairs, question.pair, take(|asked, pair| asked.pair = pair)) }</label>
                <label>{ say::run() }{ choice_of(&runs, question.run, take(|asked, run| asked.run = run)) }</label>
                <label>{ say::step() }<input type="number" min="0" max={lab.preference.steps.to_string()} value={step.unwrap_or(0).to_string()} onchange={typed} /></label>
                if at_work {
                    <button key="stop" type="button" onclick={stop}>{ say::stop() }</button>
                } else {
                    <button key="begin" type="button" class="main" onclick={begin}>{ say::begin() }</button>
                }
            </div>
            <p class="muted">{ say::papers() }</p>
            { props.lab.link(SheetQuestion::Tokens(TokenQuestion { step, ..question })) }
            { match &*comparison {
                None => Html::default(),
                Some(Comparison::AtWork) => html! { <p class="muted" role="status">{ say::at_work() }</p> },
                Some(Comparison::Failed(failure)) => failure.show(),
                Some(Comparison::Done(of)) => {
                    let title = say::picture_title(names.get(of.run).map_or("", String::as_str), of.step, of.pair);
                    html! { <CosinePicture spoken={props.spoken} of={of.clone()} {title} /> }
                }
            } }
        </>
    }
}

/// The step of the preference phase that the page shows, if it is there: before that it is the reference's.
fn shown_step(props: &TokensProps) -> Option<usize> {
    let session = props.session.emit(())?;
    let session = session.borrow();
    session.history().reference()?;
    match reading::place(&session, reading::resolve(&session, props.lab.state.playback.cursor)) {
        (Phase::Preference, step) => Some(step),
        (Phase::Sft, _) => Some(0),
    }
}

/// Has the session at hand compare the gradients, in slices, as long as that is wanted.
async fn compared(
    session: &AtHand,
    lab: &EvidenceLab,
    TokenQuestion { run, pair, step }: TokenQuestion,
    is_wanted: &Cell<bool>,
) -> Result<Compared, Failure> {
    let gauge = gauger().await.map_err(|missing| Failure::Told(missing.to_string()))?;
    let session = session.emit(()).ok_or(Failure::NoSession)?;
    if !Rc::ptr_eq(session.borrow().lab(), lab.lab().lab()) {
        return Err(Failure::OtherLab);
    }
    if session.borrow().spec().runs.len() > run && session.borrow().history().run(run).is_empty() {
        return Err(Failure::NotTrained);
    }
    let mut gauging =
        gauge(&session.borrow(), run, step, Some(pair)).map_err(|error| Failure::Told(error.to_string()))?;
    let piece = || if is_wanted.get() { gauging().map_err(|lost| lost.to_string().into()) } else { Err(JsValue::NULL) };
    let rows = slices::run(piece).await.map_err(|cause| Failure::Told(cause.as_string().unwrap_or_default()))?;
    let session = session.borrow();
    let spec = session.spec();
    let map = gauged::token_cosines(&rows).and_then(|rows| {
        let tokens = session.pairs().get(pair)?;
        let word = |id: &u32| spec.dataset.vocabulary.get(*id as usize).cloned().unwrap_or_default();
        TokenMap::new(tokens, Side::BOTH.map(|side| side.tokens(tokens).iter().map(word).collect()), rows)
    });
    let map = map.ok_or_else(|| Failure::NoPair(pair, session.pairs().len()))?;
    Ok(Compared { run, step: step.unwrap_or(0), pair, map: Rc::new(map) })
}

#[derive(PartialEq, Properties)]
struct CosineProps {
    spoken: Language,
    of: Held<Compared>,
    title: String,
}

/// The picture, what is said of it, and its table.
#[component]
fn CosinePicture(props: &CosineProps) -> Html {
    words::speak(props.spoken);
    let (map, title) = (&props.of.map, &props.title);
    let words = CosineWords { sides: *say::sides(), without: say::undefined() };
    let easel = use_part(|| Box::pin(cosine_easel()), true);
    let (canvas, grid) = (use_node_ref(), use_state(Grid::default));
    let at = use_state(|| first_cell(map));
    {
        let (canvas, grid, show) = (canvas.clone(), grid.setter(), easel.get(|easel| easel.show));
        let at = at.setter();
        use_effect_with(props.of.clone(), move |of| at.set(first_cell(&of.map)));
        use_effect_with((props.of.clone(), words, easel.is_here()), move |(of, words, _)| {
            let canvas = canvas.cast::<HtmlCanvasElement>();
            let shown = show
                .zip(canvas)
                .map(|(show, canvas)| show(&canvas, (of.map.clone(), *words), Box::new(move |next| grid.set(next))));
            move || drop(shown)
        });
    }
    let count = map.tokens();
    let [row, column] = at.map(|at| at.min(count.saturating_sub(1)));
    let point = {
        let (at, grid) = (at.setter(), *grid);
        Callback::from(move |event: PointerEvent| {
            grid.at((f64::from(event.offset_x()), f64::from(event.offset_y())))
                .into_iter()
                .for_each(|cell| at.set(cell));
        })
    };
    let keys = {
        let at = at.setter();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" => [row, column.saturating_sub(1)],
                "ArrowRight" => [row, (column + 1).min(count.saturating_sub(1))],
                "ArrowUp" => [row.saturating_sub(1), column],
                "ArrowDown" => [(row + 1).min(count.saturating_sub(1)), column],
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            at.set(to);
        })
    };
    let save = |format: Format| {
        let (save, canvas, map) = (easel.get(|easel| easel.save), canvas.clone(), map.clone());
        move |_: MouseEvent| {
            let canvas = canvas.cast::<HtmlCanvasElement>();
            save.zip(canvas).into_iter().for_each(|(save, canvas)| save(&canvas, (map.clone(), words), format));
        }
    };
    let save_table = {
        let map = map.clone();
        move |_: MouseEvent| {
            let map = map.clone();
            spawn_local(async move {
                // What has not come saves nothing now; the pictures' buttons are here already.
                let Ok(lines) = table_lines().await else { return };
                let (mut text, mut row) = (String::new(), 0);
                let written = slices::run(|| {
                    let next = lines(&map, row);
                    row += 1;
                    Ok(next.map_or(Piece::Done(()), |next| {
                        text += &next;
                        Piece::More
                    }))
                });
                if written.await.is_ok() {
                    dom::save(&text, &format!("{FILE}.csv"), "text/csv").unwrap_or_default();
                }
            });
        }
    };
    let Grid { left, top, cell, .. } = *grid;
    let (x, y) = (left + cell * column as f64, top + cell * row as f64);
    let ring = format!(
        "position:absolute;pointer-events:none;outline:2px solid var(--focus);left:{x:.1}px;top:{y:.1}px;width:{cell:.1}px;height:{cell:.1}px"
    );
    let [svg, png] = *say::save_picture();
    html! {
        <>
            <h3>{ contained(title).into_owned() }</h3>
            <ul class="lines">{ for say::sentences(&map.told()).into_iter().map(|sentence| html! { <li ~style="display:block">{ sentence }</li> }) }</ul>
            { for easel.absence() }
            <figure ~style="position:relative;overflow:hidden">
                <canvas ref={&canvas} role="application" tabindex="0" aria-label={format!("{title}. {}", say::keys())} ~style="display:block;touch-action:pan-y;forced-color-adjust:none" onkeydown={keys} onpointermove={point.clone()} onpointerdown={point} />
                if cell > 0.0 { <i ~style={ring}></i> }
            </figure>
            <p class="seen" role="status">{ seen(map, [row, column]) }</p>
            <p class="muted">{ say::signs() }</p>
            <details><summary>{ if count <= MOST_ROWS { say::table() } else { say::row() } }</summary>{ table(map, row) }</details>
            <p class="files"><button type="button" onclick={save_table}>{ say::save() }</button><button type="button" onclick={save(Format::Svg)}>{ svg }</button><button type="button" onclick={save(Format::Png)}>{ png }</button></p>
        </>
    }
}

/// What stands in a cell.
fn seen(map: &TokenMap, [row, column]: [usize; 2]) -> Option<String> {
    Some(say::seen(map.token(row)?, map.token(column)?, map.cosine(row, column)))
}

/// The first cell that is looked at: the first tokens that differ, or the first of either answer.
fn first_cell(map: &TokenMap) -> [usize; 2] {
    let [own, other] = map.differs();
    if own.is_empty() || other.is_empty() { [0, map.chosen()] } else { [own.start, other.start] }
}

/// The same as text: all cosines, or those of the token that is looked at where all would be too many.
fn table(map: &TokenMap, row: usize) -> Html {
    let head = |at: usize| map.token(at).map(say::token_head).unwrap_or_default();
    let all = 0..map.tokens();
    let inside = if map.tokens() <= MOST_ROWS {
        let line = |row: usize| {
            html! { <tr><th scope="row">{ head(row) }</th>{ for all.clone().map(|column| html! { <td>{ say::cosine(map.cosine(row, column)) }</td> }) }</tr> }
        };
        html! {
            <table>
                <thead><tr><th scope="col">{ say::token_label() }</th>{ for all.clone().map(|column| html! { <th scope="col">{ head(column) }</th> }) }</tr></thead>
                <tbody>{ for all.clone().map(line) }</tbody>
            </table>
        }
    } else {
        let line = |column: usize| {
            html! { <tr><th scope="row">{ head(column) }</th><td>{ say::cosine(map.cosine(row, column)) }</td></tr> }
        };
        html! {
            <table>
                <caption>{ head(row) }</caption>
                <thead><tr>{ for say::heads().iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for all.map(line) }</tbody>
            </table>
        }
    };
    html! { <div class="numbers" tabindex="0" role="region" aria-label={say::table()}>{ inside }</div> }
}
