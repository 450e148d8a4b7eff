//! Matrix products for small, tall matrices on one thread, in safe Rust that LLVM turns into 128-bit SIMD.
//!
//! The right factor is packed once into panels of [`NR`] columns, the left factor is read in blocks of [`MR`] rows, and an
//! `MR × NR` tile of the result stays in registers while `k` runs (the micro-kernel of Goto & van de Geijn, 2008). Every element
//! of a result is a sum over `k` in ascending order, whatever its neighbours are: a row's bits do not depend on the batch it is in.
//! The plain twin of all of these is `ndarray`'s `dot`.

use wide::f32x4;

/// Rows of a register tile.
pub const MR: usize = 4;
/// Columns of a register tile and of a panel: two `f32x4` registers.
pub const NR: usize = 8;

/// A matrix `(k, n)` packed for use as the right factor: panels of [`NR`] columns, row after row, the last one padded with zeros.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    rows: Vec<[f32; NR]>,
    k: usize,
    n: usize,
}

impl Panels {
    /// Packs `b`, `k` rows of `n` values with `stride` values from one row to the next.
    #[inline(never)]
    pub fn pack(&mut self, b: &[f32], k: usize, n: usize, stride: usize) {
        self.resize(k, n);
        for (panel, columns) in self.rows.chunks_exact_mut(k.max(1)).zip((0..n).step_by(NR)) {
            let width = NR.min(n - columns);
            for (to, from) in panel.iter_mut().zip(b.chunks(stride)) {
                if let Some(full) = from[columns..].first_chunk::<NR>() {
                    *to = *full;
                    if width < NR {
                        to[width..].fill(0.0);
                    }
                } else {
                    to[..width].copy_from_slice(&from[columns..columns + width]);
                    to[width..].fill(0.0);
                }
            }
        }
    }

    /// Packs the transpose of `b`: `b` has `n` rows of `k` values with `stride` values from one row to the next.
    #[inline(never)]
    pub fn pack_transposed(&mut self, b: &[f32], k: usize, n: usize, stride: usize) {
        self.resize(k, n);
        for (panel, first) in self.rows.chunks_exact_mut(k.max(1)).zip((0..n).step_by(NR)) {
            for lane in 0..NR {
                if first + lane < n {
                    let row = &b[(first + lane) * stride..][..k];
                    panel.iter_mut().zip(row).for_each(|(to, &from)| to[lane] = from);
                } else {
                    panel.iter_mut().for_each(|to| to[lane] = 0.0);
                }
            }
        }
    }

    fn resize(&mut self, k: usize, n: usize) {
        (self.k, self.n) = (k, n);
        self.rows.resize(k * n.div_ceil(NR), [0.0; NR]);
    }
}

/// A left factor read by rows: `m` rows of `k` values, `stride` apart.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The values.
    pub values: &'a [f32],
    /// Values from one row to the next.
    pub stride: usize,
    /// Rows.
    pub m: usize,
}

/// `c = a · b`; `stride` values from one row of `c` to the next.
#[inline(never)]
pub fn store(a: Rows<'_>, b: &Panels, c: &mut [f32], stride: usize) {
    product_prefix(a, b, |_| b.k, &mut Store { c, stride });
}

/// `c = a · b`, of which the first `last + 1` terms of each sum are taken where the left factor is known to be zero beyond its diagonal.
#[inline(never)]
pub fn store_causal(a: Rows<'_>, b: &Panels, c: &mut [f32], stride: usize) {
    product_prefix(a, b, |last| last + 1, &mut Store { c, stride });
}

/// `c = a · b + bias`; one bias a column.
#[inline(never)]
pub fn store_bias(a: Rows<'_>, b: &Panels, c: &mut [f32], stride: usize, bias: &[f32]) {
    product_prefix(a, b, |_| b.k, &mut Bias { c, stride, bias });
}

/// `c += a · b + bias`: a projection back into the residual stream.
#[inline(never)]
pub fn accumulate_bias(a: Rows<'_>, b: &Panels, c: &mut [f32], stride: usize, bias: &[f32]) {
    product_prefix(a, b, |_| b.k, &mut AccumulateBias { c, stride, bias });
}

/// `c = aᵀ · b`.
#[inline(never)]
pub fn store_transposed(a: &Columns, b: &Panels, c: &mut [f32], stride: usize) {
    product_transposed(a, b, &mut Store { c, stride });
}

/// `c += aᵀ · b`: a weight gradient.
#[inline(never)]
pub fn accumulate_transposed(a: &Columns, b: &Panels, c: &mut [f32], stride: usize) {
    product_transposed(a, b, &mut Accumulate { c, stride });
}

/// What becomes of a finished piece of a result row: `values` are the columns `column..column + values.len()` of `row`.
trait Epilogue {
    /// Takes one piece.
    fn put(&mut self, row: usize, column: usize, values: &[f32]);
    /// Takes one full-width piece; the compiler keeps it in registers.
    #[inline(always)]
    fn put_full(&mut self, row: usize, column: usize, values: &[f32; NR]) {
        self.put(row, column, values);
    }
}

