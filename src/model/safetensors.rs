//! Parameters to and from safetensors files with Hugging Face's names.
//!
//! A file that [`save`] writes opens in `transformers` as it is: `F32`, `transformer.…` names, metadata `{"format": "pt"}`, and no
//! `lm_head.weight`, which the tied head makes redundant. [`load`] reads what PyTorch or a person wrote and trusts none of it.
//!
//! Format: an 8-byte little-endian header length, a JSON header, then the tensors' bytes, row-major, little-endian
//! (<https://github.com/huggingface/safetensors>).

use std::collections::BTreeMap;

use ::safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};

use super::layout::{Entry, Layout, short_name};

/// Bytes of a value.
const VALUE: usize = size_of::<f32>();

/// Why parameters could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The vector given to [`save`] is not the layout's.
    #[error("The model has {expected} parameters, but {given} were given.")]
    Length {
        /// Length of the vector given.
        given: usize,
        /// The layout's total.
        expected: usize,
    },
    /// The file is much larger than any file of this model can be.
    #[error("The file has {bytes} bytes; a model of this shape needs at most {limit}. Is it another model's?")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
        /// The largest size read.
        limit: usize,
    },
    /// The bytes are not a safetensors file.
    #[error("This is not a readable safetensors file: {0}.")]
    Format(#[from] SafeTensorError),
    /// A parameter of the model is not in the file.
    #[error("The file has no tensor `{name}` of shape {shape:?}, which this model needs.")]
    Missing {
        /// The parameter's name.
        name: String,
        /// The shape that it has in the model.
        shape: Vec<usize>,
    },
    /// A tensor's dimensions are not the model's.
    #[error("Tensor `{name}` has shape {given:?}; this model's is {expected:?}.")]
    Shape {
        /// The tensor's name in the file.
        name: String,
        /// Its shape in the file.
        given: Vec<usize>,
        /// The model's shape for it.
        expected: Vec<usize>,
    },
    /// A tensor's numbers are of a type that is not read.
    #[error("Tensor `{name}` has type {given}; F32 and F64 can be read.")]
    Dtype {
        /// The tensor's name in the file.
        name: String,
        /// Its type in the file.
        given: Dtype,
    },
    /// The file has a tensor that the model has not.
    #[error("The file has a tensor `{name}` of shape {shape:?}, which this model does not have.")]
    Extra {
        /// The tensor's name in the file.
        name: String,
        /// Its shape in the file.
        shape: Vec<usize>,
    },
    /// The file names one parameter with and without the prefix.
    #[error("The file has both `{name}` and `transformer.{name}`: only one of them can be this model's.")]
    Twice {
        /// The parameter's name without the prefix.
        name: String,
    },
    /// The file has a head of its own.
    #[error(
        "Tensor `lm_head.weight` differs from `transformer.wte.weight`; this model's head is tied, so they must be equal."
    )]
    Untied,
    /// A number is infinite or not a number.
    #[error("Tensor `{name}` holds {value} at flat index {index}; every parameter must be a finite number.")]
    NotFinite {
        /// The tensor's name in the file.
        name: String,
        /// Row-major index within the tensor.
        index: usize,
        /// The value found there.
        value: f64,
    },
}

