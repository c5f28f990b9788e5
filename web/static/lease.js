// The lease of a task: how long it lasts, the warning before it ends, and its end.
import { say } from "./keys.js";
import { bandOf, keep, key, mine, now, url } from "./piece.js";
import { post } from "./sending.js";

const SOON = 120; // seconds of a lease that are left when it is said
let renewed = 0;

// begun notes that a lease was just given.
export function begun() {
  renewed = Date.now();
}

export function clock() {
  const el = now.piece.querySelector("[data-clock]");
  if (!el || !now.piece.dataset.until) return;
  const left = Math.floor((Date.parse(now.piece.dataset.until) - Date.now()) / 1000);
  el.textContent = left > 0 ? `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}` : "00:00";
  if (!mine() || now.waiting) return;
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
  });
  d.showModal();
}

function expire() {
  keep();
  now.piece.dataset.lease = "";
  bandOf("refus", say("La réservation est terminée : le document est retourné en corbeille avec votre brouillon. Entrée le reprend.", "The time is over: the document went back to the inbox with your draft. Enter takes it up again."));
}

// renew prolongs the leases of whoever is at work, once a minute.
export async function renew(force) {
  if (!mine() || (!force && Date.now() - renewed < 60000)) return;
  renewed = Date.now();
  for (const node of [now.piece, ...now.ahead]) {
    const r = await post(url(node.dataset.task, "/prolonger"), key(node)).catch(() => null);
    if (r?.ok) node.dataset.until = (await r.json()).until;
    else if (r && node === now.piece && r.status === 409) expire();
    else if (r && node !== now.piece) now.ahead = now.ahead.filter((n) => n !== node);
  }
}
