//! The page's wasm, `dpop-lab-core`: the page and the engine in it, all that `www/dpop-lab.js` wraps.

#[cfg(target_arch = "wasm32")]
use dpop_lab as _;

fn main() {}
