//! The book: an open chapter with its words, its formulas, its question, what is counted, and the way on. It moves the cursor where the chapter does.

use super::formula::{Pointing, formulas};
use super::prose::Typesetter;
use super::question::{QuestionCard, QuestionText};
use crate::argument::Id;
use crate::lab::link::LinkView;
use crate::page::dom;
use crate::page::language::use_language;
use crate::page::places::{Place, Places};
use crate::page::send::send;
use crate::view::chapters::{Chapter, Exercise, MOMENT_MS, MOMENTS, Role, Symbol, on_the_way};
use crate::view::panel::{ChapterPart, Frame, Panel};
use crate::view::reading;
use crate::view::snapshot::{Snapshot, Start};
use crate::view::state::{Action, Guess, PageFace, book, chrome, playback};
use crate::words::{book as say, losses};
use gloo_timers::callback::Interval;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What the book shows.
#[derive(PartialEq, Properties)]
pub struct BookProps {
    /// The open chapter.
    pub chapter: Chapter,
    /// What was said to its question.
    pub guess: Option<Guess>,
    /// Whether its question waits for an answer.
    pub asks: bool,
    /// The lab.
    pub spec: Snapshot,
    /// Where the session begins: with each the chapter's way through time begins again.
    pub start: Start,
    /// The example at hand, where the lab is one.
    pub example: Option<&'static str>,
    /// The page or a figure.
    pub frame: Frame,
    /// Where a figure's link has the chapter look, in place of where it would by itself.
    pub named: LinkView,
    /// The run that an exercise has been answered with.
    pub suspect: Option<usize>,
    /// The symbol that is pointed at.
    pub pointed: Option<Symbol>,
    /// What is filled as the cursor moves.
    pub places: Places,
    /// Where actions go.
    pub act: Callback<Action>,
    /// Looks at the next place where a statement does not hold of a run.
    pub show_exception: Callback<(usize, Id)>,
}

