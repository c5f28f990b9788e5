// The documents of the station: fetched ahead, shown one after the other, pointed to.
import { inputOf, rowOf, todo, urgent } from "./fields.js";
import { say } from "./keys.js";
import { begun, clock } from "./lease.js";
import { amount, shown } from "./numbers.js";
import { bandOf, filter, isText, key, line, main, now, restore, status, url } from "./piece.js";
import { ask, painted, post } from "./sending.js";
import { viewer } from "./viewer.js";

const GUARD = 400; // ms in which Enter is not taken after a document came
const AHEAD = 2; // documents fetched before they are asked for
const DRAWN = 3000; // ms in which a picture is drawn before it is shown: a tab that the browser does not paint draws none
let fetching = null, refill = 0;

export function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  const node = t.content.querySelector("#piece");
  if (node) restore(node);
  node?.querySelector("[autofocus]")?.removeAttribute("autofocus"); // it is given the focus when it is shown
  return node;
}

// asked is the filter that this work was begun with; it goes from task to task.
export const asked = location.search.replace(/(^\?|&)(fait|type)=[^&]*/g, "$1").replace(/^\?&/, "?");

export async function load(task, type = "") {
  const r = await ask(url(task, "/morceau" + (asked || "?") + (type && "&type=" + encodeURIComponent(type))));
  if (!r.ok) return null;
  const node = parse(await r.text());
  if (!node) return null;
  node.images = [...node.querySelectorAll("svg.page.on image")].map((i) => Object.assign(new Image(), { src: i.getAttribute("href") }));
  const drawn = Promise.allSettled(node.images.map((img) => img.decode())); // the page itself says when an image is missing
  await Promise.race([drawn, new Promise((go) => setTimeout(go, DRAWN))]);
  return node;
}

