//! What the linker is told: the page that is to be taken apart keeps its relocations, by which that is done (`xtask/src/split.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bin=dpop-lab-core=--emit-relocs");
    }
}
