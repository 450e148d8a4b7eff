//! The page.

/// Mounts the page if the document marks a place for it.
pub fn start() {}
