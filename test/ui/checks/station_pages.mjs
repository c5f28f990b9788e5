// A paper of twelve pages with a field on the last: which of its large pictures are fetched
// and when, and that a page fetched late can do what the first one can.
import { take } from "../station.mjs";

const filter = "?type=proof_of_address";

// pictures keeps the numbers of the pages whose large pictures a browser fetches.
function pictures(page) {
  const seen = new Set();
  page.on("request", (r) => {
    const n = new URL(r.url()).pathname.match(/^\/document\/[^/]+\/page\/(\d+)$/)?.[1];
    if (n) seen.add(Number(n));
  });
  return { seen, told: () => [...seen].sort((a, b) => a - b).join(" ") };
}

// there waits until the picture of a page has come.
const there = (page, n) => page.waitForFunction((id) => document.querySelector(`#page-${id} img`)?.naturalWidth !== 0, n);

export async function run(s) {
  await s.scene("feuillets", { n: 2 });
  await scripted(s);
  await plain(s);
}

async function scripted(s) {
  const page = await s.as("claire"), large = pictures(page);
  const row = (what, target, measured, ok) => s.report("G7", `a paper of 12 pages: ${what}`, target, measured, ok);
  await take(page, s.base, filter);
  await there(page, 2);
  await there(page, 12);
  await page.waitForLoadState("networkidle");
  row("large pictures fetched when it comes: the page in view and its neighbours", "1 2 12", large.told(), large.told() === "1 2 12");

  await page.click(".vignettes [data-page='6']");
  await there(page, 5);
  await there(page, 6);
  await there(page, 7);
  row("after turning to the sixth: this one and its neighbours", "1 2 5 6 7 12", large.told(), large.told() === "1 2 5 6 7 12");

  await page.focus("[name='f.address']");
  const framed = await page.evaluate(() => {
    const frame = document.querySelector("#page-12 .zone.on .cadre"), loupe = document.querySelector(".loupes .on image, .loupes .on img");
    return { box: frame?.checkVisibility() && frame.getBoundingClientRect().width > 0, loupe: /\/page\/12\?/.test(loupe?.getAttribute("href") ?? loupe?.src) };
  });
  row("a field on a page fetched late is framed and magnified", "yes", JSON.stringify(framed), framed.box && framed.loupe);

  const drawn = () => page.evaluate(() => {
    const { width, height } = document.querySelector("#page-12 img").getBoundingClientRect();
    return [width, height];
  });
  const before = await drawn();
  await page.keyboard.press("F2");
  const near = await drawn();
  await page.click("[data-do=tourner]");
  const turned = await drawn();
  row("it comes nearer and turns", "larger, then on its side", `${before.map(Math.round)}, ${near.map(Math.round)}, ${turned.map(Math.round)} px`, near[0] > before[0] && Math.abs(turned[0] - near[1]) < 1);

  await page.hover(".scene");
  const word = page.locator("#page-12 .mot").nth(3);
  await word.waitFor({ state: "attached" });
  const text = await word.getAttribute("data-text");
  await word.dispatchEvent("click");
  const value = await page.inputValue("[name='f.address']");
  row("a word clicked on it fills the field", text, value, value.includes(text));
  await page.goto(s.base + "/corbeille");
  await page.context().close();
}

// plain is the same where the script is missing, or where a browser runs none and fetches all
// pictures at once: a link leads to a page, and what is typed stays.
async function plain(s) {
  for (const [what, options, route, early] of [["the script missing", {}, (r) => r.fulfill({ status: 404, body: "" }), "1 12"], ["no script at all", { javaScriptEnabled: false }, null, ""]]) {
    const page = await s.as("paul", options), large = pictures(page);
    if (route) await page.route("**/page-station.js", route);
    await page.goto(s.base + "/validation" + filter);
    if (new URL(page.url()).pathname === "/validation") await page.click("main button");
    await page.waitForLoadState("networkidle");
    await page.fill("[name='f.address']", "12 rue des Lilas");
    const first = early && large.told();
    await page.click(".vignettes [data-page='6']");
    const shown = await page.locator(".scene").evaluate((scene) => {
      const { x, y, width, height } = scene.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2).closest("svg.page")?.id;
    });
    await page.locator("#page-6 img").evaluate((img) => img.decode());
    const kept = await page.inputValue("[name='f.address']");
    s.report(early ? "G11" : "G10", `a paper of 12 pages with ${what}: a link brings a page into view, what is typed stays`, `${early} page-6 kept`, `${first} ${shown} ${kept}`, first === early && shown === "page-6" && kept === "12 rue des Lilas");
    await page.context().close();
  }
}
