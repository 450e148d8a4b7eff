//! The project's commands: `cargo xtask serve | test | build | bench | setup`.

fn main() {
    eprintln!("usage: cargo xtask serve | test | build | bench | setup");
}
