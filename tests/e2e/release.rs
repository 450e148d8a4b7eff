//! A release of the site is whole or not used: with files that a browser has kept, a host that is being replaced, one that answers with the
//! wrong things or not at all, and a full disk. And what does not come is said.

use crate::{
    A_WHILE,
    page::{LAPTOP, Page, Scheme},
    story::wait_until_done,
    takeaway::{copy, emptied},
    webdriver::Result,
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

#[path = "../../xtask/src/release.rs"]
mod seal;

/// What a host does in place of giving a file.
#[derive(Clone)]
enum Fault {
    /// It says that there is none.
    Missing,
    /// It answers with a page, as hosts of single-page applications do.
    Page,
    /// It hangs up.
    Silent,
    /// It has the file of another folder.
    From(PathBuf),
}

/// What a host gives: a folder, and what it does in place of some files of it.
struct Gives {
    folder: PathBuf,
    faults: HashMap<&'static str, Fault>,
    /// How often it was asked for what.
    asked: HashMap<String, usize>,
}

/// A host that lets browsers keep everything but the page for ten minutes, as hosts of static sites do.
struct Host {
    address: String,
    gives: Arc<Mutex<Gives>>,
}

impl Host {
    fn start(folder: &Path) -> Result<Host> {
        let failed = |error: std::io::Error| format!("a host: {error}");
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let address = format!("http://{}/", listener.local_addr().map_err(failed)?);
        let gives =
            Arc::new(Mutex::new(Gives { folder: folder.to_owned(), faults: HashMap::new(), asked: HashMap::new() }));
        let given = gives.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let given = given.clone();
                // A connection that breaks off concerns only the browser at its other end.
                thread::spawn(move || answer(stream, &given).ok());
            }
        });
        Ok(Host { address, gives })
    }

    /// From now on it gives this folder, and does these things in place of some files.
    fn gives(&self, folder: &Path, faults: &[(&'static str, Fault)]) {
        if let Ok(mut gives) = self.gives.lock() {
            gives.folder = folder.to_owned();
            gives.faults = faults.iter().cloned().collect();
        }
    }

    /// How often it was asked for this file.
    fn asked(&self, name: &str) -> usize {
        self.gives.lock().ok().and_then(|gives| gives.asked.get(name).copied()).unwrap_or(0)
    }
}

fn answer(mut stream: TcpStream, gives: &Mutex<Gives>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut header = String::from("-");
    while !header.trim().is_empty() {
        header.clear();
        reader.read_line(&mut header)?;
    }
    let target = line.split_whitespace().nth(1).unwrap_or("/");
    let path = target.split('?').next().unwrap_or_default().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    let (folder, fault) = match gives.lock() {
        Ok(mut gives) => {
            *gives.asked.entry(name.to_owned()).or_default() += 1;
            (gives.folder.clone(), gives.faults.get(name).cloned())
        }
        Err(_) => return Ok(()),
    };
    let folder = match &fault {
        Some(Fault::Silent) => return Ok(()),
        Some(Fault::From(other)) => other.clone(),
        _ => folder,
    };
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "text/html",
    };
    let (status, kind, body) = match (fault, fs::read(folder.join(name))) {
        (Some(Fault::Page), _) => ("200 OK", "text/html", b"<!doctype html><title>Another page</title>".to_vec()),
        (Some(Fault::Missing), _) | (_, Err(_)) => ("404 Not Found", "text/plain", b"No such file.".to_vec()),
        (_, Ok(body)) => ("200 OK", kind, body),
    };
    let keep = if name == "index.html" { "no-cache" } else { "max-age=600" };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: {keep}\r\n\
         Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// A release in which every file says which one it is of; a folder.
fn released(name: &str, test: &str) -> Result<PathBuf> {
    let failed = |error: std::io::Error| format!("release {name}: {error}");
    let parts = emptied(&format!("target/e2e/release-{test}-{name}-parts"))?;
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("target/split/site"), &parts)?;
    let append = |file: &str, bytes: &[u8]| {
        let path = parts.join(file);
        let mut content = fs::read(&path).map_err(failed)?;
        content.extend(bytes);
        fs::write(&path, content).map_err(failed)
    };
    for file in [
        "page.js",
        "dpop-lab.js",
        "dpop-lab-core.js",
        "dpop-lab-engine.js",
        "dpop-lab-gpu.js",
        "dpop-lab-style.js",
        "dpop-lab-bundle.js",
    ] {
        append(file, format!("\n;(globalThis.released ??= {{}})[{file:?}] = {name:?};\n").as_bytes())?;
    }
    // A section of WebAssembly that nobody reads.
    let section = [&[0, 8 + name.len() as u8, 7], b"release".as_slice(), name.as_bytes()].concat();
    for file in ["dpop-lab-core_bg.wasm", "dpop-lab-engine_bg.wasm", "dpop-lab-gpu_bg.wasm"] {
        append(file, &section)?;
    }
    append("style.css", format!("\n:root {{ --released: {name} }}\n").as_bytes())?;
    let page = fs::read_to_string(parts.join("index.html")).map_err(failed)?;
    fs::write(parts.join("index.html"), page.replace("<title>DPOP Lab", &format!("<title>{name}"))).map_err(failed)?;
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/e2e/release-{test}-{name}"));
    seal::seal(&parts, &site).map_err(failed)?;
    Ok(site)
}

