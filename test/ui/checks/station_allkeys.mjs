// Every key that the station knows is pressed once, and its effect is looked for.
import { guard, other, settle, shown, take } from "../station.mjs";

export async function run(s) {
  for (const part of [fields, pages, blocked, table, menu, remittance, remapped]) await part(s);
}

// row reports one key: what is to be seen, and whether it was.
const row = (s, key, effect, ok, seen = "") => s.report("keys", `${key}: ${effect}`, "yes", ok ? "yes" : `no ${typeof seen === "string" ? seen : JSON.stringify(seen)}`, ok);
const active = (page) => page.evaluate(() => document.activeElement?.name || document.activeElement?.id || document.activeElement?.tagName);
const settledRows = (page) => page.evaluate(() => document.querySelectorAll("#piece .fait").length);
const sheetBox = (page) => page.evaluate(() => document.querySelector("svg.page.on").getAttribute("viewBox"));
const current = (page) => page.evaluate(() => Number(document.querySelector(".seg [aria-current]").dataset.page));

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

async function pages(s) {
  await s.scene("feuillets");
  const page = await begin(s, "claire", "?type=proof_of_address");
  const marks = await page.$$eval(".seg [data-page]", (all) => all.map((a) => a.textContent.trim()).join(" "));
  row(s, "pages", "all twelve are there, with ? or ✓", /^1 [?✓] 2 ✓ .* 11 ✓ 12 \?$/.test(marks.replace(/\s+/g, " ")), marks);
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
  const mark = await page.textContent(".seg [data-page='12'] .marque").catch(() => "left");
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
  for (let i = 0; i < 30 && !(await page.evaluate(() => document.activeElement.matches("[data-do=confirmer]"))); i++) await page.keyboard.press("Enter");
  row(s, "Enter past a table", "stops at the button and does not validate", (await shown(page))?.task === at.task, await active(page));
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
  await page.reload();
  await page.waitForSelector("html.js #piece");
  await page.waitForFunction(() => document.querySelector("#piece").dataset.lease);
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
  await Promise.all([page.waitForURL("**/reglages?fait=settings"), page.click("main form button.main")]);
  await page.goto(s.base + "/corbeille");
  await page.keyboard.press("F1");
  const old = await page.$("dialog[open]");
  await page.keyboard.press("F4");
  const help = await page.evaluate(() => document.querySelector("dialog[open]")?.innerText ?? "");
  row(s, "F4 for F1", "the help of another page opens on one's own key alone", !old && help.includes("F4"), help);
  await page.keyboard.press("Escape");
  await take(page, s.base);
  await guard(page);
  const bar = await page.innerText(".touches .liste"), first = await sheetBox(page);
  await page.keyboard.press("F2");
  const same = await sheetBox(page);
  await page.keyboard.press("Insert");
  row(s, "Insert for F2", "zooms, F2 does not, the foot of the page names it", same === first && (await sheetBox(page)) !== first && bar.includes("Inser") && !bar.includes("F2"), [bar, first, same]);
  const hints = await page.evaluate(() => [".scene", ".actes .p", "#rejet summary"].map((q) => document.querySelector(q).getAttribute("aria-keyshortcuts")));
  row(s, "aria-keyshortcuts", "are those of the person", hints.join() === "Insert PageDown PageUp,Enter Control+Enter,F9", hints);
  await leave(page);
}
