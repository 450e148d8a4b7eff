//! Bytes as text: UTF-8, UTF-16, or the Windows code page that stands for Latin-1 wherever UTF-8 is not meant; and files that are no text at all.
//!
//! Source: WHATWG Encoding Standard (byte order marks; the index of windows-1252), and the first bytes by which formats are known.

/// What a text was written in, where that is not plain UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-16, as Excel and Windows save "Unicode".
    Utf16,
    /// Windows-1252, of which Latin-1 is a part.
    Windows1252,
    /// UTF-8 in which some bytes are damaged.
    Damaged,
}

/// What a file is that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryFile {
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow.
    Arrow,
    /// A zip, which a spreadsheet of Excel is too.
    Zip,
    /// Packed with gzip.
    Gzip,
    /// Something else.
    Other,
}

/// What files of a kind begin with.
const BEGINNINGS: [(&[u8], BinaryFile); 6] = [
    (b"PAR1", BinaryFile::Parquet),
    (b"ARROW1", BinaryFile::Arrow),
    (b"\xff\xff\xff\xff", BinaryFile::Arrow),
    (b"PK\x03\x04", BinaryFile::Zip),
    (b"\x1f\x8b", BinaryFile::Gzip),
    (b"%PDF", BinaryFile::Other),
];

/// What Windows-1252 has at 0x80 to 0x9f; its five holes are control characters, as in Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, without a byte order mark, and how it was written.
///
/// # Errors
/// It is no text.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, Option<TextEncoding>), BinaryFile> {
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Err(*kind);
    }
    let wide = utf16(&bytes).map(|units| {
        let letters = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        (letters.collect(), Some(TextEncoding::Utf16))
    });
    let (text, encoding): (String, _) = wide.unwrap_or_else(|| utf8(bytes));
    // These are in no text that a person wrote.
    if text.contains('\0') { Err(BinaryFile::Other) } else { Ok((text, encoding)) }
}

fn utf8(bytes: Vec<u8>) -> (String, Option<TextEncoding>) {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let had_mark = bytes.starts_with(MARK);
    match String::from_utf8(bytes) {
        Ok(text) if had_mark => (text.trim_start_matches('\u{feff}').to_owned(), None),
        Ok(text) => (text, None),
        Err(error) => {
            let bytes = error.into_bytes();
            let text = String::from_utf8_lossy(&bytes);
            let damaged = text.matches(char::REPLACEMENT_CHARACTER).count();
            let sound = text.chars().filter(|sign| !sign.is_ascii() && *sign != char::REPLACEMENT_CHARACTER).count();
            if had_mark || sound > damaged {
                return (text.trim_start_matches('\u{feff}').to_owned(), Some(TextEncoding::Damaged));
            }
            (bytes.iter().map(|byte| windows(*byte)).collect(), Some(TextEncoding::Windows1252))
        }
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The units of UTF-16, with a byte order mark, or without one where the first two characters are plain Latin letters or signs.
fn utf16(bytes: &[u8]) -> Option<impl Iterator<Item = u16>> {
    let (little, from) = match bytes {
        [0xff, 0xfe, ..] => (true, 2),
        [0xfe, 0xff, ..] => (false, 2),
        [a, 0, b, 0, ..] if *a > 0 && *b > 0 => (true, 0),
        [0, a, 0, b, ..] if *a > 0 && *b > 0 => (false, 0),
        _ => return None,
    };
    let unit = move |pair: &[u8]| match (pair, little) {
        ([a, b], true) => u16::from_le_bytes([*a, *b]),
        ([a, b], false) => u16::from_be_bytes([*a, *b]),
        // Half a unit at the end.
        _ => 0xfffd,
    };
    Some(bytes[from..].chunks(2).map(unit))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn reads_what_editors_write() {
        let check = |bytes: &[u8], text: &str, encoding| {
            assert_eq!(decode(bytes.to_vec()), Ok((text.to_owned(), encoding)), "{bytes:x?}");
        };
        check("aä".as_bytes(), "aä", None);
        check(b"\xef\xbb\xbfa\xc3\xa4", "aä", None);
        check(b"\xff\xfea\0\xe4\0", "aä", Some(TextEncoding::Utf16));
        check(b"\xfe\xff\0a\0\xe4", "aä", Some(TextEncoding::Utf16));
        check(b"a\0b\0\xe4\0", "abä", Some(TextEncoding::Utf16));
        check(b"\0a\0b\0", "ab\u{fffd}", Some(TextEncoding::Utf16));
        check(b"caf\xe9 \x80", "café €", Some(TextEncoding::Windows1252));
        check(b"\xc3\xa4\xc3\xb6\xc3", "äö\u{fffd}", Some(TextEncoding::Damaged));
        check(b"", "", None);
    }

    #[test]
    fn tells_what_is_no_text() {
        for (bytes, kind) in [
            (&b"PAR1.."[..], BinaryFile::Parquet),
            (b"PK\x03\x04", BinaryFile::Zip),
            (b"\x1f\x8b\x08", BinaryFile::Gzip),
            (b"a\0\0\0b", BinaryFile::Other),
        ] {
            assert_eq!(decode(bytes.to_vec()), Err(kind), "{bytes:x?}");
        }
    }
}
