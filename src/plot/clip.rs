//! Lines that leave their chart: what of them lies within it.

use super::Area;

/// The parts of a line between an area's top and bottom: SFT begins far below what the preference phase is about.
pub fn clipped(points: &[(f64, f64)], area: Area) -> Vec<Vec<(f64, f64)>> {
    // A line along the very edge is inside, whatever its rounding.
    let (top, bottom) = (area.top - 0.5, area.bottom + 0.5);
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    for pair in points.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        let at = |y: f64| (y - y0) / (y1 - y0);
        let (mut from, mut to) = (0.0, 1.0);
        if y0 == y1 {
            if !(top..=bottom).contains(&y0) {
                to = -1.0;
            }
        } else {
            let (enter, leave) = if y1 > y0 { (at(top), at(bottom)) } else { (at(bottom), at(top)) };
            from = f64::max(from, enter);
            to = f64::min(to, leave);
        }
        if from > to {
            pieces.push(std::mem::take(&mut piece));
            continue;
        }
        let inside = |share: f64| (x0 + share * (x1 - x0), y0 + share * (y1 - y0));
        if from > 0.0 || piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            piece.push(inside(from));
        }
        piece.push(inside(to));
        if to < 1.0 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}
