import { french, guard, other, ready, shown, take, truths } from "../station.mjs";

// The network breaks, the server fails, somebody else was faster, the script is missing.
export async function run(s) {
  const scene = await s.scene("bordereaux", { n: 12 }), known = truths(scene);
  const page = await s.as("claire");
  await take(page, s.base, "?type=cheque");
  const posts = (r) => r.request().method() === "POST" && /\/validation\/t\/[0-9a-f-]+$/.test(r.request().url());
  for (const [what, act] of [["a 500", (r) => r.fulfill({ status: 500, body: "non" })], ["a 409", (r) => r.fulfill({ status: 409, body: "non" })], ["no network", (r) => r.abort()]]) {
    await ready(page);
    await guard(page);
    const at = await shown(page);
    if (!known[at.document]?.amount) throw new Error("no cheque: " + JSON.stringify(at));
    const value = french(known[at.document].amount);
    await page.route("**/validation/t/*", (r) => (posts({ request: () => r.request() }) ? act(r) : r.fallback()));
    await page.keyboard.type(value);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".bande.refus", { timeout: 20000 });
    await page.unroute("**/validation/t/*");
    const back = await shown(page), kept = await page.evaluate(() => document.querySelector("[name='f.amount']").value.replaceAll("\u00a0", " ").replaceAll(" ", ""));
    const ok = back.task === at.task && kept === value;
    s.report("G11", `the document and its value after ${what}`, "back at the head, kept", ok ? "yes" : `${JSON.stringify(back)} ${kept}`, ok);
    await guard(page);
    await page.keyboard.press("Enter");
    await other(page, at.task);
  }
  await page.waitForFunction(() => /enregistré|recorded/.test(document.getElementById("fait").textContent));
  const standing = await shown(page);
  s.report("G11", "they are recorded at the second try", "no red band", standing.bands.join(" ") || "none", !standing.bands.length);
  await guard(page);
  for (const key of ["Escape", "q"]) await page.keyboard.press(key); // a page that only closes keeps its slip for a moment
  await page.waitForURL("**/corbeille**");

  for (const [what, options, route] of [["no script at all", { javaScriptEnabled: false }, null], ["the script missing", {}, (r) => r.fulfill({ status: 404, body: "" })], ["the script throwing", {}, (r) => r.fulfill({ contentType: "text/javascript", body: "throw new Error('x')" })]]) {
    const plain = await s.as("paul", options);
    if (route) await plain.route("**/page-station.js", route);
    await plain.goto(s.base + "/validation?type=cheque");
    if (new URL(plain.url()).pathname === "/validation") await plain.click("main button"); // else one is held already
    const at = new URL(plain.url()).pathname, id = (await plain.getAttribute("#piece", "data-document"));
    await plain.fill("[name='f.amount']", french(known[id].amount));
    await plain.press("[name='f.amount']", "Enter");
    await plain.waitForLoadState();
    const next = new URL(plain.url()), ok = next.pathname !== at && next.search.includes("decided");
    s.report(what === "no script at all" ? "G10" : "G11", `a cheque is validated with ${what}`, "yes", ok ? "yes" : plain.url() + (await plain.textContent(".wrong").catch(() => "")), ok);
    await plain.context().close();
  }
}
