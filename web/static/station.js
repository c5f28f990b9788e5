// The validation station: from one Enter to the next document. The page works without
// it; it only spares the waiting.
import { register, say } from "./keys.js";
import { beforeinput, done, fault, inputOf, keydown, keyed, numeric, rowOf, settled, todo } from "./fields.js";
import { post, sending } from "./sending.js";
import { viewer } from "./viewer.js";

const GUARD = 400; // ms in which Enter is not taken after a document came
const AHEAD = 2; // documents fetched before they are asked for
const main = document.querySelector(".poste"), fait = document.getElementById("fait");

let piece, view, guard = 0, ahead = [], fetching = null, empty = false, last = null, renewed = 0, warned = null, waiting = false;

const form = () => piece.querySelector("#saisie");
const key = (node) => ({ csrf: node.querySelector("[name=csrf]").value, lease: node.dataset.lease, version: node.dataset.version });
const filter = (node) => Object.fromEntries(["type", "agence", "lecture"].map((n) => [n, node.querySelector(`[name="suite.${n}"]`)?.value ?? ""]));
const mine = () => Boolean(piece?.dataset.lease);
const url = (task, what = "") => `/validation/t/${task}${what}`;
const busy = () => Boolean(document.querySelector("dialog[open]"));
const typing = (el) => el?.matches?.("input[type=text]");

function status(text, bad) {
  fait.textContent = text;
  fait.classList.toggle("mal", Boolean(bad));
}

// ---- what was typed, kept in this browser until the desk has it

const store = (task) => "saisie." + task;
function keep() {
  if (!mine()) return;
  const values = {};
  for (const el of piece.querySelectorAll("[name^='f.']")) if (el.type !== "radio" || el.checked) values[el.name] = el.value;
  sessionStorage.setItem(store(piece.dataset.task), JSON.stringify(values));
}
function restore(node) {
  const kept = JSON.parse(sessionStorage.getItem(store(node.dataset.task)) ?? "{}");
  for (const [name, value] of Object.entries(kept)) {
    for (const el of node.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (el.type === "radio") el.checked = el.value === value;
      else el.value = value;
    }
  }
}

// ---- documents

function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  return t.content.querySelector("#piece");
}

async function load(task, query = "") {
  const r = await fetch(url(task, "/morceau" + query), { headers: { "X-Station": "1" } });
  if (!r.ok) return null;
  const node = parse(await r.text());
  if (!node) return null;
  node.images = await Promise.all([...new Set([...node.querySelectorAll("svg.page image")].map((i) => i.getAttribute("href")))].slice(0, 2).map(async (src) => {
    const img = new Image();
    img.src = src;
    await img.decode().catch(() => {}); // the page itself says when an image is missing
    return img;
  }));
  return node;
}

// fill fetches the documents that come next, one after the other.
function fill() {
  if (fetching || empty || ahead.length >= AHEAD) return fetching;
  fetching = (async () => {
    try {
      while (ahead.length < AHEAD) {
        const have = [piece, ...ahead].filter(Boolean).map((n) => n.dataset.task).join(" ");
        const r = await post("/validation/avance", { csrf: key(piece ?? ahead[0]).csrf, ...filter(piece ?? ahead[0]), have });
        if (!r.ok) return;
        const { task } = await r.json();
        if (!task) {
          empty = true;
          return;
        }
        const node = await load(task);
        if (!node) return;
        ahead.push(node);
        if (waiting) advance();
      }
    } catch {
      line(false);
    } finally {
      fetching = null;
    }
  })();
  return fetching;
}

function show(node, { push = true, band = "" } = {}) {
  const old = piece ?? document.getElementById("piece");
  if (old !== node) old.replaceWith(node);
  piece = node;
  waiting = false;
  guard = performance.now() + GUARD;
  document.title = node.dataset.title;
  if (push) history.pushState({ task: node.dataset.task }, "", url(node.dataset.task) + location.search.replace(/[?&]fait=[a-z]+/, ""));
  restore(node);
  view = viewer(node);
  bandOf("refus", band);
  label();
  focusFirst();
  if (!band) status(node.dataset.say);
  clock();
  open();
}

