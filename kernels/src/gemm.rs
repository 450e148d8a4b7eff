//! Matrix products for small, tall matrices on one thread, in safe Rust that LLVM turns into 128-bit SIMD.
//!
//! The right factor is packed into panels of [`NR`] columns, the left factor into blocks of [`MR`] rows, and an
//! `MR × NR` tile of the result stays in registers while `k` runs (the micro-kernel of Goto & van de Geijn, 2008). The blocks of a group
//! stay in the first-level cache while all panels pass by. Every element of a result is a sum over `k` in ascending order, whatever its
//! neighbours are: a row's bits do not depend on the batch it is in. The plain twin of all of these is `ndarray`'s `dot`.

use crate::math::{WIDTH, cut, load, padded};
use bytemuck::{bytes_of, cast, cast_slice_mut, pod_read_unaligned};
use wide::{f32x4, f32x8};

/// Rows of a register tile.
pub const MR: usize = 4;
/// Columns of a register tile and of a panel: two 128-bit registers.
pub const NR: usize = WIDTH;
/// Values of the left factor that one group of blocks has: half of a first-level cache of 32 KiB.
const GROUP: usize = 4096;

/// A matrix `(k, n)` packed for use as the right factor: panels of [`NR`] columns, row after row, the last one padded with zeros.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    rows: Vec<f32x8>,
    k: usize,
    n: usize,
}

impl Panels {
    /// Packs `b`, `k` rows of `n` values with `stride` values from one row to the next.
    #[inline(never)]
    pub fn pack(&mut self, b: &[f32], k: usize, n: usize, stride: usize) {
        self.resize(k, n);
        for (panel, columns) in self.rows.chunks_exact_mut(k.max(1)).zip((0..n).step_by(NR)) {
            for (to, from) in panel.iter_mut().zip(b.chunks(stride)) {
                *to = piece(&from[columns..n]);
            }
        }
    }

    /// Packs the transpose of `b`: `b` has `n` rows of `k` values with `stride` values from one row to the next.
    #[inline(never)]
    pub fn pack_transposed(&mut self, b: &[f32], k: usize, n: usize, stride: usize) {
        self.resize(k, n);
        let rows: &mut [[f32; NR]] = cast_slice_mut(&mut self.rows);
        for (panel, first) in rows.chunks_exact_mut(k.max(1)).zip((0..n).step_by(NR)) {
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
        self.rows.resize(k * n.div_ceil(NR), f32x8::ZERO);
    }
}

/// The first [`NR`] values of a slice, or all there are and zeros.
#[inline(always)]
fn piece(values: &[f32]) -> f32x8 {
    values.first_chunk().map_or_else(|| padded(values), load)
}

/// A left factor `(m, k)` packed in blocks of [`MR`] rows: what the rows of a block have at one `k` lies side by side, so that the
/// innermost loop follows one pointer a factor. The last block is padded with zeros.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    values: Vec<[f32; MR]>,
    m: usize,
    k: usize,
}

impl Blocks {
    /// Packs `a`, `m` rows of `k` values, `stride` apart.
    #[inline(never)]
    pub fn pack(&mut self, a: &[f32], m: usize, k: usize, stride: usize) {
        self.resize(m, k);
        for (block, first) in self.values.chunks_exact_mut(k.max(1)).zip((0..m).step_by(MR)) {
            // The rows of padding are the last row again: nobody reads their results.
            let rows: [_; MR] = std::array::from_fn(|r| a[(first + r).min(m - 1) * stride..][..k].as_chunks::<MR>());
            let (squares, rest) = block.as_chunks_mut::<MR>();
            for (i, to) in squares.iter_mut().enumerate() {
                *to = cast(f32x4::transpose(rows.map(|(squares, _)| pod_read_unaligned(bytes_of(&squares[i])))));
            }
            for (i, to) in rest.iter_mut().enumerate() {
                *to = rows.map(|(_, rest)| rest[i]);
            }
        }
    }

    /// Packs the transpose of `a`: `a` has `k` rows of `m` values, `stride` apart.
    #[inline(never)]
    pub fn pack_transposed(&mut self, a: &[f32], m: usize, k: usize, stride: usize) {
        self.resize(m, k);
        // A few rows at a time: rows lie a power of two apart, so that many of them would fight for the same lines of the cache.
        const FEW: usize = 8;
        for first in (0..k).step_by(FEW) {
            let few = FEW.min(k - first);
            for (block, column) in self.values.chunks_exact_mut(k).zip((0..m).step_by(MR)) {
                for (to, from) in block[first..first + few].iter_mut().zip(a[first * stride..].chunks(stride)) {
                    let from = &from[column..m];
                    match from.first_chunk() {
                        Some(full) => *to = *full,
                        None => to[..from.len()].copy_from_slice(from),
                    }
                }
            }
        }
    }

