//! A formula as MathML: once with its symbols, once with the run's numbers, and beneath it what each symbol names. A symbol that is pointed at marks what
//! it names all over the page: the state says which it is, the style sheet marks elements by it and pictures their lines.

use super::prose::Typesetter;
use crate::page::places::Among;
use crate::view::chapters::{Formula, Math, Quantity, Symbol};
use crate::view::state::{Action, look};
use crate::words::book as say;
use yew::prelude::*;

/// Of more symbols than this only letters and values are shown: their names come when they are pointed at.
const ROOMY: usize = 4;

/// The formulas of a chapter.
pub fn formulas(formulas: &'static [Formula], setting: &Typesetter<'_>, pointing: &Pointing) -> Html {
    let mut symbols: Vec<Symbol> = Vec::new();
    for formula in formulas {
        symbols.extend(formula.symbols().into_iter().filter(|symbol| !symbols.contains(symbol)).collect::<Vec<_>>());
    }
    let is_brief = symbols.len() > ROOMY;
    let set = |formula: &'static Formula| html! { { one(formula, setting, pointing) } };
    let chip = |symbol: &Symbol| {
        let (name, _) = say::symbol(*symbol);
        html! {
            <li>
                <button type="button" data-symbol={symbol.name()} aria-pressed={(pointing.at == Some(*symbol)).to_string()}
                    onmouseenter={pointing.to(Some(*symbol))} onmouseleave={pointing.to(None)}
                    onfocus={pointing.focus(Some(*symbol))} onblur={pointing.focus(None)}>
                    <math aria-hidden="true">{ letter(*symbol) }</math>
                    <span class={is_brief.then_some("hidden")}>{ name }</span>
                    <b class="value" ref={setting.value(symbol.quantity(), Among::Words)}></b>
                </button>
            </li>
        }
    };
    let what = pointing.at.map(|symbol| {
        let (name, what) = say::symbol(symbol);
        html! { <><b>{ name }</b>{ " " }{ what }</> }
    });
    html! {
        <div class="mathematics">
            { for formulas.iter().map(set) }
            if !symbols.is_empty() {
                <ul class="symbols" aria-label={say::symbols()}>{ for symbols.iter().map(chip) }</ul>
                <p class="what" role="status">{ for what }</p>
            }
        </div>
    }
}

/// The symbol that is pointed at, and how to point at one.
pub struct Pointing {
    /// It.
    pub at: Option<Symbol>,
    point: Callback<Option<Symbol>>,
}

impl Pointing {
    fn to(&self, symbol: Option<Symbol>) -> Callback<MouseEvent> {
        self.point.reform(move |_| symbol)
    }

    fn focus(&self, symbol: Option<Symbol>) -> Callback<FocusEvent> {
        self.point.reform(move |_| symbol)
    }
}

impl Pointing {
    /// At this symbol now; the page's state is told of another.
    pub fn of(at: Option<Symbol>, act: &Callback<Action>) -> Pointing {
        Pointing { at, point: act.reform(|symbol| look::Action::Point(symbol).into()) }
    }
}

fn one(formula: &'static Formula, setting: &Typesetter<'_>, pointing: &Pointing) -> Html {
    let symbols = |pieces: &'static [Math]| html! { <>{ for pieces.iter().map(|piece| symbolic(piece, pointing)) }</> };
    let numbers = |pieces: &'static [Math]| html! { <>{ for pieces.iter().map(|piece| numeric(piece, setting)) }</> };
    let result = |quantity: Quantity| html! { <mtd><mrow><mo>{ "=" }</mo><mn ref={setting.value(quantity, Among::Words)}></mn></mrow></mtd> };
    html! {
        <div class="formula" tabindex="0" role="group" aria-label={say::formula()}>
            <math display="block">
                <mtable columnalign="right left" class="equation">
                    <mtr>
                        <mtd><mrow>{ symbols(formula.left) }</mrow></mtd>
                        <mtd><mrow>if !formula.right.is_empty() && !ends_in_relation(formula.left) { <mo>{ "=" }</mo> }{ symbols(formula.right) }</mrow></mtd>
                    </mtr>
                    if let Some(quantity) = formula.value {
                        <mtr class="numbers">
                            <mtd></mtd>
                            <mtd><mrow><mo>{ "=" }</mo>{ numbers(formula.right) }</mrow></mtd>
                            { result(quantity) }
                        </mtr>
                    }
                </mtable>
            </math>
        </div>
    }
}

