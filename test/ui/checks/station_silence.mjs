import { french, guard, other, shown, take, truths } from "../station.mjs";

// A line takes the question what comes next and never answers, and the browser draws no
// picture ahead, as in a tab that is not looked at: a clerk waits a moment, and goes on.
export async function run(s) {
  const known = truths(await s.scene("bordereaux", { n: 12 })), page = await s.as("claire");
  let unanswered = 0;
  await page.addInitScript(() => { HTMLImageElement.prototype.decode = () => new Promise(() => {}); });
  await page.route("**/validation/avance", (r) => (unanswered++ ? r.fallback() : undefined));
  await take(page, s.base, "?type=cheque");
  await guard(page);
  const at = await shown(page), began = Date.now();
  await page.keyboard.type(french(known[at.document].amount));
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const took = Math.round((Date.now() - began) / 1000), ok = unanswered > 0 && took < 30;
  s.report("G11", "the next document where an answer never comes", "within 30 s", `${took} s`, ok, unanswered > 0 && took < 60);
}
