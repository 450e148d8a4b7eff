//! The JavaScript interface in a real browser: `wasm-pack test --headless --chrome`.
#![cfg(target_arch = "wasm32")]

use dpop_lab::lab::js::{LabCore, preset_names};
use js_sys::{Array, Float64Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn preset(name: &str) -> String {
    format!("{{\"preset\": \"{name}\"}}")
}

async fn create(spec: &str, backend: &str) -> Result<LabCore, JsValue> {
    let none = js_sys::Function::new_no_args("throw new Error('There is no GPU here.')");
    LabCore::create(spec.to_owned(), backend.to_owned(), none, None).await
}

async fn lab(name: &str) -> LabCore {
    create(&preset(name), "auto").await.expect("presets are valid")
}

async fn done(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect("the promise resolves")
}

/// The sentence and the field of a rejected promise.
async fn refused(promise: Promise) -> (String, Option<String>) {
    said(&JsFuture::from(promise).await.expect_err("the promise is rejected"))
}

fn said(error: &JsValue) -> (String, Option<String>) {
    (String::from(error.unchecked_ref::<js_sys::Error>().message()), get(error, "field").as_string())
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).expect("an object")
}

fn number(value: &JsValue, key: &str) -> f64 {
    get(value, key).as_f64().unwrap_or(f64::NAN)
}

/// A column of what was measured: of SFT, or of a run.
fn column(lab: &LabCore, run: Option<f64>, name: &str) -> Vec<f64> {
    let place = names(lab, run).iter().position(|known| known == name).expect("a column");
    let values = Float64Array::new_with_length(rows(lab, run) as u32);
    lab.fill(run, place, 0, &values).expect("a run");
    values.to_vec()
}

fn names(lab: &LabCore, run: Option<f64>) -> Vec<String> {
    lab.column_names(run).expect("a run")
}

fn rows(lab: &LabCore, run: Option<f64>) -> usize {
    lab.rows(run).expect("a run") as usize
}

#[wasm_bindgen_test]
async fn a_lab_trains_for_real_and_shows_the_failure_and_its_cure() {
    let lab = lab("smaug").await;
    done(lab.train("sft", None)).await;
    done(lab.train("preference", None)).await;
    assert_eq!([None, Some(0.0), Some(1.0)].map(|run| rows(&lab, run)), [101, 161, 161]);
    let change = |run: f64| {
        let chosen = column(&lab, Some(run), "logps/chosen");
        chosen[160] - chosen[0]
    };
    assert!(change(0.0) < -1.0, "DPO lowers the chosen log-prob: {}", change(0.0));
    assert!(change(1.0) >= -0.1, "DPOP holds it: {}", change(1.0));
    assert_eq!(column(&lab, Some(0.0), "rewards/accuracies")[160], 1.0);
    assert!(!names(&lab, None).iter().any(|name| name.starts_with("rewards/")), "SFT has no rewards");
    assert!(!names(&lab, Some(0.0)).iter().any(|name| name.starts_with("eval_")), "no pair is held out");
}

