//! A million damaged share links: `cargo run --release --example fuzz_links -- 1000000`. Each is read as the page would read it, and gives a
//! lab or a sentence. It prints what came of them, how long the slowest took, and how much memory the largest held.
//!
//! Links are damaged where they are text, where they are packed, and where they are a lab file again; the last two are closed with the right
//! checksum, so that the damage goes as deep as it can.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use dpop_lab::data::field_error::{Fault, JsonFault};
    use dpop_lab::data::{LabFile, presets};
    use dpop_lab::lab::link::{self, LinkError, LinkView};
    use lz4_flex::block;
    use peak_alloc::PeakAlloc;
    use rand_pcg::{
        Pcg64,
        rand_core::{Rng, SeedableRng},
    };
    use std::collections::BTreeMap;
    use std::time::{Duration, Instant};

    #[global_allocator]
    static MEMORY: PeakAlloc = PeakAlloc;

    /// Letters that are likely to lead somewhere.
    const LETTERS: &[u8] = b"{}[]\",:.-+eE0123456789_=&abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \\\n\0\xff";
    const PIECES: [&str; 12] = [
        "null",
        "1e999",
        "-0",
        "\"seed\":",
        "[[[[[[[[",
        "{\"a\":",
        "\"\\ud800\"",
        "99999999999999999999",
        "&lab=",
        "&v=1",
        "&step=",
        "<eos>",
    ];

    pub fn run() {
        let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000_u64);
        let seeds = seeds();
        let mut random = Pcg64::seed_from_u64(7);
        let mut outcomes = BTreeMap::<String, u64>::new();
        let (mut slowest, mut largest) = (Duration::ZERO, 0);
        let start = Instant::now();
        for _ in 0..count {
            let text = damaged(&seeds[below(&mut random, seeds.len())], &mut random);
            MEMORY.reset_peak_usage();
            let (before, begin) = (MEMORY.current_usage(), Instant::now());
            let read = link::read(&text);
            slowest = slowest.max(begin.elapsed());
            largest = largest.max(MEMORY.peak_usage().saturating_sub(before));
            *outcomes.entry(outcome(read)).or_default() += 1;
        }
        println!(
            "{count} links in {:.1} s; the slowest took {:.2} ms; at most {:.2} MiB were held",
            start.elapsed().as_secs_f64(),
            slowest.as_secs_f64() * 1e3,
            largest as f64 / f64::from(1 << 20)
        );
        println!("{} kinds of outcome:", outcomes.len());
        for (outcome, times) in &outcomes {
            println!("{times:>9}  {outcome}");
        }
    }

    fn seeds() -> Vec<String> {
        let preset = &presets()[0];
        let lab = LabFile::from_json(preset.json).expect("a preset");
        let view = LinkView {
            pair: Some(1),
            token: Some(2),
            run: Some(1),
            at: Some((dpop_lab::train::Phase::Sft, 3)),
            digest: Some(4),
        };
        let mut changed = lab.clone();
        changed.runs[0].events =
            lab.runs[1..].iter().map(|run| dpop_lab::data::Event { step: 9, objective: run.objective }).collect();
        changed.runs[0].name = Some("mine".to_owned());
        changed.preference.learning_rate = 1e-3;
        let links = [(&lab, Some(preset)), (&lab, None), (&changed, Some(preset)), (&changed, None)];
        links.map(|(lab, preset)| link::write(lab, preset, &view).expect("short enough")).to_vec()
    }

    /// Where the damage is done.
    const DEPTHS: [Depth; 4] = [Depth::Link, Depth::Packed, Depth::Text, Depth::Text];

    enum Depth {
        Link,
        Packed,
        Text,
    }

    fn damaged(link: &str, random: &mut Pcg64) -> String {
        let (before, rest) = link.split_once("lab=").unwrap_or((link, ""));
        let (packed, after) = rest.split_once('&').unwrap_or((rest, ""));
        let whole = |packed: String| format!("{before}lab={packed}&{after}");
        let depth = if packed.is_empty() { &Depth::Link } else { &DEPTHS[below(random, DEPTHS.len())] };
        let mut hurt = |mut bytes: Vec<u8>| {
            for _ in 0..=below(random, 4) {
                mutate(&mut bytes, random);
            }
            bytes
        };
        match depth {
            Depth::Link => String::from_utf8_lossy(&hurt(link.as_bytes().to_vec())).into_owned(),
            Depth::Packed => whole(link::seal(&hurt(link::open(packed).expect("as it was written")))),
            Depth::Text => {
                let text = link::unpack(packed).expect("as it was written");
                whole(link::seal(&block::compress(&hurt(text.into_bytes()))))
            }
        }
    }

    fn mutate(bytes: &mut Vec<u8>, random: &mut Pcg64) {
        let at = below(random, bytes.len() + 1);
        let end = (at + below(random, 12)).min(bytes.len());
        match below(random, 8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 => {
                let piece = PIECES[below(random, PIECES.len())];
                bytes.splice(at..end, piece.bytes());
            }
            4 if at < bytes.len() => bytes[at] ^= 1 << below(random, 8),
            5 => {
                let from = below(random, bytes.len() + 1);
                let stretch = bytes[from..(from + below(random, 200)).min(bytes.len())].to_vec();
                bytes.splice(at..end, stretch);
            }
            _ => bytes.insert(at, LETTERS[below(random, LETTERS.len())]),
        }
    }

    fn below(random: &mut Pcg64, end: usize) -> usize {
        (random.next_u64() % end as u64) as usize
    }

    /// The kind of an outcome: a sentence without what is quoted or counted in it.
    fn outcome(read: Result<Option<link::Link>, LinkError>) -> String {
        match read {
            Ok(Some(_)) => "a lab".to_owned(),
            Ok(None) => "about something else".to_owned(),
            Err(LinkError::TooLong(_)) => "too long".to_owned(),
            Err(LinkError::Version(_)) => "of another version".to_owned(),
            Err(LinkError::Damaged(part)) => format!("damaged: {part}"),
            Err(LinkError::Lab(error)) => {
                let sentence = error.to_string();
                assert!(sentence.chars().count() < 3000, "a sentence of {} bytes", sentence.len());
                let field: String = error.field.chars().filter(|c| !c.is_ascii_digit()).collect();
                let kind = match *error.fault {
                    Fault::UnknownKey { .. } => return "a lab file where a key was made up".to_owned(),
                    Fault::NotFinite { .. } => return "a lab file where a number was made up".to_owned(),
                    Fault::Missing(_) => "missing",
                    Fault::Twice => "twice",
                    Fault::Json { fault: JsonFault::TooDeep, .. } => "nested",
                    Fault::Json { .. } => "not valid JSON",
                    Fault::UnknownToken { .. } => "not in the vocabulary",
                    Fault::Sequence { .. } => "too long a sequence",
                    _ => "not allowed",
                };
                format!("a lab file with {kind}: {field}")
            }
        }
    }
}