/// Which releases the files of this page are of, each named once.
const RELEASES: &str = "[...new Set([document.title, ...Object.values(window.released ?? {}),
    getComputedStyle(document.documentElement).getPropertyValue('--released').trim()])]";

/// The page trains to its end, all of it of this release.
fn trains(page: &Page, release: &str) -> Result<()> {
    wait_until_done(page)?;
    assert_eq!(page.value(RELEASES)?, json!([release]));
    Ok(())
}

const ALERT: &str = "document.querySelector('#dpop-lab-page > [role=alert]')?.textContent";

/// A browser without service workers, as Firefox's private windows are.
const WITHOUT_WORKERS: &str = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });";

fn open(script: &str) -> Result<Page> {
    Page::open_with(crate::ELSEWHERE, LAPTOP, Scheme::Light, script)
}

#[test]
fn what_a_browser_kept_of_one_release_is_not_used_in_the_next() -> Result<()> {
    let (one, two) = (released("one", "kept")?, released("two", "kept")?);
    let host = Host::start(&one)?;
    let page = open(WITHOUT_WORKERS)?;
    page.visit_address(&host.address)?;
    trains(&page, "one")?;
    // What is loaded early is what is used.
    for name in ["dpop-lab.js", "dpop-lab-core.js", "dpop-lab-core_bg.wasm", "style.css"] {
        assert_eq!(host.asked(name), 1, "{name}");
    }
    host.gives(&two, &[]);
    page.visit_address(&host.address)?;
    trains(&page, "two")?;
    // The document with which the window began has no picture for its tab.
    let said: Vec<String> = page.console()?.into_iter().filter(|line| !line.contains("favicon")).collect();
    assert_eq!(said, Vec::<String>::new());
    // A host that is half replaced is not used, and says so; and what came from it does not outlast it, though the browser may keep it.
    for name in ["dpop-lab-core.js", "dpop-lab-core_bg.wasm", "dpop-lab.js"] {
        let page = open(WITHOUT_WORKERS)?;
        host.gives(&two, &[(name, Fault::From(one.clone()))]);
        page.visit_address(&host.address)?;
        let sentence = page.wait_for(name, ALERT, A_WHILE)?;
        let sentence = sentence.as_str().unwrap_or_default();
        println!("    {sentence}");
        assert!(sentence.contains(name) && sentence.contains("another release"), "{name}: {sentence}");
        host.gives(&two, &[]);
        page.visit_address(&host.address)?;
        trains(&page, "two").map_err(|cause| format!("{name}: {cause}"))?;
    }
    Ok(())
}

#[test]
fn what_does_not_come_is_said() -> Result<()> {
    let site = released("one", "missing")?;
    let host = Host::start(&site)?;
    let page = open(WITHOUT_WORKERS)?;
    for name in ["dpop-lab.js", "dpop-lab-core.js", "dpop-lab-core_bg.wasm"] {
        for fault in [Fault::Missing, Fault::Page, Fault::Silent] {
            host.gives(&site, &[(name, fault)]);
            // Nothing is kept from the time when it came.
            page.forget_everything()?;
            page.visit_address(&host.address)?;
            let sentence = page.wait_for(name, ALERT, A_WHILE)?;
            let sentence = sentence.as_str().unwrap_or_default();
            println!("    {sentence}");
            assert!(sentence.contains(&format!("{}{name} could not be loaded", host.address)), "{sentence}");
        }
    }
    // Without the page's own script nobody can look: what stands there says it after a while.
    host.gives(&site, &[("page.js", Fault::Missing)]);
    page.forget_everything()?;
    page.visit_address(&host.address)?;
    let hint = "document.querySelector('.loading p + p')";
    let seen = |page: &Page| page.value(&format!("getComputedStyle({hint}).visibility"));
    page.wait_for("the style", &format!("{hint}?.getAnimations().length === 1"), A_WHILE)?;
    assert_eq!(seen(&page)?, "hidden");
    page.value(&format!("{hint}.getAnimations()[0].finish()"))?;
    assert_eq!(seen(&page)?, "visible");
    assert!(page.text(".loading p + p")?.contains("has not come"));
    // The style sheet is also in the module: the page works without the file.
    host.gives(&site, &[("style.css", Fault::Missing)]);
    page.forget_everything()?;
    page.visit_address(&format!("{}?face=lab", host.address))?;
    let root = "document.querySelector('#dpop-lab-page > div')?.shadowRoot";
    page.wait_for("the page", &format!("{root}?.querySelector('.page')?.dataset.phase === 'done'"), A_WHILE)?;
    let seen = page.value(&format!(
        "[document.documentElement.scrollHeight, getComputedStyle({root}.querySelector('.page')).display,
          {root}.querySelector('canvas').clientHeight]"
    ))?;
    assert!(seen[0].as_f64() < Some(2000.0) && seen[1] == "grid" && seen[2].as_f64() > Some(100.0), "{seen}");
    page.screenshot("without its style sheet")?;
    Ok(())
}

