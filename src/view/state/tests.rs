//! What every action does, and what any row of them leaves.

use super::document::SHELF;
use super::*;
use crate::backend::DeviceKind;
use crate::data::{Color, Dataset, Edit, LabFile, PairText, RunSpec, Tokens, edit};
use crate::lab::choice::Wish;
use crate::lab::folder::Imported;
use crate::model::Weights;
use crate::plot::Window;
use crate::view::bands::SeedBands;
use crate::view::chapters::{Chapter, Exercise};
use crate::view::offer::Offer;
use crate::view::options;
use crate::view::scope::Turn;
use crate::view::time::{Activity, Cursor, Half, Stage};
use crate::view::undo::Source;
use crate::view::views::View;

fn first() -> State {
    State::first().expect("the first preset is a lab file")
}

/// What the session of a state says after its runs were changed, or one was forked.
fn holds(state: &State, count: usize, beta: f64) -> Action {
    let run = RunSpec::new(crate::objective::Objective::Dpo(crate::objective::Dpo { beta }));
    let lab = LabFile { runs: vec![run; count], ..(*state.document.spec).clone() };
    Action::of(&state.document.start, document::Action::Holds(lab.into()))
}

fn after(actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(first(), |state, action| reduce(&state, action))
}

/// Between another lab's beginning and the end of the session before it, that one may still say something.
#[test]
fn a_session_that_was_left_says_nothing_more() {
    let old = first();
    let new = reduce(&old, playback::Action::Reset.into());
    let trainer = Trainer { kind: DeviceKind::Cpu, reason: String::new(), news: TrainerNews::None };
    let said: [Action; 5] = [
        playback::Action::Trains(trainer).into(),
        playback::Action::Reached(Stage::Done).into(),
        playback::Action::Fail("It broke.".into()).into(),
        chrome::Action::Notice("A run has stopped.".into()).into(),
        document::Action::Holds((*old.document.spec).clone().into()).into(),
    ];
    for action in said {
        assert_eq!(reduce(&new, Action::of(&old.document.start, action.clone())), new, "{action:?}");
        assert_ne!(reduce(&new, Action::of(&new.document.start, action.clone())), new, "{action:?}");
    }
}

#[test]
fn the_page_opens_training_the_first_preset() {
    let state = first();
    assert_eq!(
        (state.playback.activity, state.playback.stage, state.playback.cursor),
        (Activity::Training, Stage::Sft, Cursor::Newest)
    );
    assert!(!state.document.spec.dataset.pairs.is_empty() && state.playback.fault.is_none());
}

