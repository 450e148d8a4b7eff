//! What opens over the page: the sheet of links and files, and the sheet of keys.

pub mod evidence;
pub mod keys;
pub mod share;