#[test]
fn a_part_that_does_not_come_says_so_and_is_asked_for_again() -> Result<()> {
    const PART: &str = "dpop-lab-part-workbench.wasm";
    let site = released("one", "part")?;
    let host = Host::start(&site)?;
    for fault in [Fault::Missing, Fault::Page, Fault::Silent] {
        let page = open(WITHOUT_WORKERS)?;
        host.gives(&site, &[(PART, fault)]);
        page.visit_address(&format!("{}?face=lab", host.address))?;
        page.wait_for("the page", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
        let height = "document.querySelector('.whole').getBoundingClientRect().height";
        let before = page.value(height)?;
        let sentence =
            page.wait_for("a sentence", "document.querySelector('.late[role=alert] p')?.textContent", A_WHILE)?;
        assert!(sentence.as_str().is_some_and(|text| text.contains("Try again")), "{sentence}");
        assert_eq!(page.value("document.querySelectorAll('[role=alert]').length")?, 1, "said once");
        host.gives(&site, &[]);
        page.click(".late button")?;
        page.wait_for("the builder", "document.querySelector('.builder .row')", A_WHILE)?;
        page.wait_for("a look", "document.querySelector('.scope .says').textContent.includes('After')", A_WHILE)?;
        // Half a pixel is what rounding makes of the heights of the lines above.
        let moved = page.value(height)?.as_f64().zip(before.as_f64()).map(|(after, before)| (after - before).abs());
        assert!(moved.is_some_and(|moved| moved < 0.5), "nothing moves around it: {moved:?}");
        assert_eq!(page.value("document.querySelector('.late')")?, Value::Null);
    }
    Ok(())
}

#[test]
fn what_is_dropped_before_what_reads_it_has_come_says_so_in_either_face() -> Result<()> {
    const PART: &str = "dpop-lab-part-workbench.wasm";
    let site = released("one", "reading")?;
    let host = Host::start(&site)?;
    let page = open(WITHOUT_WORKERS)?;
    let drop = "(() => {
        const data = new DataTransfer(), text = JSON.stringify({ prompt: 'a b', chosen: 'yes', rejected: 'no' });
        data.items.add(new File([text], 'pairs.jsonl'));
        document.querySelector('.page').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        return true;
    })()";
    let pair = "document.querySelector('.strip .tokens')?.textContent";
    host.gives(&site, &[(PART, Fault::Missing)]);
    page.visit_address(&format!("{}?chapter=pair", host.address))?;
    page.wait_for("the page", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    let before = page.value(pair)?;
    page.value(drop)?;
    // The chapter has no place for it: the lab's face is opened, and says that a part of it is missing.
    let fault = "document.querySelector('[data-face=lab] .late[role=alert]')?.textContent";
    let sentence = page.wait_for("a sentence", fault, A_WHILE)?;
    assert!(sentence.as_str().is_some_and(|text| text.contains("part of the page")), "{sentence}");
    assert_eq!(page.value(pair)?, before, "nothing is changed");
    host.gives(&site, &[]);
    page.click(".late button")?;
    page.wait_for(
        "what was refused",
        "document.querySelector('.builder [role=alert]')?.textContent.includes('part of the page')",
        A_WHILE,
    )?;
    page.value(drop)?;
    page.wait_for("the pair", &format!("{pair}?.includes('yes')"), A_WHILE)?;
    Ok(())
}

