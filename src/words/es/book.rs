//! The argument's face: what stands around the chapters, what symbols and terms mean, and the exercises.

use super::common::{PAIR, counted};
use crate::plot::scale::signed;
use crate::words::{Exercise, NO_VALUE, Progress, Symbol, Term};

pub fn faces() -> &'static [&'static str; 2] {
    &["Argumento", "Lab"]
}
pub fn faces_hints() -> &'static [&'static str; 2] {
    &[
        "El argumento, capítulo a capítulo (L)",
        "Todo a la vez: datos, ajustes, microscopio; el mismo entrenamiento, paso y token (L)",
    ]
}
pub fn chapters() -> &'static str {
    "Capítulos"
}
pub fn book() -> &'static str {
    "El argumento"
}
pub fn turn() -> &'static [&'static str; 2] {
    &["Atrás", "Siguiente"]
}
pub fn always() -> &'static [&'static str; 2] {
    &[
        "¿Siempre?",
        "Preguntarlo a este laboratorio con muchas semillas: medias, intervalos y lo que dicen los artículos",
    ]
}
pub fn question() -> &'static str {
    "¿Qué crees?"
}
pub fn reveal() -> &'static str {
    "Mostrar"
}
pub fn told_later() -> &'static str {
    "El entrenamiento aún no ha llegado hasta ahí…"
}
pub fn told_never() -> &'static str {
    "Este laboratorio no tiene con qué responder."
}
pub fn verdicts() -> &'static str {
    "Recuento en este entrenamiento, en este paso"
}
pub fn exception() -> &'static str {
    "¿Dónde no?"
}
pub fn exception_hint() -> &'static str {
    "Mirar el siguiente lugar donde no se cumple"
}
pub fn early() -> &'static str {
    "Todavía no hay referencia: esto se cuenta desde el primer paso de preferencias."
}
pub fn examining() -> &'static str {
    "Contando…"
}
pub fn own() -> &'static str {
    "Explicado con tu propio laboratorio."
}
pub fn stands_in(loss: &str, run: &str) -> String {
    format!(
        "Ningún entrenamiento de este laboratorio es {loss}: donde el capítulo dice {loss}, sus respuestas y recuentos son de {run}."
    )
}
pub fn on_trial() -> &'static str {
    "Explicado con los entrenamientos del ejercicio."
}
pub fn try_it() -> &'static str {
    "Entrenar los dos"
}
pub fn suspects() -> &'static str {
    "El entrenamiento con el error"
}
pub fn on_example() -> &'static str {
    "Explicarlo con su ejemplo"
}
pub fn exercises() -> &'static str {
    "Ejercicios"
}
pub fn formula() -> &'static str {
    "Fórmula"
}
pub fn symbols() -> &'static str {
    "Símbolos, con sus valores en este entrenamiento"
}
pub fn reading() -> &'static str {
    "Para seguir leyendo"
}
pub fn hand() -> &'static str {
    "Mueve c y r a mano"
}
pub fn hand_home() -> &'static str {
    "Volver a la referencia"
}
pub fn hand_both() -> &'static str {
    "Bajar ambas un nat"
}
pub fn hand_sliders() -> &'static [(&'static str, &'static str); 2] {
    &[("c", "preferida, desde la referencia"), ("r", "rechazada, desde la referencia")]
}
pub fn hand_columns() -> &'static [&'static str; 3] {
    &["pérdida", "empuje a c", "empuje a r"]
}
pub fn hand_axes() -> &'static [&'static str; 2] {
    &["brecha h, nats", "pérdida"]
}
pub fn nats(value: &str) -> String {
    format!("{value} nats desde la referencia")
}

