//! The session: SFT, the frozen reference, then preference runs in lockstep; metrics and history.
