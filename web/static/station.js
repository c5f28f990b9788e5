// The validation station: from one Enter to the next document. The page works without
// it; it only spares the waiting.
import { keysOf, register, remap, say, keyName } from "./keys.js";
import { beforeinput, done, fault, inputOf, keydown, keyed, numeric, rowOf, settled, todo } from "./fields.js";
import { amount, shown } from "./numbers.js";
import { painted, post, sending } from "./sending.js";
import { viewer } from "./viewer.js";

const GUARD = 400; // ms in which Enter is not taken after a document came
const AHEAD = 2; // documents fetched before they are asked for
const main = document.querySelector(".poste"), fait = document.getElementById("fait");

const HOLD = 8000; // ms in which a refusal can be taken back
const SOON = 120; // seconds of a lease that are left when it is said
let piece, view, guard = Infinity, ahead = [], fetching = null, empty = false, waiting = false, renewed = 0, drafting = 0, refill = 0, machine = false;

const form = () => piece.querySelector("#saisie");
const key = (node) => ({ csrf: node.querySelector("[name=csrf]").value, lease: node.dataset.lease, version: node.dataset.version });
const filter = (node) => Object.fromEntries(["type", "agence", "lecture"].map((n) => [n, node.querySelector(`[name="suite.${n}"]`)?.value ?? ""]));
const mine = () => Boolean(piece?.dataset.lease);
const url = (task, what = "") => `/validation/t/${task}${what}`;
const busy = () => Boolean(document.querySelector("dialog[open]"));
const isText = (el) => el?.matches?.("input[type=text]");

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
  clearTimeout(drafting);
  const node = piece;
  drafting = setTimeout(() => {
    const typed = Object.fromEntries(Object.entries(values).map(([k, v]) => [k.slice(2), v]));
    post(url(node.dataset.task, "/brouillon"), { ...key(node), valeurs: JSON.stringify(typed) }).catch(() => line(false));
  }, 2500);
}
function restore(node) {
  const here = sessionStorage.getItem(store(node.dataset.task)), draft = Object.entries(JSON.parse(node.dataset.draft ?? "{}")).map(([k, v]) => ["f." + k, v]);
  for (const [name, value] of here ? Object.entries(JSON.parse(here)) : draft) {
    for (const el of node.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (rowOf(el)?.querySelector(".encore")) continue; // it is keyed once more without looking
      if (el.type === "radio") el.checked = el.value === value;
      else el.value = value;
    }
  }
}

// ---- documents

function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  const node = t.content.querySelector("#piece");
  if (node) restore(node);
  node?.querySelector("[autofocus]")?.removeAttribute("autofocus"); // it is given the focus when it is shown
  return node;
}

// asked is the filter that this work was begun with; it goes from task to task.
const asked = location.search.replace(/(^\?|&)(fait|type)=[^&]*/g, "$1").replace(/^\?&/, "?");

