//! Formulas as trees, whose symbols know what they name. The page sets them as MathML, once with symbols and once with the numbers of the run.

use super::Quantity;
use crate::words::Symbol;

/// A formula: what it says is equal, or what it says is so.
pub struct Formula {
    /// What stands left of the equals sign.
    pub left: &'static [Math],
    /// What stands right of it.
    pub right: &'static [Math],
    /// The quantity that the right side comes to, where its numbers are shown.
    pub value: Option<Quantity>,
}

/// A piece of a formula.
pub enum Math {
    /// A symbol that names something.
    Symbol(Symbol),
    /// A name that is set as it stands.
    Name(&'static str),
    /// A number.
    Number(&'static str),
    /// An operator or a fence.
    Operator(&'static str),
    /// A product: nothing between symbols, a dot between numbers.
    Times,
    /// Several in a row.
    Row(&'static [Math]),
    /// A fraction.
    Fraction(&'static [Math], &'static [Math]),
    /// With an index below.
    Sub(&'static Math, &'static [Math]),
    /// With an exponent.
    Super(&'static Math, &'static [Math]),
}

impl Symbol {
    /// All of them.
    pub const ALL: [Symbol; 15] = [
        Symbol::Loss,
        Symbol::Beta,
        Symbol::Lambda,
        Symbol::H,
        Symbol::C,
        Symbol::Cref,
        Symbol::R,
        Symbol::Rref,
        Symbol::Sw,
        Symbol::Sl,
        Symbol::G,
        Symbol::Weight,
        Symbol::Hinge,
        Symbol::Ratio,
        Symbol::Effective,
    ];

    /// Its letter, with what stands below it, or above in the case of a context.
    pub fn letter(self) -> (&'static str, &'static str) {
        match self {
            Symbol::Loss => ("L", ""),
            Symbol::Beta => ("β", ""),
            Symbol::Lambda => ("λ", ""),
            Symbol::H => ("h", ""),
            Symbol::C => ("c", ""),
            Symbol::Cref => ("c", "ref"),
            Symbol::R => ("r", ""),
            Symbol::Rref => ("r", "ref"),
            Symbol::Sw => ("s", "w"),
            Symbol::Sl => ("s", "l"),
            Symbol::G => ("g", ""),
            Symbol::Weight => ("w", ""),
            Symbol::Hinge => ("p", ""),
            Symbol::Ratio => ("π", "ratio"),
            Symbol::Effective => ("λ", "eff"),
        }
    }

    /// Its name for the style sheet, which colours what names the same alike.
    pub fn name(self) -> &'static str {
        match self {
            Symbol::Loss => "loss",
            Symbol::Beta => "beta",
            Symbol::Lambda | Symbol::Effective => "lambda",
            Symbol::H => "h",
            Symbol::C | Symbol::Ratio => "chosen",
            Symbol::R => "rejected",
            Symbol::Cref | Symbol::Rref => "reference",
            Symbol::Sw => "chosen-token",
            Symbol::Sl => "rejected-token",
            Symbol::G => "push",
            Symbol::Weight => "weight",
            Symbol::Hinge => "hinge",
        }
    }

    /// What it names in a run.
    pub fn quantity(self) -> Quantity {
        match self {
            Symbol::Loss => Quantity::Loss,
            Symbol::Beta => Quantity::Beta,
            Symbol::Lambda => Quantity::Lambda,
            Symbol::H => Quantity::H,
            Symbol::C => Quantity::C,
            Symbol::Cref => Quantity::Cref,
            Symbol::R => Quantity::R,
            Symbol::Rref => Quantity::Rref,
            Symbol::Sw => Quantity::Sw,
            Symbol::Sl => Quantity::Sl,
            Symbol::G => Quantity::G,
            Symbol::Weight => Quantity::Weight,
            Symbol::Hinge => Quantity::Hinge,
            Symbol::Ratio => Quantity::Ratio,
            Symbol::Effective => Quantity::Effective,
        }
    }
}

impl Formula {
    /// The symbols in it, each once, in the order in which they are read.
    pub fn symbols(&self) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        collect(self.left, &mut symbols);
        collect(self.right, &mut symbols);
        symbols
    }
}

fn collect(pieces: &[Math], symbols: &mut Vec<Symbol>) {
    for piece in pieces {
        match piece {
            Math::Symbol(symbol) => {
                if !symbols.contains(symbol) {
                    symbols.push(*symbol);
                }
            }
            Math::Row(row) => collect(row, symbols),
            Math::Fraction(above, below) => {
                collect(above, symbols);
                collect(below, symbols);
            }
            Math::Sub(base, below) | Math::Super(base, below) => {
                collect(std::slice::from_ref(base), symbols);
                collect(below, symbols);
            }
            Math::Name(_) | Math::Number(_) | Math::Operator(_) | Math::Times => {}
        }
    }
}

/// Short names, of which the chapters' formulas are made.
pub mod set {
    use super::Math;
    use crate::words::Symbol;

    pub const LOSS: Math = Math::Symbol(Symbol::Loss);
    pub const BETA: Math = Math::Symbol(Symbol::Beta);
    pub const LAMBDA: Math = Math::Symbol(Symbol::Lambda);
    pub const H: Math = Math::Symbol(Symbol::H);
    pub const C: Math = Math::Symbol(Symbol::C);
    pub const CREF: Math = Math::Symbol(Symbol::Cref);
    pub const R: Math = Math::Symbol(Symbol::R);
    pub const RREF: Math = Math::Symbol(Symbol::Rref);
    pub const SW: Math = Math::Symbol(Symbol::Sw);
    pub const SL: Math = Math::Symbol(Symbol::Sl);
    pub const G: Math = Math::Symbol(Symbol::G);
    pub const WEIGHT: Math = Math::Symbol(Symbol::Weight);
    pub const HINGE: Math = Math::Symbol(Symbol::Hinge);
    pub const RATIO: Math = Math::Symbol(Symbol::Ratio);
    pub const EFFECTIVE: Math = Math::Symbol(Symbol::Effective);
    pub const MINUS: Math = Math::Operator("−");
    pub const PLUS: Math = Math::Operator("+");
    pub const OPEN: Math = Math::Operator("(");
    pub const CLOSE: Math = Math::Operator(")");
    pub const COMMA: Math = Math::Operator(",");
    pub const LOG: Math = Math::Name("log");
    pub const MAX: Math = Math::Name("max");
    pub const SIGMA: Math = Math::Name("σ");
    pub const ONE: Math = Math::Number("1");
    pub const ZERO: Math = Math::Number("0");
    pub const TIMES: Math = Math::Times;
    pub const MORE: Math = Math::Operator(">");
    pub const AT_LEAST: Math = Math::Operator("≥");
    pub const EXP: Math = Math::Name("exp");
    pub const J: Math = Math::Name("j");
    pub const K: Math = Math::Name("k");
    /// A sum over the answer's tokens.
    pub const SUM: Math = Math::Sub(&Math::Operator("∑"), &[K]);
    /// The probability of a token, given all that comes before it.
    pub const PROBABILITY: Math = Math::Row(&[
        Math::Name("π"),
        OPEN,
        Math::Sub(&Math::Name("t"), &[K]),
        Math::Operator("|"),
        Math::Name("x"),
        COMMA,
        Math::Sub(&Math::Name("t"), &[Math::Operator("<"), K]),
        CLOSE,
    ]);
    /// Gradients of the loss and of both log-probabilities.
    pub const NABLA_LOSS: Math = Math::Row(&[NABLA, LOSS]);
    pub const NABLA_C: Math = Math::Row(&[NABLA, C]);
    pub const NABLA_R: Math = Math::Row(&[NABLA, R]);
    const NABLA: Math = Math::Name("∇");
    /// Of any token, not of the right one alone.
    pub const GJ: Math = Math::Sub(&Math::Name("g"), &[J]);
    pub const SWJ: Math = Math::Row(&[Math::Super(&Math::Sub(&Math::Name("s"), &[J]), &[Math::Name("w")])]);
    pub const SLJ: Math = Math::Row(&[Math::Super(&Math::Sub(&Math::Name("s"), &[J]), &[Math::Name("l")])]);
    /// 1 for the right token, and 1 for the wrong one.
    pub const IS_RIGHT: Math = Math::Sub(&ONE, &[J, Math::Operator("="), Math::Name("right")]);
    pub const IS_WRONG: Math = Math::Sub(&ONE, &[J, Math::Operator("="), Math::Name("wrong")]);
    /// The smallest sufficient λ of the right token.
    pub const NEEDED: Math = Math::Fraction(&[SW, MINUS, SL], &[ONE, MINUS, SW]);
    /// The loss in its two forms.
    pub const OUTSIDE: Math = Math::Sub(&LOSS, &[Math::Name("outside")]);
    pub const INSIDE: Math = Math::Sub(&LOSS, &[Math::Name("inside")]);
}