    fn resize(&mut self, m: usize, k: usize) {
        (self.m, self.k) = (m, k);
        self.values.resize(k * m.div_ceil(MR), [0.0; MR]);
    }
}

/// Which elements of a product are needed, and which terms of their sums are not known to be zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Everything.
    All,
    /// All terms, of the elements on and below the diagonal; rows of the result are whole panels wide, and what is written above the
    /// diagonal means nothing.
    Lower,
    /// The left factor is lower triangular: the terms beyond its diagonal are left out.
    Causal,
    /// The left factor is the transpose of a lower triangular matrix: the terms before its diagonal are left out.
    CausalTransposed,
}

/// `c = a · b`; `stride` values from one row of `c` to the next.
#[inline(never)]
pub fn store(a: &Blocks, b: &Panels, c: &mut [f32], stride: usize) {
    product(a, b, Terms::All, c, stride, |_, _, new| new);
}

/// `c = a · b` where some of it is not needed or known to be zero.
#[inline(never)]
pub fn store_terms(a: &Blocks, b: &Panels, terms: Terms, c: &mut [f32], stride: usize) {
    product(a, b, terms, c, stride, |_, _, new| new);
}

/// `c = a · b + bias`; one bias a column.
#[inline(never)]
pub fn store_bias(a: &Blocks, b: &Panels, c: &mut [f32], stride: usize, bias: &[f32]) {
    product(a, b, Terms::All, c, stride, |column, _, new| new + piece(&bias[column..]));
}

/// `c += a · b + bias`: a projection back into the residual stream.
#[inline(never)]
pub fn accumulate_bias(a: &Blocks, b: &Panels, c: &mut [f32], stride: usize, bias: &[f32]) {
    product(a, b, Terms::All, c, stride, |column, old, new| old + (new + piece(&bias[column..])));
}

/// `c += a · b`: a weight gradient.
#[inline(never)]
pub fn accumulate(a: &Blocks, b: &Panels, c: &mut [f32], stride: usize) {
    product(a, b, Terms::All, c, stride, |_, old, new| old + new);
}

