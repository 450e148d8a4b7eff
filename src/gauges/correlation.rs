//! Spearman's rank correlation with its 95 % interval: whether what one gauge says of pairs, or of seeds, has the order of what another says.
//!
//! `ρ` is Pearson's correlation of the ranks, equal values having the mean of theirs. The interval is Fisher's: `tanh(atanh ρ ± 1.96 s)`, with
//! `s² = (1 + ρ²/2) / (n − 3)`, which keeps its promise for ranks where `1 / (n − 3)` is too narrow. Nothing is drawn by chance.
//!
//! Sources: Spearman 1904; Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65
//! (2000), 23–28.

/// The standard normal's 97.5 % point.
const NORMAL: f64 = 1.959_963_984_540_054;

/// A rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// `ρ`, from −1 to 1.
    pub rho: f64,
    /// The 95 % interval, its lower end first. There is none of fewer than four, nor where the orders are the same or opposite throughout: then the
    /// formula has no width, and says nothing.
    pub interval: Option<(f64, f64)>,
    /// How many were compared.
    pub count: usize,
}

/// The rank correlation of the values at equal places; those of which one is not finite, or has no counterpart, do not count. Nothing where fewer than two are
/// left, or where all values of one side are equal. Time `n log n`.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<Correlation> {
    let both = a.iter().zip(b).filter(|(a, b)| a.is_finite() && b.is_finite());
    let (a, b): (Vec<f64>, Vec<f64>) = both.map(|(a, b)| (*a, *b)).unzip();
    let count = a.len();
    let rho = pearson(&ranks(&a), &ranks(&b))?;
    let interval = (count > 3 && rho.abs() < 1.0).then(|| {
        let (middle, width) = (libm::atanh(rho), NORMAL * ((1.0 + rho * rho / 2.0) / (count - 3) as f64).sqrt());
        (libm::tanh(middle - width), libm::tanh(middle + width))
    });
    Some(Correlation { rho, interval, count })
}

/// The rank of each value, from 1; of equal ones the mean. All are finite.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    // 0 and −0 are equal, and lie side by side.
    for equal in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&i| ranks[i] = rank);
        before += equal.len();
    }
    ranks
}

/// Pearson's correlation; nothing where one side does not vary.
fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    // The root of a square is exact, so that the same order gives 1 to the bit; what is above is rounding.
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::{Rng, SeedableRng};

    #[track_caller]
    fn check(a: &[f64], b: &[f64], rho: f64, interval: Option<(f64, f64)>) {
        let found = spearman(a, b).expect("both vary");
        assert!((found.rho - rho).abs() < 1e-12, "{found:?}");
        let apart = |(low, high): (f64, f64), (a, b): (f64, f64)| (low - a).abs().max((high - b).abs());
        match (found.interval, interval) {
            (Some(ours), Some(theirs)) => assert!(apart(ours, theirs) < 1e-9, "{found:?}"),
            (ours, theirs) => assert_eq!(ours, theirs),
        }
    }

    #[test]
    fn known_correlations() {
        // The example of the encyclopaedias: intelligence and hours of television.
        let iq = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        let rho: f64 = -29.0 / 165.0;
        let width = 1.959_963_984_540_054 * ((1.0 + rho * rho / 2.0) / 7.0).sqrt();
        check(&iq, &hours, rho, Some(((rho.atanh() - width).tanh(), (rho.atanh() + width).tanh())));
        // Ties: the ranks are 1, 2.5, 2.5, 4 and 1, 2, 3.5, 3.5.
        check(
            &[1.0, 2.0, 2.0, 3.0],
            &[1.0, 2.0, 3.0, 3.0],
            3.75 / 4.5,
            Some((-0.791_703_819_969_712_6, 0.998_080_258_981_132_7)),
        );
        check(&[1.0, 2.0, 5.0], &[1.0, 8.0, 9.0], 1.0, None);
        check(&[1.0, 2.0, 5.0, 7.0], &[9.0, 8.0, 1.0, -4.0], -1.0, None);
        check(&[0.0, 1.0, f64::NAN, 2.0, 7.0], &[2.0, 4.0, 1.0, f64::INFINITY, 3.0, 5.0], 0.5, None);
        check(&[-0.0, 0.0, 1.0], &[1.0, 1.0, 2.0], 1.0, None);
    }

    #[test]
    fn what_does_not_vary_has_no_order() {
        for (a, b) in [(vec![], vec![]), (vec![1.0], vec![2.0]), (vec![3.0; 9], (0..9).map(f64::from).collect())] {
            assert_eq!(spearman(&a, &b), None);
        }
        assert_eq!(spearman(&[f64::NAN; 4], &[1.0, 2.0, 3.0, 4.0]), None);
    }

    /// Of two thousand samples the interval has the true correlation in it as often as it says, to the chance that is in so many.
    #[test]
    fn the_interval_keeps_its_promise() {
        for (count, share) in [(10, 0.3), (20, 0.5), (100, 0.7)] {
            let mut rng = Pcg64::seed_from_u64(count);
            // The sum of twelve uniform numbers is normal enough.
            let mut normal = || (0..12).map(|_| (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64 - 0.5).sum::<f64>();
            let pearson: f64 = share;
            let truth = 6.0 / std::f64::consts::PI * (pearson / 2.0).asin();
            let mut held = 0;
            for _ in 0..2000 {
                let draw = |_| {
                    let (x, y) = (normal(), normal());
                    (x, pearson * x + (1.0 - pearson * pearson).sqrt() * y)
                };
                let (a, b): (Vec<f64>, Vec<f64>) = (0..count).map(draw).unzip();
                let found = spearman(&a, &b).expect("they vary");
                held += usize::from(found.interval.is_none_or(|(low, high)| low <= truth && truth <= high));
            }
            println!("n = {count}, ρ = {truth:.3}: {held} of 2000");
            assert!((1870..=1960).contains(&held), "{count}: {held}");
        }
    }

    proptest! {
        #[test]
        fn only_the_order_matters(values in prop::collection::vec((-9i32..9, -9i32..9), 0..40)) {
            let (a, b): (Vec<f64>, Vec<f64>) = values.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
            let cubes: Vec<f64> = a.iter().map(|x| x * x * x).collect();
            let back: Vec<f64> = b.iter().map(|x| -x).collect();
            let found = spearman(&a, &b);
            prop_assert_eq!(found, spearman(&b, &a));
            prop_assert_eq!(found, spearman(&cubes, &b));
            if let Some(Correlation { rho, interval, count }) = found {
                let reverse = spearman(&a, &back).expect("it varies too");
                prop_assert!((reverse.rho + rho).abs() < 1e-12);
                prop_assert!(rho.abs() <= 1.0 && count == values.len());
                prop_assert!(interval.is_none_or(|(low, high)| -1.0 <= low && low <= rho && rho <= high && high <= 1.0));
            }
        }
    }
}
