//! What the labs of an engine hold together, which are those of a page. WebAssembly has one memory for all of them, which never shrinks and ends
//! at 4 GiB; what is beyond it stops every lab of the page. So whoever wants much asks here first, before anything is allocated, and gives back when dropped.

use std::cell::Cell;

/// Bytes that all labs of a page may hold: half of what WebAssembly can address, for freed memory between what lives is lost to large
/// pieces, and text and pictures on their way need room too.
pub const ALLOWED: u64 = 2 << 30;

thread_local! {
    /// Bytes held now, and by how many labs. A page has one thread.
    static HELD: Cell<(u64, usize)> = const { Cell::new((0, 0)) };
}

/// What memory is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A lab with its runs.
    Lab,
    /// More steps of a lab.
    Steps,
    /// One more run of a lab.
    Fork,
    /// A look into the past, or something to take away; gone when it is done.
    Look,
}

/// Why there is no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// What it was wanted for.
    pub purpose: Purpose,
    /// Bytes held by all, and by how many labs.
    pub held: (u64, usize),
    /// Bytes wanted besides.
    pub wanted: u64,
    /// Who does not give them.
    pub cause: Refuser,
}

/// Who does not give memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refuser {
    /// It would be more than [`ALLOWED`].
    Limit,
    /// The browser gives no more.
    Browser,
}

impl Shortage {
    /// The browser gave no memory where there should have been some.
    pub fn of_browser(purpose: Purpose, wanted: u64) -> Shortage {
        Shortage { purpose, held: held(), wanted, cause: Refuser::Browser }
    }
}

/// Bytes held by all labs, and how many labs there are.
pub fn held() -> (u64, usize) {
    HELD.get()
}

/// Memory that somebody holds. Dropping it gives it back.
#[derive(Debug)]
pub struct Claim {
    bytes: u64,
    purpose: Purpose,
}

impl Claim {
    /// So many bytes; `piece` is the largest part that will be allocated at once.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn new(purpose: Purpose, bytes: u64, piece: u64) -> Result<Claim, Shortage> {
        take(purpose, 0, bytes, piece)?;
        let (held, labs) = HELD.get();
        HELD.set((held, labs + usize::from(purpose == Purpose::Lab)));
        Ok(Claim { bytes, purpose })
    }

    /// From now on so many bytes. On an error it holds what it held.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn set(&mut self, purpose: Purpose, bytes: u64, piece: u64) -> Result<(), Shortage> {
        take(purpose, self.bytes, bytes, piece)?;
        self.bytes = bytes;
        Ok(())
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let (held, labs) = HELD.get();
        HELD.set((held - self.bytes, labs - usize::from(self.purpose == Purpose::Lab)));
    }
}

/// Holds other bytes than before.
fn take(purpose: Purpose, before: u64, bytes: u64, piece: u64) -> Result<(), Shortage> {
    let (held, labs) = HELD.get();
    let wanted = bytes.saturating_sub(before);
    let shortage = |cause| Shortage { purpose, held: (held, labs), wanted, cause };
    if wanted > 0 && held + wanted > ALLOWED {
        return Err(shortage(Refuser::Limit));
    }
    if !is_given(wanted, piece) {
        return Err(shortage(Refuser::Browser));
    }
    HELD.set((held - before + bytes, labs));
    Ok(())
}

/// Whether so much can be had: it is taken, in pieces of this size, and given back at once. WebAssembly's memory stays as large as that
/// has made it, so that what is allocated afterwards finds room.
fn is_given(bytes: u64, piece: u64) -> bool {
    if cfg!(not(target_arch = "wasm32")) {
        return true;
    }
    let piece = piece.clamp(1 << 16, 1 << 30);
    let mut taken: Vec<Vec<u8>> = Vec::new();
    (0..bytes.div_ceil(piece)).all(|_| {
        let mut one = Vec::new();
        let given = one.try_reserve_exact(piece as usize).is_ok();
        taken.push(one);
        given
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn what_is_dropped_is_given_back_and_the_sentence_names_all_sides() {
        let first = Claim::new(Purpose::Lab, 1500 * MIB, MIB).expect("the first one");
        let mut second = Claim::new(Purpose::Lab, 100 * MIB, MIB).expect("there is room");
        assert_eq!(held(), (1600 * MIB, 2));
        let refused = Claim::new(Purpose::Lab, 500 * MIB, MIB).expect_err("too much");
        assert_eq!(
            refused.to_string(),
            "This lab needs 500 MiB of memory more, and 2 labs hold 1600 MiB; allowed are 2048 MiB for all labs of a page. Call free() \
             of a lab that is done with, or use fewer runs, or a smaller model.n_embd or model.n_layer."
        );
        assert!(second.set(Purpose::Steps, 900 * MIB, MIB).is_err());
        assert_eq!((second.bytes(), held()), (100 * MIB, (1600 * MIB, 2)), "a refusal changes nothing");
        second.set(Purpose::Steps, 50 * MIB, MIB).expect("less is always had");
        drop(first);
        assert_eq!(held(), (50 * MIB, 1));
        drop(second);
        assert_eq!(held(), (0, 0));
        let alone = Claim::new(Purpose::Lab, 5000 * MIB, MIB).expect_err("more than there is").to_string();
        assert_eq!(
            alone,
            "This lab needs 5000 MiB of memory; allowed are 2048 MiB for all labs of a page. Use fewer runs, or a smaller model.n_embd \
             or model.n_layer."
        );
    }

    /// 64 runs of 100,000 steps are 680 MiB of numbers: two such labs fit into a page, a third does not, and is refused before it is trained;
    /// what lives goes on.
    #[test]
    fn steps_that_do_not_fit_are_refused_and_what_lives_goes_on() {
        use crate::backend::cpu::Processor;
        use crate::data::LabFile;
        use crate::train::{Phase, Session, Step, TrainError};
        use std::rc::Rc;
        let session = || {
            let (mut spec, _) = LabFile::from_brief(r#"{ "preset": "yes-no" }"#).expect("a preset");
            spec.runs = vec![spec.runs[0].clone(); 64];
            Session::new(spec, Rc::new(Processor)).expect("a lab without its steps is small")
        };
        let before = held();
        let mut labs = [session(), session(), session()];
        let [first, second, third] = &mut labs;
        for lab in [&mut *first, &mut *second] {
            lab.set_target(Phase::Preference, 100_000).expect("there is room");
        }
        let refused = third.set_target(Phase::Preference, 100_000).expect_err("there is none");
        assert!(matches!(&refused, TrainError::NoMemory(cause) if cause.purpose == Purpose::Steps), "{refused}");
        assert!(refused.to_string().contains("3 labs hold"), "{refused}");
        third.set_target(Phase::Sft, 2).expect("a few steps");
        while third.tick() != Step::Idle {}
        assert_eq!(third.last_step(Phase::Sft), Some(2));
        let labs = labs.into_iter().skip(1).collect::<Vec<_>>();
        let mut fourth = session();
        fourth.set_target(Phase::Preference, 100_000).expect("one has given back");
        drop((labs, fourth));
        assert_eq!(held(), before);
    }
}
