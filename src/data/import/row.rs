//! A row becomes a pair, or one reason why not. Each row is judged by itself, so that one line of a file and two lines of it get one answer.

use super::answer::{DataForm, RowFault};
use super::columns::{AnswerColumns, RowColumns};
use super::loose::Loose;
use super::turns::{Said, Spoken, continued, spoken};
use super::wish::DataWish;
use crate::data::pair::{PairText, token_fault};
use crate::data::tokens::Tokens;
use crate::data::vocabulary::EOS;
use std::rc::Rc;

/// A row.
pub(super) type Cells = Vec<(Rc<str>, Loose)>;

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Taken {
    /// A pair.
    Pair(PairText),
    /// A prompt and an answer, and whether it is good.
    Answer(String, String, bool),
}

/// What was done to make a pair of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Doings {
    /// The prompt was the common beginning of both answers.
    pub implicit: bool,
    /// There were turns.
    pub roles: bool,
    /// The answers were several turns.
    pub turns: bool,
    /// A system text was put before the prompt.
    pub system: bool,
    /// A second text was put after it.
    pub input: bool,
    /// White space became one space.
    pub spaces: bool,
    /// Nothing: but the answers are single words that differ inside, and are tokens as they are.
    pub inside: bool,
}

/// A row that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowRead {
    /// Its form.
    pub form: DataForm,
    /// Whether it says itself that it is held out.
    pub held_out: Option<bool>,
    /// What was done.
    pub doings: Doings,
    /// What became of it.
    pub taken: Result<Taken, RowFault>,
}

/// Reads a row that has these columns.
pub(super) fn read(cells: &Cells, columns: RowColumns, wish: &DataWish) -> RowRead {
    let DataWish { tokens, keep_roles, .. } = *wish;
    let mut row = Row { cells, columns, tokens, keep_roles, form: DataForm::Unknown, doings: Doings::default() };
    let taken = row.take();
    let held_out = columns.held_out.and_then(|place| is_held_out(&cells[place].1));
    RowRead { form: row.form, held_out, doings: row.doings, taken }
}

struct Row<'a> {
    cells: &'a Cells,
    columns: RowColumns,
    tokens: Tokens,
    keep_roles: bool,
    form: DataForm,
    doings: Doings,
}

impl<'a> Row<'a> {
    fn take(&mut self) -> Result<Taken, RowFault> {
        match self.columns.answers {
            AnswerColumns::Pair(chosen, rejected) => self.pair(chosen, rejected),
            AnswerColumns::Ranked(one, other, label) => {
                self.form = DataForm::Ranked;
                let (chosen, rejected) = match self.better(one, other, label)? {
                    true => (one, other),
                    false => (other, one),
                };
                self.pair(chosen, rejected)
            }
            AnswerColumns::Labelled(answer, label) => {
                self.form = DataForm::Unpaired;
                self.answer(answer, label)
            }
            AnswerColumns::Unranked => Err(RowFault::Unranked),
            AnswerColumns::Single => Err(RowFault::OneAnswer),
            AnswerColumns::Nothing => {
                let names: Vec<String> = self.cells.iter().take(12).map(|(name, _)| name.to_string()).collect();
                Err(RowFault::NoAnswers(names))
            }
        }
    }

