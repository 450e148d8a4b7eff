//! The places that change with every training step. Whoever makes the elements registers them here, each under its own name; whoever draws
//! finds them here, and knows nothing else of where they stand.

use crate::argument::Id;
use crate::data::Side;
use crate::page::dom::LiveText;
use crate::view::chapters::{Chapter, Exercise, Quantity};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};
use yew::NodeRef;

/// A place that is filled. Runs, pairs and tokens are indices into the lab's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The page itself, whose attributes tell how far the training has come and what is shown of it.
    Page,
    /// The sentence on top.
    Headline,
    /// The sentence beside it.
    Aside,
    /// What the next step does to the selected token.
    HalfNote,
    /// The line of time.
    Slider,
    /// The step, in words.
    Step,
    /// The element that holds both canvases, and that pointers meet.
    Figure,
    /// The canvas for what seldom changes.
    Ground,
    /// The canvas above it.
    Picture,
    /// What the picture says.
    FigureNote,
    /// At how many tokens the argument and the network go the same way.
    Agreement,
    /// A run's row of the scoreboard.
    Run(usize),
    /// A run's number there.
    Score(usize, Score),
    /// What is said of the pairs that are held out.
    HeldOut,
    /// The step at which a run has stopped.
    Stopped(usize),
    /// A run's settings, with marks on the slider of its λ.
    Settings(usize),
    /// What is said of these marks.
    Sufficient(usize),
    /// What a run has changed in a pair: pair, run.
    PairChange(usize, usize),
    /// The strip: what the common model gives a token of an answer.
    Common(Side, usize),
    /// How the losses of the runs that are looked at pull the pair, beside the paper's cases.
    Pulls,
    /// A run's row of pushes.
    Pushes(Side, usize),
    /// Where a run pushes a token, or the λ that it needs: run, token, and a part of the cell.
    Push(Side, usize, usize, PushPart),
    /// What it has changed there.
    Change(Side, usize, usize),
    /// A model's row among the answers.
    Answer(Whose),
    /// One of its parts.
    AnswerPart(Whose, AnswerPart),
    /// A share of its bar: preferred, rejected, anything else.
    Share(Whose, usize),
    /// What holds of a statement of the paper: of this run, at the step that is looked at.
    Verdict(usize, Id),
    /// What leads from it to a place where the statement does not hold.
    Exception(usize, Id),
    /// The value of a quantity, at the pair, token and step that are looked at.
    Value(ValuePlace),
    /// What the run answers to a chapter's question.
    Told(Chapter),
    /// A choice of it.
    Choice(Chapter, usize),
    /// How far one has come with an exercise.
    Progress(Exercise),
    /// A place of the logit microscope.
    Scope(ScopePlace),
}

/// Where a quantity's value stands: of a run, for the so-many-th time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValuePlace {
    /// The quantity.
    pub quantity: Quantity,
    /// Whose: the index of a run.
    pub run: usize,
    /// Which of its places.
    pub nth: usize,
    /// What it stands among.
    pub among: Among,
}

/// What a value stands among.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Among {
    /// Words, or by itself.
    Words,
    /// Operators: one below zero stands in parentheses.
    Operators,
}

/// A number of the scoreboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Score {
    /// What the preferred answers have gained, in nats.
    Chosen,
    /// What the rejected ones have.
    Rejected,
    /// Pairs of which the preferred answer has the higher reward.
    Accuracy,
    /// What the preferred answers of held-out pairs have gained, in nats.
    HeldOutChosen,
    /// Held-out pairs of which the preferred answer has the higher reward.
    HeldOutAccuracy,
}

impl Score {
    /// All, from left to right.
    pub const ALL: [Score; 3] = [Score::Chosen, Score::Rejected, Score::Accuracy];

    /// Those of the pairs that are held out, where there are any.
    pub const HELD_OUT: [Score; 2] = [Score::HeldOutChosen, Score::HeldOutAccuracy];
}

/// Whose answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The common model's.
    Common,
    /// A run's.
    Run(usize),
}

