//! DEFLATE (RFC 1951), read: blocks that are stored, or packed with the fixed or with their own Huffman codes.
//!
//! The browser's own reader would be there in some of them only; this one is the same everywhere, and a hundred lines. It decodes bit by
//! bit, after Mark Adler's `puff`: plain, and fast enough for a model of a few megabytes, which it reads in short pieces.

/// What is unpacked in one piece, in bytes: a few milliseconds' work.
const PIECE: usize = 1 << 16;

/// How many blocks are begun in one piece: they may be empty, and each may bring codes of its own.
const BLOCKS: usize = 64;

/// Data on the way to the bytes that were packed.
pub struct Inflate {
    /// Where the next byte is taken from, and the bits of the last one that are not used yet.
    at: usize,
    held: u32,
    count: u32,
    /// What there is so far of `size` bytes.
    out: Vec<u8>,
    size: usize,
    /// The codes of the block at hand, and whether it is the last one.
    block: Option<(Code, Code)>,
    last: bool,
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
        Some(Inflate { at: 0, held: 0, count: 0, out, size, block: None, last: false })
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
        let mut bits = Bits { data: data.get(self.at..)?.iter(), held: self.held, count: self.count };
        let until = self.size.min(self.out.len() + PIECE);
        let mut done = false;
        for _ in 0..BLOCKS {
            if self.block.is_none() {
                if self.last {
                    done = true;
                    break;
                }
                self.begin(&mut bits)?;
            }
            if let Some((symbols, distances)) = &self.block {
                if !packed(&mut bits, &mut self.out, (until, self.size), symbols, distances)? {
                    break;
                }
                self.block = None;
            }
        }
        (self.at, self.held, self.count) = (data.len() - bits.data.len(), bits.held, bits.count);
        (!done || self.out.len() == self.size).then_some(done)
    }

    /// The head of a block, and all of one that is stored.
    fn begin(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        self.last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(bits, &mut self.out, self.size)?,
            1 => {
                let lengths: Vec<u8> = (0..288).map(fixed_length).collect();
                self.block = Some((Code::new(&lengths)?, Code::new(&[5; 30])?));
            }
            2 => self.block = Some(codes(bits)?),
            _ => return None,
        }
        Some(())
    }
}

/// Bits in the order of the format: the lowest of a byte first.
struct Bits<'a> {
    data: std::slice::Iter<'a, u8>,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The next `count` bits, at most 13, as a number.
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.held |= u32::from(*self.data.next()?) << self.count;
            self.count += 8;
        }
        let taken = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Some(taken)
    }
}

/// A block of bytes as they are, behind their number and its complement.
fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, size: usize) -> Option<()> {
    // It begins with a byte of its own; fewer than eight bits are held.
    (bits.held, bits.count) = (0, 0);
    let mut half = || Some(bits.take(8)? | bits.take(8)? << 8);
    let (length, complement) = (half()?, half()?);
    let length = usize::try_from(length).ok().filter(|_| length ^ complement == 0xffff)?;
    let bytes = bits.data.as_slice().get(..length).filter(|_| length <= size - out.len())?;
    out.extend(bytes);
    bits.data = bits.data.as_slice()[length..].iter();
    Some(())
}

/// The length of a symbol's fixed code.
fn fixed_length(symbol: u16) -> u8 {
    match symbol {
        0..144 => 8,
        144..256 => 9,
        256..280 => 7,
        _ => 8,
    }
}