    fn name(&self, place: usize) -> &'a str {
        self.cells.get(place).map_or("", |(name, _)| name)
    }

    fn value(&self, place: usize) -> &'a Loose {
        self.cells.get(place).map_or(&Loose::Null, |(_, value)| value)
    }

    fn spoken(&self, place: usize) -> Result<Spoken<'a>, RowFault> {
        spoken(self.name(place), self.value(place))
    }

    /// A text that may stand beside the prompt, if it does and has words.
    fn beside(&self, place: Option<usize>) -> Result<Option<&'a str>, RowFault> {
        let Some(place) = place else { return Ok(None) };
        match self.value(place) {
            Loose::Null => Ok(None),
            Loose::Text(text) => Ok(Some(text.as_str()).filter(|text| !text.trim().is_empty())),
            _ => Err(RowFault::NotText { column: self.name(place).to_owned() }),
        }
    }

    fn be(&mut self, form: DataForm) {
        // Which is better, and who is good, are said of rows of every form.
        if self.form == DataForm::Unknown {
            self.form = form;
        }
    }

    fn pair(&mut self, chosen: usize, rejected: usize) -> Result<Taken, RowFault> {
        let prompt = self.columns.prompt.map(|place| self.spoken(place)).transpose()?;
        let answers = [self.spoken(chosen)?, self.spoken(rejected)?];
        self.doings.inside = self.tokens == Tokens::Words && differ_inside(prompt.as_ref(), answers.each_ref());
        let (prompt, [good, bad]) = match (prompt, answers) {
            (Some(Spoken::Text(prompt)), [Spoken::Text(good), Spoken::Text(bad)]) => {
                self.be(DataForm::Standard);
                (prompt.to_owned(), [good, bad].map(str::to_owned))
            }
            (None, [Spoken::Text(good), Spoken::Text(bad)]) => {
                self.be(DataForm::ImplicitPrompt);
                self.implicit([good, bad], [chosen, rejected])?
            }
            (prompt, answers) => self.conversation(prompt, answers, [chosen, rejected])?,
        };
        let prompt = self.whole_prompt(&prompt)?;
        let place = self.columns.prompt.unwrap_or(chosen);
        let pair = PairText {
            prompt: self.words(place, &prompt)?,
            chosen: self.words(chosen, &good)?,
            rejected: self.words(rejected, &bad)?,
        };
        if pair.chosen == pair.rejected {
            return Err(RowFault::Same);
        }
        match if begins_plainly(&pair) { None } else { pair.joined(self.tokens) } {
            Some("chosen") => Err(RowFault::Joined { column: self.name(chosen).to_owned() }),
            Some(_) => Err(RowFault::Joined { column: self.name(rejected).to_owned() }),
            None => Ok(Taken::Pair(pair)),
        }
    }

    /// A prompt and one answer.
    fn answer(&mut self, answer: usize, label: usize) -> Result<Taken, RowFault> {
        let Some(place) = self.columns.prompt else { return Err(RowFault::NoPrompt) };
        let (prompt, text) = match (self.spoken(place)?, self.spoken(answer)?) {
            (Spoken::Text(prompt), Spoken::Text(text)) => (prompt.to_owned(), text.to_owned()),
            (prompt, text) => {
                let (prompt, [text, _]) = self.conversation(Some(prompt), [text.clone(), text], [answer, answer])?;
                (prompt, text)
            }
        };
        let good = truth(self.value(label)).ok_or_else(|| RowFault::NoLabel { column: self.name(label).to_owned() })?;
        let prompt = self.whole_prompt(&prompt)?;
        let (prompt, text) = (self.words(place, &prompt)?, self.words(answer, &text)?);
        if !self.tokens.begins_anew(&prompt, &text) {
            return Err(RowFault::Joined { column: self.name(answer).to_owned() });
        }
        Ok(Taken::Answer(prompt, text, good))
    }

    /// The prompt with what stands before and after it.
    fn whole_prompt(&mut self, prompt: &str) -> Result<String, RowFault> {
        let (system, input) = (self.beside(self.columns.system)?, self.beside(self.columns.input)?);
        let whole = [system, Some(prompt), input].into_iter().flatten().collect::<Vec<_>>().join(" ");
        (self.doings.system, self.doings.input) = (system.is_some(), input.is_some());
        Ok(whole)
    }

    /// The common beginning of both answers, cut at a token, and what is left of each: at least a token.
    fn implicit(&mut self, [good, bad]: [&str; 2], places: [usize; 2]) -> Result<(String, [String; 2]), RowFault> {
        for (text, place) in [good, bad].into_iter().zip(places) {
            if self.tokens.split(text).next().is_none() {
                return Err(RowFault::Blank { column: self.name(place).to_owned() });
            }
        }
        let (common, is_same) = common(self.tokens, [good, bad]);
        if is_same {
            return Err(RowFault::Same);
        }
        if common == [0; 2] {
            return Err(RowFault::NoPrompt);
        }
        for (text, place) in [good, bad].into_iter().zip(places) {
            self.words(place, text)?;
        }
        self.doings.implicit = true;
        let [(prompt, good), (_, bad)] = [good.split_at(common[0]), bad.split_at(common[1])];
        Ok((self.tokens.tidy(prompt), [good, bad].map(|text| self.tokens.tidy(text))))
    }

    /// Turns: what both answers begin with belongs to the prompt.
    fn conversation(
        &mut self,
        prompt: Option<Spoken<'_>>,
        answers: [Spoken<'_>; 2],
        places: [usize; 2],
    ) -> Result<(String, [String; 2]), RowFault> {
        let all = || prompt.iter().chain(&answers);
        let form = if all().any(|spoken| matches!(spoken, Spoken::Wrapped(_))) {
            DataForm::OpenAi
        } else if all().any(|spoken| matches!(spoken, Spoken::Turns(_))) {
            DataForm::Conversational
        } else {
            DataForm::HumanAssistant
        };
        self.be(form);
        let mut head = match prompt {
            None => Vec::new(),
            Some(Spoken::Text(text)) => vec![Said::question(text)],
            Some(Spoken::Turns(turns) | Spoken::Marked(turns) | Spoken::Wrapped(turns)) => turns,
        };
        // HH's prompts end where the assistant is to speak.
        head.pop_if(|last| last.is_answer() && last.text.trim().is_empty());
        let [mut good, mut bad] = answers.map(|answer| match answer {
            Spoken::Text(text) if form == DataForm::HumanAssistant => continued(text),
            Spoken::Text(text) => vec![Said::answer(text)],
            Spoken::Turns(turns) | Spoken::Marked(turns) | Spoken::Wrapped(turns) => turns,
        });
        for (turns, place) in [&good, &bad].into_iter().zip(places) {
            if turns.is_empty() {
                return Err(RowFault::Blank { column: self.name(place).to_owned() });
            }
        }
        let same_text = |a: &Said, b: &Said| a.text.trim() == b.text.trim();
        let least = (good.len() - 1).min(bad.len() - 1);
        let common = good.iter().zip(&bad).take_while(|(a, b)| a == b).count().min(least);
        let shared: Vec<Said> = good.drain(..common).collect();
        bad.drain(..common);
        // Where the answers hold all of it, the prompt stands there too.
        let repeated =
            shared.windows(head.len().max(1)).any(|part| part.iter().zip(&head).all(|(a, b)| same_text(a, b)));
        if repeated {
            head.clear();
        }
        head.extend(shared);
        for (turns, place) in [&good, &bad].into_iter().zip(places) {
            if let Some(last) = turns.last().filter(|last| !last.is_answer()) {
                let (column, role) = (self.name(place).to_owned(), last.role.clone());
                return Err(RowFault::LastTurn { column, role });
            }
        }
        if head.iter().all(|turn| turn.text.trim().is_empty()) {
            return Err(RowFault::NoPrompt);
        }
        self.doings.roles = true;
        self.doings.turns = good.len() > 1 || bad.len() > 1;
        let prompt = self.joined(&head, true);
        Ok((prompt, [&good, &bad].map(|turns| self.joined(turns, turns.len() > 1))))
    }

    /// Turns as one text.
    fn joined(&self, turns: &[Said], named: bool) -> String {
        let said = |turn: &Said| match self.keep_roles && named {
            true => format!("{}: {}", turn.role, turn.text),
            false => turn.text.clone(),
        };
        turns.iter().map(said).collect::<Vec<_>>().join(" ")
    }

    /// A text as a lab keeps it, every token of it one that is allowed.
    fn words(&mut self, place: usize, text: &str) -> Result<String, RowFault> {
        let bare = if self.tokens == Tokens::Words { text.trim() } else { text };
        if is_plain(self.tokens, bare) {
            return Ok(bare.to_owned());
        }
        let column = || self.name(place).to_owned();
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(RowFault::Replaced { column: column() });
        }
        for word in self.tokens.split(text) {
            if word == EOS {
                return Err(RowFault::Eos { column: column() });
            }
            // By so many signs one that is too long is known.
            let beginning = word.char_indices().nth(100).map_or(word, |(end, _)| &word[..end]);
            if let Some(fault) = token_fault(self.tokens, beginning) {
                return Err(RowFault::Word { column: column(), word: beginning.to_owned(), fault });
            }
        }
        if self.tokens.split(text).next().is_none() {
            return Err(RowFault::Blank { column: column() });
        }
        let tidy = self.tokens.tidy(text);
        self.doings.spaces |= self.tokens == Tokens::Words && tidy != text.trim();
        Ok(tidy)
    }

    /// Whether the first of two answers is better: the column names one by the end of its column's name.
    fn better(&self, one: usize, other: usize, label: usize) -> Result<bool, RowFault> {
        let end = |name: &str| name.rsplit(['_', ' ', '-']).next().unwrap_or_default().to_lowercase();
        let said = match self.value(label) {
            Loose::Text(text) => end(text.trim()),
            Loose::Number(number) => number.strip_suffix(".0").unwrap_or(number).to_owned(),
            _ => String::new(),
        };
        let [first, second] = [one, other].map(|place| end(self.name(place)) == said);
        if first == second { Err(RowFault::NoPreference { column: self.name(label).to_owned() }) } else { Ok(first) }
    }
}

