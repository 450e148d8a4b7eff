//! Data from outside, read while the page goes on, and what is told of them: the same for the page, JavaScript and Python.

use super::value::Value;
use crate::data::PairText;
use crate::data::import::{BadRow, DataNote, DataRead};
#[cfg(target_arch = "wasm32")]
use crate::{
    data::field_error::Fault,
    data::import::{DataContent, DataFile, DataForm, DataProgress, DataReading, DataWish, Unreadable},
    data::json::Node,
    data::{FieldError, limits},
    lab::checking,
    lab::handed::to_js,
    lab::slices::{self, Piece},
    parts::part,
};
#[cfg(target_arch = "wasm32")]
use js_sys::{Array, JSON, Reflect};
#[cfg(target_arch = "wasm32")]
use std::pin::Pin;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::JsValue;

/// [`answer`], which need not be here yet.
#[cfg(target_arch = "wasm32")]
pub type DataReader = fn(Vec<DataFile>, DataWish) -> Pin<Box<dyn Future<Output = Result<JsValue, FieldError>>>>;

#[cfg(target_arch = "wasm32")]
part! {
    /// What reads data for JavaScript.
    pub fn data_reader() -> DataReader = workbench(|files, wish| Box::pin(answer(files, wish)));
}

/// Reads files in slices, as [`crate::data::import::read`] does.
///
/// # Errors
/// The same, and the browser's.
#[cfg(target_arch = "wasm32")]
pub async fn read(files: Vec<DataFile>, wish: DataWish) -> Result<DataContent, FieldError> {
    let mut reading = Some(DataReading::new(files, wish)?);
    let piece = move || {
        Ok(match reading.take().map(DataReading::advance).transpose() {
            Ok(Some(DataProgress::Done(content))) => Piece::Done(Ok(content)),
            Ok(Some(DataProgress::More(rest))) => {
                reading = Some(rest);
                Piece::More
            }
            Ok(None) => Piece::More,
            Err(error) => Piece::Done(Err(error)),
        })
    };
    slices::run(piece).await.map_err(|_| FieldError::new("", Fault::of(Unreadable::Text)))?
}

/// What JavaScript is told of files: of a lab file, its pairs. And what is noticed in pairs that a lab could hold.
#[cfg(target_arch = "wasm32")]
async fn answer(files: Vec<DataFile>, wish: DataWish) -> Result<JsValue, FieldError> {
    let mut read = match read(files, wish).await? {
        DataContent::Pairs(read) => *read,
        DataContent::Lab(lab) => DataRead {
            tokens: lab.dataset.tokens,
            pairs: lab.dataset.pairs,
            eval_pairs: lab.dataset.eval_pairs,
            form: DataForm::Lab,
            notes: vec![DataNote::Lab],
            ..DataRead::default()
        },
    };
    let unreadable = |_| FieldError::new("", Fault::of(Unreadable::Text));
    let lists = [std::mem::take(&mut read.pairs), std::mem::take(&mut read.eval_pairs)];
    let told = to_js(&to_value(&read));
    for (key, pairs) in ["pairs", "evalPairs"].into_iter().zip(&lists) {
        let list = handed_over(pairs).await.map_err(unreadable)?;
        // A plain object takes every property.
        let _ = Reflect::set(&told, &key.into(), &list);
    }
    let [pairs, eval_pairs] = lists;
    if is_of_a_lab(&pairs, &eval_pairs) {
        let mut check = checking::begin(read.tokens, pairs, eval_pairs);
        let checks = slices::run(|| Ok(check())).await.map_err(unreadable)?;
        let _ = Reflect::set(&told, &"checks".into(), &to_js(&checks));
    }
    Ok(told)
}

