//! Looking into policies at one point of time, a bounded piece a call: what each says in both contexts of a pair, what its loss does to these
//! logits, and how it continues a prompt.
//!
//! Parameters that are not at hand are computed again from the keyframe before them, with the same bits as the first time.

use super::answer::Answer;
use super::inspect::{Gradients, gradients};
use crate::backend::cpu::Contexts;
use crate::backend::cpu::look::{Freshness, LookNet};
use crate::backend::{Dlogits, Evaluation, Tick};
use crate::data::{TokenId, TokenPair};
use crate::objective::PairLogps;
use crate::train::{Phase, Policy, Replay, Session, TrainError};
use std::collections::VecDeque;
use std::rc::Rc;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Whose policies, and at which of their steps.
    pub policies: Vec<(Policy, usize)>,
    /// Which pair of the data set.
    pub pair: usize,
    /// At least one token and at most `n_positions`.
    pub prompt: Vec<TokenId>,
}

/// What one policy says.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Whose.
    pub policy: Policy,
    /// Logits and their softmax in both contexts.
    pub contexts: Rc<Contexts>,
    /// What the loss does to them; nothing for the common model, which has no preference loss.
    pub gradients: Option<Gradients>,
    /// The greedy continuation of the prompt, `<eos>` included where the model wrote it.
    pub answer: Vec<TokenId>,
}

/// An answered question.
#[derive(Debug, Clone)]
pub struct ProbeFindings {
    /// The question.
    pub question: Question,
    /// The frozen reference, if there is one.
    pub reference: Option<Seen>,
    /// The policies, in the question's order; one that could not be reached is missing.
    pub seen: Vec<Seen>,
}

/// Answers one question at a time.
pub struct Probe {
    look: LookNet,
    /// The frozen reference with the pair and the prompt that it was asked: it never changes.
    reference: Option<(usize, Vec<TokenId>, Seen)>,
    task: Option<Task>,
    findings: Option<Rc<ProbeFindings>>,
}

struct Task {
    question: Question,
    /// The policy at work comes first.
    queue: VecDeque<(Subject, Source)>,
    answer: Answer,
    contexts: Option<Rc<Contexts>>,
    reference: Option<Seen>,
    seen: Vec<Seen>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Frozen,
    Policy(Policy),
}

/// Where its parameters come from.
enum Source {
    Params(Vec<f32>, Option<Measured>),
    Replay(Box<Replay>),
}

/// What the backward pass that trains found of the pair, and made of its logits.
struct Measured {
    dlogits: Dlogits,
    /// Summed log-probs (chosen, rejected), in nats.
    sums: (f64, f64),
}

impl Measured {
    fn of((evaluation, dlogits): (&Evaluation, &Dlogits)) -> Measured {
        Measured { sums: evaluation.logps.sums(dlogits.pair), dlogits: dlogits.clone() }
    }
}

impl Probe {
    /// A probe for a session. It holds a network of its own, as large as the longest pair needs.
    pub fn new(session: &Session) -> Probe {
        let look = LookNet::with_room(session.layout(), session.pairs());
        Probe { look, reference: None, task: None, findings: None }
    }

    /// Asks a question; one that is not answered yet is given up.
    ///
    /// # Errors
    /// A policy has no such step.
    pub fn ask(&mut self, session: &Session, question: Question) -> Result<(), TrainError> {
        // The looks that follow find what the pass that trains makes of the pair at hand.
        session.watch(question.pair);
        let mut queue = VecDeque::new();
        let mut reference = None;
        let frozen = session.last_step(Phase::Sft).filter(|_| session.history().reference().is_some());
        if let Some(step) = frozen {
            match &self.reference {
                Some((pair, prompt, seen)) if (*pair, prompt) == (question.pair, &question.prompt) => {
                    reference = Some(seen.clone());
                }
                _ => queue.push_back((Subject::Frozen, source(session, Policy::Reference, step, question.pair)?)),
            }
        }
        for &(policy, step) in &question.policies {
            queue.push_back((Subject::Policy(policy), source(session, policy, step, question.pair)?));
        }
        let seen = Vec::with_capacity(queue.len());
        let answer = Answer::new(vec![], 0, &[]);
        self.task = Some(Task { question, queue, answer, contexts: None, reference, seen });
        self.begin(session);
        Ok(())
    }

    /// The question that was asked last.
    pub fn question(&self) -> Option<&Question> {
        let answered = self.findings.as_ref().map(|findings| &findings.question);
        self.task.as_ref().map(|task| &task.question).or(answered)
    }

    /// What was found last; it may answer an older question than [`Probe::question`].
    pub fn findings(&self) -> Option<&Rc<ProbeFindings>> {
        self.findings.as_ref()
    }

    /// Whether a question waits for its answer.
    pub fn is_busy(&self) -> bool {
        self.task.is_some()
    }

