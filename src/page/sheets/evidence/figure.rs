//! Means with their intervals, as a drawing of the document's own: crisp at every size, in the page's colours, and its numbers in the table beneath.

use crate::experiments::{Across, Experiment, Point, SeedPicture};
use crate::plot::scale::number;
use crate::words::experiments as say;
use yew::prelude::*;

/// The drawing's size, in units of its own: text of 13 of them is legible on a phone, where the drawing is as wide as that.
const WIDTH: f64 = 420.0;
/// And its height.
const HEIGHT: f64 = 250.0;
/// The edges of what is drawn.
const EDGES: [f64; 4] = [46.0, 408.0, 24.0, 206.0];

/// The class of a line's form, which tells lines apart where colours do not.
pub fn form(line: usize) -> &'static str {
    ["circle", "square", "triangle", "diamond", "hanging"][line % 5]
}

/// The drawing.
pub fn figure(picture: &SeedPicture, experiment: Experiment, slot: &dyn Fn(usize) -> usize) -> Html {
    let [left, right, top, bottom] = EDGES;
    let x = |value: f64| left + (right - left) * picture.across(value);
    let y = |value: f64| top + (bottom - top) * picture.upwards(value);
    let (ticks, digits) = picture.up.ticks(4.0);
    let rows = ticks.into_iter().map(|value| {
        let at = y(value).to_string();
        let class = if value == 0.0 { "rule" } else { "grid" };
        html! { <><line {class} x1={left.to_string()} x2={right.to_string()} y1={at.clone()} y2={at.clone()} /><text class="end" x={(left - 6.0).to_string()} y={(y(value) + 4.5).to_string()}>{ number(value, digits) }</text></> }
    });
    let every = picture.xs.len().div_ceil(5).max(1);
    let named = picture.xs.iter().enumerate().filter(|(i, _)| picture.axis != Across::Steps || i % every == 0);
    let columns = named.map(|(_, value)| {
        html! { <text class="middle" x={x(*value).to_string()} y={(bottom + 17.0).to_string()}>{ say::mark(picture.axis, *value) }</text> }
    });
    let many = picture.lines.len() as f64;
    // Between what stands at one value and what stands at the next there is as much room as they take.
    let gap = picture.xs.windows(2).map(|xs| x(xs[1]) - x(xs[0])).fold(right - left, f64::min);
    let apart = (gap / 2.0 / many).min(11.0);
    let line = |(line, points): (usize, &Vec<Point>)| {
        // Beside one another where they would lie on one another.
        let aside = match picture.axis {
            Across::Steps => 0.0,
            Across::Values | Across::Gauges | Across::Weights => (line as f64 - (many - 1.0) / 2.0) * apart,
        };
        let at = |point: &Point| (x(point.x) + aside, y(point.estimate.mean));
        let path = |places: Vec<(f64, f64)>| {
            places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
        };
        let there = |point: &Point, value: f64| (x(point.x) + aside, y(value));
        let band = (picture.axis == Across::Steps && points.len() > 1).then(|| {
            let low = points.iter().map(|point| there(point, point.estimate.ends().0));
            let high = points.iter().rev().map(|point| there(point, point.estimate.ends().1));
            html! { <polygon class="band" points={path(low.chain(high).collect())} /> }
        });
        let joined = (points.len() > 1 && matches!(picture.axis, Across::Steps | Across::Values)).then(|| html! { <polyline class={if picture.axis == Across::Steps { "course" } else { "course faint" }} points={path(points.iter().map(at).collect())} /> });
        let mark = |point: &Point| {
            let ((x, y), (low, high)) = (at(point), point.estimate.ends());
            let (low, high) = (there(point, low).1, there(point, high).1);
            html! {
                <g>
                    <line class="interval" x1={format!("{x:.1}")} x2={format!("{x:.1}")} y1={format!("{low:.1}")} y2={format!("{high:.1}")} />
                    { shape(line, x, y) }
                </g>
            }
        };
        html! { <g data-slot={slot(line).to_string()}>{ for band }{ for joined }{ for points.iter().map(mark) }</g> }
    };
    html! {
        <figure>
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={say::name(experiment)}>
                <text class="title" x="0" y="13">{ say::up(picture.measure) }</text>
                { for rows }{ for columns }
                <text class="middle title" x={((left + right) / 2.0).to_string()} y={(HEIGHT - 6.0).to_string()}>{ say::across(experiment) }</text>
                { for picture.lines.iter().enumerate().map(line) }
            </svg>
        </figure>
    }
}

/// A line's form about a point.
fn shape(line: usize, x: f64, y: f64) -> Html {
    let points = |corners: &[(f64, f64)]| {
        corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect::<Vec<_>>().join(" ")
    };
    match line % 5 {
        0 => html! { <circle class="mark" cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="4" /> },
        1 => html! { <polygon class="mark" points={points(&[(-3.7, -3.7), (3.7, -3.7), (3.7, 3.7), (-3.7, 3.7)])} /> },
        2 => html! { <polygon class="mark" points={points(&[(-4.6, 3.4), (0.0, -5.0), (4.6, 3.4)])} /> },
        3 => html! { <polygon class="mark" points={points(&[(-5.0, 0.0), (0.0, -5.0), (5.0, 0.0), (0.0, 5.0)])} /> },
        _ => html! { <polygon class="mark" points={points(&[(-4.6, -3.4), (4.6, -3.4), (0.0, 5.0)])} /> },
    }
}