#[wasm_bindgen_test]
async fn held_out_pairs_have_columns_of_their_own() {
    let pair = |prompt: &str| format!(r#"{{ "prompt": "{prompt}", "chosen": "a .", "rejected": "b ." }}"#);
    let spec = format!(
        r#"{{ "dataset": {{ "pairs": [{}], "eval_pairs": [{}, {}] }}, "sft": {{ "steps": 20 }}, "preference": {{ "steps": 8 }} }}"#,
        pair("x"),
        pair("y"),
        pair("x y")
    );
    let lab = create(&spec, "cpu").await.expect("a lab");
    done(lab.train("sft", None)).await;
    done(lab.train("preference", None)).await;
    let held_out = |run: Option<f64>| names(&lab, run).into_iter().filter(|name| name.starts_with("eval_")).count();
    assert_eq!([None, Some(0.0)].map(held_out), [3, 7]);
    for (run, count) in [(None, 21), (Some(1.0), 9)] {
        let values = column(&lab, run, "eval_logps/chosen");
        assert!(values.len() == count && values.iter().all(|value| *value < 0.0), "{values:?}");
    }
    let first = column(&lab, Some(0.0), "eval_loss")[0];
    assert!((first - std::f64::consts::LN_2).abs() < 1e-12, "{first}");
}

#[wasm_bindgen_test]
async fn repeated_training_goes_on() {
    let lab = lab("arithmetic").await;
    for steps in [2.0, 3.0] {
        done(lab.train("sft", Some(steps))).await;
    }
    assert_eq!(rows(&lab, None), 6);
    done(lab.train("preference", Some(0.0))).await;
    assert_eq!([Some(0.0), Some(1.0)].map(|run| rows(&lab, run)), [1, 1]);
    let (message, field) = refused(lab.train("sft", Some(1.0))).await;
    assert!(message.contains("frozen after 5 SFT steps"), "{message}");
    assert_eq!(field.as_deref(), Some("phase"));
}

#[wasm_bindgen_test]
async fn inspection_shows_both_contexts_and_the_theory() {
    let lab = lab("smaug").await;
    done(lab.train("sft", Some(30.0))).await;
    done(lab.train("preference", Some(6.0))).await;
    let seen = done(lab.inspect(1.0.into(), 2.0, Some(4.0))).await;
    assert_eq!(number(&seen, "step"), 4.0);
    let (chosen, theory) = (get(&seen, "chosen"), get(&seen, "theory"));
    let tokens = Array::from(&get(&chosen, "tokens")).length();
    for key in ["logps", "ref_logps", "logits", "dlogits"] {
        assert_eq!(Array::from(&get(&chosen, key)).length(), tokens, "{key}: one entry a token");
    }
    assert_eq!(get(&theory, "applies"), JsValue::TRUE);
    assert_eq!(Array::from(&get(&theory, "positions")).length(), tokens);
}

#[wasm_bindgen_test]
async fn the_argument_is_checked_statement_by_statement() {
    let lab = lab("smaug").await;
    done(lab.train("sft", Some(30.0))).await;
    done(lab.train("preference", Some(6.0))).await;
    let verdicts = Array::from(&done(lab.argument(0.0, Some(4.0))).await);
    assert_eq!(get(&verdicts.get(0), "id"), "only-h");
    let after = verdicts.iter().find(|verdict| get(verdict, "id") == "after").expect("it is among them");
    assert_eq!((number(&after, "holds"), number(&after, "of")), (70.0, 70.0));
    assert!(number(&after, "worst") < 1e-5, "rounding of f32");
}

#[wasm_bindgen_test]
async fn an_exported_model_is_safetensors_and_the_same_every_time() {
    let lab = lab("arithmetic").await;
    done(lab.train("sft", Some(3.0))).await;
    done(lab.train("preference", Some(5.0))).await;
    let export = async |run: JsValue, step: Option<f64>| {
        done(lab.export_model(run, step)).await.unchecked_into::<Uint8Array>().to_vec()
    };
    let last = export(JsValue::from_f64(0.0), None).await;
    assert_eq!(last, export(JsValue::from_f64(0.0), Some(5.0)).await);
    assert_ne!(last, export(JsValue::from_f64(0.0), Some(4.0)).await);
    assert!(String::from_utf8_lossy(&export("reference".into(), None).await).contains("transformer.wte.weight"));
}

#[wasm_bindgen_test]
async fn what_cannot_be_is_said_in_a_sentence() {
    let message = async |spec: &str, backend: &str| said(&create(spec, backend).await.err().expect("refused"));
    let spec = preset("smaug");
    assert_eq!(message(&spec, "gpu").await, ("There is no GPU here.".to_owned(), Some("backend".to_owned())));
    assert_eq!(message(&spec, "tpu").await.1.as_deref(), Some("backend"));
    let bad = "{\"preset\": \"smaug\", \"model\": {\"n_head\": 5}}";
    let (sentence, field) = message(bad, "auto").await;
    assert!(sentence.contains('5') && field.is_some_and(|field| field.starts_with("model.")), "{sentence}");
    let lab = lab("yes-no").await;
    for (promise, field) in [
        (lab.train("dpo", None), "phase"),
        (lab.train("sft", Some(-1.0)), "steps"),
        (lab.train("sft", Some(f64::NAN)), "steps"),
        (lab.train("sft", Some(1e9)), "steps"),
        (lab.inspect(7.0.into(), 0.0, None), "run"),
        (lab.argument(7.0, None), "run"),
        (lab.argument(0.0, Some(0.5)), "step"),
        (lab.argument(0.0, None), "phase"),
        (lab.export_model("dpo".into(), None), "run"),
    ] {
        let (sentence, at) = refused(promise).await;
        assert_eq!(at.as_deref(), Some(field), "{sentence}");
    }
}

#[wasm_bindgen_test]
async fn pairs_are_looked_over_before_and_after_training() {
    let lab = lab("arithmetic").await;
    assert_eq!(Array::from(&done(lab.check()).await).length(), 0, "nothing is noticed in an example");
    let pair = |chosen: &str, rejected: &str| {
        format!("{{\"prompt\": \"tea or coffee ?\", \"chosen\": \"{chosen}\", \"rejected\": \"{rejected}\"}}")
    };
    let spec =
        format!("{{\"dataset\": {{\"pairs\": [{}, {}]}}}}", pair("tea .", "coffee ."), pair("coffee .", "tea ."));
    let lab = create(&spec, "cpu").await.expect("a lab");
    done(lab.train("sft", Some(1.0))).await;
    let findings = Array::from(&done(lab.check()).await);
    assert_eq!((findings.length(), get(&findings.get(0), "id")), (1, "contradictory".into()));
    assert_eq!(number(&findings.get(0), "count"), 2.0);
    assert_eq!(get(&findings.get(0), "remedy"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_freed_lab_says_so() {
    let lab = lab("smaug").await;
    let training = lab.train("sft", None);
    drop(lab);
    assert!(refused(training).await.0.contains("freed"));
}

#[wasm_bindgen_test]
async fn every_preset_is_a_lab() {
    for name in preset_names() {
        lab(&name).await;
    }
}