#[test]
fn actions() {
    let old = first();
    let check = |actions: &[Action], holds: fn(&State, &State) -> bool| {
        let new = actions.iter().cloned().fold(old.clone(), |state, action| reduce(&state, action));
        assert!(holds(&old, &new), "{actions:?}");
    };
    check(&[playback::Action::Pause.into()], |old, new| {
        new.playback.activity == Activity::Paused && new.document.start == old.document.start
    });
    check(&[playback::Action::Pause.into(), playback::Action::Train.into()], |old, new| new == old);
    check(
        &[playback::Action::Pause.into(), playback::Action::Scrub(3).into(), playback::Action::Resume.into()],
        |old, new| new.playback.activity == old.playback.activity && new.playback.cursor == Cursor::At(3),
    );
    check(&[playback::Action::Reached(Stage::Done).into(), playback::Action::Resume.into()], |_, new| {
        new.playback.activity == Activity::Paused
    });
    check(&[playback::Action::Backend(Wish::Gpu).into()], |old, new| {
        new.playback.backend == Wish::Gpu && new.document.start != old.document.start
    });
    check(&[playback::Action::Reset.into()], |old, new| {
        new.document.start != old.document.start && new.playback.activity == Activity::Paused
    });
    check(&[playback::Action::Reached(Stage::Done).into()], |_, new| new.playback.activity == Activity::Paused);
    check(&[playback::Action::Reached(Stage::Done).into(), playback::Action::Train.into()], |old, new| {
        new.document.start != old.document.start
    });
    check(&[playback::Action::Scrub(3).into()], |_, new| new.playback.cursor == Cursor::At(3));
    check(&[playback::Action::Scrub(3).into(), playback::Action::Follow.into()], |old, new| new == old);
    check(&[look::Action::Select(1).into()], |_, new| new.look.pair == 1);
    check(&[look::Action::Select(usize::MAX).into()], |old, new| new == old);
    check(
        &[look::Action::Turn(Turn::Position(1)).into(), look::Action::Select(1).into(), look::Action::Select(0).into()],
        |_, new| new.look.scope.position(&new.document.spec, 0) == 1,
    );
    check(&[document::Action::Choose(1).into()], |old, new| {
        new.document.preset == 1 && *new.document.spec != *old.document.spec && new.document.start != old.document.start
    });
    check(&[document::Action::Choose(usize::MAX).into()], |old, new| new == old);
    check(&[look::Action::Select(1).into(), document::Action::Choose(1).into()], |_, new| new.look.pair == 0);
    check(&[chrome::Action::Notice("No.".to_owned()).into()], |old, new| {
        new.chrome.notice.is_some() && new.playback.activity == old.playback.activity
    });
    check(&[chrome::Action::Notice("No.".to_owned()).into(), document::Action::Choose(1).into()], |_, new| {
        new.chrome.notice.is_none()
    });
    check(&[playback::Action::Fail("No.".to_owned()).into()], |_, new| {
        new.playback.fault.is_some() && new.playback.activity == Activity::Paused
    });
    check(&[playback::Action::Fail("No.".to_owned()).into(), playback::Action::Reset.into()], |_, new| {
        new.playback.fault.is_none()
    });
    check(&[const { Action::Chrome(chrome::Action::NextTheme) }; 4], |old, new| new == old);
    check(&[playback::Action::Half.into()], |_, new| {
        new.playback.half == Half::Gradient && new.playback.activity == Activity::Paused
    });
    check(&[playback::Action::Half.into(), playback::Action::Scrub(1).into()], |_, new| {
        new.playback.half == Half::None
    });
    check(&[playback::Action::Half.into(), playback::Action::Train.into()], |old, new| new == old);
    check(&[playback::Action::Half.into(), document::Action::Choose(1).into()], |_, new| {
        new.playback.half == Half::None
    });
    check(&[chrome::Action::Present(Mode::Presentation).into()], |_, new| new.chrome.mode == Mode::Presentation);
    check(&[const { Action::Look(look::Action::NextView) }; View::ALL.len()], |old, new| new == old);
    let zoom = |from, to| look::Action::Zoom(Some(Window { from, to })).into();
    check(&[zoom(100, 120)], |_, new| new.look.zoom == Some(Window { from: 100, to: 120 }));
    check(&[zoom(100, 9000)], |_, new| new.look.zoom == Some(Window { from: 100, to: 260 }));
    check(&[zoom(0, 9000)], |_, new| new.look.zoom.is_none());
    check(&[zoom(100, 120), document::Action::Choose(1).into()], |_, new| new.look.zoom.is_none());
    check(&[look::Action::Hide(1).into()], |_, new| *new.look.hidden == [1]);
    check(&[look::Action::Hide(1).into(), look::Action::Hide(0).into(), look::Action::Hide(1).into()], |_, new| {
        *new.look.hidden == [0]
    });
    check(&[look::Action::Hide(1).into(), document::Action::Choose(1).into()], |_, new| new.look.hidden.is_empty());
    check(&[look::Action::View(View::PLANE).into()], |_, new| new.look.view == View::PLANE);
    check(&[chrome::Action::Show(Tab::Settings).into()], |old, new| {
        new.chrome.tab == Tab::Settings && new.document.start == old.document.start
    });
    let delete = || document::Action::Edit(Edit::RemovePair(0)).into();
    check(&[delete()], |old, new| {
        *new.document.spec != *old.document.spec
            && new.document.start != old.document.start
            && new.document.origin() == Origin::Edited
    });
    check(&[delete()], |_, new| new.playback.activity == Activity::Training && new.document.undo.has_past());
    check(&[look::Action::Select(4).into(), delete()], |_, new| new.look.pair == 3);
    check(&[look::Action::Select(4).into(), delete(), document::Action::Undo.into()], |old, new| {
        *new.document.spec == *old.document.spec && new.look.pair == 4
    });
    check(&[delete(), document::Action::Undo.into(), document::Action::Redo.into()], |_, new| {
        new.document.spec.dataset.pairs.len() == 9
    });
    let open = |text: &str| document::Action::Open(Box::new(link::read(text).expect("whole").expect("a link"))).into();
    check(&[open("preset=arithmetic&pair=2&token=1&run=1&step=7&digest=1f")], |old, new| {
        let looks = (
            new.document.preset,
            new.look.pair,
            new.look.scope.position(&new.document.spec, 2),
            new.look.scope.run(&new.document.spec),
            new.playback.cursor,
        );
        let pledge = Pledge { at: (Phase::Preference, 7), digest: 0x1f, verdict: Comparison::Open };
        looks == (1, 2, 1, 1, Cursor::At(107))
            && new.document.pledge == Some(pledge)
            && new.document.start != old.document.start
    });
    check(&[open("preset=smaug&pair=999&phase=sft&step=999")], |old, new| {
        (new.look.pair, new.playback.cursor, &new.document.start) == (9, Cursor::At(100), &old.document.start)
    });
    check(&[delete(), open("preset=smaug"), document::Action::Undo.into()], |_, new| {
        new.document.origin() == Origin::Edited
    });
    check(&[open("preset=smaug&step=1&digest=1"), delete()], |_, new| new.document.pledge.is_none());
    check(&[open("preset=smaug&step=1&digest=1"), document::Action::Compared(Comparison::Same).into()], |_, new| {
        new.document.pledge.is_some_and(|pledge| pledge.verdict == Comparison::Same)
    });
    let runs = |count: usize, beta: f64| holds(&old, count, beta);
    // A slider that is drawn while training is one change, and a fork is one.
    check(&[runs(2, 0.2), runs(2, 0.4), runs(3, 0.4), document::Action::Undo.into()], |_, new| {
        new.document.spec.runs.len() == 2
    });
    check(
        &[runs(2, 0.2), runs(2, 0.4), runs(3, 0.4), document::Action::Undo.into(), document::Action::Undo.into()],
        |old, new| {
            *new.document.spec == *old.document.spec
                && new.document.start != old.document.start
                && !new.document.undo.has_past()
        },
    );
    check(&[runs(3, 0.4)], |old, new| {
        new.document.start == old.document.start && new.document.start.lab() == &old.document.spec
    });
    // What a session that was left still does is no news.
    check(&[playback::Action::Reset.into(), runs(3, 0.4)], |old, new| new.document.spec == old.document.spec);
    check(&[delete(), runs(3, 0.4)], |_, new| new.document.spec.dataset.pairs.len() == 9);
    let color = || document::Action::Edit(Edit::ColorRun(1, Some(Color::Teal))).into();
    check(&[color()], |old, new| {
        *new.document.spec != *old.document.spec
            && new.document.start == old.document.start
            && new.document.undo.has_past()
    });
    check(&[color(), document::Action::Undo.into()], |old, new| {
        *new.document.spec == *old.document.spec && new.document.start == old.document.start
    });
    check(&[color(), delete(), document::Action::Undo.into()], |old, new| new.document.start != old.document.start);
    check(&[document::Action::Undo.into()], |old, new| new == old);
    check(&[document::Action::Redo.into()], |old, new| new == old);
    check(&[delete(), document::Action::Choose(1).into(), document::Action::Undo.into()], |old, new| {
        new.document.preset == 0
            && new.document.origin() == Origin::Edited
            && new.document.spec.dataset.pairs.len() == 9
            && *old.document.spec != *new.document.spec
    });
    check(&[delete(), document::Action::Choose(0).into()], |old, new| {
        *new.document.spec == *old.document.spec && new.document.undo.has_past()
    });
    // A pair that is held out is another training; it comes back by undo, or is the last of those that are trained.
    let hold_out = || document::Action::Edit(Edit::HoldOutPair(4)).into();
    check(&[look::Action::Select(6).into(), hold_out()], |old, new| {
        let (before, after) = (&old.document.spec.dataset, &new.document.spec.dataset);
        (new.look.pair, after.pairs.len(), after.eval_pairs.as_slice()) == (5, 9, &before.pairs[4..5])
            && new.document.start != old.document.start
    });
    check(&[look::Action::Select(4).into(), hold_out(), document::Action::Undo.into()], |old, new| {
        *new.document.spec == *old.document.spec && new.look.pair == 4
    });
    check(&[hold_out(), document::Action::Edit(Edit::TrainPair(9)).into()], |old, new| {
        let (before, after) = (&old.document.spec.dataset, &new.document.spec.dataset);
        (new.look.pair, after.pairs.last(), after.eval_pairs.len()) == (9, before.pairs.get(4), 0)
    });
    // Data in parts come in as they are.
    let offer = |asks: bool| {
        let Dataset { pairs, .. } = &first().document.spec.dataset;
        let (pairs, eval_pairs) = (pairs[..2].to_vec(), pairs[2..5].to_vec());
        Rc::new(Offer {
            pairs,
            eval_pairs,
            tokens: Tokens::default(),
            characters: None,
            notes: vec!["said".to_owned()],
            problems: vec![],
            asks,
            source: None,
        })
    };
    let took = |old: &State, new: &State| {
        let (before, after) = (&old.document.spec.dataset.pairs, &new.document.spec.dataset);
        (&after.pairs[..], &after.eval_pairs[..]) == (&before[..2], &before[2..5])
            && new.document.outcome.as_deref() == Some("said")
    };
    check(&[document::Action::Offer(offer(false)).into()], took);
    check(&[document::Action::Offer(offer(true)).into()], |old, new| new.document.spec == old.document.spec);
    check(&[document::Action::Offer(offer(true)).into(), document::Action::Accept.into()], took);
    let refused = || document::Action::Edit(Edit::RemovePair(99)).into();
    check(&[refused()], |old, new| {
        *new.document.spec == *old.document.spec
            && new.document.start == old.document.start
            && new.document.refusal.is_some()
    });
    check(&[refused(), delete()], |_, new| new.document.refusal.is_none());
    let nothing = document::Action::Edit(Edit::MovePair { from: 1, to: 1 }).into();
    check(&[refused(), nothing], |old, new| new.playback == old.playback && new.document.spec == old.document.spec);
}

