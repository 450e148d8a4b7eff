//! What a picture comes to, before it is said in any language: which numbers of its lines are told, and what they show.

use super::{Across, Estimate, KEPT, Measure, Point, SCALES, SeedPicture};

/// What is told of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum LineTold {
    /// Where numbers that are no changes end, over steps, and what they are at the reference.
    End {
        /// The last step.
        step: f64,
        /// The number there.
        at_end: Estimate,
        /// The number at the reference, where that is another step.
        reference: Option<Estimate>,
    },
    /// Where changes end, over steps.
    Moved {
        /// The last step.
        step: f64,
        /// The change there.
        at_end: Estimate,
    },
    /// How one of the [gauges](super::GAUGES) ranks the pairs.
    Ranked {
        /// Its place.
        gauge: usize,
        /// The rank correlation.
        of: Estimate,
        /// What its interval says.
        zero: Zero,
    },
    /// The change with each of the weights that are trained, by their places in [`Trainable::NAMES`](crate::data::Trainable::NAMES).
    Trained(Vec<(usize, Estimate)>),
    /// What becomes of one of the [scales](SCALES) from the least value to the largest that there is.
    FromTo {
        /// One point, or two.
        ends: Vec<Point>,
        /// Whether it is a divergence, which is no change and has no sign.
        is_divergence: bool,
    },
    /// The same at every value.
    Even {
        /// The number.
        at_each: Estimate,
        /// How many values there are, more than one.
        of: usize,
    },
    /// Between what it lies.
    Spread {
        /// The least number.
        least: Point,
        /// The largest number, where that is another point.
        most: Option<Point>,
        /// At how many values the whole interval lies below 0.
        below: usize,
        /// How many values there are.
        of: usize,
    },
}

/// Where 0 lies to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// In it.
    Inside,
    /// Beside it.
    Beside,
    /// Nobody knows: one seed has none.
    Unknown,
}

/// What the margins of the least and of the largest β are worth, beside what the answers have moved.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalesTold {
    /// Both β.
    pub betas: [f64; 2],
    /// The margin at each.
    pub margins: [f64; 2],
    /// By how many times the one margin is the other, where both are above 0.
    pub times: Option<f64>,
    /// What the margins stand for: by how many nats more the preferred answers have moved than the rejected ones.
    pub apart: [f64; 2],
    /// How far the preferred answers have moved.
    pub chosen: [f64; 2],
    /// How far the rejected ones have.
    pub rejected: [f64; 2],
    /// Whether margins and nats go opposite ways.
    pub is_contrary: bool,
    /// Whether the policy is nearer to the reference at the largest β, by both divergences, and the intervals are apart.
    pub is_nearer: bool,
}

/// What is told of a line: of steps its end, of values the least and the most, of gauges each of them.
pub fn told(picture: &SeedPicture, line: usize) -> Vec<LineTold> {
    let Some((points, last)) = picture.lines.get(line).and_then(|points| Some((points, points.last()?))) else {
        return Vec::new();
    };
    let Point { x: step, estimate: at_end } = *last;
    match picture.axis {
        Across::Steps if picture.measure.is_absolute() => {
            let reference = points.first().filter(|point| point.x == 0.0 && step > 0.0);
            vec![LineTold::End { step, at_end, reference: reference.map(|point| point.estimate) }]
        }
        Across::Steps => vec![LineTold::Moved { step, at_end }],
        Across::Gauges => points.iter().map(ranked).collect(),
        Across::Weights => {
            vec![LineTold::Trained(points.iter().map(|point| (point.x as usize, point.estimate)).collect())]
        }
        Across::Values if picture.measure == Measure::Scales => {
            let ends = [points.first(), Some(last).filter(|_| points.len() > 1)];
            let ends = ends.into_iter().flatten().copied().collect();
            let is_divergence = SCALES.get(line).is_some_and(|scale| scale.starts_with("kl/"));
            vec![LineTold::FromTo { ends, is_divergence }]
        }
        Across::Values => spread(points).into_iter().collect(),
    }
}

fn ranked(point: &Point) -> LineTold {
    let of = point.estimate;
    let zero = match of.half {
        Some(half) if of.mean.abs() <= half => Zero::Inside,
        Some(_) => Zero::Beside,
        None => Zero::Unknown,
    };
    LineTold::Ranked { gauge: point.x as usize, of, zero }
}

fn spread(points: &[Point]) -> Option<LineTold> {
    if let [Point { estimate, .. }, others @ ..] = points
        && !others.is_empty()
        && others.iter().all(|other| other.estimate == *estimate)
    {
        return Some(LineTold::Even { at_each: *estimate, of: points.len() });
    }
    let by = |one: &&Point, other: &&Point| one.estimate.mean.total_cmp(&other.estimate.mean);
    let (least, most) = (*points.iter().min_by(by)?, *points.iter().max_by(by)?);
    let below = points.iter().filter(|point| point.estimate.is_below()).count();
    Some(LineTold::Spread { least, most: (most.x != least.x).then_some(most), below, of: points.len() })
}

/// What different β come to; nothing of other measures, nor where there is one β only.
pub fn scales(picture: &SeedPicture) -> Option<ScalesTold> {
    let [margin, chosen, rejected, along_chosen, along_rejected] = picture.lines.as_slice() else { return None };
    let both = |line: &[Point]| {
        let [first, .., last] = line else { return None };
        Some([first.estimate.mean, last.estimate.mean])
    };
    let ([low, .., high], Measure::Scales) = (margin.as_slice(), picture.measure) else { return None };
    let [margins, chosen, rejected] = [both(margin)?, both(chosen)?, both(rejected)?];
    let apart = [chosen[0] - rejected[0], chosen[1] - rejected[1]];
    let [least, most] = margins;
    // Not only the means: the intervals are apart.
    let nearer = |line: &[Point]| {
        let ends = [line.first(), line.last()].map(|point| point.map(|point| point.estimate.ends()));
        matches!(ends, [Some((least, _)), Some((_, most))] if most < least)
    };
    Some(ScalesTold {
        betas: [low.x, high.x],
        margins,
        times: (least > 0.0 && most > 0.0).then(|| most / least),
        apart,
        chosen,
        rejected,
        is_contrary: (most > least) != (apart[1] > apart[0]),
        is_nearer: nearer(along_chosen) && nearer(along_rejected),
    })
}

/// In how many cells of a map the preferred answers are kept.
pub fn held(kept: &[Vec<Option<Estimate>>]) -> usize {
    kept.iter().flatten().flatten().filter(|estimate| estimate.mean > -KEPT).count()
}
