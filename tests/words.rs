//! Sentences stand in `src/words` and nowhere else, and nothing looks for them: what a person reads can be had in a second language only where
//! all of it lies together, and no code depends on it.
//!
//! `syn` reads every file under `src`. A sentence is a string of three words or more that ends as one, or begins as one and is long. What tests
//! say, what a panic says to those who develop, and attributes are none of it.
#![cfg(not(target_arch = "wasm32"))]

use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Files with sentences of their own, and why they have them.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("src/data/preset.rs", "an example is its lab file, its title and what it shows, in one line of its table"),
    ("src/objective/", "a loss is one file: its parameters say there what they do"),
];

/// Files that only tests have although their names do not say so.
const TESTS: [&str; 1] = ["src/view/legible.rs"];

/// Calls that look for a text in another.
const SEARCHES: [&str; 8] =
    ["contains", "starts_with", "ends_with", "strip_prefix", "strip_suffix", "find", "split_once", "replace"];

/// Macros whose texts are for those who develop.
const DEVELOPERS: [&str; 8] =
    ["panic", "assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "unreachable", "matches"];

#[test]
fn sentences_stand_among_the_words_and_nowhere_else() {
    let (mut faults, mut used) = (Vec::new(), vec![false; EXCEPTIONS.len()]);
    for (name, source) in files() {
        let sentences = read(&source).unwrap_or_else(|error| panic!("{name}: {error}")).sentences;
        let exception = EXCEPTIONS.iter().position(|(place, _)| name.starts_with(place));
        match exception {
            Some(place) if !sentences.is_empty() => used[place] = true,
            _ => faults.extend(sentences.iter().map(|(line, text)| format!("{name}:{line}: {text:?}"))),
        }
    }
    assert!(faults.is_empty(), "sentences outside of src/words:\n{}\n", faults.join("\n"));
    let idle: Vec<_> = EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used).map(|((place, _), _)| place).collect();
    assert!(idle.is_empty(), "exceptions without a sentence: {idle:?}");
}

#[test]
fn nothing_looks_for_words() {
    let mut faults = Vec::new();
    for (name, source) in files() {
        let searches = read(&source).unwrap_or_else(|error| panic!("{name}: {error}")).searches;
        faults.extend(searches.iter().map(|(line, what)| format!("{name}:{line}: {what}")));
    }
    assert!(faults.is_empty(), "texts for a person that code looks for, or compares:\n{}\n", faults.join("\n"));
}

