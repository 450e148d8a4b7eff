//! The rooms of a language: what each of them says, as functions with one signature in every language.
//!
//! `with_rooms!` is the list. From it come, for each room, a module of the functions by which the page asks for its words, and the table in which a
//! language that comes later brings them: what a folder lacks does not compile. English is at hand from the beginning; what of it only a part of
//! the page's wasm says stays in that part.
//!
//! `with_evidence_rooms!` is the list of what the sheet of many seeds says besides. It has a table of its own, which comes when the sheet is opened in that
//! language: whoever reads the argument alone does not pay for it. Until then the sheet says nothing (`page/sheets/evidence/inside.rs`).
//!
//! **A new language** is a folder beside `en` with the same names in it, `with_rooms!(tongue)` and `with_evidence_rooms!(tongue)` in its `mod.rs`, and a variant
//! of [`Language`]. Parts of the wasm that share a function share it with a first visit too (`xtask/src/split.rs`): the rooms of the second list call nothing of
//! those of the first, and are given what they say as plain values.

use super::{Language, en};
use crate::argument::{Findings, Verdict};
use crate::data::{Side, Trainable};
use crate::experiments::{Across, Estimate, Experiment, LineTold, Measure, NoPlan, PhaseNumber, ScalesTold, Varied};
use crate::gauges::{MapTold, TokenAt};
use crate::objective::{Objective, Pull};
use crate::theory::{Due, Sign};
use crate::train::Milestone;
use crate::words::arguments::{
    Arrows, ChapterWords, Directions, Exercise, Fate, LossSaid, Progress, Symbol, Term, TokenLoss, ViewWords,
};
use std::cell::Cell;