/// Pairs for JavaScript, some at a time: there may be tens of thousands. They go as one text, for each text by itself would take as long as reading
/// them.
#[cfg(target_arch = "wasm32")]
async fn handed_over(pairs: &[PairText]) -> Result<Array, JsValue> {
    const AT_ONCE: usize = 128;
    let list = Array::new();
    let mut chunks = pairs.chunks(AT_ONCE);
    let piece = || {
        let Some(chunk) = chunks.next() else { return Ok(Piece::Done(())) };
        let texts = |one: &PairText| {
            let [prompt, chosen, rejected] = [&one.prompt, &one.chosen, &one.rejected].map(|text| Node::quote(text));
            format!("{{\"prompt\":{prompt},\"chosen\":{chosen},\"rejected\":{rejected}}}")
        };
        let text = chunk.iter().map(texts).collect::<Vec<_>>().join(",");
        for one in Array::from(&JSON::parse(&format!("[{text}]"))?).iter() {
            list.push(&one);
        }
        Ok(Piece::More)
    };
    slices::run(piece).await?;
    Ok(list)
}

/// Whether a lab could hold as many pairs, and as much text: then no piece of a check is long.
#[cfg(target_arch = "wasm32")]
fn is_of_a_lab(pairs: &[PairText], eval_pairs: &[PairText]) -> bool {
    let lists = [pairs, eval_pairs];
    let bytes = |pair: &PairText| pair.prompt.len() + pair.chosen.len() + pair.rejected.len();
    lists.iter().all(|pairs| pairs.len() <= limits::PAIRS)
        && lists.iter().flat_map(|pairs| pairs.iter()).map(bytes).sum::<usize>() <= limits::BYTES
}

/// Everything that is told of data.
pub fn to_value(read: &DataRead) -> Value {
    let pairs = |pairs: &[PairText]| Value::List(pairs.iter().map(pair).collect());
    let mapping = read.mapping.entries().map(|(key, column)| (key, column.map_or(Value::Null, Value::from)));
    Value::Object(vec![
        ("pairs", pairs(&read.pairs)),
        ("evalPairs", pairs(&read.eval_pairs)),
        ("tokens", read.tokens.name().into()),
        ("form", read.form.name().into()),
        ("mapping", Value::Object(mapping.to_vec())),
        ("columns", Value::List(read.columns.iter().map(|name| name.as_str().into()).collect())),
        ("notes", Value::List(read.notes.iter().map(note).collect())),
        ("problems", Value::List(read.problems.iter().map(problem).collect())),
    ])
}

fn pair(pair: &PairText) -> Value {
    Value::Object(vec![
        ("prompt", pair.prompt.as_str().into()),
        ("chosen", pair.chosen.as_str().into()),
        ("rejected", pair.rejected.as_str().into()),
    ])
}

fn note(note: &DataNote) -> Value {
    Value::Object(vec![("code", note.name().into()), ("message", note.to_string().as_str().into())])
}

fn problem(bad: &BadRow) -> Value {
    let place = [bad.row.map(|row| ("row", row.into())), bad.file.as_deref().map(|file| ("file", file.into()))];
    let told = [
        ("line", bad.line.into()),
        ("code", bad.fault.name().into()),
        ("reason", bad.fault.to_string().as_str().into()),
    ];
    Value::Object(told.into_iter().chain(place.into_iter().flatten()).collect())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::import::{self, DataContent, DataWish};

    #[test]
    fn everything_is_told() {
        let text = "{\"question\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"question\": \"a\", \"chosen\": \"b\", \"rejected\": \"b\"}";
        let Ok(DataContent::Pairs(read)) = import::read(vec![text.into()], DataWish::default()) else {
            panic!("pairs")
        };
        let mut told = String::new();
        to_value(&read).write_json(&mut told);
        assert_eq!(
            told,
            r#"{"pairs": [{"prompt": "a", "chosen": "b", "rejected": "c"}],"#.to_owned()
                + r#" "evalPairs": [], "tokens": "words", "form": "standard", "mapping": {"prompt": "question", "chosen": "chosen", "rejected": "rejected","#
                + r#" "system": null, "input": null, "label": null, "heldOut": null}, "columns": ["question","chosen","rejected"],"#
                + r#" "notes": [{"code": "mapped", "message": "Columns by other names: prompt from \"question\", chosen from \"chosen\" and rejected from \"rejected\"."}],"#
                + r#" "problems": [{"line": 2, "code": "same", "reason": "chosen and rejected are the same; allowed is a completion that differs from chosen in at least one token"}]}"#
        );
    }
}