function focusFirst() {
  const row = todo(piece)[0] ?? piece.querySelector(".ligne.on") ?? piece.querySelector(".ligne");
  go(row);
}

function go(row) {
  const input = inputOf(row);
  if (!input) return piece.querySelector("[data-do=confirmer]")?.focus();
  input.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  input.select?.();
}

// label says on the button what Enter does.
function label() {
  const word = piece.querySelector("[data-mot]"), left = todo(piece).filter((r) => r !== rowOf(document.activeElement));
  if (word) word.textContent = left.length ? word.dataset.suivant : word.dataset.mot;
}

function advance() {
  const next = ahead.shift();
  if (next) {
    show(next);
    fill();
    return;
  }
  waiting = true;
  piece.querySelectorAll("input, button, select").forEach((el) => (el.disabled = true));
  setTimeout(() => waiting && status(say("Document suivant…", "Next document…")), 300);
  fetchNext();
}

// fetchNext takes the next task where none was fetched ahead.
async function fetchNext() {
  await fill();
  while (waiting && !out.idle()) await out.settled();
  if (!waiting) return;
  try {
    const r = await post("/validation", { csrf: key(piece).csrf, ...filter(piece) });
    const { task } = r.ok ? await r.json() : {};
    const node = task && (await load(task));
    if (!waiting) return;
    if (node) return show(node), fill();
    if (r.ok) return leave();
    location.assign("/validation"); // the server says what is wrong
  } catch {
    line(false);
    setTimeout(() => waiting && fetchNext(), 2000);
  }
}

// leave goes back to the inbox once all is recorded.
function leave() {
  location.assign("/corbeille?fait=decided");
}

// ---- decisions

const out = sending({
  taken(job, said) {
    sessionStorage.removeItem(store(job.task));
    last = { task: job.task, document: said.document, version: said.version };
    status(say(`${job.name} : enregistré`, `${job.name}: recorded`) + (ahead.length ? say(" · suivant prêt", " · next ready") : ""));
  },
  // back puts a document that was not recorded before all others, with what was typed.
  back(job, html, why) {
    const node = html ? parse(html) : job.node;
    node.querySelectorAll("[disabled]").forEach((el) => (el.disabled = false));
    if (piece && piece !== job.node && !waiting) {
      keep();
      ahead.unshift(piece);
    }
    show(node, { band: why || say("Ce document n'a pas été enregistré : ", "This document was not recorded: ") + (node.querySelector(".wrong p")?.textContent ?? "") });
    status(say("Document revenu : à reprendre", "Document is back: take it up again"), true);
  },
  line,
});

function line(up) {
  bandOf("reseau", up && navigator.onLine ? "" : say("Connexion interrompue : vous pouvez continuer à saisir, l'envoi reprendra seul.", "Connection interrupted: you can go on typing, sending will resume by itself."));
}

function bandOf(kind, text) {
  const old = document.querySelector(`.bande.${kind}`);
  if (!text) return old?.remove();
  const b = old ?? Object.assign(document.createElement("div"), { className: "bande " + kind });
  b.setAttribute("role", kind === "refus" ? "alert" : "status");
  b.textContent = text;
  if (!old) document.body.append(b);
}

function send(owner, action) {
  if (!mine() || performance.now() < guard) return;
  if (out.full()) return status(say("Deux enregistrements sont en cours : patientez.", "Two recordings are on their way: please wait."), true);
  keep();
  const body = new URLSearchParams(new FormData(owner));
  body.set("action", action);
  const node = piece;
  out.add({ task: node.dataset.task, url: url(node.dataset.task), body, node, name: node.querySelector("h2").textContent });
  advance();
}

// confirm settles the field that has the focus and goes to the next doubtful one; on the
// last it validates the document.
function confirm(all) {
  if (!piece || waiting || performance.now() < guard) return;
  const rows = all ? todo(piece) : [rowOf(document.activeElement) ?? todo(piece)[0]].filter(Boolean);
  for (const row of rows) {
    const why = settle(row);
    if (why) {
      go(row);
      return fault(inputOf(row), why);
    }
  }
  const next = todo(piece)[0];
  if (next) {
    const here = rows.at(-1), after = todo(piece).find((r) => here && here.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING);
    return go(after ?? next);
  }
  send(form(), "confirm");
}