/// Hands the list of rooms to a macro.
macro_rules! with_rooms {
    ($then:ident) => {
        $then! {
            /// All that a language which comes later says, but for the sheet of many seeds.
            Tongue, TONGUE;
            /// The chapters' texts.
            chapters {
                fn chapter(key: &str) -> &'static ChapterWords;
            }
            /// The losses: what each changes, and how it pulls beside the paper's cases.
            losses {
                fn changes(objective: &Objective) -> &'static str;
                fn stand_in(objective: &Objective) -> String;
                fn pulls(run: &str, pull: Pull) -> String;
            }
            /// The switch between what the argument predicts with one shared logit vector and what the network has done.
            shared {
                fn switch() -> &'static str;
                fn sides() -> &'static [&'static str; 2];
                fn sides_hints() -> &'static [&'static str; 2];
                fn heat_note() -> &'static str;
                fn areas_unit() -> &'static str;
                fn too_many() -> &'static str;
                fn areas_note(step: usize, runs: &[(&str, [f64; 3])]) -> String;
                fn agreement(run: &str, directions: Directions) -> String;
                fn still() -> &'static str;
                fn early() -> &'static str;
            }
            /// What is said of the paper's statements.
            argument {
                fn sentence(findings: &Findings, verdict: &Verdict) -> String;
            }
            /// The argument's face: what stands around the chapters, what symbols and terms mean, and the exercises.
            book {
                fn faces() -> &'static [&'static str; 2];
                fn faces_hints() -> &'static [&'static str; 2];
                fn chapters() -> &'static str;
                fn book() -> &'static str;
                fn turn() -> &'static [&'static str; 2];
                fn always() -> &'static [&'static str; 2];
                fn question() -> &'static str;
                fn reveal() -> &'static str;
                fn told_later() -> &'static str;
                fn told_never() -> &'static str;
                fn verdicts() -> &'static str;
                fn exception() -> &'static str;
                fn exception_hint() -> &'static str;
                fn early() -> &'static str;
                fn examining() -> &'static str;
                fn own() -> &'static str;
                fn stands_in(loss: &str, run: &str) -> String;
                fn on_trial() -> &'static str;
                fn try_it() -> &'static str;
                fn suspects() -> &'static str;
                fn on_example() -> &'static str;
                fn exercises() -> &'static str;
                fn formula() -> &'static str;
                fn symbols() -> &'static str;
                fn reading() -> &'static str;
                fn hand() -> &'static str;
                fn hand_home() -> &'static str;
                fn hand_both() -> &'static str;
                fn hand_sliders() -> &'static [(&'static str, &'static str); 2];
                fn hand_columns() -> &'static [&'static str; 3];
                fn hand_axes() -> &'static [&'static str; 2];
                fn nats(value: &str) -> String;
                fn symbol(symbol: Symbol) -> (&'static str, &'static str);
                fn terms() -> &'static [Term];
                fn term(name: &str) -> Option<&'static Term>;
                fn glossary() -> &'static str;
                fn teach() -> &'static str;
                fn normal() -> &'static str;
                fn normal_columns() -> &'static [&'static str; 3];
                fn metrics() -> &'static [(&'static str, &'static str, &'static str)];
                fn exercise(exercise: Exercise) -> (&'static str, &'static str);
                fn told(is_right: Option<bool>, answer: &str) -> String;
                fn progress(exercise: Exercise, progress: Progress) -> String;
                fn chapter_title(number: usize, title: &str) -> String;
                fn place(number: usize, of: usize) -> String;
                fn unknown(given: &str, known: &[&str]) -> String;
                fn unknown_part(given: &str) -> String;
                fn without_part(chapter: &str, has: &[&str]) -> String;
                fn unknown_face(given: &str) -> String;
            }
            /// The charts over the steps, and the table of their values.
            charts {
                fn numbers() -> &'static str;
                fn charts() -> &'static str;
                fn curves() -> &'static str;
                fn charts_titles() -> &'static [&'static str; 4];
                fn charts_notes() -> &'static [&'static str; 4];
                fn losses_titles() -> &'static [&'static str; 4];
                fn losses_notes() -> &'static [&'static str; 4];
                fn tokens_titles() -> &'static [&'static str; 5];
                fn tokens_notes() -> &'static [&'static str; 5];
                fn held_out_line() -> &'static str;
                fn bands(seeds: usize) -> String;
                fn table_columns() -> &'static [&'static str; 14];
                fn table_phases() -> &'static [&'static str; 2];
                fn zoom() -> &'static [(&'static str, &'static str); 3];
                fn zoom_hint() -> &'static str;
                fn table_caption() -> &'static str;
                fn lines_of(name: &str) -> String;
                fn column(metric: &str, run: &str) -> String;
            }
            /// The texts of the logit microscope, of the answers, and of the token strip's selection.
            microscope {
                fn sufficient(token: &str, correct: Option<&str>, others: Option<&str>) -> String;
                fn microscope() -> &'static str;
                fn axis() -> &'static [&'static str; 2];
                fn run() -> &'static str;
                fn pushed() -> &'static str;
                fn sum() -> &'static str;
                fn theory() -> &'static str;
                fn agrees_hint() -> &'static str;
                fn plot() -> &'static str;
                fn columns() -> &'static [&'static str; 10];
                fn table() -> &'static str;
                fn caption() -> &'static str;
                fn position_picker() -> &'static str;
                fn why() -> &'static str;
                fn since() -> &'static [&'static str; 2];
                fn answers() -> &'static str;
                fn prompt() -> &'static str;
                fn own_prompt() -> &'static str;
                fn shares_names() -> &'static [&'static str; 3];
                fn shares_hint() -> &'static str;
                fn prompt_empty() -> &'static str;
                fn model() -> &'static [&'static str; 2];
                fn shares(shares: &[f64; 3]) -> String;
                fn unknown_token(token: &str, nearest: &[&str]) -> String;
                fn prompt_long(given: usize, most: usize) -> String;
                fn quote(token: &str) -> String;
                fn position(k: usize, token: &str) -> String;
                fn others(count: usize) -> String;
                fn others_all(count: usize) -> String;
                fn so_far() -> &'static [&'static str; 2];
                fn lost(loss: &TokenLoss<'_>) -> String;
                fn held(token: &str, before: [Option<f64>; 2], runs: usize) -> String;
                fn learning(token: &str, context: &str, now: f64) -> String;
                fn looking() -> &'static str;
                fn going_back() -> &'static str;
                fn readout(side: usize, reference: Option<f64>, runs: &[(&str, f64)]) -> String;
                fn readout_push(run: &str, pushes: [Option<f64>; 2], sum: f64, g: Option<f64>) -> String;
            }
            /// The frame of the page: its name, its keys, and what several rooms call the same.
            page {
                fn story() -> &'static str;
                fn example() -> &'static str;
                fn theme() -> &'static [&'static str; 4];
                fn present() -> &'static [&'static str; 2];
                fn nothing_seen() -> &'static str;
                fn help() -> &'static str;
                fn close() -> &'static str;
                fn on_its_way() -> &'static str;
                fn ask_again() -> &'static str;
                fn keys() -> &'static [(&'static str, &'static str)];
                fn chosen() -> &'static str;
                fn rejected() -> &'static str;
                fn phases() -> &'static [&'static str; 2];
                fn phases_brief() -> &'static [&'static str; 2];
                fn reference() -> &'static str;
                fn fault_remedy() -> &'static str;
                fn not_saved() -> &'static str;
            }
            /// The heat map, and the plane of log-ratios.
            pictures {
                fn heat_note() -> &'static str;
                fn spot(run: &str, side: Side, at: (usize, usize), word: &str, change: Option<f64>) -> String;
                fn plane_titles() -> &'static [&'static str; 2];
                fn plane_notes() -> &'static [&'static str; 2];
                fn plane_early() -> &'static str;
                fn plane_note(arrows: &Arrows<'_>) -> String;
                fn areas_parts() -> &'static [&'static str; 3];
                fn areas_sum() -> &'static str;
                fn areas_unit() -> &'static str;
                fn areas_early() -> &'static str;
                fn areas_note(step: usize, runs: &[(&str, Option<[f64; 3]>)]) -> String;
                fn loss_curve_titles() -> &'static [&'static str; 2];
                fn loss_curve_signs() -> &'static [&'static str; 5];
                fn loss_curve_early() -> &'static str;
                fn loss_curve_note(runs: &[LossSaid<'_>]) -> String;
                fn pair_spot(run: &str, pair: usize, values: [f64; 3]) -> String;
            }
            /// The runs: their scores, names and settings.
            runs {
                fn loss() -> &'static str;
                fn live_note() -> &'static str;
                fn fork_note() -> &'static str;
                fn scores() -> &'static str;
                fn score() -> &'static [&'static str; 3];
                fn score_note() -> &'static str;
                fn score_held_out() -> &'static [&'static str; 2];
                fn held_out_lines() -> &'static str;
                fn held_out(run: &str, moved: [f64; 2], ranked: [(usize, usize); 2]) -> String;
                fn many_seeds() -> &'static str;
                fn many_note() -> &'static str;
                fn twin(name: &str, number: usize) -> String;
                fn run_title(loss: &str, train: Trainable) -> String;
                fn argument(name: &str, value: &str) -> String;
                fn parameter(name: &str) -> String;
                fn settings_of(name: &str) -> String;
                fn fork(step: usize) -> String;
                fn fork_name(parent: &str, step: usize) -> String;
            }
            /// The texts of links and figures.
            share {
                fn share() -> &'static str;
                fn link() -> &'static str;
                fn link_note() -> &'static str;
                fn code() -> &'static str;
                fn code_note() -> &'static str;
                fn code_here() -> &'static str;
                fn code_large() -> &'static str;
                fn no_site() -> &'static str;
                fn copy() -> &'static str;
                fn copied() -> &'static str;
                fn copy_yourself() -> &'static str;
                fn embed() -> &'static str;
                fn ways() -> &'static [&'static str; 2];
                fn shows() -> &'static str;
                fn panels() -> &'static [&'static str; 8];
                fn chapter_parts() -> &'static [&'static str; 5];
                fn snippet() -> &'static str;
                fn files() -> &'static str;
                fn save_as() -> &'static str;
                fn microscope() -> &'static str;
                fn tokens() -> &'static str;
                fn logits() -> &'static str;
                fn metrics() -> &'static str;
                fn save() -> &'static str;
                fn frame() -> &'static str;
                fn open() -> &'static str;
                fn step(phase: &str, step: usize) -> String;
                fn digest(digest: &str, step: &str) -> String;
                fn code_long(characters: usize, most: usize) -> String;
                fn long(characters: usize) -> String;
                fn verdict(same: bool, digest: &str) -> String;
                fn unknown_view(name: &str) -> String;
                fn unknown_panel(name: &str) -> String;
            }
            /// What has happened, in words: the headline, what stands beneath it, and what is announced.
            story {
                fn headline_start() -> &'static str;
                fn aside_start() -> &'static str;
                fn headline_sft(steps: usize, often: &str) -> String;
                fn often(logp: f64) -> String;
                fn aside_sft() -> &'static str;
                fn headline_reference() -> &'static str;
                fn headline_imported() -> &'static str;
                fn headline_untrained() -> &'static str;
                fn aside_reference() -> &'static str;
                fn headline_preference(steps: usize, clauses: &[String]) -> String;
                fn clause_stopped(run: &str, at: usize) -> String;
                fn headline_stopped(clauses: &[String]) -> String;
                fn stopped_at(step: usize) -> String;
                fn aside_stopped() -> &'static str;
                fn headline_sft_stopped(at: usize) -> String;
                fn some_stopped(reason: &str, more: usize) -> String;
                fn headline_still(steps: usize, of: usize, pairs: usize) -> String;
                fn aside_still_adamw(rate: f64, steps: usize) -> String;
                fn aside_still_sgd(rate: f64) -> String;
                fn aside_untrained(often: &str) -> String;
                fn headline_many(step: (usize, usize), all: usize, kept: usize, less: usize, more: usize, stopped: usize) -> String;
                fn clause(runs: &[&str], verdict: &Fate, before: Option<&Fate>, pairs: usize) -> String;
                fn aside_hidden(run: &str) -> String;
                fn aside_ranking(shares: &[(String, f64)]) -> String;
                fn aside_opposed(opposed: usize, pairs: usize) -> String;
                fn aside_alike(run: &str) -> String;
                fn aside_kept() -> &'static str;
                fn announce() -> &'static [&'static str; 2];
                fn announce_done(headline: &str, aside: &str) -> String;
                fn times(nats: f64) -> String;
            }
            /// The list of pairs, and the token strip.
            strip {
                fn push_said(sign: Sign, size: Option<&str>) -> String;
                fn need_said(lambda: Option<&str>, sign: Sign) -> String;
                fn pairs_delta() -> &'static str;
                fn strip() -> &'static str;
                fn probability() -> &'static str;
                fn push() -> &'static str;
                fn push_hint() -> &'static str;
                fn need() -> &'static str;
                fn need_by_dpop() -> &'static str;
                fn need_hint() -> &'static str;
                fn if_fallen() -> &'static str;
                fn if_fallen_hint() -> &'static str;
                fn both() -> &'static str;
                fn both_need() -> &'static str;
                fn measured() -> &'static str;
                fn strip_note() -> &'static str;
                fn strip_note_apart() -> &'static str;
                fn pairs(number: usize) -> String;
                fn distance(edits: usize) -> String;
                fn pair(prompt: &str, chosen: &str, rejected: &str) -> String;
            }
            /// The bottom line: training, time, and who trains.
            transport {
                fn half() -> &'static [&'static str; 2];
                fn half_note(token: &str, pushes: &[(&str, Sign, Due)]) -> String;
                fn train() -> &'static str;
                fn again() -> &'static str;
                fn pause() -> &'static str;
                fn reset() -> &'static str;
                fn follow() -> &'static str;
                fn back() -> &'static str;
                fn on() -> &'static str;
                fn speed() -> &'static str;
                fn paces() -> &'static [&'static str; 3];
                fn trainer() -> &'static str;
                fn trainers() -> &'static [&'static str; 3];
                fn trainer_sought() -> &'static str;
                fn step_name() -> &'static str;
                fn mark(name: &str, kind: Option<Milestone>) -> String;
                fn mark_at(time: usize, text: &str) -> String;
                fn step(phase: &str, step: usize, of: usize) -> String;
            }
            /// The views of the training.
            views {
                fn answers() -> &'static ViewWords;
                fn loss() -> &'static ViewWords;
                fn tokens() -> &'static ViewWords;
                fn heat_map() -> &'static ViewWords;
                fn plane() -> &'static ViewWords;
                fn areas() -> &'static ViewWords;
                fn loss_curve() -> &'static ViewWords;
                fn table() -> &'static ViewWords;
            }
        }
    };
}
pub(super) use with_rooms;