fn chapter(key: &str) -> Chapter {
    Chapter::named(key).unwrap_or_else(|| panic!("no chapter {key}"))
}

fn turn_to(key: &str) -> Action {
    book::Action::Open(chapter(key)).into()
}

#[test]
fn a_chapter_is_told_on_its_example_or_on_the_lab_at_hand() {
    let check = |actions: &[Action], holds: fn(&State, &State) -> bool| {
        let old = first();
        let new = actions.iter().cloned().fold(old.clone(), |state, action| reduce(&state, action));
        assert!(holds(&old, &new), "{actions:?}");
    };
    let delete = || document::Action::Edit(Edit::RemovePair(0)).into();
    check(&[turn_to("fall")], |old, new| {
        (new.book.face, new.playback.cursor, &new.document.start, &*new.document.spec)
            == (PageFace::Argument, Cursor::At(100), &old.document.start, &*old.document.spec)
    });
    // The examples of chapters take each other's place, and there is nothing to be had back.
    check(&[turn_to("pair")], |_, new| new.document.preset == 1 && !new.document.undo.has_past());
    check(&[turn_to("pair"), turn_to("fall")], |old, new| *new.document.spec == *old.document.spec);
    check(&[playback::Action::Reached(Stage::Done).into(), turn_to("after")], |_, new| {
        new.playback.activity == Activity::Paused
    });
    // Any other lab stays, with its pair, and is told about.
    check(&[delete(), look::Action::Select(4).into(), turn_to("pair")], |_, new| {
        new.document.spec.dataset.pairs.len() == 9 && new.look.pair == 4 && new.book.chapter == Chapter::FIRST
    });
    check(&[document::Action::Choose(4).into(), turn_to("fall")], |_, new| new.document.preset == 4);
    // Unless it is asked for: then it can be had back.
    check(&[delete(), turn_to("fall"), book::Action::OnExample.into()], |old, new| {
        *new.document.spec == *old.document.spec && new.document.undo.has_past()
    });
    // The cursor goes on only from where it was left.
    let sweep = |from: usize, to: usize| playback::Action::Sweep(from, to).into();
    check(&[turn_to("fall"), sweep(100, 102), sweep(102, 104)], |_, new| new.playback.cursor == Cursor::At(104));
    check(&[turn_to("fall"), sweep(100, 102), playback::Action::Scrub(9).into(), sweep(102, 104)], |_, new| {
        new.playback.cursor == Cursor::At(9)
    });
}

