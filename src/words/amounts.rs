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

/// A value of an axis: 0.3, 160, 3e-5. Inlined, and without closures: what the sheet of many seeds and its words in another language share, being parts of the page
/// both, would come with every first visit.
#[cfg(feature = "page")]
#[expect(clippy::inline_always, reason = "what parts share comes with a first visit")]
#[inline(always)]
pub fn axis_value(x: f64) -> String {
    let digits = match x {
        _ if x != 0.0 && x.abs() < 1e-3 => return format!("{x:e}"),
        _ if x.fract() == 0.0 => 0,
        _ if (x * 10.0).fract() == 0.0 => 1,
        _ if (x * 100.0).fract() == 0.0 => 2,
        _ if (x * 1000.0).fract() == 0.0 => 3,
        _ => 4,
    };
    number(x, digits)
}

/// A cosine, with as many digits as it takes to say its sign, but not more than six. Inlined for the same reason.
#[cfg(feature = "page")]
#[expect(clippy::inline_always, reason = "what parts share comes with a first visit")]
#[inline(always)]
pub fn cosine(value: f64) -> String {
    let digits = match value.abs() {
        size if size == 0.0 || size >= 0.005 => 2,
        size if size >= 0.000_5 => 3,
        size if size >= 0.000_05 => 4,
        size if size >= 0.000_005 => 5,
        _ => 6,
    };
    signed(value, digits)
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
    #[cfg(feature = "page")]
    #[test]
    fn values_of_an_axis_have_the_digits_that_they_need() {
        for (value, expected) in
            [(0.0, "0"), (160.0, "160"), (0.3, "0.3"), (0.25, "0.25"), (0.0093, "0.0093"), (3e-5, "3e-5")]
        {
            assert_eq!(axis_value(value), expected);
        }
    }

    #[cfg(feature = "page")]
    #[test]
    fn cosines_have_the_fewest_digits_that_say_their_sign() {
        let says = |text: &String| text.contains(|sign: char| ('1'..='9').contains(&sign));
        for size in [1.0, 0.456, 0.005, 0.004_999, 0.000_5, 0.000_499, 5e-5, 4.99e-5, 5e-6, 4.99e-6, 1e-6, 1e-9] {
            for value in [size, -size] {
                let fewest = (2..6).map(|digits| signed(value, digits)).find(says);
                assert_eq!(cosine(value), fewest.unwrap_or_else(|| signed(value, 6)));
            }
        }
        assert_eq!(cosine(0.0), "0.00");
    }
}
