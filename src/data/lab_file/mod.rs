//! The lab file, version 1: data set, model, training and runs in one JSON document. The same text is the share link's
//! content, the file that a person saves, the argument of the JavaScript interface, and a preset.
//!
//! `brief.rs` leaves out what an example or the defaults say already. `read.rs` turns text into a [`LabFile`] within every limit, or into one error; `write.rs` turns it back with every
//! default filled in. Reading what was written gives the same value.

mod brief;
mod read;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests;
mod write;

use super::color::Color;
use super::field_error::{Fault, FieldError, JsonText};
use super::json::{self, Node};
use super::model_spec::ModelSpec;
use super::pair::{PairText, TokenPair};
use super::preset::Preset;
use super::reader::FieldNode;
use super::tokens::Tokens;
use super::trainable::Trainable;
use super::vocabulary::{EOS_ID, TokenId, Vocabulary};
use crate::objective::{Arguments, Objective, dpo, dpop};

/// The largest values that a lab file may hold. They keep the slowest browser's memory and patience in mind.
pub mod limits {
    /// Tokens in the vocabulary, `<eos>` included.
    pub const VOCABULARY: usize = 256;
    /// Characters in a token.
    pub const TOKEN_CHARS: usize = crate::data::pair::MAX_TOKEN_CHARS;
    /// Preference pairs, and likewise held-out pairs.
    pub const PAIRS: usize = 512;
    /// The shortest sequence that a model must hold: one token of prompt, one of completion, and `<eos>`.
    pub const SHORTEST: usize = 3;
    /// Tokens in a sequence: prompt, completion and `<eos>`.
    pub const POSITIONS: usize = 128;
    /// Width of the model.
    pub const EMBD: usize = 256;
    /// Blocks of the model.
    pub const LAYERS: usize = 8;
    /// Runs from the common reference.
    pub const RUNS: usize = 64;
    /// Changes of a run's loss while it trains.
    pub const EVENTS: usize = 1000;
    /// Characters in a run's name.
    pub const NAME_CHARS: usize = 60;
    /// Steps of SFT, and steps of the preference phase.
    pub const STEPS: usize = 100_000;
    /// The largest seed: the largest whole number that JavaScript keeps apart from its neighbours.
    pub const SEED: u64 = (1 << 53) - 1;
    /// The largest learning rate; far beyond it nothing trains.
    pub const LEARNING_RATE: f64 = 10.0;
    /// The largest weight decay.
    pub const WEIGHT_DECAY: f64 = 10.0;
    /// Bytes of the JSON text.
    pub const BYTES: usize = crate::data::json::MAX_BYTES;
}

/// A whole experiment. Its fields are public so that a page can edit them; [`LabFile::checked`] checks the result.
#[derive(Clone, Debug, PartialEq)]
pub struct LabFile {
    /// The version of the format: 1.
    pub version: u32,
    /// The seed of the model's initial values.
    pub seed: u64,
    /// The name of the imported weights that the first phase starts from in place of the seed's values: a digest of them. The bytes
    /// themselves are too large for a lab file, and are held beside it.
    pub weights: Option<u64>,
    /// Vocabulary and preference pairs.
    pub dataset: Dataset,
    /// The model's shape.
    pub model: ModelSpec,
    /// The first phase.
    pub sft: SftSpec,
    /// The second phase.
    pub preference: PreferenceSpec,
    /// The losses that start from the same reference, at least one.
    pub runs: Vec<RunSpec>,
}

/// Vocabulary and preference pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// What of the texts is a token.
    pub tokens: Tokens,
    /// All tokens by id; `<eos>` first, none twice.
    pub vocabulary: Vec<String>,
    /// Every token is in the vocabulary. Without a pair a lab is only begun, and cannot be trained.
    pub pairs: Vec<PairText>,
    /// Held-out pairs: measured at every step, and never trained. Every token of theirs is in the vocabulary too.
    pub eval_pairs: Vec<PairText>,
}