/// An exercise's runs take the example's place as a chapter's do, and go as one reads on; what was said of them goes with them.
#[test]
fn an_exercise_brings_its_own_runs() {
    let sign = || Action::from(book::Action::Try(Exercise::SignBug));
    let tried = after([turn_to("forms"), sign()]);
    let example = |state: &State| state.document.example().map(|preset| preset.name);
    assert_eq!((example(&tried), tried.book.chapter), (Some("sign-bug"), chapter("forms")));
    assert!(!tried.document.undo.has_past() && tried.playback.activity == Activity::Training);
    let named = reduce(&tried, book::Action::Suspect(1).into());
    assert_eq!((tried.book.suspect, named.book.suspect), (None, Some(1)));
    let on = reduce(&named, turn_to("dispute"));
    assert_eq!((example(&on), on.book.suspect), (Some("far-apart"), None));
    let back = reduce(&named, book::Action::OnExample.into());
    assert_eq!((example(&back), back.book.chapter, back.book.suspect), (Some("penalties"), chapter("forms"), None));
    // A person's own lab can be had back.
    let delete = document::Action::Edit(Edit::RemovePair(0)).into();
    assert!(after([delete, turn_to("forms"), sign()]).document.undo.has_past());
    // One that is done in the lab at hand brings nothing.
    let state = after([turn_to("now")]);
    assert_eq!(reduce(&state, book::Action::Try(Exercise::Spared).into()), state);
}

#[test]
fn a_question_is_answered_before_one_reads_on() {
    let next = || Action::from(book::Action::Next);
    let asked = after([turn_to("fall")]);
    assert!(asked.book.asks());
    let shown = reduce(&asked, next());
    assert_eq!((shown.book.chapter, shown.book.guess()), (chapter("fall"), Some(Guess::None)));
    assert_eq!(reduce(&shown, next()).book.chapter, chapter("usual"));
    let guessed = reduce(&asked, book::Action::Guess(Guess::Choice(1)).into());
    assert_eq!((guessed.book.guess(), guessed.book.asks()), (Some(Guess::Choice(1)), false));
    // What was said stays said in this visit.
    let back = [next(), book::Action::Back.into()].into_iter().fold(guessed, |state, action| reduce(&state, action));
    assert_eq!(back.book.guess(), Some(Guess::Choice(1)));
    let last = Chapter::all().last().expect("some");
    let end = after([book::Action::Open(last).into(), next(), next()]);
    assert_eq!(end.book.chapter, last);
    assert_eq!(after([turn_to("pair"), book::Action::Back.into()]).book.chapter, Chapter::FIRST);
}

