//! What the sheet of many seeds asks, in a few words, as a link carries it: `course,20`, `map,beta,rate,16,1,delta/chosen,0`, or
//! `tokens,0,3,40`.

use super::{Experiment, PhaseNumber, Varied};

/// How many seeds a question is offered with; the second is what the sheet begins with.
pub const SEEDS: [usize; 3] = [5, 20, 50];
/// How many seeds a cell of a map is offered with.
pub const MAP_SEEDS: [usize; 3] = [1, 3, 5];
/// How many values an axis of a map can have.
pub const SIDES: [usize; 2] = [8, 16];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SheetQuestion {
    /// A question, with so many seeds.
    Seeds {
        /// Which.
        experiment: Experiment,
        /// One of [`SEEDS`].
        seeds: usize,
    },
    /// A map.
    Map(MapQuestion),
    /// A pair of one run, token by token.
    Tokens(TokenQuestion),
}

/// Of what the tokens are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenQuestion {
    /// The run.
    pub run: usize,
    /// The pair.
    pub pair: usize,
    /// The step of the preference phase; that which the page shows where none is named.
    pub step: Option<usize>,
}

/// What a map is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapQuestion {
    /// The settings across and upwards.
    pub settings: [Varied; 2],
    /// One of [`SIDES`].
    pub side: usize,
    /// One of [`MAP_SEEDS`].
    pub seeds: usize,
    /// What is shown of each cell.
    pub number: PhaseNumber,
    /// The run; the first DPO run of the lab where none is named.
    pub run: Option<usize>,
}

impl MapQuestion {
    /// What the sheet begins with.
    pub const FIRST: MapQuestion = MapQuestion {
        settings: [Varied::Beta, Varied::Rate],
        side: SIDES[0],
        seeds: MAP_SEEDS[0],
        number: PhaseNumber::Chosen,
        run: None,
    };
}

/// The word before a map.
const MAP: &str = "map";

/// The word before a pair token by token.
const TOKENS: &str = "tokens";

impl SheetQuestion {
    /// As a link carries it.
    pub fn write(self) -> String {
        match self {
            SheetQuestion::Seeds { experiment, seeds } => format!("{},{seeds}", name(&Experiment::ALL, experiment)),
            SheetQuestion::Map(MapQuestion { settings: [across, upwards], side, seeds, number, run }) => {
                let [across, upwards] = [across, upwards].map(|setting| name(&Varied::ALL, setting));
                let run = run.map(|run| format!(",{run}")).unwrap_or_default();
                format!("{MAP},{across},{upwards},{side},{seeds},{}{run}", name(&PhaseNumber::ALL, number))
            }
            SheetQuestion::Tokens(TokenQuestion { run, pair, step }) => {
                let step = step.map(|step| format!(",{step}")).unwrap_or_default();
                format!("{TOKENS},{run},{pair}{step}")
            }
        }
    }

    /// Reads it; nothing where it is no question of the sheet.
    pub fn read(text: &str) -> Option<SheetQuestion> {
        let mut words = text.split(',');
        let mut next = || words.next();
        let question = match next()? {
            MAP => {
                let settings = [named(&Varied::ALL, next()?)?, named(&Varied::ALL, next()?)?];
                let (side, seeds) = (one_of(&SIDES, next()?)?, one_of(&MAP_SEEDS, next()?)?);
                let number = named(&PhaseNumber::ALL, next()?)?;
                let run = next().map(str::parse).transpose().ok()?;
                SheetQuestion::Map(MapQuestion { settings, side, seeds, number, run })
            }
            TOKENS => {
                let (run, pair) = (next()?.parse().ok()?, next()?.parse().ok()?);
                let step = next().map(str::parse).transpose().ok()?;
                SheetQuestion::Tokens(TokenQuestion { run, pair, step })
            }
            experiment => {
                let experiment = named(&Experiment::ALL, experiment)?;
                SheetQuestion::Seeds { experiment, seeds: one_of(&SEEDS, next()?)? }
            }
        };
        next().is_none().then_some(question)
    }
}

fn name<T: PartialEq>(all: &[(&'static str, T)], value: T) -> &'static str {
    all.iter().find(|(_, other)| *other == value).map_or("", |(name, _)| name)
}

fn named<T: Copy>(all: &[(&'static str, T)], name: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn one_of(all: &[usize], text: &str) -> Option<usize> {
    text.parse().ok().filter(|number| all.contains(number))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_question_comes_back_from_its_link() {
        for (name, experiment) in Experiment::ALL {
            for seeds in SEEDS {
                let question = SheetQuestion::Seeds { experiment, seeds };
                assert_eq!(question.write(), format!("{name},{seeds}"));
                assert_eq!(SheetQuestion::read(&question.write()), Some(question));
            }
        }
        let map = MapQuestion {
            settings: [Varied::Sft, Varied::Lambda],
            side: 16,
            number: PhaseNumber::After,
            ..MapQuestion::FIRST
        };
        for run in [None, Some(0), Some(3)] {
            let question = SheetQuestion::Map(MapQuestion { run, ..map });
            assert_eq!(SheetQuestion::read(&question.write()), Some(question));
        }
    }

    #[test]
    fn a_pair_token_by_token_comes_back_from_its_link() {
        for (step, text) in [(None, "tokens,1,3"), (Some(40), "tokens,1,3,40")] {
            let question = SheetQuestion::Tokens(TokenQuestion { run: 1, pair: 3, step });
            assert_eq!((question.write().as_str(), SheetQuestion::read(text)), (text, Some(question)));
        }
    }

    #[test]
    fn what_is_no_question_is_none() {
        for text in [
            "",
            "course",
            "course,7",
            "course,20,1",
            "curse,20",
            "map",
            "map,beta,beta,16,1",
            "map,beta,rate,5,1,delta/chosen",
            "map,beta,rate,16,1,delta/chosen,x",
            "tokens",
            "tokens,0",
            "tokens,0,-1",
            "tokens,0,1,x",
            "tokens,0,1,2,3",
        ] {
            assert_eq!(SheetQuestion::read(text), None, "{text:?}");
        }
    }
}