    /// Does one bounded piece. The session must be the one that was asked.
    pub fn tick(&mut self, session: &Session) -> Tick {
        let Some(task) = &mut self.task else { return Tick::Done };
        let Some((_, source)) = task.queue.front_mut() else {
            self.finish();
            return Tick::Done;
        };
        let params = match source {
            Source::Params(params, _) => params,
            Source::Replay(replay) => {
                match replay.tick() {
                    Ok(Tick::Done) => match replay.state() {
                        Some(state) => {
                            let measured = replay.dlogits().map(|dlogits| Measured::of((replay.evaluation(), dlogits)));
                            *source = Source::Params(state.params.clone(), measured);
                        }
                        None => self.skip(session),
                    },
                    Ok(tick) => return tick,
                    // The device is lost, and the session goes on on another: the next question finds it there.
                    Err(_) => self.skip(session),
                }
                return Tick::Working;
            }
        };
        if self.look.tick(params) == Tick::Done {
            self.learn(session);
        }
        Tick::Working
    }

    /// Takes the first look at the policy whose turn it is.
    fn begin(&mut self, session: &Session) {
        let Some(task) = &mut self.task else { return };
        let (Some((subject, _)), Some(pair)) = (task.queue.front(), session.pairs().get(task.question.pair)) else {
            return;
        };
        let policy = match subject {
            Subject::Frozen => Policy::Reference,
            Subject::Policy(policy) => *policy,
        };
        // What it answered the last time, to the same prompt, is the best guess; then what the pair says.
        let before = self.findings.as_ref().filter(|findings| findings.question.prompt == task.question.prompt);
        let before = before.and_then(|findings| findings.seen.iter().find(|seen| seen.policy == policy));
        let guess = before.map_or(&pair.chosen, |seen| &seen.answer);
        task.answer = Answer::new(task.question.prompt.clone(), session.layout().shape.n_positions, guess);
        task.contexts = None;
        let mut pairs = vec![pair.clone()];
        pairs.extend(task.answer.sequence());
        self.look.take(&pairs, Freshness::Other);
    }

    /// Takes in what the look saw; looks again, or turns to the next policy.
    fn learn(&mut self, session: &Session) {
        let Some(task) = &mut self.task else { return };
        let Some(pair) = session.pairs().get(task.question.pair) else { return };
        let first = task.contexts.is_none();
        if first {
            task.contexts = Some(Rc::new(self.look.contexts(0, pair)));
        }
        if task.answer.sequence().is_some() {
            task.answer.learn(&self.look.likeliest(usize::from(first)));
        }
        if let Some(sequence) = task.answer.sequence() {
            return self.look.take(&[sequence], Freshness::Same);
        }
        if let (Some((subject, source)), Some(contexts)) = (task.queue.pop_front(), task.contexts.take()) {
            let answer = task.answer.tokens().to_vec();
            match subject {
                Subject::Frozen => {
                    let seen = Seen { policy: Policy::Reference, contexts, gradients: None, answer };
                    self.reference = Some((task.question.pair, task.question.prompt.clone(), seen.clone()));
                    task.reference = Some(seen);
                }
                Subject::Policy(policy) => {
                    let step =
                        task.question.policies.iter().find(|(asked, _)| *asked == policy).map_or(0, |(_, step)| *step);
                    let gradients = match source {
                        Source::Params(_, Some(measured)) => push(session, (policy, step), pair, &contexts, &measured),
                        Source::Params(_, None) | Source::Replay(_) => None,
                    };
                    task.seen.push(Seen { policy, contexts, gradients, answer });
                }
            }
        }
        self.begin(session);
    }

    /// Leaves out the policy whose turn it is.
    fn skip(&mut self, session: &Session) {
        if let Some(task) = &mut self.task {
            task.queue.pop_front();
        }
        self.begin(session);
    }

    fn finish(&mut self) {
        if let Some(Task { question, reference, seen, .. }) = self.task.take() {
            self.findings = Some(Rc::new(ProbeFindings { question, reference, seen }));
        }
    }
}

/// The parameters at a step, if they are at hand with all that is wanted of it, or the way there.
fn source(session: &Session, policy: Policy, step: usize, pair: usize) -> Result<Source, TrainError> {
    let replay = match (session.params(policy, step), policy) {
        (Some(params), Policy::Reference) => return Ok(Source::Params(params.to_vec(), None)),
        (None, Policy::Reference) => session.replay(policy, Some(step))?,
        (params, Policy::Run(run)) => {
            let measured = session.measured(run, step).filter(|(_, dlogits)| dlogits.pair == pair);
            if let (Some(params), Some(measured)) = (params, measured) {
                return Ok(Source::Params(params.to_vec(), Some(Measured::of(measured))));
            }
            session.look(run, step, pair)?
        }
    };
    Ok(Source::Replay(Box::new(replay)))
}

