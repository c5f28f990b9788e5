// The colours themselves: every pair that text or a control's edge is drawn in.
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../../../web/static/tokens.css", import.meta.url), "utf8");
const scheme = (text) => Object.fromEntries([...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
const light = scheme(css.slice(0, css.indexOf("@media")));
const dark = { ...light, ...scheme(css.slice(css.indexOf("@media"))) };

const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => sum + k * linear(parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255), 0);
const contrast = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};

const text = [["text", "surface"], ["text", "bg"], ["text", "sunken"], ["text", "accent-bg"], ["muted", "surface"], ["muted", "bg"], ["muted", "sunken"], ["accent", "surface"], ["accent", "bg"],
  ["accent", "accent-bg"], ["accent", "viewer"], ["text", "viewer"], ["on-accent", "accent"], ["ok", "ok-bg"], ["ok", "surface"], ["warn", "warn-bg"], ["warn", "surface"], ["bad", "bad-bg"],
  ["bad", "surface"], ["bar-text", "bar"], ["bar-muted", "bar"]];
const edges = [["control", "surface"], ["control", "bg"], ["warn-bar", "surface"], ["accent", "surface"], ["accent", "viewer"], ["accent", "bg"]];

export async function run(s) {
  for (const [what, pairs, least] of [["text", text, 4.5], ["edges and marks", edges, 3]]) {
    const all = [light, dark].flatMap((t, i) => pairs.map(([a, b]) => ({ name: `${a} on ${b}${i ? ", dark" : ""}`, ratio: contrast(t[a], t[b]) })));
    const worst = all.reduce((w, p) => (p.ratio < w.ratio ? p : w));
    s.report("G6", `contrast of ${all.length} pairs of colours for ${what}`, `>= ${least}`, `${worst.ratio.toFixed(2)} (${worst.name})`, worst.ratio >= least);
  }
}
