//! Feeds the kernels and reads back: everything is made once for a spec, many steps go in one submission, and no step waits for another's
//! results.
//!
//! Steps go in chunks of at most [`SLOTS`]`/ 2`, two of which may be under way: while one is read the next is computed. A chunk is made as
//! long as fits [`CHUNK_MS`], so that the machine's display stays alive. Each step's results have a slot of a ring; a finished chunk's
//! slots are copied to its staging buffer and read once. Parameters and moments come back with the last step that was asked for.

use super::fault::{GpuBuffer, GpuFault, GpuFaultKind};
use super::losses::{Encoded, encode};
use super::plan::Plan;
use super::shaders::{Access, Buffer, KERNELS, UPDATE};
use super::{Shared, shaders};
use crate::backend::{Aim, Backend, DeviceError, Dlogits, Evaluation, OptimizerState, Task, Tick, TokenLogps, Work};
use crate::data::{OptimizerKind, TokenPair, Trainable};
use crate::model::Layout;
use dpop_lab_kernels::ops::optimizer::Coefficients;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Steps whose results have room on the GPU.
pub const SLOTS: usize = 64;
/// How long a chunk may keep the GPU from the display, in milliseconds.
const CHUNK_MS: f64 = 16.0;
/// Distance of two steps' constants: the least that WebGPU allows.
const STEP_BYTES: usize = 256;
/// Values are 32 bits wide.
const VALUE: u64 = 4;

/// What the GPU was asked to do, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Steps that were computed.
    pub steps: usize,
    /// Kernels that were started.
    pub dispatches: usize,
    /// Submissions.
    pub submits: usize,
    /// Bytes that were read back.
    pub bytes: u64,
    /// Buffers, pipelines, layouts and bind groups that were made.
    pub objects: usize,
}

/// Policies of one shape on one data set, on the GPU.
#[derive(Debug)]
pub struct Engine {
    shared: Rc<Shared>,
    plan: Plan,
    task: Task,
    kernels: Vec<(wgpu::ComputePipeline, wgpu::BindGroup)>,
    steps: wgpu::Buffer,
    results: wgpu::Buffer,
    params: wgpu::Buffer,
    moments: wgpu::Buffer,
    aims: wgpu::Buffer,
    work_buffer: wgpu::Buffer,
    staging: [Staging; 2],
    /// Parameters, then both moments, of every run.
    state_staging: Staging,
    /// Of every run both sequences' gradients of the logits, once a pair is watched.
    watch: Option<Watch>,
    /// Steps that were asked for and not yet submitted, and what the first of them is.
    todo: usize,
    work: Work,
    /// The chunk that is read now: how many of its steps are left, and where the next one's results begin.
    reading: Reading,
    /// Which staging buffer is read next, and which is filled next.
    oldest: usize,
    newest: usize,
    chunk: usize,
    host: Vec<f32>,
    evaluations: Vec<Evaluation>,
    states: Vec<OptimizerState>,
    returned: bool,
    updates: usize,
    counters: Counters,
}

#[derive(Debug)]
struct Staging {
    buffer: wgpu::Buffer,
    mapped: Arc<AtomicU8>,
    /// Steps of the chunk that it holds; 0 while it is free.
    steps: usize,
    bytes: u64,
    since: f64,
}

/// The pair whose logits' gradient comes back with the state.
#[derive(Debug)]
struct Watch {
    pair: usize,
    staging: Staging,
    /// As they came back last, run by run.
    dlogits: Vec<Dlogits>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    left: usize,
    at: usize,
}

const UNMAPPED: u8 = 0;
const MAPPED: u8 = 1;
const REFUSED: u8 = 2;

/// Sizes of the storage buffers in values, for so many policies.
fn size(plan: &Plan, policies: usize, buffer: Buffer) -> usize {
    match buffer {
        Buffer::Batch => plan.batch.len(),
        Buffer::Params | Buffer::Gradient => policies * plan.parameters,
        Buffer::Moments => 2 * policies * plan.parameters,
        Buffer::Work => policies * plan.sequences * plan.work,
        Buffer::Results => SLOTS * policies * plan.result,
        Buffer::Reference => plan.sequences * plan.rows,
        Buffer::Aims => size_of::<Encoded>() / size_of::<u32>() * policies,
        Buffer::Plan => plan.gradient.len(),
    }
}

