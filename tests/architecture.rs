//! The arrows of `ARCHITECTURE.md`, checked: what a module's code names, its row of the table must list.
//!
//! Read are the references `crate::module` in every file under `src`, in groups (`crate::{a, b::c}`) and through `super` too; comments
//! and strings say nothing. Beside the arrows there are absences: crates that only some modules may name. It is a reading of tokens and
//! not of names as the compiler resolves them, which is enough for code that is not out to deceive it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A crate, and the only places whose code may name it; a place is a module with all that lies in it, or the root's own files.
const ABSENCES: &[(&str, &[&str])] = &[
    ("web_sys", &["lab", "ui"]),
    ("js_sys", &["lab", "ui", "data::decimal", "backend::remote", "root"]),
    ("wasm_bindgen", &["lab", "ui", "backend::remote", "root"]),
    ("wasm_bindgen_futures", &["lab", "ui", "root"]),
    ("gloo_events", &["lab", "ui"]),
    ("yew", &["ui"]),
    ("wgpu", &["backend::gpu"]),
];

/// Files of the crate's root, which declare the modules and are the two wasm files; they have no row.
const ROOT_FILES: &[&str] = &["lib.rs", "bin/core.rs", "bin/gpu.rs"];

#[test]
fn every_module_has_its_row_and_every_row_its_module() {
    let rows: BTreeSet<String> = allowed_arrows().into_keys().collect();
    let modules: BTreeSet<String> = files().iter().filter_map(|file| file.module.first().cloned()).collect();
    assert_eq!(modules, rows, "the modules in src (left) and the rows of ARCHITECTURE.md's table (right)");
}

#[test]
fn modules_name_only_what_their_row_lists() {
    let allowed = allowed_arrows();
    let mut faults = Vec::new();
    for file in files() {
        let Some(module) = file.module.first() else { continue };
        let Some(may) = allowed.get(module) else {
            faults.push(format!("{}:1: `{module}` has no row in ARCHITECTURE.md's table", file.path));
            continue;
        };
        for (line, named) in crate_references(&file.code(), file.module.len()) {
            if named != *module && !may.contains(&named) {
                let may = if may.is_empty() { "nothing".to_owned() } else { Vec::from_iter(may.clone()).join(", ") };
                faults.push(format!("{}:{line}: `{module}` names `crate::{named}`; it may name {may}", file.path));
            }
        }
    }
    report(&faults, "arrows that ARCHITECTURE.md does not list");
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut faults = Vec::new();
    for file in files() {
        let place = if file.module.is_empty() { "root".to_owned() } else { file.module.join("::") };
        for (line, token) in tokens(&file.code()) {
            let Some((name, places)) = ABSENCES.iter().find(|(name, _)| *name == token) else { continue };
            if !places.iter().any(|allowed| place == *allowed || place.starts_with(&format!("{allowed}::"))) {
                faults.push(format!("{}:{line}: names `{name}`; only {} may", file.path, places.join(" and ")));
            }
        }
    }
    report(&faults, "crates named where they do not belong");
}

#[test]
fn every_file_says_what_it_is() {
    let files = files();
    let silent = files.iter().filter(|file| !file.source.starts_with("//! "));
    let faults: Vec<_> = silent.map(|file| format!("{}:1: begins without a `//! ` line", file.path)).collect();
    report(&faults, "files that do not say what they are");
}

#[track_caller]
fn report(faults: &[String], what: &str) {
    assert!(faults.is_empty(), "{what}:\n{}\n", faults.join("\n"));
}

/// One Rust file of the crate.
struct File {
    /// Its path from the repository's root.
    path: String,
    /// The module that it is, from the crate's root: `["model", "layout"]`; empty for the root's own files.
    module: Vec<String>,
    source: String,
}

impl File {
    fn code(&self) -> String {
        code_only(&self.source)
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    assert!(files.len() > ROOT_FILES.len(), "src was found");
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(root.join("src")).expect("it lies in src");
        let module = if ROOT_FILES.iter().any(|file| Path::new(file) == inside) {
            Vec::new()
        } else {
            let names = inside.with_extension("");
            names.iter().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "mod").collect()
        };
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        File { path: format!("src/{}", inside.display()), module, source }
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder's entry is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The table: each module with the modules that it may name.
fn allowed_arrows() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut arrows = BTreeMap::new();
    for line in text.lines().skip_while(|line| !line.starts_with("| module |")).skip(2) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let &[_, module, _, may, _] = cells.as_slice() else { break };
        let may = match may {
            "nothing" => BTreeSet::new(),
            "all above" => arrows.keys().cloned().collect(),
            list => list.split(',').map(|name| unquoted(name, line)).collect(),
        };
        arrows.insert(unquoted(module, line), may);
    }
    assert!(!arrows.is_empty(), "ARCHITECTURE.md has a table that begins with `| module |`");
    arrows
}

fn unquoted(cell: &str, line: &str) -> String {
    let name = cell.trim().strip_prefix('`').and_then(|name| name.strip_suffix('`'));
    name.unwrap_or_else(|| {
        panic!("ARCHITECTURE.md: `nothing`, `all above` or names in backquotes, not {cell:?}, in {line}")
    })
    .to_owned()
}

