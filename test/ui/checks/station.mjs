// The station as clerks work it: how many keys, without a mouse, a whole remittance, two
// clerks, a network that breaks, a script that is missing, planted errors.
import { count, counted, forget, french, guard, other, ready, shown, take } from "../station.mjs";

// What all scenes brought in: a clerk may be given what an earlier one left over.
const known = {};
const truthsOf = (scene) => Object.assign(known, Object.fromEntries(scene.documents.map((d) => [d.id, d.true])));

// work settles what the page shows as a careful clerk would: what is asked for is typed
// as it stands on the paper, the rest is confirmed. It gives the keys that it pressed.
async function work(page, truths, { type = true } = {}) {
  const at = await shown(page), real = truths[at?.document];
  if (!at) return;
  for (let i = 0; i < 12; i++) {
    const now = await shown(page);
    if (!now || now.task !== at.task) return at;
    const name = now.field.replace("f.", "");
    if (type && now.empty && real?.[name]) await page.keyboard.type(french(real[name]));
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
  }
  throw new Error("a document that is never done: " + JSON.stringify(await shown(page)));
}

// settle waits until a document is recorded, or came back to be looked at once more.
async function settle(page, task) {
  await page.waitForFunction((t) => document.querySelector("#piece")?.dataset.task !== t || document.querySelector(".bande.refus") || location.pathname === "/corbeille", task);
  await page.waitForFunction(() => location.pathname === "/corbeille" || document.querySelector(".bande.refus") || /enregistré|recorded/.test(document.getElementById("fait").textContent), null, { timeout: 5000 }).catch(() => {});
}

export async function run(s) {
  const parts = { keystrokes, remittance, doubled, twoClerks, broken, planted };
  const wanted = (process.env.UI_STATION || Object.keys(parts).join(",")).split(",");
  for (const name of wanted) await parts[name](s);
}

async function keystrokes(s) {
  const scene = await s.scene("bordereaux", { n: 4, doubtful: 3 }), truths = truthsOf(scene);
  const page = await s.as("claire");
  await count(page);
  await take(page, s.base, "?type=cheque");
  await guard(page);
  await forget(page);
  let at = await shown(page);
  await page.keyboard.type(french(truths[at.document].amount));
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const typed = french(truths[at.document].amount).length + 1, keys = await counted(page, "keys");
  s.report("G2", `a cheque whose amount alone is doubtful (${french(truths[at.document].amount)})`, `${typed} keys`, `${keys} keys`, keys === typed);
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
    await work(page, truths);
    await other(page, now.task);
  }
}

// A whole remittance of 41 cheques by keys alone, with a rejection, an undo, something
// illegible, and the slip that balances at the end.
async function remittance(s) {
  const scene = await s.scene("bordereaux", { n: 41, doubtful: 6, wrong: 1, split: 1 }), truths = truthsOf(scene);
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
    if (!truths[at.document]) throw new Error("not of this remittance: " + JSON.stringify(at));
    if (truths[at.document].amount && !did.rejected) {
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
    if (truths[at.document].amount && !did.illegible) {
      await page.keyboard.press("*");
      await page.keyboard.press("Enter");
      did.illegible++;
    } else {
      await work(page, truths);
      did.validated++;
    }
    await settle(page, at.task);
  }
  const mice = await counted(page, "mice");
  await take(colleague, s.base);
  for (let i = 0; i < 12 && new URL(colleague.url()).pathname !== "/corbeille"; i++) {
    await guard(colleague);
    const at = await shown(colleague);
    if (!at) break;
    await work(colleague, truths);
    await settle(colleague, at.task);
  }
  const supervisor = await s.as("sophie");
  await supervisor.goto(s.base + "/remises?etat=final");
  const booked = await supervisor.evaluate((id) => [...document.querySelectorAll("tbody tr")].some((tr) => tr.innerHTML.includes(id)), scene.documents[0].id);
  s.report("G3", "a remittance of 41 cheques by keys alone: " + JSON.stringify(did), "0 mouse events", `${mice}`, mice === 0 && did.rejected === 1 && did.undone === 1 && did.illegible === 1);
  s.report("G3", "the remittance balances and is booked", "yes", booked ? "yes" : "no", booked);
}

