// Makes wasm shorter with Binaryen: node binaryen.mjs MODULE FROM TO [FROM TO]...
// MODULE is Binaryen's own. One program does many files: with the many small ones most of the time would go into starting it.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, ...files] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(module).href);

// What of wasm the page asks of browsers.
const FEATURES = [
    "BulkMemory", "BulkMemoryOpt", "MutableGlobals", "Multivalue", "NontrappingFPToInt", "ReferenceTypes", "SIMD128", "SignExt",
];

// As short as it gets: what `wasm-opt -Oz` does.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
binaryen.setLowMemoryUnused(true);
// What is called from one place only is not drawn into it (ARCHITECTURE.md, "stay functions of their own").
binaryen.setOneCallerInlineMaxSize(20);

// The second time finds what the first has laid open; a third finds a few bytes.
const TIMES = 2;

// Functions lie in the order of their names, which gzip finds alike. Sections that say who made a wasm, and for what kind of engine, go: no engine
// reads them, and of many small files they would be half.
const PASSES = ["reorder-functions-by-name", "strip-producers", "strip-target-features", "strip-debug"];

while (files.length > 0) {
    const [from, to] = files.splice(0, 2);
    const wasm = binaryen.readBinary(readFileSync(from));
    wasm.setFeatures(FEATURES.reduce((all, name) => all | binaryen.Features[name], binaryen.Features.MVP));
    for (let time = 0; time < TIMES; time += 1) {
        wasm.optimize();
    }
    wasm.runPasses(PASSES);
    if (!wasm.validate()) throw new Error(`What became of ${from} is no valid WebAssembly.`);
    writeFileSync(to, wasm.emitBinary());
    wasm.dispose();
}