#[test]
fn what_is_dropped_onto_a_chapter_is_told_in_the_lab() -> Result<()> {
    let site = released("one", "dropped")?;
    let host = Host::start(&site)?;
    let page = open(WITHOUT_WORKERS)?;
    page.visit_address(&format!("{}?chapter=pair", host.address))?;
    page.wait_for("the page", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    page.value(
        "(() => {
           const data = new DataTransfer();
           data.items.add(new File(['Once upon a time.'], 'story.txt'));
           document.querySelector('.page').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
           return true;
         })()",
    )?;
    page.wait_for("why not", "document.querySelector('[data-face=lab] .builder [role=alert]')?.textContent", A_WHILE)?;
    Ok(())
}

#[test]
fn pictures_that_do_not_come_say_so_where_they_would_be() -> Result<()> {
    const PART: &str = "dpop-lab-part-pictures.wasm";
    let site = released("one", "pictures")?;
    let host = Host::start(&site)?;
    let page = open(WITHOUT_WORKERS)?;
    host.gives(&site, &[(PART, Fault::Missing)]);
    page.visit_address(&format!("{}?face=lab", host.address))?;
    // The words go on without them.
    page.wait_for("the training", "document.querySelector('.page')?.dataset.phase === 'done'", A_WHILE)?;
    let place = "(({ top, height }) => [top, height])(document.querySelector('.figure').getBoundingClientRect())";
    let before = page.value(place)?;
    let alert = "document.querySelector('.figure > .late[role=alert] p')?.textContent";
    let sentence = page.wait_for("a sentence", alert, A_WHILE)?;
    assert!(sentence.as_str().is_some_and(|text| text.contains("Try again")), "{sentence}");
    host.gives(&site, &[]);
    page.click(".figure > .late button")?;
    // A canvas on which nothing was drawn is 300 pixels wide.
    page.wait_for("a picture", "document.querySelector('[data-layer=picture]').width !== 300", A_WHILE)?;
    assert_eq!(page.value(place)?, before, "it has the room that was kept");
    assert_eq!(page.value("document.querySelector('.late')")?, Value::Null);
    Ok(())
}

#[test]
fn a_visit_after_the_first_sees_one_release_whatever_its_host_does() -> Result<()> {
    let (one, two) = (released("one", "worker")?, released("two", "worker")?);
    let host = Host::start(&one)?;
    let page = open("")?;
    let visit = |release: &str, what: &str| {
        page.visit_address(&host.address)?;
        trains(&page, release).map_err(|cause| format!("{what}: {cause}"))
    };
    visit("one", "the first visit")?;
    page.value("navigator.serviceWorker.ready.then(() => true)")?;
    // The next release comes, but not all of it: what was kept is used, as a whole.
    for (name, fault) in [
        ("dpop-lab-core.js", Fault::From(one.clone())),
        ("dpop-lab-core.js", Fault::Missing),
        ("dpop-lab-core_bg.wasm", Fault::From(one.clone())),
        ("dpop-lab-core_bg.wasm", Fault::Silent),
        ("dpop-lab.js", Fault::Page),
        ("page.js", Fault::Missing),
        ("style.css", Fault::From(one.clone())),
        ("release.json", Fault::From(one.clone())),
        ("release.json", Fault::Page),
    ] {
        host.gives(&two, &[(name, fault)]);
        // Nor has the browser it by chance.
        page.forget_everything()?;
        page.visit_address(&host.address)?;
        page.wait_for(name, "document.querySelector('.page')?.dataset.phase", A_WHILE)?;
        assert_eq!(page.value(RELEASES)?, json!(["one"]), "{name}");
    }
    // All of it comes.
    host.gives(&two, &[]);
    visit("two", "a new release")?;
    page.wait_for("the old release to go", "caches.keys().then(names => names.length === 1)", A_WHILE)?;
    // Nothing comes any more.
    host.gives(
        &two,
        &[("index.html", Fault::Silent), ("dpop-lab.js", Fault::Silent), ("dpop-lab-core.js", Fault::Missing)],
    );
    visit("two", "without its host")?;
    host.gives(&two, &[("index.html", Fault::Missing)]);
    visit("two", "without the page")?;
    // A full disk: what comes is used all the same, and what was kept stays whole for the visit without the host.
    page.limit_storage(Some(1000))?;
    host.gives(&one, &[]);
    visit("one", "with a full disk")?;
    visit("one", "with a full disk, again")?;
    host.gives(&one, &[("index.html", Fault::Silent)]);
    visit("two", "with a full disk, without its host")?;
    page.limit_storage(None)?;
    host.gives(&one, &[]);
    visit("one", "with room again")?;
    page.wait_for("one release to be kept", "caches.keys().then(names => names.length === 1)", A_WHILE)?;
    // Another site at the same address is its own affair.
    host.gives(&one, &[("index.html", Fault::Page)]);
    page.visit_address(&host.address)?;
    assert_eq!(page.value("document.title")?, Value::from("Another page"));
    Ok(())
}
