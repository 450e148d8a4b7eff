//! The plane of log-ratios: how far the chosen and the rejected answers have moved from the reference, as a path through the field in which a
//! loss pushes them. To the left of the upright axis the chosen answer has become less likely; above the diagonal the rejected one is ahead.

use super::ink::{Anchor, Drawn, Failed, Ink, Palette, Rgb, SMALL, Type, Weight, fitting, measure};
use super::scale::{nice, number};
use super::{Area, Range, Stroke};

/// A plane with its field and paths.
pub struct Plane<'a> {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Pixels of the backend in a CSS pixel.
    pub scale: f64,
    /// Size of text in CSS pixels.
    pub text: f64,
    /// Colours of everything but the paths and the field.
    pub palette: Palette,
    /// The values across and upwards that are to be seen. More are, so that both axes have one scale.
    pub ranges: [Range; 2],
    /// The names of the axes.
    pub titles: [&'a str; 2],
    /// What lies left of the upright axis, and on the diagonal.
    pub notes: [&'a str; 2],
    /// The fields, whose arrows take turns from cell to cell.
    pub fields: Vec<PushField<'a>>,
    /// The paths; the last one lies on top.
    pub paths: Vec<Path<'a>>,
}

/// Where a loss pushes.
pub struct PushField<'a> {
    /// The arrows' colour.
    pub colour: Rgb,
    /// The push `(dx, dy)` at a point; its length is drawn on a logarithmic scale, which is one for all fields.
    pub push: Box<dyn Fn(f64, f64) -> (f64, f64) + 'a>,
}

/// One path.
pub struct Path<'a> {
    /// The name at its point.
    pub name: &'a str,
    /// Its colour.
    pub colour: Rgb,
    /// How many points it has.
    pub len: usize,
    /// The point that is marked; what follows it is pale.
    pub at: usize,
    /// Its points, for `i < len`.
    pub point: Box<dyn Fn(usize) -> (f64, f64) + 'a>,
}

impl Plane<'_> {
    fn area(&self) -> Area {
        let text = self.text;
        let right = (self.width - 5.0 * text).max(4.0 * text);
        Area { left: 3.2 * text, top: 2.2 * text, right, bottom: (self.height - 3.2 * text).max(3.0 * text) }
    }

    /// The values at the edges: as many to a pixel upwards as across, so that a direction on the picture is one of the values.
    pub fn shown(&self) -> [Range; 2] {
        let (area, [across, up]) = (self.area(), self.ranges);
        let (width, height) = (area.right - area.left, area.bottom - area.top);
        let unit = ((across.high - across.low) / width).max((up.high - up.low) / height);
        let around = |range: Range, length: f64| {
            let more = (unit * length - (range.high - range.low)) / 2.0;
            Range { low: range.low - more, high: range.high + more }
        };
        [around(across, width), around(up, height)]
    }

    /// Where a point lies, in CSS pixels.
    pub fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (area, [across, up]) = (self.area(), self.shown());
        let share = (x - across.low) / (across.high - across.low).max(f64::MIN_POSITIVE);
        (area.left + (area.right - area.left) * share, area.y(up, y))
    }
}

