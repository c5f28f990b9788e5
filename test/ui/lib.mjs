// What checks are written with.
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
  return { papers, slip, letter, tasks };
}

// pathsOf are the pages of each role, for the checks that walk all of them.
export const pathsOf = ({ papers, slip, letter, tasks }) => ({
  "": ["/connexion", "/connexion/mot-de-passe"],
  agence: ["/depot", `/depot/${slip.deposit}`, `/depot/${slip.deposit}/recu`, "/dossiers", "/compte"],
  claire: ["/accessibilite", "/corbeille", "/mes-chiffres", "/validation", "/validation/reglages", "/validation/derniers", "/recherche", "/recherche?q=dupont", "/dossiers/2026-004512",
    `/document/${papers.documents[0].id}`, `/document/${slip.documents[1].id}`, letter, "/echeances", "/remises", "/ecritures", "/suspens", "/controle"],
  sophie: ["/corbeille", ...tasks, "/remises", "/ecritures", "/suspens", "/supervision", "/supervision?jours=30", "/journal", "/controle"],
  remi: ["/recherche", `/document/${slip.documents[0].id}`],
  alain: ["/corbeille", "/ecritures", "/admin/personnes", "/supervision", "/journal"],
  compta: ["/ecritures"],
  racine: ["/admin/personnes", "/admin/cles", "/admin/politiques", "/admin/types-de-dossier", "/admin/conservation", "/admin/files-mortes", "/admin/sauvegardes", "/compte"],
});

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