/// Whether the left side ends in a sign of its own, such as `>`.
fn ends_in_relation(left: &[Math]) -> bool {
    matches!(left.last(), Some(Math::Operator(_)))
}

/// A symbol's letter.
fn letter(symbol: Symbol) -> Html {
    match symbol.letter() {
        (letter, "") => html! { <mi>{ letter }</mi> },
        (letter, above) if matches!(symbol, Symbol::Sw | Symbol::Sl) => {
            html! { <msup><mi>{ letter }</mi><mi>{ above }</mi></msup> }
        }
        (letter, below) => html! { <msub><mi>{ letter }</mi><mi>{ below }</mi></msub> },
    }
}

fn symbolic(piece: &'static Math, pointing: &Pointing) -> Html {
    let row =
        |pieces: &'static [Math]| html! { <mrow>{ for pieces.iter().map(|piece| symbolic(piece, pointing)) }</mrow> };
    match piece {
        Math::Symbol(symbol) => {
            let at = pointing.at == Some(*symbol);
            html! {
                <mrow class="symbol" data-symbol={symbol.name()} data-at={at.then_some("")}
                    onmouseenter={pointing.to(Some(*symbol))} onmouseleave={pointing.to(None)} onclick={pointing.to(Some(*symbol))}>
                    { letter(*symbol) }
                </mrow>
            }
        }
        Math::Times => html! { <mo>{ "\u{2062}" }</mo> },
        Math::Row(pieces) => row(pieces),
        Math::Fraction(above, below) => html! { <mfrac>{ row(above) }{ row(below) }</mfrac> },
        Math::Sub(base, below) => html! { <msub>{ symbolic(base, pointing) }{ row(below) }</msub> },
        Math::Super(base, above) => html! { <msup>{ symbolic(base, pointing) }{ row(above) }</msup> },
        Math::Name(_) | Math::Number(_) | Math::Operator(_) => plain(piece),
    }
}

fn numeric(piece: &'static Math, setting: &Typesetter<'_>) -> Html {
    let row =
        |pieces: &'static [Math]| html! { <mrow>{ for pieces.iter().map(|piece| numeric(piece, setting)) }</mrow> };
    match piece {
        Math::Symbol(symbol) => html! { <mn ref={setting.value(symbol.quantity(), Among::Operators)}></mn> },
        Math::Times => html! { <mo>{ "·" }</mo> },
        Math::Row(pieces) => row(pieces),
        Math::Fraction(above, below) => html! { <mfrac>{ row(above) }{ row(below) }</mfrac> },
        Math::Sub(base, below) => html! { <msub>{ numeric(base, setting) }{ row(below) }</msub> },
        Math::Super(base, above) => html! { <msup>{ numeric(base, setting) }{ row(above) }</msup> },
        Math::Name(_) | Math::Number(_) | Math::Operator(_) => plain(piece),
    }
}

fn plain(piece: &'static Math) -> Html {
    match piece {
        Math::Name(name) => html! { <mi>{ *name }</mi> },
        Math::Number(number) => html! { <mn>{ *number }</mn> },
        Math::Operator(operator) => html! { <mo>{ *operator }</mo> },
        Math::Symbol(_) | Math::Times | Math::Row(_) | Math::Fraction(..) | Math::Sub(..) | Math::Super(..) => html! {},
    }
}
