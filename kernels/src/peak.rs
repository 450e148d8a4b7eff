//! The limit that the kernels are measured against: multiplies and adds in registers, as fast as one thread can.

use wide::f32x4;

/// Independent chains of `x = x · scale + shift`: as many as hide the latency of both and still fit the registers.
const CHAINS: usize = 12;

/// Floating-point operations of one round of [`multiply_add`].
pub const FLOPS_A_ROUND: usize = 2 * 4 * CHAINS;

/// `rounds` times a multiply and an add on every lane of every chain. Returns their sum, so that nothing is left out.
#[inline(never)]
pub fn multiply_add(rounds: usize, scale: f32, shift: f32) -> f32 {
    let (scale, shift) = (f32x4::splat(scale), f32x4::splat(shift));
    let mut chains = [f32x4::ZERO; CHAINS];
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = *chain * scale + shift;
        }
    }
    chains.into_iter().fold(f32x4::ZERO, |sum, chain| sum + chain).reduce_add()
}
