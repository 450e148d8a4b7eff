//! Every language is held against English: the same chapters with the same marks, the same terms and metrics, the same numbers, and nothing that
//! was left as it is.

use super::arguments::ViewWords;
use super::*;
use crate::argument::{Findings, Idle, Needed, STATEMENTS, Tally, Verdict};
use crate::data::{Side, TokenPair};
use crate::experiments::{
    Across, Estimate, Experiment, LineTold, Measure, NoPlan, PhaseNumber, Point, ScalesTold, Varied, Zero,
};
use crate::gauges::TokenMap;
use crate::objective::{Pull, variants};
use crate::theory::{Due, Sign};
use crate::train::Milestone;
use std::collections::{BTreeMap, BTreeSet};

/// The languages beside English.
const TONGUES: [&Tongue; 1] = [&es::TONGUE];

/// What they say in the sheet of many seeds, in the same order.
const EVIDENCE_TONGUES: [&EvidenceTongue; TONGUES.len()] = [&es::EVIDENCE_TONGUE];

/// Texts of more than three words that may be as they are in English: names.
const NAMES: &[&str] = &["DPOP: Pal et al. 2024", "Razin et al. 2025", "Yuan et al. 2024", "Rafailov et al. 2024"];

/// English words that none of the languages has.
const ENGLISH: &[&str] =
    &["the", "of", "and", "is", "are", "with", "from", "to", "it", "not", "which", "that", "by", "for"];

/// What a room says, as texts in their order.
trait Texts {
    fn texts(&self) -> Vec<String>;
}

