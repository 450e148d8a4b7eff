//! Parameters to and from safetensors files with Hugging Face's names.
//!
//! A file that [`save`] writes opens in `transformers` as it is: `F32`, `transformer.…` names, metadata `{"format": "pt"}`, and no
//! `lm_head.weight`, which the tied head makes redundant. [`load`] reads what PyTorch or a person wrote and trusts none of it.
//!
//! The header is read here and not by the format's own crate, whose maps and words would be a fortieth of the page's download.
//!
//! Format: an 8-byte little-endian header length, a JSON header, then the tensors' bytes, row-major, little-endian
//! (<https://github.com/huggingface/safetensors>).

use super::layout::{Entry, Layout, short_name};
use crate::beside::isolated;
use crate::data::field_error::JsonText;
use crate::data::json::{self, Node};
use std::ops::Range;

/// The head, which is the token embedding once more.
const HEAD: &str = "lm_head.weight";

/// Bytes of a value.
const VALUE: usize = size_of::<f32>();

/// The vector given to [`save`] is not the layout's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherLength {
    /// Length of the vector given.
    pub given: usize,
    /// The layout's total.
    pub expected: usize,
}

/// Why parameters could not be read.
#[derive(Debug, PartialEq)]
pub enum Error {
    /// The file is much larger than any file of this model can be.
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// The largest size read.
        limit: usize,
    },
    /// The bytes are not a safetensors file.
    Format(FormatFault),
    /// A parameter of the model is not in the file.
    Missing {
        /// The parameter's name.
        name: String,
        /// The shape that it has in the model.
        shape: Vec<usize>,
    },
    /// A tensor's dimensions are not the model's.
    Shape {
        /// The tensor's name in the file.
        name: String,
        /// Its shape in the file.
        given: Vec<usize>,
        /// The model's shape for it.
        expected: Vec<usize>,
    },
    /// A tensor's numbers are of a type that is not read.
    Dtype {
        /// The tensor's name in the file.
        name: String,
        /// Its type in the file.
        given: String,
    },
    /// The file has a tensor that the model has not.
    Extra {
        /// The tensor's name in the file.
        name: String,
        /// Its shape in the file.
        shape: Vec<usize>,
    },
    /// The file names one parameter with and without the prefix.
    Twice {
        /// The parameter's name without the prefix.
        name: String,
    },
    /// The file has a head of its own.
    Untied,
    /// A number is infinite or not a number.
    NotFinite {
        /// The tensor's name in the file.
        name: String,
        /// Row-major index within the tensor.
        index: usize,
        /// The value found there.
        value: f64,
    },
}

/// Why bytes are no safetensors file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatFault {
    /// It ends within its header's length.
    InLength,
    /// Its header is longer than the file.
    HeaderBeyond,
    /// Its header is longer than any model's.
    LongHeader,
    /// Its header is not a JSON object.
    NotObject,
    /// It has more than [`MOST_TENSORS`].
    Tensors,
    /// A tensor's entry is not as it must be.
    Entry,
    /// Its tensors overlap, or leave gaps.
    Places,
    /// Its tensors are not all of its bytes.
    Rest,
    /// It is another file than before.
    Other,
}

/// The parameters as a safetensors file: `F32`, Hugging Face's names, metadata `{"format": "pt"}`.
///
/// `parameters` is the flat vector of `layout`, of length `P`. The same parameters give the same bytes.
///
/// # Errors
/// [`OtherLength`] when the vector's length is not the layout's total.
pub fn save(layout: &Layout, parameters: &[f32]) -> Result<Vec<u8>, OtherLength> {
    if parameters.len() != layout.total {
        return Err(OtherLength { given: parameters.len(), expected: layout.total });
    }
    let head = head(layout);
    let mut file = Vec::with_capacity(head.len() + parameters.len() * VALUE);
    file.extend(head);
    extend(&mut file, parameters);
    Ok(file)
}

