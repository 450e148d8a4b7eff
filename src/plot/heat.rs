//! Heat maps of tokens by pairs: for each run and side a block, in it a row for each pair and a cell for each token, tinted by how far the
//! token's log-prob has moved. What fell and what rose have hues of their own, and where there is room each cell says its number.

use super::ink::{Anchor, Drawn, Ink, Palette, Rgb, SMALL, Type, Weight, fitting, measure};
use super::scale::{narrow, signed};
use super::{Area, Stroke};

/// Blocks beside and below each other.
pub struct Heat<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Pixels of the backend in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but names and cells.
    pub palette: Palette,
    /// The colours of what fell and of what rose.
    pub tones: [Rgb; 2],
    /// The number of rows, one a pair, of every block.
    pub rows: usize,
    /// The largest number of cells in a row.
    pub columns: usize,
    /// The selected row and column.
    pub selected: (usize, usize),
    /// For each line of blocks its name, and the blocks: one for each run.
    pub lines: Vec<(&'a str, Vec<Block<'a>>)>,
}

/// The rows of one run and side.
pub struct Block<'a> {
    /// The run's name.
    pub name: &'a str,
    /// Its colour.
    pub colour: Rgb,
    /// The row's values, in nats; none where there is nothing to compare.
    pub values: Box<dyn Fn(usize) -> Vec<f64> + 'a>,
    /// Where the row's answers differ.
    pub differs: Box<dyn Fn(usize) -> std::ops::Range<usize> + 'a>,
}

/// A cell: the line and the block in it, the row, the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which line of blocks.
    pub line: usize,
    /// Which block in it.
    pub block: usize,
    /// The pair.
    pub row: usize,
    /// The token.
    pub column: usize,
}

/// So many nats and more have the full tint.
const FULL: f64 = 4.0;
/// The width of a cell's number and of the space around it, in units of its type.
const WIDEST: f64 = 2.4;
/// The height of a row, in CSS pixels, at least and in units of text at most.
const ROW: (f64, f64) = (4.0, 2.4);

impl Heat<'_> {
    fn rooms(&self) -> (f64, f64) {
        let blocks = self.lines.first().map_or(1, |(_, blocks)| blocks.len()).max(1) as f64;
        let left = 1.9 * self.text;
        (left, ((self.width - left) / blocks).max(1.0))
    }

    /// Width and height of a cell, and the rows that there is room for: the first one and how many.
    fn cells(&self) -> (f64, f64, usize, usize) {
        let (_, room) = self.rooms();
        let room_up = (self.height / self.lines.len().max(1) as f64 - 2.6 * self.text).max(ROW.0);
        let shown = self.rows.min((room_up / ROW.0) as usize).max(1);
        // The selected row is among those that are shown.
        let first = (self.selected.0.saturating_sub(shown / 2)).min(self.rows.saturating_sub(shown));
        let height = (room_up / shown as f64).min(ROW.1 * self.text);
        ((room - 1.2 * self.text).max(1.0) / self.columns.max(1) as f64, height, first, shown)
    }

    /// The place of a block's first shown row.
    fn corner(&self, line: usize, block: usize) -> (f64, f64) {
        let (left, room) = self.rooms();
        let height = self.height / self.lines.len().max(1) as f64;
        (left + room * block as f64, height * line as f64 + 2.2 * self.text)
    }

    /// The cell at a place, in CSS pixels.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<Cell> {
        let (width, height, first, shown) = self.cells();
        for (line, (_, blocks)) in self.lines.iter().enumerate() {
            for block in 0..blocks.len() {
                let (left, top) = self.corner(line, block);
                let (across, down) = (((x - left) / width).floor(), ((y - top) / height).floor());
                if across >= 0.0 && down >= 0.0 && across < self.columns as f64 && down < shown as f64 {
                    return Some(Cell { line, block, row: first + down as usize, column: across as usize });
                }
            }
        }
        None
    }
}

/// Draws the blocks.
pub fn heat(heat: &Heat<'_>, ink: &mut Ink<'_>) -> Drawn {
    for (line, (name, blocks)) in heat.lines.iter().enumerate() {
        for (index, block) in blocks.iter().enumerate() {
            draw(heat, name, block, heat.corner(line, index), index == 0, ink)?;
        }
    }
    Ok(())
}

