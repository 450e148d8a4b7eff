//! What is said of the paper's statements: for each a sentence with this run's own counts, or why it has nothing to say.

use super::common::{Noun, PAIR, counted};
use super::losses;
use crate::argument::{Findings, Id, Idle, Needed, Tally, Verdict};
use crate::objective::Objective;
use crate::words::amounts::{above, error, figure};

pub fn sentence(findings: &Findings, verdict: &Verdict) -> String {
    let loss = findings.objective.entry().title;
    if let Some(idle) = verdict.idle {
        return nothing(idle, loss);
    }
    let is_dpop = matches!(findings.objective, Objective::Dpop(_));
    let is_wrong = matches!(findings.objective, Objective::Dpop(dpop) if !dpop.penalty.is_proper());
    let tally = &verdict.tally;
    let &Tally { holds, of, .. } = tally;
    let worst = tally.worst.unwrap_or(0.0);
    let failing = of - holds;
    match verdict.statement.id {
        Id::OnlyH if failing == 0 => format!(
            "En {} sumar el mismo número a las log-probabilidades de ambas respuestas deja la pérdida como estaba{}.",
            PAIR.share(holds, of),
            losses::sees(&findings.objective)
        ),
        Id::OnlyH => format!(
            "En {} sumar un nat a las log-probabilidades de ambas respuestas deja la pérdida como estaba; {}cambia hasta en {}: {}.",
            PAIR.share(holds, of),
            match (holds, failing) {
                (0, _) => String::new(),
                (_, 1) => "en el otro ".to_owned(),
                _ => format!("en los otros {failing} "),
            },
            figure(worst),
            if is_dpop {
                "allí la bisagra de DPOP está activa, y ve la respuesta preferida por sí misma"
            } else {
                "es una pérdida de algo más que h"
            }
        ),
        Id::LowWhileFalling => {
            let start = match findings.objective {
                Objective::Dpo(_) | Objective::Dpop(_) => "ln 2, donde empezó",
                _ => "donde empezó",
            };
            let are = if of == 1 { "es menos probable" } else { "son menos probables" };
            let below = match (holds, of) {
                (0, 1) => "en ella la pérdida no está".to_owned(),
                (_, 1) => "en ella la pérdida está".to_owned(),
                (0, _) => "en ninguna de ellas está la pérdida".to_owned(),
                _ => format!("en {holds} de ellas la pérdida está"),
            };
            format!("{} {are} que con la referencia, y {below} por debajo de {start}.", counted(of, ANSWER))
        }
        Id::OneApart => format!(
            "En {} las respuestas están a un token de distancia: {}.",
            PAIR.share(holds, of),
            match holds {
                0 => "el argumento no dice nada de este laboratorio",
                1 => "de ese trata el argumento",
                _ => "de esos trata el argumento",
            }
        ),
        Id::Gradient => format!(
            "En {} que la pérdida empuja, el gradiente que usa el entrenamiento es el de la fórmula; el error es, como mucho, {} del mayor.",
            PAIR.share(holds, of),
            error(worst)
        ),
        Id::Prefix => format!(
            "En {} los gradientes de ambas respuestas se cancelan{}.",
            BEFORE.share(holds, of),
            match (failing, is_dpop) {
                (0, _) => "",
                _ if is_wrong => {
                    ": con la bisagra activa, una penalización de signo equivocado le quita empuje a la respuesta preferida"
                }
                (_, true) => ": con su bisagra activa, DPOP empuja la respuesta preferida más que la otra",
                (_, false) => "; donde no, la pérdida tira de una de las respuestas más que de la otra",
            }
        ),
        Id::AtDifference => format!(
            "En {} el logit del token correcto recibe, donde las respuestas difieren, un empuje hacia arriba, y el del incorrecto, uno hacia \
             abajo.",
            PAIR.share(holds, of)
        ),
        Id::After => format!(
            "En {} el empuje medido sobre cada logit es el que predicen las probabilidades de ambos contextos; el error es, como mucho, {} del \
             mayor.",
            AFTER.share(holds, of),
            error(worst)
        ),
        Id::PremiseRight => format!(
            "En {} el token correcto es al menos tan probable tras la preferida hasta ahí como tras la rechazada.",
            AFTER.share(holds, of)
        ),
        Id::PremiseOthers => format!(
            "Los demás deberían ser, como mucho, tan probables tras la preferida hasta ahí como tras la rechazada: lo {} {holds} de {of}, en todas las \
             posiciones tras la diferencia.",
            if holds == 1 { "es" } else { "son" }
        ),
        Id::Premise if holds == 0 => format!(
            "La premisa se cumple entera en 0 de {}: en ninguna es el token correcto al menos tan probable tras la preferida hasta ahí y, a la vez, ningún \
             otro más probable.",
            counted(of, AFTER)
        ),
        Id::Premise => format!(
            "La premisa se cumple entera en {holds} de {}: {} el token correcto es al menos tan probable tras la respuesta preferida hasta ahí \
             como tras la rechazada, y ningún otro token es más probable.",
            counted(of, AFTER),
            match (holds, failing) {
                (_, 0) => "en todas",
                (1, _) => "en ella",
                _ => "en ellas",
            }
        ),
        Id::Reduced => format!(
            "{} que con la referencia, en las respuestas preferidas.",
            less_likely(holds, of, Noun::masculine("token tras la diferencia", "tokens tras la diferencia"))
        ),
        Id::ChosenFalls => format!("{} que con la referencia.", less_likely(holds, of, ANSWER)),
        Id::DpopRight if is_wrong => format!(
            "La penalización tiene el signo equivocado: con la bisagra activa, en {} el logit del token correcto recibe un empuje hacia arriba.",
            AFTER.share(holds, of)
        ),
        Id::DpopOthers if is_wrong => format!(
            "La penalización tiene el signo equivocado: con la bisagra activa, {holds} de {of} logits de los demás tokens reciben un empuje hacia \
             abajo, contando todas las posiciones tras la diferencia."
        ),
        Id::DpopRight => format!(
            "La bisagra de DPOP está activa, y en {} empuja hacia arriba el logit del token correcto.",
            AFTER.share(holds, of)
        ),
        Id::DpopOthers => format!(
            "La bisagra de DPOP está activa, y empuja hacia abajo {holds} de {of} logits de los demás tokens, en todas las posiciones tras la \
             diferencia."
        ),
        Id::LambdaRight => lambda(findings, tally, ["subir", "sube"], "el logit del token correcto"),
        Id::LambdaOthers => lambda(findings, tally, ["bajar", "baja"], "el logit de cada uno de los demás tokens"),
    }
}

