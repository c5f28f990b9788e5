// Decisions at the station: settling fields, sending, taking back.
import { advance, again, fill, go, label, load, marks, parse, show, standing } from "./documents.js";
import { done, fault, inputOf, rowOf, settled, todo, urgent } from "./fields.js";
import { say } from "./keys.js";
import { shut } from "./menus.js";
import { form, keep, kept, key, line, main, mine, now, status, store, url } from "./piece.js";
import { post, sending } from "./sending.js";
import { down } from "./table.js";

const HOLD = 8000; // ms in which what the desk takes back from nobody can be undone here
const HELD = ["reject", "return", "illegible", "wait", "escalate"];

const out = now.out = sending({
  taken(job) {
    sessionStorage.removeItem(store(job.task));
    status(say(`${job.name} : enregistré`, `${job.name}: recorded`) + (now.ahead.length ? say(" · suivant prêt", " · next ready") : ""));
    standing();
    fill(); // what waited for this one may be free now
  },
  // back puts a document that was not recorded before all others, with what was typed.
  back(job, html, why) {
    const node = html ? parse(html) : job.node;
    node.querySelectorAll("[disabled]").forEach((el) => (el.disabled = false));
    node.querySelectorAll(".menu[open]").forEach((m) => (m.open = false));
    if (now.piece !== job.node) aside();
    if (job.undone) {
      show(node);
      return status(say("Décision annulée : document à reprendre", "Decision undone: take the document up again"));
    }
    show(node, { band: why || say("Ce document n'a pas été enregistré : ", "This document was not recorded: ") + (node.querySelector(".wrong p")?.textContent ?? "") });
    status(say("Document revenu : à reprendre", "Document is back: take it up again"), true);
  },
  line,
  count(n) { main.dataset.sending = n; },
});

export function send(owner, action) {
  if (!mine() || performance.now() < now.guard) return;
  out.release();
  if (out.full()) return status(say("Deux enregistrements sont en cours : patientez.", "Two recordings are on their way: please wait."), true);
  keep();
  kept();
  const node = now.piece, body = new URLSearchParams(new FormData(owner));
  body.set("action", action);
  const note = node.querySelector("#note").value.trim();
  if (note) body.set("note", note);
  out.add({
    hold: HELD.includes(action) ? HOLD : 0,
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
export function confirm(all) {
  if (now.waiting || performance.now() < now.guard) return;
  if (!mine()) return again();
  const blocked = all && todo(now.piece).find((r) => r.classList.contains("block"));
  if (blocked) return point(blocked, say("Un contrôle a échoué sur ce champ : corrigez-le, ou confirmez-le seul.", "A check failed on this field: correct it, or confirm it by itself."));
  const cell = !all && document.activeElement.closest(".tableau td");
  if (cell) return inTable(cell);
  const rows = all ? todo(now.piece) : [rowOf(document.activeElement) ?? todo(now.piece)[0]].filter(Boolean);
  for (const row of rows) {
    const kind = row.querySelector("#f\\.type");
    if (kind && kind.value !== kind.dataset.type) return retype(kind.value);
    const why = settle(row);
    if (why) return point(row, why);
  }
  marks();
  const left = urgent(todo(now.piece));
  if (left.length) {
    rows.filter((r) => r.classList.contains("fait")).forEach(hear);
    const here = rows.at(-1), after = left.find((r) => here && here.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING);
    return go(after ?? left[0]);
  }
  send(form(), "confirm");
}

function inTable(cell) {
  const input = inputOf(cell), confirmed = cell.matches(".doubt:not(.fait)") && input.value === input.defaultValue, why = settle(cell);
  if (why) return point(cell, why);
  marks();
  down(cell, confirmed);
}

// point goes to a field and says what is wrong with it.
function point(row, why) {
  go(row);
  if (!fault(inputOf(row), why)) status(why, true);
}

function settle(row) {
  const input = inputOf(row);
  if (!input || !row.matches("[data-field], .tableau td")) return "";
  if (input.value.trim() === "*") return done(row), "";
  if (row.classList.contains("kept") && !input.value.trim()) return say("Saisissez ce que vous lisez sur l'image, ou indiquez que c'est illisible.", "Type what you read on the picture, or say that it is illegible.");
  const why = settled(input, now.machine);
  if (!why) {
    fault(input, "");
    if (row.matches("[data-doubt], td.doubt") || input.value !== input.defaultValue) done(row);
  }
  return why;
}

// hear sends what was keyed blind and shows what becomes of it.
function hear(row) {
  const node = now.piece, input = inputOf(row), field = row.dataset.field, tries = node.querySelector(`[name="try.${CSS.escape(field)}"]`);
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
    if (said?.dataset.settled === "true") return node === now.piece && now.view.keyed();
    done(row, false);
    if (node === now.piece) marks();
    row.querySelector(".etat").textContent = say("à ressaisir", "key again");
    if (said) input.value = "";
    delete row.dataset.heard;
    if (node === now.piece) {
      status(plus.textContent.trim(), true);
      label();
    }
  })().catch(() => line(false)));
}

// undo takes the last decision back; its document comes before all others.
export async function undo() {
  shut();
  if (out.undo()) return;
  await out.settled();
  const r = await post("/validation/annuler", { csrf: key(now.piece).csrf }).catch(() => null);
  if (!r) return line(false);
  const { why, task, file } = await r.json().catch(() => ({ why: String(r.status) }));
  if (why) return status(why, true);
  const node = task && (await load(task));
  now.empty = false;
  if (!node) return status(say(`Annulé : ${file} est de nouveau à valider.`, `Undone: ${file} is to be validated again.`));
  sessionStorage.removeItem(store(task));
  aside();
  show(node);
  status(say("Décision annulée : document à reprendre", "Decision undone: take the document up again"));
}

// aside puts the document that is shown behind the one that comes before it.
export function aside() {
  if (now.waiting || !mine()) return;
  keep();
  now.ahead.unshift(now.piece);
}

export async function retype(type) {
  const node = await load(now.piece.dataset.task, type).catch(() => null);
  if (node) show(node, { push: false });
}
