// Runs one check against the desk that the Go side has started and writes what it
// measured, a row a line, to standard output: {check, goal, what, target, measured, ok}.
import { chromium } from "playwright-core";
import { stageOf } from "./lib.mjs";

const name = process.env.UI_CHECK;
const write = (row) => console.log(JSON.stringify({ check: name, ...row, measured: String(row.measured) }));
const browser = await chromium.launch({ executablePath: process.env.UI_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text"] });
const stage = stageOf(browser, write);
try {
  const { run } = await import(`./checks/${name}.mjs`);
  await run(stage);
} catch (e) {
  write({ goal: "-", what: `the check ${name} runs to its end`, target: "no error", measured: String(e.stack || e).split("\n").slice(0, 12).join(" | "), ok: false });
} finally {
  await stage.close();
  await browser.close();
}
