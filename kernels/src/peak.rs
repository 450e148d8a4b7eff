//! The limit that the kernels are measured against: multiplies and adds in registers, as fast as one thread can.

use wide::f32x4;

/// Independent chains of `x = x · scale + shift`: enough to hide the latency of both, few enough to stay in the registers. How many are
/// best is for a measurement to say: browsers differ.
pub const CHAINS: [usize; 4] = [6, 8, 10, 12];

/// Runs `rounds` times a multiply and an add on every lane of `chains` chains: `8 · chains · rounds` floating-point operations. Returns
/// their sum, so that nothing is left out; zero for a number that is not among [`CHAINS`].
#[inline(never)]
pub fn multiply_add(chains: usize, rounds: usize, scale: f32, shift: f32) -> f32 {
    match chains {
        6 => run::<6>(rounds, scale, shift),
        8 => run::<8>(rounds, scale, shift),
        10 => run::<10>(rounds, scale, shift),
        12 => run::<12>(rounds, scale, shift),
        _ => 0.0,
    }
}

#[inline(never)]
fn run<const N: usize>(rounds: usize, scale: f32, shift: f32) -> f32 {
    let (scale, shift) = (f32x4::splat(scale), f32x4::splat(shift));
    let mut chains = [f32x4::ZERO; N];
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = *chain * scale + shift;
        }
    }
    chains.into_iter().fold(f32x4::ZERO, |sum, chain| sum + chain).reduce_add()
}
