//! Files out of a zip, by its central directory (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16), stored or deflated.
//!
//! Nothing that the archive says of itself is believed: every offset and length is looked up within its bytes, and nothing is unpacked that
//! was not asked for.

use super::fault::FileFault;
use super::inflate::Inflate;
use crate::lab::bundle::zip::{crc_table, crc32_on};
use std::ops::Range;

/// More entries than any folder of a model has.
pub const MOST: usize = 1000;

/// A longer path than any file of a model has.
const LONGEST_PATH: usize = 4096;

/// Bytes of a stored file that are taken in one piece.
const PIECE: usize = 1 << 20;

/// An entry of the directory.
#[derive(Debug)]
pub struct ZipEntry {
    /// The path, slashes between its parts.
    pub path: String,
    /// How many bytes the file has, as the archive says.
    pub size: usize,
    packing: u16,
    crc: u32,
    packed: Range<usize>,
}

/// What is in an archive, or why that cannot be seen.
pub fn list(zip: &[u8]) -> Result<Vec<ZipEntry>, FileFault> {
    const CUT: FileFault = FileFault::CutOff;
    // The end record is 22 bytes, and a comment of any length may follow.
    let earliest = zip.len().saturating_sub(22 + 0xffff);
    let end = (earliest..=zip.len().saturating_sub(22)).rev().find(|at| zip.get(*at..*at + 4) == Some(b"PK\x05\x06"));
    let end = end.ok_or(CUT)?;
    let (count, mut at) = read16(zip, end + 10).zip(read32(zip, end + 16)).ok_or(CUT)?;
    if count > MOST || at == u32::MAX as usize {
        return Err(FileFault::Entries);
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = entry(zip, &mut at).ok_or(CUT)?;
        entries.extend(entry);
    }
    Ok(entries)
}

/// The entry of the directory at this place, which moves to the next; nothing in the place of a folder or of a locked file.
fn entry(zip: &[u8], at: &mut usize) -> Option<Option<ZipEntry>> {
    let head = *at;
    (zip.get(head..head.checked_add(46)?)?.starts_with(b"PK\x01\x02")).then_some(())?;
    let half = |offset: usize| read16(zip, head + offset);
    let word = |offset: usize| read32(zip, head + offset);
    let (flags, packing, crc, length, size, local) = (half(8)?, half(10)?, word(16)?, word(20)?, word(24)?, word(42)?);
    let path = zip.get(head + 46..head + 46 + half(28)?).filter(|path| path.len() <= LONGEST_PATH)?;
    *at = head + 46 + half(28)? + half(30)? + half(32)?;
    // What is looked at is called in ASCII; the other names need not be right.
    let path: String = path.iter().map(|byte| if *byte == b'\\' { '/' } else { char::from(*byte) }).collect();
    if path.ends_with('/') || flags & 1 == 1 {
        return Some(None);
    }
    // The local header has a path and more of its own, of other lengths.
    zip.get(local..local.checked_add(30)?)?.starts_with(b"PK\x03\x04").then_some(())?;
    let from = local + 30 + read16(zip, local + 26)? + read16(zip, local + 28)?;
    let packed = from..from.checked_add(length)?;
    zip.get(packed.clone())?;
    Some(Some(ZipEntry { path, size, packing: packing as u16, crc: crc as u32, packed }))
}

/// A file on its way out of the archive.
pub struct Unpacking {
    entry: ZipEntry,
    way: Way,
    table: Box<[u32; 256]>,
    /// The checksum of the bytes so far, and how many they are.
    crc: u32,
    checked: usize,
}

enum Way {
    Stored(Vec<u8>),
    Deflated(Box<Inflate>),
}

const DAMAGED: FileFault = FileFault::Damaged;

impl Unpacking {
    /// Begins, or says why it cannot.
    pub fn new(entry: ZipEntry) -> Result<Unpacking, FileFault> {
        let length = entry.packed.len();
        let way = match entry.packing {
            0 if length == entry.size => {
                let mut bytes = Vec::new();
                bytes.try_reserve_exact(entry.size).map_err(|_| FileFault::NoMemory)?;
                Way::Stored(bytes)
            }
            8 => Way::Deflated(Box::new(Inflate::new(length, entry.size).ok_or(DAMAGED)?)),
            0 => return Err(DAMAGED),
            _ => return Err(FileFault::Method),
        };
        Ok(Unpacking { entry, way, table: Box::new(crc_table()), crc: !0, checked: 0 })
    }

    /// The entry that it unpacks.
    pub fn entry(&self) -> &ZipEntry {
        &self.entry
    }

    /// Unpacks one bounded piece, always of the same archive: whether it was the last.
    pub fn advance(&mut self, zip: &[u8]) -> Result<bool, FileFault> {
        let packed = zip.get(self.entry.packed.clone()).ok_or(DAMAGED)?;
        let done = match &mut self.way {
            Way::Stored(bytes) => {
                let from = bytes.len();
                bytes.extend_from_slice(&packed[from..packed.len().min(from + PIECE)]);
                bytes.len() == packed.len()
            }
            Way::Deflated(inflate) => inflate.advance(packed).ok_or(DAMAGED)?,
        };
        let bytes = match &self.way {
            Way::Stored(bytes) => bytes,
            Way::Deflated(inflate) => inflate.bytes(),
        };
        self.crc = crc32_on(&self.table, self.crc, &bytes[self.checked..]);
        self.checked = bytes.len();
        if done && !self.crc != self.entry.crc { Err(DAMAGED) } else { Ok(done) }
    }

    /// The path and the bytes, once [`Unpacking::advance`] has said that it is done.
    pub fn into_file(self) -> (String, Vec<u8>) {
        let bytes = match self.way {
            Way::Stored(bytes) => bytes,
            Way::Deflated(inflate) => inflate.into_bytes(),
        };
        (self.entry.path, bytes)
    }
}

fn read16(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(2)?)?.first_chunk().map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
}

fn read32(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(4)?)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}
