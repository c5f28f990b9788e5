// Lists by keyboard: ↑ ↓ go from row to row, Space ticks, Enter opens; and lists that
// refresh themselves keep still while somebody is at them. Links, boxes and buttons of
// the rows do the same without this script. A list is what bears data-list.
import { register, say } from "./keys.js";

const listRows = () => [...document.querySelectorAll("[data-list] > :is(tr, li)")].filter((r) => r.querySelector("a, button, input"));
const rowInHand = () => document.activeElement.closest?.("[data-list] > *");
const editing = (e) => e.target.closest("select, textarea, dialog, summary, input:not([type=checkbox])");

function toRow(e, by) {
  const all = listRows();
  if (!all.length || editing(e)) return false;
  const at = all.indexOf(rowInHand()), to = at < 0 ? (by > 0 ? 0 : -1) : at + by;
  if (!all[to]) return false;
  all[to].tabIndex = -1;
  all[to].focus();
  all[to].scrollIntoView({ block: "nearest" });
}

// onRow does something to the row that has the focus itself: within it keys are the element's.
const onRow = (find, act) => (e) => {
  const it = rowInHand() === e.target && find(e.target);
  if (!it || e.repeat) return false;
  act(it);
};

const UNUSED = 600; // seconds after which a page that nobody uses asks nothing any more: its session is to end

export function lists() {
  let used = Date.now();
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => (used = Date.now()), { capture: true, passive: true });
  document.addEventListener("htmx:before:request", (e) => {
    const list = e.target.querySelector("[data-list]");
    const busy = list && (e.target.contains(document.activeElement) || e.target.querySelector("input:checked"));
    if (busy || Date.now() - used > UNUSED * 1000) e.preventDefault();
  });
  if (!document.querySelector("[data-list]")) return;
  register("list.down", ["ArrowDown"], say("Ligne suivante de la liste", "Next row of the list"), (e) => toRow(e, 1));
  register("list.up", ["ArrowUp"], say("Ligne précédente de la liste", "Previous row of the list"), (e) => toRow(e, -1));
  register("list.open", ["Enter"], say("Ouvrir la ligne", "Open the row"), onRow((r) => r.querySelector("[data-open]") ?? r.querySelector("a"), (it) => it.click()));
  if (document.querySelector("[data-list] input[type=checkbox]")) {
    register("list.tick", ["Space"], say("Cocher la ligne", "Tick the row"), onRow((r) => r.querySelector("input[type=checkbox]"), (it) => it.click()));
  }
}
