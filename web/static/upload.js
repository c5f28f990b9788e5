// The deposit page: files are checked and hashed here, sent in chunks (tus 1.0) that go
// on after a cut line or a reload, closed as one deposit, and the day is kept up to
// date. Without this script the form sends them all at once.
import { say } from "./keys.js";
import { Sha256, hex, base64 } from "./sha256.js";

const chunk = 4 << 20, piece = 512 << 10, parallel = 2, aDay = 24 * 3600e3;
const form = document.getElementById("deposer");
const $ = (id) => document.getElementById(id);
const rest = (ms) => new Promise((r) => setTimeout(r, ms));
const token = form.elements.csrf.value, base = form.dataset.uploads;
const shelf = `depot.${form.dataset.user}`; // what is under way, by the person who sent it
const heads = (more) => ({ "X-CSRF-Token": token, "Tus-Resumable": "1.0.0", ...more });

let groups = [];

function keep() {
  const kept = groups.filter((g) => !g.done).map(({ key, at, fields, files }) => ({
    key, at, fields, files: files.map(({ name, size, modified, url, sha }) => ({ name, size, modified, url, sha })) }));
  try {
    if (kept.length) localStorage.setItem(shelf, JSON.stringify(kept));
    else localStorage.removeItem(shelf);
  } catch { /* a browser that keeps nothing resumes within the page alone */ }
}

// What a file is, by its head; "" for what the desk does not take.
async function kindOf(file) {
  const b = new Uint8Array(await file.slice(0, 1024).arrayBuffer()), text = String.fromCharCode(...b);
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "tiff";
  return text.includes("%PDF-") ? "pdf" : "";
}

async function wrongWith(file) {
  if (!file.size) return say("Ce fichier est vide.", "This file is empty.");
  if (file.size > +form.dataset.bytes) return say("Ce fichier est trop volumineux.", "This file is too large.");
  if (!await kindOf(file)) return say("Ni un PDF, ni une image TIFF, JPEG ou PNG.", "Neither a PDF nor a TIFF, JPEG or PNG picture.");
  return "";
}

// digest reads a part of a file in small pieces, so that the page stays alive.
async function digest(blob) {
  const s = new Sha256();
  for (let at = 0; at < blob.size; at += piece) s.update(new Uint8Array(await blob.slice(at, at + piece).arrayBuffer()));
  return s.digest();
}

// -- rows ------------------------------------------------------------------------

function row(g, f) {
  const tr = document.createElement("tr");
  const cell = (className) => Object.assign(tr.appendChild(document.createElement("td")), { className });
  cell("").textContent = f.name;
  cell("num").textContent = say(`${(f.size / 2 ** 20).toFixed(1).replace(".", ",")} Mo`, `${(f.size / 2 ** 20).toFixed(1)} MB`);
  f.stamp = cell("ref");
  const now = cell("");
  f.bar = now.appendChild(Object.assign(document.createElement("progress"), { max: f.size || 1, value: 0 }));
  f.bar.setAttribute("aria-label", f.name);
  f.words = now.appendChild(document.createElement("span"));
  f.act = cell("").appendChild(Object.assign(document.createElement("button"), { type: "button", className: "row", textContent: say("Retirer", "Remove") }));
  f.act.setAttribute("aria-label", `${f.act.textContent} ${f.name}`);
  f.act.onclick = () => drop(g, f);
  f.tr = tr;
  $("envois").append(tr);
  $("encours").hidden = false;
}

function tell(f, words, bad = false) {
  f.words.textContent = ` ${words}`;
  f.words.className = bad ? "chip bad wrap" : "small";
  f.stamp.textContent = f.sha || "";
  f.bar.value = f.offset || 0;
}

async function drop(g, f) {
  f.gone = true;
  g.files = g.files.filter((x) => x !== f);
  if (!g.files.length) g.done = true;
  keep();
  f.tr.remove();
  $("encours").hidden = !$("envois").children.length;
  if (f.url) fetch(f.url, { method: "DELETE", headers: heads() }).catch(() => {}); // else it expires by itself
  if (!g.done) close(g);
}

// -- sending ---------------------------------------------------------------------

class Refused extends Error {}

let running = 0;
const queue = [];

async function turn(work) {
  if (running >= parallel) await new Promise((r) => queue.push(r));
  running++;
  try {
    return await work();
  } finally {
    running--;
    queue.shift()?.();
  }
}