/// Hands the list of the sheet's rooms to a macro.
macro_rules! with_evidence_rooms {
    ($then:ident) => {
        $then! {
            /// What a language which comes later says in the sheet of many seeds.
            EvidenceTongue, EVIDENCE_TONGUE;
            /// The questions that are put to many seeds, the map of two settings, and what comes of them.
            experiments {
                fn title() -> &'static str;
                fn about() -> &'static str;
                fn question() -> &'static str;
                fn seeds() -> &'static str;
                fn begin() -> &'static str;
                fn stop() -> &'static str;
                fn up(measure: Measure) -> &'static str;
                fn table() -> &'static str;
                fn heads() -> &'static [&'static str; 4];
                fn save() -> &'static str;
                fn save_all() -> &'static str;
                fn show_bands() -> &'static str;
                fn hide_bands() -> &'static str;
                fn bands() -> &'static str;
                fn banded(seeds: usize) -> String;
                fn line_of(measure: Measure, place: usize) -> &'static str;
                fn progress_label() -> &'static str;
                fn name(experiment: Experiment) -> &'static str;
                fn across(experiment: Experiment) -> &'static str;
                fn method(experiment: Experiment) -> &'static str;
                fn papers(experiment: Experiment) -> &'static str;
                fn no_plan(why: NoPlan) -> &'static str;
                fn ways() -> &'static str;
                fn questions() -> &'static str;
                fn map() -> &'static str;
                fn run() -> &'static str;
                fn map_across() -> &'static str;
                fn map_upwards() -> &'static str;
                fn cells() -> &'static str;
                fn shown() -> &'static str;
                fn map_method() -> &'static str;
                fn map_keys() -> &'static str;
                fn map_signs() -> &'static str;
                fn link() -> &'static str;
                fn no_question(asked: &str) -> String;
                fn open() -> &'static str;
                fn setting(setting: Varied) -> &'static str;
                fn number_of(number: PhaseNumber) -> &'static str;
                fn seen(place: [(Varied, f64); 2], number: PhaseNumber, of: Option<&Estimate>) -> String;
                fn mapped(there: usize, held: usize, seeds: usize, is_whole: bool) -> String;
                fn labs(number: usize) -> String;
                fn progress(done: usize, of: usize, seconds_left: Option<f64>) -> String;
                fn counts(labs: usize, seeds: usize, counts: [usize; 3], is_whole: bool) -> String;
                fn interval(estimate: &Estimate) -> Option<String>;
                fn fell(estimate: &Estimate) -> String;
                fn sentence(line: &str, measure: Measure, told: &LineTold) -> String;
                fn scales(told: &ScalesTold) -> String;
                fn mark(axis: Across, x: f64) -> String;
            }
            /// The picture of a pair token by token.
            cosines {
                fn way() -> &'static str;
                fn about() -> &'static str;
                fn papers() -> &'static str;
                fn run() -> &'static str;
                fn step() -> &'static str;
                fn pair() -> &'static str;
                fn begin() -> &'static str;
                fn stop() -> &'static str;
                fn at_work() -> &'static str;
                fn no_session() -> &'static str;
                fn not_trained() -> &'static str;
                fn other_lab() -> &'static str;
                fn sides() -> &'static [&'static str; 2];
                fn keys() -> &'static str;
                fn signs() -> &'static str;
                fn undefined() -> &'static str;
                fn table() -> &'static str;
                fn row() -> &'static str;
                fn heads() -> &'static [&'static str; 2];
                fn token_label() -> &'static str;
                fn save() -> &'static str;
                fn save_picture() -> &'static [&'static str; 2];
                fn picture_title(run: &str, step: usize, pair: usize) -> String;
                fn no_pair(given: usize, pairs: usize) -> String;
                fn token_head(token: TokenAt<'_>) -> String;
                fn cosine(value: Option<f64>) -> String;
                fn seen(row: TokenAt<'_>, column: TokenAt<'_>, value: Option<f64>) -> String;
                fn sentences(told: &MapTold<'_>) -> Vec<String>;
            }
        }
    };
}
pub(super) use with_evidence_rooms;

