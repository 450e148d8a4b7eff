//! The picture of a pair's cosines: what is in it, on the page and on paper, and the pieces in which it is drawn.

use crate::beside::token;
use crate::gauges::TokenMap;
use crate::plot::{Area, Drawn, Grid, Ink, Matrix};
use crate::view::style::Colours;

/// Width of the picture that is taken away, and its text, in CSS pixels.
const WIDTH: f64 = 680.0;
const TEXT: f64 = 13.0;

/// The files' name, without what it ends with.
pub const FILE: &str = "dpop-lab-token-cosines";

/// What stands in the picture beside tokens and numbers: it is drawn by a part of the page that has no words of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CosineWords {
    /// The answers, over rows and columns.
    pub sides: [&'static str; 2],
    /// What has no value.
    pub without: &'static str,
}

/// A picture: of what, what it says, and its colours.
#[derive(Clone, Copy)]
pub struct CosineFigure<'a> {
    /// The cosines.
    pub map: &'a TokenMap,
    /// The words.
    pub words: CosineWords,
    /// The colours.
    pub colours: &'a Colours,
}

/// Gives the picture, with text of this size, to `use_`.
pub fn with_matrix<T>(picture: CosineFigure<'_>, text: f64, use_: impl FnOnce(&Matrix<'_>) -> T) -> T {
    let CosineFigure { map, words, colours } = picture;
    let names: Vec<&str> = map.words().map(token).collect();
    let Colours { palette, tones, .. } = *colours;
    use_(&Matrix {
        text,
        palette,
        tones,
        groups: words.sides,
        first: map.chosen(),
        names: &names,
        marked: map.differs(),
        value: &|row, column| map.cosine(row, column),
        without: words.without,
    })
}

/// Where its cells lie on paper of its own, and the size of its text there.
pub fn on_paper(picture: CosineFigure<'_>) -> (Grid, f64) {
    (with_matrix(picture, TEXT, |matrix| matrix.grid(WIDTH)), TEXT)
}

/// About so many cells are drawn in one piece: a millisecond or two.
const CELLS: usize = 512;

/// Rows that are drawn in one piece.
fn rows(grid: Grid) -> usize {
    (CELLS / grid.count.max(1)).max(1)
}

/// In how many pieces it is drawn.
pub fn pieces(grid: Grid) -> usize {
    2 + grid.count.div_ceil(rows(grid))
}

/// Draws a piece of it: first what stands around the cells, then some rows of them at a time, at last the lines over them.
pub fn draw_piece(picture: CosineFigure<'_>, (grid, text): (Grid, f64), piece: usize, ink: &mut Ink<'_>) -> Drawn {
    let (each, last) = (rows(grid), pieces(grid) - 1);
    with_matrix(picture, text, |matrix| match piece.checked_sub(1) {
        None => {
            let whole = Area { left: 0.0, top: 0.0, right: grid.size.0, bottom: grid.size.1 };
            ink.fill(whole, matrix.palette.surface, 1.0)?;
            matrix.ground(grid, ink)
        }
        Some(of_rows) if piece < last => matrix.rows(grid, each * of_rows..each * (of_rows + 1), ink),
        Some(_) => matrix.lines(grid, ink),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::TokenPair;
    use crate::plot::{Palette, Rgb, SvgSheet};
    use crate::view::tables;

    fn map() -> TokenMap {
        let pair = TokenPair { prompt: vec![1], chosen: vec![5, 6, 0], rejected: vec![5, 7, 0] };
        let words = |middle: &str| ["=1", middle, "<eos>"].map(str::to_owned).to_vec();
        let cosine = |one: usize, other: usize| match (one.min(other), one.max(other)) {
            (1, 4) => Some(-0.75),
            (2, 5) => None,
            _ => Some(0.5),
        };
        let rows = (0..6).map(|one| (0..6).map(|other| cosine(one, other)).collect()).collect();
        TokenMap::new(&pair, [words(" "), words("<b>&")], rows).expect("it fits")
    }

    #[test]
    fn the_picture_has_every_token_and_every_cosine() {
        let grey: Rgb = (9, 9, 9);
        let palette = Palette {
            ink: grey,
            muted: grey,
            grid: grey,
            band: grey,
            surface: (255, 255, 255),
            reference: grey,
            stroke: 1.0,
        };
        let colours = Colours { palette, runs: vec![], tones: [(128, 50, 150), (0, 125, 80)] };
        let (map, words) = (map(), CosineWords { sides: ["preferida", "rechazada"], without: "sin valor" });
        let picture = CosineFigure { map: &map, words, colours: &colours };
        let paper = on_paper(picture);
        let mut sheet = SvgSheet::new(paper.0.size);
        for piece in 0..pieces(paper.0) {
            sheet.draw(|ink, _| draw_piece(picture, paper, piece, ink));
        }
        let text = sheet.finish();
        assert!(text.starts_with("<svg ") && !text.contains("<b>") && !text.contains("NaN"));
        // A token twice: beside its row and over its column. White space can be seen, and markup is text.
        for (token, times) in [(">␣<", 2), (">&lt;b&gt;&amp;<", 2), (">&lt;eos&gt;<", 4), (">=1<", 4)] {
            assert_eq!(text.matches(token).count(), times, "{token} in {text}");
        }
        for (value, times) in
            [(">\u{2212}.75<", 2), (">+.50<", 32), (">sin valor<", 1), (">preferida<", 1), (">rechazada<", 1)]
        {
            assert_eq!(text.matches(value).count(), times, "{value} in {text}");
        }
    }

    #[test]
    fn the_table_has_a_line_for_each_two_tokens_and_no_formula() {
        let map = map();
        let text: String = (0..).map_while(|row| tables::cosines(&map, row)).collect();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0], "side,position,token,with_side,with_position,with_token,cosine");
        assert_eq!((lines.len(), lines[1]), (38, "chosen,0,'=1,chosen,0,'=1,0.5"));
        assert_eq!(lines[1 + 6 + 4], "chosen,1, ,rejected,1,<b>&,-0.75");
        assert_eq!(lines[1 + 12 + 5], "chosen,2,<eos>,rejected,2,<eos>,");
    }
}
