// Bundles the hosts of this folder as their authors would, into the folder that is named: Vite has three of them, webpack one. Nothing is copied
// by hand, and neither bundler is told anything of the package.

import vue from "@vitejs/plugin-vue";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import webpack from "webpack";

const here = fileURLToPath(new URL(".", import.meta.url));
const into = process.argv[2];

await build({
  root: here,
  configFile: false,
  logLevel: "warn",
  base: "./",
  // As React wants it, so that its StrictMode mounts everything twice.
  mode: "development",
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "dpop-lab" } } })],
  build: {
    outDir: join(into, "vite"),
    emptyOutDir: true,
    // The package's own texts are no news.
    chunkSizeWarningLimit: 4000,
    rollupOptions: { input: ["vite", "react", "vue"].map((name) => join(here, `${name}.html`)) },
  },
});

const statistics = await new Promise((resolve, reject) =>
  webpack(
    {
      context: here,
      mode: "production",
      entry: "./src/webpack.js",
      output: { path: join(into, "webpack"), clean: true },
      // The wasm is as large as it is.
      performance: false,
    },
    (cause, statistics) => (cause ? reject(cause) : resolve(statistics)),
  ),
);
if (statistics.hasErrors() || statistics.hasWarnings()) {
  console.error(statistics.toString("errors-warnings"));
  process.exit(1);
}
await copyFile(join(here, "webpack.html"), join(into, "webpack", "index.html"));
