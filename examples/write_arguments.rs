//! Models of real labs, whose arguments PyTorch counts for itself: `cargo run --example write_arguments FOLDER`.
//!
//! A lab is `NAME.json`, with its lab file and its cases: a run at a step, the digest of that model, and its file; beside it lie the models,
//! and the reference's is `NAME.reference.safetensors`. `tests/golden/make_argument.py` counts, and `tests/argument.rs` compares.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: write_arguments FOLDER")?;
    native::run(std::path::Path::new(&folder))
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::backend::Tick;
    use dpop_lab::backend::cpu::Processor;
    use dpop_lab::data::LabFile;
    use dpop_lab::digest::fnv;
    use dpop_lab::model::safetensors;
    use dpop_lab::objective::{LossEntry, Parameter, REGISTRY};
    use dpop_lab::train::{Phase, Policy, Session, Step};
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::{Rng, SeedableRng};
    use serde_json::{Value, json};
    use std::error::Error;
    use std::fs;
    use std::path::Path;
    use std::rc::Rc;

    /// A name, a lab file that may begin from a preset, and the steps that are looked at in every run.
    type Lab = (String, Value, Vec<usize>);

    fn labs() -> Vec<Lab> {
        let preset = |name: &str, steps: &[usize]| (name.to_owned(), json!({ "preset": name }), steps.to_vec());
        let mut labs = vec![
            preset("smaug", &[0, 4, 160]),
            preset("arithmetic", &[0, 160]),
            preset("yes-no", &[0, 160]),
            preset("far-apart", &[160]),
            preset("penalties", &[9]),
        ];
        labs.extend(REGISTRY.iter().map(|entry| random(entry)));
        labs
    }

    /// A small lab of chance with pairs of every kind, most of them one token apart, for DPOP and a loss of the registry. Its name alone
    /// decides over it: a new loss is a new lab, and changes no other.
    fn random(entry: &LossEntry) -> Lab {
        let seed = fnv(entry.loss_type.bytes().map(u64::from)) % 10_000;
        let mut rng = Pcg64::seed_from_u64(seed);
        let mut below = |n: u64| (rng.next_u64() >> 33) % n;
        let words = 4 + below(12);
        let pairs: Vec<Value> = (0..1 + below(7))
            .map(|_| {
                let mut text = |length: u64| (0..length).map(|_| format!("w{}", below(words))).collect::<Vec<_>>();
                let (prompt, chosen) = (text(5), text(6));
                let mut rejected = chosen.clone();
                let at = below(6) as usize;
                rejected[at] = format!("w{}", (chosen[at][1..].parse::<u64>().unwrap_or(0) + 1) % words);
                let (length, more) = (2 + below(5) as usize, below(4));
                let cut = |text: &[String], length: usize| text[..length].join(" ");
                match more {
                    // Further apart: one has a word more.
                    0 => json!({ "prompt": cut(&prompt, 2), "chosen": cut(&chosen, length), "rejected": cut(&chosen, length - 1) }),
                    _ => {
                        let length = length.max(at + 1);
                        let prompt = cut(&prompt, 1 + below(5) as usize);
                        json!({ "prompt": prompt, "chosen": cut(&chosen, length), "rejected": cut(&rejected, length) })
                    }
                }
            })
            .collect();
        let heads = 1 << below(3);
        let width = heads * (4 + 4 * below(3));
        let runs: Vec<Value> = (0..2)
            .map(|nth| {
                // DPOP always: most of the argument is about it.
                let loss = if nth == 0 { "dpop" } else { entry.loss_type };
                let beta = [0.1, 0.3, 1.0][below(3) as usize];
                let mut run = json!({ "loss_type": loss, "beta": beta });
                let entry = REGISTRY.iter().find(|entry| entry.loss_type == loss);
                for parameter in entry.into_iter().flat_map(|entry| entry.parameters) {
                    match parameter {
                        Parameter::Number(number) if number.name == "lambda" => {
                            let lambda = [0.05, 0.5, 5.0, 50.0][below(4) as usize];
                            run["lambda"] = json!(lambda);
                        }
                        Parameter::Number(_) => {}
                        Parameter::Choice(choice) => {
                            run[choice.name] = json!(choice.options[below(choice.options.len() as u64) as usize]);
                        }
                    }
                }
                run
            })
            .collect();
        let lab = json!({
            "seed": seed,
            "dataset": { "pairs": pairs },
            "model": { "n_embd": width, "n_layer": 1 + below(2), "n_head": heads, "n_positions": 16 },
            "sft": { "steps": 20 + below(40), "learning_rate": 3e-3 },
            "preference": { "steps": 40, "learning_rate": 1e-3 },
            "runs": runs,
        });
        (format!("random-{}", entry.loss_type), lab, vec![3, 40])
    }

    pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        for (name, lab, steps) in labs() {
            let (spec, _) = LabFile::from_brief(&lab.to_string()).map_err(|fault| format!("{name}: {fault}"))?;
            let mut session = Session::new(spec, Rc::new(Processor))?;
            session.set_target(Phase::Sft, session.spec().sft.steps)?;
            session.set_target(Phase::Preference, session.spec().preference.steps)?;
            while session.tick() != Step::Idle {}
            let write = |policy: Policy, step: Option<usize>, file: &str| -> Result<String, Box<dyn Error>> {
                let mut replay = session.replay(policy, step)?;
                while replay.tick()? != Tick::Done {}
                let params = &replay.state().ok_or("the parameters are not at hand")?.params;
                fs::write(folder.join(file), safetensors::save(session.layout(), params)?)?;
                Ok(format!("{:016x}", fnv(params.iter().map(|x| u64::from(x.to_bits())))))
            };
            let mut cases = vec![];
            for run in 0..session.spec().runs.len() {
                for &step in &steps {
                    let model = format!("{name}.{run}.{step}.safetensors");
                    let digest = write(Policy::Run(run), Some(step), &model)?;
                    cases.push(json!({ "run": run, "step": step, "digest": digest, "model": model }));
                }
            }
            write(Policy::Reference, None, &format!("{name}.reference.safetensors"))?;
            let full: Value = serde_json::from_str(&session.spec().to_json())?;
            let told = json!({ "name": name, "lab": lab, "full": full, "cases": cases });
            fs::write(folder.join(format!("{name}.json")), told.to_string())?;
            println!("{name}: {} cases", cases.len());
        }
        Ok(())
    }
}
