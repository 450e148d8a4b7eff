//! A sweep on its way: who stops it, and what has come of it so far.

use crate::experiments::SweptCell;
use js_sys::{Array, Function};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use yew::prelude::*;

/// What was begun, and what has come of it.
#[derive(Clone, PartialEq)]
pub struct SweepCourse<T: Clone + PartialEq> {
    /// What it is about.
    pub of: Rc<T>,
    /// The labs that have been trained.
    pub cells: Rc<Vec<SweptCell>>,
    /// The same as the module told it.
    pub lines: Rc<Vec<String>>,
    /// How many they are.
    pub done: usize,
    /// How long it takes still.
    pub seconds_left: Option<f64>,
    /// Whether it goes on.
    pub at_work: bool,
    /// Why it does not.
    pub fault: Option<String>,
}

/// What happens to it.
pub enum SweepNews<T> {
    Begin(T),
    Told { done: usize, seconds_left: Option<f64>, lines: Vec<String> },
    Ended(Option<String>),
    Forgotten,
}

/// It, if there is one.
#[derive(Clone, PartialEq)]
struct Told<T: Clone + PartialEq>(Option<SweepCourse<T>>);

impl<T: Clone + PartialEq + 'static> Reducible for Told<T> {
    type Action = SweepNews<T>;

    fn reduce(self: Rc<Self>, happening: SweepNews<T>) -> Rc<Self> {
        let mut told = (*self).clone();
        match (happening, &mut told.0) {
            (SweepNews::Begin(of), _) => {
                let (cells, lines) = (Rc::default(), Rc::default());
                let of = Rc::new(of);
                told.0 =
                    Some(SweepCourse { of, cells, lines, done: 0, seconds_left: None, at_work: true, fault: None });
            }
            (SweepNews::Forgotten, _) => told.0 = None,
            (SweepNews::Told { done, seconds_left, lines }, Some(course)) => {
                (course.done, course.seconds_left) = (done, seconds_left);
                if !lines.is_empty() {
                    let fresh = lines.iter().filter_map(|line| SweptCell::read(line));
                    course.cells = Rc::new(course.cells.iter().cloned().chain(fresh).collect());
                    course.lines = Rc::new(course.lines.iter().cloned().chain(lines).collect());
                }
            }
            (SweepNews::Ended(fault), Some(course)) => (course.at_work, course.fault) = (false, fault),
            (SweepNews::Told { .. } | SweepNews::Ended(_), None) => {}
        }
        Rc::new(told)
    }
}

/// A sweep that is at work; it stops when this goes.
struct AtWork {
    stop: Function,
    _hears: Closure<dyn FnMut(JsValue, JsValue, Array, JsValue)>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        // What has ended already is not stopped any more.
        self.stop.call0(&JsValue::NULL).unwrap_or_default();
    }
}

/// A sweep of a component.
pub struct Sweeping<T: Clone + PartialEq + 'static> {
    told: UseReducerHandle<Told<T>>,
    at_work: Rc<RefCell<Option<AtWork>>>,
    sweep: Function,
}

/// A sweep, which is forgotten where it was of another lab.
#[hook]
pub fn use_sweeping<T: Clone + PartialEq + 'static, L: Clone + PartialEq + 'static>(
    sweep: &Function,
    lab: &L,
) -> Sweeping<T> {
    let told = use_reducer_eq(|| Told(None));
    let at_work = use_mut_ref(|| None::<AtWork>);
    {
        let (told, at_work) = (told.dispatcher(), at_work.clone());
        use_effect_with(lab.clone(), move |_| {
            at_work.replace(None);
            told.dispatch(SweepNews::Forgotten);
        });
    }
    Sweeping { told, at_work, sweep: sweep.clone() }
}

impl<T: Clone + PartialEq + 'static> Sweeping<T> {
    /// What has come of it.
    pub fn course(&self) -> Option<&SweepCourse<T>> {
        self.told.0.as_ref()
    }

    /// Whether it goes on.
    pub fn is_at_work(&self) -> bool {
        self.course().is_some_and(|course| course.at_work)
    }

    /// Begins it: a lab file and options of `sweep` as JSON.
    pub fn begin(&self, of: T, spec: String, options: String) -> Callback<MouseEvent> {
        let (told, at_work, sweep) = (self.told.dispatcher(), self.at_work.clone(), self.sweep.clone());
        Callback::from(move |_: MouseEvent| {
            at_work.replace(None);
            told.dispatch(SweepNews::Begin(of.clone()));
            let hears = {
                let told = told.clone();
                Closure::new(move |done: JsValue, seconds: JsValue, lines: Array, ended: JsValue| {
                    let lines: Vec<String> = lines.iter().filter_map(|line| line.as_string()).collect();
                    let done = done.as_f64().unwrap_or(0.0) as usize;
                    told.dispatch(SweepNews::Told { done, seconds_left: seconds.as_f64(), lines });
                    if !ended.is_undefined() {
                        told.dispatch(SweepNews::Ended(ended.as_string()));
                    }
                })
            };
            let hears: Closure<dyn FnMut(JsValue, JsValue, Array, JsValue)> = hears;
            let stop = sweep.call3(&JsValue::NULL, &spec.clone().into(), &options.clone().into(), hears.as_ref());
            match stop.map(Function::from) {
                Ok(stop) => drop(at_work.replace(Some(AtWork { stop, _hears: hears }))),
                Err(_) => told.dispatch(SweepNews::Ended(None)),
            }
        })
    }

    /// Ends it before its time; what is there stays.
    pub fn stop(&self) -> Callback<MouseEvent> {
        let (told, at_work) = (self.told.dispatcher(), self.at_work.clone());
        Callback::from(move |_: MouseEvent| {
            at_work.replace(None);
            told.dispatch(SweepNews::Ended(None));
        })
    }
}
