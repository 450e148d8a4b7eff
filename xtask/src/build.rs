//! The site: Trunk compiles and binds it; the page's wasm is taken apart, wasm and scripts are shortened, all is sealed as one release in
//! `dist/` and weighed against the download budget.

use crate::{
    binaryen::{self, Job},
    environment::BuildEnvironment,
    process::{Doing, Failure, Outcome, joined, run},
    release, setup, single_file, split,
    step::Steps,
    tools,
};
use flate2::{Compression, write::GzEncoder};
use std::{fs, io::Write, path::Path, process::Command, thread};

/// The site's folder, relative to the repository.
pub const DIST: &str = "dist";

/// Its files before they are sealed and the page's wasm is taken apart: what bundles, packages and the single file are made of, whose files cannot
/// part company.
pub const PARTS: &str = "target/site";

/// What a first visit downloads before it trains, at names that pages elsewhere rely on.
const DOWNLOADED: [&str; 6] =
    ["index.html", "style.css", "page.js", "dpop-lab.js", "dpop-lab-core.js", "dpop-lab-core_bg.wasm"];

/// What `import { Lab }` downloads where there is no figure: in documents, workers and programs.
const ENGINE: [&str; 3] = ["dpop-lab.js", "dpop-lab-engine.js", "dpop-lab-engine_bg.wasm"];

/// What a page loads when a GPU is to train, a figure is to be styled, a bundle made or a sweep run, what stands beside frames in
/// other people's pages, and what lies beside it for those who develop with it.
const BESIDE: [&str; 8] = [
    "dpop-lab-gpu.js",
    "dpop-lab-gpu_bg.wasm",
    "dpop-lab-style.js",
    "dpop-lab-bundle.js",
    "dpop-lab-sweep.js",
    "dpop-lab-worker.js",
    "frames.js",
    "dpop-lab.d.ts",
];

/// The scripts that are shortened. Trunk's own minifier stops at `export default`, which wasm-bindgen writes.
const SCRIPTS: [&str; 11] = [
    "page.js",
    "offline.js",
    "frames.js",
    "dpop-lab.js",
    "dpop-lab-core.js",
    "dpop-lab-engine.js",
    "dpop-lab-gpu.js",
    "dpop-lab-style.js",
    "dpop-lab-bundle.js",
    "dpop-lab-sweep.js",
    "dpop-lab-worker.js",
];

/// The files of every bundle, in the order in which the module gives them.
const TEXTS: [&str; 2] = ["train_trl.py", "README.md"];

/// And what of the page's parts it shows at once: the first chapter is there then.
const AT_ONCE: [&str; 3] = ["dpop-lab-part-glance.wasm", "dpop-lab-part-lesson.wasm", "dpop-lab-part-shared.wasm"];

/// What a first visit may download at most before it trains, gzipped.
const BUDGET: usize = 326_500;

/// And of that the page's first wasm.
const FIRST_WASM: usize = 295_000;

/// And at most until its first chapter is there.
const CHAPTER_BUDGET: usize = 433_500;

/// What is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The site alone.
    Site,
    /// And the page's wasm in one piece besides, as short as it gets: of that bundles, packages and the single file are made.
    Whole,
}

/// `cargo xtask build`.
pub fn command(form: Form) -> Outcome {
    let mut steps = Steps::new(match form {
        Form::Site => 2,
        Form::Whole => 3,
    });
    let environment = steps.step("tools", "cargo xtask setup", setup::for_build)?;
    steps.step("build", "cargo xtask build", || within_budget(site(&environment, form)?))?;
    match form {
        Form::Site => {}
        Form::Whole => {
            steps.step("single file", "cargo xtask build --single-file", single_file::write)?;
        }
    }
    steps.table();
    Ok(())
}

/// Builds the site, prints the weight of its parts and gives that of a first visit; fails where a part is missing.
pub fn site(environment: &BuildEnvironment, form: Form) -> Outcome<Visit> {
    // The compiler has one core busy. So the page that has parts is linked first: taking it apart is the other core's while Trunk has the rest compiled.
    let linked = split::link(environment)?;
    let parts = thread::scope(|scope| {
        let parts = scope.spawn(|| split::take_apart(environment, &linked));
        made(environment, form)?;
        joined(parts)
    })?;
    split::put_in_place(&parts)?;
    release::seal(Path::new(split::SITE), Path::new(DIST)).doing("sealing the release")?;
    weigh()
}