pub fn symbol(symbol: Symbol) -> (&'static str, &'static str) {
    match symbol {
        Symbol::Loss => {
            ("pérdida", "Lo que el entrenamiento minimiza, en nats. La pérdida del lote es la media sobre sus pares.")
        }
        Symbol::Beta => (
            "exigencia",
            "Cuanto mayor es β, antes basta una brecha h, y menos puede alejarse el modelo de la referencia.",
        ),
        Symbol::Lambda => ("precio de un nat", "Lo que cuesta un nat por debajo de la referencia."),
        Symbol::H => {
            ("brecha", "Cuántos nats más que con la referencia aventaja la respuesta preferida a la rechazada.")
        }
        Symbol::C => ("preferida", "Log-probabilidad de la respuesta preferida: la suma sobre sus tokens, en nats."),
        Symbol::Cref => ("preferida, referencia", "Su log-probabilidad con la referencia congelada."),
        Symbol::R => ("rechazada", "Log-probabilidad de la respuesta rechazada, en nats."),
        Symbol::Rref => ("rechazada, referencia", "Su log-probabilidad con la referencia congelada."),
        Symbol::Sw => ("tras el texto preferido", "Probabilidad del token tras la respuesta preferida hasta ahí."),
        Symbol::Sl => {
            ("tras el texto rechazado", "Probabilidad del mismo token tras la respuesta rechazada hasta ahí.")
        }
        Symbol::G => (
            "empuje",
            "Por encima de 0, el entrenamiento sube el logit del token; por debajo de 0, lo baja; en unidades del peso del par.",
        ),
        Symbol::Weight => (
            "fuerza",
            "Con cuánta fuerza tira la pérdida de este par: β σ(−βh) en DPO. Se debilita a medida que crece la brecha.",
        ),
        Symbol::Hinge => (
            "caída en nats",
            "Cuánto ha caído la respuesta preferida por debajo de la referencia; 0 donde no ha caído.",
        ),
        Symbol::Ratio => {
            ("razón", "La probabilidad de la respuesta preferida, dividida entre la que le da la referencia.")
        }
        Symbol::Effective => (
            "λ efectiva",
            "Cuánto supera la fuerza que tira hacia arriba de la respuesta preferida a la que empuja hacia abajo la rechazada.",
        ),
    }
}

pub fn terms() -> &'static [Term] {
    &[
        (
            "token",
            "token",
            "Un trozo de texto que el modelo lee y escribe como uno solo; aquí, una palabra o un signo.",
        ),
        (
            "logit",
            "logit",
            "Un número que el modelo da a cada token, y del que después se hacen las probabilidades. Subir uno baja las probabilidades de los demás.",
        ),
        (
            "logp",
            "log-probabilidad",
            "El logaritmo natural de una probabilidad: 0 es la certeza, −0.69 es un medio, −4.6 es uno entre cien.",
        ),
        (
            "nat",
            "nat",
            "La unidad de los logaritmos naturales: un nat menos es 2.7 veces menos probable; cinco nats menos, 148 veces.",
        ),
        ("chosen", "respuesta preferida", "La respuesta que la gente eligió; «chosen» en TRL."),
        ("rejected", "respuesta rechazada", "La respuesta que la gente rechazó."),
        ("policy", "política", "El modelo que se está entrenando."),
        (
            "reference",
            "referencia",
            "El modelo tal como era antes del entrenamiento con preferencias, congelado. Todos los cambios se miden desde él.",
        ),
        (
            "sft",
            "ajuste fino supervisado (SFT)",
            "Entrenar el modelo para que escriba respuestas dadas, token a token.",
        ),
        (
            "dpo",
            "DPO",
            "Optimización directa de preferencias (Rafailov et al. 2023): entrenar con pares de respuestas sin un modelo de recompensa.",
        ),
        (
            "dpop",
            "DPOP",
            "DPO-positive (Pal et al. 2024): DPO con una penalización para las respuestas preferidas que caen por debajo de la referencia.",
        ),
        ("beta", "β", "Cuán exigente es el margen: con una β grande basta una brecha pequeña."),
        ("lambda", "λ", "El peso de la penalización de DPOP."),
        (
            "effective",
            "λ efectiva",
            "En DPOP, cuánto supera la fuerza que tira hacia arriba de la respuesta preferida a la que empuja hacia abajo la rechazada: λ con la penalización dentro, λ / (β σ(−βh)) fuera.",
        ),
        (
            "margin",
            "margen de recompensa",
            "β por la brecha h, en promedio sobre los pares; rewards/margins en TRL. Crece mientras el entrenamiento funciona, hagan lo que hagan las respuestas.",
        ),
        (
            "accuracy",
            "exactitud",
            "La fracción de pares cuya respuesta preferida ha ganado más que la rechazada; rewards/accuracies en TRL.",
        ),
        (
            "weight",
            "peso",
            "Con cuánta fuerza tira la pérdida de un par: β σ(−βh) en DPO. Es máximo al principio y se debilita a medida que crece la brecha.",
        ),
        ("hinge", "bisagra", "Una función plana por un lado y en pendiente por el otro: max(0, x)."),
        ("greedy", "decodificación voraz", "Escribir cada vez el token más probable."),
        ("sampled", "muestreo", "Escribir cada token tan a menudo como dice su probabilidad."),
        ("eos", "<eos>", "El token que termina una respuesta. Cuenta como un token."),
        ("softmax", "softmax", "Lo que convierte los logits en probabilidades que suman uno."),
    ]
}

