//! Preference losses as pure scalar functions of four summed log-probs, with their exact derivatives.
//!
//! Notation (DESIGN §2, the DPO paper arXiv 2305.18290 and the DPOP paper arXiv 2402.13228): `c`, `r` are the summed completion
//! log-probs (nats) of chosen and rejected under the policy, `rc`, `rr` under the frozen reference; `h = (c − rc) − (r − rr)`.
//! Knows nothing of models or data. A new loss is one file and one line in [`REGISTRY`].
