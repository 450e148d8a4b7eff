//! Charts drawn as SVG, looked at as text: what is drawn, where lines end, what a hover finds.

use super::scale::{narrow, nice, number, signed};
use super::*;

const PALETTE: Palette = Palette {
    ink: (1, 1, 1),
    muted: (2, 2, 2),
    grid: (3, 3, 3),
    band: (4, 4, 4),
    surface: (255, 255, 255),
    reference: (5, 5, 5),
    stroke: 1.0,
};

fn figure<'a>(time: Time, values: &'a [f64], stroke: Stroke) -> Figure<'a> {
    let series = Series {
        name: "DPO",
        colour: (200, 80, 0),
        stroke,
        start: 0,
        len: values.len(),
        value: Box::new(|i| values[i]),
        label: Label::NameAndValue,
    };
    let panel = ChartPanel {
        title: "Preferred answer",
        note: "logps/chosen",
        weight: 1.0,
        range: Range { low: -10.0, high: 0.0 },
        bands: Vec::new(),
        layers: Vec::new(),
        rule: Some(("reference", -1.0)),
        digits: 2,
        series: vec![series],
        marked: Marked::Nothing,
    };
    let panels = vec![panel];
    let phases = ["SFT", "preference"];
    Figure {
        width: 400.0,
        height: 200.0,
        scale: 2.0,
        text: 10.0,
        palette: PALETTE,
        time,
        window: Window::whole(time),
        brush: None,
        phases,
        legend: None,
        gutter: gutter(["DPO"].into_iter(), 400.0, 10.0),
        panels,
    }
}

