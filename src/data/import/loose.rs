//! JSON as it is found in people's files: with Python's NaN and Infinity, and keys that come twice. Whatever else is wrong with it is told by
//! what it looks like, and on which line it stands.
//!
//! Source: RFC 8259, and Python's `json` module ("Infinite and NaN Number Values", "Repeated Names Within an Object").

use std::rc::Rc;

/// How deep lists and objects may lie in one another.
pub(super) const LEVELS: usize = 100;

/// The most values that one record may hold: what is made of a text stays a small multiple of it.
pub(super) const VALUES: usize = 500_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Loose {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(Box<str>),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Loose>),
    /// An object.
    Object(Entries),
}

/// The keys and values of an object in their order; a key may come twice.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entries {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The keys and values.
    pub entries: Vec<(Rc<str>, Loose)>,
}

impl Entries {
    /// The last value of a key, as in Python.
    pub fn get(&self, key: &str) -> Option<&Loose> {
        self.entries.iter().rev().find(|(name, _)| **name == *key).map(|(_, value)| value)
    }
}

/// What is wrong with a text that was to be JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonWrong {
    /// It ends too early.
    Ended,
    /// Python wrote it in its own way, with single quotes or `None`.
    Python,
    /// Its quotation marks are those of a word processor.
    Curly,
    /// A key has no quotation marks.
    BareKey,
    /// There is a comma after the last entry.
    Comma,
    /// A string has a line break or another control character in it.
    Control,
    /// A backslash stands before something that it cannot stand before.
    Escape,
    /// It is nested too deep.
    Deep,
    /// It has too many values.
    Many,
    /// This character cannot stand there.
    Unexpected(char),
}

/// Where a parser has stopped, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// The line, counted from 1.
    pub line: usize,
    /// Why.
    pub wrong: JsonWrong,
}

/// A value of which the beginning is read: what is open around the place at which it goes on. It lasts from one value to the next, for keys that come
/// again are the same.
#[derive(Default)]
pub(super) struct Half {
    open: Vec<Open>,
    values: usize,
    keys: Vec<Rc<str>>,
    next_key: usize,
}

impl Half {
    /// Whether a value is begun.
    pub fn is_begun(&self) -> bool {
        !self.open.is_empty()
    }
}

/// A list or an object that is not closed yet.
enum Open {
    List(Vec<Loose>),
    /// With the key whose value comes next.
    Object(Entries, Rc<str>),
}

