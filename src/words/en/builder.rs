//! The texts of the builder: pairs, vocabulary, settings, families and files.

use super::common::Listed;
pub use super::losses::changes;
use super::microscope::quote;
use crate::beside::{isolated, token as token_sign};
use crate::data::check::Remedy;
use crate::data::edit::{EditedAnswer, Setting};
use crate::data::generate::Operator;
use crate::data::statistics::Statistics;
use crate::data::{LabFile, Tokens, Trainable};
use crate::model::Weights;

/// The builder's part of the page.
pub const BUILDER: &str = "Data and settings";
/// Takes the last change back.
pub const UNDO: &str = "Undo the last change of data or settings";
/// Makes it again.
pub const REDO: &str = "Redo the change that was taken back";
/// The tab of the settings.
pub const SETTINGS: &str = "Settings";
/// The tab of families and files.
pub const SOURCES: &str = "Generate, import";
/// The tab of the vocabulary.
pub fn tokens(number: usize) -> String {
    if number == 1 { "1 token".to_owned() } else { format!("{number} tokens") }
}
/// The tab of the pairs.
pub fn pairs_brief(number: usize) -> String {
    if number == 1 { "1 pair".to_owned() } else { format!("{number} pairs") }
}
/// The same where some are held out besides.
pub fn pairs_tab(trained: usize, held_out: usize) -> String {
    let trained = pairs_brief(trained);
    if held_out == 0 { trained } else { format!("{trained}, {held_out} held out") }
}
/// The data set in numbers.
pub fn statistics(found: &Statistics) -> String {
    if found.pairs == 0 {
        return "no pairs yet".to_owned();
    }
    let tokens_apart = |distance: usize| if distance == 1 { "1 token" } else { "tokens" };
    let apart = match &found.distances[..] {
        [] => String::new(),
        [(1, _)] => "all 1 token apart".to_owned(),
        [(distance, _)] => format!("all {distance} tokens apart"),
        [(first, count), .., (last, _)] if *first == 1 => {
            format!("{count} of {} pairs {} apart, the others up to {last}", found.pairs, tokens_apart(1))
        }
        [(first, _), .., (last, _)] => format!("{first} to {last} tokens apart"),
    };
    let after = match found.after {
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    format!("{apart} · {after} tokens after the difference")
}

/// Opens a pair for editing.
pub const EDIT: &str = "Edit";
/// Ends that.
pub const CLOSE: &str = "Close";
/// Opens an empty pair.
pub const NEW_PAIR: &str = "New pair";
/// Puts it into the list.
pub const ADD_PAIR: &str = "Add the pair";
/// Copies a pair.
pub const DUPLICATE: &str = "Duplicate";
/// Deletes something.
pub const DELETE: &str = "Delete";
/// Moves something.
pub const MOVE: [&str; 2] = ["Move up", "Move down"];
/// The editor of the pair of this index, in the list of the trained ones or in that of those that are held out.
pub fn editing(pair: usize, held_out: bool) -> String {
    if held_out { format!("Held-out pair {}", pair + 1) } else { format!("Pair {}", pair + 1) }
}
/// Opens a held-out pair for editing.
pub fn edit_held_out(pair: usize) -> String {
    format!("Edit held-out pair {}", pair + 1)
}
/// Holds a pair out.
pub const HOLD_OUT: &str = "Hold out";
/// Trains a pair that is held out.
pub const TRAIN: &str = "Train it again";
/// What becomes of a pair that is held out.
pub const HELD_OUT_NOTE: &str = "A pair that is held out is measured at every step, and never trained: it shows what training does to answers to other \
prompts.";
/// The list of these pairs.
pub const HELD_OUT: &str = "Held-out pairs";
/// How many there are, and what they are.
pub fn held_out(pairs: usize) -> String {
    if pairs == 1 {
        "1 pair is held out: it is measured at every step, and never trained.".to_owned()
    } else {
        format!("{pairs} pairs are held out: they are measured at every step, and never trained.")
    }
}
/// The editor's three fields.
pub const FIELDS: [&str; 3] = ["prompt", "preferred", "rejected"];
/// What the rows of words are for.
pub fn words_hint(tokens: Tokens) -> &'static str {
    match tokens {
        Tokens::Words => {
            "Choose a word of the preferred answer to make the rejected one differ there alone; a word of the rejected answer to change one more."
        }
        Tokens::Characters => {
            "Choose a character of the preferred answer to make the rejected one differ there alone; a character of the rejected answer to change one \
             more."
        }
    }
}
/// A word's button.
pub fn replace(answer: EditedAnswer, word: &str) -> String {
    let word = isolated(token_sign(word));
    match answer {
        EditedAnswer::Chosen => format!("{word}: make the rejected answer differ here"),
        EditedAnswer::Rejected => format!("{word}: replace in the rejected answer"),
    }
}
/// The chooser of words.
pub fn instead(word: &str) -> String {
    format!("In the rejected answer, instead of {}:", quote(word))
}
/// Lets words join the vocabulary.
pub fn add_words(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().take(4).map(|word| quote(word)).collect();
    let more = words.len().saturating_sub(quoted.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("Add {}{more} to the vocabulary", quoted.join(", "))
}
/// How to work the list by keyboard, for those who ask for a description.
pub const PAIRS_KEYS: &str = "Enter edits, Delete deletes, Alt with an arrow moves the pair.";

/// What is a token, before the buttons that choose it.
pub const TOKENS_ARE: &str = "Tokens are";
/// Those buttons, in the order of the lab file's names.
pub const TOKENS: [&str; 2] = ["words", "characters"];
/// What the choice means.
pub fn tokens_note(tokens: Tokens) -> &'static str {
    match tokens {
        Tokens::Words => "White space separates words, and is no token.",
        Tokens::Characters => {
            "Every character is a token, spaces (␣) and line breaks (↵) too; texts stay as they are typed."
        }
    }
}