async function load(task, type = "") {
  const r = await fetch(url(task, "/morceau" + (asked || "?") + (type && "&type=" + encodeURIComponent(type))), { headers: { "X-Station": "1" } });
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

// fill fetches the documents that come next, one after the other; where that fails it
// tries again.
function fill() {
  if (fetching || empty || ahead.length >= AHEAD) return fetching;
  clearTimeout(refill);
  fetching = (async () => {
    let failed = true;
    try {
      await piece.opened; // before that it would be fetched a second time
      while (ahead.length < AHEAD) {
        const body = new URLSearchParams({ csrf: key(piece).csrf, ...filter(piece) });
        for (const n of [piece, ...ahead]) if (n.dataset.lease) body.append("have", n.dataset.task);
        const r = await post("/validation/avance", body);
        if (!r.ok) return;
        const { task, held } = await r.json();
        if (!task) {
          empty = !held;
          failed = false;
          return;
        }
        const node = await load(task);
        if (!node) return;
        ahead.push(node);
        ready();
        if (waiting) advance();
      }
      failed = false;
    } catch {
      line(false);
    } finally {
      fetching = null;
      if (failed) refill = setTimeout(fill, 2000);
    }
  })();
  return fetching;
}

// ready tells the page how much is fetched.
function ready() {
  main.dataset.ready = ahead.length;
}

function show(node, { push = true, band = "" } = {}) {
  const old = piece ?? document.getElementById("piece");
  if (old !== node) old.replaceWith(node);
  piece = node;
  ready();
  waiting = false;
  main.dataset.guard = guard = performance.now() + GUARD;
  view = viewer(node);
  node.querySelector("[data-machine]")?.toggleAttribute("hidden", !machine);
  bandOf("refus", band);
  if (!band) status(node.dataset.say);
  clock();
  focusFirst();
  label();
  name(node, push);
  if ("ahead" in node.dataset) openTask(node);
}

// name gives the page a document's title and address, once it stands there: the browser has
// to tell others of both.
async function name(node, push) {
  await painted();
  document.title = node.dataset.title;
  if (push) history.pushState({ task: node.dataset.task }, "", url(node.dataset.task) + asked);
  if (node.dataset.lease || "ahead" in node.dataset) sessionStorage.setItem("tenu", node.dataset.task);
}

// openTask begins a task that was only reserved, or makes sure of one that was held. Until it
// has answered nothing of the task is sent.
function openTask(node) {
  return (node.opened = (async () => {
    await painted();
    const r = await post(url(node.dataset.task, "/ouvrir"), { csrf: key(node).csrf });
    if (!r.ok) throw new Error(String(r.status));
    const { lease, version, until } = await r.json();
    delete node.dataset.ahead;
    Object.assign(node.dataset, { lease, version, until });
    node.querySelectorAll("[name=version]").forEach((el) => (el.value = version));
    node.querySelectorAll("[name=lease]").forEach((el) => (el.value = lease));
    renewed = Date.now();
    if (node === piece) clock();
  })().catch((e) => {
    if (node === piece) gone(/^\d/.test(e.message));
  }));
}

// again takes up what is not held any more, or what comes in its place.
function again() {
  bandOf("refus", "");
  advance();
}

// gone says that the task is not held any more; what comes next may well be the same one.
function gone(told) {
  if (!told) return line(false);
  delete piece.dataset.lease;
  piece.dataset.lease = "";
  advance();
}

function focusFirst() {
  const row = todo(piece)[0] ?? piece.querySelector(".ligne.on") ?? piece.querySelector(".ligne");
  go(row);
}

function go(row) {
  const input = inputOf(row);
  if (!input) return piece.querySelector("[data-do=confirmer]")?.focus();
  if (isText(input) && input.value) input.setSelectionRange(0, input.value.length);
  mark(row); // before the focus, which lays the page out
  input.focus();
}

// mark opens a field's line and points to it on the page.
function mark(row) {
  if (row.classList.contains("on")) return;
  piece.querySelectorAll(".ligne.on").forEach((r) => r.classList.remove("on"));
  row.classList.add("on");
  view?.point(row.dataset.field);
}

// standing brings the remittance's sums and the day up to date.
async function standing() {
  const node = piece;
  const r = await fetch(url(node.dataset.task, "/bilan"), { headers: { "X-Station": "1" } }).catch(() => null);
  if (!r?.ok || node !== piece) return;
  const t = document.createElement("template");
  t.innerHTML = await r.text();
  for (const id of ["bilan", "jour"]) node.querySelector("#" + id)?.replaceWith(t.content.querySelector("#" + id) ?? "");
  sums();
}

// sums shows what the remittance comes to with the amount that is typed. Where the rest
// would give a value away that is keyed blind, the server leaves it out, and so does this.
function sums() {
  const b = piece.querySelector(".bilan"), input = piece.querySelector("[name='f.amount']");
  if (!b?.dataset.rest || !input || !piece.querySelector("[data-avec]")) return;
  const n = amount(input.value), all = Number(b.dataset.validated) + (n ?? 0);
  piece.querySelector("[data-avec]").textContent = n === null ? "—" : shown(all) + "\u00a0€";
  piece.querySelector("[data-reste]").textContent = shown(Number(b.dataset.total) - all) + "\u00a0€";
}

// label says on the button what Enter does.
function label() {
  const word = piece.querySelector("[data-mot]"), left = todo(piece).filter((r) => r !== rowOf(document.activeElement));
  const text = left.length ? word?.dataset.suivant : word?.dataset.mot;
  if (word && word.textContent !== text) word.textContent = text;
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
  if (empty) out.release();
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
  taken(job) {
    sessionStorage.removeItem(store(job.task));
    status(say(`${job.name} : enregistré`, `${job.name}: recorded`) + (ahead.length ? say(" · suivant prêt", " · next ready") : ""));
    standing();
    fill(); // what waited for this one may be free now
  },
  // back puts a document that was not recorded before all others, with what was typed.
  back(job, html, why) {
    const node = html ? parse(html) : job.node;
    node.querySelectorAll("[disabled]").forEach((el) => (el.disabled = false));
    if (piece !== job.node) aside();
    if (job.undone) {
      show(node);
      return status(say("Rejet annulé : document à reprendre", "Rejection undone: take the document up again"));
    }
    show(node, { band: why || say("Ce document n'a pas été enregistré : ", "This document was not recorded: ") + (node.querySelector(".wrong p")?.textContent ?? "") });
    status(say("Document revenu : à reprendre", "Document is back: take it up again"), true);
  },
  line,
  count(n) { main.dataset.sending = n; },
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
  out.release();
  if (out.full()) return status(say("Deux enregistrements sont en cours : patientez.", "Two recordings are on their way: please wait."), true);
  keep();
  clearTimeout(drafting);
  const node = piece, body = new URLSearchParams(new FormData(owner));
  body.set("action", action);
  out.add({
    hold: action === "reject" || action === "return" ? HOLD : 0,
    body, task: node.dataset.task, url: url(node.dataset.task), node, name: node.querySelector("h2").textContent,
    // ready waits for what was asked of this document before; a keying that is still open brings it back.
    async ready() {
      await node.opened;
      await Promise.all(node.keyings ?? []);
      body.set("lease", node.dataset.lease);
      body.set("version", node.dataset.version);
      for (const el of node.querySelectorAll("[name^='try.']")) if (body.has(el.name)) body.set(el.name, el.value);
      return action === "confirm" && [...node.querySelectorAll(".encore")].some((e) => !rowOf(e).classList.contains("fait"))
        ? say("Une valeur est à saisir de nouveau.", "A value is to be keyed once more.") : "";
    },
  });
  advance();
}

// confirm settles the field that has the focus and goes to the next doubtful one; on the
// last it validates the document.
function confirm(all) {
  if (waiting || performance.now() < guard) return;
  if (!mine()) return again();
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
    rows.filter((r) => r.classList.contains("fait")).forEach(hear);
    const here = rows.at(-1), after = todo(piece).find((r) => here && here.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING);
    return go(after ?? next);
  }
  send(form(), "confirm");
}

