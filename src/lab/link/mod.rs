//! Share links: a lab and what one looks at in it, as the fragment of a URL.
//!
//! `v=1&preset=smaug&lab=8A5…&pair=3&token=5&run=1&step=87&digest=5f0c…`: `lab` is the lab file without what the preset or the defaults say
//! ([`LabFile::to_brief`]), as one block of LZ4, with four bytes before it that tell a damaged link, in base64url. It is left out where
//! the preset says all. What is not known is passed over, so that links of today open in the pages of tomorrow.

pub mod base64url;

use crate::data::{FieldError, LabFile, Preset, RunSpec, limits, presets};
use crate::digest::fnv_short;
use crate::train::Phase;
use lz4_flex::block;

/// The longest link, in characters: well below what browsers take, well above what chat programs do.
pub const LONGEST: usize = 200_000;

/// The version that is written, and the only one so far.
const VERSION: &str = "1";

/// The keys of a link's parts: with them an address names a lab.
pub const KEYS: [&str; 9] = ["v", "preset", "lab", "pair", "token", "run", "phase", "step", "digest"];

/// What a link opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The lab.
    pub lab: LabFile,
    /// The preset that it began from, and still has something of: an index into [`presets`].
    pub preset: Option<usize>,
    /// What to look at.
    pub view: LinkView,
}

/// What to look at in a lab. Where a number is too large for the lab, the page takes the last there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkView {
    /// Index of a pair.
    pub pair: Option<usize>,
    /// A position in its completions.
    pub token: Option<usize>,
    /// Index of a run.
    pub run: Option<usize>,
    /// A step; nothing for the newest.
    pub at: Option<(Phase, usize)>,
    /// What [`History::digest`](crate::train::History::digest) was there, if the processor trained.
    pub digest: Option<u64>,
}

/// Why there is no link, or nothing behind it.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkError {
    /// More than [`LONGEST`] characters are to be read or would be written.
    TooLong(usize),
    /// Another version.
    Version(String),
    /// A value that cannot be what was written.
    Damaged(&'static str),
    /// What was written is not a lab file.
    Lab(FieldError),
}

/// The fragment, without `#`, that opens this lab; `preset` is what it began from.
///
/// # Errors
/// [`LinkError::TooLong`].
pub fn write(lab: &LabFile, preset: Option<&Preset>, view: &LinkView) -> Result<String, LinkError> {
    let mut parts = vec![format!("v={VERSION}")];
    // What has nothing of it any more does not bear its name.
    let preset = preset.filter(|preset| lab.shares_with(preset));
    if let Some(preset) = preset {
        parts.push(format!("preset={}", preset.name));
    }
    if preset.is_none_or(|preset| lab.to_json() != preset.json) {
        parts.push(format!("lab={}", pack(&lab.to_brief(preset))));
    }
    let index = |key: &str, index: Option<usize>| index.map(|index| format!("{key}={index}"));
    parts.extend(index("pair", view.pair));
    parts.extend(index("token", view.token));
    parts.extend(index("run", view.run));
    if let Some((phase, step)) = view.at {
        if phase == Phase::Sft {
            parts.push("phase=sft".to_owned());
        }
        parts.extend(index("step", Some(step)));
    }
    parts.extend(view.digest.map(|digest| format!("digest={}", hex(digest))));
    let link = parts.join("&");
    if link.len() > LONGEST { Err(LinkError::TooLong(link.len())) } else { Ok(link) }
}

