//! A million damaged data files: `cargo run --release --example fuzz_data -- 1000000`. Each is read as the page would read it, and gives pairs,
//! what is noticed in them, and reasons, or a sentence. It prints what came of them, how long the slowest took, and how much memory the largest held; then how long a
//! file of 1 MiB of each kind takes, and the longest piece of that.
//!
//! What is damaged are the files of `tests/cases`, a few at a time glued together, with pieces that are likely to lead somewhere.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::data::check::check;
    use dpop_lab::data::import::{DataContent, DataFile, DataProgress, DataReading, DataWish, read};
    use dpop_lab::data::{Dataset, FieldError, LabFile, Tokens};
    use peak_alloc::PeakAlloc;
    use rand_pcg::{
        Pcg64,
        rand_core::{Rng, SeedableRng},
    };
    use std::collections::BTreeMap;
    use std::fs;
    use std::time::{Duration, Instant};

    #[global_allocator]
    static MEMORY: PeakAlloc = PeakAlloc;

    const PIECES: [&str; 22] = [
        "NaN",
        "[[[[[[[[",
        "{\"a\":",
        "\"\\ud800\"",
        "\\u0000",
        "\n\nHuman:",
        "\n\nAssistant:",
        "\"chosen\":",
        "\"prompt\":[",
        "{\"role\":",
        "\"messages\":",
        "'",
        "None",
        "\r",
        "\u{feff}",
        "\u{fffd}",
        "\"\"",
        ",,,",
        "<eos>",
        "{\"train\":",
        "\"0\":",
        "sep=;\n",
    ];

    pub fn run() {
        let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000_u64);
        let seeds = seeds();
        let mut random = Pcg64::seed_from_u64(11);
        let mut outcomes = BTreeMap::<String, u64>::new();
        let (mut slowest, mut largest) = (Duration::ZERO, 0);
        let start = Instant::now();
        for index in 0..count {
            let files = (0..=below(&mut random, 8) / 7).map(|_| damaged(&seeds, &mut random)).collect();
            MEMORY.reset_peak_usage();
            let (before, begin) = (MEMORY.current_usage(), Instant::now());
            let tokens = if index % 4 == 3 { Tokens::Characters } else { Tokens::Words };
            let found = read(files, DataWish { tokens, ..DataWish::default() });
            if let Ok(DataContent::Pairs(read)) = &found {
                let noticed = check(read.tokens, &read.pairs, &read.eval_pairs);
                assert!(noticed.iter().all(|finding| !finding.to_string().is_empty()));
            }
            slowest = slowest.max(begin.elapsed());
            largest = largest.max(MEMORY.peak_usage().saturating_sub(before));
            *outcomes.entry(outcome(found)).or_default() += 1;
        }
        println!(
            "{count} texts in {:.1} s; the slowest took {:.2} ms; at most {:.2} MiB were held",
            start.elapsed().as_secs_f64(),
            slowest.as_secs_f64() * 1e3,
            largest as f64 / f64::from(1 << 20)
        );
        println!("{} kinds of outcome:", outcomes.len());
        for (outcome, times) in &outcomes {
            println!("{times:>9}  {outcome}");
        }
        for (what, text) in large() {
            measure(what, &text);
        }
    }

    fn seeds() -> Vec<(String, Vec<u8>)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
        let entries = fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("an entry").path());
        let mut paths: Vec<_> = entries.filter(|path| path.is_file()).collect();
        paths.sort();
        let name =
            |path: &std::path::Path| path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        paths.iter().map(|path| (name(path), fs::read(path).expect("a case"))).collect()
    }

    fn damaged(seeds: &[(String, Vec<u8>)], random: &mut Pcg64) -> DataFile {
        let (name, bytes) = &seeds[below(random, seeds.len())];
        let mut bytes = bytes.clone();
        for _ in 0..=below(random, 5) {
            let at = below(random, bytes.len() + 1);
            let end = (at + below(random, 16)).min(bytes.len());
            match below(random, 9) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 if at < bytes.len() => bytes[at] ^= 1 << below(random, 8),
                3 => {
                    let from = below(random, bytes.len() + 1);
                    let stretch = bytes[from..(from + below(random, 200)).min(bytes.len())].to_vec();
                    bytes.splice(at..end, stretch);
                }
                4 => {
                    let other = &seeds[below(random, seeds.len())].1;
                    bytes.splice(at..end, other.iter().copied());
                }
                5 if below(random, 10) == 0 => bytes = bytes.iter().flat_map(|byte| [*byte, 0]).collect(),
                6 => bytes.insert(at, (random.next_u64() % 256) as u8),
                _ => {
                    let piece = PIECES[below(random, PIECES.len())];
                    bytes.splice(at..end, piece.bytes());
                }
            }
        }
        DataFile { name: (below(random, 3) > 0).then(|| name.clone()), bytes }
    }

    fn below(random: &mut Pcg64, end: usize) -> usize {
        (random.next_u64() % end as u64) as usize
    }

    /// The kind of an outcome.
    fn outcome(found: Result<DataContent, FieldError>) -> String {
        match found {
            Ok(DataContent::Lab(_)) => "a lab".to_owned(),
            Ok(DataContent::Pairs(found)) => {
                for pair in found.pairs.iter().chain(&found.eval_pairs) {
                    let (tokens, pairs) = (found.tokens, vec![pair.clone()]);
                    let lengths = [&pair.prompt, &pair.chosen, &pair.rejected].map(|text| tokens.count(text));
                    let dataset = Dataset {
                        tokens,
                        vocabulary: Dataset::tokens_of(tokens, &pairs),
                        pairs,
                        eval_pairs: Vec::new(),
                    };
                    let lab = LabFile { dataset, ..LabFile::empty() }.checked();
                    assert!(
                        lengths.iter().sum::<usize>() > 30 || lab.is_ok_and(|lab| lab.dataset.pairs[0] == *pair),
                        "{pair:?}"
                    );
                }
                for note in &found.notes {
                    assert!(note.to_string().chars().count() < 3000, "{note:?}");
                }
                for problem in &found.problems {
                    assert!(problem.fault.to_string().chars().count() < 3000, "{problem:?}");
                }
                let pairs = if found.pairs.is_empty() { "no pairs" } else { "pairs" };
                let problems = if found.problems.is_empty() { "" } else { ", and bad rows" };
                format!("{pairs}, {}{problems}", found.form.name())
            }
            Err(error) => format!("refused: {error}").chars().filter(|sign| !sign.is_ascii_digit()).take(70).collect(),
        }
    }

    /// Texts of 1 MiB, some of them made to be slow.
    fn large() -> Vec<(&'static str, String)> {
        const BYTES: usize = 1 << 20;
        let filled = |begin: &str, line: &str, end: &str| {
            format!("{begin}{}{end}", line.repeat((BYTES - begin.len() - end.len()) / line.len()))
        };
        let row = r#"{"prompt": "2 + 2 =", "chosen": "4 .", "rejected": "5 .", "score": NaN}"#;
        vec![
            ("JSON lines", filled("", &format!("{row}\n"), "")),
            ("a list", filled("[", &format!("{row},\n"), &format!("{row}]"))),
            ("a table", filled("prompt,chosen,rejected\n", "2 + 2 =,4 .,5 .\n", "")),
            ("one long line", filled(r#"{"prompt": "a", "chosen": "b", "rejected": ""#, "word ", "\"}")),
            ("one column", filled(r#"{"prompt": ["#, "\"a\",", "\"a\"], \"chosen\": [], \"rejected\": []}")),
            ("numbers alone", filled("[", "0,", "0]")),
            ("bad lines", filled("{\n", "a\n", "")),
            ("unpaired rows of one answer", filled("", "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":1}\n", "")),
            ("keys alone", filled("{", "\"a\":0,", "\"a\":0}")),
        ]
    }

    fn measure(what: &str, text: &str) {
        let (mut pieces, mut longest) = (0, Duration::ZERO);
        MEMORY.reset_peak_usage();
        let (before, start) = (MEMORY.current_usage(), Instant::now());
        let mut reading = Some(DataReading::new(vec![text.into()], DataWish::default()).expect("small enough"));
        let mut said = String::new();
        while let Some(rest) = reading.take() {
            let begin = Instant::now();
            let progress = rest.advance();
            longest = longest.max(begin.elapsed());
            pieces += 1;
            match progress {
                Ok(DataProgress::More(rest)) => reading = Some(rest),
                Ok(DataProgress::Done(DataContent::Pairs(found))) => {
                    said = format!("{} pairs, {} bad rows", found.pairs.len(), found.problems.len());
                }
                Ok(DataProgress::Done(DataContent::Lab(_))) => said = "a lab".to_owned(),
                Err(error) => said = error.to_string(),
            }
        }
        println!(
            "1 MiB, {what}: {:.1} ms in {pieces} pieces, the longest {:.1} ms, at most {:.1} MiB held; {said}",
            start.elapsed().as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3,
            MEMORY.peak_usage().saturating_sub(before) as f64 / f64::from(1 << 20)
        );
    }
}