// fill fetches the documents that come next, one after the other; where that fails it
// tries again.
export function fill() {
  if (fetching || now.empty || now.ahead.length >= AHEAD) return fetching;
  clearTimeout(refill);
  fetching = (async () => {
    let failed = true;
    try {
      await now.piece.opened; // before that it would be fetched a second time
      while (now.ahead.length < AHEAD) {
        const body = new URLSearchParams({ csrf: key(now.piece).csrf, ...filter(now.piece) });
        for (const n of [now.piece, ...now.ahead]) if (n.dataset.lease) body.append("have", n.dataset.task);
        const r = await post("/validation/avance", body);
        if (!r.ok) return;
        const { task, held } = await r.json();
        if (!task) {
          now.empty = !held;
          failed = false;
          return;
        }
        const node = await load(task);
        if (!node) return;
        now.ahead.push(node);
        ready();
        if (now.waiting) advance();
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
  main.dataset.ready = now.ahead.length;
}

export function show(node, { push = true, band = "" } = {}) {
  const old = now.piece ?? document.getElementById("piece");
  if (old !== node) old.replaceWith(node);
  now.piece = node;
  ready();
  now.waiting = false;
  main.dataset.guard = now.guard = performance.now() + GUARD;
  now.view = viewer(node);
  node.querySelector("[data-machine]")?.toggleAttribute("hidden", !now.machine);
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
export function openTask(node) {
  return (node.opened = (async () => {
    await painted();
    const r = await post(url(node.dataset.task, "/ouvrir"), { csrf: key(node).csrf });
    if (!r.ok) throw new Error(String(r.status));
    const { lease, version, until } = await r.json();
    delete node.dataset.ahead;
    Object.assign(node.dataset, { lease, version, until });
    node.querySelectorAll("[name=version]").forEach((el) => (el.value = version));
    node.querySelectorAll("[name=lease]").forEach((el) => (el.value = lease));
    begun();
    if (node === now.piece) clock();
  })().catch((e) => {
    if (node === now.piece) gone(/^\d/.test(e.message));
  }));
}

// again takes up what is not held any more, as it stands now; where somebody else has it,
// what comes next.
export async function again() {
  bandOf("refus", "");
  const node = now.piece, seen = node.dataset.version;
  await openTask(node);
  if (node !== now.piece || !node.dataset.lease || node.dataset.version === seen) return;
  const fresh = await load(node.dataset.task).catch(() => null);
  if (fresh && node === now.piece) show(fresh, { push: false });
}

// gone says that the task is not held any more; what comes next may well be the same one.
function gone(told) {
  if (!told) return line(false);
  delete now.piece.dataset.lease;
  now.piece.dataset.lease = "";
  advance();
}

export function focusFirst() {
  const row = urgent(todo(now.piece))[0] ?? now.piece.querySelector(".ligne.on") ?? now.piece.querySelector(".ligne");
  go(row);
}

export function go(row) {
  const input = inputOf(row);
  if (!input) return now.piece.querySelector("[data-do=confirmer]")?.focus();
  if (isText(input) && input.value) input.setSelectionRange(0, input.value.length);
  mark(row); // before the focus, which lays the page out
  input.focus();
}

// mark opens a field's line and points to it on the page.
export function mark(row) {
  if (row.classList.contains("on")) return;
  now.piece.querySelectorAll(".ligne.on").forEach((r) => r.classList.remove("on"));
  row.classList.add("on");
  now.view?.point(row.dataset.field);
}

// standing brings the remittance's sums and the day up to date.
export async function standing() {
  const node = now.piece;
  const r = await ask(url(node.dataset.task, "/bilan")).catch(() => null);
  if (!r?.ok || node !== now.piece) return;
  const t = document.createElement("template");
  t.innerHTML = await r.text();
  for (const id of ["bilan", "jour"]) node.querySelector("#" + id)?.replaceWith(t.content.querySelector("#" + id) ?? "");
  sums();
}

// sums shows what the remittance comes to with the amount that is typed. Where the rest
// would give a value away that is keyed blind, the server leaves it out, and so does this.
export function sums() {
  const b = now.piece.querySelector(".bilan"), input = now.piece.querySelector("[name='f.amount']");
  if (!b?.dataset.rest || !input || !now.piece.querySelector("[data-avec]")) return;
  const n = amount(input.value), all = Number(b.dataset.validated) + (n ?? 0);
  now.piece.querySelector("[data-avec]").textContent = n === null ? "—" : shown(all) + "\u00a0€";
  now.piece.querySelector("[data-reste]").textContent = shown(Number(b.dataset.total) - all) + "\u00a0€";
}

// marks says of each page whether anything on it is in doubt.
export function marks() {
  const links = now.piece.querySelectorAll("a[data-page]");
  if (!links.length) return;
  const open = new Set(todo(now.piece).map((r) => r.dataset.field ?? inputOf(r).name.slice(2)));
  for (const a of links) {
    const zones = now.piece.querySelectorAll(`svg.page[data-page="${a.dataset.page}"] .zone`), mark = a.querySelector(".marque"), left = [...zones].some((z) => open.has(z.dataset.zone));
    mark.textContent = left ? "?" : "✓";
    mark.setAttribute("aria-label", left ? say("à vérifier", "to check") : say("rien à vérifier", "nothing to check"));
  }
}

// label says on the button what Enter does.
export function label() {
  const word = now.piece.querySelector("[data-mot]"), left = todo(now.piece).filter((r) => r !== rowOf(document.activeElement));
  const text = left.length ? word?.dataset.suivant : word?.dataset.mot;
  if (word && word.textContent !== text) word.textContent = text;
}

export function advance() {
  const next = now.ahead.shift();
  if (next) {
    show(next);
    fill();
    return;
  }
  now.waiting = true;
  now.piece.querySelectorAll("input, button, select").forEach((el) => (el.disabled = true));
  setTimeout(() => now.waiting && status(say("Document suivant…", "Next document…")), 300);
  fetchNext();
}

// fetchNext takes the next task where none was fetched ahead.
async function fetchNext() {
  await fill();
  if (now.empty) now.out.release();
  while (now.waiting && !now.out.idle()) await now.out.settled();
  if (!now.waiting) return;
  try {
    const r = await post("/validation", { csrf: key(now.piece).csrf, ...filter(now.piece) });
    const { task } = r.ok ? await r.json() : {};
    const node = task && (await load(task));
    if (!now.waiting) return;
    if (node) return show(node), fill();
    if (r.ok) return leave();
    location.assign("/validation"); // the server says what is wrong
  } catch {
    line(false);
    setTimeout(() => now.waiting && fetchNext(), 2000);
  }
}

// leave goes back to the inbox once all is recorded.
function leave() {
  location.assign("/corbeille?fait=decided");
}
