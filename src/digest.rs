//! FNV-1a, by which what was computed is known again: a history, a model's weights, a link that arrived whole. It finds accidents, not forgers.

/// The digest of 64 bits of numbers in their order: of bytes, as its authors have it, or of words of 64 bits, which is as many times faster.
pub fn fnv(numbers: impl IntoIterator<Item = impl Into<u64>>) -> u64 {
    let step = |digest: u64, number: u64| (digest ^ number).wrapping_mul(0x0100_0000_01b3);
    numbers.into_iter().map(Into::into).fold(0xcbf2_9ce4_8422_2325, step)
}

/// The digest of 32 bits of bytes, where there must be few letters of it.
pub fn fnv_short(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |digest: u32, byte| (digest ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Landon Curt Noll's own test suite, `test_fnv.c`.
    #[track_caller]
    fn check(text: &str, long: u64, short: u32) {
        assert_eq!((fnv(text.bytes()), fnv_short(text.as_bytes())), (long, short), "{text:?}");
    }

    #[test]
    fn its_authors_values() {
        check("", 0xcbf2_9ce4_8422_2325, 0x811c_9dc5);
        check("a", 0xaf63_dc4c_8601_ec8c, 0xe40c_292c);
        check("foobar", 0x8594_4171_f739_67e8, 0xbf9c_f968);
    }
}
