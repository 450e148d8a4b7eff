//! Bundles of real labs, for the test against Hugging Face's own packages: `cargo run --example write_bundles FOLDER`.
//!
//! A bundle is `NAME.zip`; beside it `NAME.logits.json` holds what the lab computes for each pair with the weights in it.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: write_bundles FOLDER")?;
    native::run(std::path::Path::new(&folder))
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::backend::cpu::{Processor, contexts};
    use dpop_lab::data::{LabFile, Tokens};
    use dpop_lab::lab::bundle::{BundleTexts, Contents, pack};
    use dpop_lab::objective::REGISTRY;
    use dpop_lab::train::{Phase, Policy, Session, Step};
    use serde_json::{Value, json};
    use std::error::Error;
    use std::fs;
    use std::path::Path;
    use std::rc::Rc;

    const STEPS: usize = 50;

    /// A name, a lab file, and how many steps of the preference phase are made.
    type Case = (&'static str, Value, usize);

    /// A pair whose three texts are so many words, some of which all pairs share.
    fn pair(index: usize, lengths: [usize; 3]) -> Value {
        let words = |from: usize, length: usize| {
            let word = |place: usize| format!("w{}", (from + 7 * index + 3 * place) % 255);
            (0..length).map(word).collect::<Vec<_>>().join(" ")
        };
        let [prompt, chosen, rejected] = lengths;
        json!({ "prompt": words(0, prompt), "chosen": words(1, chosen), "rejected": words(2, rejected) })
    }

    /// Pairs of texts in which characters are made of several parts: families, flags, marks, syllables, both directions, white space.
    fn unicode(count: usize) -> Vec<Value> {
        let characters = "👨‍👩‍👧 👩🏽‍🔬 🏳️‍🌈 👍🏽 👍 🇩🇪 🇫🇷 🇩🇰 e\u{301} é e ï i\u{308} 한 글 \u{1112}\u{1161}\u{11ab} न म स्ते क्षि שָׁ ל וֹ ם مر حبا ب ไ ท\u{e48} 日 本 語 。 \
            ж ё Ω ß a b A 0 4 5 + = . , < > o s | ( ) [ ] { } \\ ^ $ * ? - / # ' \" & %";
        let characters: Vec<&str> =
            characters.split(' ').chain([" ", " ", "\n", "\t", "\r\n", "\u{a0}", "\u{3000}"]).collect();
        let tokens = Tokens::Characters;
        let mut dice: u64 = 1;
        let mut text = |least: usize| {
            let mut next = |end: usize| {
                dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (dice >> 33) as usize % end
            };
            let length = least + next(9);
            (0..length).map(|_| characters[next(characters.len())]).collect::<String>()
        };
        let mut pairs = vec![json!({ "prompt": "2+2=", "chosen": "4<eos>.", "rejected": "5<eos>." })];
        while pairs.len() < count {
            let [prompt, chosen, rejected] = [text(1), text(1), text(1)];
            // Parts of one character may not lie on both sides.
            let apart = [&chosen, &rejected].iter().all(|answer| tokens.begins_anew(&prompt, answer));
            if apart && chosen != rejected {
                pairs.push(json!({ "prompt": prompt, "chosen": chosen, "rejected": rejected }));
            }
        }
        pairs
    }

    fn cases() -> [Case; 11] {
        let losses = json!([
            { "name": "dpo", "loss_type": "dpo", "beta": 0.3 },
            { "name": "outside", "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "outside" },
            { "name": "inside", "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "inside" },
            { "name": "changes", "loss_type": "dpo", "beta": 0.1, "events": [
                { "step": 10, "loss_type": "dpo", "beta": 0.3 },
                { "step": 20, "loss_type": "dpop", "beta": 0.3, "lambda": 5, "penalty": "outside" } ] },
        ]);
        // Every loss, TRL's own and the script's, on answers of unequal lengths.
        let others = REGISTRY.iter().map(|entry| entry.loss_type);
        let others: Vec<Value> = others.map(|loss| json!({ "name": loss, "loss_type": loss })).collect();
        [
            (
                "losses",
                json!({ "dataset": { "pairs": (0..6).map(|index| pair(index, [3, 6, 2])).collect::<Vec<_>>() }, "runs": others }),
                STEPS,
            ),
            ("smaug", json!({ "preset": "smaug", "runs": losses }), STEPS),
            ("start", json!({ "preset": "smaug", "runs": [losses[1]] }), 0),
            ("past", json!({ "preset": "yes-no", "runs": [losses[0]], "preference": { "steps": 20 } }), STEPS),
            (
                "tiny",
                json!({ "dataset": { "pairs": [{ "prompt": "2009-05-01", "chosen": "a", "rejected": "b" }] }, "runs": [losses[0]],
                        "model": { "n_embd": 2, "n_layer": 1, "n_head": 1, "n_positions": 3 }, "sft": { "steps": 5 } }),
                STEPS,
            ),
            (
                "large",
                json!({ "dataset": { "pairs": (0..48).map(|index| pair(index, [100, 27, 20])).collect::<Vec<_>>() },
                        "runs": [losses[2]], "sft": { "steps": 2 }, "preference": { "steps": 3, "learning_rate": 1e-4 },
                        "model": { "n_embd": 128, "n_layer": 4, "n_head": 4, "n_positions": 128 } }),
                3,
            ),
            // Beside pairs that are held out, of other lengths.
            (
                "held-out",
                json!({ "dataset": { "pairs": (0..6).map(|index| pair(index, [3, 6, 2])).collect::<Vec<_>>(),
                                     "eval_pairs": (0..3).map(|index| pair(index, [2, 5, 4])).collect::<Vec<_>>() },
                        "runs": losses }),
                STEPS,
            ),
            ("two-plus-two", json!({ "preset": "two-plus-two", "runs": [losses[0], losses[1]] }), STEPS),
            (
                "unicode",
                json!({ "dataset": { "tokens": "characters", "pairs": unicode(400) }, "runs": [losses[0]], "sft": { "steps": 2 },
                        "preference": { "steps": 3 } }),
                3,
            ),
            (
                "decay",
                json!({ "preset": "arithmetic", "seed": 3, "runs": [losses[0], losses[2]],
                        "preference": { "steps": STEPS, "learning_rate": 3e-4, "weight_decay": 0.1 } }),
                STEPS,
            ),
            (
                "sgd",
                json!({ "preset": "yes-no", "seed": 1, "runs": [losses[0]],
                        "preference": { "steps": STEPS, "learning_rate": 0.05, "optimizer": "sgd" } }),
                STEPS,
            ),
        ]
    }

    pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        let texts = BundleTexts {
            train: include_str!("../www/bundle/train_trl.py").to_owned(),
            readme: include_str!("../www/bundle/README.md").to_owned(),
        };
        for (lab, spec, steps) in cases() {
            let (spec, _) = LabFile::from_brief(&spec.to_string()).map_err(|fault| fault.to_string())?;
            let mut session = Session::new(spec, Rc::new(Processor))?;
            session.set_target(Phase::Sft, session.spec().sft.steps)?;
            session.set_target(Phase::Preference, steps)?;
            while session.tick() != Step::Idle {}
            for run in 0..session.spec().runs.len() {
                let name = format!("{lab}-{}", session.spec().runs[run].name.as_deref().unwrap_or_default());
                write(&session, run, &texts, folder, &name)?;
                println!("{name}");
            }
        }
        Ok(())
    }

    fn write(
        session: &Session,
        run: usize,
        texts: &BundleTexts,
        folder: &Path,
        name: &str,
    ) -> Result<(), Box<dyn Error>> {
        let last = session.last_step(Phase::Preference).ok_or("nothing was trained")?;
        let params = session.params(Policy::Run(run), last).ok_or("the run's parameters are not at hand")?;
        let frozen = session.last_step(Phase::Sft).ok_or("there is no reference")?;
        let reference = session.params(Policy::Reference, frozen).ok_or("the reference is not at hand")?;
        let layout = session.layout();
        let contents = Contents {
            spec: session.spec(),
            run,
            step: last,
            layout,
            params,
            reference,
            history: session.history(),
            texts,
        };
        fs::write(folder.join(format!("{name}.zip")), pack(&contents)?)?;
        let pairs = session.pairs().iter().zip(&session.spec().dataset.pairs).map(|(ids, text)| {
            let logits = |params| {
                let seen = contexts(layout, params, ids);
                json!({ "chosen": seen.chosen, "rejected": seen.rejected })
            };
            json!({ "prompt": text.prompt, "chosen": text.chosen, "rejected": text.rejected,
                    "ids": { "prompt": ids.prompt, "chosen": ids.chosen, "rejected": ids.rejected },
                    "model": logits(params), "reference": logits(reference) })
        });
        let pairs: Vec<Value> = pairs.collect();
        fs::write(folder.join(format!("{name}.logits.json")), serde_json::to_string(&pairs)?)?;
        Ok(())
    }
}
