//! The heat map: how far every token of every pair has moved.

use super::scene::TrainingScene;
use super::{Caption, Composed, Finds, Found, Shows, ViewEntry, ViewMaker, ViewPicture};
use crate::beside::token;
use crate::data::Side;
use crate::plot::{self, Block, Drawn, Heat, Ink};
use crate::view::scope::LogitSharing;
use crate::view::style::Paper;
use crate::view::{reading, shared};
use crate::words::{self, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry {
    key: "heat-map",
    words: views::heat_map,
    shows: Shows::Picture(ViewPicture { size: (760.0, 460.0), finds: Finds::Tokens, caption: Caption::Note }),
};

/// What makes it.
pub const MAKER: ViewMaker = ViewMaker::Picture {
    compose: |scene, paper| {
        scene.past().reference()?;
        Some(Box::new(MapComposition { heat: heat(scene, paper), scene }))
    },
    note: Some(note),
};

/// What its tints are, and where there is nothing to tint why.
fn note(scene: &TrainingScene<'_>) -> String {
    let (scope, session) = (scene.look.0, scene.session);
    let is_known = |run: usize| {
        let steps = shared::steps(session, scene.time, scope.since);
        steps.is_none_or(|steps| shared::can_add(session, run, &steps))
    };
    match scene.logits() {
        LogitSharing::Own => words::heat_note().to_owned(),
        LogitSharing::Shared if scope.runs(session.spec()).all(is_known) => words::shared::heat_note().to_owned(),
        LogitSharing::Shared => words::shared::too_many().to_owned(),
    }
}

/// The map, with what it is of.
struct MapComposition<'a> {
    heat: Heat<'a>,
    scene: &'a TrainingScene<'a>,
}

impl Composed for MapComposition<'_> {
    fn draw(&self, ink: &mut Ink<'_>) -> Drawn {
        plot::heat(&self.heat, ink)
    }

    fn find(&self, (x, y): (f64, f64)) -> Found {
        self.token_at(x, y).unwrap_or(Found::Nothing)
    }
}

impl MapComposition<'_> {
    fn token_at(&self, x: f64, y: f64) -> Option<Found> {
        let TrainingScene { session, names, look: (scope, _), .. } = *self.scene;
        let cell = self.heat.cell_at(x, y)?;
        let block = self.heat.lines.get(cell.line).and_then(|(_, blocks)| blocks.get(cell.block))?;
        let change = (block.values)(cell.row).get(cell.column).copied();
        let side = *Side::BOTH.get(cell.line)?;
        let id = *side.tokens(session.pairs().get(cell.row)?).get(cell.column)?;
        let word = token(session.spec().dataset.vocabulary.get(id as usize)?);
        let name = names.get(scope.runs(session.spec()).nth(cell.block)?)?;
        let says = words::spot(name, side, (cell.row, cell.column), word, change);
        Some(Found::Token { pair: cell.row, token: cell.column, says })
    }
}

/// How far every token of every pair has moved at a point of time, or how far the argument's pushes add up: for each side, and each of the runs
/// that are looked at, a block. The scope says since when, and what is selected.
fn heat<'a>(scene: &TrainingScene<'a>, Paper { size, scale, text, .. }: Paper) -> Heat<'a> {
    let TrainingScene { session, names, look: (scope, pair), time, colours, .. } = *scene;
    let (pairs, since, logits) = (session.pairs(), scope.since, scene.logits());
    let measured = move |side: Side, run: usize, pair: usize| {
        let both = reading::against(session, run, time, since).filter(|_| pair < pairs.len());
        both.map(|(policy, before)| {
            let both = policy.side(side, pair).iter().zip(before.side(side, pair));
            both.map(|(now, then)| f64::from(*now) - f64::from(*then)).collect()
        })
    };
    let block = |side: Side, run: usize| Block {
        name: names.get(run).map_or("", String::as_str),
        colour: colours.runs.get(run).copied().unwrap_or(colours.palette.ink),
        values: Box::new(move |pair| {
            let values: Option<Vec<f64>> = match logits {
                LogitSharing::Own => measured(side, run, pair),
                LogitSharing::Shared => shared::changes(session, (run, pair, time), since, side),
            };
            values.unwrap_or_default()
        }),
        differs: Box::new(move |pair| {
            let ends = pairs.get(pair).map(|pair| {
                let (head, tail) = pair.common_ends();
                head..side.tokens(pair).len() - tail
            });
            ends.unwrap_or_default()
        }),
    };
    let runs = || scope.runs(session.spec());
    let line = |(side, name)| (name, runs().map(|run| block(side, run)).collect());
    Heat {
        width: size.0,
        height: size.1,
        scale,
        text,
        palette: colours.palette,
        tones: colours.tones,
        rows: pairs.len(),
        columns: pairs.iter().map(|pair| pair.chosen.len().max(pair.rejected.len())).max().unwrap_or(0),
        selected: (pair, scope.position(session.spec(), pair)),
        lines: Side::BOTH.into_iter().zip([words::chosen(), words::rejected()]).map(line).collect(),
    }
}
