//! What is said of a lab's pairs: what was noticed, why it matters, and what would help. They are remarks; whoever meant it so reads on.

use super::common::{Listed, Quoted};
use crate::data::Side;
use crate::data::check::{Cancelling, Finding, FindingTold, Unusual};
use std::fmt::{Formatter, Result};

/// What was found.
pub fn finding(finding: &Finding, f: &mut Formatter<'_>) -> Result {
    match &finding.found.told {
        FindingTold::OnePair(1) => f.write_str(
            "There is one pair: an accuracy of 1.00 is then “1 of 1”, and says nothing of any other prompt. A few more pairs of the same kind would.",
        ),
        FindingTold::OnePair(copies) => write!(
            f,
            "All {copies} pairs are the same one: an accuracy of 1.00 is then “1 of 1”, and says nothing of any other prompt."
        ),
        FindingTold::Contradictory { pairs, of, cancelling } => {
            let all = pairs == of;
            let how = match cancelling {
                Cancelling::Around => " and, directly or by way of others, that one to it",
                Cancelling::Evenly | Cancelling::InPart => ", and that one to it",
            };
            write!(f, "{}: to the same prompt one answer is preferred to another{how}. ", contradict(*pairs, *of))?;
            f.write_str(match (cancelling, all) {
                (Cancelling::Evenly, true) => "Their pushes cancel: DPO’s loss stays near .6931 and the accuracy near .50, also while the answers fall.",
                (Cancelling::Evenly, false) => "Their pushes cancel: over these pairs DPO’s loss stays near .6931 and the accuracy near .50, also while their answers fall.",
                (Cancelling::Around, _) => "Their pushes cancel: over these pairs DPO’s loss stays near .6931 and the accuracy below 1.00, also while their answers fall.",
                (Cancelling::InPart, _) => "Their pushes cancel in part: over these pairs the accuracy stays below 1.00, and the loss comes to rest well above 0.",
            })
        }
        FindingTold::Swapped { outvoted, sums, answers, unusual } => {
            let prefer = |pairs: usize| format!("{} {}", pairs_of(pairs), if pairs == 1 { "prefers" } else { "prefer" });
            let mut said = Vec::new();
            if *outvoted > 0 {
                let are = if *outvoted == 1 { "is" } else { "are" };
                said.push(format!("{} {are} outvoted by others with the same prompt", pairs_of(*outvoted)));
            }
            if *sums > 0 {
                said.push(format!("{} a wrong sum to right ones", prefer(*sums)));
            }
            if *answers > 0 {
                said.push(format!("{} a yes or no that what follows it contradicts", prefer(*answers)));
            }
            if let Some(Unusual { pairs, chosen, rejected, others }) = unusual {
                said.push(format!(
                    "{} what is elsewhere rejected, such as {} to {}, where it is the other way round for {others} prompts",
                    prefer(*pairs),
                    Quoted(chosen),
                    Quoted(rejected)
                ));
            }
            write!(f, "Chosen and rejected may have changed places: {}.", Listed(&said))
        }
        FindingTold::Duplicate(1) => {
            f.write_str("1 pair is a copy of an earlier one: the mean over all pairs counts it once more.")
        }
        FindingTold::Duplicate(copies) => {
            write!(f, "{copies} pairs are copies of earlier ones: the mean over all pairs counts them once more each.")
        }
        FindingTold::WantedUnwanted { answers: 1, example } => write!(
            f,
            "The answer {} is preferred in one pair and rejected in another to the same prompt, as in a ranking: each step pushes it both up and down.",
            Quoted(example)
        ),
        FindingTold::WantedUnwanted { answers, example } => write!(
            f,
            "{answers} answers, such as {}, are preferred in one pair and rejected in another to the same prompt, as in a ranking: each step pushes them both up and down.",
            Quoted(example)
        ),
        FindingTold::SameAnswer { side, answer, pairs, of } => write!(
            f,
            "The {} answer is {} in {}, whatever the prompt: the answers can be told apart without reading it, so that a low loss and an accuracy of 1.00 say little.",
            name(*side),
            Quoted(answer),
            among(*pairs, *of)
        ),
        FindingTold::Foreign { pairs, of } => write!(
            f,
            "In {} the rejected answer is made of words that no prompt and no preferred answer has: SFT alone makes it unlikely, so that a low loss and an accuracy of 1.00 say little.",
            among(*pairs, *of)
        ),
        FindingTold::LengthGap { longer, pairs, of, chosen, rejected } => write!(
            f,
            "In {} the {} answer is the longer one: {chosen:.1} tokens preferred and {rejected:.1} rejected on average. Log-probabilities are sums over tokens, and length alone tells the answers apart.",
            among(*pairs, *of),
            name(*longer)
        ),
        FindingTold::EndTokens { marks, pairs } => {
            let quoted: Vec<String> = marks.iter().map(|mark| Quoted(mark).to_string()).collect();
            write!(
                f,
                "{} written out in the texts of {}. The lab closes every answer itself, so that these would be learnt as words before the end.",
                if let [mark] = quoted.as_slice() { format!("The end token {mark} is") } else { format!("The end tokens {} are", Listed(&quoted)) },
                pairs_of(*pairs)
            )
        }
        FindingTold::Invisible { signs, pairs } => {
            let numbers = numbers(signs);
            write!(
                f,
                "The texts of {} have characters that cannot be seen ({}). A word with one of them is another token than the same word without.",
                pairs_of(*pairs),
                Listed(&numbers)
            )
        }
        FindingTold::LookAlike { example: [a, b], same } => {
            let of = |token: &str| {
                let signs: Vec<char> = token.chars().filter(|sign| !sign.is_ascii()).collect();
                if signs.is_empty() { "ASCII alone".to_owned() } else { Listed(&numbers(&signs)).to_string() }
            };
            write!(
                f,
                "Some tokens look the same and are different ones, such as {} ({}) and {} ({}).{}",
                Quoted(a),
                of(a),
                Quoted(b),
                of(b),
                match same {
                    0 => String::new(),
                    1 => " Both answers of 1 pair look the same.".to_owned(),
                    _ => format!(" Both answers of {same} pairs look the same."),
                }
            )
        }
        FindingTold::HeldOutTrained { pairs, of } => write!(
            f,
            "{} also trained on: what is measured there was learnt by heart.",
            if *of == 1 {
                "The one held-out pair is".to_owned()
            } else if pairs == of {
                format!("All {of} held-out pairs are")
            } else {
                format!("{pairs} of {of} held-out pairs {}", if *pairs == 1 { "is" } else { "are" })
            }
        ),
    }
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Chosen => "preferred",
        Side::Rejected => "rejected",
    }
}

fn pairs_of(pairs: usize) -> String {
    if pairs == 1 { "1 pair".to_owned() } else { format!("{pairs} pairs") }
}

/// “all 8 pairs”, “7 of 8 pairs”.
fn among(pairs: usize, of: usize) -> String {
    if pairs == of { format!("all {of} pairs") } else { format!("{pairs} of {of} pairs") }
}

/// So many contradict each other.
fn contradict(pairs: usize, of: usize) -> String {
    match (pairs, of) {
        (2, 2) => "Both pairs contradict each other".to_owned(),
        _ if pairs == of => format!("All {of} pairs contradict each other"),
        _ => format!("{pairs} of {of} pairs contradict each other"),
    }
}

/// Characters by their numbers in Unicode, the first few of them.
fn numbers(signs: &[char]) -> Vec<String> {
    const SHOWN: usize = 4;
    let mut numbers: Vec<String> = signs.iter().take(SHOWN).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
    if signs.len() > SHOWN {
        numbers.push(format!("{} more", signs.len() - SHOWN));
    }
    numbers
}
