// One field at the station: what its keys type, what it says, whether it is settled.
import { amount, date, dated, digitOf, fours, iban, rlmc, shown, typing, written } from "./numbers.js";
import { say } from "./keys.js";

export const rowOf = (el) => el?.closest?.("[data-field], td");
export const inputOf = (row) => row?.querySelector("input[type=text], input[type=radio]:checked, input[type=radio], select");
const kindOf = (input) => input.dataset.kind ?? rowOf(input)?.dataset.kind;
export const numeric = (input) => ["amount", "number", "date"].includes(kindOf(input));
const decimals = (input) => Number(rowOf(input)?.dataset.decimals ?? 2);
const signed = (input) => input.name.endsWith("balance");
const referring = (input) => kindOf(input) === "ref" && /iban|_zone/.test(input.name);

// today is the day of this place, as an ISO day.
export const today = () => new Date().toLocaleDateString("sv");

const allowed = (input, text) => {
  switch (kindOf(input)) {
    case "amount": return typing(text, decimals(input), signed(input));
    case "number": return /^\d{0,9}(,\d{0,6})?$/.test(text);
    case "date": return dated(text);
  }
  return true;
};

// type puts a character where the caret stands, if the field takes it.
function type(input, ch) {
  const { value, selectionStart: a, selectionEnd: b } = input;
  if (!allowed(input, value.slice(0, a) + ch + value.slice(b))) return;
  input.setRangeText(ch, a, b, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// keydown types digits by the place of the key. It says whether the key was used up.
export function keydown(e) {
  const input = e.target, kind = kindOf(input);
  if (!numeric(input) || input.type !== "text" || e.isComposing) return false;
  if (kind === "amount" && e.code === "NumpadSubtract" && signed(input) && !input.value) return type(input, "-"), true;
  let ch = digitOf({ code: e.code, key: e.key, ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey, graph: e.getModifierState("AltGraph") });
  if (ch === undefined) return false;
  if (kind === "date" && !/\d/.test(ch) && "/.- :;,!".includes(e.key)) ch = "/";
  if (ch) type(input, ch);
  return true;
}

// beforeinput keeps out what no key typed: what is pasted, dropped or composed.
export function beforeinput(e, machine) {
  const input = e.target, kind = kindOf(input);
  if (input.type !== "text" || !numeric(input) || !e.inputType?.startsWith("insert")) return;
  const text = e.data ?? e.dataTransfer?.getData("text/plain") ?? "";
  const whole = e.inputType !== "insertText" && e.inputType !== "insertCompositionText";
  e.preventDefault();
  if (!whole) return [...text].forEach((key) => { const ch = digitOf({ key }); if (ch) type(input, kind === "date" && ch === "," ? "/" : ch); });
  const n = kind === "amount" ? amount(text, { decimals: decimals(input), signed: signed(input), machine }) : null;
  const d = kind === "date" ? date(text, today()) : null;
  if (n === null && d === null && kind !== "number") return fault(input, say("Ce texte n'a pas été collé : ", "This text was not pasted: ") + text.trim().slice(0, 30));
  input.value = n !== null ? shown(n, decimals(input)) : d ? written(d) : text.replace(/\D/g, "").slice(0, 9);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// settled brings what was typed into its form. It gives "" or what is wrong with it.
export function settled(input, machine = false) {
  const text = input.value.trim(), kind = kindOf(input);
  if (!text || input.type !== "text") return "";
  if (kind === "amount") {
    const n = amount(text, { decimals: decimals(input), signed: signed(input), machine: machine && input.value !== input.defaultValue && !text.includes(",") });
    if (n === null) return say("Ce n'est pas un montant : écrivez 1 237,56.", "This is not an amount: write 1 237,56.");
    input.value = shown(n, decimals(input));
  } else if (kind === "date") {
    const d = date(text, today());
    if (!d) return say("Ce jour n'existe pas : écrivez jj/mm/aaaa, jjmmaa ou jjmm.", "There is no such day: write dd/mm/yyyy, ddmmyy or ddmm.");
    input.value = written(d);
  } else if (referring(input)) {
    input.value = fours(text);
  }
  return "";
}

// fault says below the field what is wrong with it, "" that nothing is; and whether there
// was a place to say it.
export function fault(input, text) {
  const row = rowOf(input), plus = row?.querySelector(".plus");
  plus?.querySelector(".err[data-own]")?.remove();
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (!text || !plus) return false;
  const p = document.createElement("p");
  p.className = "err";
  p.dataset.own = "";
  p.setAttribute("role", "alert");
  p.textContent = text;
  plus.prepend(p);
  return true;
}

// keyed holds a reference against its own key while it is typed.
export function keyed(piece, input) {
  const row = rowOf(input), state = row?.querySelector(".etat"), value = (name) => piece.querySelector(`[name="f.${name}"]`)?.value ?? "";
  if (!state || kindOf(input) !== "ref") return;
  let fits;
  if (/iban/.test(input.name) && input.value.replace(/\s/g, "").length >= 15) fits = iban(input.value);
  if (/(cheque_number|_zone|rlmc_key)$/.test(input.name) && value("rlmc_key")) fits = rlmc(value("cheque_number"), value("interbank_zone"), value("internal_zone"), value("rlmc_key"));
  if (fits === undefined || input.value === input.defaultValue) return;
  state.textContent = fits ? say("clé ✓", "key ✓") : say("clé △", "key △");
}

// done marks a row as settled by a person, or no longer.
export function done(row, yes = true) {
  if (!row) return;
  row.classList.toggle("fait", yes);
  const tick = row.querySelector("[name^='ok.']"), state = row.querySelector(".etat"), icon = row.querySelector("svg.icon");
  if (tick) tick.checked = yes;
  if (yes && state) state.textContent = say("vérifié", "verified");
  if (!icon) return;
  row.icon ??= icon;
  icon.replaceWith(yes ? document.getElementById("coche").content.firstElementChild.cloneNode(true) : row.icon);
}

// urgent are of some rows those that the policy wants looked at first, else all of them.
export function urgent(rows) {
  const some = rows.filter((r) => "first" in r.dataset);
  return some.length ? some : rows;
}

// todo are the rows that a person has still to settle, in their order.
export const todo = (piece) => [...piece.querySelectorAll(".ligne[data-doubt]:not(.fait), td.doubt:not(.fait)")];
