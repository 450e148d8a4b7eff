//! The arrows of `ARCHITECTURE.md`, checked: what a module's code names, its row of the table must list, and within a room no arrows run
//! in a circle.
//!
//! `syn` reads every file under `src`: `use` trees, paths, and the tokens inside of macros. Names that a room's `mod.rs` hands on
//! (`pub use dpo::Dpo`) are followed to where they come from. Arrows that only tests draw are none of a circle's. Beside the arrows there
//! are absences: crates that only some modules may name.
#![cfg(not(target_arch = "wasm32"))]

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A crate, and the only places whose code may name it; a place is a module with all that lies in it, or the root's own files.
const ABSENCES: &[(&str, &[&str])] = &[
    ("web_sys", &["lab", "page"]),
    ("js_sys", &["lab", "page", "data::check::glyphs", "data::decimal", "backend::remote", "root"]),
    ("wasm_bindgen", &["lab", "page", "backend::remote", "root"]),
    ("wasm_bindgen_futures", &["lab", "page", "root"]),
    ("gloo_events", &["lab", "page"]),
    ("yew", &["page"]),
    ("wgpu", &["backend::gpu"]),
    // Its tables are none of the page's.
    ("unicode_normalization", &["data::check::glyphs"]),
    // What is a token is held against it there, and decided without its tables.
    ("unicode_segmentation", &["data::tokens"]),
    // Tests read with it what the lab writes.
    ("csv", &["data::import::table", "view::tables"]),
];

/// A place, and what its code must not name although its room may: the parts of the page make elements and send requests, and do not know
/// what trains or draws.
const BLIND: &[(&str, &str)] = &[
    ("page::parts", "page::live"),
    ("page::builder", "page::live"),
    ("page::chapters", "page::live"),
    ("page::sheets", "page::live"),
];

/// Ways to look for an element. What draws does not look for any: places are registered by whoever makes them (`page::places`).
const SEARCHES: &[&str] = &["query_selector", "dom::first", "dom::all", ".closest(", "get_element_by_id"];

/// Files of the crate's root, which declare the modules and are the wasm files; they have no row.
const ROOT_FILES: &[&str] = &["lib.rs", "bin/core.rs", "bin/engine.rs", "bin/gpu.rs"];

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
        for Reference { line, path, .. } in file.references() {
            let Some(named) = path.first().filter(|named| *named != module && !may.contains(*named)) else { continue };
            let may = if may.is_empty() { "nothing".to_owned() } else { Vec::from_iter(may.clone()).join(", ") };
            faults.push(format!("{}:{line}: `{module}` names `crate::{named}`; it may name {may}", file.path));
        }
    }
    report(&faults, "arrows that ARCHITECTURE.md does not list");
}

#[test]
fn no_arrows_run_in_a_circle() {
    let files = files();
    let house = House::new(&files);
    let mut faults = Vec::new();
    let (mut rooms, mut count) = (0, 0);
    for (room, arrows) in house.arrows(&files) {
        (rooms, count) = (rooms + 1, count + arrows.values().map(BTreeMap::len).sum::<usize>());
        for circle in circles(&arrows) {
            let steps = circle.iter().zip(circle.iter().cycle().skip(1));
            let steps: Vec<String> = steps.map(|(from, to)| format!("{from} → {to} at {}", arrows[from][to])).collect();
            let room = if room.is_empty() { "the crate".to_owned() } else { room.join("::") };
            faults.push(format!("in {room}: {}", steps.join(", ")));
        }
    }
    println!("{rooms} rooms, {count} arrows, {} circles", faults.len());
    report(&faults, "circles");
}

#[test]
fn what_makes_elements_does_not_know_what_trains_or_draws() {
    let within =
        |path: &[String], place: &str| path.join("::") == place || path.join("::").starts_with(&format!("{place}::"));
    let mut faults = Vec::new();
    for file in files() {
        for (place, blind_to) in BLIND.iter().filter(|(place, _)| within(&file.module, place)) {
            let named = file.references().into_iter().filter(|reference| within(&reference.path, blind_to));
            faults.extend(
                named.map(|Reference { line, .. }| format!("{}:{line}: `{place}` names `{blind_to}`", file.path)),
            );
        }
    }
    report(&faults, "arrows that go around the requests");
}