function settle(row) {
  const input = inputOf(row);
  if (!input || !row.matches("[data-field], td.doubt")) return "";
  if (row.classList.contains("kept") && !input.value.trim()) return say("Saisissez ce que vous lisez sur l'image, ou * si c'est illisible.", "Type what you read on the picture, or * if it is illegible.");
  const why = settled(input, machine());
  if (!why) {
    fault(input, "");
    if (row.matches("[data-doubt], td.doubt") || input.value !== input.defaultValue) done(row);
  }
  return why;
}

const machine = () => main.dataset.machine === "true";

// ---- menus

const menu = (id) => piece?.querySelector("#" + id);
function toggle(id) {
  const m = menu(id), was = m.open;
  close();
  if (was) return;
  m.open = true;
  m.querySelector(".carte input, .carte button, .carte select")?.focus();
}
function close() {
  const had = piece?.querySelector(".menu[open]");
  piece?.querySelectorAll(".menu[open]").forEach((m) => (m.open = false));
  if (had) focusFirst();
  return Boolean(had);
}

function inMenu(e) {
  const m = e.target.closest?.(".menu[open]");
  if (!m || e.ctrlKey || e.altKey || e.metaKey) return false;
  if (m.id === "rejet" && /^[1-9]$/.test(e.key) && !typing(e.target)) {
    const radio = m.querySelectorAll("[name=reason]")[e.key - 1];
    if (radio) { radio.checked = true; radio.focus(); }
    return true;
  }
  if (m.id !== "actions" || typing(e.target) || e.target.matches("select") || e.key.length !== 1) return false;
  const letter = e.key.toUpperCase(), el = m.querySelector(`[data-lettre="${CSS.escape(letter)}"]`);
  if (el?.matches("button")) el.click();
  else el?.focus();
  return Boolean(el);
}

const commands = {
  rejeter: () => toggle("rejet"),
  noter() { toggle("rejet"); piece.querySelector("#note").focus(); },
  page() { close(); view.whole(); },
  annuler: undo,
};

async function undo() {
  close();
  if (!last?.document) return status(say("Rien à annuler.", "Nothing to undo."), true);
  const r = await post(`/document/${last.document}/rouvrir`, { csrf: key(piece).csrf, version: last.version }).catch(() => null);
  if (r && (r.ok || r.type === "opaqueredirect")) status(say("Validation annulée : le document est de nouveau à valider.", "Validation undone: the document is to be validated again."));
  else status(say("Cette décision ne peut plus être annulée.", "This decision can no longer be undone."), true);
  last = null;
  empty = false;
}

// ---- the lease

function clock() {
  const el = piece?.querySelector("[data-clock]");
  if (!el || !piece.dataset.until) return;
  const left = Math.max(0, Math.floor((Date.parse(piece.dataset.until) - Date.now()) / 1000));
  el.textContent = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
}
function open() { renewed = Date.now(); }

// ---- events

function keys(e) {
  if (busy() || !piece) return;
  if (e.key === "Enter" && e.repeat) return e.preventDefault(); // a key that is held settles nothing
  if (inMenu(e)) return e.preventDefault();
  if (e.target.closest?.("#piece") && !e.target.closest(".menu[open]") && e.target.matches("input[type=text]")) {
    if (e.code === "NumpadAdd" && numeric(e.target)) return e.preventDefault(), step(1);
    if (e.code === "NumpadSubtract" && numeric(e.target) && e.target.value) return e.preventDefault(), step(-1);
    if (e.key === "*" && (numeric(e.target) || rowOf(e.target)?.classList.contains("kept"))) return e.preventDefault(), illegible();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") return e.preventDefault(), step(e.key === "ArrowDown" ? 1 : -1);
    if (keydown(e)) e.preventDefault();
  }
}

// step goes to another field and confirms nothing.
function step(by) {
  const cell = document.activeElement.closest("td");
  if (cell) {
    const tr = by > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
    return tr?.children[cell.cellIndex]?.querySelector("input")?.focus();
  }
  const rows = [...piece.querySelectorAll(".ligne")].filter((r) => r.checkVisibility());
  const at = rows.indexOf(rowOf(document.activeElement));
  go(rows[(at + by + rows.length) % rows.length]);
}

