//! The engine's wasm, `dpop-lab-engine`: what `Lab` of `www/dpop-lab.js` wraps, without the page, for documents, workers and programs that show no figure.

#[cfg(target_arch = "wasm32")]
use dpop_lab as _;

fn main() {}
