//! The same spec gives the same bits everywhere: one digest of parameters and log-probs after real training, checked natively and in the
//! browser. If a change to the numerics is meant, the new digest is in the failure's message.

use dpop_lab::backend::Tick;
use dpop_lab::backend::cpu::Processor;
use dpop_lab::data::{LabFile, presets};
use dpop_lab::digest::fnv;
use dpop_lab::train::{Phase, Policy, Session, Step};
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// FNV-1a over the bits of the parameters of every run, 12 SFT and 8 preference steps into the preset.
fn digest(preset: &str) -> u64 {
    let json = presets().iter().find(|known| known.name == preset).expect("a preset").json;
    let mut session =
        Session::new(LabFile::from_json(json).expect("presets are valid"), Rc::new(Processor)).expect("small enough");
    session.set_target(Phase::Sft, 12).expect("SFT comes first");
    session.set_target(Phase::Preference, 8).expect("then the runs");
    while session.tick() != Step::Idle {}
    let mut bytes = Vec::new();
    for run in 0..session.spec().runs.len() {
        let mut replay = session.replay(Policy::Run(run), None).expect("trained");
        while replay.tick() == Ok(Tick::Working) {}
        bytes.extend(replay.state().expect("there").params.iter().flat_map(|x| x.to_bits().to_le_bytes()));
    }
    fnv(bytes)
}

fn check(preset: &str, pinned: u64) {
    let digest = digest(preset);
    assert_eq!(digest, pinned, "{preset}: the digest is {digest:#018x}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn smaug() {
    check("smaug", 0x6098_3451_7a6a_79c0);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn far_apart() {
    check("far-apart", 0x7be9_b823_3dbd_ac4b);
}

/// What is one character is the same everywhere, too.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn two_plus_two() {
    check("two-plus-two", 0xf3cf_9466_08a0_4cae);
}