/// Draws a plane.
pub fn plane(plane: &Plane<'_>, ink: &mut Ink<'_>) -> Drawn {
    ground(plane, ink)?;
    arrows(plane, ink)?;
    let mut taken = notes(plane, ink)?;
    for path in &plane.paths {
        let points = |range: std::ops::Range<usize>| -> Vec<(f64, f64)> {
            range
                .map(|i| (path.point)(i))
                .filter(|(x, y)| x.is_finite() && y.is_finite())
                .map(|p| plane.place(p))
                .collect()
        };
        let at = path.at.min(path.len.saturating_sub(1));
        ink.line(&points(at..path.len), path.colour, 0.35, 2.0 * plane.palette.stroke, Stroke::Solid)?;
        ink.line(&points(0..(at + 1).min(path.len)), path.colour, 1.0, 2.5 * plane.palette.stroke, Stroke::Solid)?;
    }
    // The last one lies on top, and is the first to have its name.
    for path in plane.paths.iter().rev() {
        let at = path.at.min(path.len.saturating_sub(1));
        let point = (path.point)(at);
        if path.len == 0 || !(point.0.is_finite() && point.1.is_finite()) {
            continue;
        }
        let (x, y) = plane.place(point);
        ink.dot((x, y), 5.5, plane.palette.surface)?;
        ink.dot((x, y), 4.25, path.colour)?;
        let text = plane.text;
        let name = fitting(path.name, Weight::Bold, 0.4 * plane.width / text);
        let style = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: path.colour };
        // Beside its point, or as near to that as nothing else stands.
        let mut places = (0..2 * PLACES).map(|i| {
            let long = text * measure(&name, Weight::Bold);
            let left = if i % 2 == 0 { x + 0.7 * text } else { x - 0.7 * text - long };
            let away = (i / 2).div_ceil(2) as f64 * if i / 2 % 2 == 0 { 1.0 } else { -1.0 };
            plane.place_of(&name, (left, y + 1.2 * text * away), style)
        });
        let is_free = |place: &Area| plane.holds(place) && !taken.iter().any(|other| other.meets(place));
        let found = places.find(is_free);
        if let Some(place) = found {
            label(plane, &name, place, style, ink)?;
            taken.push(place);
        }
    }
    Ok(())
}

/// So many heights are tried for a name, left and right of its point.
const PLACES: usize = 13;

impl Plane<'_> {
    /// The room that a text takes whose left end, at half its height, is at a point.
    fn place_of(&self, text: &str, (left, y): (f64, f64), style: Type) -> Area {
        let half = 0.58 * style.size;
        Area { left, right: left + style.size * measure(text, style.weight), top: y - half, bottom: y + half }
    }

    /// Whether a place is among the arrows, or right of them.
    fn holds(&self, place: &Area) -> bool {
        let area = self.area();
        place.left >= area.left && place.right <= self.width && place.top >= area.top && place.bottom <= area.bottom
    }
}

/// A text on a plate, on which it is read over arrows and paths.
fn label(plane: &Plane<'_>, text: &str, place: Area, style: Type, ink: &mut Ink<'_>) -> Drawn {
    ink.fill(Area { left: place.left - 2.0, ..place }, plane.palette.surface, 0.93)?;
    ink.text(text, (place.left, (place.top + place.bottom) / 2.0), style)
}

/// What lies left of the upright axis and on the diagonal; where they stand.
fn notes(plane: &Plane<'_>, ink: &mut Ink<'_>) -> Result<Vec<Area>, Failed> {
    let (area, text, [across, up]) = (plane.area(), plane.text, plane.shown());
    let (zero, _) = plane.place((0.0, 0.0));
    let style = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::Start, colour: plane.palette.muted };
    let left = zero - 0.5 * text - style.size * measure(plane.notes[0], Weight::Normal);
    let below = (plane.notes[0], (left, area.bottom - 0.8 * text));
    let (low, high) = (across.low.max(up.low), across.high.min(up.high));
    let diagonal = (low < high).then(|| {
        let (x, y) = plane.place((low, low));
        (plane.notes[1], (x + 0.5 * text, y - 0.7 * text))
    });
    let mut taken: Vec<Area> = Vec::new();
    for (note, point) in diagonal.into_iter().chain([below]) {
        let place = plane.place_of(note, point, style);
        if plane.holds(&place) && !taken.iter().any(|other| other.meets(&place)) {
            label(plane, note, place, style, ink)?;
            taken.push(place);
        }
    }
    Ok(taken)
}

