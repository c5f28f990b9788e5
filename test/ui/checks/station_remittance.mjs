import { count, counted, forget, guard, other, settle, shown, take, truths, work } from "../station.mjs";

// A whole remittance of 41 cheques by keys alone, with a rejection, an undo, something
// illegible, and the slip that balances at the end.
export async function run(s) {
  const scene = await s.scene("bordereaux", { n: 41, doubtful: 6, wrong: 1, split: 1 }), known = truths(scene);
  const page = await s.as("nadia"), colleague = await s.as("paul");
  await count(page);
  await page.goto(s.base + "/corbeille");
  await forget(page);
  await take(page, s.base);
  const did = { rejected: 0, undone: 0, illegible: 0, validated: 0 };
  for (let i = 0; i < 80; i++) {
    if (new URL(page.url()).pathname === "/corbeille") break;
    await guard(page);
    const at = await shown(page);
    if (!at) break;
    if (!known[at.document]) throw new Error("not of this remittance: " + JSON.stringify(at));
    if (known[at.document].amount && !did.rejected) {
      await page.keyboard.press("F9");
      await page.keyboard.press("1");
      await page.keyboard.press("Enter");
      did.rejected++;
      await other(page, at.task);
      await guard(page);
      const before = (await shown(page)).task;
      await page.keyboard.press("Escape");
      await page.keyboard.press("z");
      await other(page, before);
      did.undone++;
      continue;
    }
    if (known[at.document].amount && !did.illegible) {
      await page.keyboard.press("*");
      await page.keyboard.press("Enter");
      did.illegible++;
    } else {
      await work(page, known);
      did.validated++;
    }
    await settle(page);
  }
  const mice = await counted(page, "mice");
  await take(colleague, s.base);
  for (let i = 0; i < 12 && new URL(colleague.url()).pathname !== "/corbeille"; i++) {
    await guard(colleague);
    const at = await shown(colleague);
    if (!at) break;
    await work(colleague, known);
    await settle(colleague);
  }
  const supervisor = await s.as("sophie");
  await supervisor.goto(s.base + "/remises?etat=final");
  const booked = await supervisor.evaluate((id) => [...document.querySelectorAll("tbody tr")].some((tr) => tr.innerHTML.includes(id)), scene.documents[0].id);
  s.report("G3", "a remittance of 41 cheques by keys alone: " + JSON.stringify(did), "0 mouse events", `${mice}`, mice === 0 && did.rejected === 1 && did.undone === 1 && did.illegible === 1);
  s.report("G3", "the remittance balances and is booked", "yes", booked ? "yes" : "no", booked);
}
