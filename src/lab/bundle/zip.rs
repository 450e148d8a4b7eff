//! A zip file whose entries are stored as they are: weights hardly compress, and a compressor would weigh more in the page than it saves.
//!
//! Format: for each file a local header and its bytes, then a central directory that repeats the headers with their offsets, then its end
//! record (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). Numbers are little-endian.

/// The version of the format that readers need: 2.0, which knows folders in paths.
const VERSION: u16 = 20;
/// 1 January 1980, the format's first day: the same files give the same bytes whenever they are packed.
const DATE: u16 = 0x21;

/// An archive that is being written, a file after the other, and each in pieces of any length. At the lab file's limits it stays far below
/// the format's 4 GiB.
#[derive(Debug)]
pub struct Writer {
    zip: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    table: [u32; 256],
    /// Of the file that is being written: its path, where its header lies, and the checksum so far.
    file: Option<(String, usize, u32)>,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer { zip: vec![], directory: vec![], count: 0, table: crc_table(), file: None }
    }
}

impl Writer {
    /// Makes room for so many bytes more.
    pub fn reserve(&mut self, bytes: usize) {
        self.zip.reserve_exact(bytes);
    }

    /// Ends the file at hand, if there is one, and begins another: its path with forward slashes, in ASCII.
    pub fn begin(&mut self, path: &str) {
        self.close();
        self.file = Some((path.to_owned(), self.zip.len(), !0));
        self.zip.extend(b"PK\x03\x04");
        // Checksum and sizes are written over when they are known.
        self.zip.extend(header(path, 0, 0));
        self.zip.extend(path.as_bytes());
    }

    /// Writes on in the file at hand what `write` appends.
    pub fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.zip.len();
        write(&mut self.zip);
        if let Some((_, _, crc)) = &mut self.file {
            *crc = crc32_on(&self.table, *crc, &self.zip[before..]);
        }
    }

    /// The archive.
    pub fn finish(mut self) -> Vec<u8> {
        self.close();
        let Writer { mut zip, directory, count, .. } = self;
        let end = [directory.len() as u32, zip.len() as u32];
        zip.extend(directory);
        zip.extend(b"PK\x05\x06");
        put16(&mut zip, &[0, 0, count, count]);
        put32(&mut zip, &end);
        put16(&mut zip, &[0]);
        zip
    }

    fn close(&mut self) {
        let Some((path, offset, crc)) = self.file.take() else { return };
        let start = offset + 4;
        let size = self.zip.len() - start - header("", 0, 0).len() - path.len();
        let header = header(&path, !crc, size as u32);
        self.zip[start..start + header.len()].copy_from_slice(&header);

        self.directory.extend(b"PK\x01\x02");
        put16(&mut self.directory, &[VERSION]);
        self.directory.extend(header);
        // No comment, first disk, no attributes.
        put16(&mut self.directory, &[0, 0, 0]);
        put32(&mut self.directory, &[0, offset as u32]);
        self.directory.extend(path.as_bytes());
        self.count += 1;
    }
}

/// What local header and directory have in common.
fn header(path: &str, crc: u32, size: u32) -> Vec<u8> {
    let mut header = Vec::new();
    // Version needed, no flags, stored, time and date.
    put16(&mut header, &[VERSION, 0, 0, 0, DATE]);
    put32(&mut header, &[crc, size, size]);
    // Length of the path, nothing extra.
    put16(&mut header, &[path.len() as u16, 0]);
    header
}

fn put16(bytes: &mut Vec<u8>, values: &[u16]) {
    values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
}

fn put32(bytes: &mut Vec<u8>, values: &[u32]) {
    values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
}

/// The checksum of each byte by itself, with the format's reversed polynomial.
pub fn crc_table() -> [u32; 256] {
    std::array::from_fn(|byte| {
        (0..8).fold(byte as u32, |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

/// The checksum of bytes at once, with the table of [`crc_table`].
#[cfg(test)]
pub fn crc32(table: &[u32; 256], bytes: &[u8]) -> u32 {
    !crc32_on(table, !0, bytes)
}

/// The same in parts, before its last step: the first part goes on from all ones, and the end is the complement.
pub fn crc32_on(table: &[u32; 256], crc: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(crc, |crc, byte| table[usize::from(crc as u8 ^ byte)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_formats() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(&crc_table(), b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn an_archive_has_its_bytes_where_the_format_says() {
        let mut writer = Writer::default();
        writer.begin("a/b.txt");
        for piece in ["he", "", "llo"] {
            writer.append(|zip| zip.extend(piece.as_bytes()));
        }
        writer.begin("c");
        let zip = writer.finish();
        let local = 30 + 7 + 5;
        assert_eq!(&zip[..4], b"PK\x03\x04");
        assert_eq!(&zip[30..local], b"a/b.txthello");
        assert_eq!(&zip[local..local + 4], b"PK\x03\x04");
        let directory = local + 30 + 1;
        assert_eq!(&zip[directory..directory + 4], b"PK\x01\x02");
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let at = |place: usize| u32::from_le_bytes(zip[place..place + 4].try_into().expect("four bytes"));
        assert_eq!((at(14), at(18), at(22)), (crc32(&crc_table(), b"hello"), 5, 5), "what was known at last");
        assert_eq!(at(end + 16) as usize, directory, "the end record points at the directory");
        assert_eq!(at(end + 12) as usize, end - directory, "and tells its size");
        assert_eq!(at(directory + 46 + 7 + 42) as usize, local, "the second entry points at its local header");
    }
}
