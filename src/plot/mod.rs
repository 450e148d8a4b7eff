//! Charts over any plotters backend.
