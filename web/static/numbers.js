// Amounts, dates and keys as people type them. Pure: nothing here knows the page.
// Amounts are whole minor units (cents); the space within a shown amount is U+00A0.

const BLANKS = /[\s\u00a0\u202f\u2009\u2007']/g;
const NBSP = "\u00a0";

// digitOf is the digit that a key types into a numeric field, "," for the decimal mark,
// "" for what such a field does not take, undefined where the key is not text at all.
// Digits go by the place of the key, whatever Shift says: the upper row of AZERTY types
// its digits bare. Remote desktops send no place; then the character decides.
export function digitOf({ code = "", key = "", ctrlKey, metaKey, altKey, graph }) {
  if (ctrlKey || metaKey || altKey || graph) return undefined;
  const row = /^Digit(\d)$/.exec(code);
  if (row) return row[1];
  if ([...key].length !== 1) return key === "Decimal" || key === "Separator" ? "," : undefined;
  if (/^\d$/.test(key)) return key;
  if (code === "NumpadDecimal" || ".;,".includes(key)) return ",";
  return "";
}

// typing says whether text may stand in an amount's field while it is typed.
export function typing(text, decimals = 2, signed = false) {
  const m = /^([-−]?)(\d{0,15})(?:,(\d*))?$/.exec(text.replace(BLANKS, ""));
  return Boolean(m) && (signed || !m[1]) && (m[3] ?? "").length <= decimals;
}

// amount reads what was typed or pasted, as minor units; null where it is no amount or
// could be two: "1.237" is a thousand to some and one to others.
export function amount(text, { decimals = 2, machine = false, signed = false } = {}) {
  let s = text.replace(BLANKS, "").replace(/(EUR|€|euros?)/gi, "").replace("−", "-");
  let sign = 1;
  if (s.startsWith("-") && signed) [sign, s] = [-1, s.slice(1)];
  if (!/^[\d.,;]+$/.test(s) || !/\d/.test(s)) return null;
  s = s.replaceAll(";", ",");
  if (machine && /^\d+$/.test(s)) return minor(sign, "", s, 0); // the last digits are cents
  const marks = s.replace(/\d/g, "");
  const last = Math.max(s.lastIndexOf(","), s.lastIndexOf("."));
  if (last < 0) return minor(sign, s, "", decimals);
  const head = s.slice(0, last), tail = s.slice(last + 1), mark = s[last];
  const lone = marks.length === 1, other = mark === "," ? "." : ",";
  if (lone) {
    if (tail.length <= decimals) return minor(sign, head, tail, decimals);
    return null;
  }
  if (head.includes(mark)) return head.includes(other) || !grouped(s, mark) ? null : minor(sign, s.replaceAll(mark, ""), "", decimals);
  if (!grouped(head, other) || tail.length > decimals) return null;
  return minor(sign, head.replaceAll(other, ""), tail, decimals);
}

// grouped says that marks stand before every three digits.
const grouped = (s, mark) => new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+$`).test(s);

function minor(sign, whole, part, decimals) {
  const digits = (whole + part.padEnd(decimals, "0")).replace(/^0+(?=\d)/, "");
  return digits.length > 15 ? null : sign * Number(digits);
}

// shown writes minor units the French way.
export function shown(n, decimals = 2) {
  const digits = String(Math.abs(n)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, NBSP);
  return (n < 0 ? "-" : "") + whole + (decimals ? "," + digits.slice(-decimals) : "");
}

// date reads a day as jj/mm/aaaa, jjmmaaaa, jjmmaa or jjmm, which is the nearest that is
// past; today is an ISO day. It gives the ISO day, null where there is no such day.
export function date(text, today) {
  const s = text.trim();
  const bare = /^\d+$/.test(s);
  const m = bare ? { 4: /^(\d\d)(\d\d)$/, 6: /^(\d\d)(\d\d)(\d\d)$/, 8: /^(\d\d)(\d\d)(\d{4})$/ }[s.length]?.exec(s)
    : /^(\d{1,2})[\s\u00a0]*[/.\-\s\u00a0][\s\u00a0]*(\d{1,2})(?:[\s\u00a0]*[/.\-\s\u00a0][\s\u00a0]*(\d{4}|\d\d))?$/.exec(s);
  if (!m) return null;
  const [d, mo] = [Number(m[1]), Number(m[2])], now = Number(today.slice(0, 4));
  if (m[3]?.length === 4) return day(Number(m[3]), mo, d);
  if (m[3]) {
    const century = now - (now % 100), y = century + Number(m[3]);
    return day(y > now + 19 ? y - 100 : y, mo, d); // papers that expire lie ahead, births behind
  }
  for (let y = now; y > now - 9; y--) { // a 29 February lies up to eight years back
    const iso = day(y, mo, d);
    if (iso && iso <= today) return iso;
  }
  return null;
}

function day(y, m, d) {
  const t = new Date(Date.UTC(y, m - 1, d));
  return y >= 1850 && t.getUTCMonth() === m - 1 && t.getUTCDate() === d ? t.toISOString().slice(0, 10) : null;
}

// written is an ISO day as people write it.
export const written = (iso) => iso.slice(8) + "/" + iso.slice(5, 7) + "/" + iso.slice(0, 4);

// dated says what may stand in a date's field while it is typed.
export const dated = (text) => /^[\d/.\- \u00a0]{0,10}$/.test(text);

// rest is a number of decimal digits modulo 97.
const rest = (digits) => [...digits].reduce((r, c) => (r * 10 + Number(c)) % 97, 0);

// iban says whether an account number's check digits fit (ISO 13616).
export function iban(text) {
  const s = text.replace(BLANKS, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(s)) return false;
  return rest([...(s.slice(4) + s.slice(0, 4))].map((c) => parseInt(c, 36)).join("")) === 1;
}

// rlmc says whether a cheque's key fits its number and its two zones.
export function rlmc(number, interbank, internal, key) {
  const n = [number, interbank, internal].map((s) => s.replace(BLANKS, "")).join(""), k = key.replace(BLANKS, "");
  return /^\d{31}$/.test(n) && /^\d{2}$/.test(k) && rest(n + k) === 0;
}

// fours groups a reference for the eye.
export const fours = (text) => text.replace(BLANKS, "").replace(/(.{4})(?=.)/g, "$1 ");
