//! Every pinned version, in one place. `Trunk.toml` repeats two of them for a plain `trunk serve`; a test below holds them together.

/// A program that is built from its published source into the cache, and found again there by name and version.
pub struct CargoTool {
    /// The package's name.
    pub package: &'static str,
    pub version: &'static str,
    /// Its program.
    pub program: &'static str,
    /// What of the package is built, as cargo is told.
    pub features: &'static [&'static str],
    /// The packages of it that are optimised: all else need be ready soon rather than be fast.
    pub swift: &'static [&'static str],
    pub lockfile: Lockfile,
    /// Minutes on two cores, for the person who waits.
    pub minutes: u32,
}

/// Whether the versions of a tool's own dependencies are those of its lock file.
pub enum Lockfile {
    Used,
    /// The lock file names a version that some registry copies lack.
    Ignored,
}

/// Must equal the `wasm-bindgen` crate's version in Cargo.toml.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    program: "wasm-bindgen",
    // Its test runner would speak with drivers of browsers elsewhere over TLS.
    features: &["--no-default-features"],
    swift: &["wasm-bindgen-cli-support", "walrus", "wasmparser", "wasm-encoder"],
    lockfile: Lockfile::Ignored,
    minutes: 1,
};

/// What takes the page's wasm apart. It works with `wasm_split_helpers` of Cargo.toml.
pub const WASM_SPLIT: CargoTool = CargoTool {
    package: "wasm_split_cli_support",
    version: "0.2.4",
    program: "wasm-split-cli",
    features: &["--features", "build-binary"],
    swift: &["wasm_split_cli_support", "wasmparser", "wasm-encoder", "gimli"],
    lockfile: Lockfile::Used,
    minutes: 1,
};

/// 0.22 needs a newer Rust than this project does.
pub const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    program: "trunk",
    // It would fetch over TLS what is pinned and at hand here, and ask whether there is a newer Trunk.
    features: &["--no-default-features"],
    swift: &[],
    lockfile: Lockfile::Used,
    minutes: 2,
};

pub const WASM_PACK: CargoTool = CargoTool {
    package: "wasm-pack",
    version: "0.15.1",
    program: "wasm-pack",
    features: &[],
    swift: &[],
    lockfile: Lockfile::Used,
    minutes: 2,
};

/// What drives Firefox; Chromium brings its own driver. It speaks with several years of Firefoxes.
pub const GECKODRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    version: "0.37.1",
    program: "geckodriver",
    features: &[],
    swift: &[],
    lockfile: Lockfile::Used,
    minutes: 2,
};

/// A package of the npm registry.
pub struct NpmPackage {
    pub name: &'static str,
    pub version: &'static str,
}

/// Which shortens wasm, and runs under Node: distributions ship versions years older.
pub const BINARYEN: NpmPackage = NpmPackage { name: "binaryen", version: "132.0.0" };

/// Measures accessibility in the end-to-end test.
pub const AXE: NpmPackage = NpmPackage { name: "axe-core", version: "4.14.1" };

/// The slide deck in which the end-to-end test shows figures.
pub const REVEAL: NpmPackage = NpmPackage { name: "reveal.js", version: "6.0.2" };

/// What the npm package trains in without a document, beside Node.
pub const RUNTIMES: [NpmPackage; 2] =
    [NpmPackage { name: "deno", version: "2.9.6" }, NpmPackage { name: "bun", version: "1.4.5" }];

/// The bundler of the single file.
pub const ESBUILD: NpmPackage = NpmPackage { name: "esbuild", version: "0.28.1" };

/// What the npm package is tried in: bundlers and frameworks that people have.
pub const HOSTS: [NpmPackage; 6] = [
    NpmPackage { name: "vite", version: "8.3.4" },
    NpmPackage { name: "webpack", version: "5.112.2" },
    NpmPackage { name: "react", version: "19.3.1" },
    NpmPackage { name: "react-dom", version: "19.3.1" },
    NpmPackage { name: "vue", version: "3.5.45" },
    NpmPackage { name: "@vitejs/plugin-vue", version: "6.0.11" },
];

/// The oldest Node that runs Vite.
pub const NODE_MAJOR_OF_HOSTS: u32 = 20;

/// What `cargo xtask bench` compares with, and the bundler that turns it into one file a peer.
pub const BENCH_PACKAGES: [NpmPackage; 4] = [
    NpmPackage { name: "@jax-js/jax", version: "0.1.25" },
    NpmPackage { name: "@tensorflow/tfjs", version: "4.22.0" },
    NpmPackage { name: "@tensorflow/tfjs-backend-wasm", version: "4.22.0" },
    ESBUILD,
];

/// A package of the Python package index.
pub struct PypiPackage {
    pub name: &'static str,
    pub version: &'static str,
}

/// What `cargo xtask test --interop` loads bundles with.
pub const INTEROP_PACKAGES: [PypiPackage; 6] = [
    PypiPackage { name: "torch", version: "2.15.0" },
    PypiPackage { name: "transformers", version: "5.23.0" },
    PypiPackage { name: "trl", version: "1.16.0" },
    PypiPackage { name: "datasets", version: "5.2.0" },
    PypiPackage { name: "tokenizers", version: "0.23.3" },
    PypiPackage { name: "safetensors", version: "0.8.0" },
];

/// What `cargo xtask test --jupyter` runs the widget in. hatchling builds it, so that pip need not ask an index for that.
pub const JUPYTER_PACKAGES: [PypiPackage; 5] = [
    PypiPackage { name: "jupyterlab", version: "4.6.6" },
    PypiPackage { name: "ipykernel", version: "7.4.0" },
    PypiPackage { name: "anywidget", version: "0.11.0" },
    PypiPackage { name: "pandas", version: "3.1.1" },
    PypiPackage { name: "hatchling", version: "1.33.0" },
];

/// The oldest minor version of Python 3 that runs them.
pub const PYTHON_MINOR: u32 = 11;

/// The oldest Node that runs Binaryen.
pub const NODE_MAJOR: u32 = 18;

/// The compilation target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever has a bundle installs what bundles are tested with.
    #[test]
    fn a_bundle_names_the_versions_that_it_is_tested_with() {
        let named = ["torch", "transformers", "trl", "datasets"].map(|name| {
            let package = INTEROP_PACKAGES.iter().find(|package| package.name == name).expect("it is tested with");
            format!("{name}=={}", package.version)
        });
        let line = format!("pip install {}\n", named.join(" "));
        let texts = [include_str!("../../www/bundle/README.md"), include_str!("../../www/bundle/train_trl.py")];
        for text in texts {
            assert_eq!(text.matches("pip install").count(), 1, "{text}");
            assert!(text.contains(&line), "`{line}` is missing in {text}");
        }
    }

    #[test]
    fn trunk_and_cargo_name_the_same_versions() {
        let trunk = include_str!("../../Trunk.toml");
        let cargo = include_str!("../../Cargo.toml");
        for (file, line) in [
            (trunk, format!("wasm_bindgen = \"{}\"", WASM_BINDGEN.version)),
            (trunk, format!("trunk-version = \"={}\"", TRUNK.version)),
            (cargo, format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)),
        ] {
            assert!(file.contains(&line), "`{line}` is missing: versions.rs and the file must name the same version");
        }
    }
}
