// From Enter to the next document painted: its picture decoded, its field focused.
import { percentile } from "../lib.mjs";
import { french, guard, other, ready, shown, take } from "../station.mjs";

const many = process.env.UI_TIMES === "near" ? 60 : 500;

// clock measures, in the page, from the key to the frame that shows the next document.
const clock = () => {
  window.enters = [];
  let at = 0;
  addEventListener("keydown", (e) => { if (e.key === "Enter") at = e.timeStamp; }, true);
  new MutationObserver(() => {
    const from = at, piece = document.querySelector("#piece");
    if (!from || !piece) return;
    at = 0;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = async () => {
        const painted = performance.now() - from, image = new Image();
        image.src = piece.querySelector("svg.page.on image").getAttribute("href");
        const known = image.complete;
        await image.decode();
        const late = known ? 0 : performance.now() - from - painted;
        window.enters.push({ ms: painted + late, focused: piece.contains(document.activeElement) });
      };
      port2.postMessage("");
    });
  }).observe(document.querySelector(".poste"), { childList: true });
};

async function run1(page, truths, n, warm) {
  if (await page.evaluate(() => !window.enters)) await page.evaluate(clock);
  else await page.evaluate(() => { window.enters = []; });
  for (let i = 0; i < n; i++) {
    const before = await shown(page), amount = truths[before.document];
    if (!amount) throw new Error("an unknown document: " + JSON.stringify(before));
    if (warm) await ready(page);
    await guard(page);
    await page.keyboard.type(french(amount));
    await page.keyboard.press("Enter");
    await other(page, before.task);
  }
  await page.waitForFunction((k) => window.enters.length >= k, n);
  return page.evaluate(() => window.enters);
}

const told = (all) => `p50 ${percentile(all, 0.5).toFixed(0)}, p95 ${percentile(all, 0.95).toFixed(0)}, max ${Math.max(...all).toFixed(0)} ms (n=${all.length})`;

export async function run(s) {
  const half = Math.ceil(many / 2), cold = 30;
  const per = 40, of = Math.ceil((2 * half + cold + 15) / per);
  const { documents } = await s.scene("bordereaux", { n: per, of, same: 1 });
  const truths = Object.fromEntries(documents.filter((d) => d.true.amount).map((d) => [d.id, d.true.amount]));
  const page = await s.as("claire");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("HeapProfiler.enable");
  await take(page, s.base, "?type=cheque");
  const weight = async () => {
    await page.waitForFunction(() => document.querySelector(".poste").dataset.ready === "2" && document.querySelector(".poste").dataset.sending === "0");
    for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
    return { heap: (await cdp.send("Runtime.getHeapUsage")).usedSize, nodes: (await cdp.send("Memory.getDOMCounters")).nodes };
  };
  await run1(page, truths, 8, true);
  await ready(page);
  const before = await weight();
  for (const latency of [0, 80]) {
    await cdp.send("Network.emulateNetworkConditions", { offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 });
    const enters = await run1(page, truths, half, true), all = enters.map((e) => e.ms);
    const ok = percentile(all, 0.95) <= 50 && Math.max(...all) <= 150 && enters.every((e) => e.focused);
    s.report("G1", `Enter to the next document painted, ${latency} ms of latency`, "p95 <= 50, max <= 150", told(all), ok, percentile(all, 0.95) <= 200 && enters.every((e) => e.focused));
  }
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  const after = await weight();
  const grown = (after.heap - before.heap) / 1e6;
  s.report("G9", `heap after ${2 * half} documents`, "<= +5 MB", `${grown.toFixed(2)} MB`, grown <= 5);
  s.report("G9", `DOM nodes after ${2 * half} documents`, "+-0 (one document's)", `${before.nodes} then ${after.nodes}`, Math.abs(after.nodes - before.nodes) <= 60);
  // Cold: nothing is fetched ahead.
  await page.route("**/validation/avance", (r) => r.fulfill({ json: { task: "" } }));
  for (let i = 0; i < 3; i++) await run1(page, truths, 1, false); // what was fetched before
  const slow = (await run1(page, truths, cold, false)).map((e) => e.ms);
  s.report("G1", "the same with nothing fetched ahead", "p95 <= 400", told(slow), percentile(slow, 0.95) <= 400, percentile(slow, 0.95) <= 1600);
  await page.goto(s.base + "/corbeille");
}
