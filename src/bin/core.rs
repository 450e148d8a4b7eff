//! The site's wasm, `dpop-lab-core`: the page and what `www/dpop-lab.js` wraps, all of it exported by the library.

#[cfg(target_arch = "wasm32")]
use dpop_lab as _;

fn main() {}
