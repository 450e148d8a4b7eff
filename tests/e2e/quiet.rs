//! Tests that measure time have the machine to themselves; all others run beside one another.
//!
//! Whoever has a place may take more of them: a test opens several browsers. Who waits to be alone goes before those that come later.

use std::{
    cell::Cell,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

#[derive(Default)]
struct Hall {
    /// Tests that are in it.
    inside: usize,
    /// Tests that want it for themselves.
    waiting: usize,
    /// Whether one has it.
    is_alone: bool,
}

static HALL: Mutex<Hall> = Mutex::new(Hall { inside: 0, waiting: 0, is_alone: false });
static LEFT: Condvar = Condvar::new();

thread_local! {
    /// How many places this test has.
    static PLACES: Cell<usize> = const { Cell::new(0) };
}

/// A place in the hall, for as long as it is kept.
pub struct Place {
    /// It belongs to the thread that took it.
    _thread: std::marker::PhantomData<*const ()>,
}

/// A place beside others.
pub fn beside_others() -> Place {
    take(|mut hall| {
        while hall.is_alone || hall.waiting > 0 {
            hall = wait(hall);
        }
        hall.inside += 1;
    })
}

/// The hall for a test alone, until it has left all of its places.
pub fn alone() -> Place {
    take(|mut hall| {
        hall.waiting += 1;
        while hall.is_alone || hall.inside > 0 {
            hall = wait(hall);
        }
        hall.waiting -= 1;
        (hall.is_alone, hall.inside) = (true, 1);
    })
}

fn take(enter: impl FnOnce(MutexGuard<'_, Hall>)) -> Place {
    if PLACES.get() == 0 {
        enter(HALL.lock().unwrap_or_else(PoisonError::into_inner));
    }
    PLACES.set(PLACES.get() + 1);
    Place { _thread: std::marker::PhantomData }
}

fn wait(hall: MutexGuard<'_, Hall>) -> MutexGuard<'_, Hall> {
    LEFT.wait(hall).unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Place {
    fn drop(&mut self) {
        PLACES.set(PLACES.get() - 1);
        if PLACES.get() == 0 {
            let mut hall = HALL.lock().unwrap_or_else(PoisonError::into_inner);
            hall.inside -= 1;
            hall.is_alone = false;
            LEFT.notify_all();
        }
    }
}