/// The largest buffer that so many policies need: what it holds, and its bytes.
pub fn largest(plan: &Plan, policies: usize) -> (GpuBuffer, u64) {
    let bytes = |buffer| VALUE * size(plan, policies, buffer) as u64;
    let candidates = [
        (GpuBuffer::Activations, bytes(Buffer::Work)),
        (GpuBuffer::Parameters, bytes(Buffer::Params) + bytes(Buffer::Moments)),
        (GpuBuffer::Results, bytes(Buffer::Results)),
    ];
    candidates.into_iter().max_by_key(|(_, bytes)| *bytes).unwrap_or((GpuBuffer::Results, 0))
}

impl Engine {
    pub(super) fn new(
        shared: Rc<Shared>,
        layout: &Layout,
        pairs: &[TokenPair],
        states: Vec<OptimizerState>,
        task: Task,
    ) -> Engine {
        let plan = Plan::new(layout, pairs, task.held_out);
        let policies = states.len();
        let mut make = Maker { shared: &shared, objects: 0 };
        use wgpu::BufferUsages as Usage;
        let storage = |make: &mut Maker<'_>, buffer: Buffer| {
            let usage = Usage::STORAGE | Usage::COPY_SRC | Usage::COPY_DST;
            make.buffer(VALUE * size(&plan, policies, buffer) as u64, usage)
        };
        let all = [
            Buffer::Batch,
            Buffer::Params,
            Buffer::Moments,
            Buffer::Gradient,
            Buffer::Work,
            Buffer::Results,
            Buffer::Reference,
            Buffer::Aims,
            Buffer::Plan,
        ];
        let buffers: Vec<(Buffer, wgpu::Buffer)> =
            all.into_iter().map(|buffer| (buffer, storage(&mut make, buffer))).collect();
        let of = |wanted: Buffer| buffers.iter().find(|(buffer, _)| *buffer == wanted).map(|(_, buffer)| buffer);
        let steps = make.buffer((SLOTS * STEP_BYTES) as u64, Usage::UNIFORM | Usage::COPY_DST);
        let kernels = KERNELS.iter().map(|kernel| make.kernel(kernel, &plan, &steps, of)).collect();
        let chunk_bytes = VALUE * (SLOTS / 2 * policies * plan.result) as u64;
        let state_bytes = VALUE * (3 * policies * plan.parameters) as u64;
        let staging = [make.staging(chunk_bytes), make.staging(chunk_bytes)];
        let state_staging = make.staging(state_bytes);
        let objects = make.objects;

        let write = |buffer: Buffer, bytes: &[u8]| {
            if let Some(to) = of(buffer) {
                shared.queue.write_buffer(to, 0, bytes);
            }
        };
        write(Buffer::Batch, bytemuck::cast_slice(&plan.batch));
        write(Buffer::Plan, bytemuck::cast_slice(&plan.gradient));
        let params: Vec<f32> = states.iter().flat_map(|state| &state.params).copied().collect();
        write(Buffer::Params, bytemuck::cast_slice(&params));
        let moments: Vec<f32> =
            states.iter().flat_map(|state| state.m.iter().zip(&state.v)).flat_map(|(m, v)| [*m, *v]).collect();
        write(Buffer::Moments, bytemuck::cast_slice(&moments));
        let logps = TokenLogps::of_pairs(pairs, task.held_out);
        let aims: Vec<Encoded> = task.aims.iter().map(|aim| encode(aim, &logps)).collect();
        write(Buffer::Aims, bytemuck::cast_slice(&aims));
        if let Some(Aim::Preference(_, reference)) = task.aims.first() {
            write(Buffer::Reference, bytemuck::cast_slice(&spread(&plan, reference)));
        }

