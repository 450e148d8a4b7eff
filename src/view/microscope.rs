//! The logit microscope as numbers: for one position, what the reference and each run say in both contexts, and how each loss pushes.
//!
//! A pure function of a probe's findings; the painter turns it into bars, arrows and a sentence.

use crate::backend::cpu::Contexts;
use crate::beside::token;
use crate::data::Side;
use crate::data::{Dataset, EOS, TokenId, TokenPair};
use crate::lab::inspect::Gradients;
use crate::lab::probe::{ProbeFindings, Seen};
use crate::plot;
use crate::theory::{Sign, TOLERANCE};
use crate::train::Phase;
use crate::view::scope::Axis;
use crate::words::microscope as say;
use crate::words::{self, TokenLoss};

/// More columns than this are never shown.
pub const COLUMNS: usize = 24;

/// One position of one pair. Vectors are over the vocabulary.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The label of each side, where its completion has the position.
    pub labels: [Option<TokenId>; 2],
    /// The reference's distributions `(V)`; in SFT, the model's.
    pub reference: [Option<Vec<f64>>; 2],
    /// The runs, in the question's order; none in SFT.
    pub runs: Vec<RunPicture>,
}

/// One run at the position.
#[derive(Debug, Clone)]
pub struct RunPicture {
    /// Its distribution `(V)` in each context.
    pub p: [Option<Vec<f64>>; 2],
    /// Its logits `(V)`.
    pub logits: [Option<Vec<f32>>; 2],
    /// Where the next step of gradient descent moves each logit: `−∂loss/∂logit (V)`.
    pub push: [Option<Vec<f64>>; 2],
    /// Both contexts' pushes together `(V)`.
    pub sum: Vec<f64>,
    /// The theory, where it applies.
    pub theory: Option<TheoryPicture>,
    /// The pair's weight in the batch's mean.
    pub weight: f64,
}

/// The theory's view of the position.
#[derive(Debug, Clone)]
pub struct TheoryPicture {
    /// `g (V)`.
    pub g: Vec<f64>,
    /// Whether the pushes of either context are what makes up `weight · g`, for every token.
    pub agrees: Agreement,
    /// Smallest sufficient effective λ for the correct token, and for all the others.
    pub lambda: (f64, f64),
}

/// Whether measured and predicted pushes are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// To rounding.
    Holds,
    /// They are not.
    Fails,
}

/// A column of the plot.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// One token.
    Token(TokenId),
    /// All that have no column of their own.
    Others(Vec<TokenId>),
}

impl Column {
    /// The sum of a vector's values over the column's tokens.
    pub fn of(&self, values: &[f64]) -> f64 {
        let value = |&id: &TokenId| values.get(id as usize).copied().unwrap_or(0.0);
        match self {
            Column::Token(id) => value(id),
            Column::Others(ids) => ids.iter().map(value).sum(),
        }
    }
}

impl Picture {
    /// The columns as bars, for a picture of its own: in each context the reference's height and each run's, with its push.
    pub fn bars(&self, columns: &[Column], axis: Axis, words: &Words<'_>) -> Vec<plot::TokenColumn> {
        let strongest: Vec<f64> = self.runs.iter().map(RunPicture::strongest).collect();
        let column = |column: &Column| {
            let (label, weight) = match column {
                Column::Token(id) if self.labels.contains(&Some(*id)) => {
                    (words.word(*id).to_owned(), plot::Weight::Bold)
                }
                Column::Token(id) => (words.word(*id).to_owned(), plot::Weight::Normal),
                Column::Others(ids) => (say::others(ids.len()), plot::Weight::Normal),
            };
            let height = |p: &Option<Vec<f64>>| p.as_ref().map_or(0.0, |p| axis.height(column.of(p)));
            let sides = [0, 1].map(|side| plot::TokenBars {
                reference: height(&self.reference[side]),
                runs: (self.runs.iter().zip(&strongest))
                    .map(|(run, strongest)| {
                        let push = run.push[side].as_ref().map_or(0.0, |push| column.of(push));
                        (height(&run.p[side]), words::glyph(direction(push, *strongest)))
                    })
                    .collect(),
            });
            plot::TokenColumn { label, weight, sides }
        };
        columns.iter().map(column).collect()
    }
}

