// What checks are written with.
import { createHmac } from "node:crypto";

export const base = process.env.UI_BASE;

// morning brings in what the pages are looked at with: papers of a dossier, a slip with
// its cheques, a letter to the customer.
export async function morning(s) {
  const clerk = await s.as("claire");
  await clerk.goto(s.base + "/dossiers/2026-004512");
  await Promise.all([clerk.waitForURL("**/relire**"), clerk.click("#relance button")])
    .catch(async (e) => { throw new Error(`${e.message} ${await clerk.innerText("main")}`); });
  const letter = new URL(clerk.url()).pathname; // while everything is missing yet
  const papers = await s.scene("documents"), slip = await s.scene("remise", { n: 3, doubtful: 1 });
  await clerk.context().close();
  const supervisor = await s.as("sophie");
  await supervisor.goto(s.base + "/corbeille");
  const tasks = await supervisor.$$eval('form[action$="/ouvrir"]', (all) => all.map((f) => f.getAttribute("action").replace("/ouvrir", "")));
  await supervisor.context().close();
  if (tasks.length < 5) throw new Error("tasks in the inbox: " + tasks.join(" "));
  await s.scene("controle"); // what went through unseen is drawn, to be keyed again
  return { papers, slip, letter, tasks };
}

// A page that is not reached by its address alone is an object: the address from where act
// leads to it, and the status that it answers with.
const told = (path, act, status = 200) => ({ path, act, status });

// leads does something that loads another page.
const leads = (page, act) => Promise.all([page.waitForNavigation(), act()]);

// pathsOf are the pages of each role, for the checks that walk all of them.
export const pathsOf = ({ papers, slip, letter, tasks }) => ({
  "": ["/connexion", "/connexion/mot-de-passe", "/aide", told("/connexion", wrongPassword, 401)],
  agence: ["/depot", `/depot/${slip.deposit}`, `/depot/${slip.deposit}/recu`, "/dossiers", "/dossiers/2026-004512", "/compte"],
  claire: ["/accessibilite", "/aide", "/corbeille", "/corbeille?type=complaint", "/mes-chiffres", "/validation", "/validation/reglages", "/validation/derniers", "/recherche", "/recherche?q=dupont", "/dossiers", "/dossiers/2026-004512",
    `/document/${papers.documents[0].id}`, `/document/${papers.documents[0].id}?q=dupont`, `/document/${slip.documents[1].id}`, letter, "/echeances", "/remises", "/ecritures", "/suspens", "/controle",
    told("/dossiers", badDossier, 422), told("/rien", null, 404), told("/controle", (page) => leads(page, () => page.click("main button.main")))],
  sophie: ["/corbeille", ...tasks, "/remises", "/ecritures", `/ecritures/${today()}/fichier`, "/suspens", "/supervision", "/supervision?jours=30", "/journal", "/controle", "/admin/delais"],
  remi: ["/recherche", `/document/${slip.documents[0].id}`],
  alain: ["/corbeille", "/ecritures", "/admin/personnes", "/supervision", "/journal"],
  compta: ["/ecritures"],
  racine: ["/admin/personnes", "/admin/cles", "/admin/politiques", "/admin/delais", "/admin/types-de-dossier", "/admin/conservation", "/admin/files-mortes", "/admin/sauvegardes", "/compte", told("/admin/politiques", simulated)],
});

const today = () => new Intl.DateTimeFormat("fr-CA", { timeZone: "Europe/Paris" }).format(new Date());

async function wrongPassword(page) {
  await page.fill("#login", "inconnue");
  await page.fill("#password", "pas le bon mot de passe");
  await leads(page, () => page.press("#password", "Enter"));
}

async function badDossier(page) {
  await page.click("#ouvrir > summary");
  await page.fill("#d\\.ref", "../x");
  await page.fill("#d\\.agence", "00742");
  await leads(page, () => page.click("#ouvrir button.main"));
}

