//! Metrics as the rows that `lab.metrics()` returns.

use super::value::Value;
use crate::train::{History, Metrics, Phase};

/// Every row of the history, SFT first, then run by run: `{ phase, step, run, "loss", "logps/chosen", … }`, with `run: null` in SFT, whose
/// rows have no rewards.
pub fn metrics(history: &History) -> Value {
    let sft = history.sft().iter().map(|metrics| row(Phase::Sft, Value::Null, metrics));
    let runs =
        (0..history.runs()).flat_map(|run| history.run(run).iter().map(move |m| row(Phase::Preference, run.into(), m)));
    Value::List(sft.chain(runs).collect())
}

fn row(phase: Phase, run: Value, metrics: &Metrics) -> Value {
    let mut row = vec![("phase", phase.name().into()), ("step", metrics.step.into()), ("run", run)];
    for (name, value) in Metrics::NAMES.into_iter().zip(metrics.values()) {
        let only_preference = name.starts_with("rewards/") || name.starts_with("dpop/");
        if phase == Phase::Preference || !only_preference {
            row.push((name, value.into()));
        }
    }
    Value::Object(row)
}
