//! The hand-written JavaScript module and its types say the same as the Rust behind them.
#![cfg(not(target_arch = "wasm32"))]

use dpop_lab::argument::STATEMENTS;
use dpop_lab::data::presets;
use dpop_lab::gauges::GAUGES;
use dpop_lab::objective::{Parameter, REGISTRY, names};
use dpop_lab::train::{HeldOut, Metrics};

#[test]
fn the_module_and_its_types_name_the_presets() {
    let names = presets().iter().map(|preset| format!("\"{}\"", preset.name)).collect::<Vec<_>>();
    for (file, list) in [("dpop-lab.js", names.join(", ")), ("dpop-lab.d.ts", names.join(" | "))] {
        assert!(site(file).contains(&list), "{file} must list the presets as {list}");
    }
}

#[test]
fn the_types_name_the_losses_and_their_settings() {
    let text = site("dpop-lab.d.ts");
    let all =
        |names: &mut dyn Iterator<Item = &str>| names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ");
    let mut lines = vec![
        "/** A loss and its settings. */".to_owned(),
        "export interface LossSettings {".to_owned(),
        format!("  loss_type?: {};", all(&mut names().map(|(name, _)| name))),
    ];
    let mut told: Vec<&str> = vec![];
    for parameter in REGISTRY.iter().flat_map(|entry| entry.parameters) {
        let name = parameter.name();
        if told.contains(&name) {
            continue;
        }
        told.push(name);
        let has = |parameters: &[Parameter]| parameters.iter().any(|other| other.name() == name);
        let of: Vec<String> = REGISTRY
            .iter()
            .filter(|entry| has(entry.parameters))
            .map(|entry| format!("`{}`", entry.loss_type))
            .collect();
        let of = if of.len() == REGISTRY.len() { "every loss".to_owned() } else { of.join(", ") };
        let kind = match parameter {
            Parameter::Number(_) => "number".to_owned(),
            Parameter::Choice(choice) => all(&mut choice.options.iter().copied()),
        };
        lines.extend([format!("  /** Of {of}. */"), format!("  {name}?: {kind};")]);
    }
    lines.push("}".to_owned());
    let missing: Vec<&String> = lines.iter().filter(|line| !text.contains(*line)).collect();
    let wanted = lines.join("\n");
    assert!(
        text.contains(&wanted),
        "www/dpop-lab.d.ts lacks what the registry of losses has, {missing:?}; there must stand\n{wanted}"
    );
}

#[test]
fn the_types_name_the_statements() {
    let text = site("dpop-lab.d.ts");
    let union =
        text.split_once("export type StatementId =").and_then(|(_, rest)| rest.split_once(';')).expect("a union").0;
    let named: Vec<&str> = union.lines().filter_map(|line| line.trim().strip_prefix("| ")).collect();
    let known: Vec<String> = STATEMENTS.iter().map(|statement| format!("\"{}\"", statement.id.name())).collect();
    assert_eq!(named, known, "www/dpop-lab.d.ts must list the statements in StatementId, in their order");
}

#[test]
fn the_types_name_what_is_measured() {
    let text = site("dpop-lab.d.ts");
    let row =
        text.split_once("export interface MetricsRow {").and_then(|(_, rest)| rest.split_once("\n}")).expect("a row").0;
    let keys = row.lines().map(str::trim).filter(|line| line.ends_with(": number;"));
    let named: Vec<&str> =
        keys.filter_map(|line| Some(line.split_once(": ")?.0.trim_end_matches('?').trim_matches('"'))).collect();
    let known: Vec<&str> =
        ["step"].into_iter().chain(Metrics::NAMES).chain(Metrics::MORE).chain(HeldOut::NAMES).collect();
    assert_eq!(named, known, "www/dpop-lab.d.ts must list what is measured in MetricsRow, in its order");
}

#[test]
fn the_types_name_the_gauges() {
    let text = site("dpop-lab.d.ts");
    let rows =
        text.split_once("export interface Gauges {").and_then(|(_, rest)| rest.split_once("\n}")).expect("rows").0;
    let keys = rows.lines().map(str::trim).filter(|line| line.ends_with(';'));
    let named: Vec<&str> = keys.filter_map(|line| Some(line.split_once(": ")?.0.trim_matches('"'))).collect();
    let known: Vec<&str> =
        ["pair"].into_iter().chain(GAUGES.iter().map(|gauge| gauge.id.name())).chain(["token_cosine?"]).collect();
    assert_eq!(named, known, "www/dpop-lab.d.ts must list the gauges in Gauges, in their order");
}

fn site(file: &str) -> String {
    std::fs::read_to_string(format!("{}/www/{file}", env!("CARGO_MANIFEST_DIR"))).expect("a file of the site")
}
