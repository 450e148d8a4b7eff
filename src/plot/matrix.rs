//! A square of cosines: rows and columns are the same things, those of two groups, and a line lies between the groups. What is below 0 and what is above has
//! a hue of its own; where there is room each cell says its number and each row and column its name, and what has no value has a cross.

use super::heat::{mixed, outline, readable};
use super::ink::{Anchor, Drawn, Ink, Palette, Rgb, SMALL, Type, Weight, fitting, measure};
use super::scale::narrow;
use super::{Area, Stroke};
use std::ops::Range;

/// A square of values from −1 to 1.
pub struct Matrix<'a> {
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but cells.
    pub palette: Palette,
    /// The colours of what is below 0 and of what is above.
    pub tones: [Rgb; 2],
    /// The names of the two groups.
    pub groups: [&'a str; 2],
    /// How many belong to the first one.
    pub first: usize,
    /// The names of all rows, which are those of the columns.
    pub names: &'a [&'a str],
    /// Where a bar stands beside rows and columns: the parts of each group that are marked.
    pub marked: [Range<usize>; 2],
    /// The value of a row and a column; nothing where there is none.
    pub value: &'a dyn Fn(usize, usize) -> Option<f64>,
    /// What has no value, in the key.
    pub without: &'a str,
}

/// Where the cells of a matrix lie, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grid {
    /// Left edge of the first column.
    pub left: f64,
    /// Top edge of the first row.
    pub top: f64,
    /// Width and height of a cell.
    pub cell: f64,
    /// How many rows there are, and columns.
    pub count: usize,
    /// How large all of it is.
    pub size: (f64, f64),
}

impl Grid {
    /// The row and the column at a place.
    pub fn at(&self, (x, y): (f64, f64)) -> Option<[usize; 2]> {
        let place = |length: f64| {
            let place = (length / self.cell).floor();
            (place >= 0.0 && place < self.count as f64).then_some(place as usize)
        };
        Some([place(y - self.top)?, place(x - self.left)?])
    }
}

/// Cells are no wider than this, in sizes of the text.
const WIDEST: f64 = 3.4;
/// Names of columns stand on as many lines at most, one a little higher than the other.
const LEVELS: usize = 4;
/// From one of these lines to the next, in sizes of the text.
const LINE: f64 = 1.25;
/// Cells of this width have a dash where the value is below 0 and there is no room for it, in CSS pixels.
const DASHED: f64 = 7.0;
/// The room of a bar beside the cells, in CSS pixels.
const BAR: f64 = 6.0;
/// The room of the key, in sizes of the text: a gap, a line of tints, a line of numbers.
const KEY: [f64; 3] = [0.9, 1.0, 1.3];
/// The tints of the key.
const TINTS: usize = 9;

