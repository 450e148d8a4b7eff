//! The built page in a browser, as a test sees it: what it shows, what it logged, how long it kept the main thread.
//!
//! A test has Chromium, whose DevTools emulate and measure, unless it asks for another browser ([`Page::open_in`]).

use crate::{
    server,
    webdriver::{Browser, Result, Session},
};
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// A window's size in CSS pixels.
#[derive(Clone, Copy)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// The size that the page is designed for.
pub const LAPTOP: Size = Size { width: 1280, height: 800 };

/// The page with the lab's face, as who works there finds it again. A first visit begins with the argument.
pub const LAB: &str = "index.html?face=lab";

/// What the person's system asks pages for.
#[derive(Clone, Copy)]
pub enum Scheme {
    Light,
    Dark,
}

/// Installed before any script of the page runs, so that nothing is missed.
const OBSERVER: &str = "
window.__tasks = [];
new PerformanceObserver(list => { for (const task of list.getEntries()) window.__tasks.push([task.startTime, task.duration]); })
  .observe({ type: 'longtask', buffered: true });";

/// A page that is open.
pub struct Page {
    session: Session,
}

impl Page {
    /// Opens `path` of the built site, such as "index.html?preset=smaug", in a window of this size.
    pub fn open(path: &str, size: Size, scheme: Scheme) -> Result<Page> {
        Page::open_with(path, size, scheme, "")
    }

