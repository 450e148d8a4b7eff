//! Numbers in sentences, as every language writes them.

#[cfg(feature = "page")]
use crate::plot::scale::{number, signed};

/// An error: nothing, or two digits and a power of ten.
pub fn error(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("{value:.1e}") }
}

/// Three digits.
pub fn figure(value: f64) -> String {
    digits(value, f64::round)
}

/// Three digits that a number which is above them is above the value itself.
pub fn above(value: f64) -> String {
    digits(value, f64::ceil)
}

/// A positive number in three digits, or with its power of ten where it is very large or small.
fn digits(value: f64, rounded: fn(f64) -> f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let power = libm::log10(value.abs()).floor();
    let unit = libm::pow(10.0, power - 2.0);
    let value = rounded(value / unit) * unit;
    let places = (2.0 - power).clamp(0.0, 12.0) as usize;
    if (1e-4..1e6).contains(&value.abs()) { format!("{value:.places$}") } else { format!("{value:.2e}") }
}

/// `e^nats`: how many times more likely something is that has gained so much.
#[cfg(feature = "page")]
pub fn times(nats: f64) -> String {
    let times = nats.exp();
    match times {
        _ if times < 9.95 => format!("{times:.1}"),
        _ if times < 1e6 => format!("{times:.0}"),
        _ => format!("{times:.0e}"),
    }
}

/// A value of an axis: 0.3, 160, 3e-5. Every language of the sheet of many seeds says it; inlined, for what only parts share that come late would come with
/// every first visit.
#[cfg(feature = "page")]
#[expect(clippy::inline_always, reason = "what parts share comes with a first visit")]
#[inline(always)]
pub fn axis_value(x: f64) -> String {
    if x != 0.0 && x.abs() < 1e-3 {
        return format!("{x:e}");
    }
    let is_whole = |digits: &usize| (x * [1.0, 10.0, 100.0, 1000.0, 10_000.0][*digits]).fract() == 0.0;
    number(x, (0..5).find(is_whole).unwrap_or(4))
}

/// A cosine, with as many digits as it takes to say its sign, but not more than six. Inlined for the same reason.
#[cfg(feature = "page")]
#[expect(clippy::inline_always, reason = "what parts share comes with a first visit")]
#[inline(always)]
pub fn cosine(value: f64) -> String {
    let said = |digits: usize| signed(value, digits);
    let says = |text: &String| value == 0.0 || text.contains(|letter: char| letter.is_ascii_digit() && letter != '0');
    (2..6).map(said).find(says).unwrap_or_else(|| said(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_exceeded_is_rounded_up() {
        let cases = [
            (9.486_258, "9.49"),
            (0.022_988, "0.0230"),
            (45_985.7, "46000"),
            (0.0, "0"),
            (9.5, "9.50"),
            (999.5, "1000"),
            (2.51e7, "2.51e7"),
        ];
        for (value, expected) in cases {
            assert_eq!(above(value), expected, "{value}");
        }
        assert_eq!(figure(9.486_258), "9.49");
        assert_eq!(figure(9.481), "9.48");
    }
}