/// `a (m, k) · b (k, n)`; a finished piece becomes `merge(column, old, new)`.
#[inline(always)]
fn product(
    a: &Blocks,
    b: &Panels,
    terms: Terms,
    c: &mut [f32],
    stride: usize,
    merge: impl Fn(usize, f32x8, f32x8) -> f32x8,
) {
    let k = a.k.min(b.k).max(1);
    let columns = if terms == Terms::Lower { b.n.next_multiple_of(NR) } else { b.n };
    let group = (GROUP / k).max(MR).next_multiple_of(MR);
    for first in (0..a.m).step_by(group) {
        let blocks = a.values[first / MR * k..].chunks_exact(k).zip((first..a.m.min(first + group)).step_by(MR));
        for (panel, column) in b.rows.chunks_exact(k).zip((0..b.n).step_by(NR)) {
            for (block, row) in blocks.clone() {
                let (block, panel) = match terms {
                    Terms::All => (block, panel),
                    Terms::Lower if column < row + MR => (block, panel),
                    Terms::Lower => continue,
                    Terms::Causal => (&block[..k.min(row + MR)], panel),
                    Terms::CausalTransposed => (&block[row..], &panel[row..]),
                };
                let mut tile = [f32x8::ZERO; MR];
                for (a, &b) in block.iter().zip(panel) {
                    for (sum, &a) in tile.iter_mut().zip(a) {
                        *sum += f32x8::splat(a) * b;
                    }
                }
                let width = NR.min(columns - column);
                for (r, &new) in tile[..MR.min(a.m - row)].iter().enumerate() {
                    let to = &mut c[(row + r) * stride + column..][..width];
                    if let Some(to) = to.first_chunk_mut() {
                        *to = cast(merge(column, load(to), new));
                    } else {
                        cut(merge(column, padded(to), new), to);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, ArrayView2};

    fn numbers(rows: usize, columns: usize, salt: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 11 + salt * 5) % 23) as f32 * 0.125 - 1.25)
    }

    fn slice(x: &Array2<f32>) -> Vec<f32> {
        x.iter().copied().collect()
    }

    fn transposed(x: &Array2<f32>) -> Vec<f32> {
        x.t().iter().copied().collect()
    }

    fn close(what: &str, got: &[f32], want: &Array2<f32>) {
        for (i, (got, want)) in got.iter().zip(want.iter()).enumerate() {
            // Sums of at most 70 products of numbers below 2: a few hundred ulps at most, far below 1e-4.
            assert!((got - want).abs() <= 1e-4, "{what}: element {i}: {got} against {want}");
        }
    }

    fn check(m: usize, k: usize, n: usize) {
        let (a, b) = (numbers(m, k, 1), numbers(k, n, 2));
        let want = a.dot(&b);
        let (mut blocks, mut panels) = (Blocks::default(), Panels::default());
        blocks.pack(&slice(&a), m, k, k);
        panels.pack(&slice(&b), k, n, n);

        let mut c = vec![0.0; m * n];
        store(&blocks, &panels, &mut c, n);
        close(&format!("product {m} {k} {n}"), &c, &want);

        let bias: Vec<f32> = (0..n).map(|j| j as f32).collect();
        let row = ArrayView2::from_shape((1, n), &bias).expect("a row");
        store_bias(&blocks, &panels, &mut c, n, &bias);
        close("bias", &c, &(&want + &row));
        accumulate_bias(&blocks, &panels, &mut c, n, &bias);
        close("accumulated bias", &c, &((&want + &row) * 2.0));

        panels.pack_transposed(&transposed(&b), k, n, k);
        blocks.pack_transposed(&transposed(&a), m, k, m);
        c.fill(0.0);
        accumulate(&blocks, &panels, &mut c, n);
        close("packed from transposes", &c, &want);
        accumulate(&blocks, &panels, &mut c, n);
        close("accumulated", &c, &(&want * 2.0));
    }

    #[test]
    fn products_agree_with_ndarray() {
        for (m, k, n) in
            [(1, 1, 1), (4, 8, 8), (5, 3, 9), (7, 32, 20), (13, 70, 31), (8, 1, 2), (3, 5, 17), (200, 64, 24)]
        {
            check(m, k, n);
        }
    }

    #[test]
    fn triangles_leave_out_only_what_is_not_needed() {
        for m in [1, 3, 4, 9, 21] {
            let (full, b) = (numbers(m, m, 1), numbers(m, 13, 2));
            let lower = Array2::from_shape_fn((m, m), |(i, j)| if j <= i { full[[i, j]] } else { 0.0 });
            let (mut blocks, mut panels, mut c) = (Blocks::default(), Panels::default(), vec![0.0; m * 13]);
            panels.pack(&slice(&b), m, 13, 13);
            blocks.pack(&slice(&lower), m, m, m);
            store_terms(&blocks, &panels, Terms::Causal, &mut c, 13);
            close("causal", &c, &lower.dot(&b));
            blocks.pack_transposed(&slice(&lower), m, m, m);
            store_terms(&blocks, &panels, Terms::CausalTransposed, &mut c, 13);
            close("causal, transposed", &c, &lower.t().dot(&b));

            let columns = m.next_multiple_of(NR);
            let mut square = vec![0.0; m * columns];
            blocks.pack(&slice(&b), m, 13, 13);
            panels.pack_transposed(&slice(&b), 13, m, 13);
            store_terms(&blocks, &panels, Terms::Lower, &mut square, columns);
            let want = b.dot(&b.t());
            for i in 0..m {
                let row = ArrayView2::from_shape((1, i + 1), &square[i * columns..][..=i]).expect("a row").to_owned();
                close("lower", want.row(i).as_slice().expect("a row"), &row);
            }
        }
    }

    #[test]
    fn a_row_has_the_same_bits_in_any_batch() {
        let (a, b) = (slice(&numbers(9, 33, 3)), slice(&numbers(33, 21, 4)));
        let (mut blocks, mut panels) = (Blocks::default(), Panels::default());
        panels.pack(&b, 33, 21, 21);
        let mut all = vec![0.0; 9 * 21];
        blocks.pack(&a, 9, 33, 33);
        store(&blocks, &panels, &mut all, 21);
        for row in 0..9 {
            let mut one = vec![0.0; 21];
            blocks.pack(&a[row * 33..], 1, 33, 33);
            store(&blocks, &panels, &mut one, 21);
            assert_eq!(one, all[row * 21..][..21], "row {row}");
        }
    }
}
