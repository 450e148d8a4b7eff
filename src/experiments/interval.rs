//! What many seeds say of one number: its mean, and the interval that holds the mean of all seeds with 95 % confidence.

/// Student's t: the quantile 0.975 for 1 to 30 degrees of freedom (any table of it; NIST/SEMATECH e-Handbook, 1.3.6.7.2).
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// A mean with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// How many values there are.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Half the width of the 95 % interval about it, by Student's t; nothing for one value, of which nobody can say how it varies.
    pub half: Option<f64>,
    /// How many of the values are below 0.
    pub below: usize,
}

impl Estimate {
    /// The ends of the interval, or twice the mean.
    pub fn ends(&self) -> (f64, f64) {
        let half = self.half.unwrap_or(0.0);
        (self.mean - half, self.mean + half)
    }

    /// Whether the whole interval is below 0, where there is one.
    pub fn is_below(&self) -> bool {
        self.half.is_some() && self.ends().1 < 0.0
    }
}

/// The estimate of some values; nothing where there is none.
pub fn estimate(values: &[f64]) -> Option<Estimate> {
    let count = values.len();
    if count == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let half = (count > 1).then(|| {
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1) as f64;
        quantile(count - 1) * libm::sqrt(variance / count as f64)
    });
    Some(Estimate { count, mean, half, below: values.iter().filter(|value| **value < 0.0).count() })
}

/// For more than 30 degrees of freedom Cornish and Fisher's expansion, which is right to three digits there.
fn quantile(freedom: usize) -> f64 {
    const Z: f64 = 1.959_964;
    match T.get(freedom - 1) {
        Some(quantile) => *quantile,
        None => Z + (Z * Z * Z + Z) / (4.0 * freedom as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.t.interval(0.95, …) of the same values.
    #[test]
    fn as_students_t_has_it() {
        let of = |values: &[f64]| estimate(values).expect("some");
        let five = of(&[-1.0, -2.0, -3.0, 1.0, 0.5]);
        assert_eq!((five.count, five.mean, five.below), (5, -0.9, 3));
        assert!((five.half.expect("five") - 2.077_7).abs() < 1e-3, "{five:?}");
        let two = of(&[1.0, 3.0]);
        assert!((two.half.expect("two") - 12.706).abs() < 1e-3);
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        assert!((of(&many).half.expect("many") - 5.756_5).abs() < 2e-3, "{:?}", of(&many));
        assert_eq!(of(&[-4.0]), Estimate { count: 1, mean: -4.0, half: None, below: 1 });
        assert!(!of(&[-4.0]).is_below());
        assert_eq!(estimate(&[]), None);
    }
}
