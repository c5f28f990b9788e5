// The document that the station shows, and what its parts say and ask of each other.
import { say } from "./keys.js";
import { rowOf } from "./fields.js";
import { post } from "./sending.js";

export const main = document.querySelector(".poste");
const fait = document.getElementById("fait");

// now is the station's state: the document that is shown with its viewer, those fetched
// before they are asked for, and whether one is waited for.
export const now = { piece: null, view: null, ahead: [], empty: false, waiting: false, guard: Infinity, machine: false, out: null };
let drafting = 0;

export const form = () => now.piece.querySelector("#saisie");
export const key = (node) => ({ csrf: node.querySelector("[name=csrf]").value, lease: node.dataset.lease, version: node.dataset.version });
export const filter = (node) => Object.fromEntries(["type", "agence", "lecture"].map((n) => [n, node.querySelector(`[name="suite.${n}"]`)?.value ?? ""]));
export const mine = () => Boolean(now.piece?.dataset.lease);
export const url = (task, what = "") => `/validation/t/${task}${what}`;
export const busy = () => Boolean(document.querySelector("dialog[open]"));
export const isText = (el) => el?.matches?.("input[type=text]");

export function status(text, bad) {
  fait.textContent = text;
  fait.classList.toggle("mal", Boolean(bad));
}

// ---- what was typed, kept in this browser until the desk has it

export const store = (task) => "saisie." + task;
export function keep() {
  if (!mine()) return;
  const values = {}, note = now.piece.querySelector("#note").value;
  for (const el of now.piece.querySelectorAll("[name^='f.']")) if (el.type !== "radio" || el.checked) values[el.name] = el.value;
  sessionStorage.setItem(store(now.piece.dataset.task), JSON.stringify({ ...values, note }));
  clearTimeout(drafting);
  const node = now.piece;
  drafting = setTimeout(() => {
    const typed = Object.fromEntries(Object.entries(values).map(([k, v]) => [k.slice(2), v]));
    post(url(node.dataset.task, "/brouillon"), { ...key(node), valeurs: JSON.stringify(typed), note }).catch(() => line(false));
  }, 2500);
}

// kept says that what is typed goes with a decision, and needs no draft any more.
export const kept = () => clearTimeout(drafting);

export function restore(node) {
  const here = sessionStorage.getItem(store(node.dataset.task)), draft = Object.entries(JSON.parse(node.dataset.draft ?? "{}")).map(([k, v]) => ["f." + k, v]);
  for (const [name, value] of here ? Object.entries(JSON.parse(here)) : draft) {
    for (const el of node.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (rowOf(el)?.querySelector(".encore")) continue; // it is keyed once more without looking
      if (el.type === "radio") el.checked = el.value === value;
      else el.value = value;
    }
  }
}

export function line(up) {
  bandOf("reseau", up && navigator.onLine ? "" : say("Connexion interrompue : vous pouvez continuer à saisir, l'envoi reprendra seul.", "Connection interrupted: you can go on typing, sending will resume by itself."));
}

export function bandOf(kind, text) {
  const old = document.querySelector(`.bande.${kind}`);
  if (!text) return old?.remove();
  const b = old ?? Object.assign(document.createElement("div"), { className: "bande " + kind });
  b.setAttribute("role", kind === "refus" ? "alert" : "status");
  b.textContent = text;
  if (!old) document.body.append(b);
}