function settle(row) {
  const input = inputOf(row);
  if (!input || !row.matches("[data-field], td.doubt")) return "";
  if (input.value.trim() === "*") return done(row), "";
  if (row.classList.contains("kept") && !input.value.trim()) return say("Saisissez ce que vous lisez sur l'image, ou * si c'est illisible.", "Type what you read on the picture, or * if it is illegible.");
  const why = settled(input, machine);
  if (!why) {
    fault(input, "");
    if (row.matches("[data-doubt], td.doubt") || input.value !== input.defaultValue) done(row);
  }
  return why;
}

// hear sends what was keyed blind and shows what becomes of it.
function hear(row) {
  const node = piece, input = inputOf(row), field = row.dataset.field, tries = node.querySelector(`[name="try.${CSS.escape(field)}"]`);
  if (!tries || row.dataset.heard === input.value) return;
  row.dataset.heard = input.value;
  (node.keyings ??= []).push((async () => {
    await node.opened;
    const r = await post(url(node.dataset.task, "/saisie"), { ...key(node), field, typed: input.value, try: tries.value, currency: row.dataset.currency ?? "" });
    if (!r.ok && r.status !== 409 && r.status !== 422) return; // the decision will say
    const plus = row.querySelector(".plus");
    plus.innerHTML = await r.text();
    const said = plus.querySelector(".dit");
    if (said) tries.value = Number(said.dataset.try) + 1;
    if (said?.dataset.settled === "true") return;
    done(row, false);
    row.querySelector(".etat").textContent = say("à ressaisir", "key again");
    if (said) input.value = "";
    delete row.dataset.heard;
    if (node === piece) {
      status(plus.textContent.trim(), true);
      label();
    }
  })().catch(() => line(false)));
}

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
  if (m.id === "rejet" && /^[1-9]$/.test(e.key) && !isText(e.target)) {
    const radio = m.querySelectorAll("[name=reason]")[e.key - 1];
    if (radio) { radio.checked = true; radio.focus(); }
    return true;
  }
  if (m.id !== "actions" || isText(e.target) || e.target.matches("select") || e.key.length !== 1) return false;
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
  illisible() { illegible(); confirm(); },
};

