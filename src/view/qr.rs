//! The QR code of a link, by which a phone opens what a hall sees: whether there is one that it can read there, and its picture as one path.
//!
//! Source: ISO/IEC 18004; the code words are `qrcodegen`'s.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::Write;

/// The finest code that is shown: version 25, of 117 modules a side and 125 with its margin. A phone looks for codes in frames of 1920 × 1080
/// that are some 65° wide, which is 30 pixels a degree, and wants three of them a module: a code is then read from four and a half times its
/// width, from within the first half of a hall whose screen it fills. The largest of all codes, version 40, would ask for two and a half.
const FINEST: u8 = 25;

/// So many characters of a link that code holds, at the lowest level of correction: on a screen there is neither dirt nor a torn corner.
pub const MOST: usize = 1273;

/// The white margin that a code needs, in modules.
const MARGIN: i32 = 4;

/// A code as a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct QrPicture {
    /// Modules of a side, margins included.
    pub side: i32,
    /// The black modules: an SVG path in units of a module.
    pub path: String,
}

/// The code of a link; nothing where it would be finer than a phone can read in a hall. Correction is as high as the code's size allows.
pub fn code(link: &str) -> Option<QrPicture> {
    let segments = QrSegment::make_segments(link);
    let finest = Version::new(FINEST);
    let code = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, Version::MIN, finest, None, true).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if run > 0 {
                // Writing to a text does not fail.
                write!(path, "M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN).unwrap_or_default();
            }
            x += run as i32 + 1;
        }
    }
    Some(QrPicture { side: code.size() + 2 * MARGIN, path })
}

/// Whether an address leads only to the machine that it was made on, or to none: a file, or a host that every machine calls itself.
pub fn is_of_this_machine(link: &str) -> bool {
    let Some((scheme, rest)) = link.split_once("://") else { return true };
    let authority = rest.split(['/', '#', '?']).next().unwrap_or_default();
    let host = if authority.starts_with('[') {
        authority.split_inclusive(']').next().unwrap_or_default()
    } else {
        authority.split(':').next().unwrap_or_default()
    };
    !matches!(scheme, "http" | "https")
        || host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || host == "[::1]"
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The picture as a camera would have it: each module so many pixels wide, black where the path is.
    fn pixels(picture: &QrPicture, scale: usize) -> Vec<Vec<u8>> {
        let side = picture.side as usize;
        let mut modules = vec![vec![255; side]; side];
        for rectangle in picture.path.split('M').skip(1) {
            let numbers: Vec<usize> =
                rectangle.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let [x, y, run, high, back] = numbers[..] else { panic!("{rectangle}: five numbers") };
            assert_eq!((high, back), (1, run), "{rectangle}");
            modules[y][x..x + run].fill(0);
        }
        (0..side * scale).map(|y| (0..side * scale).map(|x| modules[y / scale][x / scale]).collect()).collect()
    }

    fn read(picture: &QrPicture) -> String {
        let pixels = pixels(picture, 3);
        let size = pixels.len();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(size, size, |x, y| pixels[y][x]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code in {} modules", picture.side);
        grids[0].decode().expect("it is read").1
    }

    fn link(characters: usize) -> String {
        let start = "https://example.org/lab/#v=1&lab=";
        // Letters of both cases, digits and signs, as links have them, in no order.
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let tail =
            (0..characters - start.len()).map(|i| char::from(alphabet[(i * i + 7 * i + i / 5) % alphabet.len()]));
        start.chars().chain(tail).collect()
    }

    #[test]
    fn codes_are_read_back_as_the_link_that_they_are_of() {
        for link in
            ["https://example.org/#v=1&preset=smaug".to_owned(), link(200), link(700), link(MOST - 1), link(MOST)]
        {
            let picture = code(&link).expect("short enough");
            assert_eq!(read(&picture), link);
            assert!(picture.side <= 125, "{} modules for {} characters", picture.side, link.len());
        }
        assert_eq!(code(&link(MOST)).expect("the longest").side, 125);
        assert_eq!(code(&link(MOST + 1)), None);
    }

    #[test]
    fn a_margin_of_four_modules_is_white() {
        let picture = code("https://example.org/#v=1&preset=yes-no").expect("short enough");
        let modules = pixels(&picture, 1);
        let side = modules.len();
        let is_margin = |at: usize| at < 4 || at >= side - 4;
        let black = |is_wanted: fn(bool) -> bool| {
            let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
            places.filter(|(x, y)| is_wanted(is_margin(*x) || is_margin(*y)) && modules[*y][*x] == 0).count()
        };
        assert_eq!(black(|is_margin| is_margin), 0);
        assert!(black(|is_margin| !is_margin) > side * side / 4);
    }

    #[test]
    fn addresses_that_no_phone_opens_are_told() {
        for here in
            ["file:///tmp/lab.html#v=1", "http://localhost:8080/#v=1", "http://127.0.0.1/", "http://[::1]:80/", "#v=1"]
        {
            assert!(is_of_this_machine(here), "{here}");
        }
        for there in
            ["https://example.org/#v=1", "http://192.168.0.7:8080/#a=://localhost", "https://localhost.example/"]
        {
            assert!(!is_of_this_machine(there), "{there}");
        }
    }
}