/// Makes the rooms' functions, and their tables.
macro_rules! rooms {
    ($(#[doc = $all:literal])+ $tongue:ident, $static:ident; $($(#[doc = $about:literal])+ $room:ident { $(fn $name:ident($($argument:ident: $given:ty),*) -> $said:ty;)+ })+) => {
        $(#[doc = $all])+
        pub struct $tongue {
            /// Which one it is.
            pub language: Language,
            $($(#[doc = $about])+ pub(super) $room: $room::Table,)+
        }

        $(
            $(#[doc = $about])+
            pub mod $room {
                use super::*;

                /// What another language says.
                pub(in crate::words) struct Table {
                    $(pub(in crate::words) $name: fn($($given),*) -> $said,)+
                }

                $(
                    /// Its English says what it is: `words/en`.
                    #[inline(never)]
                    pub fn $name($($argument: $given),*) -> $said {
                        match $tongue::spoken() {
                            None => en::$room::$name($($argument),*),
                            Some(tongue) => (tongue.$room.$name)($($argument),*),
                        }
                    }
                )+
            }
        )+
    };
}
with_rooms!(rooms);
with_evidence_rooms!(rooms);

/// Makes the tables of the language in whose `mod.rs` it stands.
macro_rules! tongue {
    ($(#[doc = $all:literal])+ $tongue:ident, $static:ident; $($(#[doc = $about:literal])+ $room:ident { $(fn $name:ident($($argument:ident: $given:ty),*) -> $said:ty;)+ })+) => {
        $(#[doc = $all])+
        pub static $static: $crate::words::rooms::$tongue = $crate::words::rooms::$tongue {
            language: LANGUAGE,
            $($room: $crate::words::rooms::$room::Table { $($name: $room::$name,)+ },)+
        };
    };
}
pub(super) use tongue;

thread_local! {
    /// The language that is spoken; none is English.
    static SPOKEN: Cell<Option<&'static Tongue>> = const { Cell::new(None) };
    /// The other languages that have come.
    static AT_HAND: Cell<[Option<&'static Tongue>; Language::ALL.len()]> = const { Cell::new([None; Language::ALL.len()]) };
    /// Those in which the sheet of many seeds has its words.
    static EVIDENCE: Cell<[Option<&'static EvidenceTongue>; Language::ALL.len()]> = const { Cell::new([None; Language::ALL.len()]) };
}

impl Tongue {
    /// The one that is spoken; none is English.
    fn spoken() -> Option<&'static Tongue> {
        SPOKEN.get()
    }
}

impl EvidenceTongue {
    /// The one that is spoken; none is English, and any language of which the sheet has no words.
    #[inline(never)]
    fn spoken() -> Option<&'static EvidenceTongue> {
        EVIDENCE.get().get(spoken() as usize).copied().flatten()
    }
}

/// From now on this language is at hand.
pub fn bring(tongue: &'static Tongue) {
    let mut at_hand = AT_HAND.get();
    if let Some(place) = at_hand.get_mut(tongue.language as usize) {
        *place = Some(tongue);
    }
    AT_HAND.set(at_hand);
}

/// Whether it is.
pub fn is_at_hand(language: Language) -> bool {
    language == Language::English || AT_HAND.get().get(language as usize).is_some_and(Option::is_some)
}

/// From now on the sheet of many seeds has its words in this language.
pub fn bring_evidence(tongue: &'static EvidenceTongue) {
    let mut at_hand = EVIDENCE.get();
    if let Some(place) = at_hand.get_mut(tongue.language as usize) {
        *place = Some(tongue);
    }
    EVIDENCE.set(at_hand);
}

/// Whether it has.
pub fn has_evidence(language: Language) -> bool {
    language == Language::English || EVIDENCE.get().get(language as usize).is_some_and(Option::is_some)
}

/// From now on this language is spoken; where it is not at hand, English.
pub fn speak(language: Language) {
    SPOKEN.set(AT_HAND.get().get(language as usize).copied().flatten());
}

/// The language that is spoken.
pub fn spoken() -> Language {
    SPOKEN.get().map_or(Language::English, |tongue| tongue.language)
}
