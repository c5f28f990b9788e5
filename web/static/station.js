// The validation station: from one Enter to the next document. The page works without
// it; it only spares the waiting.
import { aside, confirm, retype, send, undo } from "./decide.js";
import { fill, label, load, mark, openTask, show, sums } from "./documents.js";
import { beforeinput, fault, inputOf, keydown, keyed, numeric, rowOf, settled } from "./fields.js";
import { habits, hit, register, say } from "./keys.js";
import { clock, renew } from "./lease.js";
import { inMenu, shut, toggle } from "./menus.js";
import { busy, isText, keep, key, line, main, mine, now, restore, url } from "./piece.js";
import { candidate, clicked, display, step } from "./remise.js";
import { painted } from "./sending.js";
import { addLine, clearLine } from "./table.js";

const commands = {
  rejeter: () => toggle("rejet"),
  page() { shut(); now.view.whole(); },
  annuler: undo,
  ligne() { shut(); addLine(); },
  vider() { shut(); clearLine(); },
  illisible() { illegible(); confirm(); },
};

// part gives back what is held when the page goes.
function part() {
  for (const job of now.out.waiting()) navigator.sendBeacon(job.url, job.body);
  for (const node of [now.piece, ...now.ahead]) {
    if (node.dataset.lease) navigator.sendBeacon(url(node.dataset.task, "/rendre"), new URLSearchParams({ ...key(node), parti: "1", jusque: node.dataset.until }));
  }
}

// ---- events

function keys(e) {
  if (busy()) return;
  if (!now.view && e.key.length > 1) return e.preventDefault(); // in the moment before the first frame
  renew();
  if (e.key === "Enter" && e.repeat) return e.preventDefault(); // a key that is held settles nothing
  if (inMenu(e)) return e.preventDefault();
  if (e.target.closest?.("#piece") && !e.target.closest(".menu[open]") && e.target.matches("input[type=text]")) {
    if (hit("forth", e) && numeric(e.target)) return e.preventDefault(), step(1);
    if (hit("back", e) && numeric(e.target) && (e.target.value || e.code !== "NumpadSubtract")) return e.preventDefault(), step(-1);
    if (hit("illegible", e) && (numeric(e.target) || rowOf(e.target)?.classList.contains("kept"))) return e.preventDefault(), illegible();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") return e.preventDefault(), step(e.key === "ArrowDown" ? 1 : -1);
    if (keydown(e)) e.preventDefault();
  } else if (e.target.matches?.(".remise a, .vignettes a") && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    e.preventDefault();
    step(e.key === "ArrowDown" ? 1 : -1);
  }
}

function illegible() { // a value, not a skip: the next reader is asked
  const row = rowOf(document.activeElement) ?? now.piece.querySelector(".ligne.on"), input = inputOf(row);
  if (!isText(input)) return;
  input.value = "*";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus({ preventScroll: true });
}

// noted keeps a note, which goes with whatever is decided: the two menus show the same.
function noted(input) {
  for (const el of now.piece.querySelectorAll("[name=note]")) if (el !== input) el.value = input.value;
  keep();
}

