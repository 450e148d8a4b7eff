//! What every view is drawn from.

use crate::plot::Window;
use crate::train::{HeldOut, Metrics, Session};
use crate::view::bands::SeedBands;
use crate::view::reading;
use crate::view::scope::{LogitSharing, Scope};
use crate::view::style::{Colours, Lines};

/// A training, as it is looked at.
pub struct TrainingScene<'a> {
    /// The training.
    pub session: &'a Session,
    /// The runs' names.
    pub names: &'a [String],
    /// Which lines there are.
    pub lines: &'a Lines,
    /// The part of the time axis; all of it, where nobody chose.
    pub window: Option<Window>,
    /// The part that is being chosen.
    pub brush: Option<Window>,
    /// The point of time.
    pub time: usize,
    /// The selected pair, and where in it.
    pub look: (&'a Scope, usize),
    /// What of the training is shown.
    pub ahead: Ahead,
    /// What the same lab does from many seeds, where that was asked for.
    pub bands: Option<&'a SeedBands>,
    /// The colours.
    pub colours: &'a Colours,
}

/// Whether a picture shows what comes after its point of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ahead {
    /// All that has been trained is shown, paler after the point of time.
    #[default]
    Shown,
    /// Nothing later is shown, and nothing is measured by it: the picture is that of a training that has come so far and no further.
    Hidden,
}

impl Ahead {
    /// Whose changes are shown: the argument alone asks what they would be with one shared logit vector, and the lab shows the network's.
    pub fn logits(self, scope: &Scope) -> LogitSharing {
        match self {
            Ahead::Shown => LogitSharing::Own,
            Ahead::Hidden => scope.logits,
        }
    }
}

/// What has been trained, as far as it is shown.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    session: &'a Session,
    /// The last point of time that is shown, where not all is.
    until: Option<usize>,
}

impl<'a> Past<'a> {
    /// All of it.
    pub fn of(session: &'a Session) -> Past<'a> {
        Past { session, until: None }
    }

    /// Metrics of SFT, from its beginning.
    pub fn sft(self) -> &'a [Metrics] {
        self.shown(self.session.history().sft(), 0)
    }

    /// Metrics of a run, likewise.
    pub fn run(self, run: usize) -> &'a [Metrics] {
        self.shown(self.session.history().run(run), reading::time(self.session).sft)
    }

    /// What held-out pairs showed in SFT, from its beginning; nothing where no pair is held out.
    pub fn held_out_sft(self) -> &'a [HeldOut] {
        self.shown(self.session.history().held_out_sft(), 0)
    }

    /// The same of a run.
    pub fn held_out(self, run: usize) -> &'a [HeldOut] {
        self.shown(self.session.history().held_out(run), reading::time(self.session).sft)
    }

    /// The row at which every run begins; nothing before there is a reference.
    pub fn reference(self) -> Option<&'a Metrics> {
        self.run(0).first()
    }

    /// What is shown of rows whose first one is at a point of time.
    fn shown<T>(self, rows: &'a [T], start: usize) -> &'a [T] {
        let len = self.until.map_or(rows.len(), |until| (until + 1).saturating_sub(start).min(rows.len()));
        &rows[..len]
    }
}

impl<'a> TrainingScene<'a> {
    /// What has been trained, as far as it is shown.
    pub fn past(&self) -> Past<'a> {
        match self.ahead {
            Ahead::Shown => Past::of(self.session),
            Ahead::Hidden => Past { session: self.session, until: Some(self.time) },
        }
    }

    /// What is shown behind the lines. Where nothing later is shown nothing is: others have been there already. Nor are another lab's.
    pub fn bands(&self) -> Option<&'a SeedBands> {
        let bands = self.bands.filter(|_| self.ahead == Ahead::Shown)?;
        bands.fit(self.session.spec()).then_some(bands)
    }

    /// Whose changes are shown.
    pub fn logits(&self) -> LogitSharing {
        self.ahead.logits(self.look.0)
    }

    /// The preference step at the point of time; 0 before there are any.
    pub fn step(&self) -> usize {
        self.time.saturating_sub(reading::time(self.session).sft)
    }
}
