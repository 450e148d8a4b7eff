//! Log-probabilities of labels: `logp = logits[label] − logsumexp(logits)`, and `dlogits = dlogp · (onehot(label) − softmax)`.

use crate::backend::cpu::Real;
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
    use crate::backend::cpu::math::{exp, max, sum};

    /// Writes the softmax of one row of logits `(V)` and returns their log-normaliser, which is exact to f32 rounding.
    #[inline]
    pub fn softmax(logits: &[f32], s: &mut [f32]) -> f32 {
        let most = max(logits);
        s.iter_mut().zip(logits).for_each(|(s, x)| *s = exp(x - most));
        let total = sum(s);
        let scale = 1.0 / total;
        s.iter_mut().for_each(|s| *s *= scale);
        most + libm::logf(total)
    }

    /// `dlogits += dlogp · (onehot(label) − s)` for one row `(V)`.
    #[inline]
    pub fn backward(s: &[f32], label: u32, dlogp: f32, dlogits: &mut [f32]) {
        dlogits.iter_mut().zip(s).for_each(|(d, s)| *d -= dlogp * s);
        if let Some(d) = dlogits.get_mut(label as usize) {
            *d += dlogp;
        }
    }
}
