//! What is to be asked of the probe for what a person looks at.

use crate::lab::probe::{ProbeFindings, Question};
use crate::train::{Phase, Policy, Session};
use crate::view::reading;
use crate::view::scope::read_prompt;
use crate::view::sight::Sight;

/// What is to be asked for a look at a point of time.
pub fn question(session: &Session, sight: &Sight, time: usize) -> Option<Question> {
    let (spec, look) = (session.spec(), &sight.look);
    let own = &session.pairs().get(look.pair)?.prompt;
    let typed = look.scope.typed(look.pair).and_then(|text| read_prompt(spec, text).ok());
    let policies = match reading::place(session, time) {
        (Phase::Sft, step) => vec![(Policy::Reference, step)],
        (Phase::Preference, step) => {
            let last = |run: usize| session.history().run(run).len().checked_sub(1);
            // A run that diverged stays at its last step.
            look.scope.runs(spec).filter_map(|run| Some((Policy::Run(run), step.min(last(run)?)))).collect()
        }
    };
    Some(Question { policies, pair: look.pair, prompt: typed.unwrap_or_else(|| own.clone()) })
}

/// The phase of which something was found.
pub fn phase_of(findings: &ProbeFindings) -> Phase {
    match findings.question.policies.first() {
        Some((Policy::Run(_), _)) => Phase::Preference,
        Some((Policy::Reference, _)) | None => Phase::Sft,
    }
}