pub fn term(name: &str) -> Option<&'static Term> {
    terms().iter().find(|(known, ..)| *known == name)
}

pub fn glossary() -> &'static str {
    "Glosario"
}
pub fn teach() -> &'static str {
    "Para docentes: planes de 15, 45 y 90 minutos, y una hoja para repartir"
}
pub fn normal() -> &'static str {
    "¿Es normal?"
}
pub fn normal_columns() -> &'static [&'static str; 3] {
    &["qué se mide", "normalmente", "cómo entenderlo"]
}

pub fn metrics() -> &'static [(&'static str, &'static str, &'static str)] {
    &[
        (
            "loss",
            "baja desde ln 2 = 0.69",
            "En DPO dice que la brecha crece, no quién se ha movido. Con la penalización fuera puede subir un tiempo: la bisagra está activa.",
        ),
        (
            "rewards/margins",
            "suben",
            "β por la brecha. No se puede comparar entre dos β. Con DPO sube tanto si las respuestas preferidas suben como si caen.",
        ),
        (
            "rewards/accuracies",
            "suben hacia 1",
            "Pronto es 1, en los pares con los que se entrena. No dice nada de lo que escribiría el modelo.",
        ),
        (
            "rewards/chosen",
            "suben, o caen por debajo de 0",
            "Por debajo de 0, las respuestas preferidas son menos probables que con la referencia. Este es el número que hay que vigilar.",
        ),
        ("rewards/rejected", "caen", "Así debe ser. Cuánto caen es el precio al que se consigue el margen."),
        (
            "logps/chosen",
            "se quedan, o caen",
            "Sumas sobre la respuesta, de modo que las largas tienen números mayores. Divide entre los tokens para comparar conjuntos de datos.",
        ),
        ("logps/rejected", "caen", "Con DPO, a menudo decenas de nats: nada en la pérdida las detiene."),
        (
            "dpop/penalty",
            "pequeña, va y viene",
            "Media de los nats por debajo de la referencia, antes de λ. Si sigue alta, λ es demasiado pequeña o la tasa de aprendizaje, demasiado grande.",
        ),
        ("grad_norm", "baja", "Salta con la bisagra. Si crece sin fin, el entrenamiento está a punto de divergir."),
    ]
}

pub fn exercise(exercise: Exercise) -> (&'static str, &'static str) {
    match exercise {
        Exercise::SmallestLambda => (
            "La λ más pequeña",
            "Encuentra la λ más pequeña que conserva cada respuesta preferida a 0.1 nats o menos de la referencia: un entrenamiento DPOP que las conserve todas, \
             y otro con al menos la mitad de su λ, en la misma forma y con la misma β, que no.",
        ),
        Exercise::Spared => (
            "Un laboratorio que DPO perdona",
            "Construye pares con los que DPO, en su último paso, deje cada respuesta preferida a 0.1 nats o menos de la referencia, o por encima de ella.",
        ),
        Exercise::Beaten => (
            "Un laboratorio que vence a DPOP",
            "Encuentra datos o ajustes con los que, a pesar de DPOP, una respuesta preferida acabe más de 0.7 nats por debajo de la referencia: menos de la mitad \
             de probable.",
        ),
        Exercise::SignBug => (
            "El error de signo",
            "Una copia pública del código sumó la penalización con un menos. De dos entrenamientos, A y B, con la misma β y la misma λ, uno tiene ese error: di \
             cuál, por las curvas.",
        ),
    }
}

