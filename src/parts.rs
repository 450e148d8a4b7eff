//! Parts of the page's wasm that come when they are wanted: a part is what a function gives, most often other functions, and whoever wants it
//! waits for it.
//!
//! With the feature `split`, under which `cargo xtask build` makes the site, the code of such a function, and all that is reached from there
//! alone, is taken out into a file of its own (`xtask/src/split.rs`), which is loaded when the function is first called. Everywhere else it is where it
//! always was, and nobody waits.

use std::future::Future;
use std::pin::Pin;

/// A part on its way.
pub type Coming<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;

/// A part that has not come. Whoever asks again may find it: a network comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Missing {
        // The cause stands in the console.
        Missing
    }
}

/// Declares `fn name() -> Made = part(value);`: an `async` function that gives the value of this constant expression, or [`Missing`]. What only
/// the value reaches is in the named part.
macro_rules! part {
    ($(#[doc = $about:literal])+ $visibility:vis fn $name:ident() -> $made:ty = $part:ident($value:expr);) => {
        $(#[doc = $about])+
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($part, fallible)]
        $visibility fn $name() -> Result<$made, $crate::parts::Missing> {
            Ok($value)
        }

        $(#[doc = $about])+
        #[cfg(not(feature = "split"))]
        $visibility async fn $name() -> Result<$made, $crate::parts::Missing> {
            Ok($value)
        }
    };
}

pub(crate) use part;