        let evaluation = || Evaluation::new(logps.clone());
        let keep =
            |wanted: Buffer| buffers.iter().find(|(buffer, _)| *buffer == wanted).map(|(_, buffer)| buffer.clone());
        let updates = states.iter().map(|state| state.updates).max().unwrap_or(0);
        Engine {
            kernels,
            results: keep(Buffer::Results).unwrap_or_else(|| steps.clone()),
            params: keep(Buffer::Params).unwrap_or_else(|| steps.clone()),
            moments: keep(Buffer::Moments).unwrap_or_else(|| steps.clone()),
            aims: keep(Buffer::Aims).unwrap_or_else(|| steps.clone()),
            work_buffer: keep(Buffer::Work).unwrap_or_else(|| steps.clone()),
            steps,
            staging,
            state_staging,
            watch: None,
            todo: 0,
            work: Work::Evaluate,
            reading: Reading::default(),
            oldest: 0,
            newest: 0,
            chunk: 1,
            host: vec![0.0; SLOTS / 2 * policies * plan.result],
            evaluations: (0..policies).map(|_| evaluation()).collect(),
            states,
            returned: false,
            updates,
            counters: Counters { objects, ..Counters::default() },
            shared,
            plan,
            task,
        }
    }

    /// What the GPU was asked to do so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Records and submits the next chunk.
    fn submit(&mut self) {
        let count = self.todo.min(self.chunk).min(SLOTS / 2);
        let first_slot = self.newest * (SLOTS / 2);
        let policies = self.states.len();
        let mut constants = [0_u8; SLOTS / 2 * STEP_BYTES];
        let mut encoder = self.shared.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        for step in 0..count {
            let kernels = match self.work {
                Work::Evaluate => UPDATE + 1..KERNELS.len(),
                Work::Update => UPDATE..KERNELS.len(),
            };
            if self.work == Work::Update {
                self.updates += 1;
            }
            self.work = Work::Update;
            let bytes = constants_of_step(first_slot + step, &self.task, self.updates);
            constants[step * STEP_BYTES..][..bytes.len()].copy_from_slice(&bytes);
            let offset = ((first_slot + step) * STEP_BYTES) as u32;
            for index in kernels {
                let (pipeline, group) = &self.kernels[index];
                pass.set_pipeline(pipeline);
                pass.set_bind_group(0, group, &[offset]);
                pass.dispatch_workgroups(self.workgroups(index), policies as u32, 1);
                self.counters.dispatches += 1;
            }
        }
        drop(pass);
        self.shared.queue.write_buffer(&self.steps, (first_slot * STEP_BYTES) as u64, &constants[..count * STEP_BYTES]);
        let slot_bytes = VALUE * (policies * self.plan.result) as u64;
        let bytes = slot_bytes * count as u64;
        let staging = &mut self.staging[self.newest];
        encoder.copy_buffer_to_buffer(&self.results, slot_bytes * first_slot as u64, &staging.buffer, 0, bytes);
        self.todo -= count;
        self.counters.steps += count;
        self.counters.submits += 1;
        self.counters.bytes += bytes;
        let last = self.todo == 0;
        if last {
            let (params, moments) = (self.params.size(), self.moments.size());
            encoder.copy_buffer_to_buffer(&self.params, 0, &self.state_staging.buffer, 0, params);
            encoder.copy_buffer_to_buffer(&self.moments, 0, &self.state_staging.buffer, params, moments);
            self.counters.bytes += params + moments;
        }
        if let Some(watch) = self.watch.as_mut().filter(|_| last) {
            let bytes = VALUE * self.plan.logits.len() as u64;
            for (place, sequence) in watched(watch.pair, self.plan.sequences, policies).enumerate() {
                let from = VALUE * (sequence * self.plan.work + self.plan.logits.start) as u64;
                encoder.copy_buffer_to_buffer(
                    &self.work_buffer,
                    from,
                    &watch.staging.buffer,
                    bytes * place as u64,
                    bytes,
                );
                self.counters.bytes += bytes;
            }
        }
        self.shared.queue.submit([encoder.finish()]);
        staging.begin(count, bytes, &self.shared);
        if last {
            self.state_staging.begin(1, self.params.size() + self.moments.size(), &self.shared);
            if let Some(watch) = &mut self.watch {
                watch.staging.begin(1, watch.staging.buffer.size(), &self.shared);
            }
        }
        self.newest = 1 - self.newest;
    }

    fn workgroups(&self, kernel: usize) -> u32 {
        let groups = match KERNELS[kernel].entry {
            "update" => self.plan.parameters.div_ceil(256),
            "gradients" => self.plan.tiles,
            "backward" => self.plan.trained,
            _ => self.plan.sequences,
        };
        groups as u32
    }

    /// Takes the oldest chunk's results, if they are there.
    fn collect(&mut self) -> Result<bool, DeviceError> {
        let last = self.todo == 0 && self.staging[1 - self.oldest].steps == 0;
        let staging = &mut self.staging[self.oldest];
        if !staging.ready(&self.shared)? || (last && !self.state_staging.ready(&self.shared)?) {
            return Ok(false);
        }
        let watch = self.watch.as_ref().filter(|watch| last && watch.staging.steps > 0);
        if let Some(watch) = watch
            && !watch.staging.ready(&self.shared)?
        {
            return Ok(false);
        }
        let steps = staging.steps;
        let view = staging.view()?;
        let values: &[f32] = bytemuck::cast_slice(&view);
        self.host[..values.len()].copy_from_slice(values);
        drop(view);
        let took = (self.shared.clock)() - staging.since;
        staging.release();
        self.reading = Reading { left: steps, at: 0 };
        let fitting = steps as f64 * CHUNK_MS / took.max(0.1);
        self.chunk = (fitting as usize).clamp(1, (2 * self.chunk).min(SLOTS / 2));
        self.oldest = 1 - self.oldest;
        if last {
            self.read_states()?;
            self.read_dlogits()?;
        }
        Ok(true)
    }

    fn read_dlogits(&mut self) -> Result<(), DeviceError> {
        let Some(watch) = self.watch.as_mut().filter(|watch| watch.staging.steps > 0) else { return Ok(()) };
        let view = watch.staging.view()?;
        let values: &[f32] = bytemuck::cast_slice(&view);
        let v = self.plan.logits.len() / self.plan.rows;
        let rows = |place: usize, sequence: usize| {
            let of_sequence = &values[place * self.plan.logits.len()..];
            self.plan.scored[sequence].clone().map(|t| of_sequence[t * v..][..v].to_vec()).collect()
        };
        let (pair, first) = (watch.pair, 2 * watch.pair);
        let of = |run: usize| Dlogits { pair, chosen: rows(2 * run, first), rejected: rows(2 * run + 1, first + 1) };
        watch.dlogits = (0..self.states.len()).map(of).collect();
        drop(view);
        watch.staging.release();
        Ok(())
    }

    fn read_states(&mut self) -> Result<(), DeviceError> {
        let (updates, count) = (self.updates, self.plan.parameters);
        let view = self.state_staging.view()?;
        let values: &[f32] = bytemuck::cast_slice(&view);
        let (params, moments) = values.split_at(count * self.states.len());
        for (run, state) in self.states.iter_mut().enumerate() {
            state.updates = updates;
            state.params.copy_from_slice(&params[run * count..][..count]);
            let pairs = moments[2 * run * count..].chunks_exact(2);
            for ((m, v), pair) in state.m.iter_mut().zip(&mut state.v).zip(pairs) {
                (*m, *v) = (pair[0], pair[1]);
            }
        }
        drop(view);
        self.state_staging.release();
        Ok(())
    }

    /// The next step of the chunk at hand becomes the evaluation that others see.
    fn deliver(&mut self) {
        let (rows, policies) = (self.plan.rows, self.states.len());
        for (run, evaluation) in self.evaluations.iter_mut().enumerate() {
            let at = (self.reading.at * policies + run) * self.plan.result;
            let (logps, rest) = self.host[at..at + self.plan.result].split_at(self.plan.sequences * rows);
            let (likeliest, squares) = rest.split_at(self.plan.sequences * rows);
            for pair in evaluation.logps.all() {
                let chosen = &likeliest[2 * pair * rows..][self.plan.scored[2 * pair].clone()];
                if let Some(greedy) = evaluation.greedy.get_mut(pair) {
                    *greedy = chosen.iter().all(|one| *one == 1.0);
                }
                let (chosen, rejected) = evaluation.logps.pair_mut(pair);
                for (sequence, to) in [(2 * pair, chosen), (2 * pair + 1, rejected)] {
                    to.copy_from_slice(&logps[sequence * rows..][self.plan.scored[sequence].clone()]);
                }
            }
            evaluation.grad_norm = squares.iter().map(|&square| f64::from(square)).sum::<f64>().sqrt();
            evaluation.weigh(&self.task.aims[run]);
        }
        self.reading.at += 1;
        self.reading.left -= 1;
        self.returned = self.reading.left == 0 && self.idle();
    }

    /// Nothing is under way.
    fn idle(&self) -> bool {
        self.todo == 0 && self.staging.iter().all(|staging| staging.steps == 0)
    }
}