/// A parser at some place of a text.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Parser<'a> {
    /// A parser at this byte, which is on this line.
    pub fn new(text: &'a str, at: usize, line: usize) -> Self {
        Parser { text, at, line }
    }

    /// The byte and the line at which it is.
    pub fn place(&self) -> (usize, usize) {
        (self.at, self.line)
    }

    /// What is left of the text after white space.
    pub fn rest(&mut self) -> &'a str {
        self.next();
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The first byte after white space; zero where there is none.
    fn next(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b'\r' if bytes.get(self.at + 1) != Some(&b'\n') => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => return *byte,
            }
            self.at += 1;
        }
        0
    }

    /// Takes this sign, where it is the next.
    pub fn takes(&mut self, sign: u8) -> bool {
        let is_next = sign != 0 && self.next() == sign;
        self.at += usize::from(is_next);
        is_next
    }

    /// The next value.
    pub fn value(&mut self) -> Result<Loose, Stop> {
        let mut half = Half::default();
        loop {
            if let Some(value) = self.resume(&mut half, usize::MAX)? {
                return Ok(value);
            }
        }
    }

    /// Reads on in a value, up to about so many bytes; nothing where it is not at its end then. After an error another value begins.
    pub fn resume(&mut self, half: &mut Half, most: usize) -> Result<Option<Loose>, Stop> {
        let until = self.at.saturating_add(most.max(1));
        let read = loop {
            if self.at >= until {
                return Ok(None);
            }
            let read = self.begin(half).and_then(|value| value.map_or(Ok(None), |value| self.put(half, value)));
            if !matches!(read, Ok(None)) {
                break read;
            }
        };
        half.open.clear();
        half.values = 0;
        read
    }

    /// The next value; nothing where it is a list or an object with something in it, which is open then.
    fn begin(&mut self, half: &mut Half) -> Result<Option<Loose>, Stop> {
        let first = self.next();
        if self.at >= self.text.len() {
            return self.stop(JsonWrong::Ended);
        }
        if half.values == VALUES {
            return self.stop(JsonWrong::Many);
        }
        half.values += 1;
        Ok(Some(match first {
            b'{' | b'[' if half.open.len() >= LEVELS => return self.stop(JsonWrong::Deep),
            b'{' => {
                let empty = Entries { line: self.line, entries: Vec::new() };
                self.at += 1;
                if !self.takes(b'}') {
                    half.next_key = 0;
                    let key = self.key(half)?;
                    half.open.push(Open::Object(empty, key));
                    return Ok(None);
                }
                Loose::Object(empty)
            }
            b'[' => {
                self.at += 1;
                if !self.takes(b']') {
                    half.open.push(Open::List(Vec::new()));
                    return Ok(None);
                }
                Loose::List(Vec::new())
            }
            b'"' => Loose::Text(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            _ => self.word()?,
        }))
    }

    /// Puts a value into what is open around it, and that where it is closed; gives what nothing is open around.
    fn put(&mut self, half: &mut Half, mut value: Loose) -> Result<Option<Loose>, Stop> {
        loop {
            let closing = match half.open.last_mut() {
                None => return Ok(Some(value)),
                Some(Open::List(items)) => {
                    items.push(value);
                    b']'
                }
                Some(Open::Object(object, key)) => {
                    object.entries.push((key.clone(), value));
                    b'}'
                }
            };
            if !self.takes(closing) {
                if !self.takes(b',') {
                    return self.unexpected();
                }
                if self.next() == closing {
                    return self.stop(JsonWrong::Comma);
                }
                if closing == b'}' {
                    let next = self.key(half)?;
                    if let Some(Open::Object(_, key)) = half.open.last_mut() {
                        *key = next;
                    }
                }
                return Ok(None);
            }
            value = match half.open.pop() {
                Some(Open::List(items)) => Loose::List(items),
                Some(Open::Object(object, _)) => Loose::Object(object),
                None => return self.unexpected(),
            };
        }
    }

    /// A key and the colon after it. The keys of a row are mostly those of the row before.
    fn key(&mut self, half: &mut Half) -> Result<Rc<str>, Stop> {
        /// How many are known again.
        const KEYS: usize = 64;
        match self.rest().chars().next() {
            Some('"') => {}
            Some(first) => return self.no_key(first),
            None => return self.stop(JsonWrong::Ended),
        }
        let key = match self.plain() {
            Some(plain) => {
                self.at += plain.len() + 2;
                let order = (half.next_key..half.keys.len()).chain(0..half.next_key);
                let known = order.take(KEYS).find(|place| half.keys.get(*place).is_some_and(|key| **key == *plain));
                half.next_key = known.map_or(half.next_key, |place| place + 1);
                match known.and_then(|place| half.keys.get(place)) {
                    Some(key) => key.clone(),
                    None => {
                        let key: Rc<str> = Rc::from(plain);
                        if half.keys.len() < KEYS {
                            half.keys.push(key.clone());
                            half.next_key = half.keys.len();
                        }
                        key
                    }
                }
            }
            None => Rc::from(self.string()?),
        };
        if self.takes(b':') { Ok(key) } else { self.unexpected() }
    }

    /// The string at whose first quotation mark the parser is, where it stands there as it is.
    fn plain(&self) -> Option<&'a str> {
        let rest = self.text.get(self.at + 1..)?;
        let end = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')?;
        if rest.as_bytes().get(end) == Some(&b'"') { rest.get(..end) } else { None }
    }

    /// A string at whose first quotation mark the parser is.
    fn string(&mut self) -> Result<String, Stop> {
        if let Some(plain) = self.plain() {
            self.at += plain.len() + 2;
            return Ok(plain.to_owned());
        }
        self.at += 1;
        let mut said = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\');
            let Some(plain) = plain else { return self.stop(JsonWrong::Ended) };
            said.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain + 1;
            match rest.as_bytes().get(plain) {
                Some(b'"') => return Ok(said),
                Some(b'\\') => said.push(self.escaped()?),
                _ => return self.stop(JsonWrong::Control),
            }
        }
    }

    /// The character that an escape stands for; half of a pair of surrogates is none.
    fn escaped(&mut self) -> Result<char, Stop> {
        let bytes = self.text.as_bytes();
        let Some(byte) = bytes.get(self.at) else { return self.stop(JsonWrong::Ended) };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(*byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.code()?;
                if !(0xd800..0xdc00).contains(&first)
                    || !bytes.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"))
                {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let before = self.at;
                self.at += 2;
                let second = self.code()?;
                if (0xdc00..0xe000).contains(&second) {
                    let both = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                    return Ok(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                self.at = before;
                char::REPLACEMENT_CHARACTER
            }
            _ => return self.stop(JsonWrong::Escape),
        })
    }

    /// Four hexadecimal digits.
    fn code(&mut self) -> Result<u32, Stop> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => self.stop(JsonWrong::Escape),
        }
    }

    fn number(&mut self) -> Result<Loose, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.starts_with("-Infinity") {
            return Ok(self.take("-Infinity", Loose::Number("-Infinity".into())));
        }
        let is_of_number = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        let length = rest.bytes().take_while(|byte| is_of_number(*byte)).count();
        let written = rest.get(..length).unwrap_or_default();
        if !is_number(written) {
            return self.unexpected();
        }
        Ok(self.take(written, Loose::Number(written.into())))
    }

    fn word(&mut self) -> Result<Loose, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = rest.get(..length).unwrap_or_default();
        match word {
            "null" => Ok(self.take(word, Loose::Null)),
            "true" => Ok(self.take(word, Loose::Bool(true))),
            "false" => Ok(self.take(word, Loose::Bool(false))),
            "NaN" | "Infinity" => Ok(self.take(word, Loose::Number(word.into()))),
            "None" | "True" | "False" | "nan" | "inf" => self.stop(JsonWrong::Python),
            _ => self.unexpected(),
        }
    }

    fn take(&mut self, written: &str, value: Loose) -> Loose {
        self.at += written.len();
        value
    }

    fn no_key<T>(&mut self, first: char) -> Result<T, Stop> {
        if first.is_ascii_alphabetic() || first == '_' { self.stop(JsonWrong::BareKey) } else { self.no_value(first) }
    }

    fn no_value<T>(&mut self, first: char) -> Result<T, Stop> {
        self.stop(match first {
            '\'' => JsonWrong::Python,
            '“' | '”' | '„' | '‘' | '’' | '«' | '»' => JsonWrong::Curly,
            _ => JsonWrong::Unexpected(first),
        })
    }

    fn unexpected<T>(&mut self) -> Result<T, Stop> {
        match self.rest().chars().next() {
            Some(first) => self.no_value(first),
            None => self.stop(JsonWrong::Ended),
        }
    }

    fn stop<T>(&mut self, wrong: JsonWrong) -> Result<T, Stop> {
        Err(Stop { line: self.line, wrong })
    }
}

