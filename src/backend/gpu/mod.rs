//! The GPU backend over wgpu: WebGPU in the page, Vulkan, Metal or Direct3D natively.
//!
//! At toy scale the cost is dispatches, not operations: one workgroup takes one sequence of one run through all layers, and a step is four
//! dispatches whatever the number of runs, layers and pairs: `update`, `forward`, `backward`, `gradients`. The operations are WGSL
//! functions under `wgsl/`, named as their CPU twins in `kernels/`; the losses' stand in the losses' own files, and `losses` puts them
//! together. [`plan`] says where everything lies, [`shaders`] joins the kernels, [`engine`] feeds them and reads back.

pub mod engine;
pub mod fault;
mod losses;
pub mod plan;
pub mod shaders;

use super::bell::{Bell, Ring};
use super::{Backend, Device, DeviceError, DeviceKind, OptimizerState, Task};
use crate::data::TokenPair;
use crate::model::Layout;
use engine::Engine;
use fault::GpuFault;
use plan::Plan;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// Milliseconds on any clock that does not go back.
pub type Clock = fn() -> f64;

/// A GPU that is ready for work. Engines made from it share it.
#[derive(Debug, Clone)]
pub struct Gpu {
    shared: Rc<Shared>,
    name: String,
}

#[derive(Debug)]
struct Shared {
    device: wgpu::Device,
    queue: wgpu::Queue,
    info: wgpu::AdapterInfo,
    fault: Arc<Mutex<Option<String>>>,
    /// Rings when results have come, and when the device is lost.
    bell: Bell,
    clock: Clock,
}

impl Gpu {
    /// The best adapter of this machine.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub async fn open(clock: Clock) -> Result<Gpu, DeviceError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let none = |cause| GpuFault::new(fault::GpuFaultKind::None, cause);
        let adapter = instance.request_adapter(&options).await.map_err(none)?;
        let info = adapter.get_info();
        let name = if info.name.is_empty() { "unnamed".to_owned() } else { info.name.clone() };
        let most = adapter.limits();
        // WebGPU's defaults, which every device has, but for the sizes of buffers: there the device's own.
        let limits = wgpu::Limits {
            max_buffer_size: most.max_buffer_size,
            max_storage_buffer_binding_size: most.max_storage_buffer_binding_size,
            ..wgpu::Limits::default()
        };
        let descriptor = wgpu::DeviceDescriptor { required_limits: limits, ..wgpu::DeviceDescriptor::default() };
        let refused = |cause| GpuFault::new(fault::GpuFaultKind::NotOpened, cause);
        let (device, queue) = adapter.request_device(&descriptor).await.map_err(refused)?;
        let (fault, bell) = (Arc::new(Mutex::new(None)), Bell::default());
        let note = || {
            let (fault, bell) = (fault.clone(), bell.clone());
            move |message: String| {
                fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
                bell.ring();
            }
        };
        let (lost, failed) = (note(), note());
        device.set_device_lost_callback(move |_, cause| {
            lost(GpuFault::new(fault::GpuFaultKind::Lost, cause).to_string());
        });
        device.on_uncaptured_error(Arc::new(move |cause: wgpu::Error| {
            let kind = match &cause {
                wgpu::Error::OutOfMemory { .. } => fault::GpuFaultKind::Memory,
                _ => fault::GpuFaultKind::Failed,
            };
            failed(GpuFault::new(kind, cause).to_string());
        }));
        Ok(Gpu { shared: Rc::new(Shared { device, queue, info, fault, bell, clock }), name })
    }

    /// The adapter's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same GPU by another name: browsers tell vendor and architecture, which wgpu does not pass on.
    pub fn named(self, name: String) -> Gpu {
        Gpu { name, ..self }
    }

    /// Whether it is a program that plays a GPU on the processor, which is slower than the processor itself.
    pub fn is_software(&self) -> bool {
        let info = &self.shared.info;
        let text = format!("{} {} {}", self.name, info.driver, info.driver_info).to_ascii_lowercase();
        info.device_type == wgpu::DeviceType::Cpu
            || ["swiftshader", "llvmpipe", "lavapipe", "basic render", "warp"].iter().any(|name| text.contains(name))
    }

    /// Nothing, until something goes wrong with the device; then what it was, for good.
    ///
    /// # Errors
    /// The device is lost.
    pub fn fault(&self) -> Result<(), DeviceError> {
        self.shared.fault()
    }

    /// Gives the device up, as a driver may at any time: whatever uses it learns that it is lost, and why, which is a sentence.
    pub fn destroy(&self, why: &str) {
        self.shared.fail(why);
        self.shared.device.destroy();
    }

    /// Resolves when results have come or the device is lost: then whoever waits for one of its engines may ask again.
    pub fn news(&self) -> Ring {
        self.shared.bell.next()
    }

    /// Submits nothing, which makes Firefox look for what is finished.
    pub fn nudge(&self) {
        self.shared.queue.submit([]);
    }

    /// An engine, where the concrete type is wanted.
    ///
    /// # Errors
    /// The device is lost.
    pub fn engine(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Engine, DeviceError> {
        self.shared.fault()?;
        Ok(Engine::new(self.shared.clone(), layout, pairs, states, task))
    }
}

impl Device for Gpu {
    fn check(&self, layout: &Layout, pairs: &[TokenPair], policies: usize) -> Result<(), DeviceError> {
        let limits = self.shared.device.limits();
        let allowed = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size);
        let (what, bytes) = engine::largest(&Plan::new(layout, pairs, 0), policies);
        if bytes <= allowed {
            return Ok(());
        }
        let (needed, allowed) = (bytes >> 20, allowed >> 20);
        Err(GpuFault::from(fault::GpuFaultKind::Large { what, runs: policies, needed, allowed }).into())
    }

    fn backend(
        &self,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Result<Box<dyn Backend>, DeviceError> {
        Ok(Box::new(self.engine(layout, pairs, states, task)?))
    }

    fn kind(&self) -> DeviceKind {
        DeviceKind::Gpu
    }

    fn lookahead(&self) -> usize {
        engine::SLOTS
    }
}

impl Shared {
    /// The first thing that went wrong, if anything did.
    fn fault(&self) -> Result<(), DeviceError> {
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.clone().map_or(Ok(()), |message| Err(DeviceError::Said(message)))
    }

    fn fail(&self, message: &str) {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message.to_owned());
        self.bell.ring();
    }
}