/// Every module of the crate's root that the code names, with the line; `depth` is the length of the file's own module path.
fn crate_references(code: &str, depth: usize) -> Vec<(usize, String)> {
    let tokens = tokens(code);
    let text = |at: usize| tokens.get(at).map_or("", |(_, token)| token);
    let mut found = Vec::new();
    // How many braces are open, and at which count each inner `mod name {` around this token began.
    let mut open = 0;
    let mut inner_modules: Vec<i32> = Vec::new();
    for at in 0..tokens.len() {
        match text(at) {
            "{" => open += 1,
            "}" => {
                open -= 1;
                inner_modules.retain(|&opened_at| opened_at <= open);
            }
            "mod" if text(at + 2) == "{" => inner_modules.push(open + 1),
            _ => {}
        }
        let after = match text(at) {
            "crate" if text(at + 1) == "::" => at + 2,
            "super" if at == 0 || text(at - 1) != "::" => {
                let is_link = |link: &usize| text(at + 2 * link) == "super" && text(at + 2 * link + 1) == "::";
                let chain = (0..).take_while(is_link).count();
                // As many steps up as the place is deep lead to the crate's root; the compiler rejects more.
                if chain < depth + inner_modules.len() {
                    continue;
                }
                at + 2 * chain
            }
            _ => continue,
        };
        if text(after) != "{" {
            found.push((tokens[at].0, text(after).to_owned()));
            continue;
        }
        // In a group, the first name of each member.
        let (mut inner, mut is_first) = (0, false);
        for (line, token) in &tokens[after..] {
            match token.as_str() {
                "{" => (inner, is_first) = (inner + 1, true),
                "}" if inner == 1 => break,
                "}" => inner -= 1,
                "," => is_first = true,
                name if is_first && inner == 1 => {
                    found.push((*line, name.to_owned()));
                    is_first = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// Identifiers, `::` and single punctuation marks, each with its 1-based line.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (token, tail) = rest.split_at(length);
            tokens.push((number + 1, token.to_owned()));
            rest = tail.trim_start();
        }
    }
    tokens
}

/// The source with comments and the contents of literals blanked, line for line.
fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest),
            'r' if matches!(last_word(&code), "" | "b" | "c") => raw_string(rest).unwrap_or(0),
            '\'' => character(rest).unwrap_or(0),
            _ => 0,
        };
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        }
    }
    code
}

/// The word that the code ends in, empty after anything else.
fn last_word(code: &str) -> &str {
    code.rsplit(|c| !is_word(c)).next().unwrap_or("")
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the block comment at the start; they nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let tail = &text.as_bytes()[at..];
        match tail {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    text.len()
}

/// Length of the string literal at the start.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

/// Length of the raw string at the start, if there is one.
fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    let open = 1 + hashes + 1;
    text[1 + hashes..].starts_with('"').then(|| {
        let close = format!("\"{}", "#".repeat(hashes));
        text[open..].find(&close).map_or(text.len(), |at| open + at + close.len())
    })
}

/// Length of the character literal at the start, if it is one and not a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        // What is escaped may itself be a quotation mark, so the search begins behind it.
        chars.next()?;
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    chars.next().and_then(|(at, c)| (c == '\'').then_some(at + 1))
}

#[track_caller]
fn check(depth: usize, source: &str, expected: &[(usize, &str)]) {
    let found = crate_references(&code_only(source), depth);
    let found: Vec<_> = found.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(found, expected, "{source}");
}

#[test]
fn references_are_found() {
    check(1, "use crate::data::Pair;", &[(1, "data")]);
    check(1, "\n\nlet x = crate::data::pair();", &[(3, "data")]);
    check(1, "use crate::{data, model::{Layout, layout}, *};", &[(1, "data"), (1, "model"), (1, "*")]);
    check(
        1,
        "use crate::{\n    data::{a, b},\n    model,\n};\nuse crate::ui;",
        &[(2, "data"), (3, "model"), (5, "ui")],
    );
    check(1, "$crate::data::x!()", &[(1, "data")]);
    check(2, "use super::super::data::x;", &[(1, "data")]);
    check(1, "mod tests { use super::super::data::x; }", &[(1, "data")]);
    check(1, "mod tests { use super::*; }", &[]);
    check(2, "mod tests { use super::super::data::x; }", &[]);
    check(2, "mod tests { fn f() {} use super::super::super::data::x; }", &[(1, "data")]);
    check(1, "mod tests {\n fn f() {}\n}\nuse super::data::x;", &[(4, "data")]);
    check(2, "use super::layout::Layout;", &[]);
    check(1, "pub(crate) fn f() {}", &[]);
    check(1, "// use crate::data;\n/* crate::data /* crate::ui */ crate::lab */ use crate::model;", &[(2, "model")]);
    check(1, "//! crate::data\nlet s = \"crate::ui \\\" crate::ui\"; crate::a::f();", &[(2, "a")]);
    check(1, "let s = r#\"crate::ui \" crate::ui\"#; let b = br\"\\\"; crate::a::f();", &[(1, "a")]);
    check(1, "fn f<'a>(c: &'a str) { let q = ('\"', '\\'', '\\u{22}'); crate::a::f(); let r = '\"'; }", &[(1, "a")]);
    check(1, "my_crate::data::x(); number::crate_x::y();", &[]);
}