// ask calls until there is an answer that says something about the request itself.
async function ask(f, url, options) {
  for (let tries = 0; ; tries++) {
    let wait = Math.min(30e3, 500 * 2 ** tries) * (0.5 + Math.random() / 2);
    try {
      const r = await fetch(url, { cache: "no-store", ...options });
      if (r.status < 500 && ![408, 429].includes(r.status)) {
        offline(false);
        return r;
      }
      wait = Math.max(wait, 1e3 * (r.headers.get("Retry-After") || 0));
    } catch {
      if (f?.gone) throw new Refused("");
      offline(true);
    }
    await Promise.race([rest(wait), new Promise((r) => addEventListener("online", r, { once: true }))]);
    if (options.method === "PATCH") return { status: 409, headers: new Headers() }; // ask first how far it came
  }
}

function offline(yes) {
  const band = $("reseau");
  band.hidden = !yes;
  band.textContent = yes ? say("Connexion perdue : l'envoi reprendra de lui-même là où il en était.", "Connection lost: the upload will go on by itself where it was.") : "";
}

async function reason(r) {
  if (r.status === 401 || r.status === 403) return say("Votre session est terminée : reconnectez-vous, puis choisissez le fichier de nouveau.", "Your session is over: sign in, then choose the file again.");
  try {
    return (await r.json()).detail;
  } catch {
    return say("L'envoi a été refusé.", "The upload was refused.");
  }
}

async function send(g, f) {
  tell(f, say("empreinte…", "digest…"));
  const sha = hex(await digest(f.file));
  if (f.sha && f.sha !== sha) f.url = ""; // another file of the same name
  f.sha = sha;
  f.offset = 0;
  for (let fresh = !f.url; !f.gone; ) {
    if (!f.url) {
      const said = { filename: f.name, deposit: "later" };
      const utf8 = (s) => base64(new TextEncoder().encode(s));
      const r = await ask(f, base, { method: "POST", headers: heads({ "Upload-Length": f.size, "Upload-Metadata": Object.entries(said).map(([k, v]) => `${k} ${utf8(v)}`).join(",") }) });
      if (r.status !== 201) throw new Refused(await reason(r));
      f.url = r.headers.get("Location");
      f.offset = 0;
      fresh = true;
      keep();
    }
    if (!fresh) {
      const r = await ask(f, f.url, { method: "HEAD", headers: heads() });
      if (r.status === 404) { // it expired
        f.url = "";
        continue;
      }
      if (r.status !== 200) throw new Refused(await reason(r));
      f.offset = +r.headers.get("Upload-Offset");
    }
    fresh = true;
    tell(f, `${Math.floor(100 * f.offset / f.size)} %`);
    if (f.offset === f.size) break;
    const part = f.file.slice(f.offset, f.offset + chunk);
    const r = await ask(f, f.url, { method: "PATCH", body: part,
      headers: heads({ "Upload-Offset": f.offset, "Content-Type": "application/offset+octet-stream", "Upload-Checksum": `sha256 ${base64(await digest(part))}` }) });
    if (r.status === 204) f.offset = +r.headers.get("Upload-Offset");
    else if ([404, 409, 460].includes(r.status)) fresh = false;
    else {
      f.url = "";
      throw new Refused(await reason(r));
    }
  }
  f.whole = !f.gone;
  if (f.whole) tell(f, say("envoyé", "sent"));
}

async function start(g, f) {
  try {
    await turn(() => send(g, f));
  } catch (e) {
    if (f.gone) return;
    tell(f, e instanceof Refused ? e.message : say("Ce fichier ne peut plus être lu : choisissez-le de nouveau.", "This file can no longer be read: choose it again."), true);
    keep();
    return;
  }
  await close(g);
}