impl Backend for Engine {
    fn begin(&mut self, work: Work, steps: usize) {
        self.work = work;
        self.todo = steps;
        self.returned = false;
    }

    fn tick(&mut self) -> Result<Tick, DeviceError> {
        self.shared.fault()?;
        if self.todo > 0 && self.staging[self.newest].steps == 0 {
            self.submit();
            return Ok(Tick::Working);
        }
        if self.reading.left == 0 {
            if self.idle() {
                return Ok(Tick::Done);
            }
            // Natively this runs the callbacks; browsers run them by themselves.
            let polled = self.shared.device.poll(wgpu::PollType::Poll);
            polled.map_err(|cause| GpuFault::new(GpuFaultKind::Silent, cause))?;
            if !self.collect()? {
                return Ok(Tick::Waiting);
            }
        }
        self.deliver();
        Ok(Tick::Done)
    }

    fn evaluation(&self, policy: usize) -> &Evaluation {
        &self.evaluations[policy]
    }

    fn state(&self, policy: usize) -> Option<&OptimizerState> {
        self.states.get(policy).filter(|_| self.returned)
    }

    fn aim(&mut self, policy: usize, aim: Aim) {
        let words = encode(&aim, &self.evaluations[policy].logps);
        let offset = std::mem::size_of_val(&words) * policy;
        self.shared.queue.write_buffer(&self.aims, offset as u64, bytemuck::cast_slice(&words));
        self.task.aims[policy] = aim;
    }

