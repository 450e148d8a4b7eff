//! What is said of data that are read: what was done with them on the way, which rows are no pairs and how to mend them, and what is no data at all.

use super::common::{Listed, Quoted};
use super::field::Token;
use crate::data::import::{
    BadRow, BinaryFile, DataForm, DataNote, DataRead, JsonWrong, MOST_BYTES, MOST_COLUMNS, MOST_FILES, NoData,
    RowFault, TextEncoding, Unreadable,
};
use crate::data::{EOS, limits};
use std::fmt::{Formatter, Result};

/// Something was done on the way from a text to pairs.
pub fn note(note: &DataNote, f: &mut Formatter<'_>) -> Result {
    match note {
        DataNote::Encoding(TextEncoding::Utf16) => f.write_str("The text was read as UTF-16."),
        DataNote::Encoding(TextEncoding::Windows1252) => {
            f.write_str("The text is not UTF-8 and was read as Windows-1252 (Latin-1): look at letters with accents.")
        }
        DataNote::Encoding(TextEncoding::Damaged) => {
            f.write_str("The text is UTF-8 with damaged bytes; where they were stands �.")
        }
        DataNote::Table('\t') => f.write_str("It was read as a table with tabs between its columns."),
        DataNote::Table(sign) => write!(f, "It was read as a table with {sign} between its columns."),
        DataNote::Columns => {
            f.write_str("It was read as columns: the first values of all lists are the first row, and so on.")
        }
        DataNote::Mapped(mapping) => {
            let named = mapping.entries().into_iter().filter_map(|(key, column)| Some((key, column?)));
            let said: Vec<String> =
                named.map(|(key, column)| format!("{} from {}", column_for(key), Quoted(column))).collect();
            write!(f, "Columns by other names: {}.", Listed(&said))
        }
        DataNote::Spare(columns) => {
            let quoted = shown(columns);
            write!(f, "Not used: the {} {}.", if columns.len() == 1 { "column" } else { "columns" }, Listed(&quoted))
        }
        DataNote::Doubled { key, rows } => {
            write!(f, "{} is there twice in {}; the last one counted, as in Python.", Quoted(key), rows_of(*rows))
        }
        DataNote::Implicit(rows) => write!(
            f,
            "{} no prompt: the words that both answers begin with became the prompt, and the answers what is left.",
            have(*rows)
        ),
        DataNote::Roles(rows) => write!(
            f,
            "{} of turns: the last ones are the answers, all before them, joined, the prompt. The words for who speaks were left out.",
            consist(*rows)
        ),
        DataNote::RolesKept(rows) => write!(
            f,
            "{} of turns: the last ones are the answers, all before them, joined, the prompt. The words for who speaks stand before each turn.",
            consist(*rows)
        ),
        DataNote::Turns(rows) => write!(
            f,
            "In {} the conversations part before the last turn: all turns from there on, joined, are the answers.",
            rows_of(*rows)
        ),
        DataNote::System(rows) => write!(f, "In {} the system text was put before the prompt.", rows_of(*rows)),
        DataNote::Input(rows) => write!(f, "In {} the column input was put after the instruction.", rows_of(*rows)),
        DataNote::Spaces(rows) => {
            write!(
                f,
                "In {} line breaks, tabs or several spaces became one space, which is what separates tokens.",
                rows_of(*rows)
            )
        }
        DataNote::Inside(rows) => write!(
            f,
            "In {} the texts are single words, and the answers differ inside them. Read as words each is one token; read as characters the answers \
             are a few tokens apart.",
            rows_of(*rows)
        ),
        DataNote::Paired(pairs) => {
            let made = if *pairs == 1 { "1 pair was".to_owned() } else { format!("{pairs} pairs were") };
            write!(
                f,
                "The rows are unpaired, one answer with a label each, as KTO has them: {made} made of good and bad answers to one prompt."
            )
        }
        DataNote::HeldOut(pairs) => {
            write!(
                f,
                "{} held out: measured at every step, and never trained.",
                if *pairs == 1 { "1 pair is".to_owned() } else { format!("{pairs} pairs are") }
            )?;
            if *pairs > limits::PAIRS {
                write!(f, " A lab takes at most {} such pairs.", limits::PAIRS)
            } else {
                Ok(())
            }
        }
        DataNote::Joined(files) => write!(f, "The rows of {files} files were put together."),
        DataNote::Many(pairs) => write!(f, "There are {pairs} pairs; a lab takes at most {}.", limits::PAIRS),
        DataNote::Mixed(forms) => {
            let said: Vec<String> =
                forms.iter().map(|(form, rows)| format!("{} {}", rows_of(*rows), form_of(*form))).collect();
            write!(f, "The rows are of several forms: {}.", Listed(&said))
        }
        DataNote::MoreProblems(rows) => write!(f, "{} more could not be read and are not listed.", rows_of(*rows)),
        DataNote::Cut(line) => write!(f, "From line {line} on nothing could be read."),
        DataNote::Lab => f.write_str("It is a lab file; its pairs were taken, its settings not."),
    }
}

