//! The little of the WebDriver protocol (W3C) that these tests need: JSON over HTTP/1.1 to a chromedriver that each session starts and ends.
//!
//! A client crate would bring some seventy others for these few requests.

use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// What goes wrong between the test and the browser: a sentence, for the test's output.
pub type Result<T> = std::result::Result<T, String>;

/// One browser window, and the driver that it hangs on; dropping it closes both.
pub struct Session {
    driver: Child,
    port: u16,
    id: String,
}

impl Session {
    /// Starts `CHROMEDRIVER` and through it `CHROME`; either may be left to PATH and to the driver's own search.
    pub fn start() -> Result<Session> {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let (driver, port) = start_driver(&program)?;
        // From here on dropping the session ends the driver.
        let mut session = Session { driver, port, id: String::new() };
        let created = session.request("POST", "/session", Some(&capabilities()?))?;
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

    /// A command of Chromium's DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// One request, one answer, one connection: localhost makes nothing else worth its lines.
    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let failed = |error: std::io::Error| format!("{method} {path}: {error}");
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(failed)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(failed)?;
        let text = read_answer(BufReader::new(stream)).map_err(failed)?;
        let answer: Value =
            serde_json::from_str(&text).map_err(|error| format!("{method} {path}: {error} in {text:?}"))?;
        let value = &answer["value"];
        match value["error"].as_str() {
            Some(kind) => Err(format!("{method} {path}: {kind}: {}", value["message"].as_str().unwrap_or_default())),
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
        end(&mut self.driver);
    }
}

fn end(driver: &mut Child) {
    let _ = driver.kill();
    let _ = driver.wait();
}

/// The driver takes a free port of IPv4 and then asks for the same one of IPv6; where another program has that one it
/// ends ("Address already in use"), and is started again, for another port.
fn start_driver(program: &str) -> Result<(Child, u16)> {
    const STARTS: usize = 5;
    for _ in 0..STARTS {
        let mut driver = Command::new(program).arg("--port=0").stdout(Stdio::piped()).spawn().map_err(|error| {
            format!("{program} does not start ({error}): run `cargo xtask test`, which installs it")
        })?;
        match driver.stdout.take().and_then(|output| announced_port(BufReader::new(output))) {
            Some(port) => return Ok((driver, port)),
            None => end(&mut driver),
        }
    }
    Err(format!("{program} was started {STARTS} times and ended each time without naming its port"))
}

/// The driver chooses a free port and says which: "ChromeDriver was started successfully on port 40123."
fn announced_port(output: impl BufRead) -> Option<u16> {
    let mut lines = output.lines().map_while(std::result::Result::ok);
    lines.find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
}

fn read_answer(mut reader: impl BufRead) -> std::io::Result<String> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut text = String::new();
    reader.take(length).read_to_string(&mut text)?;
    Ok(text)
}

/// The browser's settings are those of the tests that wasm-pack runs; console messages are kept to be asked for.
fn capabilities() -> Result<Value> {
    let mut wanted: Value = serde_json::from_str(include_str!("../../webdriver.json"))
        .map_err(|error| format!("webdriver.json: {error}"))?;
    if let Ok(chrome) = env::var("CHROME") {
        wanted["goog:chromeOptions"]["binary"] = json!(chrome);
    }
    wanted["goog:loggingPrefs"] = json!({ "browser": "ALL" });
    wanted["timeouts"] = json!({ "script": 300_000, "pageLoad": 60_000 });
    Ok(json!({ "capabilities": { "alwaysMatch": wanted } }))
}
