//! The small JSON files by which `transformers` knows a model and its tokenizer.
//!
//! Sources: `transformers/models/gpt2/configuration_gpt2.py`, and the serialised form of the `tokenizers` package: a `WordLevel` model
//! behind a split at white space, or into characters. The decoder of words writes a space before each token, since whoever decodes an answer alone, as `pipeline` does,
//! puts it behind the prompt as it is.

use crate::data::json::Node;
use crate::data::pretrained::{can_be_written, pattern};
use crate::data::{ModelSpec, Tokens, vocabulary::EOS};

/// `config.json`. Everything that decides a number is written out; what is left are the class's own defaults for heads that are not used.
pub fn config(model: &ModelSpec, vocabulary: usize) -> String {
    let ModelSpec { n_embd, n_layer, n_head, n_positions } = model;
    format!(
        r#"{{
  "architectures": ["GPT2LMHeadModel"],
  "model_type": "gpt2",
  "vocab_size": {vocabulary},
  "n_positions": {n_positions},
  "n_embd": {n_embd},
  "n_layer": {n_layer},
  "n_head": {n_head},
  "n_inner": null,
  "activation_function": "gelu_new",
  "layer_norm_epsilon": 1e-05,
  "initializer_range": 0.02,
  "resid_pdrop": 0.0,
  "embd_pdrop": 0.0,
  "attn_pdrop": 0.0,
  "scale_attn_weights": true,
  "scale_attn_by_inverse_layer_idx": false,
  "reorder_and_upcast_attn": false,
  "tie_word_embeddings": true,
  "use_cache": true,
  "bos_token_id": 0,
  "eos_token_id": 0,
  "pad_token_id": 0,
  "dtype": "float32",
  "torch_dtype": "float32"
}}
"#
    )
}

/// How the end is spelled there: so that no text of the lab has it in it, since it is found in any text. Words cannot be `<eos>`; of characters it
/// may be made, and then another sign goes between.
pub fn end(kind: Tokens, vocabulary: &[String]) -> String {
    let spelled = |sign: char| format!("<eos{sign}>");
    // Of so many signs one is no token.
    let others = ('0'..='9').chain('A'..='Z').chain('一'..='龥').map(spelled);
    let mut all = std::iter::once(EOS.to_owned()).chain(others);
    let is_free = |end: &String| kind == Tokens::Words || !can_be_written(end, vocabulary);
    all.find(is_free).unwrap_or_else(|| EOS.to_owned())
}

/// `tokenizer.json`: each token of the vocabulary is a word between white space, or a character; the end is found without spaces around it too.
///
/// There is no token for what is not in the vocabulary: such a text is an error, as it is in the lab. Characters are looked for as they are
/// ([`pattern`]), and put together as they come.
pub fn tokenizer(kind: Tokens, vocabulary: &[String], end: &str) -> String {
    let spelled = |token: &String| Node::quote(if token == EOS { end } else { token });
    let words: Vec<String> =
        vocabulary.iter().zip(0..).map(|(token, id): (_, u32)| format!("{}:{id}", spelled(token))).collect();
    let end = Node::quote(end);
    let (splitter, decoder) = match kind {
        Tokens::Words => {
            (r#"{"type":"WhitespaceSplit"}"#.to_owned(), r#"{"type":"Replace","pattern":{"Regex":"^"},"content":" "}"#)
        }
        Tokens::Characters => {
            let pattern = Node::quote(&pattern(vocabulary));
            let splitter = r#"{"type":"Split","pattern":{"Regex":"#.to_owned() + &pattern;
            (splitter + r#"},"behavior":"Isolated","invert":false}"#, r#"{"type":"Fuse"}"#)
        }
    };
    format!(
        r#"{{
  "version": "1.0",
  "truncation": null,
  "padding": null,
  "added_tokens": [{{"id":0,"content":{end},"single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}}],
  "normalizer": null,
  "pre_tokenizer": {splitter},
  "post_processor": null,
  "decoder": {decoder},
  "model": {{"type":"WordLevel","vocab":{{{}}},"unk_token":"<unk>"}}
}}
"#,
        words.join(",")
    )
}

/// `tokenizer_config.json`.
pub fn tokenizer_config(model: &ModelSpec, end: &str) -> String {
    let end = Node::quote(end);
    format!(
        r#"{{
  "tokenizer_class": "PreTrainedTokenizerFast",
  "model_max_length": {},
  "clean_up_tokenization_spaces": false,
  "model_input_names": ["input_ids", "attention_mask"],
  "padding_side": "right",
  "eos_token": {end},
  "pad_token": {end}
}}
"#,
        model.n_positions
    )
}

/// `generation_config.json`: without it some would write beyond the last position, where there is no row of the model.
pub fn generation_config(model: &ModelSpec) -> String {
    let positions = model.n_positions;
    format!("{{ \"bos_token_id\": 0, \"eos_token_id\": 0, \"pad_token_id\": 0, \"max_length\": {positions} }}\n")
}

/// `special_tokens_map.json`.
pub fn special_tokens(end: &str) -> String {
    let end = Node::quote(end);
    format!("{{ \"eos_token\": {end}, \"pad_token\": {end} }}\n")
}