struct Store<'a> {
    c: &'a mut [f32],
    stride: usize,
}

impl Epilogue for Store<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, column: usize, values: &[f32]) {
        self.c[row * self.stride + column..][..values.len()].copy_from_slice(values);
    }
}

struct Accumulate<'a> {
    c: &'a mut [f32],
    stride: usize,
}

impl Epilogue for Accumulate<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, column: usize, values: &[f32]) {
        let to = &mut self.c[row * self.stride + column..][..values.len()];
        to.iter_mut().zip(values).for_each(|(to, value)| *to += value);
    }
}

struct Bias<'a> {
    c: &'a mut [f32],
    stride: usize,
    bias: &'a [f32],
}

impl Epilogue for Bias<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, column: usize, values: &[f32]) {
        let to = &mut self.c[row * self.stride + column..][..values.len()];
        let bias = &self.bias[column..][..values.len()];
        for ((to, value), bias) in to.iter_mut().zip(values).zip(bias) {
            *to = value + bias;
        }
    }
}

struct AccumulateBias<'a> {
    c: &'a mut [f32],
    stride: usize,
    bias: &'a [f32],
}

impl Epilogue for AccumulateBias<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, column: usize, values: &[f32]) {
        let to = &mut self.c[row * self.stride + column..][..values.len()];
        let bias = &self.bias[column..][..values.len()];
        for ((to, value), bias) in to.iter_mut().zip(values).zip(bias) {
            *to += value + bias;
        }
    }
}

/// `a (m, k) · b (k, n)`, of which the first `visible(last row of the block)` terms of each sum are taken.
#[inline]
fn product_prefix(a: Rows<'_>, b: &Panels, visible: impl Fn(usize) -> usize, epilogue: &mut impl Epilogue) {
    for (panel, column) in b.rows.chunks_exact(b.k.max(1)).zip((0..b.n).step_by(NR)) {
        let width = NR.min(b.n - column);
        let mut row = 0;
        while row + MR <= a.m {
            let panel = &panel[..visible(row + MR - 1).min(b.k)];
            finish(&by_rows::<MR>(a, row, panel), row, column, width, epilogue);
            row += MR;
        }
        while row < a.m {
            let panel = &panel[..visible(row).min(b.k)];
            finish(&by_rows::<1>(a, row, panel), row, column, width, epilogue);
            row += 1;
        }
    }
}

/// A left factor read by columns, that is, the transpose of a matrix packed in blocks of [`MR`] columns: `(k, m)` becomes `m / MR` blocks of `k`.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    blocks: Vec<[f32; MR]>,
    k: usize,
    m: usize,
}

impl Columns {
    /// Packs `a`, `k` rows of `m` values, `stride` apart.
    #[inline(never)]
    pub fn pack(&mut self, a: &[f32], k: usize, m: usize, stride: usize) {
        (self.k, self.m) = (k, m);
        self.blocks.resize(k * m.div_ceil(MR), [0.0; MR]);
        for (block, first) in self.blocks.chunks_exact_mut(k.max(1)).zip((0..m).step_by(MR)) {
            let width = MR.min(m - first);
            for (to, from) in block.iter_mut().zip(a.chunks(stride)) {
                if width == MR
                    && let Some(full) = from[first..].first_chunk::<MR>()
                {
                    *to = *full;
                } else {
                    to[..width].copy_from_slice(&from[first..first + width]);
                    to[width..].fill(0.0);
                }
            }
        }
    }
}

/// `aᵀ (m, k) · b (k, n)` for `a` of shape `(k, m)`: the product behind every weight gradient.
#[inline]
fn product_transposed(a: &Columns, b: &Panels, epilogue: &mut impl Epilogue) {
    for (panel, column) in b.rows.chunks_exact(b.k.max(1)).zip((0..b.n).step_by(NR)) {
        let width = NR.min(b.n - column);
        for (block, row) in a.blocks.chunks_exact(a.k.max(1)).zip((0..a.m).step_by(MR)) {
            let tile = by_columns(block, panel);
            finish(&tile[..MR.min(a.m - row)], row, column, width, epilogue);
        }
    }
}

#[inline(always)]
fn finish(tile: &[[f32; NR]], row: usize, column: usize, width: usize, epilogue: &mut impl Epilogue) {
    for (r, values) in tile.iter().enumerate() {
        if width == NR {
            epilogue.put_full(row + r, column, values);
        } else {
            epilogue.put(row + r, column, &values[..width]);
        }
    }
}

/// `M` rows of the result in registers: two `f32x4` each. Explicit lanes, because LLVM left the same loops on arrays scalar.
struct Tile<const M: usize>([[f32x4; 2]; M]);

impl<const M: usize> Tile<M> {
    #[inline(always)]
    fn zero() -> Self {
        Tile([[f32x4::ZERO; 2]; M])
    }