/// A part of a push's cell in the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PushPart {
    /// All of it.
    Cell,
    /// The arrow, or whether a λ is enough.
    Mark,
    /// The number beside it.
    Size,
    /// Both in words.
    Said,
}

/// A text in the row of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerPart {
    /// Whose it is.
    Name,
    /// How often the model would write which answer.
    Shares,
    /// What it writes.
    Text,
}

/// A place of the logit microscope. Runs are counted among those that are shown; of a column each context has a half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopePlace {
    /// What it says.
    Says,
    /// What a screen reader hears of it.
    Said,
    /// All columns.
    Plot,
    /// What stands beside them.
    Labels,
    /// The height of the row of tokens.
    Line,
    /// A column.
    Column(usize),
    /// Its token.
    Token(usize),
    /// The mark of the reference in a half of it.
    Reference(usize, Side),
    /// A run's bar: column, half, run.
    Bar(usize, Side, usize),
    /// A run's push: column, half, run.
    Push(usize, Side, usize),
    /// The sum of a run's pushes: column, run.
    Sum(usize, usize),
    /// Whether a run does what the theory says.
    Agrees(usize),
    /// A number of the table: token, column.
    Cell(usize, usize),
}

impl From<ValuePlace> for Place {
    fn from(place: ValuePlace) -> Place {
        Place::Value(place)
    }
}

impl From<ScopePlace> for Place {
    fn from(place: ScopePlace) -> Place {
        Place::Scope(place)
    }
}

/// The places of one page, with the elements that stand there now: one that goes is gone from here too.
#[derive(Clone, Default)]
pub struct Places(Rc<RefCell<HashMap<Place, NodeRef>>>);

impl PartialEq for Places {
    fn eq(&self, other: &Places) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Places {
    /// What an element takes as its `ref` to stand at a place, for as long as it is there.
    pub fn at(&self, place: impl Into<Place>) -> NodeRef {
        self.0.borrow_mut().entry(place.into()).or_default().clone()
    }

    /// The element that stands there, if one does and it is a `T`.
    pub fn get<T: JsCast>(&self, place: impl Into<Place>) -> Option<T> {
        standing(self.0.borrow().get(&place.into())?)
    }

    /// The text there.
    pub fn text(&self, place: impl Into<Place>) -> Option<LiveText> {
        self.get(place).map(LiveText::new)
    }

    /// What is made of the places of a row, from number 0 to the last that is there.
    pub fn row<P: Into<Place>, E: JsCast, T>(&self, at: impl Fn(usize) -> P, make: impl Fn(E) -> T) -> Vec<T> {
        (0..).map_while(|i| self.get(at(i))).map(make).collect()
    }

    /// The texts of a row.
    pub fn texts<P: Into<Place>>(&self, at: impl Fn(usize) -> P) -> Vec<LiveText> {
        self.row(at, LiveText::new)
    }

    /// The verdicts that are wanted: run, statement and text.
    pub fn verdicts(&self) -> Vec<(usize, Id, LiveText)> {
        let all = self.0.borrow();
        let wanted = all.iter().filter_map(|(place, node)| match place {
            Place::Verdict(run, id) => Some((*run, *id, LiveText::new(standing(node)?))),
            _ => None,
        });
        wanted.collect()
    }

    /// The values that are wanted.
    pub fn values(&self) -> Vec<(ValuePlace, LiveText)> {
        let all = self.0.borrow();
        let wanted = all.iter().filter_map(|(place, node)| match place {
            Place::Value(value) => Some((*value, LiveText::new(standing(node)?))),
            _ => None,
        });
        wanted.collect()
    }

    /// All at which an element stands.
    pub fn all(&self) -> Vec<(Place, Element)> {
        self.0.borrow().iter().filter_map(|(place, node)| Some((*place, standing(node)?))).collect()
    }
}

fn standing<T: JsCast>(node: &NodeRef) -> Option<T> {
    node.cast::<Node>()?.dyn_into().ok()
}
