//! Ways through time, as what they do to the state.

use super::reading;
use super::request::Move;
use super::state::{Action, State, look, playback};
use super::time::{Cursor, Half, Stage};
use crate::plot::{Time, Window};
use crate::train::Session;

/// Where a session stands in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// The point of time that is shown.
    pub time: usize,
    /// The newest one.
    pub newest: usize,
    /// The phases' lengths.
    pub length: Time,
}

impl Now {
    /// Of a session that is looked at with this cursor.
    pub fn of(session: &Session, cursor: Cursor) -> Now {
        let (time, newest) = (reading::resolve(session, cursor), reading::newest(session));
        Now { time, newest, length: reading::time(session) }
    }
}

/// A part of the way.
#[derive(Clone, Debug, PartialEq)]
pub enum Leg {
    /// Something happens to the state.
    Act(Action),
    /// The session makes a step.
    MakeStep,
}

/// What a way through time comes to; on from the newest step means making one.
pub fn travel(to: Move, state: &State, now: Now) -> Vec<Leg> {
    let Now { time, newest, length } = now;
    let playback = &state.playback;
    let act = |action: playback::Action| vec![Leg::Act(action.into())];
    let to_time =
        |time: usize| act(if time >= newest { playback::Action::Follow } else { playback::Action::Scrub(time) });
    let marks = || playback.marks.iter().map(|mark| mark.time);
    match to {
        Move::Back(steps) => act(playback::Action::Scrub(time.saturating_sub(steps))),
        Move::On(_) if time >= newest && playback.stage != Stage::Done => {
            vec![Leg::Act(playback::Action::Pause.into()), Leg::Act(playback::Action::Follow.into()), Leg::MakeStep]
        }
        Move::On(steps) => to_time(time + steps),
        Move::Half if time >= newest && playback.stage == Stage::Done => Vec::new(),
        Move::Half if playback.half == Half::None => act(playback::Action::Half),
        Move::Half => travel(Move::On(1), state, now),
        Move::Zoom(by) => {
            let window = state.look.zoom.unwrap_or(Window::whole(length)).scaled(by, time, length);
            vec![Leg::Act(look::Action::Zoom(Some(window)).into())]
        }
        Move::First => act(playback::Action::Scrub(0)),
        Move::Last => act(playback::Action::Follow),
        Move::PreviousMark => marks().rfind(|mark| *mark < time).map_or(Vec::new(), to_time),
        Move::NextMark => marks().find(|mark| *mark > time).map_or(Vec::new(), to_time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::marks::Mark;
    use crate::view::state::reduce;

    #[test]
    fn ways() {
        let mark = |time: usize| Mark { time, run: 0, name: String::new(), kind: None };
        let marks = playback::Action::Marks(vec![mark(70), mark(90)].into());
        let begun = reduce(&State::first().expect("the first preset"), marks.into());
        let check = |actions: &[playback::Action], (time, newest): (usize, usize), to: Move, expected: &[Leg]| {
            let state = actions.iter().cloned().fold(begun.clone(), |state, action| reduce(&state, action.into()));
            let now = Now { time, newest, length: Time { sft: 60, preference: 160 } };
            assert_eq!(travel(to, &state, now), expected, "{to:?} at {time} of {newest} after {actions:?}");
        };
        let act = |action: playback::Action| Leg::Act(action.into());
        let (scrub, follow) = (|time: usize| act(playback::Action::Scrub(time)), act(playback::Action::Follow));
        let done = playback::Action::Reached(Stage::Done);
        let step = [act(playback::Action::Pause), follow.clone(), Leg::MakeStep];
        check(&[], (80, 100), Move::Back(1), &[scrub(79)]);
        check(&[], (3, 100), Move::Back(10), &[scrub(0)]);
        check(&[], (80, 100), Move::On(1), &[scrub(81)]);
        check(&[], (99, 100), Move::On(10), std::slice::from_ref(&follow));
        check(&[], (100, 100), Move::On(10), &step);
        check(std::slice::from_ref(&done), (220, 220), Move::On(1), std::slice::from_ref(&follow));
        check(&[], (80, 100), Move::Half, &[act(playback::Action::Half)]);
        check(&[playback::Action::Half], (80, 100), Move::Half, &[scrub(81)]);
        check(&[playback::Action::Half], (100, 100), Move::Half, &step);
        check(&[done], (220, 220), Move::Half, &[]);
        check(&[], (80, 100), Move::First, &[scrub(0)]);
        check(&[], (80, 100), Move::Last, &[follow]);
        check(&[], (80, 100), Move::PreviousMark, &[scrub(70)]);
        check(&[], (80, 100), Move::NextMark, &[scrub(90)]);
        check(&[], (70, 100), Move::PreviousMark, &[]);
        check(&[], (90, 100), Move::NextMark, &[]);
        let window = Window { from: 40, to: 150 };
        check(&[], (80, 100), Move::Zoom(0.5), &[Leg::Act(look::Action::Zoom(Some(window)).into())]);
    }
}