fn nothing(idle: Idle, loss: &str) -> String {
    match idle {
        Idle::Diverged => "Este entrenamiento ha divergido, y de él no se afirma nada.".to_owned(),
        Idle::NoneOneApart => {
            "En este laboratorio ningún par está a un token de distancia; el argumento compara la misma posición en ambas respuestas, y no dice \
             nada de él."
                .to_owned()
        }
        Idle::NothingBefore => {
            "Ningún par que esté a un token de distancia, y que la pérdida empuje, tiene un token anterior a la diferencia.".to_owned()
        }
        Idle::NoneFallen => "En este paso ninguna respuesta preferida es menos probable que con la referencia.".to_owned(),
        Idle::NothingPushed => {
            "En este paso la pérdida es plana en cada uno de estos pares, y no empuja nada.".to_owned()
        }
        Idle::NoHinge => format!(
            "Esto trata de la bisagra de DPOP, que sostiene la respuesta preferida; la pérdida {loss} no tiene nada parecido."
        ),
        Idle::HingeIdle => {
            "En este paso la bisagra de DPOP está inactiva: en ningún par a un token de distancia es la respuesta preferida menos probable que \
             con la referencia."
                .to_owned()
        }
        Idle::WrongSign => {
            "La penalización de este entrenamiento tiene el signo equivocado: una λ mayor empuja las respuestas preferidas más hacia abajo, y ninguna es \
             lo bastante grande."
                .to_owned()
        }
        Idle::NoLambda => {
            format!("λ es propia de DPOP; la pérdida {loss} no es un DPOP, ni siquiera uno cuya λ sea 0.")
        }
    }
}

