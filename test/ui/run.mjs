// Runs the checks against the desk that the Go side has started, prints one table of
// goals and ends with 1 when one is missed.
import { readdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { stageOf } from "./lib.mjs";

const wanted = (process.env.UI_CHECKS || "").split(",").filter(Boolean);
const names = readdirSync(new URL("./checks", import.meta.url)).filter((f) => f.endsWith(".mjs")).map((f) => f.slice(0, -4)).sort();
const browser = await chromium.launch({ executablePath: process.env.UI_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text"] });
const rows = [];
try {
  for (const name of names) {
    if (wanted.length ? !wanted.includes(name) : name === "screens") continue; // the screens have a desk of their own
    const stage = stageOf(browser, (row) => {
      rows.push({ check: name, ...row });
      console.error(`  ${row.goal} ${row.what}: ${row.measured}`);
    });
    const began = Date.now();
    try {
      const { run } = await import(`./checks/${name}.mjs`);
      await run(stage);
    } catch (e) {
      rows.push({ check: name, goal: "-", what: "the check runs to its end", target: "no error", measured: String(e.stack || e).split("\n").slice(0, 4).join(" | "), ok: false });
    } finally {
      await stage.close();
    }
    console.error(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
} finally {
  await browser.close();
}
const cell = (s, n) => String(s).padEnd(n);
const byGoal = (r) => Number(String(r.goal).replace(/\D/g, "")) || 99;
rows.sort((a, b) => byGoal(a) - byGoal(b));
console.log(`\n${cell("goal", 5)}${cell("what", 62)}${cell("target", 26)}measured`);
for (const r of rows) console.log(`${cell(r.goal, 5)}${cell(r.what, 62)}${cell(r.target, 26)}${r.measured}${r.ok ? "" : "   MISSED"}`);
const missed = rows.filter((r) => !r.ok);
console.log(`\n${rows.length} measured, ${missed.length} missed`);
process.exit(missed.length || !rows.length ? 1 : 0);
