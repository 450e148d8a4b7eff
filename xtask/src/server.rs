//! A web server for one folder on this machine: what a static host does, and nothing else. The tests and the bench use it too.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    sync::mpsc::Sender,
    thread,
    time::Duration,
};

/// Whether the answer has a body: to HEAD it has only the body's length.
#[derive(Clone, Copy)]
enum Answer {
    Whole,
    HeadOnly,
}

/// A request's head and a posted report may be this long.
const LONGEST_HEAD: u64 = 16 * 1024;
const LONGEST_REPORT: u64 = 256 * 1024;

/// Serves `folder` on the loopback address until the program ends, on `port` or any free one for 0; gives the address.
/// What a page posts to `/report` goes to `reports`.
pub fn start(folder: &Path, port: u16, reports: Option<Sender<String>>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    let folder = folder.canonicalize()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, reports) = (folder.clone(), reports.clone());
            // A connection that breaks off concerns only the browser at its other end.
            thread::spawn(move || answer(stream, &folder, reports).ok());
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream, folder: &Path, reports: Option<Sender<String>>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST_HEAD + LONGEST_REPORT));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let length = read_length(&mut reader)?;
    match (method.as_str(), reports) {
        ("GET" | "HEAD", _) => match find(folder, &target) {
            Some(path) => {
                let body = fs::read(&path)?;
                let answer = if method == "HEAD" { Answer::HeadOnly } else { Answer::Whole };
                respond(&mut stream, "200 OK", media_type(&path), &body, answer)
            }
            None => respond(&mut stream, "404 Not Found", "text/plain", b"There is no such file.\n", Answer::Whole),
        },
        ("POST", Some(reports)) if target == "/report" && length <= LONGEST_REPORT => {
            let mut text = String::new();
            reader.take(length).read_to_string(&mut text)?;
            // Nobody listens any more once the bench is done.
            let _ = reports.send(text);
            respond(&mut stream, "204 No Content", "text/plain", b"", Answer::Whole)
        }
        _ => respond(&mut stream, "405 Method Not Allowed", "text/plain", b"Only GET and HEAD.\n", Answer::Whole),
    }
}

/// Reads the headers to their end; of all of them only the body's length matters here.
fn read_length(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(length);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(u64::MAX);
        }
    }
}

/// The file for a request's target, if it lies in the folder.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    // A link inside the folder may still lead out of it.
    file.canonicalize().ok().filter(|file| file.starts_with(folder) && file.is_file())
}

fn respond(stream: &mut TcpStream, status: &str, media_type: &str, body: &[u8], answer: Answer) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    match answer {
        Answer::Whole => stream.write_all(body)?,
        Answer::HeadOnly => {}
    }
    stream.flush()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ts" | "txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