pub fn told(is_right: Option<bool>, answer: &str) -> String {
    let begin = match is_right {
        Some(true) => "Sí.",
        Some(false) => "No.",
        None => "Respuesta:",
    };
    format!("{begin} {answer}")
}

pub fn progress(exercise: Exercise, progress: Progress) -> String {
    let number = |value: f64| if value.is_finite() { format!("{value}") } else { NO_VALUE.to_owned() };
    let nats = |value: f64| if value.is_finite() { signed(value, 2) } else { NO_VALUE.to_owned() };
    match (exercise, progress) {
        (_, Progress::Training) => "Aún sin entrenar hasta el final.".to_owned(),
        (Exercise::SmallestLambda, Progress::Open([least, most])) => {
            format!(
                "La λ más pequeña que las conserva hasta ahora: {}; la más grande que no: {}.",
                number(least),
                number(if most > 0.0 { most } else { f64::NAN })
            )
        }
        (Exercise::SmallestLambda, Progress::Done([least, most])) => {
            format!("Hecho: λ = {} las conserva todas, λ = {} no.", number(least), number(most))
        }
        (Exercise::Spared, Progress::Open([best, _])) => {
            format!("Todavía no: la peor respuesta preferida de DPO acaba en {} nats.", nats(best))
        }
        (Exercise::Spared, Progress::Done([best, pairs])) => {
            format!(
                "Hecho, con {}: la peor respuesta preferida de DPO acaba en {} nats.",
                counted(pairs as usize, PAIR),
                nats(best)
            )
        }
        (Exercise::Beaten, Progress::Open([least, _])) => {
            format!("Todavía no: la peor respuesta preferida de DPOP acaba en {} nats.", nats(least))
        }
        (Exercise::Beaten, Progress::Done([least, _])) => {
            format!("Hecho: la peor respuesta preferida de DPOP acaba en {} nats.", nats(least))
        }
        (Exercise::SignBug, Progress::Open([choices, _])) if choices > 0.0 => "Entrenados. ¿Cuál es?".to_owned(),
        (Exercise::SignBug, Progress::Open(_)) => "Ningún entrenamiento de este laboratorio lo tiene.".to_owned(),
        (Exercise::SignBug, Progress::Done([gained, loss])) => {
            let why = if loss < 0.0 { " Ninguna suma de −log σ y un precio es menor que 0." } else { "" };
            format!(
                "Hecho: sus respuestas preferidas acaban en {} nats en promedio, su pérdida en {}.{why}",
                nats(gained),
                nats(loss)
            )
        }
        (_, Progress::Wrong([gained, loss])) => {
            format!(
                "Este no: sus respuestas preferidas acaban en {} nats en promedio, su pérdida en {}.",
                nats(gained),
                nats(loss)
            )
        }
    }
}

pub fn chapter_title(number: usize, title: &str) -> String {
    format!("{number}. {title}")
}

pub fn place(number: usize, of: usize) -> String {
    format!("{number} / {of}")
}

pub fn unknown(given: &str, known: &[&str]) -> String {
    format!("chapter es {given:?}; se admiten {}.", known.join(", "))
}

pub fn unknown_part(given: &str) -> String {
    format!(
        "show es {given:?}; se admiten text, formula, question, verdicts y stage, separados por comas; todos ellos si no se da."
    )
}

pub fn without_part(chapter: &str, has: &[&str]) -> String {
    format!("El capítulo {chapter} no tiene nada de lo que nombra show; tiene {}.", has.join(", "))
}

pub fn unknown_face(given: &str) -> String {
    format!("face es {given:?}; se admiten argument y lab.")
}
