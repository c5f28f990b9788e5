// The screens of the application, in light and dark: compared with the pictures in
// docs/screens, or drawn there anew (UI_SCREENS=draw, make screens). Moments and digests,
// which differ from run to run, are written over before.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../../../docs/screens/", import.meta.url);
const drawing = process.env.UI_SCREENS === "draw";

// takeNext takes the first paper; its clerk has it in the second picture too.
const takeNext = (page) => atTheStation(page, "main button.main");

// openFirst opens the first paper of a list.
const openFirst = (page) => atTheStation(page, "[data-open]");

async function atTheStation(page, button) {
  if (!page.url().includes("/validation/t/")) await Promise.all([page.waitForURL("**/validation/t/**"), page.click(`${button} >> nth=0`)]);
  await page.waitForSelector("html.js #piece");
  await page.waitForLoadState("networkidle");
}

// giveBack leaves the station at once: what is held otherwise a while longer would be "in
// validation" on other pictures, or not, as time goes.
async function giveBack(page) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("q");
  await page.waitForURL((url) => !url.pathname.startsWith("/validation/t/"));
}

// screens are what is pictured: who looks at what, and what is done before. A path may
// be found out from what the morning brought in. At the station each has a paper of one's
// own: a slip is worked by one clerk, so that a supervisor opens the other.
const screens = [
  { name: "sign-in", login: "", path: "/connexion" },
  { name: "help", login: "", path: "/aide" },
  { name: "drop-off", login: "agence", path: "/depot" },
  { name: "receipt", login: "agence", path: (m) => `/depot/${m.slip.deposit}` },
  { name: "inbox", login: "claire", path: "/corbeille" },
  { name: "station", login: "claire", path: "/validation?type=cheque", before: takeNext, after: giveBack },
  { name: "station-document", login: "paul", path: "/validation?type=payslip", before: takeNext, after: giveBack },
  { name: "station-remittance", login: "sophie", path: "/corbeille?type=remittance_slip", before: openFirst, after: giveBack },
  { name: "station-keys", login: "claire", path: "/validation/reglages" },
  { name: "latest-decisions", login: "claire", path: "/validation/derniers" },
  { name: "own-figures", login: "claire", path: "/mes-chiffres" },
  { name: "quality", login: "claire", path: "/controle" },
  { name: "open-items", login: "claire", path: "/suspens" },
  { name: "case-files", login: "claire", path: "/dossiers" },
  { name: "case-file", login: "claire", path: "/dossiers/2026-004512" },
  { name: "letter", login: "claire", path: (m) => m.letter },
  { name: "deadlines", login: "claire", path: "/echeances" },
  { name: "search", login: "claire", path: "/recherche?q=montant" },
  { name: "document-hits", login: "claire", path: (m) => `/document/${m.papers.documents[0].id}?q=${m.word}` },
  { name: "remittances", login: "sophie", path: "/remises" },
  { name: "entries", login: "sophie", path: "/ecritures" },
  { name: "day-file", login: "sophie", path: "/ecritures/2026-11-20/fichier" },
  { name: "supervision", login: "sophie", path: "/supervision" },
  { name: "audit-log", login: "alain", path: "/journal" },
  { name: "people", login: "racine", path: "/admin/personnes" },
  { name: "api-keys", login: "racine", path: "/admin/cles" },
  { name: "policies", login: "racine", path: "/admin/politiques" },
  { name: "delays", login: "racine", path: "/admin/delais" },
  { name: "case-file-types", login: "racine", path: "/admin/types-de-dossier", before: (page) => page.click("details > summary >> nth=0") },
  { name: "retention", login: "racine", path: "/admin/conservation" },
  { name: "dead-letters", login: "racine", path: "/admin/files-mortes" },
  { name: "backups", login: "racine", path: "/admin/sauvegardes" },
  { name: "account", login: "racine", path: "/compte" },
];

const still = () => {
  const write = (selector, text) => document.querySelectorAll(selector).forEach((e) => (e.textContent = text));
  write("time", "20/11/2026 14:05");
  write("[data-clock]", "09:58");
  write("[data-age]", "3 h");
  write("[data-volatile]", "0193a1b2c3d4e5f6");
};

// morningOf brings in what the screens show, and has a clerk ask a customer for what lacks.
async function morningOf(s) {
  const papers = await s.scene("documents"), slip = await s.scene("bordereaux", { n: 12, doubtful: 3 });
  await s.scene("remise", { n: 5, doubtful: 2 }); // whose slip itself is to be looked at
  const clerk = await s.as("claire");
  await clerk.goto(s.base + "/dossiers/2026-004512");
  await Promise.all([clerk.waitForURL("**/relire**"), clerk.click("#relance button")]);
  const letter = new URL(clerk.url()).pathname;
  await clerk.goto(`${s.base}/document/${papers.documents[0].id}`);
  await clerk.context().close();
  return { papers, slip, letter, word: "net" };
}

export async function run(s) {
  const brought = await morningOf(s);
  mkdirSync(folder, { recursive: true });
  const differ = [], absent = [];
  let compared = 0;
  const judge = await s.as("");
  for (const scheme of ["light", "dark"]) {
    for (const { name, login, path, before, after } of screens) {
      const page = await s.as(login, { colorScheme: scheme });
      await page.goto(s.base + (typeof path === "string" ? path : path(brought)));
      if (before) await before(page);
      await page.evaluate(still);
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(() => Promise.all([...document.images].map((i) => { i.loading = "eager"; return i.decode(); })));
      await page.waitForLoadState("networkidle");
      const now = await page.screenshot({ animations: "disabled", caret: "hide" });
      const file = new URL(`${name}-${scheme}.png`, folder);
      if (drawing) writeFileSync(file, now);
      else if (!existsSync(file)) absent.push(`${name}-${scheme}`);
      else {
        compared++;
        const share = await different(judge, readFileSync(file), now);
        if (share > 0.001) {
          differ.push(`${name}-${scheme} ${(100 * share).toFixed(2)} %`);
          writeFileSync(new URL(`/tmp/${name}-${scheme}-now.png`, "file:"), now);
        }
      }
      if (after) await after(page);
      await page.context().close();
    }
  }
  if (drawing) return s.report("G20", "pictures of screens drawn to docs/screens", "all", String(2 * screens.length), true);
  s.report("G20", `${compared} pictures of screens beside docs/screens, share of other pixels`, "<= 0.1 % each", differ.length || absent.length ? [...differ, ...absent.map((a) => a + " is not there")].join("; ") : "all", !differ.length && !absent.length);
}

// different is the share of pixels that differ by more than what smoothing of letters does.
async function different(page, a, b) {
  return page.evaluate(async (pictures) => {
    const [x, y] = await Promise.all(pictures.map(async (p) => {
      const bytes = Uint8Array.from(atob(p), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const drawn = canvas.getContext("2d");
      drawn.drawImage(bitmap, 0, 0);
      return drawn.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    if (x.width !== y.width || x.height !== y.height) return 1;
    let n = 0;
    for (let i = 0; i < x.data.length; i += 4) {
      if (Math.abs(x.data[i] - y.data[i]) + Math.abs(x.data[i + 1] - y.data[i + 1]) + Math.abs(x.data[i + 2] - y.data[i + 2]) > 96) n++;
    }
    return n / (x.data.length / 4);
  }, [a.toString("base64"), b.toString("base64")]);
}