/// What a person calls that which a mapping calls by this key.
fn column_for(key: &'static str) -> &'static str {
    if key == "heldOut" { row_held_out() } else { key }
}

fn rows_of(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn have(rows: usize) -> String {
    format!("{} {}", rows_of(rows), if rows == 1 { "has" } else { "have" })
}

fn consist(rows: usize) -> String {
    format!("{} {}", rows_of(rows), if rows == 1 { "consists" } else { "consist" })
}

fn shown(names: &[String]) -> Vec<String> {
    const SHOWN: usize = 8;
    let mut quoted: Vec<String> = names.iter().take(SHOWN).map(|name| Quoted(name).to_string()).collect();
    if names.len() > SHOWN {
        quoted.push(format!("{} more", names.len() - SHOWN));
    }
    quoted
}

/// What a row of a form has.
fn form_of(form: DataForm) -> &'static str {
    match form {
        DataForm::Unknown => "without answers",
        DataForm::Standard => "with a prompt and two answers",
        DataForm::ImplicitPrompt => "without a prompt",
        DataForm::Conversational => "with lists of messages",
        DataForm::HumanAssistant => "with turns of Human and Assistant",
        DataForm::OpenAi => "in OpenAI’s form",
        DataForm::Ranked => "with two answers and a choice",
        DataForm::Unpaired => "with one answer and a label",
        DataForm::Lab => "of a lab file",
    }
}

/// Why no pair could be made of a row, and how to mend it.
pub fn fault(fault: &RowFault, f: &mut Formatter<'_>) -> Result {
    match fault {
        RowFault::Json(wrong) => json(*wrong, f),
        RowFault::TwoOnLine => f.write_str("two objects stand on one line; put each on a line of its own"),
        RowFault::CommaAfter => f.write_str("a comma stands after the object; in JSON lines there is none between lines"),
        RowFault::NoObject => f.write_str("this is no object { … } with the columns of a pair"),
        RowFault::Cells { found, head } => {
            write!(f, "the row has {found} cells, the table’s head {head}; text with the separator in it needs double quotes around it")
        }
        RowFault::OpenQuote => f.write_str("a double quote is opened here and never closed, so that all that follows is one cell; inside quotes a quote is written twice"),
        RowFault::NoAnswers(columns) if columns.is_empty() => f.write_str("there are no columns; a pair needs prompt, chosen and rejected"),
        RowFault::NoAnswers(columns) => {
            let found = shown(columns);
            write!(f, "no column is known as the preferred and the rejected answer; found are {}; name them chosen and rejected", Listed(&found))
        }
        RowFault::OneAnswer => f.write_str("there is one answer alone, as for SFT; a pair needs a preferred and a rejected one"),
        RowFault::Unranked => f.write_str("there are two answers, and no column says which is better; name them chosen and rejected"),
        RowFault::NoPreference { column } => write!(f, "{} names neither answer as the better one", Quoted(column)),
        RowFault::NoLabel { column } => write!(f, "{} is neither true nor false", Quoted(column)),
        RowFault::Alone => f.write_str("there is no answer of the other kind, good or bad, to the same prompt"),
        RowFault::NoPrompt => f.write_str("there is no prompt, and the answers have no common beginning that could be one"),
        RowFault::NotText { column } => write!(f, "{} is neither text nor messages with role and text", Quoted(column)),
        RowFault::PythonCell { column } => {
            write!(f, "{} is a list as Python prints it, with single quotes; write it with json.dumps", Quoted(column))
        }
        RowFault::Blank { column } => write!(f, "{} has no words", Quoted(column)),
        RowFault::LastTurn { column, role } => {
            write!(f, "{} ends with a turn of {}; the last turn must be the assistant’s", Quoted(column), Quoted(role))
        }
        RowFault::Same => f.write_str("chosen and rejected are the same; allowed is a completion that differs from chosen in at least one token"),
        RowFault::Replaced { column } => write!(
            f,
            "{} has the sign �, which stands where a character was lost when the file was saved or read in another encoding; save it anew as UTF-8",
            Quoted(column)
        ),
        RowFault::Eos { column } => {
            write!(f, "{} has {EOS} in it, which closes every completion by itself; take it out", Quoted(column))
        }
        RowFault::Joined { column } => {
            write!(f, "{} begins with a mark that joins the last character of the prompt", Quoted(column))
        }
        RowFault::Word { column, word, fault } => {
            write!(f, "{} has the token {}; allowed is {}", Quoted(column), Quoted(word), Token(*fault))
        }
    }
}

fn json(wrong: JsonWrong, f: &mut Formatter<'_>) -> Result {
    f.write_str(match wrong {
        JsonWrong::Ended => "this is not valid JSON: it ends too early; a bracket or a quotation mark is not closed",
        JsonWrong::Python => "this is Python’s own writing, not JSON: single quotes, None or True; write each row with json.dumps",
        JsonWrong::Curly => "this is not valid JSON: its quotation marks are curly, as word processors make them; JSON needs straight ones",
        JsonWrong::BareKey => "this is not valid JSON: a key has no quotation marks; JSON needs double ones around it",
        JsonWrong::Comma => "this is not valid JSON: a comma stands after the last entry; take it out",
        JsonWrong::Control => "this is not valid JSON: a text has a line break or another control character in it; write it as \\n",
        JsonWrong::Escape => "this is not valid JSON: a backslash stands before something that it cannot stand before; write it twice",
        JsonWrong::Deep => "this is nested more than 100 levels deep",
        JsonWrong::Many => "this holds more than 500,000 values",
        JsonWrong::Unexpected(sign) => return write!(f, "this is not valid JSON: {} cannot stand there", Quoted(&sign.to_string())),
    })
}

/// Bad rows in sentences, one for each kind: `Lines 2 and 4: …`.
pub fn problems(problems: &[BadRow]) -> Vec<String> {
    const SHOWN: usize = 8;
    const KINDS: usize = 256;
    let mut kinds: Vec<(&BadRow, Vec<usize>)> = Vec::new();
    for problem in problems {
        let is_same = |known: &BadRow| {
            known.fault == problem.fault && known.file == problem.file && known.row.is_some() == problem.row.is_some()
        };
        let number = problem.row.unwrap_or(problem.line);
        // Where there are more kinds than anybody reads, one may be told twice.
        match kinds.iter_mut().rev().take(KINDS).find(|(known, _)| is_same(known)) {
            Some((_, numbers)) => numbers.push(number),
            None => kinds.push((problem, vec![number])),
        }
    }
    let sentence = |(problem, numbers): (&BadRow, Vec<usize>)| {
        let mut said: Vec<String> = numbers.iter().take(SHOWN).map(usize::to_string).collect();
        if numbers.len() > SHOWN {
            said.push(format!("{} more", numbers.len() - SHOWN));
        }
        let what = match (problem.row.is_some(), numbers.len()) {
            (true, 1) => "Row",
            (true, _) => "Rows",
            (false, 1) => "Line",
            (false, _) => "Lines",
        };
        let file = problem.file.as_ref().map_or(String::new(), |file| format!("{}, ", Quoted(file)));
        format!("{file}{what} {}: {}.", Listed(&said), problem.fault)
    };
    kinds.into_iter().map(sentence).collect()
}

/// Why something is no data at all.
pub fn no_data(why: &NoData, _: &str, f: &mut Formatter<'_>) -> Result {
    match why {
        NoData::Empty => f.write_str("There is no text yet; a lab file, or pairs as JSON lines, as a list or as a table are expected."),
        NoData::NoFile => f.write_str("There is no file."),
        NoData::Large(bytes) => write!(f, "The data have {bytes} bytes; allowed are at most {} (4 MiB). Take some of the rows.", MOST_BYTES),
        NoData::Files(files) => write!(f, "These are {files} files; allowed are at most {MOST_FILES} at once."),
        NoData::Binary(kind) => f.write_str(match kind {
            BinaryFile::Parquet => "This is a Parquet file, which is no text. Save the data as JSON lines: datasets.Dataset.from_parquet(…).to_json(…).",
            BinaryFile::Arrow => "This is an Arrow file, which is no text. Save the data as JSON lines: datasets.Dataset.from_file(…).to_json(…).",
            BinaryFile::Zip => "This is a zip, or a spreadsheet of Excel, which is one too. Unpack it, or save the spreadsheet as CSV.",
            BinaryFile::Gzip => "This is packed with gzip. Unpack it first.",
            BinaryFile::Other => "This file is no text. Pairs come as JSON lines, as a list or as a table.",
        }),
        NoData::Prose => f.write_str(
            "This is neither JSON nor a table with known columns. Pairs come as an object a line, {\"prompt\": …, \"chosen\": …, \"rejected\": …}, as a \
             list of such objects, or as a table whose first row is prompt, chosen, rejected.",
        ),
        NoData::NoRow => f.write_str("There is no row in it; at least one pair is needed."),
    }
}

/// What could not be read at all.
pub fn unreadable(what: &Unreadable, _: &str, f: &mut Formatter<'_>) -> Result {
    f.write_str(match what {
        Unreadable::Text => "These files could not be read; allowed are texts of at most 4 MiB in all.",
        Unreadable::Model => {
            "These files could not be read; allowed are a model's files, or their zip, of at most 128 MiB in all."
        }
    })
}

/// All that is said of data: the notes, then the bad rows.
pub fn said_of(read: &DataRead) -> Vec<String> {
    read.notes.iter().map(DataNote::to_string).chain(problems(&read.problems)).collect()
}

/// Data that were read.
pub fn read() -> &'static str {
    "Data that were read"
}