impl Matrix<'_> {
    /// Where its cells lie where there is room for so much width.
    pub fn grid(&self, width: f64) -> Grid {
        let count = self.names.len().max(1);
        let small = SMALL * self.text;
        let longest = self.names.iter().map(|name| measure(name, Weight::Normal)).fold(0.0, f64::max);
        // What names and cells share: of long names the beginning must do.
        let left = (small * longest + 0.6 * self.text).min(0.26 * width).max(1.6 * self.text) + BAR;
        let cell = ((width - left - 1.0).max(1.0) / count as f64).min(WIDEST * self.text);
        let levels = if self.is_named(cell) { self.levels(left, cell) } else { 0 };
        let top = 1.5 * self.text + LINE * small * levels as f64 + BAR;
        let height = top + cell * count as f64 + self.text * KEY.iter().sum::<f64>();
        Grid { left, top, cell, count, size: (width, height) }
    }

    /// Whether there is room for names beside the rows.
    fn is_named(&self, cell: f64) -> bool {
        cell >= SMALL * self.text
    }

    /// On how many lines the names of the columns find room.
    fn levels(&self, left: f64, cell: f64) -> usize {
        let is_room = |levels: usize| {
            let mut names = self.names.iter().enumerate();
            names.all(|(column, name)| measure(name, Weight::Normal) <= self.room(column, (levels, left, cell)))
        };
        (1..LEVELS).find(|levels| is_room(*levels)).unwrap_or(LEVELS)
    }

    /// The room of a column's name, which ends where the column does, in sizes of its text: up to the name before it on the same line, and no further than the
    /// left edge.
    fn room(&self, column: usize, (levels, left, cell): (usize, f64, f64)) -> f64 {
        let all = (left + cell * (column + 1) as f64).min(cell * levels as f64);
        (all - 0.35 * self.text) / (SMALL * self.text)
    }

    /// The same things as rows and as columns, and the key beneath them: all but the cells.
    pub fn ground(&self, grid: Grid, ink: &mut Ink<'_>) -> Drawn {
        let Matrix { text, palette, .. } = *self;
        let Grid { left, top, cell, count, .. } = grid;
        let side = cell * count as f64;
        let square = Area { left, right: left + side, top, bottom: top + side };
        ink.fill(square, palette.band, 1.0)?;
        let small = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::End, colour: palette.ink };
        if self.is_named(cell) {
            self.columns(grid, small, ink)?;
            let room = (left - BAR - 0.4 * text) / small.size;
            for (row, name) in self.names.iter().enumerate() {
                let place = (left - BAR - 0.3 * text, top + cell * (row as f64 + 0.5));
                ink.text(&fitting(name, Weight::Normal, room), place, small)?;
            }
        }
        let title = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: palette.ink };
        let ends = [0..self.first, self.first..count];
        for (name, of) in self.groups.iter().zip(ends) {
            let room = (cell * of.len() as f64 - 0.4 * text) / text;
            ink.text(&fitting(name, Weight::Bold, room), (left + cell * of.start as f64, 0.75 * text), title)?;
        }
        for of in &self.marked {
            let [from, to] = [of.start, of.end].map(|place| cell * place as f64);
            if from < to {
                let (x, y) = (left - 0.5 * BAR, top - 0.5 * BAR);
                ink.line(&[(left + from + 1.0, y), (left + to - 1.0, y)], palette.ink, 1.0, 3.0, Stroke::Solid)?;
                ink.line(&[(x, top + from + 1.0), (x, top + to - 1.0)], palette.ink, 1.0, 3.0, Stroke::Solid)?;
            }
        }
        self.key(grid, ink)
    }

    fn columns(&self, grid: Grid, small: Type, ink: &mut Ink<'_>) -> Drawn {
        let Matrix { text, palette, .. } = *self;
        let Grid { left, top, cell, .. } = grid;
        let levels = self.levels(left, cell);
        let foot = top - BAR;
        let line = |column: usize| foot - LINE * small.size * ((column % levels) as f64 + 0.5);
        // A name that stands higher is led down to its column; what stands lower lies over that.
        for column in (0..self.names.len()).filter(|column| column % levels > 0) {
            let x = left + cell * (column as f64 + 1.0) - 0.3 * text;
            ink.line(&[(x, line(column)), (x, foot)], palette.grid, 1.0, 1.0, Stroke::Solid)?;
        }
        for (column, name) in self.names.iter().enumerate() {
            let name = fitting(name, Weight::Normal, self.room(column, (levels, left, cell)));
            let y = line(column);
            let wide = small.size * measure(&name, Weight::Normal);
            let right = left + cell * (column + 1) as f64 - 0.15 * text;
            if levels == 1 {
                let middle = (left + cell * (column as f64 + 0.5), y);
                ink.text(&name, middle, Type { anchor: Anchor::Middle, ..small })?;
                continue;
            }
            let plate = Area { left: right - wide, right, top: y - 0.5 * small.size, bottom: y + 0.5 * small.size };
            ink.fill(plate, palette.surface, 1.0)?;
            ink.text(&name, (right, y), small)?;
        }
        Ok(())
    }

    /// What the tints are: from −1 to 1, and what has no value.
    fn key(&self, grid: Grid, ink: &mut Ink<'_>) -> Drawn {
        let Matrix { text, palette, .. } = *self;
        let top = grid.top + grid.cell * grid.count as f64 + KEY[0] * text;
        let (height, width) = (KEY[1] * text, 1.3 * text);
        for tint in 0..TINTS {
            let value = 2.0 * tint as f64 / (TINTS - 1) as f64 - 1.0;
            let left = grid.left + width * tint as f64;
            let area = Area { left, right: left + width, top, bottom: top + height };
            ink.fill(area, self.tint(value), 1.0)?;
        }
        let right = grid.left + width * TINTS as f64;
        let strip = Area { left: grid.left, right, top, bottom: top + height };
        outline(strip, palette.muted, 1.0, ink)?;
        let small = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::Middle, colour: palette.ink };
        let y = top + height + 0.5 * KEY[2] * text;
        let half = 0.5 * width;
        for (value, x) in [(-1.0, grid.left + half), (0.0, (grid.left + right) / 2.0), (1.0, right - half)] {
            ink.text(&narrow(value), (x, y), small)?;
        }
        let left = right + 1.2 * text;
        let blank = Area { left, right: left + width, top, bottom: top + height };
        outline(blank, palette.muted, 1.0, ink)?;
        cross(blank, palette.muted, ink)?;
        let from = blank.right + 0.4 * text;
        let name = fitting(self.without, Weight::Normal, (grid.size.0 - from - 2.0) / small.size);
        ink.text(&name, (from, top + height / 2.0), Type { anchor: Anchor::Start, ..small })
    }

    /// The cells of some rows.
    pub fn rows(&self, grid: Grid, rows: Range<usize>, ink: &mut Ink<'_>) -> Drawn {
        let Grid { left, top, cell, count, .. } = grid;
        let gap = if cell > 8.0 { 1.0 } else { 0.0 };
        let says = cell > 2.0 * self.text;
        for row in rows.start..rows.end.min(count) {
            for column in 0..count {
                let (x, y) = (left + cell * column as f64, top + cell * row as f64);
                let area = Area { left: x, right: x + cell - gap, top: y, bottom: y + cell - gap };
                let Some(value) = (self.value)(row, column) else {
                    ink.fill(area, self.palette.surface, 1.0)?;
                    cross(area, self.palette.muted, ink)?;
                    continue;
                };
                let tint = self.tint(value);
                ink.fill(area, tint, 1.0)?;
                if says {
                    let middle = (x + cell / 2.0, y + cell / 2.0);
                    let size = 0.74 * self.text;
                    let style = Type { size, weight: Weight::Normal, anchor: Anchor::Middle, colour: readable(tint) };
                    ink.text(&narrow(value), middle, style)?;
                } else if value < 0.0 && cell >= DASHED {
                    // Not by its hue alone.
                    let (from, to, y) = (x + 0.3 * cell, x + 0.7 * cell - gap, y + 0.5 * (cell - gap));
                    ink.line(&[(from, y), (to, y)], readable(tint), 1.0, 1.0, Stroke::Solid)?;
                }
            }
        }
        Ok(())
    }

    /// The lines between the groups, over the cells.
    pub fn lines(&self, grid: Grid, ink: &mut Ink<'_>) -> Drawn {
        let Grid { left, top, cell, count, .. } = grid;
        let (at, side) = (cell * self.first as f64, cell * count as f64);
        let Palette { ink: colour, stroke, .. } = self.palette;
        let width = 2.0 * stroke;
        ink.line(&[(left + at, top), (left + at, top + side)], colour, 1.0, width, Stroke::Solid)?;
        ink.line(&[(left, top + at), (left + side, top + at)], colour, 1.0, width, Stroke::Solid)
    }

    /// The root lets small cosines be seen beside large ones.
    fn tint(&self, value: f64) -> Rgb {
        let depth = 0.9 * libm::sqrt(value.abs().clamp(0.0, 1.0));
        mixed(self.palette.surface, self.tones[usize::from(value > 0.0)], depth)
    }
}