/// Literals and repetitions of what was before, to the end of their block or until there are so many bytes: whether the block has ended.
/// There may be no more than `size`.
fn packed(
    bits: &mut Bits<'_>,
    out: &mut Vec<u8>,
    (until, size): (usize, usize),
    symbols: &Code,
    distances: &Code,
) -> Option<bool> {
    loop {
        let symbol = symbols.read(bits)?;
        match symbol {
            0..256 if out.len() < size => out.push(symbol as u8),
            256 => return Some(true),
            257..286 => {
                let length = length(u32::from(symbol) - 257, bits)?;
                let distance = distance(u32::from(distances.read(bits)?), bits)?;
                let from = out.len().checked_sub(distance)?;
                if length > size - out.len() {
                    return None;
                }
                // What is repeated may reach into its own repetition.
                (from..from + length).for_each(|place| out.push(out[place]));
            }
            _ => return None,
        }
        // All bytes may be there and the block's end not yet: then it is read on to it.
        if out.len() >= until && until < size {
            return Some(false);
        }
    }
}

/// How long a repetition is: of four symbols at a time the next ones have a bit more behind them.
fn length(symbol: u32, bits: &mut Bits<'_>) -> Option<usize> {
    let length = match symbol {
        0..8 => 3 + symbol,
        28 => 258,
        _ => {
            let extra = symbol / 4 - 1;
            3 + ((4 + symbol % 4) << extra) + bits.take(extra)?
        }
    };
    Some(length as usize)
}

/// How far back it lies: of two symbols at a time the next ones have a bit more behind them.
fn distance(symbol: u32, bits: &mut Bits<'_>) -> Option<usize> {
    let distance = match symbol {
        0..4 => 1 + symbol,
        4..30 => {
            let extra = symbol / 2 - 1;
            1 + ((2 + symbol % 2) << extra) + bits.take(extra)?
        }
        _ => return None,
    };
    Some(distance as usize)
}

/// The codes of a block that brings its own: their lengths, packed with a code whose lengths come first.
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let (symbols, distances) = (bits.take(5)? as usize + 257, bits.take(5)? as usize + 1);
    let count = bits.take(4)? as usize + 4;
    let mut lengths = [0; 19];
    for place in &ORDER[..count] {
        lengths[*place] = bits.take(3)? as u8;
    }
    let code = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::new();
    while lengths.len() < symbols + distances {
        let (length, times) = match code.read(bits)? {
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (length as u8, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times as usize));
    }
    let lengths = lengths.get(..symbols + distances).filter(|whole| whole.len() == lengths.len())?;
    Some((Code::new(&lengths[..symbols])?, Code::new(&lengths[symbols..])?))
}

/// A canonical Huffman code: how many symbols have a code of each length, and the symbols in the order of their codes.
struct Code {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Code {
    /// The code of these lengths, 0 for a symbol that has none; nothing where there are more codes than bits for them.
    fn new(lengths: &[u8]) -> Option<Code> {
        let of = |length: u8| (0_u16..).zip(lengths).filter(move |(_, own)| **own == length).map(|(symbol, _)| symbol);
        let mut code = Code { counts: [0; 16], symbols: Vec::new() };
        let mut left = 1_i32;
        for length in 1..16_u8 {
            let before = code.symbols.len();
            code.symbols.extend(of(length));
            let count = code.symbols.len() - before;
            code.counts[usize::from(length)] = count as u16;
            left = 2 * left - count as i32;
            if left < 0 {
                return None;
            }
        }
        Some(code)
    }

    /// The next symbol.
    fn read(&self, bits: &mut Bits<'_>) -> Option<u16> {
        // Codes of a length are consecutive numbers; `first` is the smallest of them, `index` the place of its symbol.
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &self.counts[1..] {
            let count = u32::from(*count);
            code |= bits.take(1)?;
            if code < first + count {
                return self.symbols.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
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
                assert!(made <= PIECE + BLOCKS * 0xffff, "{made} bytes in a piece");
                (count, before) = (count + 1, inflate.bytes().len());
            }
            assert!(count >= pieces, "{count} pieces");
        };
        check(&compress_to_vec(&vec![7; 1 << 20], 9), 1 << 20, 16);
        // Blocks without a byte: each is begun, and nothing comes of it.
        check(&[0, 0, 0, 0xff, 0xff].repeat(10 * BLOCKS), 0, 10);
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