impl Texts for str {
    fn texts(&self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Texts for String {
    fn texts(&self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl<T: Texts + ?Sized> Texts for &T {
    fn texts(&self) -> Vec<String> {
        (**self).texts()
    }
}

impl<T: Texts> Texts for [T] {
    fn texts(&self) -> Vec<String> {
        self.iter().flat_map(Texts::texts).collect()
    }
}

impl<T: Texts, const N: usize> Texts for [T; N] {
    fn texts(&self) -> Vec<String> {
        self[..].texts()
    }
}

impl<A: Texts, B: Texts> Texts for (A, B) {
    fn texts(&self) -> Vec<String> {
        [self.0.texts(), self.1.texts()].concat()
    }
}

impl<A: Texts, B: Texts, C: Texts> Texts for (A, B, C) {
    fn texts(&self) -> Vec<String> {
        [self.0.texts(), self.1.texts(), self.2.texts()].concat()
    }
}

impl Texts for ViewWords {
    fn texts(&self) -> Vec<String> {
        [self.title, self.saved, self.label].texts()
    }
}

/// What a function of a room says, where it needs no arguments.
macro_rules! plain {
    ($room:ident, $name:ident) => {
        Some((concat!(stringify!($room), "::", stringify!($name)), rooms::$room::$name().texts()))
    };
    ($room:ident, $name:ident, $($argument:ident),+) => {
        None
    };
}

/// Makes the list of what every such function says.
macro_rules! all_plain {
    ($(#[doc = $all:literal])+ $tongue:ident, $static:ident; $($(#[doc = $about:literal])+ $room:ident { $(fn $name:ident($($argument:ident: $given:ty),*) -> $said:ty;)+ })+) => {
        impl $tongue {
            fn all_plain() -> Vec<(&'static str, Vec<String>)> {
                [$($(plain!($room, $name $(, $argument)*),)+)+].into_iter().flatten().collect()
            }
        }
    };
}
rooms::with_rooms!(all_plain);
rooms::with_evidence_rooms!(all_plain);

/// What the others say of some arguments.
fn all_given() -> Vec<(&'static str, Vec<String>)> {
    let mut told = vec![
        ("argument", statements()),
        ("chapters", answers()),
        ("book", book_given()),
        ("microscope", microscope_given()),
        ("pictures", pictures_given()),
        ("story", story_given()),
    ];
    told.push((
        "charts, runs, share, strip, transport",
        vec![
            lines_of("DPO"),
            settings_of("DPO"),
            fork(0),
            fork(4),
            held_out("DPO", [-1.25, -0.5], [(4, 5), (7, 7)]),
            held_out("DPO", [0.25, 0.5], [(0, 1), (1, 1)]),
            share::digest("0123", &share::step(phases_brief()[1], 4)),
            share::code_long(3000, 2000),
            share::long(3000),
            share::verdict(true, "0123"),
            share::verdict(false, "0123"),
            share::unknown_view("x"),
            share::unknown_panel("x"),
            push_said(Sign::Up, Some("0.5")),
            push_said(Sign::Down, None),
            push_said(Sign::None, None),
            need_said(Some("0"), Sign::Up),
            need_said(Some("3"), Sign::Down),
            need_said(None, Sign::None),
            pairs(1),
            pairs(10),
            distance(1),
            distance(3),
            pair("2 + 2 =", "4 .", "5 ."),
            half_note("4", &[]),
            half_note(
                "4",
                &[
                    ("DPO", Sign::Up, Due::Now),
                    ("DPOP", Sign::Down, Due::IfFallen),
                    ("IPO", Sign::None, Due::Now),
                    ("Hinge", Sign::Down, Due::Now),
                ],
            ),
            mark("DPO", Some(Milestone::Fell)),
            mark("DPO", Some(Milestone::Lost)),
            mark("DPO", Some(Milestone::Hinge)),
            mark("DPO", Some(Milestone::Ranked)),
            mark("DPO", None),
            mark_at(12, "…"),
        ],
    ));
    let pulls = [
        [0.0, 0.0, 0.0],
        [0.1, 1.0, 1.0],
        [0.1, 3.5, 1.0],
        [0.1, 0.5, 1.0],
        [0.1, -1.0, -1.0],
        [0.1, -0.5, 1.0],
        [0.1, 1.0, -1.0],
        [0.1, -3.0, -1.0],
        [50.0, 1.0, 1e-300],
    ];
    let pulled = pulls.map(|[weight, chosen, rejected]| losses::pulls("RPO", Pull { weight, chosen, rejected }));
    // What stands for another loss quotes its formula and its source as they are.
    let told_of = variants().into_iter().map(|loss| losses::changes(&loss).to_owned());
    let directions = [[3, 1, 4], [0, 0, 1]].map(|same| Directions { same, of: [4, 1, same[2]] });
    let agreed = directions.map(|directions| shared::agreement("DPO", directions));
    let areas = shared::areas_note(4, &[("DPO", [0.0, 1.5, -2.5]), ("DPOP", [0.5, 1.5, 2.5])]);
    told.push(("shared", agreed.into_iter().chain([areas]).collect()));
    told.push(("losses", pulled.into_iter().chain(told_of).collect()));
    told.push(("experiments", experiments_given()));
    told.push(("experiments, what comes of them", outcomes_given()));
    told.push(("cosines", cosines_given()));
    told
}

/// The chapters' names.
fn keys() -> impl Iterator<Item = &'static str> {
    en::chapters::TEXTS.iter().map(|(key, _)| *key)
}

fn statements() -> Vec<String> {
    let needed = [
        Needed { effective: 0.0, outside: 0.0, inside: 0.0 },
        Needed { effective: 9.5, outside: 2.5, inside: 9.25 },
        Needed { effective: f64::INFINITY, outside: f64::INFINITY, inside: f64::INFINITY },
    ];
    let idle = [
        Idle::Diverged,
        Idle::NoneOneApart,
        Idle::NothingBefore,
        Idle::NoneFallen,
        Idle::NothingPushed,
        Idle::NoHinge,
        Idle::HingeIdle,
        Idle::WrongSign,
        Idle::NoLambda,
    ];
    let mut told = Vec::new();
    for objective in variants() {
        let findings = Findings { run: 0, step: 1, objective, verdicts: Vec::new() };
        let mut tell = |statement, tally, idle| {
            told.push(argument::sentence(&findings, &Verdict { statement, tally, idle }));
        };
        for &statement in STATEMENTS {
            for needed in needed {
                for (holds, of) in [(10, 10), (7, 10), (0, 10)] {
                    let tally = Tally { holds, of, worst: Some(0.25), needed: Some(needed), ..Tally::default() };
                    tell(statement, tally, None);
                }
            }
        }
        idle.into_iter().for_each(|idle| tell(STATEMENTS[0], Tally::default(), Some(idle)));
    }
    told
}

fn answers() -> Vec<String> {
    let questions = keys().filter_map(|key| chapters::chapter(key).question.as_ref());
    let answer = |question: &QuestionWords| {
        let told = question.told;
        (0..question.choices.len()).map(move |right| told(right, [0.25, -0.5])).collect::<Vec<_>>()
    };
    questions.flat_map(answer).collect()
}

fn book_given() -> Vec<String> {
    let symbols = Symbol::ALL.into_iter().flat_map(|symbol| book::symbol(symbol).texts());
    let exercises = Exercise::ALL;
    let progress = [
        Progress::Training,
        Progress::Open([0.5, 2.5]),
        Progress::Open([f64::INFINITY, 0.0]),
        Progress::Done([0.5, 1.0]),
        Progress::Done([0.5, 3.0]),
        Progress::Wrong([0.5, -3.0]),
    ];
    let asked = exercises.into_iter().flat_map(|exercise| book::exercise(exercise).texts());
    let done = exercises.into_iter().flat_map(|exercise| progress.map(|progress| book::progress(exercise, progress)));
    let others = [
        book::stands_in("DPOP", "DPO"),
        book::nats("1.5"),
        book::told(Some(true), "…"),
        book::told(None, "…"),
        book::unknown("x", &["pair", "loss"]),
        book::unknown_part("x"),
        book::without_part("pair", &["text"]),
        book::unknown_face("x"),
    ];
    symbols.chain(asked).chain(done).chain(others).collect()
}

fn microscope_given() -> Vec<String> {
    let lost = |winner, keeper| TokenLoss {
        run: "DPO",
        token: "4",
        context: "2 + 2 =",
        side: 0,
        now: 0.12,
        before: 0.5,
        winner,
        keeper,
    };
    vec![
        microscope::sufficient("4", Some("3"), Some("5")),
        microscope::sufficient("4", None, None),
        microscope::unknown_token("tree", &["three", "five"]),
        microscope::prompt_long(9, 8),
        microscope::others_all(7),
        microscope::lost(&lost(Some(("5", 30.0)), Some(("DPOP", 0.48)))),
        microscope::lost(&lost(None, None)),
        microscope::held("4", [Some(0.5), Some(0.25)], 1),
        microscope::held("4", [Some(0.5), None], 2),
        microscope::learning("4", "2 + 2 =", 0.5),
        microscope::readout(0, Some(0.5), &[("DPO", 0.25)]),
        microscope::readout(1, None, &[("DPO", 0.25), ("DPOP", 0.5)]),
        microscope::readout_push("DPO", [Some(0.5), None], 0.5, Some(0.25)),
    ]
}

fn pictures_given() -> Vec<String> {
    let said = |name, added, above| LossSaid {
        name,
        pairs: 10,
        fallen: 7,
        h: 2.5,
        loss: 0.25,
        slope: -0.125,
        added,
        off: above,
        above,
        highest: 9.5,
    };
    let none: &[&str] = &[];
    vec![
        spot("DPO", Side::Chosen, (0, 1), "4", Some(-0.5)),
        plane_note(&Arrows { free: none, held: none, others: none, flat: none, left: none }),
        plane_note(&Arrows { free: &["DPO"], held: none, others: none, flat: none, left: &["DPO"] }),
        plane_note(&Arrows {
            free: &["DPO", "IPO"],
            held: &["DPOP"],
            others: none,
            flat: &["IPO"],
            left: &["DPO", "IPO"],
        }),
        areas_note(4, &[]),
        areas_note(4, &[("DPO", Some([-0.5, -0.25, -1.25])), ("DPOP", None)]),
        areas_note(4, &[("DPO", Some([0.25, -0.25, -1.25])), ("DPOP", Some([0.0; 3]))]),
        areas_note(4, &[("DPO", Some([0.0, 0.0, -0.05]))]),
        areas_note(4, &[("DPO", Some([-1.0; 3])), ("DPOP", Some([-1.0; 3])), ("IPO", Some([-1.0; 3]))]),
        loss_curve_note(&[]),
        loss_curve_note(&[said("DPO", 0.0, 0), said("DPOP", 0.5, 2)]),
        loss_curve_note(&[said("DPOP", 0.5, 2), LossSaid { pairs: 0, ..said("DPO", 0.0, 0) }]),
        pair_spot("DPO", 0, [2.5, 0.25, -0.5]),
    ]
}

fn story_given() -> Vec<String> {
    let (less, more) = (Fate::Less(times(5.0)), Fate::More(times(0.5)));
    let clauses = [
        clause(&["DPO"], &less, None, 10),
        clause(&["DPOP", "IPO"], &Fate::Kept, Some(&less), 10),
        clause(&["DPOP"], &more, Some(&less), 10),
        clause(&["DPOP"], &Fate::Kept, None, 1),
        clause(&["DPO"], &Fate::Lost, None, 10),
        clause_stopped("DPO", 7),
    ];
    let often = often(-1.0);
    vec![
        headline_sft(40, &often),
        headline_preference(1, &clauses),
        headline_stopped(&clauses[5..]),
        headline_sft_stopped(7),
        some_stopped("…", 1),
        some_stopped("…", 2),
        headline_still(3, 160, 10),
        headline_still(160, 160, 1),
        aside_still_adamw(0.001, 3),
        aside_still_sgd(0.001),
        aside_untrained(&often),
        headline_many((12, 10), 7, 3, 2, 1, 1),
        headline_many((12, 1), 7, 1, 3, 0, 3),
        aside_hidden("DPO"),
        aside_ranking(&[("DPO".to_owned(), 0.5), ("DPOP".to_owned(), 1.0)]),
        aside_ranking(&["a", "b", "c", "d", "e", "f"].map(|run| (run.to_owned(), 0.5))),
        announce_done("…", "…"),
        times(14.0),
        times(20.0),
    ]
}

/// All that is said of each question, setting and reason.
fn experiments_given() -> Vec<String> {
    let reasons = [
        NoPlan::Empty,
        NoPlan::OnePair,
        NoPlan::Short,
        NoPlan::NoSteps,
        NoPlan::FewPairs,
        NoPlan::NoLambda,
        NoPlan::Same,
        NoPlan::Imported,
    ];
    let of = Experiment::ALL.into_iter().flat_map(|(_, experiment)| {
        [experiments::name, experiments::across, experiments::method, experiments::papers].map(|say| say(experiment))
    });
    let lines = MEASURES.into_iter().flat_map(|measure| {
        let lines = (0..6).map(move |place| experiments::line_of(measure, place));
        lines.chain([experiments::up(measure)])
    });
    let settings = Varied::ALL.into_iter().map(|(_, setting)| experiments::setting(setting));
    let numbers = PhaseNumber::ALL.into_iter().map(|(_, number)| experiments::number_of(number));
    let all = of.chain(lines).chain(settings).chain(numbers).chain(reasons.map(experiments::no_plan));
    let marks = [(Across::Gauges, 6), (Across::Weights, 3)];
    let marks =
        marks.into_iter().flat_map(|(axis, many)| (0..many).map(move |x| experiments::mark(axis, f64::from(x))));
    let values = [0.0, 0.3, 160.0, 3e-5].map(|x| experiments::mark(Across::Values, x));
    all.map(str::to_owned).chain(marks).chain(values).collect()
}

const MEASURES: [Measure; 8] = [
    Measure::Change,
    Measure::Parts,
    Measure::Scales,
    Measure::PerToken,
    Measure::Shares,
    Measure::Masses,
    Measure::Rankings,
    Measure::Ranks,
];

/// All kinds of what is told of lines, cells and sweeps.
fn outcomes_given() -> Vec<String> {
    let some = Estimate { count: 5, mean: -4.97, half: Some(0.44), below: 4 };
    let alone = Estimate { count: 1, mean: 0.25, half: None, below: 0 };
    let point = |x, estimate| Point { x, estimate };
    let mut said = Vec::new();
    for measure in MEASURES {
        let mut told = Vec::new();
        for of in [some, alone] {
            told.push(LineTold::Moved { step: 160.0, at_end: of });
            told.extend([None, Some(some)].map(|reference| LineTold::End { step: 160.0, at_end: of, reference }));
            told.extend([Zero::Inside, Zero::Beside, Zero::Unknown].map(|zero| LineTold::Ranked {
                gauge: 3,
                of,
                zero,
            }));
            told.push(LineTold::Trained(vec![(0, of), (1, some), (2, of)]));
            for is_divergence in [false, true] {
                told.push(LineTold::FromTo { ends: vec![point(0.01, some)], is_divergence });
                told.push(LineTold::FromTo { ends: vec![point(0.01, some), point(5.0, of)], is_divergence });
            }
            told.push(LineTold::Even { at_each: of, of: 5 });
            told.extend([None, Some(point(3e-5, of))].map(|most| LineTold::Spread {
                least: point(25.0, some),
                most,
                below: 2,
                of: 4,
            }));
        }
        said.extend(told.iter().map(|told| experiments::sentence("DPO", measure, told)));
    }
    for (is_contrary, is_nearer, times) in [(true, true, Some(68.0)), (false, false, Some(3.25)), (false, true, None)] {
        let (betas, margins, apart) = ([0.01, 5.0], [0.125, 6.75], [10.25, 1.5]);
        let scales = ScalesTold {
            betas,
            margins,
            times,
            apart,
            chosen: [-2.0, -0.25],
            rejected: [-12.25, -1.75],
            is_contrary,
            is_nearer,
        };
        said.push(experiments::scales(&scales));
    }
    for (_, setting) in Varied::ALL {
        for (at, of) in [(1.0, None), (3.0, Some(&some)), (3e-5, Some(&alone))] {
            for (_, number) in PhaseNumber::ALL {
                said.push(experiments::seen([(setting, at), (Varied::Beta, 0.3)], number, of));
            }
        }
    }
    for is_whole in [false, true] {
        said.extend([1, 3].map(|seeds| experiments::mapped(64, 12, seeds, is_whole)));
        said.push(experiments::mapped(1, 1, 1, is_whole));
        for (labs, seeds, without, diverged) in [(1, 1, 0, 0), (20, 5, 1, 1), (20, 5, 2, 3)] {
            said.push(experiments::counts(labs, seeds, [labs, without, diverged], is_whole));
        }
    }
    for seconds in [None, Some(0.5), Some(42.0), Some(89.0), Some(90.0), Some(600.0)] {
        said.extend([1, 20].map(|labs| experiments::progress(0, labs, seconds)));
        said.push(experiments::progress(7, 20, seconds));
    }
    said.extend([1, 20].map(experiments::labs));
    said.extend([some, alone].map(|of| experiments::interval(&of).unwrap_or_default()));
    said.extend([some, alone].map(|of| experiments::fell(&of)));
    said.extend([2, 20].map(experiments::banded));
    said.push(experiments::no_question("nothing"));
    said
}

/// All kinds of what is said of cosines.
fn cosines_given() -> Vec<String> {
    let mut said = vec![
        cosines::picture_title("DPO", 20, 1),
        cosines::no_pair(7, 4),
        cosines::token_head((Side::Chosen, 1, "a")),
        cosines::token_head((Side::Rejected, 2, " ")),
        cosines::seen((Side::Chosen, 1, "a"), (Side::Rejected, 2, "b"), Some(-0.0004)),
        cosines::seen((Side::Chosen, 1, "a"), (Side::Rejected, 2, "b"), None),
    ];
    said.extend([Some(1.0), Some(-0.456), Some(0.0), None].map(cosines::cosine));
    for (chosen, rejected) in ANSWERS {
        let values = [Some(1.0), Some(0.75), Some(0.05), Some(0.01), Some(0.0), Some(-0.049), Some(-0.42), None];
        for before in values {
            for at in values {
                said.extend(values.iter().flat_map(|after| of_cosines(chosen, rejected, [before, at, *after])));
            }
        }
    }
    said
}

/// Answers that differ at one token, at several, on one side alone, from the first token on, and not at all.
const ANSWERS: [(&[u32], &[u32]); 7] = [
    (&[5, 6, 7, 0], &[5, 8, 7, 0]),
    (&[5, 5, 6, 0], &[5, 5, 8, 0]),
    (&[6, 7, 0], &[8, 7, 0]),
    (&[5, 6, 0], &[7, 8, 9, 0]),
    (&[5, 6], &[5, 8]),
    (&[5, 0], &[5, 6, 0]),
    (&[5, 6, 0], &[5, 6, 0]),
];

/// What is said of a pair of which the tokens before the difference, those that differ, and those after it have these cosines across the answers; of the
/// same answer every two tokens have 0.5.
fn of_cosines(chosen: &[u32], rejected: &[u32], [before, at, after]: [Option<f64>; 3]) -> Vec<String> {
    let pair = TokenPair { prompt: vec![1], chosen: chosen.into(), rejected: rejected.into() };
    let words = Side::BOTH.map(|side| side.tokens(&pair).iter().map(|id| format!("w{id}")).collect::<Vec<_>>());
    let ((head, tail), first, all) = (pair.common_ends(), chosen.len(), chosen.len() + rejected.len());
    let cosine = |one: usize, other: usize| {
        let (one, other) = (one.min(other), one.max(other));
        match () {
            () if one >= first || other < first => Some(0.5),
            () if one < head => before,
            () if one >= first - tail && other >= all - tail => after,
            () => at,
        }
    };
    let rows = (0..all).map(|one| (0..all).map(|other| cosine(one, other)).collect()).collect();
    cosines::sentences(&TokenMap::new(&pair, words, rows).expect("it fits").told())
}

/// From now on this language is spoken; without one, English.
fn speak_in(tongue: Option<&'static Tongue>) {
    EVIDENCE_TONGUES.into_iter().for_each(bring_evidence);
    tongue.into_iter().for_each(bring);
    speak(tongue.map_or(Language::English, |tongue| tongue.language));
}

/// Says something in a language.
fn said<T>(tongue: Option<&'static Tongue>, say: fn() -> T) -> T {
    speak_in(tongue);
    let said = say();
    speak_in(None);
    said
}

/// What stands between two signs in a text, in order.
fn between(text: &str, open: char, close: char) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(open)
        .skip(1)
        .filter_map(|rest| rest.split_once(close))
        .map(|(inside, _)| inside.to_owned())
        .collect();
    found.sort();
    found
}

/// The quantities, the terms' names and the example's texts that stand in a text.
fn marks(text: &str, reads_quotes: bool) -> [Vec<String>; 3] {
    let name = |term: &String| term.split_once('|').map_or(term.clone(), |(_, name)| name.to_owned());
    let mut terms: Vec<_> = between(text, '[', ']').iter().map(name).collect();
    terms.sort();
    let quotes = if reads_quotes { between(text, '“', '”') } else { Vec::new() };
    [between(text, '{', '}'), terms, quotes]
}

/// The numbers in a text, but for 0, which may be a word; a comma or a narrow space among digits is no part of one.
fn numbers(text: &str) -> BTreeSet<String> {
    let text: String = text.chars().filter(|letter| *letter != '\u{202f}').collect();
    let digits = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',');
    let digits = digits.map(|digits| digits.trim_matches(['.', ',']).replace(',', ""));
    digits.filter(|digits| !digits.is_empty() && digits != "0").collect()
}

/// What is wrong with a text that is to stand for an English one.
fn faults(place: &str, english: &str, other: &str) -> Vec<String> {
    let is_same = english == other;
    let is_brief = english.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() <= 3;
    let words = other.split_whitespace().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let mut english_words = words.filter(|word| ENGLISH.contains(word));
    let last = |text: &str| text.chars().next_back().filter(|sign| ".:;?".contains(*sign));
    let found = [
        (english.is_empty() != other.is_empty(), "one of them is empty"),
        (numbers(english) != numbers(other), "their numbers differ"),
        (is_same && !is_brief && !NAMES.contains(&english), "it is left as it is"),
        (!is_same && english_words.next().is_some(), "it has English words"),
        ((english.trim() == english) != (other.trim() == other), "one of them has a space at its end"),
        (last(english) != last(other), "they end in different signs"),
        (!is_same && other.contains('¿') != other.contains('?'), "a question is marked at one end only"),
    ];
    let found = found.into_iter().filter(|(is_fault, _)| *is_fault);
    found.map(|(_, what)| format!("{place}: {what}:\n  {english:?}\n  {other:?}")).collect()
}

#[test]
fn chapters_are_the_same_in_every_language() {
    for tongue in TONGUES {
        let mut found = Vec::new();
        for key in keys() {
            speak_in(None);
            let english = chapters::chapter(key);
            speak_in(Some(tongue));
            let other = chapters::chapter(key);
            speak_in(None);
            let mut check = |english, other| found.extend(faults(key, english, other));
            check(english.title, other.title);
            for (english, other, reads_quotes) in
                [(english.text, other.text, false), (english.example, other.example, true)]
            {
                assert_eq!(english.len(), other.len(), "{key}: paragraphs");
                for (english, other) in english.iter().zip(other) {
                    assert_eq!(marks(english, reads_quotes), marks(other, reads_quotes), "{key}: {other:?}");
                    check(english, other);
                }
            }
            assert_eq!(english.question.is_some(), other.question.is_some(), "{key}");
            for (english, other) in english.question.iter().zip(&other.question) {
                assert_eq!(english.choices.len(), other.choices.len(), "{key}: choices");
                assert_eq!(marks(english.ask, true), marks(other.ask, true), "{key}");
                check(english.ask, other.ask);
                english.choices.iter().zip(other.choices).for_each(|(english, other)| check(english, other));
            }
            assert_eq!(english.reading.len(), other.reading.len(), "{key}: reading");
            for ((english, address), (other, same)) in english.reading.iter().zip(other.reading) {
                assert_eq!(address, same, "{key}: {other:?}");
                check(english, other);
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn terms_and_metrics_are_the_same_in_every_language() {
    let names = || {
        let terms: Vec<_> = book::terms().iter().map(|(name, ..)| *name).collect();
        let metrics: Vec<_> = book::metrics().iter().map(|(name, ..)| *name).collect();
        (terms, metrics, *charts_notes(), *table_columns())
    };
    let english = said(None, names);
    for tongue in TONGUES {
        let other = said(Some(tongue), names);
        assert_eq!((&english.0, &english.1, english.3), (&other.0, &other.1, other.3));
        for (english, other) in english.2.iter().zip(other.2) {
            assert_eq!(english.split(',').next(), other.split(',').next());
        }
    }
}

#[test]
fn nothing_is_left_out_or_left_as_it_is() {
    for tongue in TONGUES {
        let mut found = Vec::new();
        for all in [Tongue::all_plain, EvidenceTongue::all_plain, all_given] {
            for ((room, english), (_, other)) in said(None, all).iter().zip(&said(Some(tongue), all)) {
                assert_eq!(english.len(), other.len(), "{room}");
                english.iter().zip(other).for_each(|(english, other)| found.extend(faults(room, english, other)));
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// A sentence without its numbers, and without the names in quotation marks: which of several it is.
fn case(text: &str) -> String {
    let text: String = text.chars().map(|sign| if sign.is_ascii_digit() { '#' } else { sign }).collect();
    text.split(['#', '.', '+', '\u{2212}']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
}

#[test]
fn what_is_claimed_in_english_is_claimed_in_every_language_and_nothing_else() {
    for tongue in TONGUES {
        for all in [outcomes_given, cosines_given] {
            let mut of = BTreeMap::new();
            for (english, other) in said(None, all).iter().zip(&said(Some(tongue), all)) {
                let (english, other) = (case(english), case(other));
                // A language may have more forms than English, for numbers and genders, but none for two things that English tells apart.
                let first = of.entry(other.clone()).or_insert_with(|| english.clone());
                assert_eq!(*first, english, "two things are said in the same words: {other}");
            }
            assert!(of.len() > 20, "{}", of.len());
        }
    }
}

#[test]
fn labels_have_room_in_every_language() {
    // Characters that fit: over and under a picture of 420 units with type of 13, under one of six columns of it, and in a head of the table.
    const ACROSS: usize = 60;
    const COLUMN: usize = 9;
    const HEAD: usize = 18;
    let all = || {
        let up = MEASURES.map(|measure| (experiments::up(measure).to_owned(), ACROSS)).to_vec();
        let across = Experiment::ALL.map(|(_, experiment)| (experiments::across(experiment).to_owned(), ACROSS));
        let settings = Varied::ALL.map(|(_, setting)| (experiments::setting(setting).to_owned(), ACROSS));
        let gauges = (0..6).map(|gauge| (experiments::mark(Across::Gauges, f64::from(gauge)), COLUMN));
        let weights = (0..3).map(|place| (experiments::mark(Across::Weights, f64::from(place)), COLUMN));
        let heads = experiments::heads().iter().map(|head| ((*head).to_owned(), HEAD));
        up.into_iter().chain(across).chain(settings).chain(gauges).chain(weights).chain(heads).collect::<Vec<_>>()
    };
    for tongue in [None].into_iter().chain(TONGUES.map(Some)) {
        for (text, most) in said(tongue, all) {
            assert!(text.chars().count() <= most, "{text:?} has more than {most} characters");
        }
    }
}

#[test]
fn the_sheet_speaks_a_language_once_it_has_its_words() {
    for tongue in TONGUES {
        bring(tongue);
        // Each test has a thread, and so languages, of its own.
        assert!(is_at_hand(tongue.language) && !has_evidence(tongue.language));
        for of_sheet in EVIDENCE_TONGUES.into_iter().filter(|of_sheet| of_sheet.language == tongue.language) {
            bring_evidence(of_sheet);
        }
        assert!(has_evidence(tongue.language) && has_evidence(Language::English));
        speak(tongue.language);
        assert_ne!(experiments::title(), en::experiments::title());
        assert_eq!(files::across(Experiment::Sft), en::experiments::across(Experiment::Sft), "files have one language");
        speak(Language::English);
        assert_eq!(experiments::title(), en::experiments::title());
    }
}

#[test]
fn a_language_is_its_own() {
    for tongue in TONGUES {
        assert_ne!(tongue.language, Language::English);
        assert_eq!(said(Some(tongue), spoken), tongue.language);
    }
    assert_eq!(spoken(), Language::English);
}
