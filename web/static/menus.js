// The two menus at the foot of the station: actions by a letter, reasons by a digit.
import { focusFirst } from "./documents.js";
import { isText, now } from "./piece.js";

const menu = (id) => now.piece?.querySelector("#" + id);

// toggle opens a menu, or closes it where it is open.
export function toggle(id) {
  const m = menu(id), was = m?.open;
  shut();
  if (!m || was) return;
  m.open = true;
  m.querySelector(".carte input, .carte button, .carte select")?.focus();
}

// shut closes what is open and goes back to the field that was left. It says whether
// anything was open.
export function shut() {
  const open = now.piece?.querySelectorAll(".menu[open]") ?? [];
  open.forEach((m) => (m.open = false));
  if (open.length) back();
  return open.length > 0;
}

function back() {
  const here = now.piece.here;
  if (here?.isConnected && here.checkVisibility()) here.focus();
  else focusFirst();
}

// inMenu takes a key within a menu: a digit for a reason, a letter for an action, Enter for
// what a list was set to. It says whether the key was used up.
export function inMenu(e) {
  const m = e.target.closest?.(".menu[open]");
  if (!m || e.ctrlKey || e.altKey || e.metaKey) return false;
  if (m.id === "rejet" && /^[1-9]$/.test(e.key) && !isText(e.target)) {
    const radio = m.querySelectorAll("[name=reason]")[e.key - 1];
    if (radio) { radio.checked = true; radio.focus(); }
    return true;
  }
  if (e.target.matches("select")) {
    if (e.key !== "Enter") return false;
    e.target.closest(".paire").querySelector("button").click();
    return true;
  }
  if (m.id === "actions" && e.key === "Enter" && e.target.name === "note") return shut();
  if (m.id !== "actions" || isText(e.target) || e.key.length !== 1) return false;
  const el = m.querySelector(`[data-lettre="${CSS.escape(e.key.toUpperCase())}"]`);
  if (el?.matches("button, a")) el.click();
  else el?.focus();
  return Boolean(el);
}