/// Up to where two texts have the same tokens, but for the last one of either, and whether they have the same to their ends.
fn common(tokens: Tokens, [good, bad]: [&str; 2]) -> ([usize; 2], bool) {
    // Where each of two signs is a character by itself, one ends between them: most of what is the same need not be taken apart.
    let is_character = |byte: u8| matches!(byte, b' '..0x7f | b'\n' | b'\t');
    let plain = good.bytes().zip(bad.bytes()).take_while(|(a, b)| a == b && is_character(*a)).count();
    let from = if tokens == Tokens::Characters { plain.saturating_sub(1) } else { 0 };
    let mut ends = [from; 2];
    let [mut one, mut other] = [good, bad].map(|text| tokens.split(&text[from..]).peekable());
    let end = |text: &str, token: &str| (token.as_ptr() as usize - text.as_ptr() as usize) + token.len();
    while let (Some(a), Some(b)) = (one.next(), other.next()) {
        match (a == b, one.peek().is_some(), other.peek().is_some()) {
            (true, true, true) => ends = [end(good, a), end(bad, b)],
            (is_same, goes_on, other_goes_on) => return (ends, is_same && !goes_on && !other_goes_on),
        }
    }
    (ends, false)
}

/// Whether a text is one of short words with single spaces between them, or of the characters that are most common: nothing is wrong with those,
/// and they stay as they are. Most texts are such, and this looks at each of their bytes once.
fn is_plain(tokens: Tokens, text: &str) -> bool {
    /// Of so many bytes is no word too long.
    const SHORT: usize = 48;
    match tokens {
        Tokens::Words => {
            let mut length = 0;
            for byte in text.bytes() {
                length = match byte {
                    b' ' if length > 0 => 0,
                    // Signs that are white space, or controls, or stand for what was lost, begin with these; and so does the word for the end.
                    ..=b' ' | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef | b'<' => return false,
                    _ if length == SHORT => return false,
                    _ => length + 1,
                };
            }
            length > 0
        }
        Tokens::Characters => !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..0x7f | b'\n' | b'\t')),
    }
}

