//! The page's wasm in parts: what a first visit needs, and what comes when it is wanted (`src/parts.rs`).
//!
//! Trunk links and binds in one go, and the cut lies between the two. So the page is linked once more, with its relocations; wasm-split takes
//! the parts out of it by them, wasm-bindgen binds the first one, and Binaryen shortens each. What loads the parts becomes a piece of the page's module, because
//! the two name each other and could not be sealed apart.

use crate::{
    binaryen::{self, Job},
    build::PARTS,
    environment::BuildEnvironment,
    imports,
    package::{copy_folder, emptied},
    process::{Doing, Failure, Outcome, run},
    tools,
    versions::WASM_TARGET,
};
use std::{
    env, fs, iter,
    path::{Path, PathBuf},
    process::Command,
};

/// The site with the page's wasm in parts: what is sealed.
pub const SITE: &str = "target/split/site";

/// Where the parts are made.
const WORK: &str = "target/split/work";

/// The page's wasm, and its module.
const NAME: &str = "dpop-lab-core";

/// With which it is linked so that it can be taken apart: `build.rs` has the linker leave its relocations there.
pub const FEATURE: &str = "split";

/// How the names of the parts' files begin.
const PART: &str = "dpop-lab-part-";

/// What wasm-split writes into the module that loads the parts, and what is said in its place. The module with which the page begins fetches them, and
/// looks at what has come; a host need not know the type of these files; and an engine that begins anew has its parts anew.
const LOADING: [(&str, &str); 7] = [
    ("fetch(new URL(", "fetcher(new URL("),
    (
        "WebAssembly.instantiateStreaming(src, imports)",
        "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)",
    ),
    ("let success;", "let success;\nconst begun = generation;"),
    (
        "const sharedImports = getSharedImports();",
        "if (begun !== generation) return;\nconst sharedImports = getSharedImports();",
    ),
    ("let loadingModule = undefined;", "let loadingModule = undefined, of;"),
    ("if (loadingModule === undefined) {", "if (loadingModule === undefined || of !== generation) {\nof = generation;"),
    (
        "let sharedImports = undefined;",
        "let sharedImports = undefined;
let fetcher = fetch;
let generation = 0;
export const fetchPartsWith = (given) => { fetcher = given; };
export const forgetParts = () => { generation += 1; sharedImports = undefined; };",
    ),
];

/// How wasm-split names what several parts share: a file for each combination of them, of a few hundred bytes each. They travel in two, as custom
/// sections of a wasm that holds nothing else: what a part needs that a page shows first, and what only others need.
const CHUNK: &str = "chunk_";
const SHARED: [&str; 2] = ["dpop-lab-part-shared.wasm", "dpop-lab-part-shared-late.wasm"];

/// The parts that a page shows first, as wasm-split names them.
const FIRST: [&str; 2] = ["glance", "lesson"];

