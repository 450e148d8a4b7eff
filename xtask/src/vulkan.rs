//! A Vulkan driver for the native tests of the GPU backend: the machine's own, or a software one.

use crate::{process::Outcome, system::install_packages};
use std::{fs, path::Path};

/// Where Vulkan's loader looks for drivers on Linux.
const FOLDERS: [&str; 3] = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/// Looks for a driver and installs Mesa's where there is none. Elsewhere than on Linux the system brings Metal or Direct3D.
pub fn ensure() -> Outcome {
    if !cfg!(target_os = "linux") || std::env::var_os("VK_DRIVER_FILES").is_some() {
        return Ok(());
    }
    let has_driver = |folder: &&str| fs::read_dir(Path::new(folder)).is_ok_and(|mut files| files.next().is_some());
    if !FOLDERS.iter().any(has_driver) {
        install_packages(
            &["mesa-vulkan-drivers", "libvulkan1"],
            "a Vulkan driver is needed for the tests of the GPU backend",
        )?;
    }
    println!("    Vulkan: a driver is there");
    Ok(())
}
