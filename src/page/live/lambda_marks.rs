//! The smallest sufficient λ of the selected token, on the sliders of the runs' settings: they move as training goes.

use crate::objective::dpop::LAMBDA;
use crate::page::dom::LiveText;
use crate::page::places::{Place, Places};
use crate::view::slider::Log;
use crate::words::microscope as say;
use web_sys::HtmlElement;

/// The marks on the slider of a run's λ, and the sentence beneath.
pub struct LambdaMarks {
    /// The run.
    pub run: usize,
    sheet: HtmlElement,
    says: LiveText,
}

impl LambdaMarks {
    /// The marks in a run's sheet of settings, if it has them.
    pub fn find(places: &Places, run: usize) -> Option<LambdaMarks> {
        let (sheet, says) = (places.get(Place::Settings(run))?, places.text(Place::Sufficient(run))?);
        Some(LambdaMarks { run, sheet, says })
    }

    /// The smallest λ that lifts the right token, and the smallest that also lowers all others there.
    pub fn set(&self, token: &str, marks: Option<(f64, f64)>) {
        let scale = Log { min: LAMBDA.min, max: LAMBDA.max };
        let (correct, others) = marks.unwrap_or((f64::INFINITY, f64::INFINITY));
        for (name, value) in [("--correct", correct), ("--others", others)] {
            // Beyond the slider where no λ suffices, and where there is none to be had.
            let place = if value <= scale.max { scale.position(value) as f64 / scale.end() as f64 } else { 2.0 };
            self.sheet.style().set_property(name, &format!("{place:.3}")).unwrap_or_default();
        }
        if marks.is_none() {
            return self.says.set("");
        }
        // The slider's smallest number above 0 is small enough.
        let text = |value: f64| (value <= scale.max).then(|| scale.text(scale.position(value).max(1)));
        self.says.set(&say::sufficient(token, text(correct).as_deref(), text(others).as_deref()));
    }
}
