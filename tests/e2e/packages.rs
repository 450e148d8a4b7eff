//! The npm package in other people's programs, from the bundlers and frameworks that they have; and documents that trust no text as a script.

use crate::{
    A_WHILE, bundle,
    page::{LAPTOP, Page, dist},
    server,
    story::wait_until_done,
    takeaway::{copy, emptied},
    webdriver::{Browser, Result},
};
use serde_json::json;
use std::{fs, path::Path};

#[test]
fn the_npm_package_trains_as_installed_and_as_bundled() -> Result<()> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/package/check");
    let address = server::start(&installed, 0, None).map_err(|error| {
        format!("{}: {error}: run `cargo xtask test`, or `cargo xtask package`", installed.display())
    })?;
    let page = Page::open_in(Browser::Chromium, LAPTOP)?;
    // Any document of this origin: the module alone is at work.
    page.visit_address(&format!("http://{address}/node_modules/dpop-lab/README.md"))?;
    let [from_package, from_bundle] =
        ["await import('/node_modules/dpop-lab/dpop-lab.js')", "(await import('/app/app.js'), window.dpopLab)"].map(
            |module| {
                page.value(&format!(
                    "await (async () => {{
               const {{ Lab, presets }} = {module};
               const lab = await Lab.create({{ preset: presets[0] }});
               await lab.train('sft');
               await lab.train('preference');
               return [lab.metrics().length, lab.metrics().at(-1).loss];
             }})()"
                ))
            },
        );
    let seen = from_package?;
    assert_eq!(seen[0], 101 + 2 * 161, "{seen}");
    assert_eq!(seen, from_bundle?);
    Ok(())
}

/// Programs that `cargo xtask package` has built with the packed package: their names, folders and documents.
const HOSTS: [(&str, &str, &str); 4] = [
    ("Vite", "vite", "vite.html"),
    ("React in StrictMode", "vite", "react.html"),
    ("Vue", "vite", "vue.html"),
    ("webpack", "webpack", "index.html"),
];

/// Where the figure is, as an element or mounted.
const ROOT: &str = "(document.querySelector('dpop-lab') ?? document.querySelector('.figure > div'))?.shadowRoot";

#[test]
fn bundled_hosts_have_a_figure_that_works_and_harms_nothing() -> Result<()> {
    for (name, folder, document) in HOSTS {
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/package/hosts").join(folder);
        let address = server::start(&built, 0, None).map_err(|error| {
            format!("{}: {error}: run `cargo xtask test`, or `cargo xtask package`", built.display())
        })?;
        let page = Page::open_in(Browser::Chromium, LAPTOP)?;
        page.visit_address(&format!("http://{address}/{document}"))?;
        let done = format!("{ROOT}?.querySelector('.page')?.dataset.phase === 'done'");
        page.wait_for(&format!("{name}: the figure to be trained"), &done, A_WHILE)?;
        let seen = page.value(&format!(
            "await (async () => {{
               const {{ Lab, LabError }} = window.dpopLab, root = {ROOT};
               const [file] = [...root.querySelectorAll('canvas')].map(canvas => canvas.getBoundingClientRect());
               const lab = await Lab.create({{ preset: 'yes-no' }}, {{ backend: 'cpu' }});
               await lab.train('sft', 3);
               await lab.train('preference', 2);
               let nowhere;
               try {{ lab.shareUrl(); }} catch (cause) {{ nowhere = [cause instanceof LabError, cause.field, cause.message]; }}
               const bytes = await lab.exportBundle(0);
               const there = await Lab.create(lab.spec(), {{ site: 'https://your.site/lab' }});
               await there.train('sft', 3);
               await there.train('preference', 2);
               const [names, read] = {UNZIP}(bytes);
               return {{
                 height: document.documentElement.scrollHeight, pages: root.querySelectorAll('.page').length,
                 style: getComputedStyle(root.querySelector('.page')).display, canvas: [file.width, file.height],
                 heading: getComputedStyle(document.querySelector('h1')).fontSize,
                 nowhere, link: there.shareUrl(), names: names.length,
                 script: new TextDecoder().decode(read('train_trl.py')).includes('DPOTrainer'),
                 origin: root.querySelector('.origin'),
               }};
             }})()",
            UNZIP = bundle::UNZIP,
        ))?;
        println!("    {name}: {} px high", seen["height"]);
        // A heading, a figure with four parts and a line of text.
        assert!(seen["height"].as_f64() < Some(2000.0), "{name}: {seen}");
        assert_eq!((&seen["pages"], &seen["style"]), (&json!(1), &json!("flex")), "{name}: {seen}");
        assert!(seen["canvas"][1].as_f64() > Some(100.0), "{name}: {seen}");
        assert!(seen["canvas"][0].as_f64() <= Some(1280.0), "{name}: {seen}");
        assert_eq!(seen["heading"], "32px", "{name}: the host's own type is as it was: {seen}");
        assert_eq!((&seen["nowhere"][0], &seen["nowhere"][1]), (&json!(true), &json!("site")), "{name}: {seen}");
        assert!(
            seen["link"].as_str().is_some_and(|link| link.starts_with("https://your.site/lab/#v=1&")),
            "{name}: {seen}"
        );
        assert_eq!((&seen["names"], &seen["script"]), (&json!(bundle::FILES.len()), &json!(true)), "{name}: {seen}");
        assert_eq!(seen["origin"], json!(null), "{name}: no link to nowhere");
        page.screenshot(&format!("host-of-the-package-{name}"))?;
        // React and Vue recommend their own tools, where they are built for those who develop.
        let advice = |line: &String| line.contains("React DevTools") || line.contains("development build of Vue");
        let said: Vec<String> = page.console()?.into_iter().filter(|line| !advice(line)).collect();
        assert_eq!(said, Vec::<String>::new(), "{name}");
    }
    Ok(())
}

