//! The site's wasm: mounts the page where the document marks a place for it, and otherwise only offers the JavaScript interface.

fn main() {
    #[cfg(target_arch = "wasm32")]
    dpop_lab::ui::start();
}