/// What Trunk makes, and what becomes of that.
fn made(environment: &BuildEnvironment, form: Form) -> Outcome {
    let mut trunk = environment.for_wasm("trunk");
    trunk.args(["build", "--release", "--dist", PARTS]);
    if form == Form::Site {
        // As it is linked already. What Trunk makes of that gives way to the parts.
        trunk.args(["--features", split::FEATURE]);
    }
    run(&mut trunk)?;
    carry()?;
    shorten()?;
    let alone = ["dpop-lab-engine_bg.wasm", "dpop-lab-gpu_bg.wasm"].into_iter();
    let names = alone.chain((form == Form::Whole).then_some("dpop-lab-core_bg.wasm"));
    binaryen::shorten(environment, names.map(|name| Job::within(Path::new(PARTS), name)).collect())
}

/// Writes what the module carries as text into modules that any bundler takes along.
fn carry() -> Outcome {
    let parts = Path::new(PARTS);
    let read = |name: &str| fs::read_to_string(parts.join(name)).doing(name);
    let write = |name: &str, text: String| fs::write(parts.join(name), text).doing(name);
    // What Rust escapes in a text, JavaScript reads.
    write("dpop-lab-style.js", format!("export default {:?};\n", read("style.css")?))?;
    let texts = TEXTS.iter().map(|name| read(&format!("bundle/{name}"))).collect::<Outcome<Vec<_>>>()?;
    write("dpop-lab-bundle.js", format!("export default {texts:?};\n"))
}

/// Takes blanks, comments and long names out of the scripts; each stays a file of its own, with the same imports and exports.
fn shorten() -> Outcome {
    let mut esbuild = Command::new(tools::esbuild()?);
    esbuild.args(SCRIPTS.map(|name| Path::new(PARTS).join(name)));
    esbuild.args(["--minify", "--charset=utf8", "--log-level=warning", "--allow-overwrite"]);
    run(esbuild.arg(format!("--outdir={PARTS}")))
}

/// What a first visit downloads.
pub struct Visit {
    trains: Weight,
    first_wasm: Weight,
    chapter: Weight,
}

/// Fails where a first visit downloads more than it may.
pub fn within_budget(visit: Visit) -> Outcome {
    let Visit { trains, first_wasm, chapter } = visit;
    for (weight, budget, what) in [
        (trains, BUDGET, "a first visit downloads before it trains"),
        (first_wasm, FIRST_WASM, "of which its first wasm takes"),
        (chapter, CHAPTER_BUDGET, "a first visit downloads until its first chapter is there"),
    ] {
        if weight.gzipped > budget {
            return Err(Failure(format!("{what} {} bytes gzipped; at most {budget} are allowed.", weight.gzipped)));
        }
    }
    Ok(())
}

fn weigh() -> Outcome<Visit> {
    println!("\n    {:<26} {:>10} {:>10}", "dist/", "bytes", "gzipped");
    let trains = sum(&DOWNLOADED, "a first visit, training", &format!("   of {BUDGET}"))?;
    let first_wasm = weight("dpop-lab-core_bg.wasm")?;
    let at_once = sum(&AT_ONCE, "what it shows at once", "")?;
    let chapter = Weight { raw: trains.raw + at_once.raw, gzipped: trains.gzipped + at_once.gzipped };
    println!("    {:<26} {:>10} {:>10}   of {CHAPTER_BUDGET}", "with its first chapter", chapter.raw, chapter.gzipped);
    for name in split::names(Path::new(DIST))?.iter().filter(|name| !AT_ONCE.contains(&name.as_str())) {
        row(name)?;
    }
    println!();
    sum(&ENGINE, "import { Lab } alone", "")?;
    println!();
    for name in BESIDE {
        row(name)?;
    }
    Ok(Visit { trains, first_wasm, chapter })
}

/// Prints the weights of these files and of all together.
fn sum(names: &[&str], what: &str, more: &str) -> Outcome<Weight> {
    let mut total = Weight::default();
    for name in names {
        let weight = row(name)?;
        total.raw += weight.raw;
        total.gzipped += weight.gzipped;
    }
    println!("    {what:<26} {:>10} {:>10}{more}", total.raw, total.gzipped);
    Ok(total)
}

/// Bytes, as they are and as a host sends them.
#[derive(Default)]
pub struct Weight {
    raw: usize,
    gzipped: usize,
}

/// Prints and gives the weight of one file of the site.
pub fn row(name: &str) -> Outcome<Weight> {
    let weight = weight(name)?;
    println!("    {name:<26} {:>10} {:>10}", weight.raw, weight.gzipped);
    Ok(weight)
}

fn weight(name: &str) -> Outcome<Weight> {
    let path = Path::new(DIST).join(name);
    let bytes = fs::read(&path).doing(format!("{} is not in the built site", path.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).doing("compressing")?;
    let gzipped = encoder.finish().doing("compressing")?.len();
    Ok(Weight { raw: bytes.len(), gzipped })
}
