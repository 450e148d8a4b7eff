//! `cargo xtask bench`: ms per training step in headless Chromium, ours and the peers' in turns (bench/README.md). The page reports to the
//! server that serves it, so no driver is needed; the same page opens in any browser.

use crate::{
    binaryen::{self, Job},
    browser::{self, Browser},
    build,
    environment::BuildEnvironment,
    process::{Doing, Failure, Outcome, describe, run},
    server, setup,
    step::Steps,
    tools,
    versions::{BENCH_PACKAGES, ESBUILD},
    vulkan,
};
use std::{
    fs,
    net::SocketAddr,
    path::{self, Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

pub const DEFAULT_STEPS: u32 = 30;

/// Where the site with what is timed is built, beside the shipped one.
const SITE: &str = "target/bench/site";

/// The longest that one line of the report may take: a peer's slowest size, on a slow machine.
const SILENCE: Duration = Duration::from_secs(600);

/// Builds the site with its bench, and times `timed` steps of each engine at each size in each round.
pub fn command(timed: u32) -> Outcome {
    let mut steps = Steps::new(4);
    let again = "cargo xtask bench";
    let (browser, environment) =
        steps.step("tools", "cargo xtask setup", || Ok((browser::chromium()?, setup::for_build()?)))?;
    steps.step("build", again, || site(&environment))?;
    steps.step("peers", again, || peers(&tools::npm_packages("bench", &BENCH_PACKAGES)?))?;
    steps.step("bench", again, || show(&browser, &format!("index.html?steps={timed}"), &[]))?;
    steps.table();
    Ok(())
}

/// `cargo xtask bench --gpu`: natively, by one program that runs without any of these tools too, then in the browser.
pub fn gpu() -> Outcome {
    let mut steps = Steps::new(4);
    let (browser, environment) = steps.step("tools", "cargo xtask setup", || {
        vulkan::ensure()?;
        Ok((browser::chromium()?, setup::for_build()?))
    })?;
    let arguments = ["run", "--release", "--example", "bench_gpu"];
    steps.step("natively", &format!("cargo {}", arguments.join(" ")), || run(Command::new("cargo").args(arguments)))?;
    let again = "cargo xtask bench --gpu";
    steps.step("build", again, || site(&environment))?;
    steps.step("in the browser", again, || {
        // A Linux machine without a render node has no GPU; the browser's own software one is asked for by name.
        let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
        let real = !cfg!(target_os = "linux")
            || nodes.into_iter().any(|node| node.file_name().to_string_lossy().starts_with("render"));
        let adapter = if real { "--enable-features=Vulkan" } else { "--use-webgpu-adapter=swiftshader" };
        show(&browser, "gpu.html", &["--enable-unsafe-webgpu", adapter])
    })?;
    steps.table();
    Ok(())
}

/// `cargo xtask bench --page`: how smoothly the shipped page draws while it trains.
pub fn page() -> Outcome {
    let mut steps = Steps::new(3);
    let again = "cargo xtask bench --page";
    let (browser, environment) =
        steps.step("tools", "cargo xtask setup", || Ok((browser::chromium()?, setup::for_build()?)))?;
    steps.step("build", "cargo xtask build", || build::site(&environment, build::Form::Site))?;
    steps.step("frames", again, || {
        let mut test = Command::new("cargo");
        test.args(["test", "--test", "e2e", "--", "--nocapture", "--ignored", "frames"]);
        test.env("CHROME", &browser.program).env("CHROMEDRIVER", &browser.driver);
        run(test.env("DPOP_LAB_DIST", path::absolute(build::DIST).doing("the site's folder")?))
    })?;
    steps.table();
    Ok(())
}

/// Opens a page of the bench and prints what it reports.
fn show(browser: &Browser, page: &str, flags: &[&str]) -> Outcome {
    let (sender, reports) = mpsc::channel();
    let address = server::start(Path::new(SITE), 0, Some(sender)).doing("serving the bench")?;
    let _window = Window::open(browser, address, page, flags)?;
    read(&reports)
}

fn site(environment: &BuildEnvironment) -> Outcome {
    run(environment.for_wasm("trunk").args(["build", "--release", "--features", "bench", "--dist", SITE]))?;
    let timed = ["dpop-lab-core_bg.wasm", "dpop-lab-gpu_bg.wasm"];
    binaryen::shorten(environment, timed.map(|name| Job::within(Path::new(SITE), name)).into())?;
    let folder = Path::new(SITE).join("bench");
    fs::create_dir_all(&folder).doing("the bench's folder")?;
    for file in ["index.html", "bench.js", "gpu.html", "gpu.js"] {
        fs::copy(Path::new("bench").join(file), folder.join(file)).doing(format!("copying bench/{file}"))?;
    }
    Ok(())
}

/// Bundles each peer into one file, with TensorFlow.js's own wasm beside it.
fn peers(modules: &Path) -> Outcome {
    let folder = Path::new(SITE).join("bench");
    let sources = ["jaxjs.js", "tfjs.js"].map(|file| Path::new("bench/peers").join(file));
    let mut esbuild = Command::new(tools::program(modules, ESBUILD.name));
    esbuild.args(sources).args(["--bundle", "--format=esm", "--log-level=warning"]);
    run(esbuild.arg(format!("--outdir={}", folder.display())).env("NODE_PATH", modules))?;
    let wasm = folder.join("wasm");
    fs::create_dir_all(&wasm).doing("the bench's folder")?;
    let dist = modules.join("@tensorflow/tfjs-backend-wasm/dist");
    for entry in fs::read_dir(&dist).doing(dist.display())?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            fs::copy(&path, wasm.join(entry.file_name())).doing(path.display())?;
        }
    }
    Ok(())
}

/// Prints the page's lines until it says that it is done.
fn read(reports: &Receiver<String>) -> Outcome {
    loop {
        let line = reports
            .recv_timeout(SILENCE)
            .map_err(|_| Failure(format!("the bench said nothing for {} s.", SILENCE.as_secs())))?;
        match line.strip_prefix("END") {
            Some("") => return Ok(()),
            Some(error) => return Err(Failure(format!("the bench's page failed:{error}"))),
            None => println!("{line}"),
        }
    }
}

/// A browser window that is open, with a profile of its own; both go when it is dropped.
struct Window {
    chrome: Child,
    profile: PathBuf,
}

impl Window {
    fn open(browser: &Browser, address: SocketAddr, page: &str, flags: &[&str]) -> Outcome<Window> {
        let profile = std::env::temp_dir().join(format!("dpop-lab-bench-{}", std::process::id()));
        let mut command = Command::new(&browser.program);
        command
            .args(["--headless=new", "--no-sandbox", "--no-first-run", "--disable-background-networking"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .args(flags)
            .arg(format!("http://{address}/bench/{page}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        println!("    $ {}", describe(&command));
        let chrome = command.spawn().doing("the browser could not be started")?;
        Ok(Window { chrome, profile })
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A browser that is gone already, or a file it still holds, is no reason to fail.
        let _ = self.chrome.kill();
        let _ = self.chrome.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}