/// What a run's loss at a step does to a pair that stands at these contexts.
fn push(
    session: &Session,
    (policy, step): (Policy, usize),
    pair: &TokenPair,
    contexts: &Contexts,
    measured: &Measured,
) -> Option<Gradients> {
    let Policy::Run(run) = policy else { return None };
    let objective = session.spec().runs.get(run)?.objective_at(step);
    let reference = session.history().reference()?;
    let (chosen, rejected) = measured.sums;
    let logps = PairLogps { chosen, rejected, ..reference.against(reference, measured.dlogits.pair) };
    Some(gradients(contexts, &measured.dlogits, pair, objective, &logps, 1.0 / session.pairs().len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::look::argmax;
    use crate::backend::cpu::{Processor, contexts};
    use crate::data::{EOS_ID, LabFile, presets};
    use crate::train::Step;

    fn trained(sft: usize, preference: usize) -> Session {
        let spec = LabFile::from_json(presets()[0].json).expect("the first preset is a lab file");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, sft).expect("first");
        session.set_target(Phase::Preference, preference).expect("then");
        while session.tick() != Step::Idle {}
        session
    }

    fn answered(probe: &mut Probe, session: &Session, question: Question) -> Rc<ProbeFindings> {
        probe.ask(session, question.clone()).expect("there are such steps");
        while probe.tick(session) != Tick::Done {}
        let findings = probe.findings().expect("it is done").clone();
        assert_eq!(findings.question, question);
        findings
    }

    /// What a policy says and does at a step, found by going there and by decoding token by token.
    fn check(session: &Session, findings: &ProbeFindings, index: usize) {
        let (policy, step) = findings.question.policies[index];
        let seen = &findings.seen[index];
        let mut replay = session.replay(policy, Some(step)).expect("in the past");
        while replay.tick() != Ok(Tick::Done) {}
        let params = &replay.state().expect("there").params;
        let pair = &session.pairs()[findings.question.pair];
        let expected = contexts(session.layout(), params, pair);
        assert_eq!(seen.contexts.chosen, expected.chosen, "{policy:?} at {step}: the same bits");
        assert_eq!(seen.contexts.rejected, expected.rejected, "{policy:?} at {step}: the same bits");
        assert_eq!(seen.contexts.s_chosen, expected.s_chosen, "{policy:?} at {step}: the same bits");

        let mut tokens = findings.question.prompt.clone();
        let start = tokens.len();
        while tokens.len() < session.layout().shape.n_positions && tokens[start..].last() != Some(&EOS_ID) {
            let next = TokenPair { prompt: tokens.clone(), chosen: vec![EOS_ID], rejected: vec![EOS_ID] };
            tokens.push(argmax(&contexts(session.layout(), params, &next).chosen[0]));
        }
        assert_eq!(seen.answer, tokens[start..], "{policy:?} at {step}");
    }

    #[test]
    fn a_probe_sees_what_replay_and_decoding_give() {
        let session = trained(40, 30);
        let mut probe = Probe::new(&session);
        let runs = |step: usize| vec![(Policy::Run(0), step), (Policy::Run(1), step)];
        // The newest step, steps of the past, the reference's step, and another pair than the prompt's.
        for (step, pair) in [(30, 0), (13, 0), (0, 3), (29, 9)] {
            let prompt = session.pairs()[if step == 29 { 1 } else { pair }].prompt.clone();
            let findings = answered(&mut probe, &session, Question { policies: runs(step), pair, prompt });
            (0..2).for_each(|index| check(&session, &findings, index));
            assert!(findings.seen.iter().all(|seen| seen.gradients.is_some()));
            let reference = findings.reference.as_ref().expect("it is frozen");
            if step == 0 {
                assert_eq!(findings.seen[0].contexts.chosen, reference.contexts.chosen);
                let gradients = findings.seen[1].gradients.as_ref().expect("a run");
                assert_eq!(gradients.lambda, Some(0.0), "the reference's step is on the hinge, which is idle there");
            }
        }
        let question =
            Question { policies: vec![(Policy::Reference, 7)], pair: 1, prompt: session.pairs()[0].prompt.clone() };
        let findings = answered(&mut probe, &session, question);
        check(&session, &findings, 0);
        assert!(findings.seen[0].gradients.is_none());
    }

    #[test]
    fn a_question_gives_up_the_one_before() {
        let session = trained(10, 5);
        let mut probe = Probe::new(&session);
        let prompt = session.pairs()[0].prompt.clone();
        let at = |step| Question { policies: vec![(Policy::Run(0), step)], pair: 0, prompt: prompt.clone() };
        probe.ask(&session, at(4)).expect("a step");
        probe.tick(&session);
        let findings = answered(&mut probe, &session, at(2));
        check(&session, &findings, 0);
        assert!(probe.ask(&session, at(6)).is_err(), "there is no step 6");
        assert!(!probe.is_busy());
    }
}