impl Dataset {
    /// The vocabulary that these pairs need: `<eos>`, then their tokens in order of appearance.
    pub fn tokens_of<'a>(tokens: Tokens, pairs: impl IntoIterator<Item = &'a PairText>) -> Vec<String> {
        read::tokens_of(tokens, pairs)
    }

    /// Takes other tokens, and the texts with them: as characters they stay as they read, as words they have single spaces between. The
    /// vocabulary is made anew from them.
    pub(in crate::data) fn take(&mut self, tokens: Tokens) {
        if self.tokens != tokens {
            self.tokens = tokens;
            for [prompt, answers @ ..] in self.pairs.iter_mut().chain(&mut self.eval_pairs).map(PairText::texts_mut) {
                *prompt = tokens.tidy(prompt);
                for answer in answers {
                    *answer = tokens.tidy(answer);
                    // Between a prompt's last word and an answer's first one stood a space, which is a character now.
                    if tokens == Tokens::Characters {
                        answer.insert(0, ' ');
                    }
                }
            }
            self.vocabulary = self.needed();
        }
    }

    /// All pairs: those that are trained, then those that are held out.
    pub fn all_pairs(&self) -> impl Iterator<Item = &PairText> {
        self.pairs.iter().chain(&self.eval_pairs)
    }

    /// The vocabulary that all its pairs need.
    pub fn needed(&self) -> Vec<String> {
        read::tokens_of(self.tokens, self.all_pairs())
    }

    /// Checks a vocabulary by itself, as the reader of a lab file does, whatever the pairs say.
    pub(in crate::data) fn check_vocabulary(tokens: Tokens, list: &[String]) -> Result<(), FieldError> {
        let list = Node::List(list.iter().map(|token| Node::Text(token.clone())).collect());
        read::given_vocabulary(&FieldNode::part("dataset.vocabulary", &list), tokens).map(drop)
    }
}

/// Supervised fine-tuning, which makes the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SftSpec {
    /// Full-batch steps; 0 leaves the initial values as the reference.
    pub steps: usize,
    /// AdamW's learning rate.
    pub learning_rate: f64,
    /// The completions that it learns.
    pub on: SftOn,
}

/// The completions that SFT learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SftOn {
    /// The chosen ones.
    Chosen,
    /// Chosen and rejected ones.
    Both,
}

impl SftOn {
    /// Every variant with its name in the lab file.
    pub const NAMES: [(&'static str, SftOn); 2] = [("chosen", SftOn::Chosen), ("both", SftOn::Both)];

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        match self {
            SftOn::Chosen => "chosen",
            SftOn::Both => "both",
        }
    }
}

/// The preference phase, the same for all runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreferenceSpec {
    /// Full-batch steps.
    pub steps: usize,
    /// The optimiser's learning rate.
    pub learning_rate: f64,
    /// The optimiser.
    pub optimizer: OptimizerKind,
    /// Weight decay on all parameters, as PyTorch's optimisers apply it.
    pub weight_decay: f64,
}

/// An optimiser, as PyTorch defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizerKind {
    /// AdamW with β 0.9 and 0.999 and eps 1e-8.
    Adamw,
    /// Plain stochastic gradient descent, without momentum.
    Sgd,
}

impl OptimizerKind {
    /// Every variant with its name in the lab file.
    pub const NAMES: [(&'static str, OptimizerKind); 2] =
        [("adamw", OptimizerKind::Adamw), ("sgd", OptimizerKind::Sgd)];

    /// The name in the lab file.
    pub fn name(self) -> &'static str {
        match self {
            OptimizerKind::Adamw => "adamw",
            OptimizerKind::Sgd => "sgd",
        }
    }
}

/// One policy that is trained from the common reference.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSpec {
    /// What the person calls it; the page makes a name from the loss where there is none.
    pub name: Option<String>,
    /// Its colour, where a person chose one.
    pub color: Option<Color>,
    /// Its loss.
    pub objective: Objective,
    /// The weights that it trains; the others stay as the reference has them.
    pub train: Trainable,
    /// Changes of the loss while the run trains, in ascending order of their steps.
    pub events: Vec<Event>,
}

