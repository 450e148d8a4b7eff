//! `lab.argument()`: the paper's statements, checked in a browser without keeping the page.

use crate::{
    ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::check_short,
    webdriver::Result,
};
use serde_json::{Value, json};

#[test]
fn the_argument_is_checked_while_the_page_goes_on() -> Result<()> {
    let _alone = crate::quiet::alone();
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'smaug' }, { backend: 'cpu' });
           const early = await lab.argument().catch(({ field, message }) => [field, message]);
           await lab.train('sft');
           await lab.train('preference');
           const from = performance.now();
           const [start, end, dpop] = [await lab.argument({ run: 0, step: 0 }), await lab.argument(), await lab.argument({ run: 1 })];
           const to = performance.now();
           const refused = [];
           for (const what of [{ run: 2 }, { run: 'reference' }, { step: 161 }, { step: -1 }, { pair: 0 }]) {
             refused.push(await lab.argument(what).then(() => 'nothing', ({ field, message }) => field && message));
           }
           lab.free();
           return { early, start, end, dpop, refused, from, to };
         })()",
    )?;
    let of = |verdicts: &str, id: &str| -> Result<Value> {
        let verdicts = seen[verdicts].as_array().ok_or("a list")?;
        Ok(verdicts.iter().find(|verdict| verdict["id"] == id).ok_or("a verdict")?.clone())
    };
    let counts = |verdict: &Value| (verdict["holds"].as_u64(), verdict["of"].as_u64());
    assert_eq!(seen["early"][0], "phase", "{}", seen["early"]);
    assert_eq!(counts(&of("start", "premise")?), (Some(0), Some(70)));
    assert_eq!(counts(&of("start", "premise-right")?), (Some(49), Some(70)));
    assert_eq!(counts(&of("start", "after")?), (Some(70), Some(70)));
    assert_eq!(counts(&of("end", "reduced")?), (Some(69), Some(70)));
    let reduced = of("end", "reduced")?;
    assert_eq!(
        reduced["sentence"],
        "69 of 70 tokens after the difference are less likely than under the reference, in the preferred answers."
    );
    assert_eq!(reduced["exceptions"], json!([{ "pair": 6, "token": 11, "side": "chosen" }]));
    let idle = of("dpop", "dpop-right")?;
    assert_eq!((&idle["applies"], counts(&idle)), (&json!(false), (Some(0), Some(0))));
    assert!(of("end", "lambda-others")?["needed"]["effective"].as_f64() > Some(1000.0));
    for (refused, words) in seen["refused"].as_array().into_iter().flatten().zip([
        "run is 2; allowed are whole numbers from 0 to 1",
        "run is NaN",
        "161",
        "step is -1",
        "is not an option of argument()",
    ]) {
        assert!(refused.as_str().is_some_and(|refused| refused.contains(words)), "{refused} should contain {words:?}");
    }
    let time = |name: &str| seen[name].as_f64().ok_or("a time");
    let (from, to) = (time("from")?, time("to")?);
    println!("    three times all statements on ten pairs: {:.0} ms", to - from);
    check_short(&page.long_tasks(from, to)?);
    Ok(())
}

#[test]
fn the_page_has_what_checks_the_argument_come_when_it_is_asked() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const said = async () => {
             const lab = await Lab.create({ preset: 'arithmetic', sft: { steps: 20 }, preference: { steps: 6 } }, { backend: 'cpu' });
             await lab.train('sft');
             await lab.train('preference');
             const verdicts = JSON.stringify([await lab.argument({ run: 1, step: 3 }), await lab.argument()]);
             lab.free();
             return verdicts;
           };
           const alone = await said();
           // From now on labs are in the page's wasm, which is taken apart.
           document.createElement('dpop-lab');
           const part = () => performance.getEntriesByType('resource').some(({ name }) => /part-lesson/.test(name));
           const before = part();
           return { same: await said() === alone, before, after: part() };
         })()",
    )?;
    assert_eq!(seen, json!({ "same": true, "before": false, "after": true }));
    Ok(())
}