// A key that is held, or pressed twice, settles one document.
async function doubled(s) {
  const scene = await s.scene("bordereaux", { n: 6 }), truths = truthsOf(scene);
  const page = await s.as("claire");
  await take(page, s.base, "?type=cheque");
  await ready(page);
  await guard(page);
  const first = await shown(page);
  await page.keyboard.type(french(truths[first.document].amount));
  await page.keyboard.down("Enter");
  for (let i = 0; i < 20; i++) await page.keyboard.down("Enter"); // as a held key repeats
  await page.keyboard.up("Enter");
  await other(page, first.task);
  const second = await shown(page);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(600);
  const after = await shown(page);
  s.report("G15", "documents settled by a held Enter and one more at once", "1", after.task === second.task && !after.bands.length ? "1" : JSON.stringify(after), after.task === second.task && !after.bands.length);
  await page.goto(s.base + "/corbeille");
}

// Two clerks never have one task, the second reader is another person, and what was
// typed comes back when a lease was given up.
async function twoClerks(s) {
  truthsOf(await s.scene("bordereaux", { n: 4, of: 2 })); // whoever works a slip has all of it
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

// The network breaks, the server fails, somebody else was faster, the script is missing.
async function broken(s) {
  const scene = await s.scene("bordereaux", { n: 12 }), truths = truthsOf(scene);
  const page = await s.as("claire");
  await take(page, s.base, "?type=cheque");
  const posts = (r) => r.request().method() === "POST" && /\/validation\/t\/[0-9a-f-]+$/.test(r.request().url());
  for (const [what, act] of [["a 500", (r) => r.fulfill({ status: 500, body: "non" })], ["a 409", (r) => r.fulfill({ status: 409, body: "non" })], ["no network", (r) => r.abort()]]) {
    await ready(page);
    await guard(page);
    const at = await shown(page);
    if (!truths[at.document]?.amount) throw new Error("no cheque: " + JSON.stringify(at));
    const value = french(truths[at.document].amount);
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
  await page.waitForTimeout(1500);
  const standing = await shown(page);
  s.report("G11", "they are recorded at the second try", "no red band", standing.bands.join(" ") || "none", !standing.bands.length);
  await page.goto(s.base + "/corbeille");

  for (const [what, options, route] of [["no script at all", { javaScriptEnabled: false }, null], ["station.js missing", {}, (r) => r.fulfill({ status: 404, body: "" })], ["station.js throwing", {}, (r) => r.fulfill({ contentType: "text/javascript", body: "throw new Error('x')" })]]) {
    const plain = await s.as("paul", options);
    if (route) await plain.route("**/station.js", route);
    await plain.goto(s.base + "/validation?type=cheque");
    if (new URL(plain.url()).pathname === "/validation") await plain.click("main button"); // else one is held already
    const at = new URL(plain.url()).pathname, id = (await plain.getAttribute("#piece", "data-document"));
    await plain.fill("[name='f.amount']", french(truths[id].amount));
    await plain.press("[name='f.amount']", "Enter");
    await plain.waitForLoadState();
    const next = new URL(plain.url()), ok = next.pathname !== at && next.search.includes("decided");
    s.report(what === "no script at all" ? "G10" : "G11", `a cheque is validated with ${what}`, "yes", ok ? "yes" : plain.url() + (await plain.textContent(".wrong").catch(() => "")), ok);
    await plain.context().close();
  }
}

// Wrong amounts that the machine read are caught when they are keyed blind.
async function planted(s) {
  const scene = await s.scene("bordereaux", { n: 40, doubtful: 40, wrong: 2, split: 2 }), truths = truthsOf(scene);
  const page = await s.as("nadia"), second = await s.as("claire");
  const caught = new Set();
  for (const p of [page, second]) {
    await take(p, s.base, "?type=cheque").catch(() => null);
    for (let i = 0; i < 60 && new URL(p.url()).pathname !== "/corbeille"; i++) {
      await guard(p);
      const at = await shown(p);
      if (!truths[at?.document]) break;
      await work(p, truths);
      await settle(p, at.task);
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
