//! The hand-written JavaScript module and its types say the same as the Rust behind them.
#![cfg(not(target_arch = "wasm32"))]

use dpop_lab::data::presets;

#[test]
fn the_module_and_its_types_name_the_presets() {
    let names = presets().iter().map(|preset| format!("\"{}\"", preset.name)).collect::<Vec<_>>();
    for (file, list) in [("dpop-lab.js", names.join(", ")), ("dpop-lab.d.ts", names.join(" | "))] {
        let text =
            std::fs::read_to_string(format!("{}/www/{file}", env!("CARGO_MANIFEST_DIR"))).expect("a file of the site");
        assert!(text.contains(&list), "{file} must list the presets as {list}");
    }
}
