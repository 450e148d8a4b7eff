//! The names under which the page's wasm imports what its module gives. wasm-bindgen's each end in a digest, so that no two functions of any
//! crates ever share one: nothing packs a digest, and here nobody else asks for them. So they are counted instead, which takes 5 KB off the
//! wasm and 3 KB off the module.

use crate::process::{Failure, Outcome};

/// The section of a wasm that names its imports.
const IMPORTS: u8 = 2;

/// How a wasm begins: its magic number and its version.
const BEGINNING: usize = 8;

/// Counts what `wasm` imports from `module`, and renames the keys of `script` that give it.
pub fn shorten(wasm: &[u8], module: &str, script: &str) -> Outcome<(Vec<u8>, String)> {
    let mut shortened = wasm.get(..BEGINNING).unwrap_or_default().to_vec();
    let mut rest = Reader(wasm.get(BEGINNING..).unwrap_or_default());
    let mut names = Vec::new();
    while let Some((&section, after)) = rest.0.split_first() {
        rest.0 = after;
        let body = rest.counted()?;
        let body = if section == IMPORTS { counted(body, module, &mut names)? } else { body.to_vec() };
        shortened.push(section);
        write_counted(&body, &mut shortened);
    }
    let mut script = script.to_owned();
    for (number, name) in names.iter().enumerate() {
        let key = format!(" {name}: ");
        if script.matches(&key).count() != 1 {
            return Err(Failure(format!("wasm-bindgen's module does not give `{name}` once: another version of it?")));
        }
        script = script.replace(&key, &format!(" {number}: "));
    }
    Ok((shortened, script))
}

/// The section with numbers for names; `names` are those that it had.
fn counted(section: &[u8], module: &str, names: &mut Vec<String>) -> Outcome<Vec<u8>> {
    let (mut rest, mut written) = (Reader(section), Vec::new());
    let imports = rest.number()?;
    write_number(imports, &mut written);
    for _ in 0..imports {
        let (from, name) = (rest.counted()?, rest.counted()?);
        write_counted(from, &mut written);
        if from == module.as_bytes() {
            let name = String::from_utf8_lossy(name).into_owned();
            let number = names.iter().position(|known| *known == name).unwrap_or(names.len());
            if number == names.len() {
                names.push(name);
            }
            write_counted(number.to_string().as_bytes(), &mut written);
        } else {
            write_counted(name, &mut written);
        }
        // A function and its type. wasm-bindgen's modules give nothing else.
        let function = rest.byte()?;
        if function != 0 {
            return Err(Failure(format!(
                "the page's wasm imports something of kind {function}, which is no function."
            )));
        }
        written.push(function);
        write_number(rest.number()?, &mut written);
    }
    Ok(written)
}

/// What of a wasm is not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Outcome<u8> {
        let (&first, after) = self.0.split_first().ok_or_else(cut_off)?;
        self.0 = after;
        Ok(first)
    }

    /// A number in LEB128: seven bits a byte, the lowest first.
    fn number(&mut self) -> Outcome<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
            if shift > 28 {
                return Err(cut_off());
            }
        }
    }

    /// Bytes with their number before them.
    fn counted(&mut self) -> Outcome<&'a [u8]> {
        let length = self.number()?;
        let (counted, after) = self.0.split_at_checked(length).ok_or_else(cut_off)?;
        self.0 = after;
        Ok(counted)
    }
}

fn write_number(mut number: usize, into: &mut Vec<u8>) {
    while number > 0x7f {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn write_counted(bytes: &[u8], into: &mut Vec<u8>) {
    write_number(bytes.len(), into);
    into.extend_from_slice(bytes);
}

fn cut_off() -> Failure {
    Failure("the page's wasm ends where it should go on.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_on_both_sides() {
        let wasm = |names: [&str; 3]| {
            let mut section = vec![3];
            for (from, name) in ["./a.js", "./b.js", "./a.js"].into_iter().zip(names) {
                write_counted(from.as_bytes(), &mut section);
                write_counted(name.as_bytes(), &mut section);
                section.extend([0, 5]);
            }
            let mut wasm = b"\0asm\x01\0\0\0\x01\x02hi\x02".to_vec();
            write_counted(&section, &mut wasm);
            wasm
        };
        let before = wasm(["__wbg_now_0123456789abcdef", "load", "__wbg_key_fedcba9876543210"]);
        let script = "{ __wbg_key_fedcba9876543210: f, __wbg_now_0123456789abcdef: g }";
        let (after, script) = shorten(&before, "./a.js", script).expect("a wasm");
        assert_eq!((after, script.as_str()), (wasm(["0", "load", "1"]), "{ 1: f, 0: g }"));
        assert!(shorten(&before, "./a.js", "{}").is_err());
        assert!(shorten(&before[..before.len() - 1], "./a.js", &script).is_err());
    }
}
