// The cheques of a remittance, and other papers that the station speaks of: each is shown
// in the place of the page, and the task stays held.
import { go } from "./documents.js";
import { rowOf } from "./fields.js";
import { now } from "./piece.js";

const lines = () => [...now.piece.querySelectorAll(".remise a")];

// paperOf is the document that a link or a line of the station speaks of, "" for none.
const paperOf = (el) => el.closest("[data-cheque]")?.dataset.cheque ?? el.closest(".champs a")?.getAttribute("href").match(/^\/document\/([0-9a-f-]+)$/)?.[1] ?? "";

// clicked shows the paper that was clicked. It says whether there was one.
export function clicked(e) {
  const paper = paperOf(e.target), link = e.target.closest("a");
  if (!paper || (link && (e.ctrlKey || e.metaKey || e.shiftKey))) return false;
  const line = e.target.closest("[data-cheque]")?.querySelector("a");
  if (line && line !== document.activeElement) line.focus();
  else display(e.target);
  return true;
}

// display shows the paper of a link in the place of the page.
export function display(el) {
  const paper = paperOf(el);
  if (!paper) return;
  for (const at of now.piece.querySelectorAll("[data-cheque]")) {
    at.classList.toggle("on", at.dataset.cheque === paper);
    if (at.matches("a.on")) at.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (paper === now.piece.dataset.document) now.view.back();
  else now.view.borrow(paper, (now.piece.querySelector(`tr[data-cheque="${CSS.escape(paper)}"]`) ?? el).textContent);
}

// candidate goes to the next cheque that may be behind the remittance's gap.
export function candidate(by) {
  const all = [...now.piece.querySelectorAll(".remise .doubt a")];
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
  return true;
}

// step goes to another field or cheque and confirms nothing.
export function step(by) {
  const here = document.activeElement, strip = here.closest(".vignettes"), cell = here.closest("td:has(input)");
  if (strip) {
    const all = [...strip.querySelectorAll("a")], next = all[(all.indexOf(here) + by + all.length) % all.length];
    next.focus();
    return next.click();
  }
  if (cell) {
    const tr = by > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
    return tr?.children[cell.cellIndex]?.querySelector("input")?.focus();
  }
  const all = [...now.piece.querySelectorAll(".ligne"), ...lines()].filter((el) => el.checkVisibility());
  const at = all.indexOf(all.includes(here) ? here : rowOf(here)), next = all[(at + by + all.length) % all.length];
  if (next?.matches("a")) next.focus();
  else go(next);
}
