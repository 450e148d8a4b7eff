//! The losses as kernels: what they have in common, the registry's own texts, and the function that calls the one that is asked for.

use crate::backend::{Aim, TokenLogps, wire};
use crate::data::SftOn;
use crate::objective::{KERNELS, MOST_PARAMETERS, Parameter, REGISTRY};

/// What [`encode`] gives of a run's loss: kind, share and parameters.
pub type Encoded = [u32; 2 + MOST_PARAMETERS];

/// The source, for the kernel that asks for a loss.
pub fn source() -> String {
    let arguments = |parameters: &[Parameter]| -> String {
        let argument = |(at, parameter): (usize, &Parameter)| match parameter {
            Parameter::Number(_) => format!(", aim.parameters[{at}]"),
            Parameter::Choice(_) => format!(", u32(aim.parameters[{at}])"),
        };
        parameters.iter().enumerate().map(argument).collect()
    };
    let cases: String = (wire::FIRST_LOSS..)
        .zip(REGISTRY)
        .map(|(kind, entry)| {
            let arguments = arguments(entry.parameters);
            format!("        case {kind}u: {{ return {}(logps{arguments}); }}\n", entry.loss_type)
        })
        .collect();
    let common = include_str!("wgsl/objective.wgsl");
    format!(
        "const PARAMETERS: u32 = {MOST_PARAMETERS}u;\n{common}{}\nfn loss_of(aim: Aim, logps: Logps) -> PairLoss {{\n    switch (aim.kind) \
         {{\n{cases}        default: {{ return PairLoss(0.0, 0.0, 0.0); }}\n    }}\n}}\n",
        KERNELS.concat()
    )
}

/// A run's loss as the kernel's `Aim` reads it.
pub fn encode(aim: &Aim, logps: &TokenLogps) -> Encoded {
    let (chosen, rejected) = logps.tokens();
    let share = 1.0
        / match aim {
            Aim::Sft(SftOn::Chosen) => chosen,
            Aim::Sft(SftOn::Both) => chosen + rejected,
            Aim::Preference(..) => logps.pairs(),
        } as f64;
    let (kind, parameters) = wire::of_aim(aim);
    let bits = |value: f64| (value as f32).to_bits();
    let mut words = [0; 2 + MOST_PARAMETERS];
    (words[0], words[1]) = (kind, bits(share));
    words[2..].iter_mut().zip(parameters).for_each(|(word, parameter)| *word = bits(parameter));
    words
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::Gpu;
    use super::*;
    use crate::objective::{Dpop, Objective, PairLogps, Penalty, golden_cases};
    use std::rc::Rc;

    /// One case an invocation.
    const KERNEL: &str = "
@group(0) @binding(0) var<storage, read> aims: array<Aim>;
@group(0) @binding(1) var<storage, read> given: array<Logps>;
@group(0) @binding(2) var<storage, read_write> found: array<PairLoss>;

@compute @workgroup_size(64)
fn evaluate(@builtin(global_invocation_id) id: vec3u) {
    if (id.x < arrayLength(&given)) {
        found[id.x] = loss_of(aims[id.x], given[id.x]);
    }
}
";

    /// Value and both derivatives of each case, as the GPU finds them.
    fn evaluate(cases: &[(Objective, PairLogps)]) -> Vec<[f32; 3]> {
        let gpu = pollster::block_on(Gpu::open(|| 0.0)).unwrap_or_else(|cause| {
            panic!("{cause} A software GPU is installed by `apt-get install mesa-vulkan-drivers`.")
        });
        let (device, queue) = (&gpu.shared.device, &gpu.shared.queue);
        let reference = Rc::new(TokenLogps::new([(1, 1)].into_iter()));
        let aim = |objective: Objective| encode(&Aim::Preference(objective, reference.clone()), &reference);
        let aims: Vec<Encoded> = cases.iter().map(|(objective, _)| aim(*objective)).collect();
        let given: Vec<[f32; 6]> = cases.iter().map(|(_, at)| narrow(at)).collect();
        let bytes = (12 * cases.len()) as u64;
        let buffer = |size: u64, usage: wgpu::BufferUsages| {
            device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
        };
        let storage = |content: &[u8]| {
            let made = buffer(content.len() as u64, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST);
            queue.write_buffer(&made, 0, content);
            made
        };
        let found = buffer(bytes, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
        let buffers = [storage(bytemuck::cast_slice(&aims)), storage(bytemuck::cast_slice(&given)), found];
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl((source() + KERNEL).into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: None,
            module: &module,
            entry_point: Some("evaluate"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let bound = (0..).zip(&buffers);
        let entries: Vec<_> = bound
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let layout = &pipeline.get_bind_group_layout(0);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries });
        let staging = buffer(bytes, wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(cases.len().div_ceil(64) as u32, 1, 1);
        drop(pass);
        encoder.copy_buffer_to_buffer(&buffers[2], 0, &staging, 0, bytes);
        queue.submit([encoder.finish()]);
        staging.map_async(wgpu::MapMode::Read, .., |outcome| outcome.expect("it can be read"));
        device.poll(wgpu::PollType::wait_indefinitely()).expect("a device that stays");
        let view = staging.get_mapped_range(..).expect("mapped");
        bytemuck::cast_slice(&view).to_vec()
    }

    fn narrow(at: &PairLogps) -> [f32; 6] {
        let PairLogps { chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens } = *at;
        [chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens].map(|x| x as f32)
    }

    #[test]
    fn the_kernel_of_every_loss_agrees_with_its_twin() {
        let mut cases: Vec<_> = golden_cases().into_iter().map(|(objective, at, _)| (objective, at)).collect();
        // PyTorch's numbers have every loss, but not the one that is a bug.
        let wrong = |(objective, at): &(Objective, PairLogps)| match objective {
            Objective::Dpop(dpop) => Some((Objective::Dpop(Dpop { penalty: Penalty::OutsideWrongSign, ..*dpop }), *at)),
            _ => None,
        };
        cases.extend(cases.iter().filter_map(wrong).collect::<Vec<_>>());
        let mut worst = 0.0_f64;
        for ((objective, at), found) in cases.iter().zip(evaluate(&cases)) {
            // The twin sees the same 32-bit numbers: what is compared is the arithmetic.
            let [chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens] =
                narrow(at).map(f64::from);
            let same = PairLogps { chosen, rejected, ref_chosen, ref_rejected, chosen_tokens, rejected_tokens };
            let want = objective.evaluate(&same);
            for (found, want) in found.into_iter().zip([want.loss, want.dchosen, want.drejected]) {
                // In 32 bits a log-sigmoid that is nearly 0 has an absolute error of a rounding of 1.
                let error = (f64::from(found) - want).abs() / (1e-2 + want.abs());
                assert!(error <= 1e-4, "{objective:?} at {at:?}: {found} on the GPU, {want} in f64");
                worst = worst.max(error);
            }
        }
        println!("{} cases, worst {worst:.1e}", cases.len());
    }
}
