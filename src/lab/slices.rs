//! Long work on the page's own thread: a slice, then a turn of the event loop, so that no task is long.

use crate::train::{Opening, OpeningProgress, Session, TrainError};
use js_sys::{Function, Promise, Uint8Array};
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

/// Bytes that are copied in one piece.
const BYTES: usize = 1 << 20;

/// A copy of these bytes for JavaScript.
///
/// # Errors
/// The browser's.
pub async fn given(bytes: Vec<u8>) -> Result<JsValue, JsValue> {
    let copy = Uint8Array::new_with_length(bytes.len() as u32);
    let mut at = 0;
    let piece = || {
        let end = bytes.len().min(at + BYTES);
        copy.subarray(at as u32, end as u32).copy_from(&bytes[at..end]);
        at = end;
        Ok(if end < bytes.len() { Piece::More } else { Piece::Done(()) })
    };
    run(piece).await?;
    Ok(copy.into())
}

/// Opens a session.
///
/// # Errors
/// The browser's; inside, the session's own.
pub async fn open(opening: Opening) -> Result<Result<Session, TrainError>, JsValue> {
    let mut next = Some(opening);
    let piece = || {
        Ok(match next.take().map(Opening::advance) {
            Some(Ok(OpeningProgress::More(opening))) => {
                next = Some(opening);
                Piece::More
            }
            Some(Ok(OpeningProgress::Done(session))) => Piece::Done(Ok(*session)),
            Some(Err(cause)) => Piece::Done(Err(cause)),
            None => Piece::More,
        })
    };
    run(piece).await
}
