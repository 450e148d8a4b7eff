//! The kernels' sources: shapes, the operations that a kernel is composed of, and the kernel itself, joined as text.

/// A kernel: one entry point, its bindings in order.
#[derive(Debug)]
pub struct Kernel {
    /// Name of the entry point.
    pub entry: &'static str,
    /// WGSL, to be joined in this order; where the runs' aims are bound, the losses follow.
    pub parts: &'static [&'static str],
    /// What binding 1 and the following ones are; binding 0 is what changes from step to step.
    pub bindings: &'static [(Buffer, Access)],
}

/// The storage buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buffer {
    /// Token ids and lengths.
    Batch,
    /// Parameters `(R, P)`.
    Params,
    /// Both moments of every parameter `(R, P, 2)`.
    Moments,
    /// Gradients `(R, P)`.
    Gradient,
    /// Activations and their gradients `(R, S, WORK)`.
    Work,
    /// Log-probs and partial sums of squares, a slot a step.
    Results,
    /// The reference's log-probs `(S, T)`.
    Reference,
    /// The loss of each run.
    Aims,
    /// Tiles and terms of the gradient.
    Plan,
}

/// What a kernel does with a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads it only.
    Read,
    /// Writes it too.
    Write,
}

macro_rules! wgsl {
    ($($name:literal),+) => { &[$(include_str!(concat!("wgsl/", $name, ".wgsl"))),+] };
}

/// The four kernels in the order of a step.
pub static KERNELS: [Kernel; 4] = [
    Kernel {
        entry: "update",
        parts: wgsl!["shapes", "optimizer", "update"],
        bindings: &[
            (Buffer::Gradient, Access::Read),
            (Buffer::Params, Access::Write),
            (Buffer::Moments, Access::Write),
        ],
    },
    Kernel {
        entry: "forward",
        parts: wgsl![
            "shapes",
            "batch",
            "embedding",
            "layer_norm",
            "linear",
            "attention",
            "gelu",
            "log_prob",
            "forward"
        ],
        bindings: &[
            (Buffer::Batch, Access::Read),
            (Buffer::Params, Access::Read),
            (Buffer::Work, Access::Write),
            (Buffer::Results, Access::Write),
        ],
    },
    Kernel {
        entry: "backward",
        parts: wgsl!["shapes", "batch", "layer_norm", "linear", "attention", "gelu", "log_prob", "backward"],
        bindings: &[
            (Buffer::Batch, Access::Read),
            (Buffer::Params, Access::Read),
            (Buffer::Work, Access::Write),
            (Buffer::Results, Access::Write),
            (Buffer::Reference, Access::Read),
            (Buffer::Aims, Access::Read),
        ],
    },
    Kernel {
        entry: "gradients",
        parts: wgsl!["shapes", "batch", "gradient"],
        bindings: &[
            (Buffer::Batch, Access::Read),
            (Buffer::Params, Access::Read),
            (Buffer::Work, Access::Read),
            (Buffer::Plan, Access::Read),
            (Buffer::Gradient, Access::Write),
            (Buffer::Results, Access::Write),
        ],
    },
];

/// The place of the kernel that only an update needs; the others are an evaluation.
pub const UPDATE: usize = 0;

impl Kernel {
    /// The whole source.
    pub fn source(&self) -> String {
        let mut source = self.parts.concat();
        if self.bindings.iter().any(|(buffer, _)| *buffer == Buffer::Aims) {
            source += &super::losses::source();
        }
        #[cfg(test)]
        let source = fault::made_in(source);
        source
    }
}

/// A fault in a kernel, which tests make to see that whatever claims to measure the kernel sees it.
#[cfg(test)]
pub mod fault {
    use std::cell::Cell;

    thread_local! {
        /// A piece of the source, and what stands there instead.
        pub static PATCH: Cell<Option<(&'static str, &'static str)>> = const { Cell::new(None) };
    }

    pub(super) fn made_in(source: String) -> String {
        PATCH.get().map_or(source.clone(), |(good, bad)| source.replace(good, bad))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::plan::Plan;
    use super::*;
    use crate::data::{ModelSpec, TokenPair};
    use crate::model::Layout;

    #[test]
    fn every_kernel_is_valid_and_binds_what_its_table_says() {
        for kernel in &KERNELS {
            let source = kernel.source();
            let module = naga::front::wgsl::parse_str(&source)
                .unwrap_or_else(|cause| panic!("{}: {}", kernel.entry, cause.emit_to_string(&source)));
            let flags = naga::valid::ValidationFlags::all();
            let mut validator = naga::valid::Validator::new(flags, naga::valid::Capabilities::empty());
            validator.validate(&module).unwrap_or_else(|cause| panic!("{}: {cause:?}", kernel.entry));
            let mut bound: Vec<(u32, bool)> = Vec::new();
            let mut shared = 0;
            let mut layouter = naga::proc::Layouter::default();
            layouter.update(module.to_ctx()).expect("types of known sizes");
            for (_, global) in module.global_variables.iter() {
                match global.space {
                    naga::AddressSpace::WorkGroup => shared += layouter[global.ty].size,
                    naga::AddressSpace::Storage { access } => {
                        let binding = global.binding.expect("bound").binding;
                        bound.push((binding, access.contains(naga::StorageAccess::STORE)));
                    }
                    _ => {}
                }
            }
            bound.sort_unstable();
            let table = kernel.bindings.iter().zip(1..).map(|((_, access), at)| (at, *access == Access::Write));
            assert_eq!(bound, table.collect::<Vec<_>>(), "{}", kernel.entry);
            // What WebGPU guarantees on every device.
            assert!(bound.len() <= 8 && shared <= 16_384, "{}: {} buffers, {shared} bytes", kernel.entry, bound.len());
            let entry = &module.entry_points[0];
            assert_eq!((entry.name.as_str(), entry.workgroup_size), (kernel.entry, [256, 1, 1]));
            let shape = ModelSpec { n_embd: 8, n_layer: 1, n_head: 2, n_positions: 8 };
            let pair = TokenPair { prompt: vec![1], chosen: vec![1, 0], rejected: vec![2, 0] };
            let plan = Plan::new(&Layout::new(shape, 3), &[pair], 0);
            let mut wanted: Vec<&str> = module.overrides.iter().filter_map(|(_, x)| x.name.as_deref()).collect();
            let mut given: Vec<&str> = plan.constants.iter().map(|(name, _)| *name).collect();
            wanted.sort_unstable();
            given.sort_unstable();
            assert_eq!(wanted, given, "{}", kernel.entry);
        }
    }
}