/// What a fragment, or a query, opens: nothing where it is about something else.
///
/// # Errors
/// Too long, of another version, damaged, or not a lab.
pub fn read(fragment: &str) -> Result<Option<Link>, LinkError> {
    if fragment.len() > LONGEST {
        return Err(LinkError::TooLong(fragment.len()));
    }
    // Of a key that comes twice the last one counts: a fragment stands behind a query.
    let value = |key: &str| fragment.rsplit('&').filter_map(|part| part.split_once('=')).find(|(k, _)| *k == key);
    let value = |key: &str| value(key).map(|(_, value)| value);
    if let Some(version) = value("v").filter(|version| *version != VERSION) {
        return Err(LinkError::Version(version.chars().take(20).collect()));
    }
    let (name, packed) = (value("preset"), value("lab"));
    let brief = match (name, packed) {
        (None, None) => return Ok(None),
        (_, Some(packed)) => unpack(packed).ok_or(LinkError::Damaged("lab"))?,
        (Some(name), None) => {
            let known = presets().iter().find(|preset| preset.name == name);
            format!("{{\"preset\": \"{}\"}}", known.ok_or(LinkError::Damaged("preset"))?.name)
        }
    };
    let (lab, preset) = LabFile::from_brief(&brief).map_err(LinkError::Lab)?;
    let number = |key: &'static str| {
        value(key).map(|text| text.parse::<usize>().map_err(|_| LinkError::Damaged(key))).transpose()
    };
    let phase = match value("phase") {
        None | Some("preference") => Phase::Preference,
        Some("sft") => Phase::Sft,
        Some(_) => return Err(LinkError::Damaged("phase")),
    };
    let digest = value("digest").map(|text| u64::from_str_radix(text, 16).map_err(|_| LinkError::Damaged("digest")));
    let view = LinkView {
        pair: number("pair")?,
        token: number("token")?,
        run: value("run").map(|text| run(text, &lab).ok_or(LinkError::Damaged("run"))).transpose()?,
        at: number("step")?.map(|step| (phase, step.min(limits::STEPS))),
        digest: digest.transpose()?,
    };
    Ok(Some(Link { lab, preset, view }))
}

/// A run by its index, or by its loss or name: the first that has it.
fn run(text: &str, lab: &LabFile) -> Option<usize> {
    let named = |run: &RunSpec| run.objective.loss_type() == text || run.name.as_deref() == Some(text);
    text.parse().ok().or_else(|| lab.runs.iter().position(named))
}

/// A digest as links and the page write it.
pub fn hex(digest: u64) -> String {
    format!("{digest:016x}")
}

/// A text as a link carries it.
pub fn pack(text: &str) -> String {
    seal(&block::compress(text.as_bytes()))
}

/// The text in a link, if it is one and not longer than a lab file may be.
pub fn unpack(packed: &str) -> Option<String> {
    let bytes = open(packed)?;
    // No block of LZ4 unfolds to more than 255 times its length.
    let most = limits::BYTES.min(bytes.len().saturating_mul(255));
    String::from_utf8(block::decompress(&bytes, most).ok()?).ok()
}

/// Bytes as text, with their checksum before them.
pub fn seal(bytes: &[u8]) -> String {
    base64url::encode(&[fnv_short(bytes).to_le_bytes().as_slice(), bytes].concat())
}

