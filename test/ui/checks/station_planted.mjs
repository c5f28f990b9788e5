import { guard, settle, shown, take, truths, work } from "../station.mjs";

// Wrong amounts that the machine read are caught when they are keyed blind.
export async function run(s) {
  const scene = await s.scene("bordereaux", { n: 40, doubtful: 40, wrong: 2, split: 2 }), known = truths(scene);
  const page = await s.as("nadia"), second = await s.as("claire");
  const caught = new Set();
  for (const p of [page, second]) {
    await take(p, s.base, "?type=cheque").catch(() => null);
    for (let i = 0; i < 60 && new URL(p.url()).pathname !== "/corbeille"; i++) {
      await guard(p);
      const at = await shown(p);
      if (!known[at?.document]) break;
      await work(p, known);
      await settle(p);
    }
  }
  await second.goto(s.base + "/corbeille");
  let right = 0, wrong = 0;
  for (const d of scene.documents.filter((x) => x.true.amount)) {
    const r = await second.goto(`${s.base}/document/${d.id}`);
    const text = (await r.text()).replaceAll(/[\u00a0\u202f]/g, " ");
    const value = text.match(/>Montant(?:<\/a>)?<\/th><td[^>]*>([^<]*)/)?.[1].replaceAll(" ", "").replace(",", ".");
    if (value === d.true.amount) right++;
    else if (value) wrong++;
    if (value === d.true.amount) caught.add(d.id);
  }
  s.report("G19", "amounts that are right in the end, of 40 with 4 read wrong and keyed blind", ">= 99.5 %", `${right} right, ${wrong} wrong`, wrong === 0 && right >= 39.8);
}