// close makes one deposit of a group once all its files are there.
async function close(g) {
  if (g.closing || g.done || !g.files.length || !g.files.every((f) => f.whole)) return;
  g.closing = true;
  const { slip_count, ...fields } = g.fields;
  const body = { ...fields, uploads: g.files.map((f) => f.url.split("/").pop()) };
  if (slip_count) body.slip_count = Number(slip_count);
  const r = await ask(null, `${base}/clore`, { method: "POST", headers: heads({ "Content-Type": "application/json", "Idempotency-Key": g.key }), body: JSON.stringify(body) });
  g.closing = false;
  if (r.status !== 202) {
    const why = await reason(r);
    for (const f of g.files) tell(f, why, true);
    return;
  }
  g.done = true;
  keep();
  const { sequence } = await r.json();
  for (const f of g.files) {
    tell(f, "");
    f.act.replaceWith(Object.assign(document.createElement("a"), { href: r.headers.get("Location"), textContent: say(`Reçu n° ${sequence}`, `Receipt no. ${sequence}`) }));
  }
  poll();
}

// -- choosing --------------------------------------------------------------------

const fieldsOf = () => Object.fromEntries(["kind", "dossier", "slip_count", "slip_total", "reference", "replaces"].map((n) => [n, form.elements[n]?.value.trim()]).filter(([, v]) => v));

async function begin(list) {
  const g = { key: hex(crypto.getRandomValues(new Uint8Array(16))), at: Date.now(), fields: fieldsOf(), files: [] };
  const fresh = [];
  for (const file of list) {
    // A file that was cut off before goes on where it was.
    const old = groups.flatMap((x) => x.files.map((f) => ({ x, f }))).find(({ x, f }) => !x.done && !f.file && f.name === file.name && f.size === file.size && f.modified === file.lastModified);
    if (old) {
      old.f.file = file;
      start(old.x, old.f);
      continue;
    }
    const f = { name: file.name, size: file.size, modified: file.lastModified, file };
    row(g, f);
    const wrong = fresh.length >= +form.dataset.files ? say("Trop de fichiers à la fois.", "Too many files at a time.") : await wrongWith(file);
    if (wrong) {
      tell(f, wrong, true);
      continue; // it is no part of the deposit
    }
    fresh.push(f);
  }
  if (!fresh.length) return;
  g.files = fresh;
  groups.push(g);
  keep();
  for (const f of fresh) start(g, f);
}

function restore() {
  try {
    groups = JSON.parse(localStorage.getItem(shelf) || "[]").filter((g) => Date.now() - g.at < aDay);
  } catch {
    groups = [];
  }
  keep();
  for (const g of groups) for (const f of g.files) {
    row(g, f);
    tell(f, say("interrompu : choisissez ce fichier de nouveau pour reprendre", "cut off: choose this file again to go on"));
  }
}

form.addEventListener("submit", (e) => {
  const files = [...form.elements.file.files, ...$("photo").files];
  if (!files.length) return; // the browser says so, or the server
  e.preventDefault();
  begin(files);
  form.elements.file.value = $("photo").value = "";
  form.elements.file.required = true;
});
const zone = $("zone");
for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (e) => {
  e.preventDefault();
  zone.classList.add("over");
});
for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
zone.addEventListener("drop", (e) => {
  e.preventDefault();
  if (e.dataTransfer.files.length) form.elements.file.files = e.dataTransfer.files;
});
$("limites").textContent = $("limites").dataset.script;
if (matchMedia("(pointer: coarse)").matches) {
  $("photographier").hidden = $("photo").disabled = false; // its own label opens the hidden input
  $("photo").addEventListener("change", () => { form.elements.file.required = !$("photo").files.length; });
}
restore();

// -- the day ---------------------------------------------------------------------

const day = $("jour");
let tag = "", timer;

async function poll() {
  clearTimeout(timer);
  if (!day.dataset.poll) return;
  try {
    if (!document.hidden) {
      const r = await fetch(day.dataset.poll, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
      if (r.status === 200 && !r.redirected) {
        tag = r.headers.get("ETag");
        show(await r.text());
      }
    }
  } catch { /* the next one may be answered */ }
  timer = setTimeout(poll, 2000);
}

// show puts the new day in, with what was open and where the focus was.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const open = [...day.querySelectorAll("details[open]")].map((d) => d.id);
  const href = day.contains(document.activeElement) && (document.activeElement.getAttribute("href") || document.activeElement.closest("[id]")?.id);
  day.replaceChildren(...fresh.childNodes);
  for (const id of open) if ($(id)) $(id).open = true;
  if (href) (day.querySelector(`a[href="${CSS.escape(href)}"]`) || $(href)?.querySelector("summary"))?.focus({ preventScroll: true });
}

document.addEventListener("visibilitychange", () => document.hidden || poll());
poll();
