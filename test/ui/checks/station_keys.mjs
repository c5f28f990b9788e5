// How many keys the station asks for, and that a held one settles one document.
import { count, counted, forget, french, guard, other, ready, settle, shown, take, truths, work } from "../station.mjs";

export async function run(s) {
  await sure(s);
  await confirmed(s);
  await keystrokes(s);
  await doubled(s);
  await joined(s);
}

// A remittance in which all is proved asks for nothing.
async function sure(s) {
  await s.scene("bordereaux", { n: 40, doubtful: 0, cents: 20000, same: 1 });
  const page = await s.as("sophie");
  await page.goto(s.base + "/corbeille");
  const tasks = await page.locator('form[action$="/ouvrir"]').count();
  s.report("G2", "keys for a remittance of 40 sure cheques", "<= 3", tasks ? `${tasks} tasks: ${(await page.innerText("tbody")).replace(/\s+/g, " ")}` : "0: nobody is asked", tasks === 0);
}

// What is shown filled in and only doubtful is confirmed by a key a field.
async function confirmed(s) {
  await s.scene("documents", { n: 1 });
  const page = await s.as("paul");
  await count(page);
  await take(page, s.base);
  await guard(page);
  await forget(page);
  const doubts = (await shown(page)).todo.length;
  for (let i = 0; i < doubts; i++) await page.keyboard.press("Enter");
  await page.waitForURL("**/corbeille**");
  const keys = await counted(page, "keys");
  s.report("G2", `a paper with ${doubts} doubtful fields, to be confirmed`, `${doubts} keys`, `${keys} keys`, doubts > 0 && keys === doubts);
}

async function keystrokes(s) {
  const scene = await s.scene("bordereaux", { n: 4, doubtful: 3 }), known = truths(scene);
  const page = await s.as("claire");
  await count(page);
  await take(page, s.base, "?type=cheque");
  await guard(page);
  await forget(page);
  let at = await shown(page);
  await page.keyboard.type(french(known[at.document].amount));
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const typed = french(known[at.document].amount).length + 1, keys = await counted(page, "keys");
  s.report("G2", `a cheque whose amount alone is doubtful (${french(known[at.document].amount)})`, `${typed} keys`, `${keys} keys`, keys === typed);
  await guard(page);
  await forget(page);
  at = await shown(page);
  await page.keyboard.press("F9");
  await page.keyboard.press("5");
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const rejects = await counted(page, "keys");
  s.report("G2", "a rejection with its reason", "3 keys", `${rejects} keys`, rejects === 3);
  await guard(page);
  at = await shown(page);
  await forget(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await other(page, at.task);
  const undone = await counted(page, "keys");
  s.report("G2", "undo of the last decision, which comes back at once", "2 keys", `${undone} keys, ${(await shown(page)).status}`, undone === 2);
  for (let i = 0; i < 6 && new URL(page.url()).pathname !== "/corbeille"; i++) {
    await guard(page);
    const now = await shown(page);
    await work(page, known);
    await other(page, now.task);
  }
}

// A key that is held, or pressed twice, settles one document.
async function doubled(s) {
  const scene = await s.scene("bordereaux", { n: 6 }), known = truths(scene);
  const page = await s.as("claire");
  await take(page, s.base, "?type=cheque");
  await ready(page);
  await guard(page);
  const first = await shown(page);
  await page.keyboard.type(french(known[first.document].amount));
  await page.keyboard.down("Enter");
  for (let i = 0; i < 20; i++) await page.keyboard.down("Enter"); // as a held key repeats
  await page.keyboard.up("Enter");
  await other(page, first.task);
  const second = await shown(page);
  await page.keyboard.press("Enter");
  await guard(page);
  const after = await shown(page);
  s.report("G15", "documents settled by a held Enter and one more at once", "1", after.task === second.task && !after.bands.length ? "1" : JSON.stringify(after), after.task === second.task && !after.bands.length);
  await page.goto(s.base + "/corbeille");
}

// Pages that the machine took for papers of their own are joined by three keys, the next
// ones, or by their numbers.
async function joined(s) {
  const scene = await s.scene("feuilles", { n: 3 });
  const page = await s.as("claire");
  await count(page);
  await take(page, s.base, "?type=complaint");
  await guard(page);
  await forget(page);
  const at = await shown(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const keys = await counted(page, "keys"), mice = await counted(page, "mice");
  await settle(page);
  await page.goto(`${s.base}/document/${scene.documents[0].id}`);
  const now = await page.innerText("main");
  const right = keys === 3 && mice === 0 && now.includes("p. 1, 2") && now.includes("p. 3");
  s.report("G2", "the next page of the file joined to a document", "3 keys, no mouse", `${keys} keys, ${mice} mouse events`, right);
}