/// The parameters as a safetensors file: `F32`, Hugging Face's names, metadata `{"format": "pt"}`.
///
/// `parameters` is the flat vector of `layout`, of length `P`. The same parameters give the same bytes.
///
/// # Errors
/// [`Error::Length`] when the vector's length is not the layout's total.
pub fn save(layout: &Layout, parameters: &[f32]) -> Result<Vec<u8>, Error> {
    if parameters.len() != layout.total {
        return Err(Error::Length { given: parameters.len(), expected: layout.total });
    }
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
    let mut file = Vec::with_capacity(8 + header.len() + parameters.len() * VALUE);
    file.extend((header.len() as u64).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(parameters.iter().flat_map(|value| value.to_le_bytes()));
    Ok(file)
}

/// Reads the parameters of `layout` from an `F32` or `F64` file: a flat vector of length `P`.
///
/// Names count with or without `transformer.`, so both `GPT2LMHeadModel`'s and the bare `GPT2Model`'s files are read. Two things
/// may be there that are no parameters: `lm_head.weight` when it equals `wte.weight` bit for bit, and the causal masks `h.*.attn.bias` and
/// `h.*.attn.masked_bias` that older versions of `transformers` stored. Everything else must fit exactly.
///
/// # Errors
/// The first thing found wrong, with the tensor's name, what the file holds and what the model needs.
pub fn load(layout: &Layout, bytes: &[u8]) -> Result<Vec<f64>, Error> {
    // The header is parsed into maps before anything is known about it, so the size is bounded first.
    let limit = largest_file(layout);
    if bytes.len() > limit {
        return Err(Error::TooLarge { bytes: bytes.len(), limit });
    }
    let file = SafeTensors::deserialize(bytes)?;
    // Sorted, so that of several faults the same one is reported each time.
    let mut tensors: BTreeMap<&str, (&str, TensorView)> = BTreeMap::new();
    let mut names = file.names();
    names.sort_unstable();
    for name in names {
        if tensors.insert(short_name(name), (name, file.tensor(name)?)).is_some() {
            return Err(Error::Twice { name: short_name(name).to_owned() });
        }
    }

    let mut parameters = Vec::with_capacity(layout.total);
    for entry in &layout.entries {
        let Some((name, tensor)) = tensors.remove(short_name(&entry.name)) else {
            return Err(Error::Missing { name: entry.name.clone(), shape: entry.shape.clone() });
        };
        read_tensor(entry, name, &tensor, &mut parameters)?;
    }

    for (short, (name, tensor)) in tensors {
        if short == "lm_head.weight" {
            let tied = read_head(layout, name, &tensor)?;
            if !same_bits(&tied, &parameters[layout.wte_weight.clone()]) {
                return Err(Error::Untied);
            }
        } else if !is_causal_mask(layout, short) {
            return Err(Error::Extra { name: name.to_owned(), shape: tensor.shape().to_vec() });
        }
    }
    Ok(parameters)
}

/// The largest file that can be this model's: everything in `F64`, an untied copy of the head, the old causal masks, and a generous header.
fn largest_file(layout: &Layout) -> usize {
    const HEADER: usize = 1 << 20;
    let masks = layout.shape.n_layer * (layout.shape.n_positions * layout.shape.n_positions + 1);
    HEADER + 8 * (layout.total + layout.wte_weight.len() + masks)
}

/// Appends the tensor's values to `parameters`, once its shape is `entry`'s.
fn read_tensor(entry: &Entry, name: &str, tensor: &TensorView, parameters: &mut Vec<f64>) -> Result<(), Error> {
    if tensor.shape() != entry.shape {
        return Err(Error::Shape {
            name: name.to_owned(),
            given: tensor.shape().to_vec(),
            expected: entry.shape.clone(),
        });
    }
    let start = parameters.len();
    match tensor.dtype() {
        Dtype::F32 => {
            let (values, _) = tensor.data().as_chunks();
            parameters.extend(values.iter().map(|&bytes| f64::from(f32::from_le_bytes(bytes))));
        }
        Dtype::F64 => {
            let (values, _) = tensor.data().as_chunks();
            parameters.extend(values.iter().map(|&bytes| f64::from_le_bytes(bytes)));
        }
        given => return Err(Error::Dtype { name: name.to_owned(), given }),
    }
    match parameters[start..].iter().enumerate().find(|(_, value)| !value.is_finite()) {
        Some((index, &value)) => Err(Error::NotFinite { name: name.to_owned(), index, value }),
        None => Ok(()),
    }
}

/// The values of a stored head, which has the shape of the token embedding.
fn read_head(layout: &Layout, name: &str, tensor: &TensorView) -> Result<Vec<f64>, Error> {
    let mut values = Vec::new();
    match layout.entry("wte.weight") {
        Some(entry) => read_tensor(entry, name, tensor, &mut values).map(|()| values),
        None => Err(Error::Untied),
    }
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
