//! The losses: what each changes, what it sees of a pair, and how one that is neither DPO's nor DPOP's pulls beside the paper's cases.

use crate::objective::{LossEntry, Objective, Pull};
use crate::plot::scale::number;

pub fn changes(objective: &Objective) -> &'static str {
    match objective {
        Objective::Dpo(_) => {
            "Hace crecer h, la ventaja que la preferida le ha sacado a la rechazada desde la referencia, y no ve nada más."
        }
        Objective::Dpop(_) => {
            "Añade a DPO una penalización que empuja de vuelta cuando la respuesta preferida es menos probable que con la referencia."
        }
        Objective::Ipo(_) => {
            "Le pone al margen una meta, en promedio sobre los tokens, y tira de él de vuelta si la pasa."
        }
        Objective::Hinge(_) => {
            "Tira mientras el margen está por debajo de 1/β, siempre con la misma fuerza, y después deja el par en paz."
        }
        Objective::Cdpo(_) => {
            "Supone equivocada una fracción ε de las etiquetas: el margen tiene una meta, log((1 − ε)/ε)/β, y si la pasa se tira de él de vuelta."
        }
        Objective::Robust(_) => {
            "Compensa, en promedio, una fracción ε de etiquetas equivocadas: tira de cada par más que DPO, y nunca lo suelta."
        }
        Objective::ExoPair(_) => {
            "Tiene la meta de cDPO, log((1 − ε)/ε)/β, pero apenas tira de un par cuyo margen es muy negativo o muy grande."
        }
        Objective::Discopop(_) => {
            "Es DPO donde h es menor que 0 y exponencial por encima; con una τ pequeña sube entremedias, y ahí empuja el margen hacia abajo."
        }
        Objective::SigmoidNorm(_) => {
            "Es DPO con log-razones en promedio sobre los tokens: un nat de una respuesta larga cuenta menos."
        }
        Objective::DpoShift(_) => {
            "La rechazada cuenta menos que la preferida, de la que se tira hacia arriba 1/f veces tan fuerte como se empuja la otra hacia abajo."
        }
        Objective::Rpo(_) => {
            "Añade a DPO un SFT sobre la respuesta preferida, que tira de ella hacia arriba en cada paso, haya caído o no."
        }
        Objective::BcoPair(_) => {
            "Juzga cada respuesta por sí misma frente a la referencia: de una preferida que cae tira con más fuerza, haga lo que haga la otra."
        }
        Objective::NcaPair(_) => {
            "Juzga cada respuesta por sí misma y le da a la preferida una meta, log 2/β sobre la referencia; si la pasa, tira de ella de vuelta."
        }
        Objective::SppoHard(_) => {
            "Le da a cada respuesta una meta propia, 1/(2β) por encima y por debajo de la referencia, y tira de vuelta si la pasa."
        }
        Objective::ApoZero(_) => {
            "Tira de la preferida hacia arriba y de la rechazada hacia abajo, cada una por sí misma, y suelta lo que está lejos de la referencia."
        }
        Objective::ApoDown(_) => {
            "Quiere empujar ambas respuestas hacia abajo, la rechazada más: que caiga la preferida es su meta, no su fallo."
        }
        Objective::Simpo(_) => {
            "No tiene referencia: la preferida debe llevar γ/β nats de ventaja por token, estuvieran donde estuvieran ambas al empezar."
        }
    }
}

pub fn stand_in(objective: &Objective) -> String {
    let LossEntry { title, formula, source, .. } = objective.entry();
    format!("{title} es {formula}. {} {source}.", changes(objective))
}

/// What follows for a loss from being left as it was by a number that is added to both answers: the end of a sentence, or nothing.
pub fn sees(objective: &Objective) -> &'static str {
    match objective {
        Objective::Dpo(_)
        | Objective::Dpop(_)
        | Objective::Hinge(_)
        | Objective::Cdpo(_)
        | Objective::Robust(_)
        | Objective::ExoPair(_)
        | Objective::Discopop(_) => ": ve solo h, y no que ambas caen",
        Objective::Ipo(_) | Objective::SigmoidNorm(_) | Objective::Simpo(_) => {
            ": de respuestas de igual longitud ve solo cuánto distan, y no que ambas caen"
        }
        Objective::DpoShift(_)
        | Objective::Rpo(_)
        | Objective::BcoPair(_)
        | Objective::NcaPair(_)
        | Objective::SppoHard(_)
        | Objective::ApoZero(_)
        | Objective::ApoDown(_) => "",
    }
}

pub fn pulls(run: &str, pull: Pull) -> String {
    let Pull { weight, chosen, rejected } = pull;
    if weight == 0.0 {
        return format!("{run} es plana aquí, y no empuja nada.");
    }
    let none = "el artículo no tiene un caso para esto, y la fila muestra su propio empuje";
    let alike = (chosen - rejected).abs() <= 1e-9 * chosen.abs();
    match (chosen > 0.0, rejected > 0.0) {
        (true, true) if alike => {
            format!("{run} tira de ambas respuestas por igual aquí: los casos del artículo para DPO valen tal cual.")
        }
        (true, true) => {
            let Some(lambda) = pull.lambda().filter(|lambda| *lambda < 1e6) else {
                return format!(
                    "{run} tira aquí de la preferida hacia arriba, y apenas empuja la rechazada hacia abajo."
                );
            };
            let ratio =
                if chosen / rejected < 0.01 { "menos de 0.01".to_owned() } else { number(chosen / rejected, 2) };
            let cases = if lambda > 0.0 {
                let lambda = number(lambda, 2);
                format!(
                    "los casos del artículo para DPOP valen con una λ efectiva de {lambda}, también antes de la diferencia"
                )
            } else {
                none.to_owned()
            };
            format!(
                "{run} tira aquí de la preferida hacia arriba {ratio} veces tan fuerte como empuja la rechazada hacia abajo: {cases}."
            )
        }
        (false, false) if alike => {
            format!("{run} ha pasado aquí su meta y tira de vuelta: cada empuje es uno de DPO, al revés.")
        }
        (false, true) => format!("{run} no tira aquí de la preferida hacia arriba: {none}."),
        (true, false) => format!("{run} no empuja aquí la rechazada hacia abajo: {none}."),
        (false, false) => format!("{run} tira aquí de vuelta, y no de ambas por igual: {none}."),
    }
}
