//! Ranges and ticks in steps of 1, 2 or 5 times a power of ten (Heckbert 1990, "Nice numbers for graph labels").

/// The values that a panel shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The bottom.
    pub low: f64,
    /// The top.
    pub high: f64,
}

impl Range {
    /// The smallest range with round ends that holds every finite value, never narrower than `least`. Round ends keep the axis
    /// still while a line grows: it moves only when a value crosses the next round number. No finite value at all gives
    /// `[0, least]`.
    pub fn around(values: impl Iterator<Item = f64>, least: f64) -> Range {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return Range { low: 0.0, high: least };
        }
        let missing = (least - (high - low)).max(0.0) / 2.0;
        let (low, high) = (low - missing, high + missing);
        let step = nice((high - low) / 4.0);
        Range { low: (low / step).floor() * step, high: (high / step).ceil() * step }
    }

    /// The range moved down until it is below `ceiling`, a value that cannot be exceeded.
    pub fn below(self, ceiling: f64) -> Range {
        let over = (self.high - ceiling).max(0.0);
        Range { low: self.low - over, high: self.high - over }
    }

    /// Round values within the range, about `count` of them, with the digits that tell them apart.
    pub fn ticks(self, count: f64) -> (Vec<f64>, usize) {
        let step = nice((self.high - self.low) / count.max(1.0));
        let first = (self.low / step - 1e-9).ceil();
        let last = (self.high / step + 1e-9).floor();
        let number = (last - first).clamp(0.0, 50.0) as usize;
        let digits = (-libm::log10(step).floor()).clamp(0.0, 12.0) as usize;
        ((0..=number).map(|i| (first + i as f64) * step).collect(), digits)
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `width`; 1 for a width that is not positive and finite.
pub fn nice(width: f64) -> f64 {
    if !(width.is_finite() && width > 0.0) {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::log10(width).floor());
    let lead = width / power;
    let round = [1.0, 2.0, 5.0].into_iter().find(|nice| lead <= nice * (1.0 + 1e-9)).unwrap_or(10.0);
    round * power
}

/// A number with a true minus sign, which is as wide as a plus and as a digit; no sign on a zero. From ten thousand on it has fewer digits after
/// the point, and from a million on it is written with its power of ten, so that none is longer than seven digits.
pub fn number(value: f64, digits: usize) -> String {
    let size = value.abs();
    let text = match size {
        _ if size < 9_999.5 => format!("{size:.digits$}"),
        _ if size < 99_999.5 => format!("{size:.0$}", digits.min(1)),
        _ if size < 999_999.5 => format!("{size:.0}"),
        _ if size.is_finite() => powers(size, 2),
        _ => size.to_string(),
    };
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value < 0.0 && !zero { format!("\u{2212}{text}") } else { text }
}

/// `1.25e7`, with at most so many digits after the point.
fn powers(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$e}");
    match text.split_once('e') {
        Some((lead, power)) if lead.contains('.') => {
            format!("{}e{power}", lead.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// A number that says its sign: a change.
pub fn signed(value: f64, digits: usize) -> String {
    let text = number(value, digits);
    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A change in at most five signs, for narrow columns: two digits after the point below 1, without the zero before it, one digit above, none
/// from a hundred on, and beyond ten thousand a power of ten.
pub fn narrow(value: f64) -> String {
    let text = match value.abs() {
        size if size < 0.995 => signed(value, 2),
        size if size < 99.95 => signed(value, 1),
        size if size < 9_999.5 => signed(value, 0),
        size if size.is_finite() => format!("{}{}", if value < 0.0 { '\u{2212}' } else { '+' }, powers(size, 0)),
        _ => signed(value, 0),
    };
    match text.split_once("0.") {
        Some((sign @ ("+" | "\u{2212}"), rest)) => format!("{sign}.{rest}"),
        Some(("", "00")) => "0".to_owned(),
        _ => text,
    }
}
