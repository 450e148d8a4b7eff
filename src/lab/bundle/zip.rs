//! A zip file whose entries are stored as they are: weights hardly compress, and a compressor would weigh more in the page than it saves.
//!
//! Format: for each file a local header and its bytes, then a central directory that repeats the headers with their offsets, then its end
//! record (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). Numbers are little-endian.

/// A file of the archive: its path with forward slashes, in ASCII, and its bytes.
pub struct File {
    /// Where it lies.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The version of the format that readers need: 2.0, which knows folders in paths.
const VERSION: u16 = 20;
/// 1 January 1980, the format's first day: the same files give the same bytes whenever they are packed.
const DATE: u16 = 0x21;

/// The files as one zip. At the lab file's limits it stays far below the format's 4 GiB.
pub fn pack(files: &[File]) -> Vec<u8> {
    let table = crc_table();
    let mut zip = Vec::with_capacity(files.iter().map(|file| file.bytes.len() + 2 * file.path.len() + 128).sum());
    let mut directory = Vec::new();
    for file in files {
        let offset = zip.len() as u32;
        let mut header = Vec::new();
        // Version needed, no flags, stored, time and date.
        put16(&mut header, &[VERSION, 0, 0, 0, DATE]);
        let size = file.bytes.len() as u32;
        put32(&mut header, &[crc32(&table, &file.bytes), size, size]);
        // Length of the path, nothing extra.
        put16(&mut header, &[file.path.len() as u16, 0]);

        zip.extend(b"PK\x03\x04");
        zip.extend(&header);
        zip.extend(file.path.as_bytes());
        zip.extend(&file.bytes);

        directory.extend(b"PK\x01\x02");
        put16(&mut directory, &[VERSION]);
        directory.extend(&header);
        // No comment, first disk, no attributes.
        put16(&mut directory, &[0, 0, 0]);
        put32(&mut directory, &[0, offset]);
        directory.extend(file.path.as_bytes());
    }
    let count = files.len() as u16;
    let end = [directory.len() as u32, zip.len() as u32];
    zip.extend(directory);
    zip.extend(b"PK\x05\x06");
    put16(&mut zip, &[0, 0, count, count]);
    put32(&mut zip, &end);
    put16(&mut zip, &[0]);
    zip
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

/// The checksum of bytes, with the table of [`crc_table`].
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
        let file = |path: &str, bytes: &[u8]| File { path: path.to_owned(), bytes: bytes.to_vec() };
        let zip = pack(&[file("a/b.txt", b"hello"), file("c", b"")]);
        let local = 30 + 7 + 5;
        assert_eq!(&zip[..4], b"PK\x03\x04");
        assert_eq!(&zip[30..local], b"a/b.txthello");
        assert_eq!(&zip[local..local + 4], b"PK\x03\x04");
        let directory = local + 30 + 1;
        assert_eq!(&zip[directory..directory + 4], b"PK\x01\x02");
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let at = |place: usize| u32::from_le_bytes(zip[place..place + 4].try_into().expect("four bytes"));
        assert_eq!(at(end + 16) as usize, directory, "the end record points at the directory");
        assert_eq!(at(end + 12) as usize, end - directory, "and tells its size");
        assert_eq!(at(directory + 46 + 7 + 42) as usize, local, "the second entry points at its local header");
    }
}