/// Everything that findings say of position `k`; `None` where the pair has no such position.
pub fn picture(findings: &ProbeFindings, pair: &TokenPair, k: usize, phase: Phase) -> Option<Picture> {
    let labels = Side::BOTH.map(|side| completion(pair, side).get(k).copied());
    labels.iter().flatten().next()?;
    let distributions = |seen: &Seen| Side::BOTH.map(|side| distribution(&seen.contexts, side, k));
    Some(match phase {
        Phase::Sft => Picture { labels, reference: distributions(findings.seen.first()?), runs: vec![] },
        Phase::Preference => Picture {
            labels,
            reference: distributions(findings.reference.as_ref()?),
            runs: findings
                .seen
                .iter()
                .filter_map(|seen| run(seen.gradients.as_ref()?, &seen.contexts, distributions(seen), k))
                .collect(),
        },
    })
}

fn completion(pair: &TokenPair, side: Side) -> &[TokenId] {
    match side {
        Side::Chosen => &pair.chosen,
        Side::Rejected => &pair.rejected,
    }
}

fn distribution(contexts: &Contexts, side: Side, k: usize) -> Option<Vec<f64>> {
    let s = match side {
        Side::Chosen => contexts.s_chosen.get(k)?,
        Side::Rejected => contexts.s_rejected.get(k)?,
    };
    Some(s.iter().map(|&s| f64::from(s)).collect())
}

fn run(gradients: &Gradients, contexts: &Contexts, p: [Option<Vec<f64>>; 2], k: usize) -> Option<RunPicture> {
    // A zero without its sign, which descent turns around.
    let descent = |gradient: Option<&Vec<f64>>| Some(gradient?.iter().map(|d| 0.0 - d).collect::<Vec<f64>>());
    let push = [descent(gradients.dchosen.get(k)), descent(gradients.drejected.get(k))];
    let mut sum = vec![0.0; push.iter().flatten().next()?.len()];
    for push in push.iter().flatten() {
        sum.iter_mut().zip(push).for_each(|(sum, push)| *sum += push);
    }
    let theory = gradients.theory.as_ref().ok().and_then(|positions| positions.get(k)).map(|position| {
        let agrees = if position.disagreement <= TOLERANCE { Agreement::Holds } else { Agreement::Fails };
        TheoryPicture { g: position.g.clone(), agrees, lambda: position.lambda }
    });
    let logits = [contexts.chosen.get(k).cloned(), contexts.rejected.get(k).cloned()];
    Some(RunPicture { p, logits, push, sum, theory, weight: gradients.weight })
}

/// A push too small to be told from rounding has no direction.
pub fn direction(push: f64, strongest: f64) -> Sign {
    if push.abs() <= 1e-6 * strongest { Sign::None } else { Sign::of(push) }
}

impl RunPicture {
    /// The largest push of the position, by which the others are measured.
    pub fn strongest(&self) -> f64 {
        let pushes = self.push.iter().flatten().flatten();
        pushes.fold(0.0, |most: f64, push| most.max(push.abs()))
    }
}

impl Picture {
    /// The columns for a plot of at most `room`, at least 3: the likeliest tokens of any context shown and the labels, in the vocabulary's
    /// order, then the others together. Tokens of `before` stay unless another is far likelier, so that columns do not dance.
    pub fn columns(&self, room: usize, before: &[Column]) -> Vec<Column> {
        let all = self.reference.iter().chain(self.runs.iter().flat_map(|run| &run.p));
        let Some(size) = all.clone().flatten().map(Vec::len).next() else { return vec![] };
        let ids = 0..size as TokenId;
        if size <= room {
            return ids.map(Column::Token).collect();
        }
        let importance = |id: TokenId| {
            let most = all.clone().flatten().filter_map(|p| p.get(id as usize)).fold(0.0, |most: f64, p| most.max(*p));
            let factor = if before.contains(&Column::Token(id)) { 2.0 } else { 1.0 };
            if self.labels.contains(&Some(id)) { f64::INFINITY } else { factor * most }
        };
        // The few best, by insertion: the vocabulary is small.
        let mut best: Vec<(f64, TokenId)> = Vec::new();
        for id in ids.clone() {
            let this = importance(id);
            let at = best.iter().position(|(other, _)| this > *other).unwrap_or(best.len());
            best.insert(at, (this, id));
            best.truncate(room.max(3) - 1);
        }
        let shown = |id: &TokenId| best.iter().any(|(_, kept)| kept == id);
        let mut columns: Vec<Column> = ids.clone().filter(shown).map(Column::Token).collect();
        columns.push(Column::Others(ids.filter(|id| !shown(id)).collect()));
        columns
    }

