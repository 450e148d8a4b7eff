//! Models of other kinds, known by what their files are called or begin with: nothing of them is read, so that each can be refused by what it is.

use super::{File, last};

/// What else a model's file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignModel {
    /// What PEFT saves: changes to a model, and not the model.
    Adapter,
    /// What PyTorch pickles.
    Pickle,
    /// What llama.cpp reads.
    Gguf,
    /// Weights of TensorFlow or Flax.
    OtherFramework,
    /// A tar archive, packed or not.
    Tar,
}

/// The beginnings of names that tell, with what they tell.
const STARTS: [(&str, ForeignModel); 2] =
    [("adapter_config.", ForeignModel::Adapter), ("adapter_model.", ForeignModel::Adapter)];

/// The ends of names that tell, with what they tell.
pub const ENDS: [(&str, ForeignModel); 13] = [
    (".bin", ForeignModel::Pickle),
    (".pt", ForeignModel::Pickle),
    (".pth", ForeignModel::Pickle),
    (".ckpt", ForeignModel::Pickle),
    (".gguf", ForeignModel::Gguf),
    (".ggml", ForeignModel::Gguf),
    (".h5", ForeignModel::OtherFramework),
    (".msgpack", ForeignModel::OtherFramework),
    (".tar", ForeignModel::Tar),
    (".tar.gz", ForeignModel::Tar),
    (".tgz", ForeignModel::Tar),
    (".tar.bz2", ForeignModel::Tar),
    (".tar.xz", ForeignModel::Tar),
];

/// What a file of this name is, if it is a model of another kind. What trainers keep beside a model is none.
pub fn foreign(path: &str) -> Option<ForeignModel> {
    const BESIDE: [&str; 2] = ["training_args.bin", "optimizer.bin"];
    let name = last(path).to_ascii_lowercase();
    let start = STARTS.iter().find(|(start, _)| name.starts_with(start));
    let end = || ENDS.iter().find(|(end, _)| name.ends_with(end) && !BESIDE.contains(&&*name));
    start.or_else(end).map(|(_, kind)| *kind)
}

/// The first of these files that is one. Weights that can be read come before what lies beside them, but for an adapter's, which are no model's.
pub(super) fn first(files: &[File]) -> Option<(&File, ForeignModel)> {
    let of = |file: &File| {
        // What has no telling name is told by its first bytes: gzip, and GGUF.
        let begins = |start: &[u8]| file.bytes.starts_with(start);
        let told = begins(&[0x1f, 0x8b]).then_some(ForeignModel::Tar);
        foreign(&file.path).or(told).or_else(|| begins(b"GGUF").then_some(ForeignModel::Gguf))
    };
    let mut all = files.iter().filter_map(|file| Some((file, of(file)?)));
    let is_whole = |file: &File| last(&file.path).ends_with(".safetensors") && foreign(&file.path).is_none();
    if files.iter().any(is_whole) { None } else { all.next() }
}