    /// A policy whose numbers are no longer finite goes on in lockstep: it disturbs no other, and nobody looks at it.
    fn halt(&mut self, _policy: usize) {}

    fn watch(&mut self, pair: usize) {
        // What is under way was asked for before.
        if self.watch.as_ref().is_some_and(|watch| watch.pair == pair) || !self.idle() {
            return;
        }
        let staging = self.watch.take().map(|watch| watch.staging).unwrap_or_else(|| {
            let mut make = Maker { shared: &self.shared, objects: 0 };
            let staging = make.staging(VALUE * (2 * self.states.len() * self.plan.logits.len()) as u64);
            self.counters.objects += make.objects;
            staging
        });
        self.watch = Some(Watch { pair, staging, dlogits: vec![] });
    }

    fn dlogits(&self, policy: usize) -> Option<&Dlogits> {
        self.watch.as_ref().filter(|_| self.returned)?.dlogits.get(policy)
    }
}

/// Which sequences of all, run by run, are a pair's.
fn watched(pair: usize, sequences: usize, policies: usize) -> impl Iterator<Item = usize> {
    (0..policies).flat_map(move |run| [0, 1].map(|side| run * sequences + 2 * pair + side))
}

impl Staging {
    /// Its copy is submitted: asks to be told when it can be read.
    fn begin(&mut self, steps: usize, bytes: u64, shared: &Shared) {
        (self.steps, self.bytes, self.since) = (steps, bytes, (shared.clock)());
        self.mapped.store(UNMAPPED, Ordering::Release);
        let (mapped, bell) = (self.mapped.clone(), shared.bell.clone());
        self.buffer.map_async(wgpu::MapMode::Read, ..bytes, move |outcome| {
            mapped.store(if outcome.is_ok() { MAPPED } else { REFUSED }, Ordering::Release);
            bell.ring();
        });
    }

    fn ready(&self, shared: &Shared) -> Result<bool, DeviceError> {
        match self.mapped.load(Ordering::Acquire) {
            UNMAPPED => Ok(false),
            MAPPED => Ok(true),
            _ => shared.fault().and(Err(GpuFault::from(GpuFaultKind::Refused).into())),
        }
    }

    fn view(&self) -> Result<wgpu::BufferView, DeviceError> {
        Ok(self
            .buffer
            .get_mapped_range(..self.bytes)
            .map_err(|cause| GpuFault::new(GpuFaultKind::Unreadable, cause))?)
    }

    fn release(&mut self) {
        self.buffer.unmap();
        self.steps = 0;
    }
}

/// Makes GPU objects and counts them.
struct Maker<'a> {
    shared: &'a Shared,
    objects: usize,
}

