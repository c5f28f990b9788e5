// The deposit page: files go up in chunks with progress and a receipt, go on after a
// cut line and after a reload, what is no paper is told before it is sent, the day is
// kept up to date, and all of it works without the script.
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const head = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const paper = (n) => Buffer.concat([head, randomBytes(n)]);
const sha = (b) => createHash("sha256").update(b).digest("hex");

export async function run(s) {
  const dir = mkdtempSync(join(tmpdir(), "bordereau-ui-"));
  try {
    await chunks(s, dir);
    await resume(s, dir);
    await plain(s, dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function file(dir, name, bytes) {
  writeFileSync(join(dir, name), bytes);
  return join(dir, name);
}

const receipts = (page) => page.locator("#envois a").allTextContents();

// fileDigests are those of the receipt that a row leads to.
async function digests(page) {
  const href = await page.locator("#envois a").first().getAttribute("href");
  const proof = await page.evaluate(async (h) => (await fetch(h + "/recu.json")).json(), href);
  return proof.files.map((f) => f.sha256);
}

async function chunks(s, dir) {
  const page = await s.as("agence");
  await page.goto(s.base + "/depot");
  const two = [paper(9 << 20), paper(300)];
  const sent = [];
  page.on("request", (r) => r.method() === "PATCH" && sent.push(+r.headers()["upload-offset"]));
  await page.setInputFiles("#file", [file(dir, "grand.png", two[0]), file(dir, "petit.png", two[1]), file(dir, "faux.png", Buffer.from("GIF89a.."))]);
  await page.click("#deposer button.main");
  await page.waitForFunction(() => document.querySelectorAll("#envois a").length === 2, null, { timeout: 60e3 });
  const said = await receipts(page), told = await page.locator("#envois").innerText();
  s.report("-", "two files in chunks of 4 MB, one receipt", "1 receipt, 4 chunks", `${new Set(said).size} receipt, ${sent.length} chunks`, new Set(said).size === 1 && sent.length === 4);
  s.report("-", "a file that is no paper is told before it is sent", "told", told.includes("Ni un PDF") ? "told" : told, told.includes("Ni un PDF"));
  const got = await digests(page);
  s.report("-", "digests shown, received and computed here agree", "2", got.filter((d) => [sha(two[0]), sha(two[1])].includes(d) && told.includes(d)).length, got.length === 2 && got.every((d) => [sha(two[0]), sha(two[1])].includes(d) && told.includes(d)));
  await page.waitForFunction(() => document.getElementById("jour").textContent.includes("grand.png"), null, { timeout: 20e3 });
  const answers = [];
  page.on("response", (r) => r.url().endsWith("/depot/jour") && answers.push(r.status()));
  for (let i = 0; i < 4; i++) await page.waitForResponse((r) => r.url().endsWith("/depot/jour"), { timeout: 20e3 });
  s.report("-", "an unchanged day is asked for and not sent again", "304", [...new Set(answers)].join(" "), answers.length > 1 && answers.slice(1).every((c) => c === 304));
}

// The line is cut at places drawn at random and once for good, with a reload.
async function resume(s, dir) {
  const page = await s.as("agence");
  await page.goto(s.base + "/depot");
  const bytes = paper(22 << 20), path = file(dir, "coupe.png", bytes);
  let cuts = 0, down = false, sent = 0;
  await page.route("**/depot/envois/*", async (route) => {
    if (down || (route.request().method() === "PATCH" && cuts < 4 && Math.random() < 0.5)) {
      cuts++;
      return route.abort("connectionreset");
    }
    if (route.request().method() === "PATCH") sent++;
    return route.continue();
  });
  await page.setInputFiles("#file", path);
  await page.click("#deposer button.main");
  await page.waitForFunction(() => document.querySelector("#envois progress")?.value > 4e6, null, { timeout: 60e3 });
  down = true;
  await page.waitForFunction(() => !document.getElementById("reseau").hidden, null, { timeout: 30e3 });
  await page.reload();
  const asked = await page.locator("#envois").innerText();
  down = false;
  cuts = 0;
  await page.setInputFiles("#file", path);
  await page.click("#deposer button.main");
  await page.waitForFunction(() => document.querySelectorAll("#envois a").length === 1, null, { timeout: 120e3 });
  const got = await digests(page);
  s.report("-", "an upload goes on after cut lines and a reload", "the same file", got[0] === sha(bytes) ? "the same file" : "another", got[0] === sha(bytes) && asked.includes("coupe.png"));
  const need = Math.ceil(bytes.length / (4 << 20));
  s.report("-", "chunks of 4 MB that reached the desk, of those it needs", `${need} to ${need + 1}`, sent, sent >= need && sent <= need + 1);
}

async function plain(s, dir) {
  const page = await s.as(null, { javaScriptEnabled: false });
  await page.goto(s.base + "/connexion");
  await page.fill("#login", "agence");
  await page.fill("#password", process.env.UI_PASSWORD);
  await page.press("#password", "Enter");
  await page.waitForURL("**/depot");
  await page.setInputFiles("#file", file(dir, "sans-script.png", paper(400)));
  await Promise.all([page.waitForURL(/\/depot\/[0-9a-f-]{36}/), page.click("#deposer button.main")]);
  const text = await page.locator("main").innerText();
  s.report("G10", "a file is deposited without scripts", "its receipt", text.includes("sans-script.png") ? "its receipt" : text.slice(0, 80), text.includes("sans-script.png"));
}
