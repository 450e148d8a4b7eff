//! `cargo xtask build --single-file`: the whole site as one HTML file that runs from a disk, where modules and fetches do not work.
//!
//! esbuild bundles the modules into one script that stands in the page; `www/single-file.js` gives them the site's other files as data.
//! What it does not know how to inline is an error: a file that silently asks for its neighbours would fail only at the lecture.

use crate::{
    build::{DIST, PARTS, Weight, row},
    process::{Doing, Failure, Outcome, run},
    tools,
};
use std::{
    fs,
    path::{Path, absolute},
    process::Command,
};

/// The file's name, in the site's folder.
pub const SINGLE_FILE: &str = "dpop-lab-single.html";

/// What the modules ask for at run time, by the end of its name.
const DATA: [&str; 1] = ["wasm"];

/// What nobody can ask for there: the page has its engine in it.
const NEEDLESS: &str = "dpop-lab-engine_bg.wasm";

/// Writes the file from the built site, and prints its weight.
pub fn write() -> Outcome<Weight> {
    let script = bundle("page.js")?;
    let page = fs::read_to_string(Path::new(PARTS).join("index.html")).doing("the site's index.html")?;
    let style = fs::read_to_string(Path::new(PARTS).join("style.css")).doing("the site's style.css")?;
    fs::write(Path::new(DIST).join(SINGLE_FILE), inline(&page, &style, &script)?).doing(SINGLE_FILE)?;
    row(SINGLE_FILE)
}

/// One script without imports, made of this module of the site, all that it imports, and the data that these fetch.
pub fn bundle(entry: &str) -> Outcome<String> {
    let parts = absolute(PARTS).doing("the site's parts")?;
    let work = absolute("target/single-file").doing("a folder for the bundle")?;
    fs::create_dir_all(&work).doing(work.display())?;
    let files = work.join("files.js");
    fs::write(&files, data(&parts)?).doing(files.display())?;
    let script = Script {
        entry: &parts.join(entry),
        stand_in: "www/single-file.js",
        aliases: &[("single-file:files", &files)],
        output: &work.join(entry),
    };
    script.bundle()
}

/// A module of the site as one script that asks nobody for modules.
pub struct Script<'a> {
    /// The module with which it begins.
    pub entry: &'a Path,
    /// The module that takes the place of `fetch` and `import.meta.url` in all others.
    pub stand_in: &'a str,
    /// What modules import by a name, and where that lies.
    pub aliases: &'a [(&'a str, &'a Path)],
    /// Where it is written.
    pub output: &'a Path,
}

impl Script<'_> {
    /// Writes and gives it.
    pub fn bundle(&self) -> Outcome<String> {
        let Script { entry, stand_in, aliases, output } = self;
        let mut esbuild = Command::new(tools::esbuild()?);
        esbuild.arg(entry).args(["--bundle", "--format=esm", "--minify", "--charset=utf8", "--log-level=warning"]);
        esbuild.arg(format!("--inject:{stand_in}")).arg("--define:import.meta.url=HERE");
        esbuild.args(aliases.iter().map(|(name, path)| format!("--alias:{name}={}", path.display())));
        esbuild.args(DATA.map(|ending| format!("--loader:.{ending}=dataurl")));
        run(esbuild.arg(format!("--outfile={}", output.display())))?;
        let script = fs::read_to_string(output).doing(output.display())?;
        match ["import.meta", "import("].iter().find(|left| script.contains(*left)) {
            Some(left) => Err(Failure(format!(
                "{} still says `{left}` when bundled: {stand_in} replaces `import(\"./NAME.js\")` and `fetch(new URL(\"NAME\", import.meta.url))`, nothing else.",
                entry.display()
            ))),
            None => Ok(script),
        }
    }
}

/// A module whose default export has the site's data by file name.
fn data(parts: &Path) -> Outcome<String> {
    let mut names: Vec<String> = fs::read_dir(parts)
        .doing(parts.display())?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            name != NEEDLESS && DATA.iter().any(|ending| name.rsplit_once('.').is_some_and(|(_, end)| end == *ending))
        })
        .collect();
    names.sort();
    let imports = names.iter().enumerate().map(|(at, name)| format!("import f{at} from {:?};\n", parts.join(name)));
    let entries = names.iter().enumerate().map(|(at, name)| format!("{name:?}: f{at}, "));
    Ok(format!("{}export default {{ {} }};\n", imports.collect::<String>(), entries.collect::<String>()))
}

/// The page with its style sheet and its script inside, and without its hints of what to load early.
fn inline(page: &str, style: &str, script: &str) -> Outcome<String> {
    for (what, text, end) in [("style.css", style, "</style"), ("the script", script, "</script")] {
        if text.to_ascii_lowercase().contains(end) {
            return Err(Failure(format!("{what} contains `{end}`, which would end it within the page.")));
        }
    }
    let mut inlined = String::new();
    let mut rest = page;
    while let Some(start) = ["<link ", "<script "].iter().filter_map(|tag| rest.find(tag)).min() {
        let (before, from) = rest.split_at(start);
        let (tag, after) =
            from.split_once('>').ok_or_else(|| Failure("index.html has a tag without an end.".into()))?;
        inlined.push_str(before);
        let says = |text: &str| tag.replace(['"', '\''], "").split_whitespace().any(|word| word == text);
        rest = after;
        if says("rel=stylesheet") && says("href=./style.css") {
            inlined.extend(["<style>", style, "</style>"]);
        } else if says("src=./page.js") {
            inlined.extend(["<script type=module>", script, "</script>"]);
            rest = after.strip_prefix("</script>").unwrap_or(after);
        } else if says("rel=icon") {
            inlined.extend([tag, ">"]);
        } else if !(says("rel=modulepreload") || says("rel=preload")) {
            return Err(Failure(format!(
                "index.html has `{tag}>`, which the single file does not know how to inline."
            )));
        }
    }
    inlined.push_str(rest);
    Ok(inlined)
}

#[cfg(test)]
mod tests {
    use super::inline;

    #[test]
    fn a_page_keeps_its_icon_and_loses_what_it_would_load() -> Result<(), String> {
        let page = "<title>x</title><link href=data:, rel=icon><link href=\"./style.css\" rel=\"stylesheet\">\
                    <script src=./page.js type=module></script><link href=./a.js rel=modulepreload><body>";
        let inlined = inline(page, "p{}", "go()").map_err(|failure| failure.to_string())?;
        assert_eq!(
            inlined,
            "<title>x</title><link href=data:, rel=icon><style>p{}</style><script type=module>go()</script><body>"
        );
        Ok(())
    }

    #[test]
    fn what_cannot_be_inlined_is_an_error() {
        for (page, style) in [("<link rel=manifest href=./x>", ""), ("<script src=./other.js>", ""), ("", "</STYLE>")] {
            assert!(inline(page, style, "").is_err(), "{page}{style}");
        }
    }
}