/// What stands before the numbers: for a file that is written in pieces.
pub fn head(layout: &Layout) -> Vec<u8> {
    // Written by hand: names and shapes are the layout's, so that nothing needs escaping, and its tensors lie one after the other.
    let mut header = r#"{"__metadata__":{"format":"pt"}"#.to_owned();
    for Entry { name, shape, range, .. } in &layout.entries {
        let (start, end) = (range.start * VALUE, range.end * VALUE);
        let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
        let shape = shape.join(",");
        header += &format!(r#","{name}":{{"dtype":"F32","shape":[{shape}],"data_offsets":[{start},{end}]}}"#);
    }
    header.push('}');
    // The numbers begin at a multiple of eight bytes.
    header.extend(std::iter::repeat_n(' ', header.len().next_multiple_of(8) - header.len()));
    [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat()
}

/// Appends numbers as they stand in the file.
pub fn extend(file: &mut Vec<u8>, parameters: &[f32]) {
    let start = file.len();
    file.resize(start + parameters.len() * VALUE, 0);
    for (bytes, value) in file[start..].chunks_exact_mut(VALUE).zip(parameters) {
        bytes.copy_from_slice(&value.to_le_bytes());
    }
}

/// Reads the parameters of `layout`: a flat vector of length `P`. `F16`, `BF16` and `F32` become the same numbers in `F64`.
///
/// Names count with or without `transformer.`, so both `GPT2LMHeadModel`'s and the bare `GPT2Model`'s files are read. Two things
/// may be there that are no parameters: `lm_head.weight` when it equals `wte.weight` bit for bit or stands in its place, and the causal masks
/// `h.*.attn.bias` and `h.*.attn.masked_bias` that older versions of `transformers` stored. Everything else must fit exactly.
///
/// # Errors
/// The first thing found wrong, with the tensor's name, what the file holds and what the model needs.
pub fn load(layout: &Layout, bytes: &[u8]) -> Result<Vec<f64>, Error> {
    let mut loading = Loading::new(layout, bytes)?;
    let mut parameters = Vec::with_capacity(layout.total);
    while let Some(values) = loading.advance(bytes)? {
        parameters.extend(values);
    }
    Ok(parameters)
}

/// [`load`], a tensor at a time.
pub struct Loading {
    layout: Layout,
    file: Vec<Tensor>,
    /// The entry of the layout whose turn it is.
    next: usize,
}

impl Loading {
    /// Reads what is in a file.
    ///
    /// # Errors
    /// As [`load`].
    pub fn new(layout: &Layout, bytes: &[u8]) -> Result<Loading, Error> {
        // The header is parsed before anything is known about it, so the size is bounded first.
        let limit = largest_file(layout);
        if bytes.len() > limit {
            return Err(Error::TooLarge { bytes: bytes.len(), limit });
        }
        let file = tensors(bytes)?;
        for (index, tensor) in file.iter().enumerate() {
            let short = short_name(&tensor.name);
            if file.iter().take(index).any(|earlier| short_name(&earlier.name) == short) {
                return Err(Error::Twice { name: short.to_owned() });
            }
        }
        Ok(Loading { layout: layout.clone(), file, next: 0 })
    }

    /// The next parameter's values, in the layout's order, of the same file; nothing when all are read and nothing else is in it.
    ///
    /// # Errors
    /// As [`load`].
    pub fn advance(&mut self, bytes: &[u8]) -> Result<Option<Vec<f64>>, Error> {
        let Some(entry) = self.layout.entries.get(self.next) else { return self.check_rest(bytes).map(|()| None) };
        self.next += 1;
        self.read(entry, bytes).map(Some)
    }

    fn read(&self, entry: &Entry, bytes: &[u8]) -> Result<Vec<f64>, Error> {
        let find = |name: &str| self.file.iter().find(|tensor| short_name(&tensor.name) == name);
        let short = short_name(&entry.name);
        // Whoever saves tied weights once may keep them under the head's name.
        match find(short).or_else(|| find(HEAD).filter(|_| short == "wte.weight")) {
            Some(tensor) => read_tensor(entry, tensor, bytes),
            None => Err(Error::Missing { name: entry.name.clone(), shape: entry.shape.clone() }),
        }
    }

    /// What is in the file besides the parameters.
    fn check_rest(&self, bytes: &[u8]) -> Result<(), Error> {
        for tensor in &self.file {
            let short = short_name(&tensor.name);
            if short == HEAD {
                // A head has the shape of the token embedding.
                let entry = self.layout.entry("wte.weight").ok_or(Error::Untied)?;
                if !same_bits(&read_tensor(entry, tensor, bytes)?, &self.read(entry, bytes)?) {
                    return Err(Error::Untied);
                }
            } else if self.layout.entry(short).is_none() && !is_causal_mask(&self.layout, short) {
                return Err(Error::Extra { name: tensor.name.clone(), shape: tensor.shape.clone() });
            }
        }
        Ok(())
    }
}

/// How many tokens and how many positions a file's two embeddings are for.
///
/// # Errors
/// [`Error::Format`]; [`Error::Missing`] where one of them is not in the file.
pub fn rows(bytes: &[u8]) -> Result<(usize, usize), Error> {
    let file = tensors(bytes)?;
    let find = |name: &str| file.iter().find(|tensor| short_name(&tensor.name) == name);
    let rows = |name: &str| {
        let tensor = find(name).or_else(|| find(HEAD).filter(|_| name == "wte.weight"));
        let missing = || Error::Missing { name: name.to_owned(), shape: vec![] };
        tensor.and_then(|tensor| tensor.shape.first().copied()).ok_or_else(missing)
    };
    Ok((rows("wte.weight")?, rows("wpe.weight")?))
}

/// A tensor of a file: its header's entry, and where its bytes lie in the file.
pub struct Tensor {
    /// Its name.
    pub name: String,
    /// The type of its numbers.
    pub dtype: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its bytes.
    pub place: Range<usize>,
}

/// More tensors than any file has that can be read.
const MOST_TENSORS: usize = 512;

/// A longer header than so many tensors need.
const LONGEST_HEADER: usize = 1 << 20;

/// The tensors of a file. Their bytes lie within it, without overlap and without a gap, as the format demands.
///
/// # Errors
/// [`Error::Format`].
pub fn tensors(bytes: &[u8]) -> Result<Vec<Tensor>, Error> {
    let (length, rest) = bytes.split_first_chunk().ok_or(Error::Format(FormatFault::InLength))?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length <= rest.len());
    let length = length.ok_or(Error::Format(FormatFault::HeaderBeyond))?;
    if length > LONGEST_HEADER {
        return Err(Error::Format(FormatFault::LongHeader));
    }
    let (header, data) = rest.split_at(length);
    let before = bytes.len() - data.len();
    let header = str::from_utf8(header).ok().and_then(|header| json::parse(header, JsonText::Header).ok());
    let Some(Node::Object(header)) = header else { return Err(Error::Format(FormatFault::NotObject)) };
    if header.len() > MOST_TENSORS {
        return Err(Error::Format(FormatFault::Tensors));
    }
    let mut file: Vec<Tensor> = Vec::new();
    for (name, entry) in header.iter().filter(|(name, _)| name != "__metadata__") {
        let entry = tensor(name, entry, before, data.len());
        file.push(entry.ok_or(Error::Format(FormatFault::Entry))?);
    }
    // Each tensor begins where another one ends: those that hold nothing do not count.
    let places: Vec<&Range<usize>> =
        file.iter().map(|tensor| &tensor.place).filter(|place| !place.is_empty()).collect();
    let mut end = before;
    for _ in 0..places.len() {
        let next = places.iter().find(|place| place.start == end);
        end = next.ok_or(Error::Format(FormatFault::Places))?.end;
    }
    let taken: usize = places.iter().map(|place| place.len()).sum();
    if end != bytes.len() || taken != data.len() {
        return Err(Error::Format(FormatFault::Rest));
    }
    Ok(file)
}

/// A tensor from its entry of the header; `before` bytes of the file come before the `length` bytes of all.
fn tensor(name: &str, entry: &Node, before: usize, length: usize) -> Option<Tensor> {
    let Node::Object(entry) = entry else { return None };
    let value = |key: &str| entry.iter().find(|(name, _)| name == key).map(|(_, value)| value);
    let numbers = |key: &str| -> Option<Vec<usize>> {
        let Some(Node::List(items)) = value(key) else { return None };
        items.iter().map(whole).collect()
    };
    let Some(Node::Text(dtype)) = value("dtype") else { return None };
    let shape = numbers("shape")?;
    let [start, end] = numbers("data_offsets")?[..] else { return None };
    let bytes = end.checked_sub(start).filter(|_| end <= length)?;
    // Of types that are not read nothing is looked at but their name.
    let size = dtype_size(dtype);
    let count = shape.iter().try_fold(size, |count, length| count.checked_mul(*length))?;
    let place = before + start..before + end;
    (size == 0 || count == bytes).then(|| Tensor {
        name: isolated(name).into_owned(),
        dtype: isolated(dtype).into_owned(),
        shape,
        place,
    })
}

fn whole(value: &Node) -> Option<usize> {
    match value {
        Node::Number(number) if number.fract() == 0.0 && (0.0..4e9).contains(number) => Some(*number as usize),
        Node::Number(_) | Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => None,
    }
}

/// Bytes of a value; 0 of a type that is not read.
fn dtype_size(dtype: &str) -> usize {
    match dtype {
        "F16" | "BF16" => 2,
        "F32" => 4,
        "F64" => 8,
        _ => 0,
    }
}

/// The largest file that can be this model's: everything in `F64`, an untied copy of the head, the old causal masks, and a generous header.
fn largest_file(layout: &Layout) -> usize {
    let masks = layout.shape.n_layer * (layout.shape.n_positions * layout.shape.n_positions + 1);
    LONGEST_HEADER + 8 * (layout.total + layout.wte_weight.len() + masks)
}

/// The tensor's values, once its shape is `entry`'s.
fn read_tensor(entry: &Entry, tensor: &Tensor, bytes: &[u8]) -> Result<Vec<f64>, Error> {
    let Tensor { name, dtype, shape, place } = tensor;
    if *shape != entry.shape {
        return Err(Error::Shape { name: name.clone(), given: shape.clone(), expected: entry.shape.clone() });
    }
    let data = bytes.get(place.clone()).ok_or(Error::Format(FormatFault::Other))?;
    let values: Vec<f64> = match dtype.as_str() {
        "F16" => data.as_chunks().0.iter().map(|&bytes| half(u16::from_le_bytes(bytes))).collect(),
        "BF16" => {
            let widened = |&bytes| f64::from(f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16));
            data.as_chunks().0.iter().map(widened).collect()
        }
        "F32" => data.as_chunks().0.iter().map(|&bytes| f64::from(f32::from_le_bytes(bytes))).collect(),
        "F64" => data.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect(),
        _ => return Err(Error::Dtype { name: name.clone(), given: dtype.clone() }),
    };
    match values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        Some((index, &value)) => Err(Error::NotFinite { name: name.clone(), index, value }),
        None => Ok(values),
    }
}

/// A number of IEEE 754's 16 bits: sign, 5 bits of exponent, 10 of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

fn same_bits(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Whether a name is one of the constant buffers that old versions of `transformers` stored among the parameters.
fn is_causal_mask(layout: &Layout, short: &str) -> bool {
    (0..layout.shape.n_layer)
        .any(|layer| short == format!("h.{layer}.attn.bias") || short == format!("h.{layer}.attn.masked_bias"))
}

#[cfg(test)]
mod tests;