#[test]
fn an_elements_site_is_an_attribute() -> Result<()> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/package/hosts/vite");
    let address = server::start(&built, 0, None).map_err(|error| format!("{}: {error}", built.display()))?;
    let page = Page::open_in(Browser::Chromium, LAPTOP)?;
    page.visit_address(&format!("http://{address}/vite.html"))?;
    page.value("document.querySelector('dpop-lab').outerHTML = `<dpop-lab site=\"/lab/\" preset=\"yes-no\" panel=\"strip\"></dpop-lab>`")?;
    page.wait_for("the figure", &format!("{ROOT}?.querySelector('.page')?.dataset.phase === 'done'"), A_WHILE)?;
    let seen = page.value(&format!(
        "await (async () => [await document.querySelector('dpop-lab').shareUrl(), {ROOT}.querySelector('.origin a').href])()"
    ))?;
    for link in [&seen[0], &seen[1]] {
        assert!(
            link.as_str().is_some_and(|link| link.starts_with(&format!("http://{address}/lab/#v=1&preset=yes-no"))),
            "{seen}"
        );
    }
    Ok(())
}

/// A policy under which no text becomes a script, and the one policy that the page's service worker needs.
const TRUSTED: &str = "<meta http-equiv='Content-Security-Policy' content=\"require-trusted-types-for 'script'; trusted-types dpop-lab\">";

#[test]
fn trusted_types_let_page_frame_and_element_work() -> Result<()> {
    let host = emptied("target/e2e/trusted")?;
    copy(&dist()?, &host.join("lab"))?;
    let write = |path: &str, text: String| fs::write(host.join(path), text).map_err(|error| format!("{path}: {error}"));
    let index = fs::read_to_string(host.join("lab/index.html")).map_err(|error| error.to_string())?;
    write("lab/index.html", index.replacen("<head>", &format!("<head>{TRUSTED}"), 1))?;
    let document = |body: &str| {
        format!(
            "<!doctype html><html lang='en'><meta charset='utf-8'>{TRUSTED}<link rel='icon' href='data:,'><title>A host</title>{body}</html>"
        )
    };
    write(
        "element.html",
        document(
            "<script type='module' src='lab/dpop-lab.js'></script><dpop-lab preset='yes-no' panel='curves,strip,microscope,answers,time'></dpop-lab>",
        ),
    )?;
    write(
        "frame.html",
        document(
            "<iframe src='lab/?embed&panel=headline,curves&preset=yes-no' title='figure' width='700' height='400'></iframe>",
        ),
    )?;
    let address = server::start(&host, 0, None).map_err(|error| error.to_string())?;
    let page = Page::open_in(Browser::Chromium, LAPTOP)?;
    page.visit_address(&format!("http://{address}/lab/"))?;
    wait_until_done(&page)?;
    page.value("navigator.serviceWorker.ready.then(() => true)")?;
    assert_eq!(page.console()?, Vec::<String>::new(), "the page");
    page.visit_address(&format!("http://{address}/element.html"))?;
    let root = "document.querySelector('dpop-lab').shadowRoot";
    page.wait_for("the element", &format!("{root}.querySelector('.page')?.dataset.phase === 'done'"), A_WHILE)?;
    page.visit_address(&format!("http://{address}/frame.html"))?;
    let inside = "document.querySelector('iframe').contentDocument.querySelector('.page')";
    page.wait_for("the frame", &format!("{inside}?.dataset.phase === 'done'"), A_WHILE)?;
    assert_eq!(page.console()?, Vec::<String>::new(), "element and frame");
    Ok(())
}