#[test]
fn a_chapter_looks_where_a_link_says() {
    let place = |text: &str| {
        let options = options::read(&format!("embed&{text}"));
        options.actions().fold(State::first().expect("the first preset"), |state, action| reduce(&state, action))
    };
    let own = place("chapter=after");
    let there = place("chapter=after&pair=2&token=8&step=40");
    let position = |state: &State| state.look.scope.position(&state.document.spec, state.look.pair);
    assert_eq!((there.book.chapter, there.look.pair, position(&there)), (chapter("after"), 2, 8));
    assert_eq!((there.playback.cursor, there.book.named.at.is_some()), (Cursor::At(140), true));
    assert_eq!(there.look.scope.run(&there.document.spec), own.look.scope.run(&own.document.spec));
    assert_eq!(place("chapter=after&run=dpop").look.scope.run(&own.document.spec), 1);
    // What is not named is the chapter's own, and what there is not is the last there is.
    let pair = place("chapter=after&pair=2");
    assert_eq!((pair.playback.cursor, pair.look.pair), (own.playback.cursor, 2));
    assert_eq!(place("chapter=after&pair=99&step=999").look.pair, 9);
    // The next chapter is told from its own place again.
    let next = reduce(&there, turn_to("premise"));
    assert_eq!((next.playback.cursor, next.book.named.at), (Cursor::At(100), None));
}

#[test]
fn a_figure_of_a_part_has_no_stage_and_asks_nothing_that_it_does_not_show() {
    use crate::view::panel::ChapterPart;
    let check = |show: &str, stage: bool, asks: bool| {
        let frame = options::read(&format!("embed&chapter=premise&show={show}")).frame;
        let state = after([turn_to("premise")]);
        for panel in [Panel::Strip, Panel::Microscope, Panel::Time] {
            assert_eq!(state.shows(&frame, panel), stage, "{panel:?} of {show}");
        }
        assert_eq!(state.asks(&frame), asks, "{show}");
        assert_eq!(frame.tells(ChapterPart::Verdicts), show.is_empty() || show.contains("verdicts"), "{show}");
    };
    check("", true, true);
    check("stage", true, false);
    check("verdicts", false, false);
    check("question,verdicts", false, true);
    check("text,formula", false, false);
}

#[test]
fn in_a_hall_a_chapter_has_two_screens() {
    let next = || Action::from(book::Action::Next);
    let hall = after([chrome::Action::Present(Mode::Presentation).into(), turn_to("fall")]);
    assert!(hall.waits() && hall.book.beat == Beat::Words);
    let picture = reduce(&hall, next());
    assert_eq!((picture.book.beat, picture.book.guess(), picture.waits()), (Beat::Picture, Some(Guess::None), false));
    let onward = reduce(&picture, next());
    assert_eq!((onward.book.chapter, onward.book.beat), (chapter("usual"), Beat::Words));
    assert_eq!(reduce(&picture, book::Action::Back.into()).book.beat, Beat::Words);
    // Without a question there are two screens all the same.
    let plain = reduce(&hall, turn_to("cases"));
    assert!(plain.waits() && !plain.book.asks());
    assert_eq!(reduce(&plain, next()).book.beat, Beat::Picture);
}

#[test]
fn both_faces_are_of_one_lab() {
    let looked = [look::Action::Select(2).into(), look::Action::Turn(Turn::Position(3)).into()];
    let there = looked.into_iter().fold(after([playback::Action::Scrub(50).into()]), |state, act| reduce(&state, act));
    let faces = [PageFace::Argument, PageFace::Lab].map(|face| book::Action::Face(face).into());
    let back = faces.into_iter().fold(there.clone(), |state, action| reduce(&state, action));
    assert_eq!((&back.document.start, back.playback.cursor), (&there.document.start, there.playback.cursor));
    assert_eq!((back.look.pair, &back.look.scope), (there.look.pair, &there.look.scope));
}

