//! The layer beneath the lines: the SFT phase's band, the grid, ticks, titles, phases.

use super::ink::{Anchor, Drawn, Ink, SMALL, Type, Weight, fitting, measure};
use super::scale::{nice, number};
use super::{Area, ChartPanel, FOOTER, Figure, LEGEND, Stroke};

/// Draws everything of a figure that does not change with the lines' length. The canvas is expected to be clear.
pub fn ground(figure: &Figure<'_>, ink: &mut Ink<'_>) -> Drawn {
    let areas = figure.areas();
    for (panel, &area) in figure.panels.iter().zip(&areas) {
        let right = figure.x(figure.time.sft as f64).min(area.right);
        if right > area.left {
            ink.fill(Area { right, ..area }, figure.palette.band, 1.0)?;
        }
        values(figure, panel, area, ink)?;
    }
    if let Some(last) = areas.last() {
        times(figure, last.bottom, ink)?;
        legend(figure, last.bottom, ink)?;
    }
    Ok(())
}

/// A panel's title, grid lines and tick labels.
fn values(figure: &Figure<'_>, panel: &ChartPanel<'_>, area: Area, ink: &mut Ink<'_>) -> Drawn {
    let Figure { text, palette, .. } = *figure;
    let title_y = area.top - 0.95 * text;
    let title = Type { size: text, weight: Weight::Bold, anchor: Anchor::Start, colour: palette.ink };
    // On a phone a long title begins further left.
    let room = figure.width - 4.0;
    let name = fitting(panel.title, Weight::Bold, room / text);
    let long = text * measure(&name, Weight::Bold);
    let left = area.left.min(figure.width - 2.0 - long);
    ink.text(&name, (left, title_y), title)?;
    let small = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::End, colour: palette.muted };
    // There is no room beside the title either, and the table twin names the metric too.
    if left + long + text + small.size * measure(panel.note, Weight::Normal) < room {
        ink.text(panel.note, (figure.width - 2.0, title_y), small)?;
    }
    let (ticks, digits) = panel.range.ticks(((area.bottom - area.top) / (2.2 * text)).clamp(2.0, 5.0));
    let apart = ticks.get(..2).map_or(0.0, |two| area.y(panel.range, two[0]) - area.y(panel.range, two[1]));
    // In a low panel every other one has room.
    let every = if apart > 1.1 * small.size { 1 } else { 2 };
    for tick in ticks.into_iter().step_by(every) {
        let y = area.y(panel.range, tick);
        ink.line(&[(area.left, y), (area.right, y)], palette.grid, 1.0, 1.0, Stroke::Solid)?;
        // A number that is longer than usual is smaller, and not cut off.
        let label = number(tick, digits);
        let size = small.size.min((area.left - 0.5 * text) / measure(&label, small.weight));
        ink.text(&label, (area.left - 0.5 * text, y), Type { size, ..small })?;
    }
    Ok(())
}

/// The time axis below the last panel: the steps of each phase, counted from 0 in each, and the phases' names.
fn times(figure: &Figure<'_>, bottom: f64, ink: &mut Ink<'_>) -> Drawn {
    let Figure { text, palette, time, .. } = *figure;
    let small = Type { size: SMALL * text, weight: Weight::Normal, anchor: Anchor::Middle, colour: palette.muted };
    let phases = [(0, time.sft), (time.sft, time.preference)];
    for ((start, length), name) in phases.into_iter().zip(figure.phases) {
        let (left, right) = figure.extent();
        let from = figure.x(start as f64).max(left);
        let to = figure.x((start + length) as f64).min(right);
        // Where there is no room for the name, the neighbour's says enough.
        if to - from < small.size * measure(name, Weight::Bold) + 0.3 * text {
            continue;
        }
        ink.text(name, ((from + to) / 2.0, bottom + 2.15 * text), Type { weight: Weight::Bold, ..small })?;
    }
    for (x, label) in ticks(figure) {
        ink.line(&[(x, bottom), (x, bottom + 0.3 * text)], palette.muted, 1.0, 1.0, Stroke::Solid)?;
        ink.text(&label, (x, bottom + 0.95 * text), small)?;
    }
    Ok(())
}

/// What is behind the lines, in one line beneath the time axis: where it is narrow in smaller type, and shortened where that would be too small.
fn legend(figure: &Figure<'_>, bottom: f64, ink: &mut Ink<'_>) -> Drawn {
    let Figure { text, palette, .. } = *figure;
    let Some(legend) = &figure.legend else { return Ok(()) };
    let (left, _) = figure.extent();
    let left = left.min(0.5 * text);
    let room = figure.width - left - 2.0;
    let size = (SMALL * text).min(room / measure(legend, Weight::Normal)).max(0.75 * text);
    let style = Type { size, weight: Weight::Normal, anchor: Anchor::Start, colour: palette.muted };
    let y = bottom + (FOOTER + 0.45 * LEGEND) * text;
    ink.text(&fitting(legend, Weight::Normal, room / size), (left, y), style)
}

/// The ticks of the time axis: where, and the step that they name.
pub fn ticks(figure: &Figure<'_>) -> Vec<(f64, String)> {
    let Figure { text, time, .. } = *figure;
    let (left, right) = figure.extent();
    let steps = nice(figure.window.steps() as f64 * 3.6 * text / (right - left)).max(1.0);
    let mut ticks = Vec::new();
    for (start, length) in [(0, time.sft), (time.sft, time.preference)] {
        let end = figure.x((start + length) as f64);
        let shown = |time: usize| time.clamp(start, start + length) - start;
        let first = (shown(figure.window.from) as f64 / steps - 1e-9).ceil() as usize;
        let last = (shown(figure.window.to) as f64 / steps + 1e-9).floor() as usize;
        for i in first..(last + 1).min(first + 51) {
            let x = figure.x(start as f64 + i as f64 * steps);
            // The SFT phase's last step is the preference phase's step 0, and its label would stand on it.
            let crowded = start == 0 && time.preference > 0 && x > end - 1.6 * text;
            if length > 0 && !crowded && x >= left - 0.5 && x <= right + 0.5 {
                ticks.push((x, number(i as f64 * steps, 0)));
            }
        }
    }
    ticks
}