async function simulated(page) {
  await page.fill("#pfile", await page.evaluate(async () => (await fetch([...document.querySelectorAll("a[href$='/fichier']")].at(-1).href)).text()));
  await leads(page, () => page.click("main button.main:not(.row)"));
}

// atTheDoor gives the pages between the password and the work: a second factor that is
// enrolled on one's own account, its code when one comes back, and the enrolment that a
// role asks for.
export async function* atTheDoor(s) {
  const nadia = await s.as("nadia");
  const offer = told("/compte", async (page) => {
    await page.fill("form[action='/compte/facteur'] [name=old]", process.env.UI_PASSWORD);
    await leads(page, () => page.click("form[action='/compte/facteur'] button"));
  });
  yield ["nadia", nadia, offer];
  await nadia.goto(s.base + offer.path);
  await offer.act(nadia);
  await nadia.fill("#premier", oneTimeCode((await nadia.textContent("dd.ref")).trim()));
  await leads(nadia, () => nadia.press("#premier", "Enter"));
  const again = await s.as("");
  await signIn(again, "nadia");
  yield ["nadia", again, "/connexion/code"];
  yield* fromTheBank(s);
  await s.scene("facteur");
  const remi = await s.as("");
  await signIn(remi, "remi");
  yield ["remi", remi, "/connexion/facteur"];
}

// fromTheBank gives the page on which one lands from the bank's own provider of identities,
// which leads on at once: here it stays, since where it leads has nothing to show.
async function* fromTheBank(s) {
  await s.scene("banque");
  const page = await s.as("");
  await page.route("**/corbeille", (r) => r.fulfill({ status: 204 }));
  yield ["claire", page, told("/connexion/banque", async () => {
    const back = await fetch(`${process.env.UI_PROMPTER}/approve?${new URLSearchParams({ at: page.url() })}`, { method: "POST" });
    await page.goto(await back.text());
  })];
}

// oneTimeCode is what an authenticator shows for a secret (RFC 6238).
function oneTimeCode(secret) {
  let bits = "";
  for (const c of secret.replace(/[^A-Z2-7]/g, "")) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30e3)));
  const sum = createHmac("sha1", key).update(step).digest();
  return String((sum.readUInt32BE(sum[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// stageOf is what a check is given: signed-in pages, scenes, and the report.
export function stageOf(browser, row) {
  const open = [];
  return {
    browser,
    base,
    // report writes a row. What is a matter of time can be near its target: a machine that
    // does other work beside it says nothing of the page.
    report: (goal, what, target, measured, ok, near = false) => row({ goal, what, target, measured, ok, near }),
    // scene has the desk receive papers: see scenes_test.go.
    async scene(name, asked = {}) {
      const r = await fetch(`${process.env.UI_PROMPTER}/scene/${name}?${new URLSearchParams(asked)}`, { method: "POST" });
      if (!r.ok) throw new Error(`scene ${name}: ${r.status} ${await r.text()}`);
      return r.json();
    },
    // as opens a browser of one's own and signs in; options are playwright's.
    async as(login, options = {}) { // "" stays outside
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "fr-FR", timezoneId: "Europe/Paris", ...options });
      open.push(context);
      const page = await context.newPage();
      page.asked = []; // the last answers, told when a check fails
      page.on("response", (r) => (page.asked = [...page.asked.slice(-11), `${r.request().method()} ${new URL(r.url()).pathname} ${r.status()}`]));
      if (login) await signIn(page, login);
      return page;
    },
    async close() {
      await Promise.all(open.map((c) => c.close()));
    },
  };
}

export async function signIn(page, login) {
  await page.goto(base + "/connexion");
  await page.fill("#login", login);
  await page.fill("#password", process.env.UI_PASSWORD);
  await Promise.all([page.waitForURL((u) => u.pathname !== "/connexion"), page.press("#password", "Enter")]);
}

// percentile of a list of numbers, p from 0 to 1.
export function percentile(list, p) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
}