fn svg(draw: impl FnOnce(&mut Ink<'_>) -> Drawn) -> String {
    super::svg((400.0, 200.0), |ink, _| draw(ink))
}

const TIME: Time = Time { sft: 2, preference: 4 };

#[test]
fn the_ground_names_phases_and_metric() {
    let text = svg(|ink| ground(&figure(TIME, &[], Stroke::Solid), ink));
    for part in ["Preferred answer", "logps/chosen", "SFT", "preference", "\u{2212}10", "\u{2212}4"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn the_cursor_reads_the_line_exactly() {
    let values = [-9.0, -4.0, -1.0, -1.5, -2.25];
    let check = |cursor: usize, label: &str, present: bool| {
        let text = svg(|ink| curves(&figure(TIME, &values, Stroke::Solid), cursor, ink));
        assert_eq!(text.contains(label), present, "{label} at {cursor} in {text}");
    };
    check(0, "DPO \u{2212}9.00", true);
    check(4, "DPO \u{2212}2.25", true);
    check(4, "reference \u{2212}1.00", true);
    check(1, "reference", false);
    // There is no step 5 yet.
    check(5, "DPO", false);
}

#[test]
fn values_that_are_not_numbers_or_far_outside_draw_nothing_and_end_nothing() {
    let values = [f64::NAN, f64::NEG_INFINITY, -1e300, -5.0, 1e300, f64::INFINITY];
    for stroke in [Stroke::Solid, Stroke::Dashed] {
        for cursor in 0..values.len() {
            let text = svg(|ink| curves(&figure(TIME, &values, stroke), cursor, ink));
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
    }
}

#[test]
fn dashes_are_many_and_solid_is_one() {
    let values = [-9.0, -4.0, -1.0, -1.5, -2.25];
    let lines = |stroke| {
        let text = svg(|ink| curves(&figure(TIME, &values, stroke), 4, ink));
        text.matches("<polyline").count()
    };
    assert!(lines(Stroke::Dashed) > lines(Stroke::Solid) + 10);
}

#[test]
fn a_long_run_costs_no_more_than_the_pixels() {
    let values = vec![-5.0; 100_001];
    let time = Time { sft: 0, preference: 100_000 };
    let text = svg(|ink| curves(&figure(time, &values, Stroke::Solid), 100_000, ink));
    assert!(text.len() < 40_000, "{} bytes", text.len());
}

#[test]
fn a_place_on_the_axis_and_its_time_agree() {
    let figure = figure(TIME, &[], Stroke::Solid);
    for time in 0..=TIME.end() {
        assert_eq!(figure.time_at(figure.x(time as f64)), Some(time));
    }
    assert_eq!(figure.time_at(-100.0), None);
}

#[test]
fn long_names_get_room_and_longer_ones_are_shortened_before_their_value() {
    let values = [-1.0, -2.25, -3.0];
    let check = |name: &'static str, expected: &str| {
        let mut figure = figure(TIME, &values, Stroke::Solid);
        figure.panels[0].series[0].name = name;
        figure.gutter = gutter([name].into_iter(), figure.width, figure.text);
        // Its last value is at the right edge, where there is no more room than the gutter.
        figure.panels[0].series[0].start = TIME.end() - 2;
        let text = svg(|ink| curves(&figure, TIME.end(), ink));
        assert!(text.contains(expected), "{name}: {text}");
    };
    check("DPO", ">DPO \u{2212}3.00<");
    check("DPOP out", ">DPOP out \u{2212}3.00<");
    check("a name that nobody would read whole", ">a name tha… \u{2212}3.00<");
}

#[test]
fn a_window_shows_its_steps_and_no_others() {
    let values: Vec<f64> = (0..=6).map(|i| -9.0 + f64::from(i)).collect();
    let mut figure = figure(TIME, &values, Stroke::Solid);
    figure.window = Window { from: 2, to: 6 };
    let (left, right) = figure.extent();
    assert_eq!((figure.x(2.0), figure.x(6.0)), (left, right));
    for time in 2..=6 {
        assert_eq!(figure.time_at(figure.x(time as f64)), Some(time));
    }
    // A cursor before the window is read at its edge.
    let text = svg(|ink| curves(&figure, 0, ink));
    assert!(text.contains("DPO \u{2212}7.00"), "{text}");
    let text = svg(|ink| ground(&figure, ink));
    assert!(!text.contains(">SFT") && text.contains("preference"), "{text}");
}

#[test]
fn windows() {
    let time = Time { sft: 100, preference: 160 };
    let check = |window: Window, from: usize, to: usize| assert_eq!(window, Window { from, to });
    check(Window::whole(time), 0, 260);
    check(Window::between(120, 110, time), 110, 120);
    check(Window::between(5, 5, time), 3, 7);
    check(Window::between(0, 0, time), 0, 4);
    check(Window::between(260, 259, time), 256, 260);
    check(Window::between(0, 0, Time { sft: 1, preference: 1 }), 0, 2);
    check(Window::whole(time).scaled(0.5, 260, time), 130, 260);
    check(Window::whole(time).scaled(0.5, 100, time), 50, 180);
    check(Window { from: 130, to: 260 }.scaled(2.0, 260, time), 0, 260);
    check(Window { from: 100, to: 110 }.scaled(0.1, 105, time), 103, 107);
}

#[test]
fn numbers_and_ranges() {
    let check = |width: f64, expected: f64| assert!((nice(width) - expected).abs() < 1e-12, "nice({width})");
    check(0.3, 0.5);
    check(1.0, 1.0);
    check(7.0, 10.0);
    check(f64::NAN, 1.0);
    check(-1.0, 1.0);
    let range = |values: &[f64]| Range::around(values.iter().copied(), 2.0);
    assert_eq!(range(&[]), Range { low: 0.0, high: 2.0 });
    assert_eq!(range(&[f64::NAN, -7.3, -0.4]), Range { low: -8.0, high: 0.0 });
    assert_eq!(range(&[0.0, 0.0]), Range { low: -1.0, high: 1.0 });
    assert_eq!(range(&[0.0, 0.0]).below(0.0), Range { low: -2.0, high: 0.0 });
    assert_eq!(range(&[-7.3, -5.0]).below(0.0), range(&[-7.3, -5.0]));
    assert_eq!(number(-0.001, 2), "0.00");
    assert_eq!(number(-1.5, 1), "\u{2212}1.5");
    assert_eq!(signed(1.5, 1), "+1.5");
    assert_eq!(signed(0.0, 1), "0.0");
    let check = |value: f64, expected: &str| assert_eq!(narrow(value), expected);
    check(-0.061, "\u{2212}.06");
    check(0.5, "+.50");
    check(0.001, "0");
    check(-10.04, "\u{2212}10.0");
    check(-1.0, "\u{2212}1.0");
    check(-1234.5, "\u{2212}1234");
    check(-3.14e16, "\u{2212}3e16");
    let check = |value: f64, digits: usize, expected: &str| assert_eq!(number(value, digits), expected);
    check(1234.567, 2, "1234.57");
    check(-12_345.678, 2, "\u{2212}12345.7");
    check(123_456.78, 2, "123457");
    check(3e38, 2, "3e38");
    check(-1_234_567.0, 0, "\u{2212}1.23e6");
    check(f64::INFINITY, 2, "inf");
}

type Push = fn(f64, f64) -> (f64, f64);

/// A plane of one path in these fields, whose colours are `#090909`, `#0a0a0a` and so on.
fn plane_of(size: (f64, f64), fields: &[Push]) -> Plane<'static> {
    let points = [(0.0, 0.0), (-1.0, -3.0), (-2.0, -8.0)];
    let field = |(shade, push): (u8, &Push)| PushField { colour: (shade, shade, shade), push: Box::new(*push) };
    Plane {
        width: size.0,
        height: size.1,
        scale: 2.0,
        text: 10.0,
        palette: PALETTE,
        ranges: [Range { low: -4.0, high: 2.0 }, Range { low: -10.0, high: 0.0 }],
        titles: ["chosen", "rejected"],
        notes: ["below the reference", "h = 0"],
        fields: (9..).zip(fields).map(field).collect(),
        paths: vec![Path { name: "DPO", colour: (200, 80, 0), len: 3, at: 1, point: Box::new(move |i| points[i]) }],
    }
}

#[test]
fn a_nat_is_as_long_across_as_upwards_whatever_the_size() {
    for size in [(400.0, 200.0), (200.0, 400.0), (760.0, 600.0), (300.0, 300.0), (60.0, 40.0)] {
        let plane = plane_of(size, &[]);
        let (zero, one) = (plane.place((0.0, 0.0)), plane.place((1.0, 1.0)));
        let (across, up) = (one.0 - zero.0, zero.1 - one.1);
        // A rounding of differences of numbers up to the size.
        assert!(across > 0.0 && (across - up).abs() < 1e-9, "{size:?}: {across} and {up} pixels");
        for (shown, wanted) in plane.shown().into_iter().zip(plane.ranges) {
            assert!(shown.low <= wanted.low + 1e-9 && shown.high >= wanted.high - 1e-9, "{size:?}: {shown:?}");
        }
    }
}

#[test]
fn a_plane_shows_paths_axes_and_the_fields() {
    let draw = |fields: &[Push]| svg(|ink| plane(&plane_of((400.0, 200.0), fields), ink));
    let text = draw(&[|_, _| (1.0, -1.0)]);
    for part in ["DPO", "chosen", "rejected", "below the reference", "h = 0", "\u{2212}10"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let arrows = |text: &str| text.matches("#090909").count();
    assert!(arrows(&text) > 40, "{} strokes of arrows", arrows(&text));
    // Where nothing pushes there is no arrow, and what is not finite is none either.
    assert_eq!(arrows(&draw(&[|_, _| (0.0, 0.0)])), 0);
    assert_eq!(arrows(&draw(&[|_, _| (f64::NAN, 1.0)])), 0);
    assert_eq!(arrows(&draw(&[])), 0);
    // Of two fields each has its arrows, about as many as the other.
    let both = draw(&[|_, _| (1.0, -1.0), |_, _| (1.0, 0.0)]);
    let others = both.matches("#0a0a0a").count();
    assert!(arrows(&both) > 20 && others.abs_diff(arrows(&both)) < 20, "{others} and {}", arrows(&both));
}

fn map(rows: usize, value: f64) -> Heat<'static> {
    let block = |name: &'static str| Block {
        name,
        colour: (200, 80, 0),
        values: Box::new(move |_| vec![value, -value, 0.0]),
        differs: Box::new(|_| 1..2),
    };
    let lines = vec![("preferred", vec![block("DPO"), block("DPOP")]), ("rejected", vec![block("DPO"), block("DPOP")])];
    let (tones, selected) = ([(9, 0, 0), (0, 9, 0)], (rows - 1, 2));
    Heat {
        width: 400.0,
        height: 200.0,
        scale: 2.0,
        text: 10.0,
        palette: PALETTE,
        tones,
        rows,
        columns: 3,
        selected,
        lines,
    }
}

#[test]
fn a_heat_map_tints_what_moved_and_says_how_far() {
    let text = svg(|ink| heat(&map(2, 1.5), ink));
    for (part, count) in [("#090000", 8), ("#000900", 8), (">+1.5<", 8), (">DPOP<", 2), (">rejected<", 2)] {
        assert_eq!(text.matches(part).count(), count, "{part} in {text}");
    }
    for value in [f64::NAN, f64::INFINITY] {
        assert!(!svg(|ink| heat(&map(2, value), ink)).contains("NaN"));
    }
}

#[test]
fn a_place_on_a_heat_map_is_a_cell_and_the_selected_row_is_shown_however_many_there_are() {
    let found = |rows: usize, x: f64, y: f64| map(rows, 1.0).cell_at(x, y);
    assert_eq!(found(2, 21.0, 23.0), Some(Cell { line: 0, block: 0, row: 0, column: 0 }));
    assert_eq!(found(2, 21.0, 124.0), Some(Cell { line: 1, block: 0, row: 0, column: 0 }));
    assert_eq!(found(2, 214.0, 50.0), Some(Cell { line: 0, block: 1, row: 1, column: 0 }));
    assert_eq!(found(2, 5.0, 30.0), None);
    let shown: Vec<usize> = (0..200).filter_map(|y| found(512, 21.0, f64::from(y))).map(|cell| cell.row).collect();
    assert!(shown.contains(&511) && !shown.contains(&0), "{shown:?}");
    let text = svg(|ink| heat(&map(512, 1.0), ink));
    assert!(text.len() < 100_000, "{} bytes", text.len());
}

#[test]
fn a_label_that_is_cut_short_turns_nothing_beside_it() {
    let values = [-9.0, -4.0, -1.0, -1.5, -2.25];
    let mut figure = figure(TIME, &values, Stroke::Solid);
    figure.panels[0].series[0].name = "\u{2068}\u{202e}a name that is far too long for where it stands\u{2069}";
    let text = svg(|ink| curves(&figure, 4, ink));
    let label = text.lines().find(|line| line.contains('\u{202e}')).expect("the name is drawn");
    assert!(label.contains("…\u{2069}\u{2069} \u{2212}2.25"), "what it opened is closed before the number: {label}");
}

#[cfg(not(target_arch = "wasm32"))]
mod any_text {
    use super::super::ink::{Anchor, Type};
    use super::*;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = String> {
        let signs =
            "<>&\"']\u{0}\u{1}\t\n\r\u{1b}\u{7f}\u{85}\u{fffe}\u{ffff}\u{fdd0}\u{1ffff}\u{10ffff}\u{202e}".chars();
        let letter = prop_oneof![prop::sample::select(signs.collect::<Vec<_>>()), any::<char>()];
        prop::collection::vec(letter, 0..24).prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]
        /// Only what XML has no way to write is another sign.
        #[test]
        fn is_in_an_svg_that_opens(texts in prop::collection::vec(texts(), 1..4)) {
            let style = Type { size: 10.0, weight: Weight::Normal, anchor: Anchor::Start, colour: (0, 0, 0) };
            let picture = svg(|ink| texts.iter().try_for_each(|text| ink.text(text, (0.0, 0.0), style)));
            let document = roxmltree::Document::parse(&picture).map_err(|error| TestCaseError::fail(format!("{error}: {picture:?}")))?;
            let read: Vec<&str> =
                document.descendants().filter(|node| node.has_tag_name("text")).map(|node| node.text().unwrap_or_default()).collect();
            let written: Vec<String> = texts
                .iter()
                .map(|text| {
                    let allowed = |letter: char| letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}');
                    text.chars().map(|letter| if allowed(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
                })
                .collect();
            prop_assert_eq!(read, written);
        }
    }
}

#[test]
fn a_band_lies_within_what_is_shown() {
    let band = |points: &[(f64, f64)]| Band {
        colour: (0, 80, 200),
        stroke: Stroke::Solid,
        points: points
            .iter()
            .map(|&(time, mean)| BandPoint { time, low: mean - 1.0, mean, high: mean + 2.0 })
            .collect(),
    };
    let check = |points: &[(f64, f64)], window: (usize, usize), expected: &[&[(f64, f64)]]| {
        let pieces = band(points).within(Window { from: window.0, to: window.1 });
        let told: Vec<Vec<(f64, f64)>> =
            pieces.iter().map(|piece| piece.iter().map(|point| (point.time, point.mean)).collect()).collect();
        assert_eq!(told, expected, "{points:?} in {window:?}");
        assert!(pieces.iter().flatten().all(|point| point.high - point.low == 3.0));
    };
    let line = [(2.0, -8.0), (4.0, -6.0), (6.0, -2.0)];
    check(&line, (0, 6), &[&line]);
    check(&line, (3, 5), &[&[(3.0, -7.0), (4.0, -6.0), (5.0, -4.0)]]);
    check(&line, (0, 3), &[&[(2.0, -8.0), (3.0, -7.0)]]);
    check(&line, (0, 2), &[]);
    check(&line, (7, 9), &[]);
    let hole = [(0.0, -8.0), (1.0, -8.0), (2.0, f64::NAN), (3.0, -4.0), (4.0, -4.0)];
    check(&hole, (0, 6), &[&hole[..2], &hole[3..]]);
    check(&hole[..1], (0, 6), &[]);
    check(&[(3.0, 0.0), (3.0, 1.0)], (0, 6), &[]);
}

#[test]
fn a_band_is_drawn_behind_its_lines_and_not_beyond_its_chart() {
    let values = [-9.0, -4.0, -1.0, -1.5, -2.25];
    let mut figure = figure(TIME, &values, Stroke::Solid);
    let point = |time: f64, mean: f64| BandPoint { time, low: mean - 30.0, mean, high: mean + 1e300 };
    figure.panels[0].bands =
        vec![Band { colour: (0, 80, 200), stroke: Stroke::Solid, points: vec![point(2.0, -5.0), point(6.0, -4.0)] }];
    let area = figure.areas()[0];
    let text = svg(|ink| curves(&figure, 4, ink));
    let polygon = text.lines().position(|line| line.starts_with("<polygon") && line.contains("#0050c8")).expect("one");
    let line = text.lines().position(|line| line.contains("#c85000")).expect("a line");
    assert!(polygon < line, "{text}");
    // A pixel is four units.
    let corners = text.lines().nth(polygon).and_then(|line| line.split("points=\"").nth(1)).expect("points");
    let heights = corners.split('"').next().into_iter().flat_map(|points| points.split_whitespace());
    let heights = heights.filter_map(|point| point.split(',').nth(1)?.parse::<f64>().ok());
    for height in heights {
        assert!((4.0 * area.top - 1.0..=4.0 * area.bottom + 1.0).contains(&height), "{height} in {text}");
    }
    assert!(!text.contains("NaN") && !text.contains("inf"));
    // Words beneath the time axis take their room from the charts, and are there.
    figure.legend = Some("Bands: mean of 5 seeds".to_owned());
    assert!(figure.areas()[0].bottom < area.bottom - figure.text);
    assert!(svg(|ink| ground(&figure, ink)).contains("Bands: mean of 5 seeds"));
}
