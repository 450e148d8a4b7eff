//! A release: the site's files, each of which names the very others that it belongs to.
//!
//! Names are stable, because pages elsewhere rely on them, and caches and hosts may give a file of another release under any of them. So the
//! files are sealed: what one of them asks for it asks for as `./NAME?sha256=…`, whose digest the browser checks (wasm, the style sheet), or
//! as `./NAME?seal=…`, which the module so asked compares with its own seal before it does anything else. The page is the last to be sealed:
//! what it names in turn is the whole release. `release.json` lists it for the service worker (`www/offline.js`), which keeps a release whole
//! or not at all.
//!
//! It is given folders and knows no other part of these commands, because the end-to-end tests make releases too.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use std::{fmt::Write, fs, io, path::Path};

/// The page, and the list of what belongs to it.
const PAGE: &str = "index.html";
const LIST: &str = "release.json";

/// How the names of the page's further parts begin. They are sealed before all others, and its module names them.
const PART: &str = "dpop-lab-part-";
const NAMES_PARTS: &str = "dpop-lab-core.js";

/// What is sealed, in this order: a file names only such as stand before it.
const FILES: [(&str, &[&str]); 13] = [
    ("dpop-lab-core_bg.wasm", &[]),
    ("dpop-lab-engine_bg.wasm", &[]),
    ("dpop-lab-gpu_bg.wasm", &[]),
    ("style.css", &[]),
    ("dpop-lab-core.js", &[]),
    ("dpop-lab-engine.js", &[]),
    ("dpop-lab-gpu.js", &[]),
    ("dpop-lab-style.js", &[]),
    ("dpop-lab-bundle.js", &[]),
    ("dpop-lab-sweep.js", &[]),
    ("dpop-lab-worker.js", &["dpop-lab-engine.js", "dpop-lab-sweep.js"]),
    (
        "dpop-lab.js",
        &[
            "dpop-lab-core_bg.wasm",
            "dpop-lab-engine_bg.wasm",
            "dpop-lab-gpu_bg.wasm",
            "dpop-lab-core.js",
            "dpop-lab-engine.js",
            "dpop-lab-gpu.js",
            "dpop-lab-style.js",
            "dpop-lab-bundle.js",
            "dpop-lab-sweep.js",
            "dpop-lab-worker.js",
        ],
    ),
    ("page.js", &["dpop-lab.js"]),
];

/// A file that is sealed.
struct Sealed {
    /// As it is asked for: its name and a query.
    address: String,
    /// The digest of its bytes as browsers check it.
    integrity: String,
}

/// Makes the release `site` of the files in `parts`; whatever was in `site` before is gone.
///
/// # Errors
/// A file that is missing, or that does not name what it must.
pub fn seal(parts: &Path, site: &Path) -> io::Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    copy(parts, site)?;
    let further = further_parts(site)?;
    let mut sealed: Vec<(&str, Sealed)> = Vec::new();
    for (name, names) in further.iter().map(|name| (name.as_str(), &[][..])).chain(FILES) {
        let is_named = |other: &str| names.contains(&other) || (name == NAMES_PARTS && other.starts_with(PART));
        let path = site.join(name);
        let mut bytes = fs::read(&path).map_err(|error| told(&format!("{}: {error}", path.display())))?;
        let query = if name.ends_with(".js") {
            let mut text = String::from_utf8(bytes).map_err(|_| told(&format!("{name} is not text")))?;
            for (other, Sealed { address, .. }) in sealed.iter().filter(|(other, _)| is_named(other)) {
                text = replaced(&text, &format!("\"./{other}\""), &format!("\"./{address}\""), name)?;
            }
            let seal = short(text.as_bytes());
            bytes = format!("{}{text}", check(&seal)).into_bytes();
            fs::write(&path, &bytes)?;
            format!("seal={seal}")
        } else {
            format!("sha256={}", BASE64URL_NOPAD.encode(&Sha256::digest(&bytes)))
        };
        let integrity = format!("sha256-{}", BASE64.encode(&Sha256::digest(&bytes)));
        sealed.push((name, Sealed { address: format!("{name}?{query}"), integrity }));
    }
    let mut files = String::new();
    for (place, (_, Sealed { address, integrity })) in sealed.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(files, "{comma}\n    {address:?}: {integrity:?}").map_err(io::Error::other)?;
    }
    let release = short(files.as_bytes());
    fs::write(site.join(LIST), format!("{{\n  \"release\": {release:?},\n  \"files\": {{{files}\n  }}\n}}\n"))?;
    let page = fs::read_to_string(site.join(PAGE))?;
    fs::write(site.join(PAGE), pinned(&page, &sealed, &release)?)
}