/// What λ does, and what it would have to be.
fn lambda(findings: &Findings, tally: &Tally, [to, it]: [&str; 2], what: &str) -> String {
    let &Tally { holds, of, needed, .. } = tally;
    let share = AFTER.share(holds, of);
    let at_hand = match findings.objective {
        Objective::Dpop(_) => format!("En {share} la λ actual es lo bastante grande para {to} {what}."),
        _ => format!("En {share} {it} {}, que no tiene λ, {what}.", findings.objective.entry().title),
    };
    let Needed { effective, outside, inside } = needed.unwrap_or_default();
    let all = if effective.is_infinite() {
        "Hay posiciones en las que no basta ninguna λ.".to_owned()
    } else if effective <= 0.0 {
        "Ninguna posición necesita λ.".to_owned()
    } else {
        format!(
            "Para todas las posiciones la λ efectiva tiene que ser mayor que {}: λ mayor que {} con la penalización fuera, mayor que {} dentro.",
            above(effective),
            above(outside),
            above(inside)
        )
    };
    format!("{at_hand} {all}")
}

const ANSWER: Noun = Noun::feminine("respuesta preferida", "respuestas preferidas");
const BEFORE: Noun = Noun::feminine("posición previa a la diferencia", "posiciones previas a la diferencia");
const AFTER: Noun = Noun::feminine("posición tras la diferencia", "posiciones tras la diferencia");

/// So many of these at the beginning of a sentence, and that they are less likely.
fn less_likely(holds: usize, of: usize, noun: Noun) -> String {
    let text = noun.share(holds, of);
    let verb = if holds <= 1 || of == 1 { "es menos probable" } else { "son menos probables" };
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{} {verb}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argument::STATEMENTS;
    use crate::objective::{Dpo, Dpop, Penalty};

    const DPO: Objective = Objective::Dpo(Dpo { beta: 0.3 });
    const DPOP: Objective = Objective::Dpop(Dpop { beta: 0.3, lambda: 5.0, penalty: Penalty::Outside });

    fn said(objective: Objective, id: Id, holds: usize, of: usize) -> String {
        let statement = STATEMENTS.iter().find(|statement| statement.id == id).expect("every statement is there");
        let tally = Tally { holds, of, worst: Some(0.012_34), ..Tally::default() };
        let findings = Findings { run: 0, step: 1, objective, verdicts: Vec::new() };
        sentence(&findings, &Verdict { statement, tally, idle: None })
    }

    #[test]
    fn counts_agree_with_their_verbs() {
        let cases = [
            (
                said(DPO, Id::ChosenFalls, 0, 10),
                "Ninguna de las 10 respuestas preferidas es menos probable que con la referencia.",
            ),
            (
                said(DPO, Id::ChosenFalls, 10, 10),
                "Las 10 respuestas preferidas son menos probables que con la referencia.",
            ),
            (said(DPO, Id::ChosenFalls, 1, 1), "La única respuesta preferida es menos probable que con la referencia."),
            (
                said(DPO, Id::Reduced, 1, 70),
                "1 de 70 tokens tras la diferencia es menos probable que con la referencia, en las respuestas preferidas.",
            ),
            (
                said(DPO, Id::OneApart, 1, 1),
                "En el único par las respuestas están a un token de distancia: de ese trata el argumento.",
            ),
            (
                said(DPO, Id::OneApart, 0, 3),
                "En ninguno de los 3 pares las respuestas están a un token de distancia: el argumento no dice nada de este laboratorio.",
            ),
            (
                said(DPO, Id::LowWhileFalling, 0, 1),
                "1 respuesta preferida es menos probable que con la referencia, y en ella la pérdida no está por debajo de ln 2, donde empezó.",
            ),
            (
                said(DPO, Id::LowWhileFalling, 3, 9),
                "9 respuestas preferidas son menos probables que con la referencia, y en 3 de ellas la pérdida está por debajo de ln 2, donde \
                 empezó.",
            ),
            (
                said(DPOP, Id::OnlyH, 9, 10),
                "En 9 de 10 pares sumar un nat a las log-probabilidades de ambas respuestas deja la pérdida como estaba; en el otro cambia hasta \
                 en 0.0123: allí la bisagra de DPOP está activa, y ve la respuesta preferida por sí misma.",
            ),
        ];
        for (said, expected) in cases {
            assert_eq!(said, expected);
        }
    }
}