#[test]
fn what_draws_looks_for_no_element() {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.module.starts_with(&["page".to_owned(), "live".to_owned()])) {
        for (line, text) in file.source.lines().enumerate() {
            let found = SEARCHES.iter().filter(|search| text.contains(**search));
            faults.extend(found.map(|search| format!("{}:{}: `{search}`", file.path, line + 1)));
        }
    }
    report(&faults, "elements that are looked for where they should be registered");
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut faults = Vec::new();
    for file in files() {
        let place = if file.module.is_empty() { "root".to_owned() } else { file.module.join("::") };
        for (line, name) in file.outside() {
            let Some((name, places)) = ABSENCES.iter().find(|(known, _)| *known == name) else { continue };
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

/// Types that others may name have each a name of its own. The parts of the page's state alone have an `Action` each, which stands
/// behind the part's name wherever it is used.
#[test]
fn public_types_are_named_once() {
    const SHARED: &[&str] = &["Action"];
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files() {
        let items = syn::parse_file(&file.source).unwrap_or_else(|error| panic!("{}: {error}", file.path)).items;
        for name in items.iter().filter_map(public_type).filter(|name| !SHARED.contains(&name.as_str())) {
            places.entry(name).or_default().push(file.path.clone());
        }
    }
    let shared = places.iter().filter(|(_, places)| places.len() > 1);
    let faults: Vec<_> = shared.map(|(name, places)| format!("`{name}`: {}", places.join(", "))).collect();
    report(&faults, "names that more than one type has");
}

fn public_type(item: &syn::Item) -> Option<String> {
    let (visibility, name) = match item {
        syn::Item::Struct(item) => (&item.vis, &item.ident),
        syn::Item::Enum(item) => (&item.vis, &item.ident),
        syn::Item::Trait(item) => (&item.vis, &item.ident),
        syn::Item::Type(item) => (&item.vis, &item.ident),
        syn::Item::Union(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    matches!(visibility, syn::Visibility::Public(_)).then(|| name.to_string())
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

/// A path from the crate's root that code names, as far as it is written.
#[derive(Debug, PartialEq)]
struct Reference {
    line: usize,
    path: Vec<String>,
    /// Whether a test names it: tests may look at what is built upon what they test.
    is_tests: bool,
}

impl File {
    fn names(&self) -> Names {
        names(&self.module, &self.source).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    fn references(&self) -> Vec<Reference> {
        self.names().inside
    }

    /// First names of paths that begin neither at the crate's root nor at a module of it.
    fn outside(&self) -> Vec<(usize, String)> {
        self.names().outside
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

/// What a file names.
#[derive(Default)]
struct Names {
    /// Paths from the crate's root.
    inside: Vec<Reference>,
    /// The first names of all other paths.
    outside: Vec<(usize, String)>,
    /// What it hands on under another name, or a shorter path: `pub use dpo::Dpo` in `objective` is `Dpo` → `objective::dpo::Dpo`.
    handed_on: BTreeMap<String, Vec<String>>,
    /// The modules that it declares.
    declared: BTreeSet<String>,
}

fn names(module: &[String], source: &str) -> syn::Result<Names> {
    let file = syn::parse_file(source)?;
    let mut reader = Reader { here: module.to_vec(), depth: module.len(), tests: 0, names: Names::default() };
    reader.tests = usize::from(module.last().is_some_and(|name| name == "tests"));
    let declared = file.items.iter().filter_map(|item| if let syn::Item::Mod(item) = item { Some(item) } else { None });
    reader.names.declared = declared.filter(|item| item.content.is_none()).map(|item| item.ident.to_string()).collect();
    reader.visit_file(&file);
    Ok(reader.names)
}

/// Walks through a file and collects what it names.
struct Reader {
    /// The module at this place, those within the file among them.
    here: Vec<String>,
    /// How many of them are the file's own path.
    depth: usize,
    /// How many `#[cfg(test)]` it is within.
    tests: usize,
    names: Names,
}

impl Reader {
    /// A path as it is written, from the crate's root; nothing where it begins elsewhere.
    fn rooted(&self, written: &[String]) -> Option<Vec<String>> {
        let ups = written.iter().take_while(|name| *name == "super").count();
        match written.first()?.as_str() {
            "crate" | "$crate" => Some(written[1..].to_vec()),
            "self" => Some(self.here.iter().chain(&written[1..]).cloned().collect()),
            "super" => {
                Some(self.here[..self.here.len().checked_sub(ups)?].iter().chain(&written[ups..]).cloned().collect())
            }
            first if self.here.len() == self.depth && self.names.declared.contains(first) => {
                Some(self.here.iter().chain(written).cloned().collect())
            }
            _ => None,
        }
    }

    fn meet(&mut self, line: usize, written: &[String]) {
        match self.rooted(written) {
            Some(path) => self.names.inside.push(Reference { line, path, is_tests: self.tests > 0 }),
            None => self.names.outside.extend(written.first().map(|name| (line, name.clone()))),
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String], is_handed_on: bool) {
        let with =
            |name: &proc_macro2::Ident| -> Vec<String> { before.iter().cloned().chain([name.to_string()]).collect() };
        let (path, name) = match tree {
            syn::UseTree::Path(path) => return self.use_tree(&path.tree, &with(&path.ident), is_handed_on),
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.use_tree(tree, before, is_handed_on));
            }
            syn::UseTree::Glob(_) => (before.to_vec(), None),
            syn::UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            syn::UseTree::Name(name) => (with(&name.ident), Some(name.ident.to_string())),
            syn::UseTree::Rename(rename) => (with(&rename.ident), Some(rename.rename.to_string())),
        };
        self.meet(tree.span().start().line, &path);
        if let (true, Some(name), Some(from)) = (is_handed_on, name, self.rooted(&path)) {
            self.names.handed_on.insert(name, from);
        }
    }

    /// Paths among the tokens of a macro, which need not be Rust.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let (line, mut path) = (first.span().start().line, vec![first.to_string()]);
                    while is_colon(at + 1)
                        && is_colon(at + 2)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if path.len() > 1 {
                        self.meet(line, &path);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_tests = item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg") && is_of_tests(attribute));
        self.here.push(item.ident.to_string());
        self.tests += usize::from(is_tests);
        visit::visit_item_mod(self, item);
        self.tests -= usize::from(is_tests);
        self.here.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_handed_on = self.here.len() == self.depth;
        self.use_tree(&item.tree, &[], is_handed_on);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if written.len() > 1 {
            self.meet(path.span().start().line, &written);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// Whether `cfg(…)` asks for tests.
fn is_of_tests(attribute: &syn::Attribute) -> bool {
    attribute
        .meta
        .require_list()
        .is_ok_and(|list| list.tokens.to_string().split(|c: char| !c.is_alphanumeric()).any(|word| word == "test"))
}

/// The rooms and what their doors hand on.
struct House {
    modules: BTreeSet<Vec<String>>,
    handed_on: BTreeMap<Vec<String>, BTreeMap<String, Vec<String>>>,
}

/// A room's arrows: from one of its files or folders to another, with the first place that draws it.
type Arrows = BTreeMap<String, BTreeMap<String, String>>;

impl House {
    fn new(files: &[File]) -> House {
        let handed_on = files.iter().map(|file| (file.module.clone(), file.names().handed_on));
        House { modules: files.iter().map(|file| file.module.clone()).collect(), handed_on: handed_on.collect() }
    }

    /// The module in which a path ends, with names that doors hand on followed to where they come from.
    fn home(&self, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        // Nobody hands a name on so often.
        for _ in 0..8 {
            let inside = (0..=path.len()).rev().find(|length| self.modules.contains(&path[..*length])).unwrap_or(0);
            let (module, rest) = path.split_at(inside);
            let next = rest.first().and_then(|name| self.handed_on.get(module)?.get(name));
            match next {
                Some(from) => path = from.iter().chain(&rest[1..]).cloned().collect(),
                None => return module.to_vec(),
            }
        }
        path
    }

    /// Each room with its arrows. A room's own door, its `mod.rs`, is no part of it: it may name what lies behind it, and what it defines
    /// itself is everyone's.
    fn arrows(&self, files: &[File]) -> BTreeMap<Vec<String>, Arrows> {
        let mut rooms: BTreeMap<Vec<String>, Arrows> = BTreeMap::new();
        for file in files {
            for Reference { line, path, .. } in file.references().into_iter().filter(|reference| !reference.is_tests) {
                let to = self.home(&path);
                let shared = file.module.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if let (Some(from), Some(to)) = (file.module.get(shared), to.get(shared)) {
                    let arrows =
                        rooms.entry(file.module[..shared].to_vec()).or_default().entry(from.clone()).or_default();
                    arrows.entry(to.clone()).or_insert_with(|| format!("{}:{line}", file.path));
                }
            }
        }
        rooms
    }
}

/// One circle for each place that lies in one, the shortest through it, each circle once.
fn circles(arrows: &Arrows) -> BTreeSet<Vec<String>> {
    let shortest = |start: &String| {
        let mut ways = vec![vec![start.clone()]];
        let mut seen = BTreeSet::new();
        while !ways.is_empty() {
            let mut longer = Vec::new();
            for way in ways {
                for next in arrows.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
                    if next == start {
                        return Some(way);
                    }
                    if seen.insert(next.clone()) {
                        longer.push(way.iter().cloned().chain([next.clone()]).collect());
                    }
                }
            }
            ways = longer;
        }
        None
    };
    let turned = |mut circle: Vec<String>| {
        let least = (0..circle.len()).min_by_key(|at| &circle[*at]).unwrap_or(0);
        circle.rotate_left(least);
        circle
    };
    arrows.keys().filter_map(shortest).map(turned).collect()
}

#[track_caller]
fn check(module: &str, source: &str, expected: &[(usize, &str)]) {
    let module: Vec<String> = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let found = names(&module, source).expect("it is Rust").inside;
    let found: Vec<_> = found.iter().map(|Reference { line, path, .. }| (*line, path.join("::"))).collect();
    let found: Vec<_> = found.iter().map(|(line, path)| (*line, path.as_str())).collect();
    assert_eq!(found, expected, "{source}");
}

#[test]
fn references_are_found() {
    check("a", "use crate::data::Pair;", &[(1, "data::Pair")]);
    check("a", "\n\nfn f() { crate::data::pair(); }", &[(3, "data::pair")]);
    check(
        "a",
        "use crate::{data, model::{Layout, self}, *};",
        &[(1, "data"), (1, "model::Layout"), (1, "model"), (1, "")],
    );
    check("a", "use crate::{\n    data::{b},\n    model,\n};", &[(2, "data::b"), (3, "model")]);
    check("a", "macro_rules! m { () => { $crate::data::x!() } }", &[(1, "data::x")]);
    check("a", "fn f() { html! { <b>{ crate::data::x() }</b> } }", &[(1, "data::x")]);
    check("a::b", "use super::super::data::x;", &[(1, "data::x")]);
    check("a::b", "use super::c::x;", &[(1, "a::c::x")]);
    check("a", "mod tests { use super::super::data::x; }", &[(1, "data::x")]);
    check("a", "mod tests { use super::*; }", &[(1, "a")]);
    check("a::b", "mod tests { use super::super::data::x; }", &[(1, "a::data::x")]);
    check("a", "mod c;\nfn f() { c::g() }\nmod tests { fn f() { c::g() } }", &[(2, "a::c::g")]);
    check("a", "pub(crate) fn f() {}", &[]);
    check("a", "// use crate::data;\n/* crate::data */ use crate::model;", &[(2, "model")]);
    check(
        "a",
        "fn f() { g(\"crate::ui\", r#\"crate::ui\"#, '\"'); crate::a::f::<crate::b::C>(); }",
        &[(1, "a::f"), (1, "b::C")],
    );
    check("a", "use my_crate::data::x; fn f() { number::crate_x::y(); }", &[]);
}

#[test]
fn circles_are_found() {
    let check = |arrows: &str, expected: &[&str]| {
        let mut house = Arrows::new();
        for (from, to) in arrows.split(' ').filter_map(|arrow| arrow.split_once('>')) {
            house.entry(from.to_owned()).or_default().insert(to.to_owned(), String::new());
        }
        let found: Vec<String> = circles(&house).iter().map(|circle| circle.join(">")).collect();
        assert_eq!(found, expected, "{arrows}");
    };
    check("a>b b>c a>c", &[]);
    check("a>b b>a b>c", &["a>b"]);
    check("a>b b>c c>a c>d d>c", &["a>b>c", "c>d"]);
}
