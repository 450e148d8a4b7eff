//! The paper's predictions from two softmax vectors: the direction `g` in which a loss moves each logit, and the smallest sufficient λ.
