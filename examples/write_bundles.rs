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
    use dpop_lab::data::LabFile;
    use dpop_lab::lab::bundle::{Contents, Texts, pack};
    use dpop_lab::train::{Phase, Policy, Session, Step};
    use serde_json::{Value, json};
    use std::error::Error;
    use std::fs;
    use std::path::Path;
    use std::rc::Rc;

    const STEPS: usize = 50;

    /// A lab file and the names of its runs' bundles.
    type Case = (&'static str, Value);

    fn cases() -> [Case; 3] {
        let losses = json!([
            { "name": "dpo", "loss_type": "dpo", "beta": 0.3 },
            { "name": "outside", "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "outside" },
            { "name": "inside", "loss_type": "dpop", "beta": 0.3, "lambda": 50, "penalty": "inside" },
            { "name": "changes", "loss_type": "dpo", "beta": 0.1, "events": [
                { "step": 10, "loss_type": "dpo", "beta": 0.3 },
                { "step": 20, "loss_type": "dpop", "beta": 0.3, "lambda": 5, "penalty": "outside" } ] },
        ]);
        [
            ("smaug", json!({ "preset": "smaug", "runs": losses })),
            (
                "decay",
                json!({ "preset": "arithmetic", "seed": 3, "runs": [losses[0], losses[2]],
                        "preference": { "steps": STEPS, "learning_rate": 3e-4, "weight_decay": 0.1 } }),
            ),
            (
                "sgd",
                json!({ "preset": "yes-no", "seed": 1, "runs": [losses[0]],
                        "preference": { "steps": STEPS, "learning_rate": 0.05, "optimizer": "sgd" } }),
            ),
        ]
    }

    pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        let texts = Texts {
            train: include_str!("../www/bundle/train_trl.py").to_owned(),
            readme: include_str!("../www/bundle/README.md").to_owned(),
        };
        for (lab, spec) in cases() {
            let (spec, _) = LabFile::from_brief(&spec.to_string()).map_err(|fault| fault.message)?;
            let mut session = Session::new(spec, Rc::new(Processor))?;
            session.set_target(Phase::Sft, session.spec().sft.steps)?;
            session.set_target(Phase::Preference, STEPS)?;
            while session.tick() != Step::Idle {}
            for run in 0..session.spec().runs.len() {
                let name = format!("{lab}-{}", session.spec().runs[run].name.as_deref().unwrap_or_default());
                write(&session, run, &texts, folder, &name)?;
                println!("{name}");
            }
        }
        Ok(())
    }

    fn write(session: &Session, run: usize, texts: &Texts, folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
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
