import { guard, ready, shown, take } from "../station.mjs";

// Two clerks never have one task, the second reader is another person, and what was
// typed comes back when a lease was given up.
export async function run(s) {
  await s.scene("bordereaux", { n: 4, of: 2 }); // whoever works a slip has all of it
  const a = await s.as("claire"), b = await s.as("paul");
  await take(a, s.base, "?type=cheque");
  await ready(a);
  await take(b, s.base, "?type=cheque");
  const held = async (page) => (await shown(page)).task;
  const both = [await held(a), await held(b)];
  s.report("G13", "tasks that two clerks have at once", "0", both[0] === both[1] ? "1" : "0", both[0] !== both[1]);
  await b.goto(s.base + "/validation/t/" + both[0]);
  const free = await b.evaluate(() => document.querySelector("#piece")?.dataset.lease === "");
  s.report("G13", "another's task is shown without the right to decide", "yes", free ? "yes" : "no", free);
  await guard(a);
  await a.keyboard.type("12,3");
  await a.waitForResponse((r) => r.url().endsWith("/brouillon"));
  await a.reload();
  await a.waitForSelector("html.js #piece");
  await a.waitForFunction(() => document.querySelector("#piece").dataset.lease);
  const kept = await a.evaluate(() => [document.querySelector("#piece").dataset.task, document.querySelector("[name='f.amount']").value]);
  s.report("G13", "what was typed comes back after the page was left", "the same document, 12,3", `${kept[0] === both[0] ? "the same" : "another"} document, ${kept[1]}`, kept[0] === both[0] && kept[1] === "12,3");
  await a.goto(s.base + "/corbeille");
  await b.goto(s.base + "/corbeille");
}
