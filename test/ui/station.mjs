// What the checks of the station share: taking tasks, typing as a clerk types, timing.
export const french = (decimal) => decimal.replace(".", ",");

// take opens the next task of a filter.
export async function take(page, base, filter = "") {
  page.setDefaultTimeout(90000); // a crowded machine is no failure
  await page.goto(base + "/validation" + filter);
  if (new URL(page.url()).pathname === "/validation") {
    await page.waitForFunction(() => document.activeElement?.matches("button"));
    await page.keyboard.press("Enter");
    await page.waitForURL((u) => u.pathname.startsWith("/validation/t/") || u.pathname === "/corbeille", { waitUntil: "commit", timeout: 30000 })
      .catch(async (e) => { throw new Error(`${e.message.split("\n")[0]}: ${(await page.content()).replace(/\s+/g, " ").slice(0, 300)}`); });
  }
  await page.waitForSelector("html.js #piece");
  await page.waitForFunction(() => document.querySelector("#piece")?.dataset.until);
}

// shown is what the page shows now.
export const shown = (page) => page.evaluate(() => {
  const p = document.querySelector("#piece");
  return p && { since: p.parentElement.dataset.guard, task: p.dataset.task, document: p.dataset.document, title: document.title, field: document.activeElement?.name ?? "", status: document.getElementById("fait").textContent,
    bands: [...document.querySelectorAll(".bande")].map((b) => b.textContent), todo: [...p.querySelectorAll(".ligne[data-doubt]:not(.fait)")].map((r) => r.dataset.field), empty: document.activeElement?.value === "" };
}).catch(async (e) => { // the last document was done, and the page goes back to the inbox
  if (!/context was destroyed/.test(e.message)) throw e;
  await page.waitForLoadState();
  return null;
});

// guard waits until Enter is taken again after a document came: a moment later, and when
// not more than one other is on its way.
export const guard = (page) => page.waitForFunction(() => {
  const { guard = 0, sending = 0 } = document.querySelector(".poste")?.dataset ?? {};
  return performance.now() > guard && sending < 2;
});

// ready waits until the next document is fetched, or nothing waits any more.
export const ready = (page) => page.waitForFunction(() => Number(document.querySelector(".poste").dataset.ready) > 0).catch(async (e) => { throw new Error(`${e.message} ${JSON.stringify(await shown(page))} ${page.asked.join(", ")}`); });

// other waits until another document is shown than the one named.
export const other = (page, task) => page.waitForFunction((t) => document.querySelector("#piece")?.dataset.task !== t || location.pathname === "/corbeille", task)
  .catch(async (e) => { throw new Error(`${e.message} ${JSON.stringify(await shown(page))} ${page.asked.join(", ")}`); });

// count has the page count what hands do to it.
export const count = (page) => page.addInitScript(() => {
  for (const [kind, name] of [["keydown", "keys"], ["mousedown", "mice"], ["pointerdown", "mice"]]) {
    addEventListener(kind, () => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) ?? 0) + 1), true);
  }
});
export const counted = (page, name) => page.evaluate((n) => Number(sessionStorage.getItem(n) ?? 0), name);
export const forget = (page) => page.evaluate(() => { sessionStorage.removeItem("keys"); sessionStorage.removeItem("mice"); });

// truths are the values that stand on the papers of a scene, by document.
export const truths = (scene) => Object.fromEntries(scene.documents.map((d) => [d.id, d.true]));

// work settles what the page shows as a careful clerk would: what is asked for is typed
// as it stands on the paper, the rest is confirmed.
export async function work(page, known) {
  const at = await shown(page), real = known[at?.document];
  if (!at) return;
  for (let i = 0; i < 12; i++) {
    await guard(page);
    const now = await shown(page);
    if (!now || now.task !== at.task) return;
    const name = now.field.replace("f.", "");
    if (now.empty && real?.[name]) await page.keyboard.type(french(real[name]));
    await page.keyboard.press("Enter");
    await page.waitForFunction(([task, field, since]) => {
      const piece = document.querySelector("#piece"), focus = document.activeElement?.name;
      return !piece || piece.dataset.task !== task || document.querySelector(".poste").dataset.guard !== since || (focus && focus !== field);
    }, [now.task, now.field, now.since]).catch(async (e) => { throw new Error(`Enter moved nothing: ${e.message} ${JSON.stringify(now)}, then ${JSON.stringify(await shown(page))} ${page.asked.join(", ")}`); });
  }
  throw new Error(`a document that is never done: ${JSON.stringify(await shown(page))} ${page.asked.join(", ")}`);
}

// settle waits until nothing of the page's is on its way to the desk.
export const settle = (page) => page.waitForFunction(() => location.pathname === "/corbeille" || (document.querySelector(".poste")?.dataset.sending ?? "0") === "0");
