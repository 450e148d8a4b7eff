//! The data check as `lab.check()` gives it, a piece at a time, whether the page has it yet or not.

use super::value::Value;
use crate::data::check::{Finding, FindingId, MOST_PAIRS};
#[cfg(target_arch = "wasm32")]
use crate::{data::PairText, data::Tokens, data::check::Checking, lab::slices::Piece, parts::part};

/// Does one bounded piece; at the end it gives what was found.
#[cfg(target_arch = "wasm32")]
pub type PairChecking = Box<dyn FnMut() -> Piece<Value>>;

/// [`begin`], which need not be here yet.
#[cfg(target_arch = "wasm32")]
pub type PairChecker = fn(Tokens, Vec<PairText>, Vec<PairText>) -> PairChecking;

#[cfg(target_arch = "wasm32")]
part! {
    /// What looks over pairs.
    pub fn pair_checker() -> PairChecker = workbench(begin);
}

/// Begins to look over pairs of such tokens, and those that are held out.
#[cfg(target_arch = "wasm32")]
pub fn begin(tokens: Tokens, pairs: Vec<PairText>, held_out: Vec<PairText>) -> PairChecking {
    let mut checking = Checking::new(tokens, pairs, held_out);
    Box::new(move || checking.advance().map_or(Piece::More, |findings| Piece::Done(to_value(&findings))))
}

/// The value that `lab.check()` resolves to: at most [`MOST_PAIRS`] pairs of each finding, and how many there are.
pub fn to_value(findings: &[Finding]) -> Value {
    Value::List(findings.iter().map(one).collect())
}

fn one(finding: &Finding) -> Value {
    let found = &finding.found;
    let pairs: Vec<Value> = found.pairs.iter().take(MOST_PAIRS).map(|pair| (*pair).into()).collect();
    let mut entries =
        vec![("id", finding.id.name().into()), ("count", found.pairs.len().into()), ("pairs", pairs.into())];
    entries.extend((finding.id == FindingId::HeldOutTrained).then_some(("heldOut", true.into())));
    entries.push(("sentence", finding.to_string().as_str().into()));
    entries.extend(found.remedy.map(|remedy| ("remedy", remedy.name().into())));
    Value::Object(entries)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::check::check;
    use crate::data::{PairText, Tokens};

    fn pair(prompt: &str, chosen: &str, rejected: &str) -> PairText {
        PairText { prompt: prompt.to_owned(), chosen: chosen.to_owned(), rejected: rejected.to_owned() }
    }

    #[test]
    fn findings_are_values_with_their_sentences() {
        let pairs = [pair("tea or coffee ?", "tea .", "coffee ."), pair("tea or coffee ?", "coffee .", "tea .")];
        let mut text = String::new();
        to_value(&check(Tokens::Words, &pairs, &pairs[1..])).write_json(&mut text);
        assert_eq!(
            text,
            r#"[{"id": "contradictory", "count": 2, "pairs": [0,1], "sentence": "Both pairs contradict each other: to the same prompt one answer "#
                .to_owned()
                + "is preferred to another, and that one to it. Their pushes cancel: DPO’s loss stays near .6931 and the accuracy near .50, also while "
                + r#"the answers fall."},{"id": "held-out-trained", "count": 1, "pairs": [0], "heldOut": true, "#
                + r#""sentence": "The one held-out pair is also trained on: what is measured there was learnt by heart.", "remedy": "leave-out"}]"#
        );
    }

    #[test]
    fn no_more_pairs_are_listed_than_can_be_read() {
        let pairs: Vec<PairText> = (0..100).map(|_| pair("a", "b", "c")).collect();
        let Value::List(findings) = to_value(&check(Tokens::Words, &pairs, &[])) else { panic!("a list") };
        let copies = findings.iter().find(|finding| finding.get("id") == Some(&"duplicate".into())).expect("copies");
        assert_eq!(copies.get("count"), Some(&99_usize.into()));
        assert!(matches!(copies.get("pairs"), Some(Value::List(pairs)) if pairs.len() == MOST_PAIRS));
    }

    /// TypeScript is told of every finding.
    #[test]
    fn every_id_is_declared() {
        let declared = include_str!("../../www/dpop-lab.d.ts");
        for check in crate::data::check::CHECKS {
            assert!(declared.contains(&format!("| \"{}\"", check.id.name())), "{:?}", check.id);
        }
    }
}