    /// `tile[r] += a(r) · b` for every row.
    #[inline(always)]
    fn add(&mut self, a: impl Fn(usize) -> f32, b: &[f32; NR]) {
        let low = f32x4::new([b[0], b[1], b[2], b[3]]);
        let high = f32x4::new([b[4], b[5], b[6], b[7]]);
        for (r, row) in self.0.iter_mut().enumerate() {
            let a = f32x4::splat(a(r));
            row[0] += a * low;
            row[1] += a * high;
        }
    }

    #[inline(always)]
    fn values(&self) -> [[f32; NR]; M] {
        std::array::from_fn(|r| {
            let ([a, b, c, d], [e, f, g, h]) = (self.0[r][0].to_array(), self.0[r][1].to_array());
            [a, b, c, d, e, f, g, h]
        })
    }
}

#[inline(always)]
fn by_rows<const M: usize>(a: Rows<'_>, row: usize, panel: &[[f32; NR]]) -> [[f32; NR]; M] {
    let rows: [&[f32]; M] = std::array::from_fn(|r| &a.values[(row + r) * a.stride..][..panel.len()]);
    let mut tile = Tile::<M>::zero();
    for (k, b) in panel.iter().enumerate() {
        tile.add(|r| rows[r][k], b);
    }
    tile.values()
}

#[inline(always)]
fn by_columns(block: &[[f32; MR]], panel: &[[f32; NR]]) -> [[f32; NR]; MR] {
    let mut tile = Tile::<MR>::zero();
    for (a, b) in block.iter().zip(panel) {
        tile.add(|r| a[r], b);
    }
    tile.values()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, ArrayView2};

    fn numbers(rows: usize, columns: usize, salt: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 11 + salt * 5) % 23) as f32 * 0.125 - 1.25)
    }

    fn close(what: &str, got: &[f32], want: &Array2<f32>) {
        let want = want.as_standard_layout();
        for (i, (got, want)) in got.iter().zip(want.iter()).enumerate() {
            // Sums of at most 70 products of numbers below 2: a few hundred ulps at most, far below 1e-4.
            assert!((got - want).abs() <= 1e-4, "{what}: element {i}: {got} against {want}");
        }
    }

    fn check(m: usize, k: usize, n: usize) {
        let (a, b) = (numbers(m, k, 1), numbers(k, n, 2));
        let want = a.dot(&b);
        let slice = |x: &Array2<f32>| x.iter().copied().collect::<Vec<_>>();
        let (av, bv) = (slice(&a), slice(&b));
        let mut panels = Panels::default();
        panels.pack(&bv, k, n, n);
        let rows = Rows { values: &av, stride: k, m };

        let mut c = vec![0.0; m * n];
        store(rows, &panels, &mut c, n);
        close(&format!("product {m} {k} {n}"), &c, &want);

        let bias: Vec<f32> = (0..n).map(|j| j as f32).collect();
        let row = ArrayView2::from_shape((1, n), &bias).expect("a row");
        store_bias(rows, &panels, &mut c, n, &bias);
        close("bias", &c, &(&want + &row));
        accumulate_bias(rows, &panels, &mut c, n, &bias);
        close("accumulated bias", &c, &((&want + &row) * 2.0));

        let transposed = slice(&b.t().as_standard_layout().to_owned());
        panels.pack_transposed(&transposed, k, n, k);
        store(rows, &panels, &mut c, n);
        close("packed from the transpose", &c, &want);

        let at = slice(&a.t().as_standard_layout().to_owned());
        let mut columns = Columns::default();
        columns.pack(&at, k, m, m);
        store_transposed(&columns, &panels, &mut c, n);
        close("transposed left factor", &c, &want);
        accumulate_transposed(&columns, &panels, &mut c, n);
        close("accumulated", &c, &(&want * 2.0));
    }

    #[test]
    fn products_agree_with_ndarray() {
        for (m, k, n) in
            [(1, 1, 1), (4, 8, 8), (5, 3, 9), (7, 32, 20), (13, 70, 31), (8, 1, 2), (3, 5, 17), (16, 64, 24)]
        {
            check(m, k, n);
        }
    }

    #[test]
    fn a_row_has_the_same_bits_in_any_batch() {
        let (a, b) = (numbers(9, 33, 3), numbers(33, 21, 4));
        let (a, b): (Vec<f32>, Vec<f32>) = (a.iter().copied().collect(), b.iter().copied().collect());
        let mut panels = Panels::default();
        panels.pack(&b, 33, 21, 21);
        let mut all = vec![0.0; 9 * 21];
        store(Rows { values: &a, stride: 33, m: 9 }, &panels, &mut all, 21);
        for row in 0..9 {
            let mut one = vec![0.0; 21];
            let alone = Rows { values: &a[row * 33..], stride: 33, m: 1 };
            store(alone, &panels, &mut one, 21);
            assert_eq!(one, all[row * 21..][..21], "row {row}");
        }
    }
}
