//! A bell: whoever waits for a device sleeps until it rings, and nobody asks again and again.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Rung when a device has news. Clones are the same bell.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    rung: u64,
    sleepers: Vec<Waker>,
}

impl Bell {
    /// Wakes all who wait. There may be no news for some of them: they look, and wait again.
    pub fn ring(&self) {
        let mut state = self.state();
        state.rung += 1;
        let sleepers = mem::take(&mut state.sleepers);
        // Who is woken may want the bell at once.
        drop(state);
        sleepers.into_iter().for_each(Waker::wake);
    }

    /// Resolves when it has rung after this call, be it before the future is looked at for the first time.
    pub fn next(&self) -> Ring {
        Ring { heard: self.state().rung, bell: self.clone() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next ring of a bell.
#[derive(Debug)]
pub struct Ring {
    bell: Bell,
    heard: u64,
}

impl Future for Ring {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.bell.state();
        if state.rung != self.heard {
            return Poll::Ready(());
        }
        if !state.sleepers.iter().any(|sleeper| sleeper.will_wake(context.waker())) {
            state.sleepers.push(context.waker().clone());
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Count>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_ring_wakes_each_sleeper_once_and_none_is_missed() {
        let (bell, count) = (Bell::default(), Arc::new(Count::default()));
        let waker = Waker::from(count.clone());
        let poll = |ring: &mut Ring| Pin::new(ring).poll(&mut Context::from_waker(&waker));
        let (mut early, mut late) = (bell.next(), bell.next());
        assert_eq!(poll(&mut early), Poll::Pending);
        assert_eq!(poll(&mut early), Poll::Pending, "it has not rung");
        bell.clone().ring();
        assert_eq!(count.0.load(Ordering::Relaxed), 1, "asked twice, woken once");
        assert_eq!(poll(&mut early), Poll::Ready(()));
        assert_eq!(poll(&mut late), Poll::Ready(()), "it rang before anyone looked");
        assert_eq!(poll(&mut bell.next()), Poll::Pending, "what rang before is over");
    }
}
