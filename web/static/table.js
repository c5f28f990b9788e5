// The lines of a table on the paper: Enter goes down a column, lines are added and cleared.
import { go } from "./documents.js";
import { done, inputOf, todo } from "./fields.js";
import { now } from "./piece.js";

const body = () => now.piece.querySelector(".tableau tbody");
const inputs = (tr) => [...tr.querySelectorAll("input[type=text]")];

// down goes from a cell that was just settled to the next one of its column that is in
// doubt, or the one below. What was only confirmed leads to what else is in doubt. It
// never validates: past the end stands the button that does.
export function down(cell, confirmed) {
  const below = [];
  for (let tr = cell.parentElement.nextElementSibling; tr; tr = tr.nextElementSibling) below.push(tr.children[cell.cellIndex]);
  const open = todo(now.piece), next = below.find((c) => open.includes(c)) ?? (confirmed ? null : below[0]) ?? open[0];
  if (next) go(next);
  else now.piece.querySelector("[data-do=confirmer]").focus();
}

// addLine goes to the empty line at the end, or puts one there.
export function addLine() {
  const last = body()?.lastElementChild;
  if (!last) return;
  if (inputs(last).every((el) => !el.value)) return inputs(last)[0].focus();
  const tr = last.cloneNode(true), n = Number(last.dataset.line);
  tr.dataset.line = tr.firstElementChild.textContent = n + 1;
  tr.querySelectorAll(".tick").forEach((el) => el.remove());
  tr.querySelectorAll("td").forEach((td) => (td.className = ""));
  for (const el of tr.querySelectorAll("[name], [for]")) {
    for (const a of ["name", "id", "for"]) if (el.hasAttribute(a)) el.setAttribute(a, el.getAttribute(a).replace(`lines[${n}]`, `lines[${n + 1}]`));
    if (el.name) el.value = el.defaultValue = "";
  }
  last.after(tr);
  inputs(tr)[0].focus();
}

// clearLine empties the line that was worked on: it is not on the paper.
export function clearLine() {
  const tr = now.piece.here?.closest(".tableau tr");
  if (!tr) return false;
  for (const el of inputs(tr)) {
    el.value = "";
    el.dispatchEvent(new Event("input", { bubbles: true }));
    done(el.closest("td"));
  }
  inputOf(tr.children[1]).focus();
  return true;
}