#[test]
fn searches_are_told_from_other_calls() {
    let check = |body: &str, count: usize| {
        let found = read(&format!("fn f() {{ {body} }}")).expect("Rust").searches;
        assert_eq!(found.len(), count, "{body}: {found:?}");
    };
    check(r#"if message.contains("not valid") {}"#, 1);
    check(r#"if error.to_string().starts_with("No such run") {}"#, 1);
    check("if label == say::TRAIN {}", 1);
    check("if label == say::train() {}", 1);
    check("if words::share::copy() != text {}", 1);
    check("match label { say::TRAIN => 1, _ => 2 }", 1);
    check(r#"if name.contains("-of-") || name.ends_with(".zip") || key == "v" {}"#, 0);
    check("let label = if is_first { say::TRAIN } else { say::AGAIN };", 0);
}

#[test]
fn sentences_are_told_from_other_texts() {
    let found =
        |source: &str| read(source).expect("Rust").sentences.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let check = |body: &str, expected: &[&str]| {
        assert_eq!(found(&format!("fn f() {{ {body} }}")), expected, "{body}");
    };
    check(r#"say("There is no lab.")"#, &["There is no lab."]);
    check(r#"format!("{name} has {count} tokens too many.")"#, &["{name} has {count} tokens too many."]);
    check(r#"html! { <p>{ "Nothing is here yet!" }</p> }"#, &["Nothing is here yet!"]);
    check(
        r#"let a = "The name of something that is longer than a label";"#,
        &["The name of something that is longer than a label"],
    );
    check(
        r#"thread_local! { /// It is one of many.
        static A: u8 = 1; }"#,
        &[],
    );
    check(r#"let a = ["a.b.c", "v=1&preset=smaug", "Not now.", "tabindex", "translate(1px 2px)"];"#, &[]);
    check(r#"list.first().expect("There is always a first.")"#, &[]);
    check(r#"assert!(ok, "It must be so.")"#, &[]);
    check(r#"#[expect(clippy::x, reason = "It is the only way.")] let a = 1;"#, &[]);
    let none: [String; 0] = [];
    assert_eq!(found(r#"#[cfg(test)] mod tests { const A: &str = "This is a sentence."; }"#), none);
    assert_eq!(found("/// This is a sentence.\nfn f() {}"), none);
}

#[test]
fn whatever_is_rendered_speaks_the_language_of_its_page() {
    let (mut components, mut silent) = (0, Vec::new());
    for (name, source) in files().into_iter().filter(|(name, _)| name.starts_with("src/page/")) {
        for item in syn::parse_file(&source).unwrap_or_else(|error| panic!("{name}: {error}")).items {
            let syn::Item::Fn(item) = item else { continue };
            if item.attrs.iter().any(|attribute| attribute.path().is_ident("component")) {
                components += 1;
                let speaks = spoken_in(&item.block);
                silent.extend((!speaks).then(|| format!("{name}: {}", item.sig.ident)));
            }
        }
    }
    assert!(components > 10, "components were found");
    assert!(silent.is_empty(), "components that do not call use_language() first:\n{}\n", silent.join("\n"));
}

/// Whether a function says in which language it goes on: whoever does not keeps that of another page.
fn spoken_in(block: &syn::Block) -> bool {
    struct Speaks(bool);
    impl<'ast> Visit<'ast> for Speaks {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0 |= path.segments.last().is_some_and(|last| last.ident == "use_language" || last.ident == "speak");
        }
        // `choose` and what asks only are none.
        fn visit_macro(&mut self, _: &'ast syn::Macro) {}
    }
    let mut speaks = Speaks(false);
    speaks.visit_block(block);
    speaks.0
}

/// The files whose code runs in the page, but for the words themselves: their paths, and what is in them.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    let name = |path: &PathBuf| path.strip_prefix(root).expect("it lies there").to_string_lossy().into_owned();
    let files = paths.iter().map(|path| {
        (name(path), fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    });
    let is_looked_at =
        |name: &str| !name.starts_with("src/words/") && !name.ends_with("tests.rs") && !TESTS.contains(&name);
    let files: Vec<_> = files.filter(|(name, _)| is_looked_at(name)).collect();
    assert!(files.len() > 100, "src was found");
    files
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
    files.sort();
}

/// What a file has of sentences, and of searches for words, each with its line.
fn read(source: &str) -> syn::Result<Reader> {
    let mut reader = Reader::default();
    reader.visit_file(&syn::parse_file(source)?);
    Ok(reader)
}

/// Whether a text is one: what stands in braces is a word of it.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    let is_word = |word: &&str| {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric() && !"{}".contains(sign));
        !word.is_empty()
            && (word.starts_with('{') || word.chars().all(|sign| sign.is_alphabetic() || "-'’".contains(sign)))
    };
    let words = text.split_whitespace().filter(is_word).count();
    let begins = text.starts_with(char::is_uppercase);
    let ends = text.ends_with(['.', '?', '!', '…']);
    (words >= 3 && ends) || (words >= 5 && begins)
}

/// Whether a path is a text of the words: `say::TRAIN`.
fn is_of_words(path: &syn::Path) -> bool {
    path.segments.len() > 1 && path.segments.iter().any(|segment| segment.ident == "say" || segment.ident == "words")
}

#[derive(Default)]
struct Reader {
    sentences: Vec<(usize, String)>,
    searches: Vec<(usize, String)>,
}

impl Reader {
    fn meet(&mut self, text: &str, line: usize) {
        if is_sentence(text) {
            self.sentences.push((line, text.to_owned()));
        }
    }

    /// Strings among the tokens of a macro, which need not be Rust.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut is_for_developers = false;
        for token in tokens {
            match token {
                TokenTree::Group(group) if !is_for_developers => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.meet(&text.value(), text.span().start().line);
                    }
                }
                // What follows is the text of an expectation, or an attribute.
                TokenTree::Ident(name) => {
                    is_for_developers = name == "expect";
                    continue;
                }
                TokenTree::Punct(sign) => {
                    is_for_developers = sign.as_char() == '#';
                    continue;
                }
                TokenTree::Group(_) => {}
            }
            is_for_developers = false;
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_tests = item.attrs.iter().any(|attribute| {
            let list = attribute.meta.require_list();
            attribute.path().is_ident("cfg") && list.is_ok_and(|list| list.tokens.to_string().contains("test"))
        });
        if !is_tests {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let sides = [&*binary.left, &*binary.right];
        let is_text = |side: &&syn::Expr| match side {
            syn::Expr::Path(path) => is_of_words(&path.path),
            syn::Expr::Call(call) => matches!(&*call.func, syn::Expr::Path(path) if is_of_words(&path.path)),
            _ => false,
        };
        if matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) && sides.iter().any(is_text) {
            self.searches.push((binary.op.span().start().line, "a text of the words is compared".to_owned()));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let syn::Pat::Path(path) = &arm.pat
            && is_of_words(&path.path)
        {
            self.searches.push((arm.fat_arrow_token.span().start().line, "a text of the words is matched".to_owned()));
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let text = call.args.iter().find_map(|argument| match argument {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        });
        // Two words or more are for a person.
        if let Some(text) =
            text.filter(|text| SEARCHES.iter().any(|name| call.method == name) && text.trim().contains(' '))
        {
            self.searches.push((call.method.span().start().line, format!("{}({text:?})", call.method)));
        }
        if call.method == "expect" {
            self.visit_expr(&call.receiver);
        } else {
            visit::visit_expr_method_call(self, call);
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.meet(&text.value(), text.span().start().line);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if !DEVELOPERS.iter().any(|name| call.path.segments.last().is_some_and(|last| last.ident == name)) {
            self.tokens(call.tokens.clone());
        }
    }
}
