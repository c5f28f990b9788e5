// Every key that the station knows is pressed once, and its effect is looked for.
import { guard, other, ready, settle, shown, take } from "../station.mjs";

export async function run(s) {
  for (const part of [fields, sorted, pages, blocked, table, types, menu, mouse, decided, sooner, words, expired, offline, remittance, remapped]) await part(s);
}

// row reports one key: what is to be seen, and whether it was.
const row = (s, key, effect, ok, seen = "") => s.report("keys", `${key}: ${effect}`, "yes", ok ? "yes" : `no ${typeof seen === "string" ? seen : JSON.stringify(seen)}`, ok);
const active = (page) => page.evaluate(() => document.activeElement?.name || document.activeElement?.id || document.activeElement?.tagName);
const settledRows = (page) => page.evaluate(() => document.querySelectorAll("#piece .fait").length);
const sheetBox = (page) => page.evaluate(() => document.querySelector("svg.page.on").getAttribute("viewBox"));
const current = (page) => page.evaluate(() => Number(document.querySelector("a[data-page][aria-current]").dataset.page));

async function begin(s, login, filter) {
  const page = await s.as(login);
  await take(page, s.base, filter);
  await guard(page);
  return page;
}

// leave gives back what is held, so that the next part begins anew.
async function leave(page) {
  await settle(page);
  await page.goto(new URL("/corbeille", page.url()).href);
  await page.context().close();
}

async function fields(s) {
  await s.scene("documents", { n: 1 });
  const page = await begin(s, "paul", "?type=payslip");
  await page.keyboard.press("F1");
  const help = await page.evaluate(() => document.querySelector("dialog[open]")?.innerText ?? "");
  row(s, "F1", "the list of keys opens and names them", ["F1", "F2", "F8", "F9", "Échap", "Ctrl Entrée", "Ctrl K"].every((k) => help.includes(k)), help);
  await page.keyboard.press("Escape");
  row(s, "Escape", "closes the list and leads back to the field", !(await page.$("dialog[open]")) && (await active(page)).startsWith("f."), await active(page));
  const views = [await sheetBox(page)];
  for (let i = 0; i < 2; i++) {
    await page.keyboard.press("F2");
    views.push(await sheetBox(page));
  }
  row(s, "F2", "the picture comes nearer, then goes back to the page", new Set(views).size > 1 && views[0] !== views[1], views);
  const first = await active(page);
  await page.keyboard.press("ArrowDown");
  const second = await active(page);
  await page.keyboard.press("ArrowUp");
  row(s, "↓ ↑", "to the next field and back", second !== first && (await active(page)) === first, [first, second]);
  await page.locator("[name='f.net_pay']").focus();
  await page.keyboard.press("NumpadAdd");
  const after = await active(page);
  await page.locator("[name='f.net_pay']").focus();
  await page.keyboard.press("NumpadSubtract");
  const before = await active(page);
  row(s, "keypad + −", "to the next and the previous field", after !== "f.net_pay" && before !== "f.net_pay" && before !== after && after.startsWith("f."), [before, after]);
  for (let i = 0; i < 12; i++) await page.keyboard.press("Tab");
  row(s, "Tab", "travels and confirms nothing", (await settledRows(page)) === 0, await settledRows(page));
  await page.locator("[name='f.net_pay']").focus();
  const label = await page.evaluate(() => [document.querySelector("svg.page.on").getAttribute("aria-label"), document.querySelector("[data-field=net_pay] .lab").textContent]);
  row(s, "focus", "the picture says which zone is worked on", label[0].includes(label[1]), label);
  for (const name of await page.$$eval(".ligne.block", (all) => all.map((r) => r.dataset.field))) {
    await page.locator(`[name='f.${name}']`).focus();
    await page.keyboard.press("Enter"); // what blocks is confirmed by itself
  }
  const open = (await shown(page)).todo.length;
  await page.keyboard.press("Control+Enter");
  await page.waitForURL("**/corbeille**").catch(async () => row(s, "Ctrl+Enter", "to the next document", false, await shown(page)));
  row(s, "Ctrl+Enter", "confirms all that is left and validates", open > 0, open);
  await leave(page);
}

