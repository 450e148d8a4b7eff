//! What an action costs a page that has much to undo, beside one that has nothing: `cargo run --example bench_actions`.

use dpop_lab::view::state::{Action, State, document, look, reduce};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

/// As many as the page keeps.
const UNDO_STEPS: usize = 200;
/// How often each is done.
const TIMES: u32 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let fresh = State::first()?;
    let old =
        (1..=UNDO_STEPS).fold(fresh.clone(), |state, step| reduce(&state, document::Action::Choose(step % 2).into()));
    let actions: [(&str, Action); 3] = [
        ("one without effect", look::Action::Select(0).into()),
        ("another view", look::Action::NextView.into()),
        ("another example", document::Action::Choose(1).into()),
    ];
    println!("µs an action {:>12} {:>16} {:>8}", "at first", format!("{UNDO_STEPS} undo steps"), "ratio");
    for (name, action) in actions {
        let [first, then] = [&fresh, &old].map(|state| microseconds(state, &action));
        println!("{name:<18} {first:>10.2} {then:>14.2} {:>10.2}", then / first);
    }
    Ok(())
}

/// What the action costs with the question whether anything is to be drawn anew.
fn microseconds(state: &State, action: &Action) -> f64 {
    let begin = Instant::now();
    for _ in 0..TIMES {
        let next = reduce(black_box(state), action.clone());
        black_box(next == *state);
    }
    begin.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
}
