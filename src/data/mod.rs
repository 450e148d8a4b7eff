//! Vocabulary, preference pairs, edit distance, the lab file, presets, TRL's JSONL, and batches of token ids.