    /// What the picture shows, in a sentence or two. `names` are those of the runs shown.
    pub fn sentence(&self, names: &[&str], words: &Words<'_>, k: usize) -> String {
        let Some(label) = self.labels[0].or(self.labels[1]) else { return String::new() };
        let at = |p: &Option<Vec<f64>>| p.as_ref().and_then(|p| p.get(label as usize).copied());
        let token = words.word(label);
        if self.runs.is_empty() {
            let now = at(&self.reference[0]).or(at(&self.reference[1])).unwrap_or(f64::NAN);
            return say::learning(token, &words.context(Side::Chosen, k, 3), now);
        }
        let mut worst: Option<(f64, usize, usize)> = None;
        for (run, picture) in self.runs.iter().enumerate() {
            for side in 0..2 {
                let loss = at(&self.reference[side]).zip(at(&picture.p[side])).map(|(before, now)| before - now);
                if let Some(loss) = loss.filter(|loss| *loss > worst.map_or(NOTABLE, |(most, _, _)| most)) {
                    worst = Some((loss, run, side));
                }
            }
        }
        let Some((_, run, side)) = worst else {
            return say::held(token, [0, 1].map(|side| at(&self.reference[side])), self.runs.len());
        };
        let (Some(reference), Some(now)) = (&self.reference[side], &self.runs[run].p[side]) else {
            return String::new();
        };
        let gains = reference.iter().zip(now).map(|(before, now)| now - before);
        let most = gains.enumerate().fold((0, NOTABLE), |best, this| if this.1 > best.1 { this } else { best });
        let winner = (most.1 > NOTABLE).then(|| (words.word(most.0 as TokenId), 100.0 * most.1));
        let before = at(&self.reference[side]).unwrap_or(f64::NAN);
        let lost = at(&self.runs[run].p[side]).unwrap_or(f64::NAN);
        let kept = |other: &usize| at(&self.runs[*other].p[side]).filter(|p| *p > lost + NOTABLE && *p > 0.8 * before);
        let keeper = (0..self.runs.len()).find_map(|other| Some((*names.get(other)?, kept(&other)?)));
        say::lost(&TokenLoss {
            run: names.get(run).copied().unwrap_or_default(),
            token,
            context: &words.context([Side::Chosen, Side::Rejected][side], k, 3),
            side,
            now: lost,
            before,
            winner,
            keeper,
        })
    }
}

/// A smaller change of probability than this is not worth a sentence.
const NOTABLE: f64 = 0.02;

/// A pair with the data set to write it.
pub struct Words<'a> {
    /// The data set.
    pub data: &'a Dataset,
    /// The pair.
    pub pair: &'a TokenPair,
}

impl<'a> Words<'a> {
    /// A token as the page shows it.
    pub fn word(&self, id: TokenId) -> &'a str {
        word(&self.data.vocabulary, id)
    }

    /// The last `shown` tokens before position `k` of a side, the prompt's among them.
    pub fn context(&self, side: Side, k: usize, shown: usize) -> String {
        let completion = completion(self.pair, side);
        let before = self.pair.prompt.iter().chain(&completion[..k.min(completion.len())]);
        let words: Vec<&str> = before.map(|&id| self.word(id)).collect();
        words::context(self.data.tokens, &words, shown)
    }
}

