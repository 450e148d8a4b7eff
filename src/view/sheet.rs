//! The sheet on which a person says which column of their data is what. It holds the files themselves, to read them again, and lives as long as
//! the offer that it belongs to: nothing of it is remembered.

use crate::beside::{isolated, visible};
use crate::data::Tokens;
use crate::data::import::{ColumnMapping, DataFile, DataRead, DataWish, OtherColumns};
use std::cell::{Cell, RefCell};

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// The prompt.
    Prompt,
    /// The preferred answer.
    Chosen,
    /// The other one.
    Rejected,
    /// What stands before the prompt.
    System,
    /// Whether the row is held out.
    HeldOut,
}

impl ColumnRole {
    /// All of them.
    pub const ALL: [ColumnRole; 5] =
        [ColumnRole::Prompt, ColumnRole::Chosen, ColumnRole::Rejected, ColumnRole::System, ColumnRole::HeldOut];

    fn of(self, mapping: &mut ColumnMapping) -> &mut Option<String> {
        match self {
            ColumnRole::Prompt => &mut mapping.prompt,
            ColumnRole::Chosen => &mut mapping.chosen,
            ColumnRole::Rejected => &mut mapping.rejected,
            ColumnRole::System => &mut mapping.system,
            ColumnRole::HeldOut => &mut mapping.held_out,
        }
    }
}

/// Whether the sheet is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetSeen {
    /// The columns are known by their names: it is seen when it is asked for.
    Closed,
    /// None is known, and what stands there is guessed.
    Guessed,
    /// Somebody has asked for it, or has chosen.
    Open,
}

/// The sheet.
#[derive(Debug)]
pub struct ColumnSheet {
    files: Vec<DataFile>,
    tokens: Tokens,
    columns: Vec<String>,
    mapping: RefCell<ColumnMapping>,
    seen: Cell<SheetSeen>,
    turn: Cell<usize>,
}

impl ColumnSheet {
    /// The sheet for files that were read once, by the names of their columns.
    pub fn new(files: Vec<DataFile>, read: &DataRead) -> ColumnSheet {
        let mut mapping = read.guess.clone().unwrap_or_else(|| read.mapping.clone());
        let mut columns = read.columns.clone();
        // Of very many columns only the first are told; what is used is among them.
        for role in ColumnRole::ALL {
            let used = role.of(&mut mapping).iter().filter(|name| !read.columns.contains(name));
            columns.extend(used.cloned());
        }
        let seen = if read.guess.is_some() { SheetSeen::Guessed } else { SheetSeen::Closed };
        ColumnSheet {
            files,
            tokens: read.tokens,
            columns,
            mapping: RefCell::new(mapping),
            seen: Cell::new(seen),
            turn: Cell::new(0),
        }
    }

    /// Whether it is seen.
    pub fn seen(&self) -> SheetSeen {
        self.seen.get()
    }

    /// Shows it.
    pub fn open(&self) {
        self.seen.set(SheetSeen::Open);
    }

    /// The names of the columns as they can be shown: one is one, whatever is in it.
    pub fn names(&self) -> Vec<String> {
        const LONGEST: usize = 48;
        let shown = |name: &String| {
            let mut short: String = name.chars().take(LONGEST).collect();
            if short.len() < name.len() {
                short.push('…');
            }
            isolated(&visible(&short)).into_owned()
        };
        self.columns.iter().map(shown).collect()
    }

    /// Which column has this role, by its place among the names.
    pub fn column(&self, role: ColumnRole) -> Option<usize> {
        let mut mapping = self.mapping.borrow().clone();
        let name = role.of(&mut mapping).take()?;
        self.columns.iter().position(|column| *column == name)
    }

    /// Gives the role to a column, or to none.
    pub fn choose(&self, role: ColumnRole, column: Option<usize>) {
        let mut mapping = self.mapping.borrow_mut();
        *role.of(&mut mapping) = column.and_then(|column| self.columns.get(column).cloned());
        // What belongs to a column that has lost its role has lost its meaning.
        match role {
            ColumnRole::Prompt => mapping.input = None,
            ColumnRole::Chosen | ColumnRole::Rejected => mapping.label = None,
            ColumnRole::System | ColumnRole::HeldOut => {}
        }
        self.seen.set(SheetSeen::Open);
    }

    /// The files, and how they are to be read now.
    pub fn asked(&self) -> (Vec<DataFile>, DataWish) {
        let wish = DataWish {
            mapping: self.mapping.borrow().clone(),
            others: OtherColumns::Unused,
            tokens: self.tokens,
            ..DataWish::default()
        };
        (self.files.clone(), wish)
    }

    /// Begins another reading, and gives its number.
    pub fn begin(&self) -> usize {
        self.turn.set(self.turn.get() + 1);
        self.turn.get()
    }

