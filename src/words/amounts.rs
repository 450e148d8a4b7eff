//! Numbers in sentences, as every language writes them.

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
