//! Tables for spreadsheets and scripts, with every digit: the log-prob of every token of every pair at a point of time, and what the microscope
//! shows of one position.

use super::picture::Picture;
use super::reading::{self, Side};
use crate::backend::TokenLogps;
use crate::train::Session;

/// A text as a field of CSV (RFC 4180). Tokens come from anyone: one that a spreadsheet would take for a formula gets the apostrophe that
/// makes it text there.
fn field(text: &str) -> String {
    let formula = text.chars().count() > 1 && text.starts_with(['=', '+', '-', '@', '\t']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A number; nothing where there is none.
fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or(String::new(), |value| value.to_string())
}

fn line(text: &mut String, fields: impl IntoIterator<Item = String>) {
    for (place, field) in fields.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        *text += &field;
    }
    *text += "\r\n";
}

/// Every token of every pair, a line each: pair, side, position, token, the common model's log-prob (nats), and each run's. Counted from 0.
pub fn tokens(session: &Session, names: &[String], time: usize) -> String {
    let mut text = String::new();
    let head = ["pair", "side", "position", "token", "reference"].map(str::to_owned);
    line(&mut text, head.into_iter().chain(names.iter().map(|name| field(name))));
    let vocabulary = &session.spec().dataset.vocabulary;
    let runs = 0..names.len();
    for (index, pair) in session.pairs().iter().enumerate() {
        for (side, name) in Side::BOTH.into_iter().zip(["chosen", "rejected"]) {
            for (k, id) in side.tokens(pair).iter().enumerate() {
                let of = |logps: Option<&TokenLogps>| {
                    number(logps.and_then(|logps| side.of(logps, index).get(k)).map(|logp| f64::from(*logp)))
                };
                let place = [
                    index.to_string(),
                    name.to_owned(),
                    k.to_string(),
                    field(vocabulary.get(*id as usize).map_or("", String::as_str)),
                ];
                let run = |run| of(reading::against_reference(session, run, time).map(|(policy, _)| policy));
                let logps = [of(reading::common(session, time))].into_iter().chain(runs.clone().map(run));
                line(&mut text, place.into_iter().chain(logps));
            }
        }
    }
    text
}

/// Every token of the vocabulary at one position of a pair, for each run a line: both contexts' probabilities, the reference's, logits and
/// gradients, then both gradients together and what the theory predicts of them.
pub fn logits(picture: &Picture, names: &[&str], vocabulary: &[String]) -> String {
    let mut text = String::new();
    let head = [
        "run",
        "token",
        "p/chosen",
        "reference/chosen",
        "logit/chosen",
        "dlogit/chosen",
        "p/rejected",
        "reference/rejected",
        "logit/rejected",
        "dlogit/rejected",
        "dlogit/sum",
        "theory",
    ];
    line(&mut text, head.map(str::to_owned));
    for (name, run) in names.iter().zip(&picture.runs) {
        for (id, token) in vocabulary.iter().enumerate() {
            let at = |values: Option<&Vec<f64>>| values.and_then(|values| values.get(id).copied());
            // Descent goes against the gradient.
            let against = |push: Option<f64>| number(push.map(|push| 0.0 - push));
            let side = |side: usize| {
                let logit = run.logits[side].as_ref().and_then(|logits| logits.get(id)).map(|logit| f64::from(*logit));
                let (p, reference) = (at(run.p[side].as_ref()), at(picture.reference[side].as_ref()));
                [number(p), number(reference), number(logit), against(at(run.push[side].as_ref()))]
            };
            let theory = run.theory.as_ref().and_then(|theory| Some(run.weight * theory.g.get(id)?));
            let sums = [against(at(Some(&run.sum))), against(theory)];
            let fields = [field(name), field(token)].into_iter().chain(side(0)).chain(side(1)).chain(sums);
            line(&mut text, fields);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::LabFile;
    use crate::train::{Phase, Step};
    use std::rc::Rc;

    #[test]
    fn fields() {
        let check = |text: &str, expected: &str| assert_eq!(field(text), expected, "{text}");
        check("then", "then");
        check("a,b", "\"a,b\"");
        check("say \"a\"", "\"say \"\"a\"\"\"");
        for plain in ["=", "+", "-", "@"] {
            check(plain, plain);
        }
        check("=HYPERLINK(1)", "'=HYPERLINK(1)");
        check("=A(\"x\",1)", "\"'=A(\"\"x\"\",1)\"");
        check("-1", "'-1");
        assert_eq!([Some(0.5), Some(f64::NAN), None].map(number), ["0.5", "", ""]);
    }

    #[test]
    fn every_token_has_a_line_with_every_run() {
        let spec = r#"{ "preset": "smaug", "sft": { "steps": 3 }, "preference": { "steps": 2 } }"#;
        let (spec, _) = LabFile::from_brief(spec).expect("a lab");
        let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, 3).expect("SFT");
        session.set_target(Phase::Preference, 2).expect("preference");
        while session.tick() != Step::Idle {}
        let names = ["DPO".to_owned(), "a, b".to_owned()];
        for (time, last) in [(0, ",,"), (5, "")] {
            let text = tokens(&session, &names, time);
            let count: usize = session.pairs().iter().map(|pair| pair.chosen.len() + pair.rejected.len()).sum();
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!((lines.len(), lines[0]), (1 + count, "pair,side,position,token,reference,DPO,\"a, b\""));
            // Before there are runs they have no log-probs.
            assert!(lines[1..].iter().all(|line| line.split(',').count() == 7 && line.ends_with(last)), "{text}");
        }
        let sum: f64 = tokens(&session, &names, 5)
            .lines()
            .filter(|line| line.starts_with("0,chosen,"))
            .filter_map(|line| line.split(',').nth(5)?.parse::<f64>().ok())
            .sum();
        let logps = session.history().token_logps(Phase::Preference, 0, 2).expect("recorded");
        assert!((sum - logps.sums(0).0).abs() < 1e-12, "what is written reads back as it was");
    }
}