function start() {
  now.piece = document.getElementById("piece");
  if (!now.piece) return;
  main.dataset.guard = now.guard;
  document.documentElement.classList.add("js");
  document.addEventListener("keydown", keys, true);
  main.addEventListener("beforeinput", (e) => beforeinput(e, now.machine));
  main.addEventListener("input", (e) => {
    if (e.target.name === "note") return noted(e.target);
    if (!e.target.name?.startsWith("f.")) return;
    fault(e.target, "");
    keyed(now.piece, e.target);
    keep();
    if (e.target.name === "f.amount") sums();
  });
  main.addEventListener("change", (e) => e.target.type === "text" && e.target.value !== "*" && fault(e.target, settled(e.target, now.machine)));
  main.addEventListener("focusin", (e) => {
    if (e.target.matches("a[data-cheque], .remise a")) return display(e.target);
    if (e.target.matches(".ligne input, .tableau input")) now.piece.here = e.target;
    const row = e.target.closest("[data-field]");
    if (!row) return;
    now.view?.back();
    mark(row);
    label();
  });
  main.addEventListener("click", (e) => {
    if (clicked(e)) return e.preventDefault();
    commands[e.target.closest("[data-do]")?.dataset.do]?.();
    const word = e.target.closest(".mot"), input = inputOf(now.piece.querySelector(".ligne.on"));
    if (!word || !isText(input)) return;
    input.value = numeric(input) || !input.dataset.filled ? word.dataset.text : input.value + " " + word.dataset.text;
    input.dataset.filled = "1";
    fault(input, settled(input));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus({ preventScroll: true });
  });
  main.addEventListener("submit", (e) => {
    const owner = e.target, action = e.submitter?.value;
    if (["rendre", "ouvrir", "liberer"].includes(owner.id)) return;
    e.preventDefault();
    if (owner.id === "illisible") return;
    if (owner.id === "saisie" && (!action || action === "confirm")) return confirm();
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
  register("confirm", ["Enter"], say("Confirmer, champ douteux suivant ; sur le dernier, valider", "Confirm, next doubtful field; on the last, validate"), (e) => {
    if (busy() || !now.piece || !e.target.matches("main, body, #piece input[type=text]:not([form=liberer]), .ligne input[type=radio], .ligne select") || e.target.closest(".menu")) return false;
    confirm();
  });
  register("all", ["Control+Enter"], say("Tout confirmer et valider", "Confirm all and validate"), () => busy() || confirm(true));
  register("zoom", ["F2"], say("Zoom : champ, 100 %, page", "Zoom: field, 100 %, page"), () => now.view.nearer());
  register("face", ["F8"], say("Verso ou page suivante ; remise : candidat suivant à l'écart", "Back or next page; remittance: next candidate for the gap"), () => candidate(1) || now.view.turn(1));
  register("faceback", ["Shift+F8"], say("Page ou candidat précédent", "Previous page or candidate"), () => candidate(-1) || now.view.turn(-1));
  register("reject", ["F9"], say("Rejeter, puis le chiffre du motif", "Reject, then the digit of the reason"), () => toggle("rejet"));
  register("menu", ["Escape"], say("Actions, puis une lettre ; encore : retour au champ", "Actions, then a letter; again: back to the field"), () => {
    if (busy()) return false;
    if (!shut()) toggle("actions");
  });
  register("pagedown", ["PageDown"], say("Descendre dans l'image, page suivante", "Down the picture, next page"), () => now.view.scroll(1));
  register("pageup", ["PageUp"], say("Monter dans l'image, page précédente", "Up the picture, previous page"), () => now.view.scroll(-1));
  register("undo", [], say("Annuler la dernière décision", "Undo the last decision"), undo);
  register("illegible", ["*"], say("Dans un champ : illisible", "In a field: illegible"));
  register("forth", ["NumpadAdd"], say("Dans un montant ou une date : champ suivant", "In an amount or a date: next field"));
  register("back", ["NumpadSubtract"], say("Dans un montant ou une date : champ précédent", "In an amount or a date: previous field"));
  register("fields", [], say("Tab, ↑ ↓ : aller de champ en champ", "Tab, ↑ ↓: from field to field"));
  now.machine = Boolean(habits.machine);
  restore(now.piece);
  begin();
}

// begin goes on with what the page came with once it stands there: what is asked of the
// page before would have it laid out within the script's own time.
async function begin() {
  await painted();
  const held = mine() || sessionStorage.getItem("tenu") === now.piece.dataset.task;
  history.replaceState({ task: now.piece.dataset.task }, "");
  show(now.piece, { push: false });
  if (held) openTask(now.piece).then(fill);
}

start();
