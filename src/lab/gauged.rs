//! What gauges say as `lab.gauges()` gives it: plain values, a row a pair.

use super::value::Value;
use crate::gauges::{GAUGES, GaugeReading, GaugeRow, TokenCosines};

/// The value that `lab.gauges()` resolves to: a row a pair, with a key for each of [`GAUGES`], and in the row of the one pair that was asked for
/// how its tokens' gradients lie to each other.
pub fn to_value(rows: &[GaugeRow], tokens: Option<&TokenCosines>) -> Value {
    Value::List(rows.iter().map(|row| one(row, tokens)).collect())
}

fn one(row: &GaugeRow, tokens: Option<&TokenCosines>) -> Value {
    let readings = GAUGES.iter().zip(&row.readings).map(|(gauge, reading)| (gauge.id.name(), said(*reading)));
    let cosines = tokens.map(|tokens| ("token_cosine", matrix(tokens)));
    Value::Object([("pair", row.pair.into())].into_iter().chain(readings).chain(cosines).collect())
}

fn matrix(tokens: &TokenCosines) -> Value {
    let row = |row: Vec<GaugeReading>| Value::List(row.into_iter().map(said).collect());
    Value::List(tokens.rows().into_iter().map(row).collect())
}

/// The cosines of the tokens of the one pair that was asked for, out of the value of [`to_value`]: nothing where one says nothing; none at all where
/// no pair was asked for, or it is not there.
pub fn token_cosines(rows: &Value) -> Option<Vec<Vec<Option<f64>>>> {
    let Value::List(rows) = rows else { return None };
    let Value::List(cosines) = rows.first()?.get("token_cosine")? else { return None };
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let row = |row: &Value| if let Value::List(row) = row { Some(row.iter().map(number).collect()) } else { None };
    cosines.iter().map(row).collect()
}

/// Where nothing is said there is `null`.
fn said(reading: GaugeReading) -> Value {
    match reading {
        GaugeReading::Count(count) => count.into(),
        GaugeReading::Number(number) => number.into(),
        GaugeReading::Truth(truth) => truth.into(),
        GaugeReading::Undefined => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_pair_and_every_gauge() {
        let row = |pair: usize, first: GaugeReading| {
            let mut readings = vec![GaugeReading::Number(0.5); GAUGES.len()];
            readings[0] = first;
            GaugeRow { pair, readings }
        };
        let given =
            [row(0, GaugeReading::Count(3)), row(1, GaugeReading::Undefined), row(2, GaugeReading::Truth(true))];
        let value = to_value(&given, None);
        let Value::List(rows) = &value else { panic!("{value:?}") };
        for (pair, row) in rows.iter().enumerate() {
            let Value::Object(entries) = row else { panic!("{row:?}") };
            assert_eq!((entries.len(), row.get("pair")), (GAUGES.len() + 1, Some(&Value::from(pair))));
        }
        let mut text = String::new();
        value.write_json(&mut text);
        assert!(text.starts_with(r#"[{"pair": 0, "edit_distance": 3, "edit_distance_normalized": 0.5,"#), "{text}");
        assert!(text.contains(r#"{"pair": 1, "edit_distance": null,"#), "{text}");
        assert!(text.contains(r#"{"pair": 2, "edit_distance": true,"#), "{text}");
        let value = to_value(&given[..1], Some(&TokenCosines::default()));
        let Value::List(rows) = &value else { panic!("{value:?}") };
        assert_eq!(rows[0].get("token_cosine"), Some(&Value::List(vec![])));
        assert_eq!((token_cosines(&value), token_cosines(&to_value(&given, None))), (Some(vec![]), None));
        let row = |cells: [Value; 2]| Value::List(cells.into());
        let cosines = Value::List(vec![row([1.0.into(), Value::Null]), row([Value::Null, 1.0.into()])]);
        let value = Value::List(vec![Value::Object(vec![("token_cosine", cosines)])]);
        assert_eq!(token_cosines(&value), Some(vec![vec![Some(1.0), None], vec![None, Some(1.0)]]));
    }
}