fn cross(area: Area, colour: Rgb, ink: &mut Ink<'_>) -> Drawn {
    let Area { left, top, right, bottom } = area;
    let inset = 0.25 * (right - left).min(bottom - top);
    let (left, top, right, bottom) = (left + inset, top + inset, right - inset, bottom - inset);
    ink.line(&[(left, top), (right, bottom)], colour, 1.0, 1.0, Stroke::Solid)?;
    ink.line(&[(left, bottom), (right, top)], colour, 1.0, 1.0, Stroke::Solid)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::plot::{sheet, svg};

    const PALETTE: Palette = Palette {
        ink: (0, 0, 0),
        muted: (90, 90, 90),
        grid: (200, 200, 200),
        band: (240, 240, 240),
        surface: (255, 255, 255),
        reference: (0, 0, 0),
        stroke: 1.0,
    };

    fn with<T>(names: &[&str], first: usize, text: f64, use_: impl FnOnce(&Matrix<'_>) -> T) -> T {
        let value = |row: usize, column: usize| match (row, column) {
            (0, 1) | (1, 0) => None,
            _ if row == column => Some(1.0),
            _ => Some(-0.25),
        };
        let marked = [1..2, first + 1..first + 2];
        let (palette, tones, groups) = (PALETTE, [(128, 50, 150), (0, 125, 80)], ["chosen", "rejected"]);
        use_(&Matrix { text, palette, tones, groups, first, names, marked, value: &value, without: "no value" })
    }

    fn draw(matrix: &Matrix<'_>, width: f64, ink: &mut Ink<'_>) -> Drawn {
        let grid = matrix.grid(width);
        matrix.ground(grid, ink)?;
        matrix.rows(grid, 0..grid.count, ink)?;
        matrix.lines(grid, ink)
    }

    #[test]
    fn every_text_is_read_at_every_size() {
        let long = ["approximately", "in", "considerably", "=", "ต้น", "characteristics", "a", "<eos>"];
        for count in [2, 3, 4, 6, 9, 14, 22, 40, 64, 128] {
            let names: Vec<&str> = long.iter().copied().cycle().take(count).collect();
            for (width, text) in [(288.0, 11.5), (328.0, 12.0), (640.0, 13.0), (700.0, 14.0), (880.0, 20.0)] {
                with(&names, count / 2, text, |matrix| {
                    let faults = sheet::faults(matrix.grid(width).size, |ink| draw(matrix, width, ink));
                    assert!(faults.is_empty(), "{count} at {width}: {faults:#?}");
                });
            }
        }
    }

    #[test]
    fn cells_are_found_where_they_are_drawn() {
        let names = ["a", "b", "<eos>", "a", "c", "<eos>"];
        with(&names, 3, 13.0, |matrix| {
            let grid = matrix.grid(640.0);
            let middle = |row: usize, column: usize| {
                (grid.left + grid.cell * (column as f64 + 0.5), grid.top + grid.cell * (row as f64 + 0.5))
            };
            for (row, column) in [(0, 0), (2, 5), (5, 1)] {
                assert_eq!(grid.at(middle(row, column)), Some([row, column]));
            }
            assert_eq!(
                [grid.at((grid.left - 1.0, grid.top + 1.0)), grid.at(middle(6, 0)), grid.at(middle(0, 6))],
                [None; 3]
            );
        });
    }

    #[test]
    fn a_cell_says_its_number_where_there_is_room_and_what_has_none_is_no_zero() {
        let names = ["a", "b", "<eos>", "a", "c", "<eos>"];
        let drawn = |names: &[&str], width: f64| {
            with(names, names.len() / 2, 13.0, |matrix| {
                let size = matrix.grid(width).size;
                svg(size, |ink, _| draw(matrix, width, ink))
            })
        };
        let text = drawn(&names, 640.0);
        // Of 36 cells two have none, and six are 1: and the key has one of each.
        assert_eq!(text.matches(">\u{2212}.25<").count(), 28);
        assert_eq!((text.matches(">+1.0<").count(), text.matches(">\u{2212}1.0<").count()), (7, 1));
        assert_eq!((text.matches(">0<").count(), text.matches("no value").count()), (1, 1));
        assert_eq!(text.matches("&lt;eos&gt;").count(), 4);
        // Where there is no room for numbers what is below 0 has a dash, and where there is none for that either, nothing.
        let some: Vec<&str> = names.iter().copied().cycle().take(24).collect();
        let many: Vec<&str> = names.iter().copied().cycle().take(128).collect();
        let dashes = |text: &str| text.matches("<polyline").count();
        let (some, many) = (drawn(&some, 640.0), drawn(&many, 640.0));
        assert_eq!(some.matches("\u{2212}.25").count(), 0);
        assert!(dashes(&some) > 24 * 24 - 26 && dashes(&many) < 40, "{} and {}", dashes(&some), dashes(&many));
        let text = many;
        assert_eq!(text.matches("\u{2212}.25").count() + text.matches("eos").count(), 0);
    }
}
