//! A model from outside: given to the module, dropped on the page, waited for by a link, and refused.

use crate::{
    A_WHILE, ELSEWHERE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    webdriver::Result,
};
use serde_json::json;

#[test]
fn the_module_takes_back_what_it_handed_out() -> Result<()> {
    let page = Page::open(ELSEWHERE, LAPTOP, Scheme::Light)?;
    let seen = page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
           const fault = promise => promise.then(() => 'none', cause => [cause.field, cause.message]);
           const start = (spec, model) => Lab.create(spec, { backend: 'cpu', model });
           const lab = await start({ preset: 'yes-no' });
           await lab.train('sft', 3);
           await lab.train('preference', 4);
           const zip = await lab.exportBundle(1, 3), weights = await lab.exportModel(1, 3);
           const labs = [await start({ preset: 'yes-no' }, zip), await start({ preset: 'yes-no' }, weights)];
           for (const lab of labs) { await lab.train('sft', 2); await lab.train('preference', 2); }
           const again = await start({ link: labs[0].shareUrl() }, weights);
           await again.train('sft', 2);
           await again.train('preference', 2);
           return [same(await labs[0].exportModel('reference', 0), weights), labs.map(lab => lab.spec().weights), labs.map(lab => lab.digest()),
                   again.digest(), await fault(start(labs[0].spec())), await fault(start({ preset: 'yes-no' }, zip.slice(0, 9000))),
                   await fault(start({ preset: 'yes-no' }, 'model.zip')), await fault(start({ preset: 'smaug' }, weights.slice(0, 500)))];
         })()",
    )?;
    assert_eq!(seen[0], json!(true), "SFT starts from the weights, to the bit");
    assert_eq!(seen[1][0], seen[1][1], "the weights have one name");
    assert_eq!((&seen[2][0], &seen[3]), (&seen[2][1], &seen[2][0]), "the same training");
    let faults = [
        ("weights", "not at hand"),
        ("model", "cut off"),
        ("model", "model is \"model.zip\""),
        ("model.safetensors", "not a readable"),
    ];
    for (index, (field, words)) in faults.into_iter().enumerate() {
        let fault = &seen[4 + index];
        assert_eq!(fault[0], json!(field), "{fault}");
        assert!(fault[1].as_str().is_some_and(|sentence| sentence.contains(words)), "{fault}");
    }
    Ok(())
}

/// Drops a file that the page's own JavaScript made and kept in `window`.
fn drop_kept(page: &Page, name: &str, kept: &str) -> Result<()> {
    let drop = format!(
        "(() => {{
           const data = new DataTransfer();
           data.items.add(new File([{kept}], {}));
           document.querySelector('.curves').dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }}));
           return true;
         }})()",
        json!(name)
    );
    page.value(&drop).map(|_| ())
}

#[test]
fn a_bundle_that_is_dropped_is_trained_on() -> Result<()> {
    let page = Page::open("index.html?backend=cpu&face=lab", LAPTOP, Scheme::Light)?;
    wait_until_done(&page)?;
    page.value(
        "await (async () => {
           const { Lab } = await import('./dpop-lab.js');
           const lab = await Lab.create({ preset: 'yes-no', preference: { steps: 20 } }, { backend: 'cpu' });
           await lab.train('sft', 30);
           await lab.train('preference', 5);
           window.bundle = await lab.exportBundle(0, 5);
           window.weights = await lab.exportModel(0, 5);
           window.broken = window.bundle.slice().fill(7, 4000, 6000);
           return true;
         })()",
    )?;
    // A zip that is damaged changes nothing.
    drop_kept(&page, "bundle.zip", "broken")?;
    let fault = "document.querySelector('.builder .fault')?.textContent";
    let sentence = page.wait_for("a sentence", fault, A_WHILE)?;
    println!("    {sentence}");
    assert_eq!(page.value("document.querySelector('.page').dataset.phase")?, json!("done"));

    drop_kept(&page, "bundle.zip", "bundle")?;
    let outcome = page.wait_for("the outcome", "document.querySelector('[data-outcome]')?.textContent", A_WHILE)?;
    println!("    {outcome}");
    assert!(outcome.as_str().is_some_and(|text| text.contains("Its pairs and settings came with it")), "{outcome}");
    page.wait_for("what SFT starts from", "document.querySelector('[data-weights]') && 'there'", A_WHILE)?;
    wait_until_done(&page)?;
    page.screenshot("import")?;

    let kept = page.value("btoa(Array.from(weights, byte => String.fromCharCode(byte)).join(''))")?;
    // The browser keeps weights as small as these.
    page.value("(location.reload(), true)")?;
    wait_until_done(&page)?;
    assert_eq!(page.value("document.querySelector('[data-missing]')")?, json!(null));
    assert_eq!(page.value("document.querySelector('[data-weights]') !== null")?, json!(true));

    // A link names the weights, and cannot carry them: a visitor is told which file to drop, and nothing trains until it comes.
    page.value(
        "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Share').click()",
    )?;
    let link = page.wait_for("the link", "document.querySelector('dialog.share[open] input')?.value", A_WHILE)?;
    let link = link.as_str().unwrap_or_default().to_owned();
    let fragment = link.split_once('#').map(|(_, fragment)| fragment).unwrap_or_default();
    page.visit(&format!("index.html?backend=cpu#{fragment}"))?;
    page.wait_for("what is missing", "document.querySelector('[data-missing]')?.textContent", A_WHILE)?;
    page.screenshot("import-missing")?;
    page.value(&format!("(window.weights = Uint8Array.from(atob({kept}), letter => letter.charCodeAt(0)), true)"))?;
    drop_kept(&page, "model.safetensors", "weights")?;
    page.wait_for("nothing to be missing", "!document.querySelector('[data-missing]') && 'nothing'", A_WHILE)?;
    wait_until_done(&page)?;
    let compared =
        page.wait_for("the comparison", "document.querySelector('[data-compared]')?.dataset.compared", A_WHILE)?;
    assert_eq!(compared, json!("same"), "the link's digest");

    // And back to random numbers.
    page.click("[data-tab=Sources]")?;
    page.click("[data-weights] button")?;
    page.wait_for("the weights to be gone", "!document.querySelector('[data-weights]') && 'gone'", A_WHILE)?;
    wait_until_done(&page)?;
    assert_eq!(page.console()?, Vec::<String>::new());
    Ok(())
}