/// The names of the page's further parts, in order; none where its wasm is whole.
fn further_parts(site: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(site)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<String>>>()?;
    names.retain(|name| name.starts_with(PART));
    names.sort();
    Ok(names)
}

/// What a sealed module begins with: asked for by another seal, it is not what is meant. What is kept under that address is asked for anew, so
/// that the next visit finds what its host has by then.
fn check(seal: &str) -> String {
    format!(
        "{{const u=import.meta.url,s=new URL(u).searchParams.get(\"seal\");if(s&&s!==\"{seal}\"){{fetch(u,{{cache:\"reload\"}}).catch(()=>{{}});\
         throw Object.assign(new Error(u.split(\"?\")[0]+\" is of another release than the files around it, as while a site is replaced; load the page again in a minute\"),{{anew:()=>import(u+\"&at=\"+Date.now())}})}}}}\n"
    )
}

/// The page with its files named as they are meant, their digests where browsers check them, and the release's name.
fn pinned(page: &str, sealed: &[(&str, Sealed)], release: &str) -> io::Result<String> {
    let mut text = String::new();
    let mut rest = page;
    let mut found = 0;
    while let Some(start) = ["<link ", "<script "].iter().filter_map(|tag| rest.find(tag)).min() {
        let (before, from) = rest.split_at(start);
        let (tag, after) = from.split_once('>').ok_or_else(|| told("the page has a tag without an end"))?;
        text.push_str(before);
        rest = after;
        let plain = tag.replace(['"', '\''], "");
        let word =
            plain.split_whitespace().find_map(|word| word.strip_prefix("href=./").or(word.strip_prefix("src=./")));
        let Some((name, Sealed { address, integrity })) =
            word.and_then(|word| sealed.iter().find(|(name, _)| *name == word))
        else {
            text.push_str(tag);
            text.push('>');
            continue;
        };
        found += 1;
        let tag = tag.replace(&format!("\"./{name}\""), &format!("./{name}"));
        text.push_str(&tag.replace(&format!("./{name}"), &format!("\"./{address}\"")));
        if !name.ends_with(".css") {
            // A module knows its own seal, and cures what it finds; and a file that is loaded early is looked at when it is used.
            text.push('>');
            continue;
        }
        // A document without an origin of its own, as in a sandbox, checks only what was asked for by its rules (CORS).
        let asked = if plain.contains("crossorigin") { "" } else { " crossorigin" };
        write!(text, " integrity=\"{integrity}\"{asked}>").map_err(io::Error::other)?;
    }
    text.push_str(rest);
    if found < 2 {
        return Err(told("the page names neither its style sheet nor its script"));
    }
    let head = format!("<meta name=\"dpop-lab-release\" content=\"{release}\"><title>");
    replaced(&text, "<title>", &head, PAGE)
}

fn replaced(text: &str, from: &str, to: &str, name: &str) -> io::Result<String> {
    if text.contains(from) { Ok(text.replace(from, to)) } else { Err(told(&format!("{name} does not say {from}"))) }
}

/// A digest's first 64 bits: enough to tell releases apart, where nobody tries to make two that are alike.
fn short(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..8])
}

fn told(sentence: &str) -> io::Error {
    io::Error::other(sentence.to_owned())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy(&path, &target)? } else { fs::copy(&path, &target).map(drop)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Sealed, pinned};

    #[test]
    fn the_page_names_its_files_and_its_release() -> std::io::Result<()> {
        let sealed =
            |name: &str, query: &str| Sealed { address: format!("{name}?{query}"), integrity: "sha256-x=".into() };
        let files = [("style.css", sealed("style.css", "sha256=x")), ("page.js", sealed("page.js", "seal=y"))];
        let page = "<title>T</title><link href=data:, rel=icon><link rel=stylesheet href=./style.css>\
                    <script src=\"./page.js\" type=module></script>";
        assert_eq!(
            pinned(page, &files, "r")?,
            "<meta name=\"dpop-lab-release\" content=\"r\"><title>T</title><link href=data:, rel=icon>\
             <link rel=stylesheet href=\"./style.css?sha256=x\" integrity=\"sha256-x=\" crossorigin>\
             <script src=\"./page.js?seal=y\" type=module></script>"
        );
        assert!(pinned("<title>T</title>", &files, "r").is_err(), "a page that names neither");
        Ok(())
    }
}
