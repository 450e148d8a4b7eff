//! The lab files that come with the page. Each is a file under `www/presets/`, written as [`LabFile::to_json`] writes it.
//!
//! [`LabFile::to_json`]: super::LabFile::to_json

/// A lab file that comes with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name in links and in the JavaScript interface.
    pub name: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// What it shows, in one sentence for a newcomer.
    pub summary: &'static str,
    /// The lab file.
    pub json: &'static str,
}

/// Every preset, the page's first one first.
pub fn presets() -> &'static [Preset] {
    PRESETS
}

macro_rules! preset {
    ($name:literal, $title:literal, $summary:literal) => {
        Preset {
            name: $name,
            title: $title,
            summary: $summary,
            json: include_str!(concat!("../../www/presets/", $name, ".json")),
        }
    };
}

static PRESETS: &[Preset] = &[
    preset!(
        "smaug",
        "Worked sums (the paper's Figure 1)",
        "Right and wrong answers share every word but one number, and training against the wrong number drags the right answer down with it."
    ),
    preset!(
        "arithmetic",
        "2 + 2 = 4, not 5",
        "The shortest case: the very first word of the answer is right or wrong, and only the closing words follow it."
    ),
    preset!(
        "yes-no",
        "Yes or no",
        "A question gets yes or no and then the same explanation either way, so the explanation is what suffers."
    ),
    preset!(
        "far-apart",
        "Answers that share nothing",
        "The same questions as the worked sums, but the wrong answers have other words throughout: compare how far the right answers fall here."
    ),
    preset!(
        "betas",
        "Worked sums, three β",
        "The worked sums with DPO alone, at β 0.1, 0.3 and 1: whether a softer or a harder pull rescues the right answers."
    ),
    preset!(
        "penalties",
        "Worked sums, both penalties",
        "The worked sums with DPO and both forms of DPOP at the same λ: the penalty outside the sigmoid and inside it."
    ),
    preset!(
        "two-plus-two",
        "2+2=4, character by character",
        "The source's own example as it is written there, and others like it: the answers differ in one character, and what follows it is the same."
    ),
    preset!(
        "sign-bug",
        "Worked sums, and a bug to find",
        "The worked sums with DPO and two runs of DPOP that look alike: one has the penalty's sign wrong, as a public fork had it, and its curves say which."
    ),
];

#[cfg(test)]
mod tests {
    use super::super::{LabFile, OptimizerKind, TokenPair};
    use super::*;

    fn load(name: &str) -> LabFile {
        let preset = presets().iter().find(|preset| preset.name == name).expect("a preset of that name");
        LabFile::from_json(preset.json).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[test]
    fn every_preset_is_valid_and_in_canonical_form() {
        for preset in presets() {
            let file = load(preset.name);
            assert_eq!(file.to_json(), preset.json, "{} is not written as to_json writes it", preset.name);
            assert!(preset.summary.ends_with('.') && !preset.title.is_empty());
            assert_eq!((file.sft.steps, file.preference.steps), (100, 160), "{}", preset.name);
            assert_eq!(file.preference.optimizer, OptimizerKind::Adamw);
        }
    }

    #[test]
    fn pairs_are_as_far_apart_as_promised() {
        let check = |name: &str, pairs: usize, promise: fn(&TokenPair) -> bool| {
            let encoded = load(name).encode();
            assert_eq!(encoded.len(), pairs, "{name}");
            for pair in &encoded {
                assert!(promise(pair), "{name}: {pair:?}");
            }
        };
        // Five tokens are shared before the differing sum, and six after it.
        check("smaug", 10, |pair| pair.one_token_apart() == Some(5) && pair.chosen.len() == 13);
        check("arithmetic", 10, |pair| pair.one_token_apart() == Some(0));
        check("yes-no", 10, |pair| pair.one_token_apart() == Some(0) && pair.chosen.len() > 5);
        // Some differ in their first character and some in their second, and either little follows or much.
        check("two-plus-two", 10, |pair| pair.one_token_apart().is_some_and(|m| m < 2 && m + 2 < pair.chosen.len()));
        check("far-apart", 10, |pair| pair.hamming() == 12 && pair.normalised_edit_distance() >= 0.9);
    }

    /// An example that compares losses differs from the worked sums in its runs alone; all others compare the same two.
    #[test]
    fn examples_differ_in_one_thing() {
        let usual = load("smaug");
        assert_eq!(usual.runs, LabFile::from_pairs(usual.dataset.pairs.clone()).expect("its pairs").runs);
        for preset in presets() {
            let file = load(preset.name);
            match preset.name {
                "betas" | "penalties" | "sign-bug" => assert_eq!(LabFile { runs: usual.runs.clone(), ..file }, usual),
                _ => assert_eq!(file.runs, usual.runs, "{}", preset.name),
            }
        }
    }

    #[test]
    fn far_apart_asks_the_questions_of_smaug() {
        let sides = |name: &str| {
            let pairs = load(name).dataset.pairs;
            pairs.into_iter().map(|pair| (pair.prompt, pair.chosen)).collect::<Vec<_>>()
        };
        assert_eq!(sides("far-apart"), sides("smaug"));
    }

    /// The sums are right in the chosen answers and wrong in the rejected ones.
    #[test]
    fn the_arithmetic_is_right() {
        for pair in load("smaug").dataset.pairs {
            let numbers = |text: &str| text.split(' ').filter_map(|token| token.parse().ok()).collect::<Vec<i64>>();
            let (chosen, rejected) = (numbers(&pair.chosen), numbers(&pair.rejected));
            let [a, b, sum, again, two, half] = chosen[..] else { panic!("six numbers in {pair:?}") };
            assert!(a + b == sum && again == sum && two == 2 && half * 2 == sum, "{pair:?}");
            assert_ne!(rejected[2], sum, "{pair:?}");
            assert_eq!(numbers(&pair.prompt), [a, b, 2]);
        }
        for pair in load("arithmetic").dataset.pairs {
            let numbers = |text: &str| text.split(' ').filter_map(|token| token.parse().ok()).collect::<Vec<i64>>();
            let prompt: i64 = numbers(&pair.prompt).iter().sum();
            assert_eq!(numbers(&pair.chosen), [prompt], "{pair:?}");
            assert_ne!(numbers(&pair.rejected), [prompt], "{pair:?}");
        }
    }
}