/// Whether it is written as JSON writes a number.
fn is_number(written: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

/// A text that is one value and nothing more.
pub(super) fn parse(text: &str) -> Result<Loose, Stop> {
    let mut parser = Parser::new(text, 0, 1);
    let value = parser.value()?;
    if parser.rest().is_empty() { Ok(value) } else { parser.unexpected() }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn reads_what_python_reads() {
        let text =
            |value: &str| parse(value).map(|value| if let Loose::Text(text) = value { text } else { String::new() });
        assert_eq!(text(r#" "a\u00e4\ud83d\ude00\ud83d\n\/" "#), Ok("aä😀\u{fffd}\n/".to_owned()));
        for number in ["0", "-0.5e+7", "12", "NaN", "-Infinity", "1E9"] {
            assert_eq!(parse(number), Ok(Loose::Number(number.into())));
        }
        let Ok(Loose::Object(object)) = parse("\n{\"a\": [1, {}], \"b\": null, \"a\": true}") else {
            panic!("an object")
        };
        assert_eq!((object.line, object.get("a"), object.get("c")), (2, Some(&Loose::Bool(true)), None));
    }

    #[test]
    fn says_what_it_looks_like() {
        let check =
            |text: &str, line: usize, wrong: JsonWrong| assert_eq!(parse(text), Err(Stop { line, wrong }), "{text}");
        check("{'a': 1}", 1, JsonWrong::Python);
        check("{\"a\":\nNone}", 2, JsonWrong::Python);
        check("{“a”: 1}", 1, JsonWrong::Curly);
        check("{a: 1}", 1, JsonWrong::BareKey);
        check("[1,\n\n]", 3, JsonWrong::Comma);
        check("{\"a\": 1,}", 1, JsonWrong::Comma);
        check("\"a\nb\"", 1, JsonWrong::Control);
        check("\"\\x\"", 1, JsonWrong::Escape);
        check("\"\\u12\"", 1, JsonWrong::Escape);
        check("", 1, JsonWrong::Ended);
        check("{\"a\"", 1, JsonWrong::Ended);
        check("01", 1, JsonWrong::Unexpected('0'));
        check("{\"a\" 1}", 1, JsonWrong::Unexpected('1'));
        check("1 2", 1, JsonWrong::Unexpected('2'));
        check(&"[".repeat(9000), 1, JsonWrong::Deep);
        check(&format!("[{}0]", "0,".repeat(VALUES)), 1, JsonWrong::Many);
    }
}
