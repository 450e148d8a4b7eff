//! The verdicts on the paper's statements as `lab.argument()` gives them: plain values, each with its sentence.

use super::value::Value;
use crate::argument::{Exception, Findings, Needed, Remark, Verdict};
use crate::data::Side;

/// The value that `lab.argument()` resolves to; `vocabulary` by token id.
pub fn to_value(findings: &Findings, vocabulary: &[String]) -> Value {
    Value::List(findings.verdicts.iter().map(|verdict| one(findings, verdict, vocabulary)).collect())
}

fn one(findings: &Findings, verdict: &Verdict, vocabulary: &[String]) -> Value {
    let tally = &verdict.tally;
    let mut entries = vec![
        ("id", verdict.statement.id.name().into()),
        ("applies", verdict.idle.is_none().into()),
        ("holds", tally.holds.into()),
        ("of", tally.of.into()),
    ];
    entries.extend(tally.worst.map(|worst| ("worst", worst.into())));
    entries.extend(tally.needed.map(|needed| ("needed", lambdas(needed))));
    let exceptions = tally.exceptions.iter().map(|exception| place(exception, vocabulary)).collect::<Vec<_>>();
    entries.push(("exceptions", exceptions.into()));
    entries.push(("sentence", Remark { findings, verdict }.to_string().as_str().into()));
    Value::Object(entries)
}

/// JSON has no infinity: where no λ suffices there is `null`.
fn lambdas(Needed { effective, outside, inside }: Needed) -> Value {
    let finite = |x: f64| if x.is_finite() { x.into() } else { Value::Null };
    Value::Object(vec![("effective", finite(effective)), ("outside", finite(outside)), ("inside", finite(inside))])
}

fn place(exception: &Exception, vocabulary: &[String]) -> Value {
    let mut entries = vec![("pair", exception.pair.into())];
    entries.extend(exception.token.map(|token| ("token", token.into())));
    entries.extend(exception.side.map(|side| ("side", side_name(side).into())));
    let word = exception.word.and_then(|word| vocabulary.get(word as usize));
    entries.extend(word.map(|word| ("word", word.as_str().into())));
    Value::Object(entries)
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::Chosen => "chosen",
        Side::Rejected => "rejected",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argument::{Counts, Examination, STATEMENTS};
    use crate::backend::Tick;
    use crate::backend::cpu::Processor;
    use crate::data::{LabFile, RunSpec, presets};
    use crate::objective::variants;
    use crate::train::{Phase, Session, Step};
    use std::rc::Rc;

    fn trained(preset: &str) -> Session {
        let json = presets().iter().find(|known| known.name == preset).expect("a preset").json;
        let mut spec = LabFile::from_json(json).expect("valid");
        spec.runs = variants().into_iter().map(RunSpec::new).collect();
        let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
        session.set_target(Phase::Sft, 40).expect("first");
        session.set_target(Phase::Preference, 20).expect("then");
        while session.tick() != Step::Idle {}
        session
    }

    #[track_caller]
    fn check(session: &Session, run: usize, step: usize) {
        let mut examination = Examination::new(session, run, Some(step)).expect("trained");
        while examination.tick() != Ok(Tick::Done) {}
        let findings = examination.findings();
        let Value::List(verdicts) = to_value(&findings, &session.spec().dataset.vocabulary) else { panic!("a list") };
        assert_eq!(verdicts.len(), STATEMENTS.len());
        for (statement, verdict) in STATEMENTS.iter().zip(&verdicts) {
            assert_eq!(verdict.get("id"), Some(&Value::from(statement.id.name())));
            let (Some(Value::Number(holds)), Some(Value::Number(of))) = (verdict.get("holds"), verdict.get("of"))
            else {
                panic!("{verdict:?}")
            };
            assert_eq!(verdict.get("applies"), Some(&Value::Bool(*of > 0.0)), "{verdict:?}");
            let Some(Value::List(exceptions)) = verdict.get("exceptions") else { panic!("{verdict:?}") };
            assert_eq!(exceptions.len(), (of - holds).min(20.0) as usize);
            for exception in exceptions {
                assert!(exception.get("pair").is_some(), "{verdict:?}");
                assert_eq!(exception.get("word").is_some(), statement.counts == Counts::Tokens, "{verdict:?}");
            }
            let Some(Value::Text(sentence)) = verdict.get("sentence") else { panic!("{verdict:?}") };
            assert!(sentence.ends_with('.') && !sentence.contains("NaN"), "{sentence}");
            println!("{} {step} {}: {sentence}", findings.objective.loss_type(), statement.id.name());
        }
    }

    #[test]
    fn verdicts_on_every_loss_are_values_with_their_sentences() {
        for preset in ["smaug", "far-apart"] {
            let session = trained(preset);
            for run in 0..session.spec().runs.len() {
                check(&session, run, 0);
                check(&session, run, 20);
            }
        }
    }

    #[test]
    fn the_first_verdict_in_full() {
        let session = trained("smaug");
        let mut examination = Examination::new(&session, 0, None).expect("trained");
        while examination.tick() != Ok(Tick::Done) {}
        let mut text = String::new();
        to_value(&examination.findings(), &session.spec().dataset.vocabulary).write_json(&mut text);
        let first = r#"[{"id": "only-h", "applies": true, "holds": 10, "of": 10, "worst": 0, "exceptions": [], "sentence": "Adding the same "#;
        assert!(text.starts_with(first), "{text}");
    }
}