fn draw(
    heat: &Heat<'_>,
    name: &str,
    block: &Block<'_>,
    (left, top): (f64, f64),
    numbered: bool,
    ink: &mut Ink<'_>,
) -> Drawn {
    let Heat { text, palette, selected, columns, .. } = *heat;
    let (width, height, first, shown) = heat.cells();
    let title = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: block.colour };
    let small = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::Start, colour: palette.muted };
    // Side by side as far as there is room: of a long name the beginning, and of both the name.
    let (_, room) = heat.rooms();
    let beside = small.size * measure(name, Weight::Normal) + 1.2 * text;
    let is_room = room - beside > 4.0 * text;
    let own = fitting(block.name, Weight::Bold, (room - if is_room { beside } else { 0.6 * text }) / text);
    ink.text(&own, (left, top - 0.95 * text), title)?;
    if is_room {
        let after = left + text * (measure(&own, Weight::Bold) + 0.6);
        ink.text(name, (after, top - 0.95 * text), small)?;
    }
    ink.fill(
        Area { left, right: left + width * columns as f64, top, bottom: top + height * shown as f64 },
        palette.band,
        1.0,
    )?;
    let says = width > small.size * WIDEST && height > 1.05 * small.size;
    for line in 0..shown {
        let row = first + line;
        let y = top + height * line as f64;
        for (column, value) in (block.values)(row).into_iter().enumerate() {
            let area = Area {
                left: left + width * column as f64,
                right: left + width * (column + 1) as f64,
                top: y,
                bottom: y + height,
            };
            cell(heat, area, value, says, ink)?;
        }
        let differs = (block.differs)(row);
        let (from, to) = (left + width * differs.start as f64, left + width * differs.end as f64);
        if from < to {
            let y = y + height - 1.0;
            ink.line(&[(from + 1.0, y), (to - 1.0, y)], palette.ink, 0.9, 1.5, Stroke::Solid)?;
        }
        if numbered && height >= 0.9 * text {
            let place = (left - 0.5 * text, y + height / 2.0);
            let colour = if row == selected.0 { palette.ink } else { palette.muted };
            ink.text(&(row + 1).to_string(), place, Type { anchor: Anchor::End, colour, ..small })?;
        }
    }
    // The selected pair's row, and in it the selected token.
    if let Some(line) = selected.0.checked_sub(first).filter(|line| *line < shown) {
        let y = top + height * line as f64;
        let row = Area { left, right: left + width * columns as f64, top: y, bottom: y + height };
        outline(row, palette.ink, 1.25, ink)?;
        let x = left + width * selected.1.min(columns.saturating_sub(1)) as f64;
        outline(Area { left: x, right: x + width, ..row }, palette.ink, 2.25, ink)?;
    }
    Ok(())
}

fn cell(heat: &Heat<'_>, area: Area, value: f64, says: bool, ink: &mut Ink<'_>) -> Drawn {
    let Heat { text, palette, tones, .. } = *heat;
    // The root lets small changes be seen beside large ones. A change that is no number has no tint.
    let depth = 0.9 * libm::sqrt((value.abs() / FULL).clamp(0.0, 1.0));
    let gap = if area.bottom - area.top > 8.0 { 1.0 } else { 0.0 };
    let inner = Area { right: area.right - gap, bottom: area.bottom - gap, ..area };
    if depth > 0.1 {
        ink.fill(inner, palette.surface, 1.0)?;
        ink.fill(inner, tones[usize::from(value > 0.0)], depth)?;
    }
    // What has no tint has not moved, and needs no number.
    if says && depth > 0.1 {
        let tone = tones[usize::from(value > 0.0)];
        let colour = readable(mixed(palette.surface, tone, depth));
        let style = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::Middle, colour };
        let number = if value.abs() < 9.95 { narrow(value) } else { signed(value, 0) };
        ink.text(&number, ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0), style)?;
    }
    Ok(())
}

/// One colour over another.
pub(super) fn mixed(ground: Rgb, over: Rgb, depth: f64) -> Rgb {
    let part = |ground: u8, over: u8| (f64::from(ground) * (1.0 - depth) + f64::from(over) * depth).round() as u8;
    (part(ground.0, over.0), part(ground.1, over.1), part(ground.2, over.2))
}

/// Black or white, whichever is read better on a ground: with at least 4.58 : 1 on any (WCAG 2.2, relative luminance).
pub(super) fn readable((red, green, blue): Rgb) -> Rgb {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    };
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    // The root of 1.05 · 0.05, less 0.05: there both have the same contrast.
    if luminance > 0.179 { (0, 0, 0) } else { (255, 255, 255) }
}

/// The edge of a rectangle.
pub(super) fn outline(area: Area, colour: Rgb, width: f64, ink: &mut Ink<'_>) -> Drawn {
    let Area { left, top, right, bottom } = area;
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    ink.line(&corners, colour, 1.0, width, Stroke::Solid)
}
