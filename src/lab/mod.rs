//! The public interface: what can be asked of a lab, and the JavaScript class through which it is asked.
//!
//! [`inspect`] is a plain function from a session to a [`value::Value`], the same natively and in a page; [`verdicts`] hands on what [`crate::argument`] finds, [`gauged`] what [`crate::gauges`] say, and [`checking`] what [`crate::data::check`] does; [`report`] writes down what was measured; [`probe`] looks into policies at any
//! step for the page, piece by piece; [`folder`] reads models from
//! outside, and `importing` does so while the page goes on, as [`reading`] does with data; [`choice`] and `devices` say who
//! trains; `js` is the class `LabCore` that `www/dpop-lab.js` wraps, `calls` what of it takes long, `handed` the values and errors that it gives; `runner` trains for the page; `slices` lets long work breathe; `sweeping` says to JavaScript which labs a sweep is made of.

pub mod answer;
pub mod bundle;
pub mod checking;
pub mod choice;
pub mod folder;
pub mod gauged;
pub mod inspect;
pub mod link;
pub mod probe;
pub mod reading;
pub mod refusal;
pub mod report;
pub mod value;
pub mod verdicts;

#[cfg(target_arch = "wasm32")]
pub mod arguing;
#[cfg(all(target_arch = "wasm32", feature = "bench"))]
pub mod bench;
#[cfg(target_arch = "wasm32")]
pub mod calls;
#[cfg(target_arch = "wasm32")]
pub mod devices;
#[cfg(target_arch = "wasm32")]
pub mod gauging;
#[cfg(target_arch = "wasm32")]
pub mod handed;
#[cfg(target_arch = "wasm32")]
pub mod importing;
#[cfg(target_arch = "wasm32")]
pub mod js;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod runner;
#[cfg(target_arch = "wasm32")]
pub mod slices;
#[cfg(all(target_arch = "wasm32", any(not(feature = "page"), test)))]
pub mod sweeping;