    /// Whether no other reading has begun since.
    pub fn is_at(&self, turn: usize) -> bool {
        self.turn.get() == turn
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::data::PairText;
    use crate::data::import::{DataContent, read};

    fn read_as(files: Vec<DataFile>, wish: DataWish) -> DataRead {
        match read(files, wish) {
            Ok(DataContent::Pairs(read)) => *read,
            other => panic!("{other:?}"),
        }
    }

    fn sheet(text: &str) -> (ColumnSheet, DataRead) {
        let read = read_as(vec![text.into()], DataWish::default());
        (ColumnSheet::new(vec![text.into()], &read), read)
    }

    fn pairs(sheet: &ColumnSheet) -> Vec<PairText> {
        let (files, wish) = sheet.asked();
        read_as(files, wish).pairs
    }

    fn pair(prompt: &str, chosen: &str, rejected: &str) -> PairText {
        PairText { prompt: prompt.into(), chosen: chosen.into(), rejected: rejected.into() }
    }

    const UNKNOWN: [&str; 3] = [
        "{\"nr\": 1, \"frage\": \"a ?\", \"gut\": \"b\", \"schlecht\": \"c\"}\n{\"nr\": 2, \"frage\": \"d ?\", \"gut\": \"e\", \"schlecht\": \"f\"}",
        "nr,frage,gut,schlecht\n1,a ?,b,c\n2,d ?,e,f\n",
        "[{\"nr\": 1, \"frage\": \"a ?\", \"gut\": \"b\", \"schlecht\": \"c\"}, {\"frage\": \"d ?\", \"gut\": \"e\", \"schlecht\": \"f\"}]",
    ];

    #[test]
    fn columns_that_are_not_known_are_guessed_and_can_be_changed() {
        for text in UNKNOWN {
            let (sheet, read) = sheet(text);
            assert_eq!((read.pairs.len(), sheet.seen()), (0, SheetSeen::Guessed), "{text}");
            assert_eq!(sheet.names(), ["nr", "frage", "gut", "schlecht"]);
            assert_eq!(ColumnRole::ALL.map(|role| sheet.column(role)), [Some(1), Some(2), Some(3), None, None]);
            assert_eq!(pairs(&sheet), [pair("a ?", "b", "c"), pair("d ?", "e", "f")], "{text}");
            sheet.choose(ColumnRole::Chosen, Some(3));
            assert_eq!(pairs(&sheet), [], "both answers are the same column: {text}");
            sheet.choose(ColumnRole::Rejected, Some(2));
            assert_eq!(pairs(&sheet), [pair("a ?", "c", "b"), pair("d ?", "f", "e")]);
            assert_eq!(sheet.seen(), SheetSeen::Open);
            sheet.choose(ColumnRole::System, Some(1));
            assert_eq!(pairs(&sheet)[0], pair("a ? a ?", "c", "b"));
            sheet.choose(ColumnRole::Rejected, None);
            assert_eq!(pairs(&sheet), []);
        }
    }

    #[test]
    fn none_is_none_even_where_a_name_is_known() {
        let (sheet, read) = sheet("prompt,chosen,rejected\na,a b,a c\n");
        assert_eq!((read.pairs, sheet.seen()), (vec![pair("a", "a b", "a c")], SheetSeen::Closed));
        sheet.choose(ColumnRole::Prompt, None);
        assert_eq!(pairs(&sheet), [pair("a", "b", "c")], "the common beginning is the prompt");
        sheet.choose(ColumnRole::Prompt, Some(0));
        assert_eq!(pairs(&sheet), [pair("a", "a b", "a c")]);
    }

    #[test]
    fn rows_can_be_held_out_by_a_column() {
        let (sheet, _) = sheet("part,q,x,y\ntrain,a,b,c\ntest,d,e,f\n");
        let (files, wish) = sheet.asked();
        let read = read_as(files, wish);
        assert_eq!((read.pairs, read.eval_pairs), (vec![pair("a", "b", "c")], vec![pair("d", "e", "f")]));
        let said = read.notes.iter().map(ToString::to_string).collect::<String>();
        assert!(said.contains("held out from \"part\""), "{said}");
        sheet.choose(ColumnRole::HeldOut, None);
        assert_eq!(pairs(&sheet).len(), 2);
    }

    #[test]
    fn what_a_label_says_goes_with_the_answers() {
        let text = "prompt,output_1,output_2,preference\na,b,c,2\n";
        let (sheet, read) = sheet(text);
        assert_eq!(read.pairs, [pair("a", "c", "b")]);
        assert_eq!(pairs(&sheet), [pair("a", "c", "b")]);
        sheet.choose(ColumnRole::Chosen, Some(1));
        assert_eq!(pairs(&sheet), [pair("a", "b", "c")]);
    }

    #[test]
    fn names_do_no_harm() {
        let long = "n".repeat(5000);
        let names = ["<img src=x onerror=alert(1)>", "\u{202e}turned", long.as_str(), "\"quoted\"", "", "line\nbreak"];
        let row = |values: &str| -> String {
            let cells = names.iter().zip(values.chars());
            let cells = cells.map(|(name, value)| (name, value.to_string()));
            serde_json::to_string(&cells.collect::<std::collections::BTreeMap<_, _>>()).expect("JSON")
        };
        let (sheet, _) = sheet(&[row("abcdef"), row("ghijkl")].join("\n"));
        let shown = sheet.names();
        assert_eq!(shown.len(), names.len());
        assert!(shown.iter().all(|name| name.chars().count() < 60 && !name.contains('\n')), "{shown:?}");
        assert!(shown.contains(&"\u{2068}\u{202e}turned\u{2069}".to_owned()), "{shown:?}");
        assert_eq!(pairs(&sheet).len(), 2);

        let names: Vec<String> = (0..900).map(|number| format!("\"c{number}\": \"v{number}\"")).collect();
        let (sheet, _) = self::sheet(&format!("{{{}}}", names.join(", ")));
        assert_eq!(sheet.names().len(), 64);
        assert_eq!(pairs(&sheet), [pair("v0", "v1", "v2")]);
    }

    #[test]
    fn only_the_last_reading_counts() {
        let (sheet, _) = sheet(UNKNOWN[0]);
        let (first, second) = (sheet.begin(), sheet.begin());
        assert_eq!((sheet.is_at(first), sheet.is_at(second)), (false, true));
    }
}