#[test]
fn back_leads_out_of_a_link_and_changed_labs_are_kept_apart() {
    let open = |text: &str| document::Action::Open(Box::new(link::read(text).expect("whole").expect("a link"))).into();
    let delete = || document::Action::Edit(Edit::RemovePair(0)).into();
    let nine = after([delete(), look::Action::Select(4).into()]);
    let go = |state: &State, actions: &[Action]| {
        actions.iter().cloned().fold(state.clone(), |state, action| reduce(&state, action))
    };
    let check = |actions: &[Action], expected: &State| {
        let state = go(&nine, actions);
        let seen = (
            &*state.document.spec,
            state.look.pair,
            state.document.strand,
            state.document.source,
            state.playback.cursor,
        );
        assert_eq!(
            seen,
            (&*expected.document.spec, expected.look.pair, expected.document.strand, Source::Here, Cursor::Newest),
            "{actions:?}"
        );
    };
    check(&[open("preset=yes-no"), document::Action::Leave.into()], &nine);
    check(
        &[
            open("preset=yes-no&pair=2&step=7"),
            open("preset=betas"),
            document::Action::Leave.into(),
            document::Action::Leave.into(),
        ],
        &nine,
    );
    check(
        &[open("preset=yes-no"), delete(), document::Action::Choose(2).into(), document::Action::Leave.into()],
        &nine,
    );
    check(&[open("preset=yes-no"), document::Action::Undo.into(), document::Action::Leave.into()], &nine);
    // A link that was changed is a lab of its own, to which Back leads from the next one.
    let eight = go(&nine, &[open("preset=yes-no"), delete()]);
    assert!(eight.document.source == Source::Here && eight.document.strand != nine.document.strand);
    check(&[open("preset=yes-no"), delete(), open("preset=betas"), document::Action::Leave.into()], &eight);
    check(
        &[
            open("preset=yes-no"),
            delete(),
            open("preset=betas"),
            document::Action::Leave.into(),
            document::Action::Leave.into(),
        ],
        &nine,
    );
    // The same lab elsewhere: Back looks where it looked.
    let there = first();
    let here = go(&there, &[open("preset=smaug&pair=2&step=7&digest=1"), document::Action::Leave.into()]);
    assert_eq!(
        (&here.document.start, here.look.pair, here.playback.cursor, here.document.pledge),
        (&there.document.start, 0, Cursor::Newest, None)
    );
    // What was taken back and made again is still the link's.
    let again = go(&nine, &[open("preset=yes-no"), document::Action::Undo.into(), document::Action::Redo.into()]);
    assert_eq!(
        (again.document.source, &*go(&again, &[document::Action::Leave.into()]).document.spec),
        (Source::Link, &*nine.document.spec)
    );
}

#[test]
fn a_fork_is_followed_and_trains_to_the_end() {
    for stage in [Stage::Preference, Stage::Done] {
        let before = after([
            playback::Action::Reached(stage).into(),
            playback::Action::Pause.into(),
            playback::Action::Scrub(120).into(),
        ]);
        let forked = reduce(&before, holds(&before, 3, 0.2));
        let now = (forked.playback.activity, forked.playback.stage, forked.playback.cursor);
        assert_eq!(now, (Activity::Training, Stage::Preference, Cursor::Newest), "{stage:?}");
        let changed = reduce(&before, holds(&before, 2, 0.2));
        assert_eq!(
            (changed.playback.activity, changed.playback.stage, changed.playback.cursor),
            (Activity::Paused, stage, Cursor::At(120))
        );
    }
}

#[test]
fn an_empty_lab_waits_for_its_first_pair() {
    let pair = |word: &str| crate::data::PairText { prompt: "a".into(), chosen: "b".into(), rejected: word.into() };
    let add = Edit::AddPair { at: 0, pair: pair("c"), words: edit::NewWords::Add };
    let deleted: Vec<Action> = (0..10).map(|_| document::Action::Edit(Edit::RemovePair(0)).into()).collect();
    for begun in [vec![document::Action::Edit(Edit::StartEmpty).into()], deleted] {
        let empty = after(begun.into_iter().chain([
            playback::Action::Train.into(),
            playback::Action::Resume.into(),
            look::Action::Select(0).into(),
        ]));
        assert!(empty.document.is_empty() && empty.document.refusal.is_none(), "{:?}", empty.document.refusal);
        assert_eq!(
            (empty.playback.activity, empty.playback.stage, empty.look.pair, empty.document.origin()),
            (Activity::Paused, Stage::Sft, 0, Origin::Own)
        );
        let begun = reduce(&empty, document::Action::Edit(add.clone()).into());
        assert_eq!((begun.playback.activity, begun.document.spec.dataset.pairs.len()), (Activity::Training, 1));
        assert_ne!(begun.document.start, empty.document.start);
        let back = reduce(&begun, document::Action::Undo.into());
        assert_eq!((&*back.document.spec, back.playback.activity), (&*empty.document.spec, Activity::Paused));
    }
}

/// Whatever is done, in any order, with labs that become empty and others that come and go.
#[cfg(not(target_arch = "wasm32"))]
mod any_actions {
    use super::*;
    use crate::data::edit::tests::edits;
    use crate::data::presets;
    use crate::view::visit;
    use proptest::prelude::*;

