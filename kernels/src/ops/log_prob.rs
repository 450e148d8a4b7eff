//! Log-probabilities of labels: `logp = logits[label] − logsumexp(logits)`, and `dlogits = dlogp · (onehot(label) − softmax)`.

use crate::Real;
use ndarray::{Array1, Array2, ArrayView2};

/// `logits (N, V)`; returns the softmax `(N, V)` and the log-normaliser `(N)`.
pub fn softmax<F: Real>(logits: ArrayView2<F>) -> (Array2<F>, Array1<F>) {
    let mut normaliser = Array1::zeros(logits.nrows());
    let mut s = logits.to_owned();
    for (mut row, normaliser) in s.rows_mut().into_iter().zip(&mut normaliser) {
        let most = row.fold(F::neg_infinity(), |a, &b| a.max(b));
        row.mapv_inplace(|x| (x - most).exp());
        let sum = row.sum();
        row /= sum;
        *normaliser = most + sum.ln();
    }
    (s, normaliser)
}

/// `labels (N)` (`None`: this row predicts nothing); returns `logp (N)`, zero where there is no label.
pub fn forward<F: Real>(logits: ArrayView2<F>, labels: &[Option<u32>]) -> (Array1<F>, Array2<F>) {
    let (s, normaliser) = softmax(logits);
    let logp = |(n, label): (usize, &Option<u32>)| label.map_or(F::zero(), |j| logits[[n, j as usize]] - normaliser[n]);
    (labels.iter().enumerate().map(logp).collect(), s)
}

/// `softmax (N, V)`, `dlogp (N)`; returns `dlogits (N, V)`.
pub fn backward<F: Real>(softmax: &Array2<F>, labels: &[Option<u32>], dlogp: &Array1<F>) -> Array2<F> {
    let mut dlogits = Array2::zeros(softmax.dim());
    for (n, label) in labels.iter().enumerate() {
        if let Some(j) = label {
            dlogits.row_mut(n).assign(&softmax.row(n).mapv(|s| -s * dlogp[n]));
            dlogits[[n, *j as usize]] += dlogp[n];
        }
    }
    dlogits
}

/// The same on slices.
pub mod fast {
    use crate::math::{each, exp, max, sum};
    use wide::f32x8;

    /// Writes the softmax of one row of logits `(V)` and returns their log-normaliser, which is exact to f32 rounding.
    #[inline(never)]
    pub fn softmax(logits: &[f32], s: &mut [f32]) -> f32 {
        let most = max(logits);
        each([&mut *s], [logits], |_, [x]| [exp(x - f32x8::splat(most))]);
        let total = sum(s);
        let scale = 1.0 / total;
        each([s], [], |[s], []| [s * scale]);
        most + libm::logf(total)
    }

    /// `dlogits += dlogp · (onehot(label) − s)` for one row `(V)`.
    #[inline(never)]
    pub fn backward(s: &[f32], label: u32, dlogp: f32, dlogits: &mut [f32]) {
        each([&mut *dlogits], [s], |[d], [s]| [d - s * dlogp]);
        if let Some(d) = dlogits.get_mut(label as usize) {
            *d += dlogp;
        }
    }
}
