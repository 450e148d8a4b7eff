//! The views of the training.

use crate::words::arguments::ViewWords;

/// What the curves are, for those who cannot see them.
const CURVES: &str = "Gráficos sobre los pasos del SFT y de la fase de preferencias, una línea por entrenamiento. Los mismos valores están \
en la tabla que abre «Tabla». Haz clic para poner el cursor de tiempo en un lugar; el control deslizante de abajo hace lo mismo con el teclado.";

pub fn answers() -> &'static ViewWords {
    &ViewWords { title: "Respuestas", saved: "las curvas", label: CURVES }
}
pub fn loss() -> &'static ViewWords {
    &ViewWords { title: "Pérdida", saved: "las pérdidas", label: CURVES }
}
pub fn tokens() -> &'static ViewWords {
    &ViewWords { title: "Tokens", saved: "las curvas por token", label: CURVES }
}
pub fn heat_map() -> &'static ViewWords {
    &ViewWords {
        title: "Mapa de calor",
        saved: "el mapa de calor",
        label: "Mapa de calor: para cada entrenamiento y cada par, cuánto se ha movido la log-probabilidad de cada token. La lista de pares y la \
tira de tokens dicen lo mismo en números.",
    }
}
pub fn plane() -> &'static ViewWords {
    &ViewWords {
        title: "Plano",
        saved: "el plano",
        label: "El camino de cada entrenamiento: a lo ancho, cuánto más o menos probables se han vuelto las respuestas preferidas desde la \
referencia; hacia arriba, las rechazadas. La tabla tiene los mismos valores.",
    }
}
pub fn areas() -> &'static ViewWords {
    &ViewWords {
        title: "Áreas",
        saved: "las áreas",
        label: "Para cada entrenamiento, sobre los pasos de la fase de preferencias: cuánto se han movido las respuestas preferidas, como tres \
áreas apiladas desde la referencia: sus tokens antes de la diferencia, en ella y después de ella. La tabla tiene los mismos valores.",
    }
}
pub fn loss_curve() -> &'static ViewWords {
    &ViewWords {
        title: "Pérdida y h",
        saved: "la pérdida según h",
        label: "A lo ancho h, cuánto más que la referencia prefiere un entrenamiento la respuesta preferida; hacia arriba, la pérdida. La pérdida de \
cada entrenamiento es una curva, y cada par un punto: hueco donde su respuesta preferida está por debajo de la referencia. La frase de abajo dice \
cuántos lo están.",
    }
}
pub fn table() -> &'static ViewWords {
    &ViewWords { title: "Tabla", saved: "", label: "" }
}