/// Whether the signs between which an answer begins join in no text: they are ASCII, and no line break of two signs.
fn begins_plainly(pair: &PairText) -> bool {
    let is_ascii = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii() && *byte != b'\r');
    let answers = [&pair.chosen, &pair.rejected].map(|answer| answer.as_bytes().first());
    is_ascii(pair.prompt.as_bytes().last()) && answers.into_iter().all(is_ascii)
}

/// Whether two answers are single words that differ inside, behind no prompt or another single word: of texts without spaces, and of such as
/// “2+2=4”, characters are the tokens that were meant.
fn differ_inside(prompt: Option<&Spoken<'_>>, answers: [&Spoken<'_>; 2]) -> bool {
    /// Bytes of a word of which more characters than any lab takes are made.
    const LONGEST: usize = 4096;
    fn word<'a>(spoken: &Spoken<'a>) -> Option<&'a str> {
        let Spoken::Text(text) = spoken else { return None };
        let word = text.trim();
        Some(word).filter(|word| !word.is_empty() && word.len() <= LONGEST && !word.contains(char::is_whitespace))
    }
    let ([Some(one), Some(other)], true) = (answers.map(word), prompt.is_none_or(|prompt| word(prompt).is_some()))
    else {
        return false;
    };
    let [one, other] = [one, other].map(|word| Tokens::Characters.split(word).collect::<Vec<_>>());
    let shorter = one.len().min(other.len());
    let begin = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    // Two words of a kind may share an ending; most of what is read is then not the same.
    one != other && 2 * (begin + end).min(shorter) >= shorter.max(1)
}

/// Bytes of a cell that says one of a few words.
const LABEL: usize = 64;

/// Whether a label says that an answer is good.
fn truth(value: &Loose) -> Option<bool> {
    let word = match value {
        Loose::Text(text) if text.len() > LABEL => return None,
        Loose::Bool(truth) => return Some(*truth),
        Loose::Number(number) => number.strip_suffix(".0").unwrap_or(number).to_owned(),
        Loose::Text(text) => text.trim().to_lowercase(),
        Loose::Null | Loose::List(_) | Loose::Object(_) => return None,
    };
    match word.as_str() {
        "true" | "1" | "good" | "yes" | "desirable" | "chosen" | "up" => Some(true),
        "false" | "0" | "-1" | "bad" | "no" | "undesirable" | "rejected" | "down" => Some(false),
        _ => None,
    }
}

/// Whether a cell says that its row is held out.
fn is_held_out(value: &Loose) -> Option<bool> {
    match value {
        Loose::Text(text) if text.len() <= LABEL => super::columns::is_held_out(text).or_else(|| truth(value)),
        _ => truth(value),
    }
}
