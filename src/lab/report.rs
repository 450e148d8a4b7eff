//! Metrics as the rows that `lab.metrics()` returns.

use crate::train::{History, Metrics, Phase};
use serde_json::{Map, Value, json};

/// Every row of the history, SFT first, then run by run: `{ phase, step, run, "loss", "logps/chosen", … }`, with `run: null` in SFT, whose
/// rows have no rewards.
pub fn metrics(history: &History) -> Value {
    let sft = history.sft().iter().map(|metrics| row(Phase::Sft, Value::Null, metrics));
    let runs =
        (0..history.runs()).flat_map(|run| history.run(run).iter().map(move |m| row(Phase::Preference, json!(run), m)));
    Value::Array(sft.chain(runs).collect())
}

fn row(phase: Phase, run: Value, metrics: &Metrics) -> Value {
    let mut row = Map::new();
    row.insert("phase".into(), json!(phase.name()));
    row.insert("step".into(), json!(metrics.step));
    row.insert("run".into(), run);
    for (name, value) in Metrics::NAMES.into_iter().zip(metrics.values()) {
        let only_preference = name.starts_with("rewards/") || name.starts_with("dpop/");
        if phase == Phase::Preference || !only_preference {
            row.insert(name.into(), json!(value));
        }
    }
    Value::Object(row)
}
