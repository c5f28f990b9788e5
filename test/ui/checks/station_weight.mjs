// What the station weighs when it comes up for the first time, and that all of it stands
// in a small window.
import { take } from "../station.mjs";

const KB = 1024;

export async function run(s) {
  await s.scene("documents");
  await s.scene("bordereaux", { n: 3 });
  const tasks = [];
  for (const [what, filter, most] of [["a cheque", "?type=cheque", 150], ["an A4 paper", "?type=payslip", 350]]) {
    const page = await s.as("claire", { viewport: { width: 1366, height: 625 } });
    await take(page, s.base, filter);
    const path = new URL(page.url()).pathname;
    tasks.push(path);
    // The same page in a browser that has nothing yet.
    const fresh = await page.context().newPage(), cdp = await fresh.context().newCDPSession(fresh);
    await cdp.send("Network.enable");
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    const kinds = new Map(), bytes = {};
    let requests = 0;
    cdp.on("Network.responseReceived", (e) => kinds.set(e.requestId, { type: e.type, url: new URL(e.response.url).pathname }));
    cdp.on("Network.loadingFinished", (e) => {
      const { type, url } = kinds.get(e.requestId) ?? {};
      const kind = type === "Image" && url.includes("/page/") ? "picture" : type;
      if (type === "Fetch" || type === "XHR") return; // what is fetched ahead is the next document's
      requests++;
      bytes[kind] = (bytes[kind] ?? 0) + e.encodedDataLength;
      if (kind === "picture") bytes.largest = Math.max(bytes.largest ?? 0, e.encodedDataLength);
    });
    await fresh.goto(s.base + path, { waitUntil: "networkidle" });
    const own = Object.entries(bytes).filter(([k]) => k !== "picture" && k !== "largest").reduce((n, [, v]) => n + v, 0);
    const pictures = Math.max(0, requests - Object.keys(bytes).length);
    s.report("G7", `${what}: the station's first load without the page's picture`, "<= 150 KB", `${(own / KB).toFixed(1)} KB`, own <= 150 * KB);
    s.report("G7", `${what}: script`, "<= 25 KB", `${(bytes.Script / KB).toFixed(1)} KB`, bytes.Script <= 25 * KB);
    s.report("G7", `${what}: picture of the page`, `<= ${most} KB`, `${(bytes.largest / KB).toFixed(1)} KB`, bytes.largest <= most * KB);
    s.report("G7", `${what}: requests`, "<= 12", `${requests}`, requests <= 12 && pictures >= 0);
    const over = await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]);
    s.report("G8", `${what}: what stands outside a window of 1366x625`, "0 px", `${Math.max(0, ...over)} px`, over.every((n) => n <= 0));
    await page.context().close();
  }
}