// What the policy wants looked at first has the focus first, though it stands below others.
async function sorted(s) {
  await s.scene("presses");
  const page = await begin(s, "claire", "?type=proof_of_address");
  const first = [await active(page), (await shown(page)).todo[0]];
  const why = await page.innerText("[data-field=date] .plus");
  await page.keyboard.press("Enter");
  row(s, "Enter", "goes from what the policy wants first to what else is in doubt", first[0] === "f.date" && first[1] !== "date" && why.includes("80") && (await active(page)) !== "f.date", [first, why, await active(page)]);
  for (const key of ["F9", "1", "Enter"]) await page.keyboard.press(key); // the next part has a paper of its own
  await page.waitForURL("**/corbeille**");
  await leave(page);
}

async function pages(s) {
  await s.scene("feuillets");
  const page = await begin(s, "claire", "?type=proof_of_address");
  const marks = await page.$$eval(".vignettes [data-page]", (all) => all.map((a) => a.textContent.trim()).join(" "));
  row(s, "pages", "all twelve are there, with ? or ✓", /^1 [?✓] 2 ✓ .* 11 ✓ 12 \?$/.test(marks.replace(/\s+/g, " ")), marks);
  const small = await page.evaluate(async () => {
    const all = [...document.querySelectorAll(".vignette image")], img = new Image();
    img.src = all[0].getAttribute("href");
    await img.decode();
    return [all.length, new Set(all.map((i) => i.getAttribute("href"))).size, img.naturalWidth, img.naturalHeight];
  });
  row(s, "pages", "each has a small picture 72 px wide, all from one file", small.join() === "12,1,72,1224", small);
  await page.click(".vignettes [data-page='12']");
  const clicked = await current(page);
  await page.keyboard.press("ArrowUp");
  row(s, "a click and ↑ on a small picture", "show that page and the one before", clicked === 12 && (await current(page)) === 11, [clicked, await current(page)]);
  await page.locator("[name='f.address']").focus();
  const at = await current(page);
  await page.keyboard.press("F8");
  const next = await current(page);
  await page.keyboard.press("Shift+F8");
  row(s, "F8, Shift+F8", "the next page and the one before", next === (at % 12) + 1 && (await current(page)) === at, [at, next]);
  const top = [await current(page), await sheetBox(page)].join();
  await page.keyboard.press("PageUp");
  const up = [await current(page), await sheetBox(page)].join();
  await page.keyboard.press("PageDown");
  row(s, "Page Up, Page Down", "the picture moves and comes back, the field keeps the focus", up !== top && (await active(page)).startsWith("f."), [top, up]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  row(s, "Escape C", "to the pages of a cut", (await active(page)) === "parts", await active(page));
  await page.keyboard.press("Escape");
  await page.locator("[name='f.address']").focus();
  await page.keyboard.press("Enter");
  const mark = await page.textContent(".vignettes [data-page='12'] .marque").catch(() => "left");
  row(s, "Enter", "a page on which all is settled is marked so", mark === "✓", mark);
  await leave(page);
}

async function blocked(s) {
  await s.scene("bloques");
  const page = await begin(s, "claire", "?type=tax_notice");
  const at = await shown(page);
  await page.keyboard.press("Control+Enter");
  const refused = await page.evaluate(() => [document.activeElement.name, document.querySelector("[data-field=reference_income] .err[data-own]")?.textContent ?? "", document.querySelector("[data-field=reference_income]").classList.contains("fait")]);
  row(s, "Ctrl+Enter", "refused while a check blocks a field, which says so", refused[0] === "f.reference_income" && refused[1].includes("contrôle") && !refused[2] && (await shown(page)).task === at.task, refused);
  await page.keyboard.press("Enter"); // by itself it may be confirmed
  row(s, "Enter", "confirms the blocked field by itself", await page.evaluate(() => location.pathname === "/corbeille" || document.querySelector("[data-field=reference_income]").classList.contains("fait")));
  for (const key of ["F9", "1", "Enter"]) await page.keyboard.press(key);
  await page.waitForURL("**/corbeille**");
  row(s, "F9, a digit, Enter", "rejects for that reason", true);
  await leave(page);
}

async function table(s) {
  await s.scene("tableau");
  const page = await begin(s, "claire", "?type=invoice");
  const cell = (n) => `[name='f.lines[${n}].amount']`;
  const at = await shown(page);
  await page.locator(cell(0)).fill("12,00");
  await page.keyboard.press("Enter");
  row(s, "Enter in a table", "goes down the column", (await active(page)) === "f.lines[1].amount", await active(page));
  const lines = () => page.locator(".tableau tbody tr").count();
  const n = await lines();
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  const last = await active(page);
  await page.keyboard.type("x1");
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  row(s, "Escape L", "to the empty line, then to one more", (await lines()) === n + 1 && (await active(page)) !== last, [last, await active(page), n, await lines()]);
  await page.locator(cell(1)).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("v");
  row(s, "Escape V", "clears the line", await page.evaluate((c) => [...document.querySelector(c).closest("tr").querySelectorAll("input[type=text]")].every((el) => !el.value), cell(1)));
  await page.locator(".tableau tbody tr:last-child input[type=text]").last().focus();
  await page.keyboard.press("Enter");
  const past = await page.evaluate(() => [Boolean(document.activeElement.closest("[data-doubt], [data-do=confirmer]")), document.querySelectorAll("#piece :disabled").length]);
  row(s, "Enter past a table", "goes to what is in doubt, else to the button, and does not validate", past[0] && !past[1] && (await shown(page))?.task === at.task, [past, await active(page)]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("q");
  await page.waitForURL("**/corbeille**");
  row(s, "Escape Q", "gives the task back", true);
  await leave(page);
}

async function menu(s) {
  await s.scene("documents", { n: 8 });
  const page = await begin(s, "nadia", "?type=identity_card");
  let at = await shown(page);
  const field = await active(page);
  await page.keyboard.press("ArrowDown");
  const here = await active(page);
  await page.keyboard.press("Escape");
  const open = await page.evaluate(() => document.getElementById("actions").open);
  await page.keyboard.press("Escape");
  row(s, "Escape, Escape", "opens the actions and leads back to that very field", open && here !== field && (await active(page)) === here, [field, here, await active(page)]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.keyboard.type("vu avec l'agence");
  await Promise.all([page.waitForResponse((r) => r.url().endsWith("/brouillon")), page.keyboard.press("Enter")]);
  row(s, "Escape N", "a note, and Enter leads back to the field", (await active(page)) === here && (await page.inputValue("#note")) === "vu avec l'agence", await active(page));
  await Promise.all([page.waitForResponse((r) => r.url().endsWith("/ouvrir")), page.reload()]);
  await page.waitForFunction(() => document.querySelector("#piece")?.dataset.lease);
  row(s, "F5", "the task is still held, whatever the page that went said", (await shown(page)).task === at.task && (await page.evaluate(() => (Date.parse(document.querySelector("#piece").dataset.until) - Date.now()) / 60000)) > 9, await shown(page));
  row(s, "the note", "is there again after the page was left", (await page.inputValue("#mot")) === "vu avec l'agence", await page.inputValue("#mot"));
  await guard(page);
  for (const [letter, where] of [["d", "dossier"], ["t", "type"]]) {
    await page.keyboard.press("Escape");
    await page.keyboard.press(letter);
    row(s, `Escape ${letter.toUpperCase()}`, `to the ${where}`, (await active(page)) === where, await active(page));
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("F2");
  const near = await sheetBox(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  row(s, "Escape P", "the whole page", (await sheetBox(page)) !== near && (await sheetBox(page)).startsWith("0 0 "), [near, await sheetBox(page)]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  row(s, "Escape R", "the reasons of a rejection", await page.evaluate(() => document.getElementById("rejet").open && document.activeElement.name === "reason"), await active(page));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await other(page, at.task);
  await guard(page);
  const next = await shown(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await other(page, next.task);
  row(s, "Escape I, Escape Z", "an illegible document goes and comes back", (await shown(page)).task === at.task, [at.task, await shown(page)]);
  await leave(page);
}

async function remittance(s) {
  await s.scene("remise", { n: 3, doubtful: 3 });
  const page = await begin(s, "sophie", "?type=remittance_slip");
  const at = await shown(page);
  await page.locator(".remise a").first().focus();
  await page.waitForSelector("svg.page.borrowed");
  const first = await page.evaluate(() => document.querySelector("svg.page.borrowed image").getAttribute("href"));
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((f) => document.querySelector("svg.page.borrowed image").getAttribute("href") !== f, first);
  await page.keyboard.press("Enter");
  row(s, "↓ and Enter on a cheque of a slip", "its picture stands in the place of the slip's", (await shown(page))?.task === at.task && new URL(page.url()).pathname.startsWith("/validation/t/"), page.url());
  await page.click(".remise tr[data-cheque]:last-child td.ref a");
  row(s, "a click on a cheque", "does not leave the station", (await shown(page))?.task === at.task, page.url());
  const borrowed = () => page.evaluate(() => document.querySelector("svg.page.borrowed image")?.getAttribute("href") ?? "");
  await page.click(".vignettes a >> nth=0");
  await page.waitForFunction((f) => document.querySelector("svg.page.borrowed image").getAttribute("href") === f, first);
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((f) => document.querySelector("svg.page.borrowed image").getAttribute("href") !== f, first);
  const marked = await page.evaluate(() => [...document.querySelectorAll("[data-cheque].on")].map((el) => el.tagName + el.dataset.cheque));
  row(s, "a click and ↓ on a small cheque", "show it and the next one, marked in both lists", marked.length === 2 && new Set(marked.map((m) => m.replace(/^(A|TR)/, ""))).size === 1 && (await borrowed()).includes(marked[0].slice(1)), marked);
  await page.keyboard.press("F8");
  row(s, "F8", "leads back to the slip", await page.evaluate(() => !document.querySelector("svg.page.borrowed") && Boolean(document.querySelector("svg.page.on"))));
  await leave(page);
}

// A person's own keys hold at the station and on every other page, and are what the screen names.
async function remapped(s) {
  await s.scene("documents", { n: 2 });
  const page = await s.as("paul");
  await page.goto(s.base + "/validation/reglages");
  await page.selectOption("#k\\.zoom", "F8");
  await page.click("main form button.main");
  const refused = await page.innerText(".wrong");
  row(s, "settings", "one key for two actions is refused", refused.includes("F8") && refused.includes("Zoom"), refused);
  await page.selectOption("#k\\.zoom", "Insert");
  await page.selectOption("#k\\.help", "F4");
  await page.selectOption("#k\\.menu\\.page", "W");
  await page.selectOption("#k\\.illegible", "NumpadDivide");
  await page.selectOption("#k\\.forth", "-");
  await Promise.all([page.waitForURL("**/reglages?fait=settings"), page.click("main form button.main")]);
  await page.goto(s.base + "/corbeille");
  await page.keyboard.press("F1");
  const old = await page.$("dialog[open]");
  await page.keyboard.press("F4");
  const help = await page.evaluate(() => document.querySelector("dialog[open]")?.innerText ?? "");
  row(s, "F4 for F1", "the help of another page opens on one's own key alone", !old && help.includes("F4"), help);
  await page.keyboard.press("Escape");
  await take(page, s.base, "?type=payslip");
  await guard(page);
  const bar = await page.innerText(".touches .liste"), first = await sheetBox(page);
  await page.keyboard.press("F2");
  const same = await sheetBox(page);
  await page.keyboard.press("Insert");
  row(s, "Insert for F2", "zooms, F2 does not, the foot of the page names it", same === first && (await sheetBox(page)) !== first && bar.includes("Inser") && !bar.includes("F2"), [bar, first, same]);
  const zoomed = await sheetBox(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  const still = await sheetBox(page);
  await page.keyboard.press("w");
  row(s, "Escape W for Escape P", "the whole page, and P does nothing", still === zoomed && (await sheetBox(page)) !== zoomed, [zoomed, still, await sheetBox(page)]);
  const amount = page.locator("[name='f.net_pay']");
  await amount.focus();
  await page.keyboard.press("NumpadAdd");
  await page.keyboard.press("*");
  const kept = [await active(page), await amount.inputValue()];
  await page.keyboard.press("NumpadDivide");
  row(s, "keypad / for *, keypad + switched off", "illegible, and the others do nothing", kept[0] === "f.net_pay" && !kept[1].includes("*") && (await amount.inputValue()) === "*", [kept, await amount.inputValue()]);
  await page.keyboard.press("F4");
  const list = (await page.evaluate(() => document.querySelector("dialog[open]").innerText)).replace(/\s+/g, " ");
  row(s, "F4 for F1", "names one's own letters and keys of the keypad", list.includes("Échap W Page entière") && list.includes("pavé / Dans un champ : illisible"), list);
  await page.keyboard.press("Escape");
  const hints = await page.evaluate(() => [".scene", ".actes .p", "#rejet summary", "[data-do=page]"].map((q) => document.querySelector(q).getAttribute("aria-keyshortcuts")));
  row(s, "aria-keyshortcuts", "are those of the person", hints.join() === "Insert PageDown PageUp,Enter Control+Enter,F9,W", hints);
  await leave(page);
}

// Where the type is in doubt it is asked first: Enter takes it, an arrow and Enter another one.
async function types(s) {
  await s.scene("types");
  const page = await begin(s, "nadia", "?type=tax_notice");
  const first = await active(page);
  const kinds = await page.$$eval("#f\\.type option", (all) => all.slice(0, 2).map((o) => o.value));
  await page.keyboard.press("Enter");
  const taken = await page.evaluate(() => document.querySelector("[data-field=type]").classList.contains("fait"));
  row(s, "Enter on the type", "takes it and goes on to the fields", first === "type" && kinds.join() === "tax_notice,payslip" && taken && (await active(page)) !== "type", [first, kinds, await active(page)]);
  await page.locator("#f\\.type").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=newtype][value=payslip]", { state: "attached" });
  row(s, "↓ Enter on the type", "brings the fields of the next likely one", await page.evaluate(() => Boolean(document.querySelector("[name='f.net_pay']"))));
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=newtype]:not([value=payslip])", { state: "attached" });
  row(s, "Escape T ↓ Enter", "brings the fields of another type", true);
  await leave(page);
}

// What is put off leaves with its note; what is recorded already comes back by an undo.
async function decided(s) {
  await s.scene("documents", { n: 8 });
  const page = await begin(s, "nadia", "?type=bank_details");
  const sent = (action) => page.waitForRequest((r) => r.method() === "POST" && new URLSearchParams(r.postData() ?? "").get("action") === action);
  for (const [letter, action, key] of [["a", "wait", "Escape A"], ["e", "escalate", "Escape E"]]) {
    const at = await shown(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.type("voir l'agence");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.keyboard.press(letter);
    await other(page, at.task);
    await guard(page);
    const next = await shown(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("z");
    await other(page, next.task);
    row(s, `${key}, Escape Z`, "that very task comes back", (await shown(page)).task === at.task, [at.task, await shown(page)]);
    await guard(page);
    const post = sent(action);
    await page.keyboard.press("Escape");
    await page.keyboard.press(letter);
    const note = new URLSearchParams((await post).postData()).get("note");
    await other(page, at.task);
    row(s, key, "the task goes with its note and the next one comes", note === "voir l'agence", note);
    if (!(await shown(page)) || new URL(page.url()).pathname === "/corbeille") await take(page, s.base);
    await guard(page);
  }
  const at = await shown(page);
  for (const name of at.todo) {
    await page.locator(`[name='f.${name}']`).focus();
    await page.keyboard.press("Enter");
  }
  if ((await shown(page))?.task === at.task) await page.keyboard.press("Control+Enter");
  await other(page, at.task);
  await settle(page);
  if (new URL(page.url()).pathname === "/corbeille") await take(page, s.base);
  await guard(page);
  const next = await shown(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await other(page, next.task);
  const back = await shown(page);
  row(s, "Escape Z", "a decision that was recorded is undone, and its document is back", back.document === at.document, [at.document, back]);
  await guard(page);
  await page.keyboard.press("Escape");
  await Promise.all([page.waitForURL("**/validation/derniers"), page.keyboard.press("m")]);
  row(s, "Escape M", "to one's latest decisions", (await page.locator("tbody tr").count()) > 0);
  await leave(page);
}

// In the 400 ms after a document came Enter is not taken, and digits are.
async function sooner(s) {
  await s.scene("bordereaux", { n: 4, doubtful: 4 });
  const page = await begin(s, "claire", "?type=cheque");
  await ready(page);
  const at = await shown(page);
  await page.keyboard.press("F9");
  await page.keyboard.press("5");
  await page.keyboard.press("Enter");
  await other(page, at.task);
  const next = await shown(page);
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  const early = await page.evaluate(() => performance.now() < document.querySelector(".poste").dataset.guard);
  const typed = await page.evaluate(() => [document.querySelector("[name='f.amount']").value, document.querySelectorAll("#piece .fait").length, document.querySelector("#piece").dataset.task]);
  row(s, "digits, Enter", "at once after a document came: the digits are taken, Enter is not", early && typed[0] === "12" && typed[2] === next.task, [early, typed]);
  await guard(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await other(page, next.task);
  await leave(page);
}

// A click on a word of the page fills the field.
async function words(s) {
  await s.scene("documents", { n: 3 });
  const page = await begin(s, "paul", "?type=payslip");
  await page.locator("[name='f.employer'], .ligne input.text").first().focus();
  const name = await active(page);
  await page.hover(".scene");
  const word = page.locator("svg.page.on .mot").nth(3);
  await word.waitFor({ state: "attached" });
  const text = await word.getAttribute("data-text");
  await word.dispatchEvent("click");
  const value = await page.inputValue(`[name='${name}']`);
  row(s, "a click on a word", "fills the field", value === text && (await active(page)) === name, [name, text, value]);
  await leave(page);
}

// A cheque by mouse alone.
async function mouse(s) {
  await s.scene("dates");
  const page = await begin(s, "claire", "?type=cheque");
  const at = await shown(page);
  await page.evaluate(() => addEventListener("keydown", () => (window.keyed = true), true));
  for (let left = at.todo.length; left > 0; left--) {
    await page.click("[data-do=confirmer]");
    if (left > 1) await page.waitForFunction((n) => document.querySelectorAll("#piece .ligne[data-doubt]:not(.fait)").length < n, left);
  }
  await other(page, at.task);
  await settle(page);
  const seen = await (await page.goto(`${s.base}/document/${at.document}`)).text();
  row(s, "the mouse alone", "validates a cheque", /Validé|validé/.test(seen) && !(await page.evaluate(() => window.keyed)), await page.innerText("main"));
  await leave(page);
}

// A lease is prolonged by any key when it is about to end; after its end Enter takes the
// document up again, with what was typed.
async function expired(s) {
  await s.scene("documents", { n: 4 });
  const page = await s.as("nadia");
  await page.clock.install();
  await take(page, s.base, "?type=proof_of_address");
  await guard(page);
  const at = await shown(page), field = page.locator("[name='f.address']");
  await field.fill("12 RUE DES LILAS");
  await page.waitForResponse((r) => r.url().endsWith("/brouillon") && r.ok(), page.clock.runFor(3000));
  await page.clock.fastForward("08:30");
  await page.waitForSelector("dialog#bail[open]");
  const prolonged = page.waitForResponse((r) => r.url().endsWith("/prolonger"));
  await page.keyboard.press("x");
  row(s, "any key", "prolongs a lease that is about to end, and types nothing", (await prolonged).ok() && (await field.inputValue()) === "12 RUE DES LILAS" && (await active(page)) === "f.address", await active(page));
  await page.clock.fastForward("12:00");
  await page.waitForSelector(".bande.refus");
  row(s, "the end of a lease", "is said, and nothing is held", await page.evaluate(() => document.querySelector("#piece").dataset.lease === ""));
  await page.clock.setSystemTime(new Date()); // the desk's own day
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector(".bande.refus") && document.querySelector("#piece").dataset.lease);
  const again = await shown(page);
  row(s, "Enter", "takes the document up again with what was typed", again.task === at.task && (await field.inputValue()) === "12 RUE DES LILAS", [at.task, again]);
  await leave(page);
}

// Without a network the page says so, and typing goes on.
async function offline(s) {
  await s.scene("documents", { n: 4 });
  const page = await begin(s, "paul", "?type=identity_card");
  await page.context().setOffline(true);
  await page.waitForSelector(".bande.reseau");
  const name = await active(page);
  await page.keyboard.press("End");
  await page.keyboard.type("X");
  row(s, "no network", "a band says so, typing goes on", (await page.inputValue(`[name='${name}']`)).endsWith("X"), name);
  await page.context().setOffline(false);
  await page.waitForFunction(() => !document.querySelector(".bande.reseau"));
  row(s, "the network", "the band goes when it is back", true);
  await leave(page);
}
