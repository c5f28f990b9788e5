// What the station weighs when it comes up for the first time, that nothing of it moves, and
// that all of it stands in a small window.
import { take } from "../station.mjs";

const KB = 1024;

export async function run(s) {
  await s.scene("feuillets"); // what came first is taken first
  await s.scene("remise", { n: 41, doubtful: 1 });
  await s.scene("documents");
  const tasks = [];
  for (const [what, filter, most, login] of [["a cheque", "?type=cheque", 150, "claire"], ["an A4 paper", "?type=payslip", 350, "claire"], ["a paper of 12 pages", "?type=proof_of_address", 350, "paul"], ["a slip of 41 cheques", "?type=remittance_slip", 350, "nadia"]]) {
    const page = await s.as(login, { viewport: { width: 1366, height: 625 } });
    await take(page, s.base, filter);
    const path = new URL(page.url()).pathname;
    tasks.push(path);
    // The same page in a browser that has nothing yet.
    const other = await s.browser.newContext({ viewport: { width: 1366, height: 625 }, storageState: await page.context().storageState() });
    const fresh = await other.newPage(), cdp = await fresh.context().newCDPSession(fresh);
    await cdp.send("Network.enable");
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    const kinds = new Map(), bytes = {};
    let requests = 0;
    cdp.on("Network.responseReceived", (e) => kinds.set(e.requestId, { type: e.type, url: new URL(e.response.url).pathname }));
    cdp.on("Network.loadingFinished", (e) => {
      const { type, url } = kinds.get(e.requestId) ?? {};
      const kind = type === "Image" && url.includes("/page/") ? "picture" : type;
      if (type === "Fetch" || type === "XHR") return; // what is fetched ahead is the next document's
      if (kind !== "picture" || !bytes.picture) requests++; // a page more is a picture more
      bytes[kind] = (bytes[kind] ?? 0) + e.encodedDataLength;
      if (kind === "picture") bytes.largest = Math.max(bytes.largest ?? 0, e.encodedDataLength);
    });
    await fresh.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((l) => l.getEntries().forEach((e) => (window.moved += e.value))).observe({ type: "layout-shift", buffered: true });
    });
    await fresh.goto(s.base + path, { waitUntil: "networkidle" });
    const moved = await fresh.evaluate(() => window.moved), small = bytes.Image ?? 0;
    const own = Object.entries(bytes).filter(([k]) => k !== "picture" && k !== "largest").reduce((n, [, v]) => n + v, 0);
    s.report("G7", `${what}: the station's first load without the page's picture`, "<= 150 KB", `${(own / KB).toFixed(1)} KB`, own <= 150 * KB);
    s.report("G7", `${what}: script`, "<= 25 KB", `${(bytes.Script / KB).toFixed(1)} KB`, bytes.Script <= 25 * KB);
    s.report("G7", `${what}: picture of the page`, `<= ${most} KB`, `${(bytes.largest / KB).toFixed(1)} KB`, bytes.largest <= most * KB);
    s.report("G7", `${what}: requests, the pages as one`, "<= 12", `${requests}`, requests <= 12);
    if (what.includes(" of ")) s.report("G7", `${what}: its small pictures, one file`, "<= 30 KB", `${(small / KB).toFixed(1)} KB`, small > 0 && small <= 30 * KB);
    s.report("G17", `${what}: layout shift`, "<= 0.02", moved.toFixed(4), moved <= 0.02);
    const over = await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]);
    s.report("G8", `${what}: what stands outside a window of 1366x625`, "0 px", `${Math.max(0, ...over)} px`, over.every((n) => n <= 0));
    const shares = [];
    for (const [width, height] of [[1366, 625], [1440, 900], [1920, 1080]]) {
      await page.setViewportSize({ width, height });
      shares.push(await page.evaluate(() => (100 * document.querySelector(".scene").getBoundingClientRect().width) / innerWidth));
    }
    s.report("R1", `${what}: the picture's share of the width at 1366, 1440, 1920`, ">= 58 %", `${shares.map((n) => n.toFixed(1)).join(", ")} %`, shares.every((n) => n >= 58));
    await other.close();
    await page.context().close();
  }
}
