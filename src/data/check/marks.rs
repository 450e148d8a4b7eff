//! Marks that other tokenizers write where a text ends. Here every completion is closed by the lab itself.
//!
//! Sources: the special tokens of GPT-2, Llama 2 and 3, ChatML (Qwen, Yi), Gemma, Phi-3, DeepSeek, Mistral and BERT, as their tokenizers' configs
//! have them.

use crate::data::vocabulary::EOS;

/// The marks, as they are written.
pub const END_MARKS: &[&str] = &[
    EOS,
    "</s>",
    "<|endoftext|>",
    "<|im_end|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|eom_id|>",
    "<|end|>",
    "<|endofturn|>",
    "<|end_of_turn|>",
    "<end_of_turn>",
    "<｜end▁of▁sentence｜>",
    "<|eos|>",
    "<|eot|>",
    "[EOS]",
    "[SEP]",
    "<pad>",
    "<|pad|>",
    "[PAD]",
];

/// What `</s>` at the end of a word is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Struck {
    /// The end of words that are struck out in HTML: the text has their beginning, too.
    Words,
    /// A mark like others.
    Nothing,
}

impl Struck {
    /// In a text of these tokens.
    pub fn of<'a>(mut tokens: impl Iterator<Item = &'a str>) -> Struck {
        if tokens.any(|token| token.contains("<s>")) { Struck::Words } else { Struck::Nothing }
    }
}

/// The mark with which a token ends, if it does, and what stands before it.
pub fn end_mark(token: &str, struck: Struck) -> Option<(&str, &'static str)> {
    END_MARKS.iter().find_map(|mark| {
        let start = token.len().checked_sub(mark.len())?;
        let (before, end) = (token.get(..start)?, token.get(start..)?);
        let is_markup = *mark == "</s>" && !before.is_empty() && struck == Struck::Words;
        (end.eq_ignore_ascii_case(mark) && !is_markup).then_some((before, *mark))
    })
}

/// A token without the marks at its end; nothing where it is nothing else.
pub fn without_marks(mut token: &str, struck: Struck) -> &str {
    while let Some((before, _)) = end_mark(token, struck) {
        token = before;
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_the_end() {
        for (token, left) in [
            ("hi", "hi"),
            ("</s>", ""),
            ("hi</s>", "hi"),
            ("hi<|im_end|></s>", "hi"),
            ("<EOS>", ""),
            ("<s>9</s>", "<s>9</s>"),
            ("<s>", "<s>"),
            ("</script>", "</script>"),
            ("</s>hi", "</s>hi"),
            ("é</s>", "é"),
            ("<｜end▁of▁sentence｜>", ""),
            ("", ""),
            ("s>", "s>"),
        ] {
            assert_eq!(without_marks(token, Struck::of([token].into_iter())), left, "{token}");
        }
    }
}