impl Maker<'_> {
    fn buffer(&mut self, bytes: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.objects += 1;
        self.shared.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            // An empty buffer cannot be bound.
            size: bytes.max(VALUE),
            usage,
            mapped_at_creation: false,
        })
    }

    fn staging(&mut self, bytes: u64) -> Staging {
        let buffer = self.buffer(bytes, wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
        Staging { buffer, mapped: Arc::new(AtomicU8::new(UNMAPPED)), steps: 0, bytes: 0, since: 0.0 }
    }

    fn kernel<'b>(
        &mut self,
        kernel: &shaders::Kernel,
        plan: &Plan,
        steps: &wgpu::Buffer,
        buffer: impl Fn(Buffer) -> Option<&'b wgpu::Buffer>,
    ) -> (wgpu::ComputePipeline, wgpu::BindGroup) {
        let device = &self.shared.device;
        self.objects += 5;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(kernel.entry),
            source: wgpu::ShaderSource::Wgsl(kernel.source().into()),
        });
        let entry =
            |binding: usize, ty: wgpu::BufferBindingType, has_dynamic_offset: bool| wgpu::BindGroupLayoutEntry {
                binding: binding as u32,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: None },
                count: None,
            };
        let storage = |(index, (_, access)): (usize, &(Buffer, Access))| {
            entry(index + 1, wgpu::BufferBindingType::Storage { read_only: *access == Access::Read }, false)
        };
        let entries: Vec<_> = std::iter::once(entry(0, wgpu::BufferBindingType::Uniform, true))
            .chain(kernel.bindings.iter().enumerate().map(storage))
            .collect();
        let group_layout =
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            bind_group_layouts: &[Some(&group_layout)],
            ..wgpu::PipelineLayoutDescriptor::default()
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.entry),
            layout: Some(&layout),
            module: &module,
            entry_point: Some(kernel.entry),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: &plan.constants,
                zero_initialize_workgroup_memory: false,
            },
            cache: None,
        });
        let constants =
            wgpu::BufferBinding { buffer: steps, offset: 0, size: std::num::NonZeroU64::new(STEP_BYTES as u64) };
        let bound = kernel.bindings.iter().enumerate().filter_map(|(index, (wanted, _))| {
            let resource = buffer(*wanted)?.as_entire_binding();
            Some(wgpu::BindGroupEntry { binding: index as u32 + 1, resource })
        });
        let entries: Vec<_> =
            std::iter::once(wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::Buffer(constants) })
                .chain(bound)
                .collect();
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &group_layout,
            entries: &entries,
        });
        (pipeline, group)
    }
}

/// Token log-probs as the kernels have them: `(S, T)`, 0 where nothing is scored.
fn spread(plan: &Plan, logps: &TokenLogps) -> Vec<f32> {
    let mut values = vec![0.0; plan.sequences * plan.rows];
    for pair in logps.all() {
        for (sequence, from) in [(2 * pair, logps.chosen(pair)), (2 * pair + 1, logps.rejected(pair))] {
            values[sequence * plan.rows..][plan.scored[sequence].clone()].copy_from_slice(from);
        }
    }
    values
}

/// The fields of `Step` in `shapes.wgsl`.
fn constants_of_step(slot: usize, task: &Task, update: usize) -> [u8; 40] {
    let how = &task.optimizer;
    let (kind, shrink, rate, root) = match how.kind {
        OptimizerKind::Adamw => {
            let Coefficients { shrink, step, root } = Coefficients::at(update, how.rate, how.weight_decay);
            (0, shrink, step, root)
        }
        OptimizerKind::Sgd => (1, how.weight_decay, how.rate, 0.0),
    };
    let bits = |value: f64| (value as f32).to_bits();
    let runs = |part: Trainable| -> u64 {
        let trains = |run: &usize| [Trainable::All, part].contains(&task.trains(*run));
        (0..task.aims.len()).filter(trains).fold(0, |bits, run| bits | 1 << run)
    };
    let halves = |bits: u64| [bits as u32, (bits >> 32) as u32];
    let ([head, more_head], [body, more_body]) = (halves(runs(Trainable::Head)), halves(runs(Trainable::Body)));
    // What is of two words begins at an even one.
    let words = [slot as u32, kind, bits(shrink), bits(rate), bits(root), 0, head, more_head, body, more_body];
    bytemuck::cast(words)
}
