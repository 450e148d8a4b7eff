//! GPT-2's shape: parameter names and layout, seeded initial values, safetensors in and out.