/// The field for a new token.
pub const NEW_TOKEN: &str = "New token";
/// Adds it.
pub const ADD: &str = "Add";
/// The field for a token's spelling.
pub const RENAME: &str = "Spelling, in every pair";
/// The same, briefly.
pub const SPELLING: &str = "spelling";
/// Takes a token out.
pub const REMOVE: &str = "Remove";
/// Takes it out with the pairs that use it.
pub fn remove_with(pairs: usize) -> String {
    if pairs == 1 {
        "Remove it and the pair that uses it".to_owned()
    } else {
        format!("Remove it and the {pairs} pairs that use it")
    }
}
/// Moves a token.
pub const MOVE_TOKEN: [&str; 2] = ["Move left", "Move right"];
/// A token's button.
pub fn token(word: &str, id: usize, uses: usize) -> String {
    format!("{}, number {id}, {}", isolated(token_sign(word)), uses_of(uses))
}
/// How many pairs use a token.
pub fn uses_of(uses: usize) -> String {
    match uses {
        0 => "used by no pair".to_owned(),
        1 => "used by 1 pair".to_owned(),
        _ => format!("used by {uses} pairs"),
    }
}
/// Takes out all unused ones.
pub fn remove_unused(tokens: usize) -> String {
    if tokens == 1 { "Remove the unused token".to_owned() } else { format!("Remove {tokens} unused tokens") }
}
/// The token that cannot be edited.
pub const EOS_NOTE: &str = "⏎ (<eos>) ends every answer and is always token 0.";

