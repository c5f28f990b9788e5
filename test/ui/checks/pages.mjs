// Every page of every role: no violation of accessibility in light and dark at four
// widths (the dark changes colours alone: within the daily tests it is looked at at the
// widest, and at the narrowest by the rules that look at colours), nothing that the content policy refuses, no error in
// the console, nothing wider than the window, in both languages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { atTheDoor, morning, pathsOf } from "../lib.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const sizes = [[1366, 768], [1366, 625], [683, 768], [320, 640]];
const daily = process.env.UI_TIMES === "near";

export async function run(s) {
  const paths = pathsOf(await morning(s));
  const violations = [], loud = [], wide = [], clipped = [];
  let looked = 0;
  const visit = async (page, login, stop) => {
    const { path, act, status = 200 } = typeof stop === "string" ? { path: stop } : stop;
    let answered = 0;
    const watch = (r) => r.request().isNavigationRequest() && ![204, 303].includes(r.status()) && (answered = r.status());
    page.on("response", watch);
    const reach = async () => {
      await page.goto(s.base + path);
      await act?.(page);
    };
    await reach();
    if (answered !== status && answered !== 304) loud.push(`${login} ${path}: answers ${answered}, not ${status}`);
    // As source, not by eval: what the driver evaluates is not held to the page's own
    // content policy, which stays in force.
    await page.evaluate(axe + ";undefined");
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const size of sizes) {
        if (daily && colorScheme === "dark" && size !== sizes[0] && size !== sizes.at(-1)) continue;
        const [width, height] = size;
        await page.setViewportSize({ width, height });
        const found = await page.evaluate(async (only) => {
          const r = await window.axe.run(document, { runOnly: only });
          return r.violations.map((v) => `${v.id}: ${v.nodes[0].target.join(" ")}`);
        }, !daily || colorScheme === "light" || size === sizes[0] ? tags : colours);
        looked++;
        for (const v of found) violations.push(`${login} ${path}: ${v}`);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(`${login} ${path} at ${width}`);
      }
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    for (const langue of ["en", "fr"]) {
      await page.context().addCookies([{ name: "langue", value: langue, url: s.base }]);
      await reach();
      for (const c of await page.evaluate(() => [...document.querySelectorAll("button, th, nav a, .chip")].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1).map((e) => e.textContent.trim()))) clipped.push(`${login} ${path} ${langue}: ${c}`);
    }
    page.off("response", watch);
  };
  const listen = (page, login) => {
    // A browser tells of every answer above 399, be it the page itself.
    page.on("console", (m) => m.type() === "error" && m.location().url !== page.url() && loud.push(`${login} ${page.url()}: ${m.text()} ${m.location().url}`));
    page.on("pageerror", (e) => loud.push(`${login} ${page.url()}: ${e}`));
  };
  const walk = async (half) => { // two walk, as there are two processors
    for (const [login, list] of Object.entries(paths)) {
      const page = await s.as(login, { bypassCSP: false });
      listen(page, login);
      for (const path of list.filter((_, i) => i % 2 === half)) await visit(page, login, path);
    }
  };
  await Promise.all([walk(0), walk(1)]);
  for await (const [login, page, stop] of atTheDoor(s)) {
    listen(page, login);
    await visit(page, login, stop);
  }
  const said = (list) => (list.length ? `${list.length}: ${[...new Set(list)].slice(0, 12).join("; ")}` : "0");
  s.report("G5", `axe on ${looked} views (pages, light and dark, four widths)`, "0 violations", said(violations), !violations.length);
  s.report("G8", "views wider than their window", "0", said(wide), !wide.length);
  s.report("G12", "errors in the console, refusals of the content policy", "0", said(loud), !loud.length);
  s.report("G16", "labels cut off, French and English at 1366", "0", said(clipped), !clipped.length);
}