/// What gives a chunk, in place of what fetches it: one function for each of the two.
const GIVING: [&str; 2] = ["sharedPart", "lateSharedPart"];
const SHARED_PARTS: &str = "const holding = (fetched) => {
    let file = undefined;
    return (name) => {
        const loading = file ??= fetched().then(async (response) => WebAssembly.compile(await response.arrayBuffer()));
        loading.catch(() => { if (file === loading) file = undefined; });
        return loading.then((module) => new Response(WebAssembly.Module.customSections(module, name)[0]));
    };
};
const sharedPart = holding(() => fetcher(new URL(\"./dpop-lab-part-shared.wasm\", import.meta.url)));
const lateSharedPart = holding(() => fetcher(new URL(\"./dpop-lab-part-shared-late.wasm\", import.meta.url)));
";

/// The page's module: what wasm-bindgen has written, and these two.
const ENTRY: &str = "export * from \"./dpop-lab-core.js\";
export { default } from \"./dpop-lab-core.js\";
export { fetchPartsWith, forgetParts } from \"./__wasm_split.js\";
";

/// What every page shows first: the browser is told of it early, as of something that can wait for the first wasm.
const AT_ONCE: [&str; 2] = ["dpop-lab-part-glance.wasm", SHARED[0]];

/// The page's wasm in its parts, each as short as it gets, before they have their places in the site.
pub struct Parts {
    /// What loads them, how the parts' files are called, and the first wasm's module lie here.
    bound: PathBuf,
    /// What is copied into the site, by the names that it has there.
    files: Vec<(PathBuf, String)>,
}

/// The page's wasm with its relocations.
pub struct Linked {
    work: PathBuf,
    wasm: PathBuf,
}

/// Links it. Nothing but the compiler is needed for that.
pub fn link(environment: &BuildEnvironment) -> Outcome<Linked> {
    let mut link = environment.for_wasm("cargo");
    run(link.args(["build", "--release", "--features", FEATURE, "--target", WASM_TARGET, "--bin", NAME]))?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let linked = target.join(WASM_TARGET).join("release").join(format!("{NAME}.wasm"));
    let work = emptied(WORK)?;
    let wasm = work.join("linked.wasm");
    // Whoever links the page in one piece does it under the same name.
    fs::copy(&linked, &wasm).doing(linked.display())?;
    Ok(Linked { work, wasm })
}

/// Takes it apart. It asks nothing of the site, and can be done while that is made.
pub fn take_apart(environment: &BuildEnvironment, Linked { work, wasm }: &Linked) -> Outcome<Parts> {
    let raw = work.join("raw");
    let mut split = environment.for_wasm("wasm-split-cli");
    run(split.args(["--target", "web", "--out-name", NAME]).arg(wasm).arg(&raw))?;
    let bound = work.join("bound");
    let mut bind = environment.for_wasm("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", NAME, "--out-dir"]);
    run(bind.arg(&bound).arg(raw.join(format!("{NAME}.wasm"))))?;
    shorten(&bound)?;
    let Raw { loader, names, chunks } = parts(&raw)?;
    fs::write(bound.join("__wasm_split.js"), loader).doing("__wasm_split.js")?;
    let short = |name: &str| work.join(format!("{name}.wasm"));
    let first = Job::new(bound.join(format!("{NAME}_bg.wasm")), short(NAME));
    let others =
        chunks.iter().flatten().chain(&names).map(|name| Job::new(raw.join(format!("{name}.wasm")), short(name)));
    binaryen::shorten(environment, iter::once(first).chain(others).collect())?;
    let mut files = vec![(short(NAME), format!("{NAME}_bg.wasm"))];
    files.extend(names.iter().map(|name| (short(name), renamed(name))));
    for (name, chunks) in SHARED.into_iter().zip(&chunks) {
        let mut shared = b"\0asm\x01\0\0\0".to_vec();
        for chunk in chunks {
            let path = short(chunk);
            shared.extend(custom_section(chunk, &fs::read(&path).doing(path.display())?));
        }
        let together = work.join(name);
        fs::write(&together, shared).doing(name)?;
        files.push((together, name.to_owned()));
    }
    Ok(Parts { bound, files })
}

/// Makes the site of what Trunk has made, with the page's wasm in its parts.
pub fn put_in_place(Parts { bound, files }: &Parts) -> Outcome {
    let site = emptied(SITE)?;
    copy_folders(Path::new(PARTS), &site)?;
    for (from, name) in files {
        fs::copy(from, site.join(name)).doing(from.display())?;
    }
    tell(&site.join("index.html"))?;
    let entry = bound.join("entry.js");
    fs::write(&entry, ENTRY).doing(entry.display())?;
    let mut esbuild = Command::new(tools::esbuild()?);
    esbuild.arg(entry).args(["--bundle", "--format=esm", "--minify", "--charset=utf8"]);
    let module = site.join(format!("{NAME}.js"));
    // wasm-bindgen names the module once for each function of it.
    esbuild.arg("--log-override:duplicate-object-key=silent");
    run(esbuild.args(["--log-level=warning", "--allow-overwrite"]).arg(format!("--outfile={}", module.display())))
}

/// Has the page tell the browser what it will need at once.
fn tell(page: &Path) -> Outcome {
    let text = fs::read_to_string(page).doing(page.display())?;
    let link = |name: &str| {
        format!("<link as=fetch crossorigin fetchpriority=low href=\"./{name}\" rel=preload type=application/wasm>")
    };
    let links: String = AT_ONCE.into_iter().map(link).collect();
    let (before, after) =
        text.split_once("</head>").ok_or_else(|| Failure("the page has no end of its head".to_owned()))?;
    fs::write(page, format!("{before}{links}</head>{after}")).doing(page.display())
}

/// Has the first part and its module name less to each other.
fn shorten(bound: &Path) -> Outcome {
    let (wasm, script) = (bound.join(format!("{NAME}_bg.wasm")), bound.join(format!("{NAME}.js")));
    let bytes = fs::read(&wasm).doing(wasm.display())?;
    let text = fs::read_to_string(&script).doing(script.display())?;
    let (bytes, text) = imports::shorten(&bytes, &format!("./{NAME}_bg.js"), &text)?;
    fs::write(&wasm, bytes).doing(wasm.display())?;
    fs::write(&script, text).doing(script.display())
}

/// What wasm-split has made.
struct Raw {
    /// The module that loads the parts, with their files named as they lie in the site.
    loader: String,
    /// The parts, as wasm-split names them.
    names: Vec<String>,
    /// What they share, for each of [`SHARED`].
    chunks: [Vec<String>; 2],
}

fn parts(raw: &Path) -> Outcome<Raw> {
    let mut loader = fs::read_to_string(raw.join("__wasm_split.js")).doing("__wasm_split.js")?;
    let early = FIRST.iter().map(|part| chunks_of(&loader, part)).collect::<Outcome<Vec<_>>>()?.concat();
    for (from, to) in LOADING {
        if !loader.contains(from) {
            return Err(another(&format!("does not say `{from}`")));
        }
        loader = loader.replace(from, to);
    }
    let (mut names, mut chunks) = (Vec::new(), [Vec::new(), Vec::new()]);
    for entry in fs::read_dir(raw).doing(raw.display())?.flatten() {
        let path = entry.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|end| end != "wasm") || name == NAME {
            continue;
        }
        if name.starts_with(CHUNK) {
            let file = usize::from(!early.contains(&name));
            let fetching = format!("fetcher(new URL(\"./{name}.wasm\", import.meta.url))");
            loader = loader.replace(&fetching, &format!("{}(\"{name}\")", GIVING[file]));
            chunks[file].push(name);
        } else {
            loader = loader.replace(&format!("\"./{name}.wasm\""), &format!("\"./{}\"", renamed(&name)));
            names.push(name);
        }
    }
    names.sort();
    chunks.iter_mut().for_each(|chunks| chunks.sort());
    if loader.contains(&format!("./{CHUNK}")) {
        return Err(another("fetches what parts share in another way"));
    }
    Ok(Raw { loader: SHARED_PARTS.to_owned() + &loader, names, chunks })
}

/// What a part shares with others, as wasm-split's module says that loads it.
fn chunks_of(loader: &str, part: &str) -> Outcome<Vec<String>> {
    let loading = loader.split_once(&format!("\"./split_{part}.wasm\"")).map(|(_, after)| after);
    let list = loading.and_then(|after| after.split_once(", [")?.1.split_once(']')).map(|(list, _)| list);
    let list = list.ok_or_else(|| another(&format!("does not say what the part {part} needs")))?;
    Ok(list.split(", ").map(|name| name.trim_start_matches("__").to_owned()).collect())
}

fn another(what: &str) -> Failure {
    Failure(format!("wasm-split's loader {what}: another version of it?"))
}

/// A section of a wasm that engines pass over and scripts can read.
fn custom_section(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut inside = leb128(name.len());
    inside.extend(name.as_bytes());
    inside.extend(bytes);
    let mut section = vec![0];
    section.extend(leb128(inside.len()));
    section.extend(inside);
    section
}

/// A number as wasm writes it: seven bits a byte, the low ones first, the eighth bit where more follow.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A part's file in the site.
fn renamed(name: &str) -> String {
    format!("{PART}{}.wasm", name.trim_start_matches("split_").replace('_', "-"))
}

/// The names of the parts in a folder, in order.
pub fn names(folder: &Path) -> Outcome<Vec<String>> {
    let names = fs::read_dir(folder).doing(folder.display())?.flatten();
    let mut names: Vec<String> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.starts_with(PART));
    names.sort();
    Ok(names)
}

fn copy_folders(from: &Path, to: &Path) -> Outcome {
    copy_folder(from, to)?;
    let inside = fs::read_dir(from).doing(from.display())?.flatten().map(|entry| entry.path());
    let mut folders = inside.filter(|path| path.is_dir());
    folders.try_for_each(|folder| copy_folders(&folder, &to.join(folder.file_name().unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_part_needs_is_read_from_its_loader() {
        let loader = "const __chunk_1 = makeLoad(() => { fetch(new URL(\"./chunk_1.wasm\")) }\n, []);
            load(makeLoad(() => { fetch(new URL(\"./split_one.wasm\", here)); }\n, [__chunk_1, __chunk_2]));
            load(makeLoad(() => { fetch(new URL(\"./split_two.wasm\", here)); }\n, [__chunk_2]));";
        assert_eq!(chunks_of(loader, "one").unwrap_or_default(), ["chunk_1", "chunk_2"]);
        assert_eq!(chunks_of(loader, "two").unwrap_or_default(), ["chunk_2"]);
        assert!(chunks_of(loader, "three").is_err_and(|failure| failure.0.contains("the part three needs")));
    }

    #[test]
    fn sections_say_how_long_they_are() {
        assert_eq!([0, 127, 128, 300].map(leb128), [vec![0], vec![127], vec![128, 1], vec![172, 2]]);
        assert_eq!(custom_section("ab", &[7, 8]), [0, 5, 2, b'a', b'b', 7, 8]);
    }
}