/// A token as the page shows it: `<eos>` is the end of a line, and white space can be seen.
pub fn word(vocabulary: &[String], id: TokenId) -> &str {
    vocabulary.get(id as usize).map_or("?", |word| if word == EOS { "⏎" } else { token(word) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Tick;
    use crate::backend::cpu::Processor;
    use crate::data::{EOS_ID, LabFile, presets};
    use crate::lab::probe::{Probe, Question};
    use crate::train::{Policy, Session, Step};
    use std::rc::Rc;

    fn trained() -> Session {
        let spec = LabFile::from_json(presets()[0].json).expect("the first preset is a lab file");
        let (sft, preference) = (spec.sft.steps, 60);
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, sft).expect("first");
        session.set_target(Phase::Preference, preference).expect("then");
        while session.tick() != Step::Idle {}
        session
    }

    fn found(session: &Session, policies: Vec<(Policy, usize)>) -> Rc<ProbeFindings> {
        let mut probe = Probe::new(session);
        let prompt = session.pairs()[0].prompt.clone();
        probe.ask(session, Question { policies, pair: 0, prompt }).expect("there are such steps");
        while probe.tick(session) != Tick::Done {}
        probe.findings().expect("done").clone()
    }

    #[test]
    fn characters_are_written_as_one_text() {
        let text = r#"{"dataset": {"tokens": "characters", "pairs": [{"prompt": "של ום\n", "chosen": "4 ", "rejected": "5 "}]}}"#;
        let lab = LabFile::from_json(text).expect("a lab");
        let pairs = lab.encode();
        let words = Words { data: &lab.dataset, pair: &pairs[0] };
        assert_eq!((words.word(pairs[0].chosen[1]), words.word(EOS_ID)), ("␣", "⏎"));
        // What is written from the right is not taken apart.
        assert_eq!(words.context(Side::Chosen, 1, 9), "\u{2068}של␣ום↵4\u{2069}");
    }

    #[test]
    fn a_picture_shows_where_the_probability_went_and_the_theory_agrees() {
        let session = trained();
        let pair = &session.pairs()[0];
        let words = Words { data: &session.spec().dataset, pair };
        let findings = found(&session, vec![(Policy::Run(0), 60), (Policy::Run(1), 60)]);
        for k in 0..pair.chosen.len() {
            let picture = picture(&findings, pair, k, Phase::Preference).expect("a position");
            let columns = picture.columns(13, &[]);
            assert_eq!(columns.len(), 13);
            let close = |sum: f64| (sum - 1.0).abs() < 1e-5;
            for p in picture.reference.iter().chain(picture.runs.iter().flat_map(|run| &run.p)).flatten() {
                assert!(close(columns.iter().map(|column| column.of(p)).sum()), "the columns hold all probability");
            }
            for run in &picture.runs {
                assert_eq!(run.theory.as_ref().map(|theory| theory.agrees), Some(Agreement::Holds), "position {k}");
            }
            let labels = picture.labels.into_iter().flatten();
            assert!(labels.map(Column::Token).all(|label| columns.contains(&label)), "the labels are shown");
            assert!(!picture.sentence(&["DPO", "DPOP"], &words, k).is_empty());
        }
        // Just after the difference DPO has lost the right token in the rejected context.
        let picture = picture(&findings, pair, 6, Phase::Preference).expect("a position");
        let sentence = picture.sentence(&["DPO", "DPOP"], &words, 6);
        assert!(sentence.contains("the rejected answer so far, DPO gives “then”"), "{sentence}");
        assert!(super::picture(&findings, pair, 13, Phase::Preference).is_none());
    }

    #[test]
    fn who_has_kept_a_token_is_not_who_has_lost_it() {
        let session = trained();
        let (pair, vocabulary) = (&session.pairs()[0], &session.spec().dataset.vocabulary[..]);
        let words = Words { data: &session.spec().dataset, pair };
        let label = pair.chosen[6] as usize;
        let p = |kept: f64| {
            let mut p = vec![(1.0 - kept) / (vocabulary.len() - 1) as f64; vocabulary.len()];
            p[label] = kept;
            Some(p)
        };
        let run = |kept: f64| RunPicture {
            p: [None, p(kept)],
            logits: [None, None],
            push: [None, None],
            sum: Vec::new(),
            theory: None,
            weight: 0.1,
        };
        let say = |runs: Vec<RunPicture>| {
            let labels = [Some(pair.chosen[6]); 2];
            Picture { labels, reference: [None, p(0.95)], runs }.sentence(&["DPO", "DPOP"], &words, 6)
        };
        assert!(!say(vec![run(0.9), run(0.91)]).contains("still gives it"));
        assert!(say(vec![run(0.9), run(0.95)]).ends_with("DPOP still gives it 95 %."));
        assert!(say(vec![run(0.94), run(0.3)]).ends_with("DPO still gives it 94 %."));
    }

    #[test]
    fn sft_is_one_model() {
        let session = trained();
        let pair = &session.pairs()[0];
        let findings = found(&session, vec![(Policy::Reference, 50)]);
        let picture = picture(&findings, pair, 6, Phase::Sft).expect("a position");
        let words = Words { data: &session.spec().dataset, pair };
        assert!(picture.runs.is_empty() && picture.sentence(&[], &words, 6).contains("the model gives “then”"));
    }

    #[test]
    fn columns_stay_unless_another_is_far_likelier() {
        let mut p = vec![0.02; 20];
        (p[3], p[5], p[9]) = (0.3, 0.2, 0.1);
        let of = |p: &[f64]| Picture { labels: [Some(1), Some(1)], reference: [Some(p.to_vec()), None], runs: vec![] };
        let tokens = |columns: &[Column]| -> Vec<TokenId> {
            columns.iter().filter_map(|column| if let Column::Token(id) = column { Some(*id) } else { None }).collect()
        };
        let first = of(&p).columns(4, &[]);
        assert_eq!(tokens(&first), [1, 3, 5]);
        (p[5], p[9]) = (0.1, 0.15);
        assert_eq!(tokens(&of(&p).columns(4, &first)), [1, 3, 5], "half as likely again is not far likelier");
        p[9] = 0.25;
        assert_eq!(tokens(&of(&p).columns(4, &first)), [1, 3, 9]);
        assert_eq!(of(&p).columns(20, &[]).len(), 20);
    }
}
