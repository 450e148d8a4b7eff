//! Tables for spreadsheets and scripts, with every digit: the log-prob of every token of every pair at a point of time, and what the microscope
//! shows of one position.

use crate::backend::TokenLogps;
use crate::data::Side;
use crate::gauges::TokenMap;
use crate::train::Session;
use crate::view::microscope::Picture;
use crate::view::reading;

/// What a spreadsheet takes for the beginning of a formula; the wide ones are typed in East Asia, and understood there.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What separates cells where a comma does not: the semicolon wherever the comma is in numbers, and the tab.
const SEPARATORS: [char; 4] = [';', '\t', '\n', '\r'];

/// A text as a field of CSV (RFC 4180). Names and tokens come from anyone: where one could begin a formula it gets the apostrophe that makes it
/// text in a spreadsheet. That can be in the middle, too: a program that separates by semicolons sees quotation marks only at the beginning
/// of what it takes for a cell, and so finds one after each semicolon. White space and quotation marks may stand before a formula.
fn field(text: &str) -> String {
    // A sign alone is none, and neither is a number.
    let harmless = text.chars().count() == 1 || is_number(text);
    let mut safe = String::new();
    // What has only been preceded by such since a cell may have begun.
    let mut begins = true;
    for letter in text.chars() {
        if begins && FORMULA.contains(&letter) && !harmless {
            safe.push('\'');
        }
        begins = SEPARATORS.contains(&letter) || begins && (letter.is_whitespace() || letter == '"');
        safe.push(letter);
    }
    let quoted = |letter: char| matches!(letter, '"' | ',') || SEPARATORS.contains(&letter);
    if safe.contains(quoted) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

/// Whether a text is a number to its end, as −1 among the words of an arithmetic lab: it is no formula.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && digits(exponent)
        && !exponent.is_empty()
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

/// Every token of every pair, held-out ones behind the others, a line each: pair, side, position, token, the common model's log-prob (nats), and each run's. Counted from 0. It
/// is written a pair at a time: the largest has some millions of numbers.
pub struct TokenTable {
    names: Vec<String>,
    time: usize,
    next: Next,
}

/// What is written next.
#[derive(Clone, Copy)]
enum Next {
    Head,
    Pair(usize),
}

impl TokenTable {
    /// At a point of time; `names` are the runs'.
    pub fn new(names: Vec<String>, time: usize) -> TokenTable {
        TokenTable { names, time, next: Next::Head }
    }

    /// The next lines; nothing after the last.
    pub fn next(&mut self, session: &Session) -> Option<String> {
        let mut text = String::new();
        match self.next {
            Next::Head => {
                let head = ["pair", "side", "position", "token", "reference"].map(str::to_owned);
                line(&mut text, head.into_iter().chain(self.names.iter().map(|name| field(name))));
                self.next = Next::Pair(0);
            }
            Next::Pair(index) => {
                self.pair(&mut text, session, index)?;
                self.next = Next::Pair(index + 1);
            }
        }
        Some(text)
    }

    fn pair(&self, text: &mut String, session: &Session, index: usize) -> Option<()> {
        let pair = session.pairs().iter().chain(session.held_out()).nth(index)?;
        let vocabulary = &session.spec().dataset.vocabulary;
        for (side, name) in Side::BOTH.into_iter().zip(["chosen", "rejected"]) {
            for (k, id) in side.tokens(pair).iter().enumerate() {
                let of = |logps: Option<&TokenLogps>| {
                    number(logps.and_then(|logps| logps.side(side, index).get(k)).map(|logp| f64::from(*logp)))
                };
                let place = [
                    index.to_string(),
                    name.to_owned(),
                    k.to_string(),
                    field(vocabulary.get(*id as usize).map_or("", String::as_str)),
                ];
                let run = |run| of(reading::against_reference(session, run, self.time).map(|(policy, _)| policy));
                let logps = [of(reading::common(session, self.time))].into_iter().chain((0..self.names.len()).map(run));
                line(text, place.into_iter().chain(logps));
            }
        }
        Some(())
    }
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

/// The cosines of the gradients of each two tokens of a pair, a line each: of either its answer, its place in it from 0 and the token; and nothing for what has no value. The lines
/// of one token at a time, the head before those of the first; nothing after the last.
pub fn cosines(map: &TokenMap, one: usize) -> Option<String> {
    const HEAD: [&str; 7] = ["side", "position", "token", "with_side", "with_position", "with_token", "cosine"];
    let side = |side: Side| if side == Side::Chosen { "chosen" } else { "rejected" };
    let told = |at: usize| map.token(at).map(|(of, place, word)| [side(of).to_owned(), place.to_string(), field(word)]);
    let own = told(one)?;
    let mut text = String::new();
    if one == 0 {
        line(&mut text, HEAD.map(str::to_owned));
    }
    for (other, with) in (0..map.tokens()).filter_map(|other| Some((other, told(other)?))) {
        line(&mut text, own.iter().cloned().chain(with).chain([number(map.cosine(one, other))]));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::Processor;
    use crate::data::LabFile;
    use crate::train::{Phase, Step};
    use std::rc::Rc;

    fn whole(session: &Session, names: &[String], time: usize) -> String {
        let mut table = TokenTable::new(names.to_vec(), time);
        std::iter::from_fn(|| table.next(session)).collect()
    }

    #[test]
    fn fields() {
        let check = |text: &str, expected: &str| assert_eq!(field(text), expected, "{text}");
        check("then", "then");
        check("a,b", "\"a,b\"");
        check("say \"a\"", "\"say \"\"a\"\"\"");
        for plain in ["=", "+", "-", "@", "＝", "1+1", "a=1", "-1", "+2.5", "-1e5"] {
            check(plain, plain);
        }
        check("=HYPERLINK(1)", "'=HYPERLINK(1)");
        check("=A(\"x\",1)", "\"'=A(\"\"x\"\",1)\"");
        check("-1-1", "'-1-1");
        check("-inf", "'-inf");
        check("＝1", "'＝1");
        check("＠SUM(1)", "'＠SUM(1)");
        check("a;=1+1", "\"a;'=1+1\"");
        check("a; \"＝1\"", "\"a; \"\"'＝1\"\"\"");
        check("a;b", "\"a;b\"");
        check(" =1", " '=1");
        assert_eq!([Some(0.5), Some(f64::NAN), None].map(number), ["0.5", "", ""]);
    }

    /// Whatever a spreadsheet separates by, no cell of a written text begins a formula, and where it is a comma the text comes back.
    #[cfg(not(target_arch = "wasm32"))]
    mod any_text {
        use super::super::{FORMULA, SEPARATORS, field, is_number, line};
        use proptest::prelude::*;

        fn texts() -> impl Strategy<Value = String> {
            let signs = "=+-@＝＋－＠;,\t\"' \n\r\u{feff}\u{ffff}\u{0}a1.|!".chars().collect::<Vec<_>>();
            let letter = prop_oneof![4 => prop::sample::select(signs), 1 => any::<char>()];
            prop::collection::vec(letter, 0..12).prop_map(|letters| letters.into_iter().collect())
        }

        fn cells(text: &str, separator: char) -> Vec<Vec<String>> {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(separator as u8)
                .from_reader(text.as_bytes());
            let rows = reader.records().map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect());
            rows.collect()
        }

        fn begins_formula(cell: &str, separator: char) -> bool {
            let cell = cell.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '"');
            // Up to where the file itself goes on: a sign alone, and a number, are none.
            let own = cell.split([',', separator]).next().unwrap_or_default();
            cell.starts_with(FORMULA) && own.chars().count() > 1 && !is_number(own)
        }

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(2048))]
            #[test]
            fn is_a_number_where_rust_reads_one(text in "[-+.eE07]{0,6}") {
                prop_assert_eq!(is_number(&text), text.parse::<f64>().is_ok(), "{:?}", text);
            }

            #[test]
            fn is_one_safe_cell(texts in prop::collection::vec(texts(), 1..4)) {
                let mut written = "head\r\n".to_owned();
                line(&mut written, texts.iter().map(|text| field(text)).chain(["-3.2".to_owned()]));
                let rows = cells(&written, ',');
                prop_assert_eq!(rows.len(), 2);
                prop_assert_eq!(rows[1].last().map(String::as_str), Some("-3.2"), "a number is not touched");
                // Nothing is lost: without the apostrophes that were put in, the text is what it was.
                for (text, cell) in texts.iter().zip(&rows[1]) {
                    let mut rest = cell.chars().peekable();
                    for letter in text.chars() {
                        if letter != '\'' && rest.peek() == Some(&'\'') {
                            rest.next();
                        }
                        prop_assert_eq!(rest.next(), Some(letter), "{:?} in {:?}", text, cell);
                    }
                    prop_assert_eq!(rest.next(), None);
                }
                for separator in SEPARATORS.into_iter().chain([',']).filter(|separator| !separator.is_ascii_control() || *separator == '\t') {
                    for cell in cells(&written, separator).iter().flatten() {
                        prop_assert!(!begins_formula(cell, separator), "{:?} of {:?} by {:?}", cell, written, separator);
                    }
                }
            }
        }
    }

    #[test]
    fn every_token_has_a_line_with_every_run() {
        let spec = r#"{ "preset": "smaug", "sft": { "steps": 3 }, "preference": { "steps": 2 } }"#;
        let (mut spec, _) = LabFile::from_brief(spec).expect("a lab");
        spec.dataset.eval_pairs = spec.dataset.pairs.split_off(8);
        let mut session = Session::new(spec, Rc::new(Processor)).expect("it fits");
        session.set_target(Phase::Sft, 3).expect("SFT");
        session.set_target(Phase::Preference, 2).expect("preference");
        while session.tick() != Step::Idle {}
        let names = ["DPO".to_owned(), "a, b".to_owned()];
        for (time, last) in [(0, ",,"), (5, "")] {
            let text = whole(&session, &names, time);
            let all = session.pairs().iter().chain(session.held_out());
            let count: usize = all.map(|pair| pair.chosen.len() + pair.rejected.len()).sum();
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!((lines.len(), lines[0]), (1 + count, "pair,side,position,token,reference,DPO,\"a, b\""));
            // Before there are runs they have no log-probs.
            assert!(lines[1..].iter().all(|line| line.split(',').count() == 7 && line.ends_with(last)), "{text}");
        }
        let sum: f64 = whole(&session, &names, 5)
            .lines()
            .filter(|line| line.starts_with("0,chosen,"))
            .filter_map(|line| line.split(',').nth(5)?.parse::<f64>().ok())
            .sum();
        let logps = session.history().token_logps(Phase::Preference, 0, 2).expect("recorded");
        assert!((sum - logps.sums(0).0).abs() < 1e-12, "what is written reads back as it was");
    }
}