    fn actions() -> impl Strategy<Value = Action> {
        let links = ["preset=yes-no&pair=3&step=9", "preset=smaug", "v=1&preset=betas&pair=99&token=9&run=7"];
        let open =
            |text: &str| document::Action::Open(Box::new(link::read(text).expect("whole").expect("a link"))).into();
        let simple = vec![
            playback::Action::Train.into(),
            playback::Action::Pause.into(),
            playback::Action::Resume.into(),
            playback::Action::Reset.into(),
            playback::Action::Follow.into(),
            playback::Action::Half.into(),
            document::Action::Undo.into(),
            document::Action::Redo.into(),
            document::Action::Undo.into(),
            document::Action::Leave.into(),
            book::Action::Next.into(),
            book::Action::Back.into(),
            book::Action::OnExample.into(),
            book::Action::Try(Exercise::SignBug).into(),
            book::Action::Suspect(7).into(),
            book::Action::Face(PageFace::Lab).into(),
            book::Action::Face(PageFace::Argument).into(),
            book::Action::Guess(Guess::Choice(1)).into(),
            look::Action::NextView.into(),
            chrome::Action::NextTheme.into(),
            playback::Action::Reached(Stage::Preference).into(),
            playback::Action::Reached(Stage::Done).into(),
            chrome::Action::Notice("x".into()).into(),
        ];
        prop_oneof![
            6 => edits().prop_map(|value| Action::from(document::Action::Edit(value))),
            2 => (0usize..3).prop_map(|at| Action::from(document::Action::Edit(Edit::RemovePair(at)))),
            3 => prop::sample::select(simple),
            1 => (0usize..8).prop_map(|value| Action::from(document::Action::Choose(value))),
            1 => prop::sample::select(links.to_vec()).prop_map(open),
            1 => prop::sample::select(Chapter::all().collect::<Vec<_>>()).prop_map(|to| Action::from(book::Action::Open(to))),
            1 => (0usize..12).prop_map(|value| Action::from(look::Action::Select(value))),
            1 => (0usize..300).prop_map(|value| Action::from(playback::Action::Scrub(value))),
            1 => (0usize..30).prop_map(|k| Action::from(look::Action::Turn(Turn::Position(k)))),
            1 => (0usize..9).prop_map(|preset| Action::from(document::Action::TakeUp(preset, Box::new(LabFile::empty()), None))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn leave_a_state_that_can_be_shown_and_kept(actions in prop::collection::vec(actions(), 1..24)) {
            let mut state = first();
            for action in actions {
                state = reduce(&state, action);
                let pairs = state.document.spec.dataset.pairs.len();
                prop_assert_eq!(state.document.spec.checked(), Ok((*state.document.spec).clone()));
                prop_assert!(state.look.pair < pairs.max(1) && state.document.strand <= state.document.strands);
                prop_assert!(!state.document.is_empty() || (state.playback.activity, state.playback.stage) == (Activity::Paused, Stage::Sft) || state.playback.stage != Stage::Sft);
                prop_assert!(state.document.start.lab().trains_as(&state.document.spec));
                prop_assert!(state.document.source == Source::Here || state.document.home.is_some());
                let _ = (state.look.scope.position(&state.document.spec, state.look.pair), state.link(None, None));
                let own = state.own();
                prop_assert_eq!(own.document.source, Source::Here);
                let lab = visit::own(&own).map(|own| visit::write_lab(&own, 1));
                let again = visit::read(&visit::write(&own, Some(1)), |_| lab).expect("what was written");
                prop_assert_eq!((&*again.document.spec, again.look.pair), (&*own.document.spec, own.look.pair));
                prop_assert!(link::write(&state.document.spec, presets().get(state.document.preset), &link::LinkView::default()).is_ok());
            }
        }
    }
}

#[test]
fn an_imported_model_is_taken_waited_for_and_taken_back() {
    let lab = first().document.spec.clone();
    let layout = crate::model::Layout::new(lab.model, lab.dataset.vocabulary.len());
    let weights = Weights::new(layout.clone(), crate::model::initial(&layout, 9)).expect("its own layout");
    let named = LabFile { weights: Some(weights.name()), ..(*lab).clone() };
    let import = || {
        let imported = Imported { lab: named.clone(), weights: Rc::new(weights.clone()), spare: 0 };
        document::Action::Import(Box::new(imported), String::new()).into()
    };
    let state = after([import()]);
    assert_eq!(
        (&*state.document.spec, state.document.missing(), state.document.weights().is_some()),
        (&named, None, true)
    );
    assert!(**state.document.start.lab() == named && state.document.outcome.is_some());
    let undone = reduce(&state, document::Action::Undo.into());
    assert_eq!((&*undone.document.spec, undone.document.weights()), (&*lab, None));
    let again = reduce(&undone, document::Action::Redo.into());
    assert_eq!((&*again.document.spec, again.document.missing()), (&named, None));
    let forgotten = reduce(&again, document::Action::Edit(Edit::ForgetWeights).into());
    assert_eq!(*forgotten.document.spec, *lab);

    // What a link opens waits, and begins when they come.
    let waiting = after([document::Action::Edit(Edit::Open(Box::new(named.clone()))).into()]);
    assert_eq!(waiting.document.missing(), Some(weights.name()));
    let begun = reduce(&waiting, import());
    assert_eq!(
        (begun.document.missing(), &*begun.document.spec, &begun.document.undo),
        (None, &*waiting.document.spec, &waiting.document.undo)
    );
    assert_ne!(begun.document.start, waiting.document.start);

    let many = (0..3 * SHELF as u64).fold(first(), |state, seed| {
        let weights = Weights::new(layout.clone(), crate::model::initial(&layout, seed)).expect("its own layout");
        let lab = LabFile { weights: Some(weights.name()), ..(*lab).clone() };
        reduce(
            &state,
            document::Action::Import(
                Box::new(Imported { lab, weights: Rc::new(weights), spare: 2 }),
                " Said.".to_owned(),
            )
            .into(),
        )
    });
    assert_eq!((many.document.shelf.len(), many.document.missing()), (SHELF, None));
    assert!(many.document.outcome.as_ref().is_some_and(|said| said.ends_with("before. Said.")), "{many:?}");
}

#[test]
fn undo_restores_every_lab_and_redo_makes_it_again() {
    let edits = [
        Edit::DuplicatePair(3),
        Edit::RenameToken { token: 1, to: "[".into() },
        Edit::MovePair { from: 0, to: 5 },
        Edit::AddRun,
        Edit::Set(edit::Setting::Steps, "20".into()),
        Edit::RemovePair(2),
    ];
    let mut states = vec![first()];
    for edit in edits {
        let next = reduce(&states[states.len() - 1], document::Action::Edit(edit).into());
        assert_eq!(next.document.refusal, None);
        states.push(next);
    }
    let lab = |state: &State| (state.document.spec.clone(), state.document.preset, state.look.pair);
    let mut now = states[states.len() - 1].clone();
    for state in states.iter().rev().skip(1) {
        now = reduce(&now, document::Action::Undo.into());
        assert_eq!(lab(&now), lab(state));
    }
    for state in &states[1..] {
        now = reduce(&now, document::Action::Redo.into());
        assert_eq!(lab(&now), lab(state));
    }
}

/// Bands of many seeds are of their own lab: an edit has none, and where it is taken back they are there again.
#[test]
fn bands_go_with_an_edit_and_come_back_with_its_lab() {
    let cell = |loss: f64| {
        let rows = format!(r#"[{{"step": 0, "loss": {loss}}}, {{"step": 160, "loss": {loss}}}]"#);
        format!(r#"{{"cell": 0, "at": [], "runs": [{{"rows": {rows}}}]}}"#)
    };
    let bands = SeedBands::of(&first().document.spec, &[cell(0.5), cell(0.75)]).expect("two seeds");
    let shown = after([look::Action::Bands(Some(bands.into())).into()]);
    let seen =
        |state: &State| state.look.bands.as_ref().filter(|bands| bands.fit(&state.document.spec)).map(|it| it.seeds());
    assert_eq!((seen(&first()), seen(&shown)), (None, Some(2)));
    let edit = |change: Edit| reduce(&shown, document::Action::Edit(change).into());
    for change in [Edit::Set(edit::Setting::Steps, "20".into()), Edit::RemovePair(2), Edit::AddRun] {
        let edited = edit(change);
        assert_eq!(seen(&edited), None);
        assert_eq!(seen(&reduce(&edited, document::Action::Undo.into())), Some(2));
    }
    assert_eq!(seen(&reduce(&shown, holds(&shown, 2, 0.7))), None, "a run has another loss from here on");
    assert_eq!(seen(&edit(Edit::Set(edit::Setting::Seed, "7".into()))), Some(2));
    assert_eq!(seen(&reduce(&shown, look::Action::Bands(None).into())), None);
}

/// Nothing is switched in silence: where characters are offered, they are taken when they are asked for.
#[test]
fn data_may_be_taken_as_characters() {
    let offer = |tokens: Tokens, chosen: &str, characters: Option<Rc<Offer>>| {
        let pair = PairText { prompt: "2+2=".into(), chosen: chosen.into(), rejected: "5.".into() };
        let asks = characters.is_some();
        Rc::new(Offer {
            pairs: vec![pair],
            eval_pairs: vec![],
            tokens,
            characters,
            notes: vec![],
            problems: vec![],
            asks,
            source: None,
        })
    };
    let both = offer(Tokens::Words, "4.", Some(offer(Tokens::Characters, "4. ", None)));
    let asked = after([document::Action::Offer(both).into()]);
    let kind = |state: &State| (state.document.spec.dataset.tokens, state.document.spec.dataset.pairs.len());
    assert_eq!(kind(&asked), kind(&first()));
    let words = reduce(&asked, document::Action::Accept.into());
    assert_eq!((kind(&words), words.document.offer.is_none()), ((Tokens::Words, 1), true));
    let characters = reduce(&asked, document::Action::AcceptCharacters.into());
    assert_eq!((kind(&characters), characters.document.offer.is_none()), ((Tokens::Characters, 1), true));
    assert_eq!(characters.document.spec.dataset.pairs[0].chosen, "4. ");
    assert_eq!(kind(&reduce(&characters, document::Action::Undo.into())), kind(&first()));
    assert_eq!(reduce(&words, document::Action::AcceptCharacters.into()), words, "nothing is offered");
    // And the switch is an edit like others.
    let switched = after([document::Action::Edit(Edit::SetTokens(Tokens::Characters)).into()]);
    assert!(kind(&switched).0 == Tokens::Characters && switched.document.outcome.is_some(), "longer texts need room");
    assert_eq!(kind(&reduce(&switched, document::Action::Undo.into())), kind(&first()));
}
