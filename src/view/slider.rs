//! A logarithmic slider: 20 positions a decade, two significant figures a position.

/// The positive numbers of a range, and 0 below them if the range begins there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Log {
    /// The smallest value; at position 0.
    pub min: f64,
    /// The largest value.
    pub max: f64,
}

/// Positions a factor of ten.
const DECADE: f64 = 20.0;

/// The smallest positive value where the range begins with 0: far below where λ does anything.
const ABOVE_ZERO: f64 = 0.1;

impl Log {
    /// The last position.
    pub fn end(self) -> usize {
        self.position(self.max)
    }

    /// The position nearest to a value.
    pub fn position(self, value: f64) -> usize {
        let (first, offset) = self.first();
        if value.is_nan() || value < first {
            return 0;
        }
        offset + (DECADE * libm::log10(value.min(self.max) / first)).round() as usize
    }

    /// The value of a position, as a person would write it.
    pub fn text(self, position: usize) -> String {
        let (first, offset) = self.first();
        if position < offset {
            return "0".to_owned();
        }
        if position >= self.end() {
            return self.max.to_string();
        }
        let value = first * libm::pow(10.0, (position - offset) as f64 / DECADE);
        // Two significant figures: 0.35, 3.5, 35, 350.
        let power = libm::log10(value).floor();
        let unit = libm::pow(10.0, power - 1.0);
        let digits = (1.0 - power).max(0.0) as usize;
        let text = format!("{:.*}", digits, (value / unit).round() * unit);
        if digits > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// The smallest positive value and its position.
    fn first(self) -> (f64, usize) {
        if self.min > 0.0 { (self.min, 0) } else { (ABOVE_ZERO, 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{dpo::BETA, dpop::LAMBDA};

    #[test]
    fn positions_and_values() {
        let lambda = Log { min: LAMBDA.min, max: LAMBDA.max };
        let beta = Log { min: BETA.min, max: BETA.max };
        let check = |log: Log, position: usize, text: &str| {
            assert_eq!(log.text(position), text, "position {position}");
            assert_eq!(log.position(text.parse().expect("a number")), position, "{text}");
        };
        check(lambda, 0, "0");
        check(lambda, 1, "0.1");
        check(lambda, 12, "0.35");
        check(lambda, 21, "1");
        check(lambda, 55, "50");
        check(lambda, 81, "1000");
        check(lambda, 141, "1000000");
        check(beta, 0, "0.001");
        check(beta, 60, "1");
        check(beta, 100, "100");
        assert_eq!((lambda.end(), beta.end()), (141, 100));
        assert_eq!((lambda.position(1e12), lambda.position(-1.0), lambda.position(f64::NAN)), (141, 0, 0));
        assert_eq!(beta.position(0.3), 50, "the default lies between two positions");
    }

    #[test]
    fn every_position_is_allowed_and_they_rise() {
        for log in [Log { min: LAMBDA.min, max: LAMBDA.max }, Log { min: BETA.min, max: BETA.max }] {
            let values: Vec<f64> = (0..=log.end()).map(|at| log.text(at).parse().expect("a number")).collect();
            assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "{values:?}");
            assert!(values.iter().all(|value| (log.min..=log.max).contains(value)), "{values:?}");
        }
    }
}