/// The bytes of a text, if they are those that were sealed.
pub fn open(sealed: &str) -> Option<Vec<u8>> {
    let mut bytes = base64url::decode(sealed)?;
    let given = *bytes.first_chunk::<4>()?;
    bytes.drain(..4);
    (given == fnv_short(&bytes).to_le_bytes()).then_some(bytes)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::lab_file::tests::lab_files;
    use proptest::prelude::*;

    fn smaug() -> LabFile {
        LabFile::from_json(presets()[0].json).expect("a preset")
    }

    #[test]
    fn an_example_is_named_and_not_packed() {
        let view =
            LinkView { pair: Some(3), at: Some((Phase::Preference, 87)), digest: Some(0xab), ..LinkView::default() };
        let text = write(&smaug(), Some(&presets()[0]), &view).expect("short");
        assert_eq!(text, "v=1&preset=smaug&pair=3&step=87&digest=00000000000000ab");
        assert_eq!(read(&text), Ok(Some(Link { lab: smaug(), preset: Some(0), view })));
    }

    #[test]
    fn what_is_about_something_else_is_no_link() {
        for text in ["", "top", "pair=3", "embed&panel=strip", "=", "&&&", "lab", "utm_source=x"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_fragment_stands_behind_a_query() {
        let link = read("preset=arithmetic&embed&preset=smaug").expect("read").expect("a link");
        assert_eq!((link.lab, link.preset), (smaug(), Some(0)));
    }

    /// Links that were made once must open for ever: one line each.
    #[test]
    fn old_links_open() {
        let check = |text: &str, lab: LabFile, view: LinkView| {
            let link = read(text).unwrap_or_else(|error| panic!("{text}: {error}")).expect("a link");
            assert_eq!((link.lab, link.view), (lab, view), "{text}");
        };
        check("v=1&preset=smaug", smaug(), LinkView::default());
        check("preset=smaug&run=dpop", smaug(), LinkView { run: Some(1), ..LinkView::default() });
        let seven = LabFile { seed: 7, ..smaug() };
        let own = "sDOw-fAReyAicHJlc2V0IjogInNtYXVnIiwgInNlZWQiOiA3IH0";
        check(&format!("v=1&preset=smaug&lab={own}"), seven.clone(), LinkView::default());
        check(
            &format!("lab={own}&token=5&phase=sft&step=0"),
            seven,
            LinkView { token: Some(5), at: Some((Phase::Sft, 0)), ..LinkView::default() },
        );
    }

    #[test]
    fn a_lab_of_characters_opens_equal() {
        let two = presets().iter().position(|preset| preset.name == "two-plus-two").expect("an example");
        let example = LabFile::from_json(presets()[two].json).expect("a preset");
        let own = LabFile::from_json(
            r#"{"dataset": {"tokens": "characters", "pairs": [{"prompt": " 👨‍👩‍👧\n", "chosen": "<eos>", "rejected": "\t"}]}}"#,
        );
        for (lab, preset) in [
            (example.clone(), Some(two)),
            (LabFile { seed: 3, ..example.clone() }, Some(two)),
            (LabFile { seed: 3, ..example }, None),
            (own.expect("a lab"), None),
        ] {
            let text = write(&lab, preset.map(|preset| &presets()[preset]), &LinkView::default()).expect("short");
            assert_eq!(read(&text), Ok(Some(Link { lab, preset, view: LinkView::default() })), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let check = |text: &str, fragment: &str| {
            let sentence = read(text).expect_err(text).to_string();
            assert!(sentence.contains(fragment) && sentence.ends_with('.'), "{text}: {sentence}");
        };
        let whole = write(&LabFile { seed: 1, ..smaug() }, None, &LinkView::default()).expect("short");
        assert!(whole.len() < 700, "{} characters", whole.len());
        check(&whole[..whole.len() - 1], "cut off");
        check(&whole[..whole.len() / 2], "cut off");
        check(&whole.replace("lab=", "lab=A"), "\"lab\"");
        check("lab=", "\"lab\"");
        check("lab=%7B%7D", "\"lab\"");
        check("preset=gone", "\"preset\"");
        check("preset=<b>", "\"preset\"");
        check("preset=smaug&pair=-1", "\"pair\"");
        check("preset=smaug&pair=99999999999999999999999", "\"pair\"");
        check("preset=smaug&step=x", "\"step\"");
        check("preset=smaug&run=ppo", "\"run\"");
        check("preset=smaug&phase=rlhf", "\"phase\"");
        check("preset=smaug&digest=xyz", "\"digest\"");
        check("v=2&preset=smaug", "version \"2\"");
        check(&"v=1&".repeat(60_000), "240000 characters");
        let packed = |text: &str| format!("lab={}", pack(text));
        check(&packed("{\"preset\": \"smaug\", \"seed\": -1}"), "seed is -1");
        check(&packed("[[[["), "not valid JSON");
        // What would unfold to twenty megabytes is not unfolded beyond what a lab file may have.
        check(&packed(&" ".repeat(20 << 20)), "\"lab\"");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn every_lab_comes_back(
            lab in lab_files(),
            preset in prop::option::of(0..presets().len()),
            index in (prop::option::of(0..512usize), prop::option::of(0..128usize), prop::option::of(0..64usize)),
            at in prop::option::of((any::<bool>(), 0..=limits::STEPS)),
            digest in any::<Option<u64>>(),
        ) {
            let at = at.map(|(sft, step)| (if sft { Phase::Sft } else { Phase::Preference }, step));
            let view = LinkView { pair: index.0, token: index.1, run: index.2, at, digest };
            let text = write(&lab, preset.map(|preset| &presets()[preset]), &view).expect("short enough");
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "-_=&".contains(c)), "{}", text);
            let preset = preset.filter(|preset| lab.shares_with(&presets()[*preset]));
            prop_assert_eq!(read(&text), Ok(Some(Link { lab, preset, view })));
        }
    }
}