/// The sections of the settings, by the lab file's name for them.
pub fn section(name: &str) -> &'static str {
    match name {
        "model" => "Model",
        "sft" => "First phase: SFT",
        "preference" => "Second phase: preference training",
        _ => "Chance",
    }
}
/// What a setting does.
pub fn help(setting: Setting) -> &'static str {
    match setting {
        Setting::Seed => "Another seed starts from other random numbers.",
        Setting::Embd => "Width of the model; a multiple of n_head.",
        Setting::Layer => "Transformer blocks on top of each other.",
        Setting::Head => "Attention heads in each block.",
        Setting::Positions => "Longest prompt and answer together, in tokens.",
        Setting::SftSteps => "With 0 the reference is the untrained model.",
        Setting::SftRate => "How far each SFT step goes.",
        Setting::SftOn => "Which answers SFT shows the model.",
        Setting::Steps => "Steps of every run after SFT.",
        Setting::Rate => "How far each of them goes.",
        Setting::Optimizer => "adamw adapts each step; sgd follows the bare gradient.",
        Setting::Decay => "Pulls all weights towards 0 at each step.",
    }
}
/// A range and a default.
pub fn range(low: &str, high: &str, default: &str) -> String {
    format!("{low} to {high}, default {default}")
}
/// A default alone.
pub fn default(value: &str) -> String {
    format!("default {value}")
}
/// Puts a default back.
pub fn reset(name: &str, value: &str) -> String {
    format!("Set {name} back to {value}")
}
/// The runs' section.
pub const RUNS: &str = "Runs, all from the same reference";
/// What a change here does.
pub const RUNS_NOTE: &str = "A change here trains anew from the start. To change a loss while its run trains, open its settings beside its name above.";
/// A run's group.
pub fn run(index: usize, name: &str) -> String {
    format!("Run {}: {name}", index + 1)
}
/// A run's name.
pub const NAME: &str = "name";
/// What a name is for.
pub const NAME_HELP: &str = "What to call this run; without a name, after its loss.";
/// What a colour is called in the lab file.
pub const COLOR: &str = "color";
/// Where nobody has chosen one.
pub const USUAL: &str = "automatic";
/// What it is for.
pub const COLOR_HELP: &str = "The colour of its lines, bars and arrows.";
/// Deletes a run.
pub fn delete_run(name: &str) -> String {
    format!("Delete the run {name}")
}
/// A run's loss.
pub const LOSS: &str = "loss_type";
/// Which weights a run trains.
pub const TRAINED_WEIGHTS: &str = "train";
/// What the choice means.
pub fn train_help(train: Trainable) -> &'static str {
    match train {
        Trainable::All => "Every weight is trained.",
        Trainable::Head => {
            "Only the head is trained, which in GPT-2 is the token embedding too. All other weights stay the reference’s."
        }
        Trainable::Body => {
            "Everything but the head is trained. The head, which in GPT-2 is the token embedding too, stays the reference’s."
        }
    }
}
/// Adds a run.
pub const ADD_RUN: &str = "Add a run";
/// A parameter's slider.
pub fn slider(name: &str) -> String {
    format!("{name}, logarithmic slider")
}
/// What a loss's choice means, where it is chosen.
pub fn choice(value: &str) -> &'static str {
    match value {
        "outside" => {
            "outside: −log σ(β h) + λ · max(0, rc − c). The formula as first printed. The penalty pushes with λ however sure the \
ranking is already."
        }
        "inside" => {
            "inside: −log σ(β (h − λ · max(0, rc − c))). The authors’ revision. The penalty fades with DPO’s own push, so the same λ \
is far weaker: at h = 0 and β = 0.3, 50 outside pushes like 333 inside."
        }
        "outside-wrong-sign" => {
            "outside-wrong-sign: −log σ(β h) − λ · max(0, rc − c). No form of DPOP: a bug that was seen in a public fork, kept here to be found. Each nat \
that a preferred answer falls makes the loss smaller."
        }
        _ => "",
    }
}

/// The families' heading.
pub const GENERATE: &str = "Make pairs by rule";
/// The picker of families.
pub const FAMILY: &str = "Family";
/// The families.
pub const FAMILIES: [&str; 3] = ["Arithmetic", "Template", "Distance"];
/// What each does.
pub const FAMILIES_HELP: [&str; 3] = [
    "a + b = with the right result preferred to one that is off by one.",
    "Texts with slots in braces, and a line for each slot: values between semicolons; slots that vary together share a line, with | between \
them.",
    "Keeps prompts and preferred answers, and makes rejected answers that are so many tokens away.",
];
/// The fields of arithmetic, with what stands in them at first.
pub const ARITHMETIC: [(&str, &str); 5] =
    [("a from", "1"), ("to", "6"), ("b from", "1"), ("up to", "6"), ("then", ".")];