fn ground(plane: &Plane<'_>, ink: &mut Ink<'_>) -> Drawn {
    let (area, text, palette) = (plane.area(), plane.text, plane.palette);
    let [across, up] = plane.shown();
    let (zero_x, zero_y) = plane.place((0.0, 0.0));
    ink.fill(Area { right: zero_x, ..area }, palette.band, 1.0)?;
    let small = |anchor| Type { size: SMALL * text, weight: Weight::Normal, anchor, colour: palette.muted };
    let span = |range: Range| range.high - range.low;
    // Both axes are counted in the same steps.
    let step = nice((span(across) / 6.0).max(span(up) / 5.0));
    let (ticks, digits) = across.ticks(span(across) / step);
    for value in ticks {
        let (x, _) = plane.place((value, up.low));
        ink.text(&number(value, digits), (x, area.bottom + 0.9 * text), small(Anchor::Middle))?;
    }
    let (ticks, digits) = up.ticks(span(up) / step);
    for value in ticks {
        let (_, y) = plane.place((across.low, value));
        ink.line(&[(area.left, y), (area.right, y)], palette.grid, 1.0, 1.0, Stroke::Solid)?;
        ink.text(&number(value, digits), (area.left - 0.5 * text, y), small(Anchor::End))?;
    }
    ink.line(&[(zero_x, area.top), (zero_x, area.bottom)], palette.reference, 1.0, 1.25, Stroke::Solid)?;
    ink.line(&[(area.left, zero_y), (area.right, zero_y)], palette.reference, 1.0, 1.25, Stroke::Solid)?;
    // The diagonal, as far as it lies inside.
    let (low, high) = (across.low.max(up.low), across.high.min(up.high));
    if low < high {
        let ends = [plane.place((low, low)), plane.place((high, high))];
        ink.line(&ends, palette.muted, 1.0, 1.0, Stroke::Dashed)?;
    }
    let title = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: palette.ink };
    let [across, up] = plane.titles.map(|title| fitting(title, Weight::Bold, (plane.width - 4.0) / text));
    let left = |wanted: f64, title: &str| wanted.min(plane.width - 2.0 - text * measure(title, Weight::Bold)).max(2.0);
    ink.text(&up, (left(area.left, &up), 0.9 * text), title)?;
    let middle = (area.left + area.right - text * measure(&across, Weight::Bold)) / 2.0;
    ink.text(&across, (left(middle, &across), area.bottom + 2.2 * text), title)
}

/// Arrows in the middles of a grid's cells: in each cell that of one field, in the next one that of the next.
fn arrows(plane: &Plane<'_>, ink: &mut Ink<'_>) -> Drawn {
    if plane.fields.is_empty() {
        return Ok(());
    }
    let area = plane.area();
    // Of several fields there are more and shorter arrows.
    let cell = if plane.fields.len() == 1 { 3.0 } else { 2.4 } * plane.text;
    let [across, up] = plane.shown();
    let (columns, rows) = (((area.right - area.left) / cell).floor(), ((area.bottom - area.top) / cell).floor());
    let unit = (area.right - area.left) / (across.high - across.low);
    let mut pushes = Vec::new();
    for row in 0..rows as usize {
        for column in 0..columns as usize {
            let (x, y) = (area.left + (column as f64 + 0.5) * cell, area.top + (row as f64 + 0.5) * cell);
            let field = &plane.fields[(row + column) % plane.fields.len()];
            let (dx, dy) = (field.push)(across.low + (x - area.left) / unit, up.low + (area.bottom - y) / unit);
            let strength = libm::sqrt(dx * dx + dy * dy);
            if strength.is_finite() && strength > 0.0 {
                pushes.push(((x, y), (dx / strength, -dy / strength), libm::log10(strength), field.colour));
            }
        }
    }
    let strongest = pushes.iter().map(|(_, _, strength, _)| *strength).fold(f64::NEG_INFINITY, f64::max);
    for ((x, y), (dx, dy), strength, colour) in pushes {
        // Three powers of ten from the longest to the shortest that is still seen.
        let length = cell * (0.85 * (1.0 - (strongest - strength) / 3.0)).max(0.12);
        let (tail, tip) =
            ((x - dx * length / 2.0, y - dy * length / 2.0), (x + dx * length / 2.0, y + dy * length / 2.0));
        let barb = (length * 0.35).min(6.0);
        let wing = |turn: f64| {
            let (cos, sin) = (-0.82, 0.57 * turn);
            (tip.0 + barb * (dx * cos - dy * sin), tip.1 + barb * (dx * sin + dy * cos))
        };
        ink.line(&[tail, tip], colour, 0.55, 1.25, Stroke::Solid)?;
        ink.line(&[wing(1.0), tip, wing(-1.0)], colour, 0.55, 1.25, Stroke::Solid)?;
    }
    Ok(())
}