// undo takes the last decision back; its document comes before all others.
async function undo() {
  close();
  if (out.undo()) return;
  await out.settled();
  const r = await post("/validation/annuler", { csrf: key(piece).csrf }).catch(() => null);
  if (!r?.ok) return status(say("Aucune de vos décisions ne peut plus être annulée.", "None of your decisions can be undone any more."), true);
  const { task, file } = await r.json(), node = task && (await load(task));
  empty = false;
  if (!node) return status(say(`Annulé : ${file} est de nouveau à valider.`, `Undone: ${file} is to be validated again.`));
  sessionStorage.removeItem(store(task));
  aside();
  show(node);
  status(say("Décision annulée : document à reprendre", "Decision undone: take the document up again"));
}

// aside puts the document that is shown behind the one that comes before it.
function aside() {
  if (waiting || !mine()) return;
  keep();
  ahead.unshift(piece);
}

// ---- the lease

function clock() {
  const el = piece.querySelector("[data-clock]");
  if (!el || !piece.dataset.until) return;
  const left = Math.floor((Date.parse(piece.dataset.until) - Date.now()) / 1000);
  el.textContent = left > 0 ? `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}` : "00:00";
  if (!mine() || waiting) return;
  const d = document.getElementById("bail");
  if (left <= 0) {
    d?.close();
    expire();
  } else if (left <= SOON && !d) warn();
}

// warn says that the lease ends soon; any key prolongs it.
function warn() {
  const d = document.body.appendChild(document.createElement("dialog"));
  d.id = "bail";
  const p = d.appendChild(document.createElement("p"));
  p.textContent = say("La réservation de ce document se termine dans deux minutes. Une touche la prolonge.", "This document is held for two more minutes. Any key prolongs it.");
  const b = d.appendChild(document.createElement("button"));
  b.className = "btn p";
  b.textContent = say("Continuer", "Go on");
  d.addEventListener("keydown", (e) => { e.preventDefault(); d.close(); });
  b.addEventListener("click", () => d.close());
  d.addEventListener("close", () => {
    d.remove();
    renew(true);
    focusFirst();
  });
  d.showModal();
}

function expire() {
  keep();
  piece.dataset.lease = "";
  bandOf("refus", say("La réservation est terminée : le document est retourné en corbeille avec votre brouillon. Entrée le reprend.", "The time is over: the document went back to the inbox with your draft. Enter takes it up again."));
}

// renew prolongs the leases of whoever is at work, once a minute.
async function renew(now) {
  if (!mine() || (!now && Date.now() - renewed < 60000)) return;
  renewed = Date.now();
  for (const node of [piece, ...ahead]) {
    const r = await post(url(node.dataset.task, "/prolonger"), key(node)).catch(() => null);
    if (r?.ok) node.dataset.until = (await r.json()).until;
    else if (r && node === piece && r.status === 409) expire();
    else if (r && node !== piece) ahead = ahead.filter((n) => n !== node);
  }
}

// part gives back what is held when the page goes.
function part() {
  for (const job of out.waiting()) navigator.sendBeacon(job.url, job.body);
  for (const node of [piece, ...ahead]) {
    if (node.dataset.lease) navigator.sendBeacon(url(node.dataset.task, "/rendre"), new URLSearchParams({ ...key(node), parti: "1" }));
  }
}

// ---- events

function keys(e) {
  if (busy()) return;
  if (!view && e.key.length > 1) return e.preventDefault(); // in the moment before the first frame
  renew();
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
  const row = rowOf(document.activeElement) ?? piece.querySelector(".ligne.on"), input = inputOf(row);
  if (!isText(input)) return;
  input.value = "*";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus({ preventScroll: true });
}

