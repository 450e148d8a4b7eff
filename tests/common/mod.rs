//! What tests of whole trainings share.

use dpop_lab::backend::cpu::Processor;
use dpop_lab::data::LabFile;
use dpop_lab::train::{Phase, Session, Step};
use std::rc::Rc;

/// A lab trained to its end on the processor.
pub fn trained(spec: LabFile) -> Session {
    let (sft, preference) = (spec.sft.steps, spec.preference.steps);
    let mut session = Session::new(spec, Rc::new(Processor)).expect("small");
    session.set_target(Phase::Sft, sft).expect("first");
    session.set_target(Phase::Preference, preference).expect("then");
    while session.tick() != Step::Idle {}
    session
}
