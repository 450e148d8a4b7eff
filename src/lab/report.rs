//! Metrics as the rows that `lab.metrics()` returns, and those rows as text.

use super::value::Value;
use crate::train::{Divergence, History, Metrics, Phase, Session};

/// Every row of the history, SFT first, then run by run: `{ phase, step, run, "loss", "logps/chosen", … }`, with `run: null` in SFT, whose
/// rows have no rewards.
pub fn metrics(history: &History) -> Value {
    metrics_of(history, None)
}

/// The same; of the runs only this one, where one is named.
pub fn metrics_of(history: &History, only: Option<usize>) -> Value {
    let sft = history.sft().iter().map(|metrics| row(Phase::Sft, Value::Null, metrics));
    let runs = (0..history.runs()).filter(|run| only.is_none_or(|only| only == *run));
    let runs = runs.flat_map(|run| history.run(run).iter().map(move |m| row(Phase::Preference, run.into(), m)));
    Value::List(sft.chain(runs).collect())
}

/// The runs that stopped before their time: `{ run, phase, step, reason }`, where `step` is the first that is not kept.
pub fn diverged(session: &Session) -> Value {
    let stopped = |run: usize| {
        let divergence = session.diverged(run)?;
        let Divergence { phase, step, .. } = divergence;
        Some(Value::Object(vec![
            ("run", run.into()),
            ("phase", phase.name().into()),
            ("step", (*step).into()),
            ("reason", divergence.to_string().as_str().into()),
        ]))
    };
    Value::List((0..session.spec().runs.len()).filter_map(stopped).collect())
}

/// The items of a list as JSON, one a line.
pub fn json_lines(list: &Value) -> String {
    let mut text = String::new();
    if let Value::List(items) = list {
        for item in items {
            item.write_json(&mut text);
            text.push('\n');
        }
    }
    text
}

/// Every row of the history as CSV, a line of names first; what a row has not is empty.
pub fn csv(history: &History) -> String {
    let mut text = "phase,step,run".to_owned();
    for name in Metrics::NAMES.into_iter().chain(Metrics::MORE) {
        text.push(',');
        text += name;
    }
    text.push('\n');
    if let Value::List(rows) = metrics(history) {
        for row in &rows {
            for (place, name) in
                ["phase", "step", "run"].into_iter().chain(Metrics::NAMES).chain(Metrics::MORE).enumerate()
            {
                if place > 0 {
                    text.push(',');
                }
                match row.get(name) {
                    Some(Value::Text(word)) => text += word,
                    Some(value @ Value::Number(_)) => value.write_json(&mut text),
                    _ => {}
                }
            }
            text.push('\n');
        }
    }
    text
}

fn row(phase: Phase, run: Value, metrics: &Metrics) -> Value {
    let mut row = vec![("phase", phase.name().into()), ("step", metrics.step.into()), ("run", run)];
    let named = Metrics::NAMES.into_iter().zip(metrics.values()).chain(Metrics::MORE.into_iter().zip(metrics.more()));
    for (name, value) in named {
        let only_preference = name.starts_with("rewards/") || name.starts_with("dpop/");
        if phase == Phase::Preference || !only_preference {
            row.push((name, value.into()));
        }
    }
    Value::Object(row)
}