/// What was found in them.
pub fn offer(pairs: usize, leaves_out: bool) -> String {
    let pairs = match pairs {
        0 => "No pair was found".to_owned(),
        1 => "1 pair was found".to_owned(),
        _ => format!("{pairs} pairs were found"),
    };
    if leaves_out {
        format!("{pairs}, and rows of which none could be made. Nothing is changed yet.")
    } else {
        format!("{pairs}. Nothing is changed yet.")
    }
}

/// Takes them.
pub fn accept(pairs: usize, leaves_out: bool) -> String {
    let pairs = if pairs == 1 { "the pair".to_owned() } else { format!("the {pairs} pairs") };
    if leaves_out { format!("Leave these rows out and take {pairs}") } else { format!("Take {pairs}") }
}

/// Takes them with characters as tokens.
pub fn accept_characters() -> &'static str {
    "Read as characters"
}

/// What stands where there is no room for an offer.
pub fn unasked() -> &'static str {
    "These data ask for a decision, for which there is no room here. Open the whole page and drop them there; nothing was changed."
}

/// Takes other columns.
pub fn other_columns() -> &'static str {
    "Other columns …"
}

/// The sheet on which columns are chosen.
pub fn columns() -> &'static str {
    "Which column is what"
}

/// What is said of it where no name is known.
pub fn guessed_columns() -> &'static str {
    "No column has a name that is known here; what follows is a guess. Look at the pairs below, which are read anew with every choice."
}

/// What is said of it elsewhere.
pub fn chosen_columns() -> &'static str {
    "The pairs below are read anew with every choice."
}

/// That there may be more columns than are listed.
pub fn many_columns() -> String {
    format!("Only the first {MOST_COLUMNS} columns are listed.")
}

/// What a column can be: the three texts of a pair first.
pub fn roles() -> [&'static str; 5] {
    ["prompt", "chosen", "rejected", "system", "held out"]
}

/// No column.
pub fn no_column() -> &'static str {
    "—"
}

/// No column for the prompt.
pub fn no_prompt() -> &'static str {
    "— (what both answers begin with)"
}

/// A column whose name is empty.
pub fn unnamed() -> &'static str {
    "(no name)"
}

/// The first rows.
pub fn first_rows() -> &'static str {
    "The first pairs, as they are read"
}

/// That a row is held out.
pub fn row_held_out() -> &'static str {
    "held out"
}

/// Leaves them.
pub fn decline() -> &'static str {
    "Take nothing"
}
