//! The public interface: what JavaScript sees.
