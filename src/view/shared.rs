//! What the argument predicts by taking both answers' logits for one vector: at every step a token's own logit is pushed by the pair's weight times
//! `g`, and over the steps these pushes add up. They are what as many steps of plain descent at a rate of 1 would do to logits that stand alone;
//! the network's weights, and what the optimiser makes of gradients, have no part in them. Its probabilities at each step do: `g` is made of them.
//!
//! A change of log p cannot be predicted so: it would take the whole vocabulary's logits, of which the history keeps one a token. So directions
//! are compared, and sizes stand beside each other in their own units.

use crate::argument::RESOLUTION;
use crate::data::Side;
use crate::theory::Sign;
use crate::train::{Phase, Session};
use crate::view::reading;
use crate::view::scope::Since;
use crate::words::Directions;
use std::cmp::Ordering;
use std::ops::Range;

/// So many pushes are added up for a run at most: pictures are drawn while one waits.
const MOST: usize = 60_000;

/// The steps whose pushes lie between a point of time and that since which changes are measured; nothing before there are any.
pub fn steps(session: &Session, time: usize, since: Since) -> Option<Range<usize>> {
    match (reading::place(session, time), since) {
        ((Phase::Sft, _), _) => None,
        ((Phase::Preference, step), Since::Reference) => Some(0..step),
        ((Phase::Preference, step), Since::Step) => Some(step.saturating_sub(1)..step),
    }
}

/// Whether a run's pushes over these steps can be added up: every step is kept, and they are not too many.
pub fn can_add(session: &Session, run: usize, steps: &Range<usize>) -> bool {
    let tokens: usize = session.pairs().iter().map(|pair| pair.chosen.len()).sum();
    session.history().keeps_every_step(run) && tokens.saturating_mul(steps.len()) <= MOST
}

/// What the pushes on each token's own logit in an answer add up to `(K)`, instead of its change since then: run, pair and point of time. Nothing for
/// a pair that is not one token apart, for steps that the run has not made, and where the pushes cannot be added up.
pub fn changes(
    session: &Session,
    (run, pair, time): (usize, usize, usize),
    since: Since,
    side: Side,
) -> Option<Vec<f64>> {
    let steps = steps(session, time, since)?;
    if !can_add(session, run, &steps) {
        return None;
    }
    let mut sums = vec![0.0; side.tokens(session.pairs().get(pair)?).len()];
    for step in steps {
        for (sum, push) in sums.iter_mut().zip(pushes(session, (run, pair, step), side)?) {
            *sum += push;
        }
    }
    Some(sums)
}

/// The pushes of one step, the pair's own weight times `g`.
fn pushes(
    session: &Session,
    (run, pair, step): (usize, usize, usize),
    side: Side,
) -> Option<impl Iterator<Item = f64>> {
    let history = session.history();
    let differs = session.pairs().get(pair)?.one_token_apart()?;
    let rows = history.run(run).len();
    let policy = history.token_logps(Phase::Preference, run, step).filter(|_| step < rows)?;
    let pull = session.spec().runs.get(run)?.objective_at(step).pull(&policy.against(history.reference()?, pair));
    Some(reading::directions((policy, pair), differs, side, pull).map(move |g| pull.weight * g))
}

/// What the pushes on the tokens of the preferred answers add up to, before, at and after the difference, after each of so many steps: means over
/// the pairs that are one token apart. Nothing where there is none, or where they cannot be added up.
pub fn parts(session: &Session, run: usize, steps: usize) -> Option<Vec<[f64; 3]>> {
    let apart: Vec<(usize, usize)> = one_apart(session).collect();
    if apart.is_empty() || !can_add(session, run, &(0..steps)) {
        return None;
    }
    let mut parts = vec![[0.0; 3]];
    for step in 0..steps {
        let mut sums = *parts.last()?;
        for &(pair, differs) in &apart {
            for (k, push) in pushes(session, (run, pair, step), Side::Chosen)?.enumerate() {
                sums[group(k, differs)] += push / apart.len() as f64;
            }
        }
        parts.push(sums);
    }
    Some(parts)
}

/// At how many tokens of the preferred answers of some pairs the pushes and the network's changes go the same way. Nothing where either is not
/// known.
pub fn agreement(
    session: &Session,
    (run, pairs, time): (usize, Range<usize>, usize),
    since: Since,
) -> Option<Directions> {
    let (policy, before) = reading::against(session, run, time, since)?;
    let mut directions = Directions::default();
    for (pair, differs) in one_apart(session).filter(|(pair, _)| pairs.contains(pair)) {
        let pushed = changes(session, (run, pair, time), since, Side::Chosen)?;
        let moved = policy.chosen(pair).iter().zip(before.chosen(pair));
        for (k, (push, (now, then))) in pushed.into_iter().zip(moved).enumerate() {
            let moved = f64::from(*now) - f64::from(*then);
            // What is less than log-probs are known to has not moved.
            let way = if moved.abs() > RESOLUTION { Sign::of(moved) } else { Sign::None };
            directions.of[group(k, differs)] += 1;
            directions.same[group(k, differs)] += usize::from(way == Sign::of(push));
        }
    }
    (directions.of != [0; 3]).then_some(directions)
}