/// From this step on a run has another loss: its metrics there, and the update that follows, are the new loss's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// A step of the preference phase, 1 or more.
    pub step: usize,
    /// The loss.
    pub objective: Objective,
}

impl RunSpec {
    /// A run with this loss throughout.
    pub fn new(objective: Objective) -> RunSpec {
        RunSpec { name: None, color: None, objective, train: Trainable::All, events: Vec::new() }
    }

    /// The loss at a step of the preference phase.
    pub fn objective_at(&self, step: usize) -> &Objective {
        let before = self.events.iter().take_while(|event| event.step <= step);
        before.last().map_or(&self.objective, |event| &event.objective)
    }

    /// Gives the run another loss from `step` on, in place of whatever it was to have from there.
    ///
    /// # Errors
    /// The run has as many events as a lab file may hold.
    pub fn change(&mut self, step: usize, objective: Objective) -> Result<(), FieldError> {
        self.events.retain(|event| event.step < step);
        if step == 0 {
            self.objective = objective;
        } else if *self.objective_at(step) != objective {
            if self.events.len() >= limits::EVENTS {
                return Err(FieldError::new("runs.events", Fault::Events));
            }
            self.events.push(Event { step, objective });
        }
        Ok(())
    }

    /// The loss that these settings make, as JSON text with a run's keys for it; what they do not name stays as it was `before`, in another
    /// loss as far as that has it. Keys of `own` may stand beside them, and are read elsewhere.
    pub fn objective_from_json(text: &str, own: &[&'static str], before: &Objective) -> Result<Objective, FieldError> {
        read::settings(text, own, before)
    }

    /// The run that does the same up to `step` and has another loss from there.
    ///
    /// # Errors
    /// As [`RunSpec::change`].
    pub fn fork(&self, step: usize, objective: Objective) -> Result<RunSpec, FieldError> {
        let mut fork = RunSpec { name: None, color: None, ..self.clone() };
        fork.change(step, objective)?;
        Ok(fork)
    }
}

impl LabFile {
    /// The keys of the format.
    pub const KEYS: [&'static str; 8] = ["version", "seed", "weights", "dataset", "model", "sft", "preference", "runs"];

    /// Whether training this lab is training the other one: they differ in nothing but what their runs are called and how they are drawn.
    pub fn trains_as(&self, other: &LabFile) -> bool {
        let bare = |file: &LabFile| {
            let mut file = file.clone();
            file.runs.iter_mut().for_each(|run| (run.name, run.color) = (None, None));
            file
        };
        self.runs.len() == other.runs.len() && bare(self) == bare(other)
    }

    /// Reads a lab file. The error names one field, its value and what is allowed; the text is not changed by it.
    pub fn from_json(text: &str) -> Result<LabFile, FieldError> {
        LabFile::from_node(&json::parse(text, JsonText::LabFile)?)
    }

    /// As [`LabFile::from_json`], from a text that is parsed already.
    pub(in crate::data) fn from_node(value: &Node) -> Result<LabFile, FieldError> {
        read::lab_file(value)
    }

    /// The lab file with every default filled in, keys in a fixed order, one pair and one run a line.
    pub fn to_json(&self) -> String {
        write::lab_file(self)
    }

    /// The lab file without what the preset of this name, or where there is none the defaults, say already: `{"preset": "smaug"}`.
    /// [`LabFile::from_brief`] reads it.
    pub fn to_brief(&self, preset: Option<&Preset>) -> String {
        brief::write(self, preset)
    }

    /// Reads a lab file that may begin from a preset: each key that stands beside `"preset"` is in place of that preset's own. Also the
    /// preset's index in [`presets`](crate::data::presets).
    ///
    /// # Errors
    /// As [`LabFile::from_json`], and a preset that is not known.
    pub fn from_brief(text: &str) -> Result<(LabFile, Option<usize>), FieldError> {
        brief::read(text)
    }

    /// A lab in which everything has yet to be typed: no pairs, no words, and defaults for everything else.
    pub fn empty() -> LabFile {
        let tokens = Tokens::default();
        let vocabulary = read::tokens_of(tokens, []);
        let dataset = Dataset { tokens, vocabulary, pairs: Vec::new(), eval_pairs: Vec::new() };
        LabFile { dataset, ..LabFile::defaults() }
    }

    /// Whether it is still something of this preset: some text of a pair is one of the preset's own.
    pub fn shares_with(&self, preset: &Preset) -> bool {
        let texts = self.dataset.all_pairs().flat_map(PairText::texts);
        let mut written = texts.map(|(key, text)| format!("\"{key}\": {}", Node::quote(text)));
        written.any(|text| preset.json.contains(&text))
    }

    /// A lab file with these pairs, the vocabulary made from their words, and defaults for everything else.
    pub fn from_pairs(pairs: Vec<PairText>) -> Result<LabFile, FieldError> {
        let tokens = Tokens::default();
        let dataset = Dataset { tokens, vocabulary: read::tokens_of(tokens, &pairs), pairs, eval_pairs: Vec::new() };
        LabFile { dataset, ..LabFile::defaults() }.checked()
    }

    /// This value after every check of [`LabFile::from_json`], its white space normalised: for a value that a page edited.
    pub fn checked(&self) -> Result<LabFile, FieldError> {
        LabFile::from_json(&self.to_json())
    }

    /// Raises `n_positions`, where some pair needs more and a model may have as many.
    pub(in crate::data) fn make_room(&mut self) {
        let count = |text: &str| self.dataset.tokens.count(text);
        let length = |pair: &PairText| count(&pair.prompt) + count(&pair.chosen).max(count(&pair.rejected)) + 1;
        let longest = self.dataset.all_pairs().map(length).max().unwrap_or(0);
        if longest <= limits::POSITIONS {
            self.model.n_positions = self.model.n_positions.max(longest);
        }
    }

    /// The pairs that are trained as token ids, completions closed by `<eos>`.
    ///
    /// Every token of a checked lab file is in its vocabulary; in one that was edited and not checked, a token that is
    /// not there is left out.
    pub fn encode(&self) -> Vec<TokenPair> {
        self.encoded(self.dataset.pairs.iter())
    }

    /// The same of all pairs, and behind the others those that are held out.
    pub fn encode_all(&self) -> Vec<TokenPair> {
        self.encoded(self.dataset.all_pairs())
    }

    fn encoded<'a>(&self, pairs: impl Iterator<Item = &'a PairText>) -> Vec<TokenPair> {
        let tokens = self.dataset.tokens;
        let vocabulary = Vocabulary::new(tokens, &self.dataset.vocabulary);
        let ids =
            |text: &str| -> Vec<TokenId> { tokens.split(text).filter_map(|token| vocabulary.id(token)).collect() };
        let completion = |text: &str| {
            let mut ids = ids(text);
            ids.push(EOS_ID);
            ids
        };
        let encode = |pair: &PairText| TokenPair {
            prompt: ids(&pair.prompt),
            chosen: completion(&pair.chosen),
            rejected: completion(&pair.rejected),
        };
        pairs.map(encode).collect()
    }

    /// The defaults, around a data set that has yet to be given: by itself not a valid lab file.
    pub(in crate::data) fn defaults() -> LabFile {
        LabFile {
            version: 1,
            seed: 0,
            weights: None,
            dataset: Dataset {
                tokens: Tokens::default(),
                vocabulary: Vec::new(),
                pairs: Vec::new(),
                eval_pairs: Vec::new(),
            },
            model: ModelSpec { n_embd: 32, n_layer: 2, n_head: 4, n_positions: 32 },
            sft: SftSpec { steps: 100, learning_rate: 3e-3, on: SftOn::Chosen },
            preference: PreferenceSpec {
                steps: 160,
                learning_rate: 3e-4,
                optimizer: OptimizerKind::Adamw,
                weight_decay: 0.0,
            },
            runs: [&dpo::ENTRY, &dpop::ENTRY].map(|entry| RunSpec::new((entry.build)(&Arguments::default()))).to_vec(),
        }
    }
}