function start() {
  piece = document.getElementById("piece");
  if (!piece) return;
  main.dataset.guard = guard;
  document.documentElement.classList.add("js");
  document.addEventListener("keydown", keys, true);
  main.addEventListener("beforeinput", (e) => beforeinput(e, machine));
  main.addEventListener("input", (e) => {
    if (!e.target.name?.startsWith("f.")) return;
    fault(e.target, "");
    keyed(piece, e.target);
    keep();
    if (e.target.name === "f.amount") sums();
  });
  main.addEventListener("change", (e) => e.target.type === "text" && e.target.value !== "*" && fault(e.target, settled(e.target, machine)));
  main.addEventListener("focusin", (e) => {
    const row = e.target.closest("[data-field]");
    if (!row) return;
    mark(row);
    label();
  });
  main.addEventListener("click", (e) => {
    commands[e.target.closest("[data-do]")?.dataset.do]?.();
    const word = e.target.closest(".mot"), input = inputOf(piece.querySelector(".ligne.on"));
    if (!word || !isText(input)) return;
    input.value = numeric(input) || !input.dataset.filled ? word.dataset.text : input.value + " " + word.dataset.text;
    input.dataset.filled = "1";
    fault(input, settled(input));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus({ preventScroll: true });
  });
  main.addEventListener("submit", (e) => {
    const owner = e.target, action = e.submitter?.value;
    if (owner.id === "rendre" || owner.id === "ouvrir") return;
    e.preventDefault();
    if (owner.id === "illisible") return;
    if (owner.id === "saisie") return confirm();
    if (action === "retype") return retype(owner.elements.type.value);
    send(owner, action);
  });
  addEventListener("popstate", async (e) => {
    const task = e.state?.task;
    const node = task && (await load(task));
    if (!node) return location.reload();
    aside();
    show(node, { push: false });
  });
  addEventListener("pagehide", part);
  addEventListener("pointerdown", () => renew());
  addEventListener("offline", () => line(false));
  addEventListener("online", () => line(true));
  setInterval(clock, 1000);
  main.addEventListener("focusin", (e) => {
    const cheque = e.target.closest(".remise a")?.closest("tr")?.dataset.cheque;
    if (cheque) view.borrow(cheque);
  });
  register("confirm", ["Enter"], say("Confirmer, champ douteux suivant ; sur le dernier, valider", "Confirm, next doubtful field; on the last, validate"), (e) => {
    if (busy() || !piece || !e.target.matches("main, body, #piece input[type=text], .ligne input[type=radio]") || e.target.closest(".menu")) return false;
    confirm();
  });
  register("all", ["Control+Enter"], say("Tout confirmer et valider", "Confirm all and validate"), () => busy() || confirm(true));
  register("zoom", ["F2"], say("Zoom : champ, 100 %, page", "Zoom: field, 100 %, page"), () => view.nearer());
  register("face", ["F8"], say("Verso ou page suivante ; remise : candidat suivant à l'écart", "Back or next page; remittance: next candidate for the gap"), () => candidate(1) || view.turn(1));
  register("faceback", ["Shift+F8"], say("Page ou candidat précédent", "Previous page or candidate"), () => candidate(-1) || view.turn(-1));
  register("reject", ["F9"], say("Rejeter, puis le chiffre du motif", "Reject, then the digit of the reason"), () => toggle("rejet"));
  register("menu", ["Escape"], say("Actions, puis une lettre ; encore : retour au champ", "Actions, then a letter; again: back to the field"), () => {
    if (busy()) return false;
    if (!close()) toggle("actions");
  });
  register("pagedown", ["PageDown"], say("Descendre dans l'image, page suivante", "Down the picture, next page"), () => view.scroll(1));
  register("pageup", ["PageUp"], say("Monter dans l'image, page précédente", "Up the picture, previous page"), () => view.scroll(-1));
  register("undo", [], say("Annuler la dernière décision (Échap Z)", "Undo the last decision (Esc Z)"), undo);
  register("illegible", [], say("* dans un champ : illisible", "* in a field: illegible"));
  register("fields", [], say("Tab, ↑ ↓, pavé + − : aller de champ en champ", "Tab, ↑ ↓, keypad + −: from field to field"));
  const own = JSON.parse(piece.dataset.settings || "{}");
  remap(own.keys ?? {});
  machine = Boolean(own.machine);
  for (const el of document.querySelectorAll("[data-key]")) {
    const [k] = keysOf(el.dataset.key);
    if (k) el.setAttribute("aria-keyshortcuts", k);
    const kbd = el.querySelector("kbd");
    if (kbd && k) kbd.textContent = keyName(k);
  }
  restore(piece);
  begin();
}

// begin goes on with what the page came with once it stands there: what is asked of the
// page before would have it laid out within the script's own time.
async function begin() {
  await painted();
  const held = mine() || sessionStorage.getItem("tenu") === piece.dataset.task;
  history.replaceState({ task: piece.dataset.task }, "");
  show(piece, { push: false });
  if (held) openTask(piece).then(fill);
}

// candidate goes to the next cheque that may be behind a remittance's gap.
function candidate(by) {
  const all = [...piece.querySelectorAll(".remise .doubt a")];
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
  return true;
}

async function retype(type) {
  const node = await load(piece.dataset.task, type).catch(() => null);
  if (node) show(node, { push: false });
}

start();
