//! Fills the models' own answers: what each writes, and how often it would write which.

use crate::backend::TokenLogps;
use crate::data::{TokenId, TokenPair};
use crate::lab::probe::ProbeFindings;
use crate::page::dom::{self, LiveText};
use crate::page::live::asking::question;
use crate::page::live::pen::Length;
use crate::page::places::{AnswerPart, Place, Places, Whose};
use crate::train::{Phase, Policy, Session};
use crate::view::microscope::word;
use crate::view::reading;
use crate::view::scope::read_prompt;
use crate::view::sight::Sight;
use crate::words::microscope as say;
use web_sys::Element;

/// The elements to fill, found again after each render.
#[derive(Default)]
pub struct Answers {
    common: Option<Row>,
    runs: Vec<(usize, Row)>,
}

struct Row {
    element: Element,
    name: LiveText,
    shares: Vec<Length>,
    says: LiveText,
    text: LiveText,
}

/// What an answer is to its pair.
#[derive(Clone, Copy)]
struct Asked<'a> {
    session: &'a Session,
    pair: usize,
    /// Whether the prompt is the pair's own: its shares and its answers are about no other.
    is_own: bool,
}

impl Answers {
    /// Those of the page as it is now, for so many runs.
    pub fn find(places: &Places, runs: usize) -> Answers {
        let run = |run: usize| Some((run, Row::find(places, Whose::Run(run))?));
        Answers { common: Row::find(places, Whose::Common), runs: (0..runs).filter_map(run).collect() }
    }

    /// Fills them with what is known and has been found at a point of time.
    pub fn fill(&self, session: &Session, sight: &Sight, time: usize, findings: Option<&ProbeFindings>) {
        let (phase, _) = reading::place(session, time);
        let look = &sight.look;
        let typed = look.scope.typed(look.pair);
        let is_read = typed.is_none_or(|text| read_prompt(session.spec(), text).is_ok());
        let asked = Asked { session, pair: look.pair, is_own: typed.is_none() };
        let wanted = question(session, sight, time);
        let fits = |findings: &&ProbeFindings| {
            is_read && wanted.as_ref().is_some_and(|wanted| findings.question.prompt == wanted.prompt)
        };
        let findings = findings.filter(fits);
        let answer = |policy: Policy| {
            let mut all = findings?.seen.iter().chain(&findings?.reference);
            all.find(|seen| seen.policy == policy).map(|seen| &*seen.answer)
        };
        if let Some(row) = &self.common {
            row.name.set(match phase {
                Phase::Sft => say::model()[0],
                Phase::Preference => say::model()[1],
            });
            row.fill(asked, reading::common(session, time), answer(Policy::Reference));
        }
        for (run, row) in &self.runs {
            let logps = reading::against_reference(session, *run, time).map(|(policy, _)| policy);
            row.fill(asked, logps, answer(Policy::Run(*run)));
        }
    }
}

impl Row {
    fn find(places: &Places, whose: Whose) -> Option<Row> {
        let part = |part: AnswerPart| places.text(Place::AnswerPart(whose, part));
        Some(Row {
            element: places.get(Place::Answer(whose))?,
            name: part(AnswerPart::Name)?,
            shares: places.row(|i| Place::Share(whose, i), Length::new),
            says: part(AnswerPart::Shares)?,
            text: part(AnswerPart::Text)?,
        })
    }

    fn fill(&self, asked: Asked<'_>, logps: Option<&TokenLogps>, answer: Option<&[TokenId]>) {
        let Asked { session, pair, is_own } = asked;
        let shares = logps.filter(|_| is_own).map(|logps| reading::shares(logps, pair));
        for (i, place) in self.shares.iter().enumerate() {
            place.set(shares.and_then(|shares| shares.get(i).copied()).unwrap_or(0.0));
        }
        self.says.set(&shares.map_or(String::new(), |shares| say::shares(&shares)));
        let words = |tokens: &[TokenId]| {
            let data = &session.spec().dataset;
            let word = |&id: &TokenId| word(&data.vocabulary, id);
            crate::words::text(data.tokens, &tokens.iter().map(word).collect::<Vec<_>>())
        };
        self.text.set(&answer.map_or(String::new(), words));
        let is = |own: fn(&TokenPair) -> &Vec<TokenId>| {
            answer.zip(session.pairs().get(pair)).is_some_and(|(answer, pair)| *answer == own(pair)[..])
        };
        let verdict = match answer {
            None => "",
            Some(_) if !is_own => "",
            Some(_) if is(|pair| &pair.chosen) => "chosen",
            Some(_) if is(|pair| &pair.rejected) => "rejected",
            Some(_) => "else",
        };
        dom::set(&self.element, "data-verdict", verdict);
    }
}
