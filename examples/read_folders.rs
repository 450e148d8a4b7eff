//! Models that Hugging Face's packages saved, for the test against them: `cargo run --example read_folders FOLDER`.
//!
//! For each `NAME.zip` and the lab `NAME.lab.json` beside it, `NAME.logits.json` gets the lab's tokens, and what the imported model computes
//! for each pair before any training.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: read_folders FOLDER")?;
    native::run(std::path::Path::new(&folder))
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::backend::cpu::{Processor, contexts};
    use dpop_lab::data::LabFile;
    use dpop_lab::lab::folder::{File, Imported, Into, read};
    use dpop_lab::train::{Phase, Policy, Session, Step};
    use serde_json::{Value, json};
    use std::error::Error;
    use std::fs;
    use std::path::Path;
    use std::rc::Rc;

    pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "zip") {
                fs::write(path.with_extension("logits.json"), logits(&path)?.to_string())?;
                println!("{}", path.display());
            }
        }
        Ok(())
    }

    fn logits(path: &Path) -> Result<Value, Box<dyn Error>> {
        let lab = LabFile::from_json(&fs::read_to_string(path.with_extension("lab.json"))?)?;
        let zip = File { path: path.display().to_string(), bytes: fs::read(path)? };
        let Imported { lab, weights, .. } = read(vec![zip], &lab, Into::Given)?;
        let mut session = Session::starting(lab, Some(weights), Rc::new(Processor))?;
        session.set_target(Phase::Sft, 1)?;
        while session.tick() != Step::Idle {}
        let params = session.params(Policy::Reference, 0).ok_or("the first step is not at hand")?;
        let pairs = session.pairs().iter().map(|pair| {
            let seen = contexts(session.layout(), params, pair);
            json!({ "chosen": seen.chosen, "rejected": seen.rejected })
        });
        let pairs: Vec<Value> = pairs.collect();
        Ok(json!({ "tokens": session.spec().dataset.vocabulary, "pairs": pairs }))
    }
}
