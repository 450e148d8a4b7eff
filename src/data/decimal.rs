//! Decimals to numbers, correctly rounded: a saved lab file must train to the same bits.
//!
//! In the page the browser's own parser does it, as ECMAScript requires (20.1.1.1 and 7.1.4.1): Rust's would add its tables of powers of
//! ten, 15 KB, to the download.

/// The number nearest to this JSON number, infinite if it is too large; nothing for other texts.
#[cfg(target_arch = "wasm32")]
pub fn parse(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| !number.is_nan())
}

/// The number nearest to this JSON number, infinite if it is too large; nothing for other texts.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| !number.is_nan())
}
