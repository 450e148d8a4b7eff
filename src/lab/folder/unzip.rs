//! Files out of a zip, by its central directory (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16), stored or deflated.
//!
//! Nothing that the archive says of itself is believed: every offset and length is looked up within its bytes, and nothing is unpacked that
//! was not asked for.

use super::inflate::inflate;
use crate::lab::bundle::zip::{crc_table, crc32};

/// More entries than any folder of a model has.
const MOST: usize = 1000;

/// An entry of the directory.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The path, slashes between its parts.
    pub path: String,
    /// How many bytes the file has, as the archive says.
    pub size: usize,
    packing: u16,
    crc: u32,
    packed: &'a [u8],
}

/// What is in an archive, or why that cannot be seen: the end of a sentence that begins with its name.
pub fn list(zip: &[u8]) -> Result<Vec<Entry<'_>>, &'static str> {
    const CUT: &str = "is damaged, or was cut off; allowed is a zip file that others can open";
    // The end record is 22 bytes, and a comment of any length may follow.
    let earliest = zip.len().saturating_sub(22 + 0xffff);
    let end = (earliest..=zip.len().saturating_sub(22)).rev().find(|at| zip.get(*at..*at + 4) == Some(b"PK\x05\x06"));
    let end = end.ok_or(CUT)?;
    let (count, mut at) = read16(zip, end + 10).zip(read32(zip, end + 16)).ok_or(CUT)?;
    if count > MOST || at == u32::MAX as usize {
        return Err("has more entries than a model's folder; allowed are 1000");
    }
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = entry(zip, &mut at).ok_or(CUT)?;
        entries.extend(entry);
    }
    Ok(entries)
}

/// The entry of the directory at this place, which moves to the next; nothing in the place of a folder or of a locked file.
fn entry<'a>(zip: &'a [u8], at: &mut usize) -> Option<Option<Entry<'a>>> {
    let head = *at;
    (zip.get(head..head.checked_add(46)?)?.starts_with(b"PK\x01\x02")).then_some(())?;
    let half = |offset: usize| read16(zip, head + offset);
    let word = |offset: usize| read32(zip, head + offset);
    let (flags, packing, crc, length, size, local) = (half(8)?, half(10)?, word(16)?, word(20)?, word(24)?, word(42)?);
    let path = zip.get(head + 46..head + 46 + half(28)?)?;
    *at = head + 46 + half(28)? + half(30)? + half(32)?;
    // What is looked at is called in ASCII; the other names need not be right.
    let path: String = path.iter().map(|byte| if *byte == b'\\' { '/' } else { char::from(*byte) }).collect();
    if path.ends_with('/') || flags & 1 == 1 {
        return Some(None);
    }
    // The local header has a path and more of its own, of other lengths.
    zip.get(local..local.checked_add(30)?)?.starts_with(b"PK\x03\x04").then_some(())?;
    let from = local + 30 + read16(zip, local + 26)? + read16(zip, local + 28)?;
    let packed = zip.get(from..from.checked_add(length)?)?;
    Some(Some(Entry { path, size, packing: packing as u16, crc: crc as u32, packed }))
}

impl Entry<'_> {
    /// The file's bytes, or why there are none: the end of a sentence that begins with its name.
    pub fn unpack(&self) -> Result<Vec<u8>, &'static str> {
        const DAMAGED: &str = "is damaged in the zip; pack it again";
        let bytes = match self.packing {
            0 if self.packed.len() == self.size => self.packed.to_vec(),
            8 => inflate(self.packed, self.size).ok_or(DAMAGED)?,
            0 => return Err(DAMAGED),
            _ => return Err("is packed in a way that few can read; allowed are the methods stored and deflated"),
        };
        if crc32(&crc_table(), &bytes) == self.crc { Ok(bytes) } else { Err(DAMAGED) }
    }
}

fn read16(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(2)?)?.first_chunk().map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
}

fn read32(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at.checked_add(4)?)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
}