    /// The same, after a script that runs before any of the page's.
    pub fn open_with(path: &str, size: Size, scheme: Scheme, script: &str) -> Result<Page> {
        let page = Page { session: Session::start(Browser::Chromium)? };
        for source in [OBSERVER, script] {
            page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))?;
        }
        page.resize(size)?;
        page.prefer(scheme)?;
        page.visit(path)?;
        Ok(page)
    }

    /// Starts any of the browsers, with an empty window of this size.
    pub fn open_in(browser: Browser, size: Size) -> Result<Page> {
        let page = Page { session: Session::start(browser)? };
        page.resize(size)?;
        Ok(page)
    }

    /// Opens `path` of the built site at an address that this browser has never seen: nothing is kept from an earlier visit.
    pub fn visit(&self, path: &str) -> Result<()> {
        let dist = dist()?;
        let address = server::start(&dist, 0, None).map_err(|error| format!("serving {}: {error}", dist.display()))?;
        self.session.post("url", &json!({ "url": format!("http://{address}/{path}") })).map(drop)
    }

    /// Opens any address.
    pub fn visit_address(&self, address: &str) -> Result<()> {
        self.session.post("url", &json!({ "url": address })).map(drop)
    }

    /// The address of the site that is open, with a slash at its end.
    pub fn site(&self) -> Result<String> {
        let site = self.value("new URL('./', location).href")?;
        site.as_str().map(str::to_owned).ok_or_else(|| "the page has no address".into())
    }

    /// The page's own size, whatever frame the window has.
    pub fn resize(&self, Size { width, height }: Size) -> Result<()> {
        match self.session.browser {
            Browser::Chromium => {
                let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                self.session.devtools("Emulation.setDeviceMetricsOverride", metrics).map(drop)
            }
            Browser::Firefox | Browser::WebKit => {
                let frame = self.value("[outerWidth - innerWidth, outerHeight - innerHeight]")?;
                let outer = |inner: u32, frame: &Value| i64::from(inner) + frame.as_i64().unwrap_or(0);
                let rect = json!({ "width": outer(width, &frame[0]), "height": outer(height, &frame[1]) });
                self.session.post("window/rect", &rect).map(drop)
            }
        }
    }

    /// Light or dark.
    pub fn prefer(&self, scheme: Scheme) -> Result<()> {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.session.devtools("Emulation.setEmulatedMedia", features).map(drop)
    }

    /// What the page is shown on, "screen" or "print", and what the person's system asks for, by the names of CSS.
    pub fn emulate(&self, media: &str, features: &[(&str, &str)]) -> Result<()> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.session.devtools("Emulation.setEmulatedMedia", json!({ "media": media, "features": features })).map(drop)
    }

    /// Moves the pointer from one place of the window to the next, in CSS pixels, pressing nothing.
    pub fn hover(&self, way: &[(f64, f64)]) -> Result<()> {
        let go = |(x, y): &(f64, f64)| json!({ "type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 0 });
        let actions: Vec<Value> = way.iter().map(go).collect();
        let pointer =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.session.post("actions", &json!({ "actions": [pointer] })).map(drop)
    }

    /// Asks for no motion.
    pub fn prefer_stillness(&self) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.session.devtools("Emulation.setEmulatedMedia", features).map(drop)
    }

    /// The value of a JavaScript expression; a promise is awaited.
    pub fn value(&self, expression: &str) -> Result<Value> {
        let expression = format!("(async () => ({expression}))()");
        let (script, arguments) = match self.session.browser {
            // Not subject to the page's own policy.
            Browser::Chromium | Browser::WebKit => (format!("return {expression};"), json!([])),
            // Evaluated as the page's own script: what Firefox runs for its driver can import no module.
            Browser::Firefox => ("return window.eval(arguments[0]);".to_owned(), json!([expression])),
        };
        self.session.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits inside the page until `expression` is truthy, and gives its value; `what` says in the failure what was waited for.
    pub fn wait_for(&self, what: &str, expression: &str, limit: Duration) -> Result<Value> {
        let script = format!(
            "const until = performance.now() + {};
             for (;;) {{
               const value = {expression};
               if (value || performance.now() > until) return value;
               await new Promise(next => setTimeout(next, 20));
             }}",
            limit.as_millis()
        );
        let value = self.value(&format!("await (async () => {{ {script} }})()"))?;
        if matches!(&value, Value::Null | Value::Bool(false)) || value == json!(0) || value == json!("") {
            return Err(format!("waited {} s in vain for {what}: `{expression}` is {value}", limit.as_secs()));
        }
        Ok(value)
    }

    /// The text of the first element that the CSS selector finds.
    pub fn text(&self, selector: &str) -> Result<String> {
        let value = self.value(&format!("document.querySelector({})?.textContent", json!(selector)))?;
        value.as_str().map(str::to_owned).ok_or_else(|| format!("nothing on the page matches {selector}"))
    }

    /// Clicks the first element that the CSS selector finds, in its middle, as a person's pointer does.
    pub fn click(&self, selector: &str) -> Result<()> {
        let found = self.session.post("element", &json!({ "using": "css selector", "value": selector }))?;
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let id = id.ok_or_else(|| format!("nothing on the page matches {selector}"))?;
        self.session.post(&format!("element/{id}/click"), &json!({})).map(drop)
    }

    /// Types into whatever has the focus: characters, or keys as WebDriver's code points ("\u{E004}" is Tab).
    pub fn press(&self, keys: &str) -> Result<()> {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })])
            .collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session.post("actions", &keyboard).map(drop)
    }

    /// Presses a key while a modifier is held.
    pub fn chord(&self, modifier: char, key: char) -> Result<()> {
        let keys = [("keyDown", modifier), ("keyDown", key), ("keyUp", key), ("keyUp", modifier)];
        let actions: Vec<Value> = keys.into_iter().map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session.post("actions", &keyboard).map(drop)
    }

    /// Presses at one place of the window, in CSS pixels, moves to another and lets go; at one place it is a click.
    pub fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let go = |(x, y): (f64, f64)| json!({ "type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 0 });
        let button = |kind: &str| json!({ "type": kind, "button": 0 });
        // A browser takes up what is dragged only after some moves, and so does its target.
        let between = |i: u8| f64::from(i) / 20.0;
        let way = (1..=20).map(|i| go((from.0 + between(i) * (to.0 - from.0), from.1 + between(i) * (to.1 - from.1))));
        let actions: Vec<Value> =
            [go(from), button("pointerDown")].into_iter().chain(way).chain([button("pointerUp")]).collect();
        let pointer =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.session.post("actions", &json!({ "actions": [pointer] })).map(drop)
    }

    /// Lets Chromium save what the page gives a person to save, in this folder.
    pub fn download_to(&self, folder: &Path) -> Result<()> {
        let how = json!({ "behavior": "allow", "downloadPath": folder });
        self.session.devtools("Browser.setDownloadBehavior", how).map(drop)
    }

    /// Lets the open site keep so many bytes, or as many as it could before.
    pub fn limit_storage(&self, bytes: Option<u32>) -> Result<()> {
        let mut limit = json!({ "origin": self.value("location.origin")? });
        if let Some(bytes) = bytes {
            limit["quotaSize"] = bytes.into();
        }
        self.session.devtools("Storage.overrideQuotaForOrigin", limit).map(drop)
    }

    /// Empties what the browser keeps of files.
    pub fn forget_everything(&self) -> Result<()> {
        self.session.devtools("Network.clearBrowserCache", json!({})).map(drop)
    }

    /// An element's left, top, width and height in the window, in CSS pixels.
    pub fn place(&self, selector: &str) -> Result<[f64; 4]> {
        let rect = format!(
            "(() => {{ const r = document.querySelector({}).getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; }})()",
            json!(selector)
        );
        let values = self.value(&rect)?;
        Ok([0, 1, 2, 3].map(|i| values[i].as_f64().unwrap_or(f64::NAN)))
    }

    /// Opens the page again, with what its browser has kept.
    pub fn reload(&self) -> Result<()> {
        self.session.post("refresh", &json!({})).map(drop)
    }

    /// Main-thread tasks over 50 ms between two times of the page's clock, as the browser itself reports them: `(start, ms)`.
    pub fn long_tasks(&self, from: f64, to: f64) -> Result<Vec<(f64, f64)>> {
        let tasks = self.value("window.__tasks")?;
        let tasks = tasks.as_array().into_iter().flatten();
        let tasks = tasks.filter_map(|task| Some((task[0].as_f64()?, task[1].as_f64()?)));
        Ok(tasks.filter(|(start, _)| (from..to).contains(start)).collect())
    }

    /// Whatever the console has shown since the last call: exceptions, failed downloads, warnings; of Firefox's, the exceptions.
    pub fn console(&self) -> Result<Vec<String>> {
        match self.session.browser {
            // A document without a picture for its tab is nothing to complain of.
            Browser::Chromium => Ok(self.logged()?.into_iter().filter(|line| !line.contains("favicon")).collect()),
            Browser::Firefox => self.printed(),
            // It tells nobody; an exception that matters leaves its page standing still, which is waited for in vain.
            Browser::WebKit => Ok(Vec::new()),
        }
    }

    /// What Firefox prints of a page's exceptions: "JavaScript error: http://127.0.0.1:40123/page.js, line 3: Error: …".
    fn printed(&self) -> Result<Vec<String>> {
        const END: &str = "all that was printed until now";
        self.value(&format!("dump({})", json!(format!("{END}\n"))))?;
        let lines = std::iter::from_fn(|| self.session.next_line(Duration::from_secs(10)));
        let lines: Vec<String> = lines.take_while(|line| line != END).collect();
        Ok(lines.into_iter().filter(|line| line.starts_with("JavaScript error: http://127.0.0.1:")).collect())
    }

    fn logged(&self) -> Result<Vec<String>> {
        let entries = self.session.post("se/log", &json!({ "type": "browser" }))?;
        let messages = entries.as_array().into_iter().flatten().map(|entry| entry["message"].as_str());
        Ok(messages.map(|message| message.unwrap_or_default().to_owned()).collect())
    }

    /// Writes what the window shows to `target/e2e/NAME.png`, for eyes.
    pub fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let picture = self.session.get("screenshot")?;
        let bytes = BASE64
            .decode(picture.as_str().unwrap_or_default().as_bytes())
            .map_err(|error| format!("the picture is not base64: {error}"))?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e");
        let path = folder.join(format!("{name}.png"));
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }
}

/// The built site, from `DPOP_LAB_DIST`.
pub fn dist() -> Result<PathBuf> {
    let remedy = "run `cargo xtask test`, or `cargo xtask build` and then `DPOP_LAB_DIST=dist cargo test --test e2e`";
    let dist =
        env::var("DPOP_LAB_DIST").map_err(|_| format!("DPOP_LAB_DIST does not name the built site: {remedy}"))?;
    let dist = PathBuf::from(dist);
    if dist.join("index.html").is_file() {
        Ok(dist)
    } else {
        Err(format!("{} holds no built site: {remedy}", dist.display()))
    }
}