/// The open chapter.
#[component]
pub fn OpenBook(props: &BookProps) -> Html {
    use_language();
    let BookProps { chapter, guess, asks, spec, start, example, frame, named, places, act, .. } = props;
    let pointing = Pointing::of(props.pointed, act);
    let book_place = use_node_ref();
    // Where a link names the step the chapter stands still.
    let goes = if named.at.is_some() || *asks { Way::Stands } else { Way::Goes };
    use_way(*chapter, goes, spec, start, act);
    {
        let (place, own) = (book_place.clone(), *frame == Frame::Page);
        let opened = use_mut_ref(|| *chapter);
        use_effect_with(*chapter, move |chapter| {
            // Who turns a page reads on at its top; who comes to the page has the focus where the browser gives it.
            if opened.replace(*chapter) != *chapter && own {
                place.cast::<HtmlElement>().iter().for_each(|book| {
                    book.set_scroll_top(0);
                    book.closest(".page").ok().flatten().iter().for_each(|page| page.scroll_into_view());
                });
            }
        });
    }
    let (scene, page, words) = (chapter.scene(), chapter.page(), chapter.words());
    let told = |role: Role| {
        let named = named.run.filter(|run| role == scene.role && *run < spec.runs.len());
        named.unwrap_or_else(|| role.run(spec))
    };
    let setting = Typesetter::of(places, told(scene.role));
    let tells = |part: ChapterPart| frame.tells(part);
    let is_own = *example != Some(scene.example);
    let is_trial = example.is_some() && page.exercises.iter().any(|exercise| exercise.example() == *example);
    // A chapter speaks of a loss that a person's own lab need not have: then it says whose numbers these are.
    let stand_in = match scene.role.find(spec) {
        None => reading::names(spec).get(scene.role.run(spec)).cloned(),
        Some(_) => None,
    };
    // What the chapter has no formula of.
    let loss = spec.runs.get(told(scene.role)).map(|run| &run.objective);
    let other = loss.filter(|loss| loss.entry().title != scene.role.title()).map(losses::stand_in);
    let paragraph = |text: &&'static str| html! { <p>{ setting.text(text) }</p> };
    // Where its exceptions can be looked at.
    let shows_tokens = scene.stage.contains(&Panel::Strip) && tells(ChapterPart::Stage);
    let verdict = |&(role, id): &(Role, Id)| {
        let run = told(role);
        let show = props.show_exception.clone();
        // By their keys they stay who they are: the painter fills them.
        html! {
            <li key={format!("{run} {}", id.name())}>
                <span ref={places.at(Place::Verdict(run, id))} data-statement={id.name()}></span>
                if shows_tokens {
                    { " " }<button type="button" class="exception" hidden=true title={say::exception_hint()} ref={places.at(Place::Exception(run, id))} onclick={move |_: MouseEvent| show.emit((run, id))}>{ say::exception() }</button>
                }
            </li>
        }
    };
    let exercise = |exercise: &Exercise| {
        let (title, what) = say::exercise(*exercise);
        html! {
            <li key={exercise.name()} data-exercise={exercise.name()}>
                <b>{ title }</b>{ " " }{ what }
                { trial(props, *exercise) }
                <p class="progress" role="status" ref={places.at(Place::Progress(*exercise))}></p>
            </li>
        }
    };
    let link = |(name, address): &(&'static str, &'static str)| html! { <li><a href={*address} target="_blank" rel="noopener">{ *name }</a></li> };
    let ([back, next], always) = (say::turn(), say::always());
    let is_last = chapter.next().is_none();
    html! {
        <article class="book" ref={book_place} key={chapter.key()} aria-label={say::book()} data-chapter={chapter.key()}>
            if tells(ChapterPart::Text) {
                <h2>{ words.title }</h2>
                <div class="prose">
                    if !is_own {
                        { for words.example.iter().map(paragraph) }
                    }
                    { for words.text.iter().map(paragraph) }
                </div>
            }
            if !page.formulas.is_empty() && tells(ChapterPart::Formula) {
                { formulas(page.formulas, &setting, &pointing) }
            }
            if let Some(question) = words.question.as_ref().filter(|_| tells(ChapterPart::Question)) {
                <QuestionCard chapter={*chapter} guess={*guess} places={places.clone()} act={act.clone()} words={QuestionText(question)} />
            }
            // What is counted would say of an exercise's runs what one is to find.
            if !page.verdicts.is_empty() && !*asks && !is_trial && tells(ChapterPart::Verdicts) {
                <section class="verdicts" aria-label={say::verdicts()}>
                    <h3>{ say::verdicts() }</h3>
                    <ul>{ for page.verdicts.iter().map(verdict) }</ul>
                </section>
            }
            if !page.exercises.is_empty() && tells(ChapterPart::Text) {
                <section class="exercises" aria-label={say::exercises()}><ul>{ for page.exercises.iter().map(exercise) }</ul></section>
            }
            if !words.reading.is_empty() && tells(ChapterPart::Text) {
                <ul class="reading" aria-label={say::reading()}>{ for words.reading.iter().map(link) }</ul>
            }
            if let Some(run) = &stand_in {
                <p class="muted stand-in">{ say::stands_in(scene.role.title(), run) }</p>
            }
            if let Some(other) = other.filter(|_| tells(ChapterPart::Formula)) {
                <p class="muted other-loss">{ other }</p>
            }
            if is_own && tells(ChapterPart::Text) {
                <p class="muted own">{ if is_trial { say::on_trial() } else { say::own() } }{ " " }<button type="button" class="quiet" onclick={send(act, book::Action::OnExample.into())}>{ say::on_example() }</button></p>
            }
            if frame.turns() {
                <div class="turn">
                    <button type="button" disabled={chapter.previous().is_none()} onclick={send(act, book::Action::Back.into())}>{ back }</button>
                    <span class="muted">{ say::place(chapter.number(), Chapter::all().len()) }</span>
                    // What many seeds say would answer what is asked.
                    if let Some(question) = page.always.filter(|_| *frame == Frame::Page && !*asks && !is_trial) {
                        <button type="button" class="quiet" title={always[1]} onclick={send(act, chrome::Action::Asks(question.into()).into())}>{ always[0] }</button>
                    }
                    if is_last {
                        <button type="button" class="main" onclick={send(act, book::Action::Face(PageFace::Lab).into())}>{ say::faces()[1] }</button>
                    } else {
                        <button type="button" class="main" onclick={send(act, book::Action::Next.into())}>{ next }</button>
                    }
                </div>
            }
        </article>
    }
}

/// What an exercise has to be done with beside the lab: the way to its runs, or those of them of which one is to be named.
fn trial(props: &BookProps, exercise: Exercise) -> Html {
    let BookProps { spec, suspect, act, .. } = props;
    if exercise.example().is_none() {
        return html! {};
    }
    let (names, choices) = (reading::names(spec), exercise.choices(spec));
    let choice = |run: usize| {
        let pressed = (*suspect == Some(run)).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={send(act, book::Action::Suspect(run).into())}>{ names.get(run) }</button> }
    };
    html! {
        <div class="trial" role="group" aria-label={say::suspects()}>
            if choices.is_empty() {
                <button type="button" onclick={send(act, book::Action::Try(exercise).into())}>{ say::try_it() }</button>
            } else {
                { for choices.into_iter().map(choice) }
            }
        </div>
    }
}

/// Whether a chapter takes the cursor along.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Goes,
    Stands,
}

/// Takes the cursor along the chapter's way once its question is answered, or at once to its end for those who want no motion.
#[hook]
fn use_way(chapter: Chapter, goes: Way, spec: &Snapshot, start: &Start, act: &Callback<Action>) {
    let (act, way) = (act.clone(), chapter.scene().way(spec));
    use_effect_with((chapter, goes, start.clone()), move |(_, goes, _)| {
        let still =
            dom::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
        let moves = *goes == Way::Goes && way.0 < way.1;
        let timer = if moves && still.is_some_and(|still| still.matches()) {
            act.emit(playback::Action::Sweep(way.0, way.1).into());
            None
        } else {
            let mut moment = 0;
            moves.then(|| {
                Interval::new(MOMENT_MS, move || {
                    if moment < MOMENTS {
                        act.emit(playback::Action::Sweep(on_the_way(way, moment), on_the_way(way, moment + 1)).into());
                        moment += 1;
                    }
                })
            })
        };
        move || drop(timer)
    });
}