/// The pairs that are one token apart, and where.
fn one_apart(session: &Session) -> impl Iterator<Item = (usize, usize)> {
    session.pairs().iter().enumerate().filter_map(|(index, pair)| Some((index, pair.one_token_apart()?)))
}

/// Before the difference, at it, after it.
fn group(k: usize, differs: usize) -> usize {
    match k.cmp(&differs) {
        Ordering::Less => 0,
        Ordering::Equal => 1,
        Ordering::Greater => 2,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, presets};
    use crate::train::Step;
    use std::rc::Rc;

    fn trained(preset: &str, steps: usize) -> Session {
        let preset = presets().iter().find(|known| known.name == preset).expect("an example");
        let mut session =
            Session::new(LabFile::from_json(preset.json).expect("valid"), Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 100).expect("first");
        session.set_target(Phase::Preference, steps).expect("then");
        while session.tick() != Step::Idle {}
        session
    }

    /// The sum over all steps is what one by one the strip shows as the next push, times the pair's weight; for the last step alone it is that one.
    #[test]
    fn pushes_add_up_to_those_of_each_step() {
        let session = trained("smaug", 12);
        for pair in [0, 3] {
            let mut sums = [0.0; 13];
            for step in 0..12 {
                let next = reading::pushes(&session, 0, pair, 100 + step, Side::Chosen).expect("one token apart");
                let (policy, reference) = reading::against_reference(&session, 0, 100 + step).expect("a step");
                let weight = session.spec().runs[0].objective.pull(&policy.against(reference, pair)).weight;
                let last: Vec<f64> = next.values.iter().map(|g| weight * g).collect();
                sums.iter_mut().zip(&last).for_each(|(sum, push)| *sum += push);
                let at = (0, pair, 101 + step);
                assert_eq!(changes(&session, at, Since::Reference, Side::Chosen).as_deref(), Some(&sums[..]));
                assert_eq!(changes(&session, at, Since::Step, Side::Chosen), Some(last));
            }
        }
        let at = |time| changes(&session, (0, 0, time), Since::Reference, Side::Rejected);
        assert_eq!(at(100), Some(vec![0.0; 13]), "nothing has been pushed at the reference");
        assert_eq!(changes(&session, (0, 0, 100), Since::Step, Side::Chosen), at(100));
        assert_eq!((at(50), steps(&session, 50, Since::Step)), (None, None), "SFT has no pushes");
    }

    /// DPO: nothing before the difference, up at it, down after it in the mean; and that is where the network goes, but before the difference.
    #[test]
    fn the_argument_and_the_network_differ_where_weights_are_shared() {
        let session = trained("smaug", 160);
        let parts = parts(&session, 0, 160).expect("every step is kept");
        assert_eq!(parts.len(), 161);
        for (step, [before, at, after]) in parts.iter().enumerate().skip(1) {
            assert!(*before == 0.0 && *at > 0.0 && *after < 0.0, "step {step}: {before}, {at}, {after}");
        }
        let end = |run| agreement(&session, (run, 0..10, 260), Since::Reference).expect("every step is kept");
        let Directions { same, of } = end(0);
        println!("DPO: {same:?} of {of:?}; DPOP: {:?}", end(1));
        assert_eq!(of, [50, 10, 70]);
        assert!(same[0] < 5, "before the difference nothing is pushed, and nearly all has moved: {same:?}");
        // The pairs' counts are those of all of them.
        let each = (0..10).filter_map(|pair| agreement(&session, (0, pair..pair + 1, 260), Since::Reference));
        let sum = each.fold([0; 3], |sum, one| [0, 1, 2].map(|part| sum[part] + one.same[part]));
        assert_eq!(sum, same);
    }

    #[test]
    fn where_nothing_can_be_added_up_nothing_is_said() {
        let far = trained("far-apart", 3);
        assert_eq!(changes(&far, (0, 0, 103), Since::Reference, Side::Chosen), None);
        assert_eq!(agreement(&far, (0, 0..10, 103), Since::Reference), None);
        assert_eq!(parts(&far, 0, 3), None);
        let near = trained("smaug", 3);
        assert!(can_add(&near, 0, &(0..3)) && !can_add(&near, 0, &(0..MOST)) && !can_add(&near, 9, &(0..3)));
        // Steps that there are not.
        assert_eq!(changes(&near, (0, 0, 200), Since::Reference, Side::Chosen), None);
    }
}
