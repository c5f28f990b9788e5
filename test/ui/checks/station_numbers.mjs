// What keyboards of all kinds type into amounts and dates, and what is pasted there.
import { take } from "../station.mjs";

// keys are what an AZERTY keyboard sends: the place of the key, and its character.
const row = { 1: ["Digit1", "&"], 2: ["Digit2", "é"], 3: ["Digit3", '"'], 4: ["Digit4", "'"], 5: ["Digit5", "("], 6: ["Digit6", "-"], 7: ["Digit7", "è"], 8: ["Digit8", "_"], 9: ["Digit9", "ç"], 0: ["Digit0", "à"] };
const azerty = (text) => [...text].map((c) => (row[c] ? { code: row[c][0], key: row[c][1] } : { ",": { code: "KeyM", key: "," }, ";": { code: "Comma", key: ";" }, ".": { code: "Comma", key: "." } }[c]));
const shifted = (text) => azerty(text).map((k) => (k.code.startsWith("Digit") ? { code: k.code, key: k.code.slice(5), modifiers: 8 } : k));
const pad = (text) => [...text].map((c) => (/\d/.test(c) ? { code: "Numpad" + c, key: c } : { code: "NumpadDecimal", key: c }));
const far = (text) => [...text].map((c) => ({ code: "", key: c })); // a remote desktop sends no place

const typed = [
  ...["1237,56", "1237;56", "1237.56", "0,05", "50", "1234567,89", "9,9", "100,00"].map((t) => ["AZERTY", azerty(t), t]),
  ...["1237,56", "50", "0,05"].map((t) => ["AZERTY with Shift", shifted(t), t]),
  ...["1237,56", "1237.56", "50", "0.05", "8,1"].map((t) => ["keypad", pad(t), t]),
  ...["1237,56", "1237.56", "42"].map((t) => ["no place of the key", far(t), t]),
  ["AZERTY with letters between", [...azerty("12"), { code: "KeyA", key: "a" }, { code: "KeyE", key: "e" }, ...azerty("37,56")], "1237,56"],
].map(([how, keys, text]) => [how, keys, text, cents(text)]);

const pasted = ["1.237,56", "1 237,56 €", "1,237.56", "1\u00a0237,56", "1\u202f237,56 EUR", "1237,56", "1237.56", "1'237.56", "12.345.678,90", "1 237", "0,5", "€ 10"].map((t) => ["pasted", t, t, null]);
const cents_of = { "1.237,56": 123756, "1 237,56 €": 123756, "1,237.56": 123756, "1\u00a0237,56": 123756, "1\u202f237,56 EUR": 123756, "1237,56": 123756, "1237.56": 123756, "1'237.56": 123756, "12.345.678,90": 1234567890, "1 237": 123700, "0,5": 50, "€ 10": 1000 };

function cents(text) {
  const [whole, part = ""] = text.replace(/[;.]/, ",").split(",");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

// What a date field makes of text: the day, or a sentence that says what is wrong.
const dates = { "18112026": "2026-11-18", "181126": "2026-11-18", "18/11/2026": "2026-11-18", "18.11.26": "2026-11-18", "18-11-2026": "2026-11-18", "18 11 2026": "2026-11-18", "29022024": "2024-02-29", "31/12/25": "2025-12-31",
  "30022026": null, "32012026": null, "1811202": null, "29/02/2025": null, "00112026": null };

export async function run(s) {
  await s.scene("bordereaux", { n: 2 });
  const page = await s.as("claire"), cdp = await page.context().newCDPSession(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await take(page, s.base, "?type=cheque");
  const numbers = await page.evaluate(() => [...document.querySelectorAll("script[type=module]")].map((e) => e.src).find((u) => u.endsWith("/page-station.js")).replace("page-station.js", "numbers.js"));
  const read = (text) => page.evaluate(async ([url, t]) => (await import(url)).amount(t), [numbers, text]);
  const input = page.locator("[name='f.amount']");
  const wrong = [];
  for (const [how, keys, text, want] of typed) {
    await input.fill("");
    await input.focus();
    for (const { code, key, modifiers = 0 } of keys) {
      const e = { code, key, text: key, modifiers, unmodifiedText: key };
      await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", ...e });
      await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...e });
    }
    const got = await read(await input.inputValue());
    if (got !== want) wrong.push(`${how} ${text}: ${await input.inputValue()}`);
  }
  for (const [how, text] of pasted) {
    await input.fill("");
    await input.focus();
    await page.evaluate((t) => navigator.clipboard.writeText(t), text);
    await page.keyboard.press("Control+v");
    const got = await read(await input.inputValue());
    if (got !== cents_of[text]) wrong.push(`${how} ${text}: ${await input.inputValue()}`);
  }
  const all = typed.length + pasted.length;
  s.report("G14", `${all} ways of typing and pasting an amount`, "exact cents", wrong.length ? wrong.join("; ") : "exact", all >= 30 && !wrong.length);
  const off = [];
  for (const [text, want] of Object.entries(dates)) {
    const got = await page.evaluate(async ([url, t]) => (await import(url)).date(t, "2026-11-20"), [numbers, text]);
    if (got !== want) off.push(`${text}: ${got}`);
  }
  const short = await page.evaluate(async (url) => { const { date } = await import(url); return [date("1811", "2026-11-20"), date("2111", "2026-11-20")]; }, numbers);
  if (short.join() !== "2026-11-18,2025-11-21") off.push("four digits: " + short);
  s.report("G14", `${Object.keys(dates).length + 2} ways of writing a date`, "the day, or none", off.length ? off.join("; ") : "exact", !off.length);
}
