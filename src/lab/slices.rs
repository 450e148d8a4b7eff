//! Long work on the page's own thread: a slice, then a turn of the event loop, so that no task is long.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

/// The longest slice in milliseconds, but for one piece of work that takes longer by itself. Half a frame: painting has the other half.
pub const SLICE_MS: f64 = 8.0;

pub use crate::backend::remote::{bell, now};

/// Turns of the event loop, through a `MessageChannel`: timers are slowed to 4 ms, and in hidden tabs to a second; hidden tabs have no
/// animation frames at all. Dropping it closes the channel.
#[derive(Debug)]
pub struct Turns {
    receiver: MessagePort,
    sender: MessagePort,
}

impl Turns {
    /// A channel of its own.
    ///
    /// # Errors
    /// The browser's, where it has no `MessageChannel`.
    pub fn new() -> Result<Turns, JsValue> {
        let channel = MessageChannel::new()?;
        Ok(Turns { receiver: channel.port1(), sender: channel.port2() })
    }

    /// Lets the event loop turn once.
    ///
    /// # Errors
    /// The browser's, where the channel is closed.
    pub async fn next(&self) -> Result<(), JsValue> {
        let mut sent = Ok(());
        let turn = Promise::new(&mut |resolve: Function, _| {
            self.receiver.set_onmessage(Some(&resolve));
            sent = self.sender.post_message(&JsValue::NULL);
        });
        sent?;
        JsFuture::from(turn).await.map(|_| ())
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.receiver.set_onmessage(None);
        self.receiver.close();
        self.sender.close();
    }
}

/// What a piece of long work came to.
#[derive(Debug)]
pub enum Piece<T> {
    /// There is more to do.
    More,
    /// There is more to do, but not before the device has news.
    Wait,
    /// All is done.
    Done(T),
}

/// Calls `piece` until it says that it is done, a slice at a time. While a device works, it sleeps.
///
/// # Errors
/// What `piece` returns, or the browser's.
pub async fn run<T>(mut piece: impl FnMut() -> Result<Piece<T>, JsValue>) -> Result<T, JsValue> {
    let turns = Turns::new()?;
    loop {
        let begin = now();
        while now() - begin < SLICE_MS {
            match piece()? {
                Piece::More => {}
                Piece::Wait => {
                    bell().next().await;
                    break;
                }
                Piece::Done(done) => return Ok(done),
            }
        }
        // Also after the bell, which wakes many at once: each has a task of its own.
        turns.next().await?;
    }
}
