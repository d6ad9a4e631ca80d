import { defineConfig } from "vite";

const backend = "http://127.0.0.1:8484";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "static",
    assetsDir: "assets",
    emptyOutDir: true,
    target: "es2022",
    // Every asset stays a file of its own: the content security policy allows no data: script, style or font.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: backend, ws: true } } },
});