function illegible() { // a value, not a skip: the next reader is asked
  toggle("actions");
  piece.querySelector("#actions [value=illegible]").focus();
}

function start() {
  piece = document.getElementById("piece");
  if (!piece) return;
  document.documentElement.classList.add("js");
  document.addEventListener("keydown", keys, true);
  main.addEventListener("beforeinput", (e) => beforeinput(e, machine()));
  main.addEventListener("input", (e) => {
    if (!e.target.name?.startsWith("f.")) return;
    fault(e.target, "");
    keyed(piece, e.target);
    keep();
  });
  main.addEventListener("change", (e) => e.target.type === "text" && fault(e.target, settled(e.target, machine())));
  main.addEventListener("focusin", (e) => {
    const row = e.target.closest("[data-field]");
    if (!row) return;
    piece.querySelectorAll(".ligne.on").forEach((r) => r.classList.toggle("on", r === row));
    row.classList.add("on");
    view.point(row.dataset.field);
    label();
  });
  main.addEventListener("click", (e) => {
    commands[e.target.closest("[data-do]")?.dataset.do]?.();
    const word = e.target.closest(".mot"), input = inputOf(piece.querySelector(".ligne.on"));
    if (!word || !typing(input)) return;
    input.value = numeric(input) || !input.dataset.filled ? word.dataset.text : input.value + " " + word.dataset.text;
    input.dataset.filled = "1";
    fault(input, settled(input));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus({ preventScroll: true });
  });
  main.addEventListener("submit", (e) => {
    const owner = e.target, action = e.submitter?.value;
    if (owner.id === "rendre") return;
    e.preventDefault();
    if (owner.id === "saisie") return confirm();
    if (action === "retype") return retype(owner.elements.type.value);
    send(owner, action);
  });
  addEventListener("popstate", async (e) => {
    const task = e.state?.task;
    const node = task && (await load(task));
    if (node) show(node, { push: false });
    else location.reload();
  });
  addEventListener("offline", () => line(false));
  addEventListener("online", () => line(true));
  setInterval(clock, 1000);
  history.replaceState({ task: piece.dataset.task }, "");
  register("confirm", ["Enter"], say("Confirmer, champ douteux suivant ; sur le dernier, valider", "Confirm, next doubtful field; on the last, validate"), (e) => {
    if (busy() || !piece || !e.target.matches("main, body, #piece input[type=text], .ligne input[type=radio]") || e.target.closest(".menu")) return false;
    confirm();
  });
  register("all", ["Control+Enter"], say("Tout confirmer et valider", "Confirm all and validate"), () => busy() || confirm(true));
  register("zoom", ["F2"], say("Zoom : champ, 100 %, page", "Zoom: field, 100 %, page"), () => view.nearer());
  register("face", ["F8"], say("Verso ou page suivante", "Back or next page"), () => view.turn(1));
  register("faceback", ["Shift+F8"], say("Page précédente", "Previous page"), () => view.turn(-1));
  register("reject", ["F9"], say("Rejeter, puis le chiffre du motif", "Reject, then the digit of the reason"), () => toggle("rejet"));
  register("menu", ["Escape"], say("Actions, puis une lettre ; encore : retour au champ", "Actions, then a letter; again: back to the field"), () => {
    if (busy()) return false;
    if (!close()) toggle("actions");
  });
  register("pagedown", ["PageDown"], say("Descendre dans l'image, page suivante", "Down the picture, next page"), () => view.scroll(1));
  register("pageup", ["PageUp"], say("Monter dans l'image, page précédente", "Up the picture, previous page"), () => view.scroll(-1));
  register("illegible", [], say("* dans un champ : illisible", "* in a field: illegible"));
  register("fields", [], say("Tab, ↑ ↓, pavé + − : aller de champ en champ", "Tab, ↑ ↓, keypad + −: from field to field"));
  restore(piece);
  view = viewer(piece);
  label();
  focusFirst();
  clock();
  fill();
}

async function retype(type) {
  const node = await load(piece.dataset.task, "?type=" + encodeURIComponent(type)).catch(() => null);
  if (node) show(node, { push: false });
}

start();
