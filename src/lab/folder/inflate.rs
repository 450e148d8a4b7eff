//! DEFLATE (RFC 1951), read a bounded piece at a time.
//!
//! The browser's own reader would be a second way beside a native one, and answers when it likes; `miniz_oxide` is the same everywhere.

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress,
        inflate_flags::{TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF},
    },
};

/// What is unpacked in one piece, in bytes: well below a millisecond's work.
const PIECE: usize = 1 << 16;

/// What is read in one piece, in bytes: it may be codes alone, which take longer than what they are for.
const READ: usize = 1 << 13;

/// Data on the way to the bytes that were packed.
pub struct Inflate {
    state: DecompressorOxide,
    /// Where the next byte is taken from.
    at: usize,
    /// What there is so far of `size` bytes.
    out: Vec<u8>,
    size: usize,
}

impl Inflate {
    /// Begins with data of this length, which must give `size` bytes. Nothing where it cannot: no more is set aside than the data could give.
    pub fn new(length: usize, size: usize) -> Option<Inflate> {
        // No code is shorter than a bit for 258 bytes twice: a size beyond that is a lie.
        if size / 1032 > length {
            return None;
        }
        let mut out = Vec::new();
        out.try_reserve_exact(size).ok()?;
        Some(Inflate { state: DecompressorOxide::new(), at: 0, out, size })
    }

    /// The bytes so far.
    pub fn bytes(&self) -> &[u8] {
        &self.out
    }

    /// All of them, once [`Inflate::advance`] has said that it is done.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Unpacks one bounded piece, always of the same data: whether it was the last. Nothing where the data is damaged, ends early, or holds
    /// another number of bytes; never more than `size` are made.
    pub fn advance(&mut self, data: &[u8]) -> Option<bool> {
        let (before, until) = (self.out.len(), data.len().min(self.at + READ));
        let more = if until < data.len() { TINFL_FLAG_HAS_MORE_INPUT } else { 0 };
        self.out.resize(self.size.min(before + PIECE), 0);
        let (status, read, made) = decompress(
            &mut self.state,
            data.get(self.at..until)?,
            &mut self.out,
            before,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | more,
        );
        self.out.truncate(before + made);
        self.at += read;
        match status {
            TINFLStatus::Done if self.out.len() == self.size => Some(true),
            // Where all bytes are there but not yet the block's end, it asks for room as well; it is cut off, or a byte too many, once nothing moves.
            TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput if read + made > 0 => Some(false),
            _ => None,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use proptest::prelude::*;

    fn inflate(data: &[u8], size: usize) -> Option<Vec<u8>> {
        let mut inflate = Inflate::new(data.len(), size)?;
        while !inflate.advance(data)? {}
        Some(inflate.into_bytes())
    }

    fn check(bytes: &[u8]) {
        for level in 0..=10 {
            let packed = compress_to_vec(bytes, level);
            assert_eq!(inflate(&packed, bytes.len()).as_deref(), Some(bytes), "level {level}");
            assert_eq!(inflate(&packed, bytes.len() + 1), None, "a byte is missing");
            assert_eq!(inflate(&packed, bytes.len().wrapping_sub(1)), None, "a byte too many");
            assert_eq!(inflate(&packed[..packed.len() - 1], bytes.len()), None, "cut off");
        }
    }

    #[test]
    fn what_another_packed_is_read() {
        check(b"a");
        check(b"the same, the same, the same, the same");
        check(&[7; 100_000]);
        check(&(0..=255_u8).cycle().take(70_000).collect::<Vec<_>>());
        let mut noise = 1_u32;
        let mut next = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        check(&(0..90_000).map(|_| next()).collect::<Vec<_>>());
        // The end lies alone behind the last byte that is read in a piece, or is near to it.
        for length in READ - 20..READ + 2 {
            let noise: Vec<u8> = (0..length).map(|_| next()).collect();
            let packed = compress_to_vec(&noise, 1);
            assert_eq!(inflate(&packed, length).as_deref(), Some(&noise[..]), "{length} bytes");
        }
        // Distances up to the format's 32 KiB.
        let block: Vec<u8> = (0..30_000).map(|_| next()).collect();
        check(&block.iter().chain(&block).copied().collect::<Vec<_>>());
    }

    #[test]
    fn a_bomb_is_not_set_aside_for() {
        assert_eq!(inflate(&[0xed, 0xfd], usize::MAX), None);
        let bomb = compress_to_vec(&vec![0; 10 << 20], 9);
        assert_eq!(inflate(&bomb, 1000), None);
    }

    #[test]
    fn pieces_are_short_whatever_the_data_is() {
        let check = |data: &[u8], size: usize, pieces: usize| {
            let mut inflate = Inflate::new(data.len(), size).expect("it may be");
            let (mut count, mut before) = (1, 0);
            while inflate.advance(data) == Some(false) {
                let made = inflate.bytes().len() - before;
                assert!(made <= PIECE, "{made} bytes in a piece");
                (count, before) = (count + 1, inflate.bytes().len());
            }
            assert!(count >= pieces, "{count} pieces");
        };
        check(&compress_to_vec(&vec![7; 1 << 20], 9), 1 << 20, 16);
        // Blocks without a byte: each is begun, and nothing comes of it.
        check(&[0, 0, 0, 0xff, 0xff].repeat(2 * READ), 0, 10);
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(0..9_u8, 1..2000)) {
            check(&bytes);
        }

        #[test]
        fn damage_is_no_panic(packed in prop::collection::vec(any::<u8>(), 0..200), size in 0..5000_usize) {
            if let Some(bytes) = inflate(&packed, size) {
                prop_assert_eq!(bytes.len(), size);
            }
        }
    }
}
