//! The little of the WebDriver protocol (W3C) that these tests need: JSON over HTTP/1.1 to a driver that each session starts and ends.
//!
//! A client crate for WebDriver would bring some seventy others for these few requests; one for HTTP does.

use crate::quiet::{self, Place};
use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};
use ureq::{Agent, http::Request};

/// What goes wrong between the test and the browser: a sentence, for the test's output.
pub type Result<T> = std::result::Result<T, String>;

/// A program that the page must work in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

/// A driver that has not answered by then has gone silent: of what takes too long in the browser it says so earlier.
const SILENCE: Duration = Duration::from_secs(360);

/// One browser window, and the driver that it hangs on; dropping it closes both.
pub struct Session {
    /// What runs.
    pub browser: Browser,
    driver: Driver,
    id: String,
    /// Left when the driver has ended.
    _place: Place,
}

impl Session {
    /// Starts the browser's driver and through it the browser; `CHROMEDRIVER` and `CHROME`, `GECKODRIVER` and `FIREFOX`, or `WEBKITDRIVER` and
    /// `WEBKIT` name them, or else PATH and the driver's own search.
    pub fn start(browser: Browser) -> Result<Session> {
        // From here on dropping the session ends the driver.
        let place = quiet::beside_others();
        let mut session = Session { browser, driver: Driver::start(browser)?, id: String::new(), _place: place };
        let created = session.request("POST", "/session", Some(&capabilities(browser)?))?;
        session.id = created["sessionId"].as_str().ok_or("the driver gave no session")?.to_owned();
        Ok(session)
    }

