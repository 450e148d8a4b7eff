//! The page in a browser: Yew's components, and what fills and draws them while a session trains.
//!
//! `app` puts the parts together, `mount` puts it into a document. Yew renders when a person does something; what changes with every
//! training step is filled in by `live` on animation frames, in `places` that the parts register. `parts`, `builder`, `chapters` and `sheets`
//! know the state and send actions and requests; none of them knows what trains or draws.

mod app;
mod around;
mod builder;
mod chapters;
mod dom;
mod editing;
mod language;
mod late;
mod live;
mod mount;
mod outside;
mod parts;
mod pictures;
mod places;
mod reach;
mod send;
mod sheets;
mod standing;
mod storage;
mod telling;
mod workbench;
