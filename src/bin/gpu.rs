//! The GPU's own wasm, `dpop-lab-gpu`, which a page loads when a GPU is to train: the far end of `backend::remote`.

#[cfg(target_arch = "wasm32")]
mod device {
    use dpop_lab::backend::gpu::Gpu;
    use dpop_lab::backend::gpu::engine::Engine;
    use dpop_lab::backend::remote::{TICKS, now};
    use dpop_lab::backend::wire::{self, DeviceOrder, Order};
    use dpop_lab::backend::{Aim, Backend, Device, TokenLogps, Work};
    use js_sys::Promise;
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::future_to_promise;

    /// A GPU.
    #[wasm_bindgen(skip_typescript)]
    pub struct GpuDevice(Gpu);

    #[wasm_bindgen]
    impl GpuDevice {
        /// The best adapter that the browser gives; `name` is what the browser says of it, if anything.
        #[wasm_bindgen(skip_jsdoc)]
        pub async fn open(name: String) -> Result<GpuDevice, JsValue> {
            let gpu = Gpu::open(now).await.map_err(error)?;
            Ok(GpuDevice(if name.is_empty() { gpu } else { gpu.named(name) }))
        }

        /// The adapter's name.
        #[wasm_bindgen(getter, skip_jsdoc)]
        pub fn name(&self) -> String {
            self.0.name().to_owned()
        }

        /// Whether it is a program on the processor.
        #[wasm_bindgen(getter, skip_jsdoc)]
        pub fn software(&self) -> bool {
            self.0.is_software()
        }

        /// Whether it has been lost since.
        #[wasm_bindgen(getter, skip_jsdoc)]
        pub fn lost(&self) -> bool {
            self.0.fault().is_err()
        }

        /// Resolves when results have come or the device is lost.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn news(&self) -> Promise {
            let news = self.0.news();
            future_to_promise(async move {
                news.await;
                Ok(JsValue::UNDEFINED)
            })
        }

        /// As [`Gpu::nudge`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn nudge(&self) {
            self.0.nudge();
        }

        /// As [`Gpu::destroy`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn destroy(&self, why: &str) {
            self.0.destroy(why);
        }

        /// How many steps it is best asked for at once.
        #[wasm_bindgen(getter, skip_jsdoc)]
        pub fn lookahead(&self) -> u32 {
            Device::lookahead(&self.0) as u32
        }

        /// Whether there is room, else throws a sentence.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn check(&self, words: Vec<u32>) -> Result<(), JsValue> {
            let order = Order { words, ..Order::default() };
            let (layout, pairs, policies) = order.size().map_err(error)?;
            self.0.check(&layout, &pairs, policies).map_err(error)
        }

        /// Policies on this GPU.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn backend(&self, words: Vec<u32>, numbers: Vec<f64>, values: Vec<f32>) -> Result<GpuBackend, JsValue> {
            let order = Order { words, numbers, values };
            let DeviceOrder { layout, pairs, states, task } = order.read().map_err(error)?;
            let policies = states.len();
            let reference = match task.aims.first() {
                Some(Aim::Preference(_, reference)) => reference.clone(),
                _ => Rc::new(TokenLogps::of_pairs(&pairs, task.held_out)),
            };
            let engine = self.0.engine(&layout, &pairs, states, task).map_err(error)?;
            Ok(GpuBackend { engine, policies, reference })
        }
    }

    /// Policies on a GPU.
    #[wasm_bindgen(skip_typescript)]
    pub struct GpuBackend {
        engine: Engine,
        policies: usize,
        reference: Rc<TokenLogps>,
    }

    #[wasm_bindgen]
    impl GpuBackend {
        /// As [`Backend::begin`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn begin(&mut self, updates_first: bool, steps: u32) {
            self.engine.begin(if updates_first { Work::Update } else { Work::Evaluate }, steps as usize);
        }

        /// As [`Backend::tick`]: an index into [`TICKS`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn tick(&mut self) -> Result<u32, JsValue> {
            let tick = self.engine.tick().map_err(error)?;
            Ok(TICKS.iter().position(|known| *known == tick).unwrap_or(0) as u32)
        }

        /// Token log-probs of every policy.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn logps(&self) -> Vec<f32> {
            let of = |policy| self.engine.evaluation(policy).logps.values();
            (0..self.policies).flat_map(of).copied().collect()
        }

        /// Of every policy and each pair, 1 where greedy decoding writes the chosen completion.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn greedy(&self) -> Vec<u8> {
            let of = |policy| self.engine.evaluation(policy).greedy.iter();
            (0..self.policies).flat_map(of).map(|one| u8::from(*one)).collect()
        }

        /// Norms of their gradients.
        #[wasm_bindgen(getter, js_name = gradNorms, skip_jsdoc)]
        pub fn grad_norms(&self) -> Vec<f64> {
            (0..self.policies).map(|policy| self.engine.evaluation(policy).grad_norm).collect()
        }

        /// Parameters and moments of every policy, where they have come back.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn states(&self) -> Option<Vec<f32>> {
            let states = (0..self.policies).map(|policy| self.engine.state(policy)).collect::<Option<Vec<_>>>()?;
            let all = states.into_iter().flat_map(|state| state.params.iter().chain(&state.m).chain(&state.v));
            Some(all.copied().collect())
        }

        /// Updates so far.
        #[wasm_bindgen(getter, skip_jsdoc)]
        pub fn updates(&self) -> u32 {
            self.engine.state(0).map_or(0, |state| state.updates as u32)
        }

        /// As [`Backend::aim`], with the loss as in [`wire::of_aim`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn aim(&mut self, policy: u32, kind: u32, parameters: Vec<f64>) {
            if let Some(aim) = wire::to_aim(kind, &parameters, &self.reference) {
                self.engine.aim(policy as usize, aim);
            }
        }

        /// As [`Backend::halt`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn halt(&mut self, policy: u32) {
            self.engine.halt(policy as usize);
        }

        /// As [`Backend::watch`].
        #[wasm_bindgen(skip_jsdoc)]
        pub fn watch(&mut self, pair: u32) {
            self.engine.watch(pair as usize);
        }

        /// The gradients of the watched pair's logits, where they have come back: for each policy chosen, then rejected.
        #[wasm_bindgen(skip_jsdoc)]
        pub fn dlogits(&self) -> Option<Vec<f32>> {
            let of = |policy| self.engine.dlogits(policy);
            let all = (0..self.policies).map(of).collect::<Option<Vec<_>>>()?;
            Some(all.into_iter().flat_map(|of| of.chosen.iter().chain(&of.rejected)).flatten().copied().collect())
        }
    }

    /// A sentence for a person, and that as a plain text: whatever else comes out of this module as an error was not foreseen.
    fn error(cause: impl std::error::Error) -> JsValue {
        JsValue::from_str(&cause.to_string())
    }
}

fn main() {}