    /// `POST /session/ID/path`.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.request("POST", &format!("/session/{}/{path}", self.id), Some(body))
    }

    /// `GET /session/ID/path`.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.request("GET", &format!("/session/{}/{path}", self.id), None)
    }

    /// A command of the DevTools protocol, which only Chromium speaks.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// The next line that driver or browser writes, after those that were taken before.
    pub fn next_line(&self, limit: Duration) -> Option<String> {
        self.driver.lines.recv_timeout(limit).ok()
    }

    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let asked = format!("{method} {path} of {:?}'s driver", self.browser);
        let text = self.driver.ask(method, path, body).map_err(|error| format!("{asked}: {error}"))?;
        let answer: Value = serde_json::from_str(&text).map_err(|error| format!("{asked}: {error} in {text:?}"))?;
        let value = &answer["value"];
        match value["error"].as_str() {
            Some(kind) => Err(format!("{asked}: {kind}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value.clone()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The browser ends with its session; a driver that is gone already has nothing to end.
        if !self.id.is_empty() {
            let _ = self.request("DELETE", &format!("/session/{}", self.id), None);
        }
    }
}

/// A driver that runs, listens on `port`, and says `lines`, as does the browser that it starts; dropping it ends it.
struct Driver {
    process: Child,
    port: u16,
    lines: Receiver<String>,
    client: Agent,
}

impl Driver {
    /// What it answers, whether it could do what was asked or not.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<String> {
        let failed = |error| match error {
            ureq::Error::Timeout(_) => format!("no answer within {} s", SILENCE.as_secs()),
            other => other.to_string(),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:{}{path}", self.port))
            .header("Content-Type", "application/json")
            .body(body.map(Value::to_string).unwrap_or_default())
            .map_err(|error| error.to_string())?;
        let mut answer = self.client.run(request).map_err(failed)?;
        // A picture may be larger than what is read by default.
        answer.body_mut().with_config().limit(u64::MAX).read_to_string().map_err(failed)
    }

    /// chromedriver takes a free port of IPv4 and then asks for the same one of IPv6; where another program has that one it
    /// ends ("Address already in use"). A driver that ends before it has a port is started again, for another one.
    fn start(browser: Browser) -> Result<Driver> {
        const STARTS: usize = 5;
        for _ in 0..STARTS {
            if let Some(driver) = Driver::try_start(browser)? {
                return Ok(driver);
            }
        }
        Err(format!("the driver of {browser:?} was started {STARTS} times and ended each time without naming its port"))
    }

    fn try_start(browser: Browser) -> Result<Option<Driver>> {
        // WebKit's says nothing, and must be told a port.
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_or(0, |free| free.port());
        let port = format!("--port={}", if browser == Browser::WebKit { free } else { 0 });
        let (variable, program, arguments): (_, _, &[&str]) = match browser {
            Browser::Chromium => ("CHROMEDRIVER", "chromedriver", &[&port]),
            Browser::Firefox => ("GECKODRIVER", "geckodriver", &[&port, "--websocket-port=0"]),
            Browser::WebKit => ("WEBKITDRIVER", "WebKitWebDriver", &[&port]),
        };
        let program = env::var(variable).unwrap_or_else(|_| program.into());
        let failed = |error| format!("{program} does not start ({error}): run `cargo xtask test`, which installs it");
        let (output, input) = std::io::pipe().map_err(failed)?;
        let errors = input.try_clone().map_err(failed)?;
        let mut command = Command::new(&program);
        if browser == Browser::WebKit {
            // What it builds its sandbox with is not allowed in a container; it sees the project's own page and no other.
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        let process = command.args(arguments).stdout(input).stderr(errors).stdin(Stdio::null()).spawn();
        // It holds the pipe's other end: with it here, a driver that has ended would never have said its last word.
        drop(command);
        let (sender, lines) = mpsc::channel();
        let mut driver = Driver { process: process.map_err(failed)?, port: 0, lines, client: client() };
        // What is said must be read, or a full pipe stops whoever says it.
        thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(std::result::Result::ok) {
                // Nobody listens any more when the session has ended.
                let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
        if browser == Browser::WebKit {
            driver.port = free;
            let limit = Instant::now() + Duration::from_secs(30);
            while TcpStream::connect(("127.0.0.1", free)).is_err() {
                if Instant::now() > limit || driver.process.try_wait().is_ok_and(|ended| ended.is_some()) {
                    return Ok(None);
                }
                thread::sleep(Duration::from_millis(20));
            }
            return Ok(Some(driver));
        }
        let Some(port) = driver.lines.iter().find_map(|line| announced_port(&line)) else { return Ok(None) };
        driver.port = port;
        Ok(Some(driver))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The driver chooses a free port and says which: "ChromeDriver was started successfully on port 40123.", "… Listening on 127.0.0.1:40123".
fn announced_port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("successfully on port ").or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    port.trim_end().trim_end_matches('.').parse().ok()
}

/// A client for a driver on this machine: no proxy stands between, each request has its own connection, and what is wrong is in the body.
fn client() -> Agent {
    let config = Agent::config_builder().proxy(None).max_idle_connections(0).http_status_as_error(false);
    config.timeout_global(Some(SILENCE)).build().into()
}

fn capabilities(browser: Browser) -> Result<Value> {
    let mut wanted = match browser {
        // The settings of the tests that wasm-pack runs; console messages are kept to be asked for.
        Browser::Chromium => {
            let mut wanted: Value = serde_json::from_str(include_str!("../../webdriver.json"))
                .map_err(|error| format!("webdriver.json: {error}"))?;
            wanted["goog:loggingPrefs"] = json!({ "browser": "ALL" });
            wanted
        }
        Browser::Firefox => json!({ "moz:firefoxOptions": { "args": ["-headless"] } }),
        Browser::WebKit => json!({ "webkitgtk:browserOptions": { "args": ["--automation"] } }),
    };
    let (variable, options) = match browser {
        Browser::Chromium => ("CHROME", "goog:chromeOptions"),
        Browser::Firefox => ("FIREFOX", "moz:firefoxOptions"),
        Browser::WebKit => ("WEBKIT", "webkitgtk:browserOptions"),
    };
    if let Ok(program) = env::var(variable) {
        wanted[options]["binary"] = json!(program);
    }
    wanted["timeouts"] = json!({ "script": 300_000, "pageLoad": 60_000, "implicit": 10_000 });
    Ok(json!({ "capabilities": { "alwaysMatch": wanted } }))
}