/// The operation.
pub const OPERATOR: &str = "Operation";
/// An operation's name.
pub fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Plus => "a + b",
        Operator::Minus => "a − b",
        Operator::Times => "a × b",
    }
}
/// The wrong result.
pub const MISS: &str = "wrong by";
/// The fields of a template, with an example.
pub const TEMPLATE: [(&str, &str); 4] = [
    ("prompt", "what is the capital of {land} ?"),
    ("preferred", "the capital of {land} is {city} , of course ."),
    ("rejected", "the capital of {land} is {wrong} , of course ."),
    ("slots", "land | city: France | Paris; Spain | Madrid; Italy | Rome\nwrong: Oslo; Bern"),
];
/// The same where tokens are characters: between a prompt and its answers stands what is typed, and nothing else.
pub const TEMPLATE_OF_CHARACTERS: [(&str, &str); 4] = [
    ("prompt", "what is the capital of {land}?"),
    ("preferred", " {city}, of course."),
    ("rejected", " {wrong}, of course."),
    TEMPLATE[3],
];
/// The fields of the distance, with what stands in them at first.
pub const DISTANCE: [(&str, &str); 2] = [("tokens apart", "2"), ("seed", "0")];
/// What a family makes.
pub fn makes(pairs: usize) -> String {
    format!("Makes {}, such as:", pairs_brief(pairs))
}
/// How much was noticed in the pairs.
pub fn noticed(findings: usize) -> String {
    if findings == 1 {
        "1 thing noticed in the pairs".to_owned()
    } else {
        format!("{findings} things noticed in the pairs")
    }
}
/// The pairs that something is about, as they are numbered in their list: that of the trained ones, or that of those that are held out.
pub fn places(pairs: &[usize], held_out: bool) -> String {
    const SHOWN: usize = 8;
    let mut numbers: Vec<String> = pairs.iter().take(SHOWN).map(|pair| (pair + 1).to_string()).collect();
    if pairs.len() > SHOWN {
        numbers.push(format!("{} more", pairs.len() - SHOWN));
    }
    let which = match (held_out, pairs.len()) {
        (false, 1) => "Pair",
        (false, _) => "Pairs",
        (true, 1) => "Held-out pair",
        (true, _) => "Held-out pairs",
    };
    format!("{which} {}.", Listed(&numbers))
}
/// Does what would help.
pub fn mend(remedy: Remedy, pairs: usize) -> String {
    match (remedy, pairs) {
        (Remedy::Swap, 1) => "Swap its answers".to_owned(),
        (Remedy::Swap, _) => "Swap their answers".to_owned(),
        (Remedy::Strip, _) => "Take them out".to_owned(),
        (Remedy::LeaveOut, 1) => "Leave this pair out".to_owned(),
        (Remedy::LeaveOut, _) => format!("Leave these {pairs} pairs out"),
    }
}
/// Takes the pairs instead of those there are, or beside them.
pub const TAKE: [&str; 2] = ["Use instead of the pairs", "Add to the pairs"];
/// Files' heading.
pub const FILES: &str = "Files";
/// The field to paste into.
pub const PASTE: &str = "Paste a lab file, or pairs: JSON lines, a list, columns or a table, in TRL’s forms and others; or drop files anywhere here. A model to start from comes as a \
bundle or as a folder that transformers saved (GPT-2, words or characters as tokens): as a zip, or its files together";
/// Reads what was pasted.
pub const READ: &str = "Open";
/// Picks a file.
pub const PICK: &str = "Choose files";
/// Starts without imported weights again.
pub const FORGET_WEIGHTS: &str = "Start from random numbers instead";
/// What SFT starts from, where it is imported.
pub fn weights(name: u64) -> String {
    format!("SFT starts from imported weights, named {name:016x}.")
}
/// What is missing before a lab can train.
pub fn weights_missing(name: u64) -> String {
    format!(
        "This lab starts from imported weights, named {name:016x}, which no link can carry and this browser does not keep. Drop the \
         model that it was made with onto this page (its zip, or its model.safetensors), and it trains."
    )
}
/// What came of an import.
pub fn imported(weights: &Weights, before: &LabFile, after: &LabFile) -> String {
    let (name, tokens) = (weights.name(), weights.layout().vocab_size);
    let new = after.dataset.vocabulary.len().saturating_sub(tokens);
    let new = match new {
        0 => String::new(),
        1 => " 1 token of the pairs was new to it and starts from random numbers.".to_owned(),
        _ => format!(" {new} tokens of the pairs were new to it and start from random numbers."),
    };
    let (given, room) = (weights.layout().shape.n_positions, after.model.n_positions);
    let raised = if room > given { format!(" {}", positions_raised(given, room)) } else { String::new() };
    let pairs = if before.dataset.pairs == after.dataset.pairs { "" } else { " Its pairs and settings came with it." };
    format!(
        "SFT starts from the imported weights {name:016x} now: a model of {tokens} tokens.{pairs}{new}{raised} Undo brings back what was before."
    )
}
/// That sequences may be longer now.
pub fn positions_raised(before: usize, after: usize) -> String {
    format!("n_positions was {before} and is {after} now, so that the longest pair fits.")
}
/// The files that can be saved: label, name, type.
pub const DOWNLOADS: [(&str, &str, &str); 3] = [
    ("Save the lab file", "lab.json", "application/json"),
    ("Save the pairs as JSONL", "pairs.jsonl", "application/jsonl"),
    ("Save the held-out pairs as JSONL", "pairs-eval.jsonl", "application/jsonl"),
];
/// What stands above the files of the training.
pub const TAKE_AWAY: &str = "What was trained, at the step that the page shows, and what was measured at every step. A bundle is a folder that \
Hugging Face’s transformers loads and in which TRL trains the run again.";
/// Saves a run as a bundle.
pub fn take_bundle(run: &str) -> String {
    format!("Save {run} as a bundle")
}
/// Saves a run's parameters.
pub fn take_weights(run: &str) -> String {
    format!("Save {run}’s weights as safetensors")
}
/// Saves the metrics for spreadsheets.
pub const TAKE_CSV: &str = "Save the metrics as CSV";
/// Saves the metrics for scripts.
pub const TAKE_JSON_LINES: &str = "Save the metrics as JSON lines";
/// Back to the example.
pub const START_OVER: &str = "Start over with the example";
/// The example picker's entry for a lab that is not the example any more, where it bears one's name.
pub fn edited(title: Option<&str>) -> String {
    title.map_or("Your own lab".to_owned(), |title| format!("{title}, edited"))
}
/// What stands beside it then.
pub const EDITED: &str = "Your own version, kept in this browser. Choose an example to start over; this list and Undo bring your version back.";
/// The same where it is not kept.
pub const NOT_KEPT: &str = "Your own version. This browser has no room to keep it, or keeps nothing: save the lab file or copy a link before you leave.";
/// The picker's group of labs that are kept.
pub const KEPT: &str = "Your labs";
/// One of them.
pub fn kept(title: Option<&str>, pairs: usize, time: &str) -> String {
    format!("{}: {}, {time}", edited(title), pairs_brief(pairs))
}
/// Begins with no pairs at all.
pub const START_EMPTY: &str = "Start empty";
/// What to do in a lab without pairs.
pub const EMPTY: &str = "This lab has no pairs yet, so there is nothing to train. Add one: a prompt, the answer that is preferred, and the one \
that is not. It trains as soon as it has a pair.";
