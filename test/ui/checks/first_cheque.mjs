// A new clerk comes from the printed address to the first validated cheque; each thing to
// do is counted, and has to be named on the screen where it is needed.
import { french, guard } from "../station.mjs";

export async function run(s) {
  const made = await s.scene("cheques"), cheque = made.documents[0];
  const page = await s.as("");
  const did = [], unnamed = [];
  const act = async (what, named, does) => {
    did.push(what);
    const text = named ? (await page.evaluate(() => document.body.innerText)).toLowerCase() : "";
    if (named && !text.includes(named.toLowerCase())) unnamed.push(`${what}: "${named}" is not there`);
    await does();
    await page.waitForLoadState();
  };
  await act("open the address", "", () => page.goto(s.base));
  await act("type the login", "Identifiant", () => page.keyboard.type("claire"));
  await act("go to the next field", "Mot de passe", () => page.keyboard.press("Tab"));
  await act("type the password", "Mot de passe", () => page.keyboard.type(process.env.UI_PASSWORD));
  await act("sign in", "Se connecter", () => Promise.all([page.waitForURL((u) => u.pathname !== "/connexion"), page.keyboard.press("Enter")]));
  if (new URL(page.url()).pathname !== "/corbeille") await act("go to the inbox", "Corbeille", () => page.click('nav a[href="/corbeille"]'));
  await act("take the next task", "Traiter la suivante", () => Promise.all([page.waitForURL("**/validation/t/**"), page.keyboard.press("Enter")]));
  await page.waitForSelector("html.js #piece");
  await page.waitForFunction(() => document.querySelector("#piece")?.dataset.until);
  await guard(page);
  for (let i = 0; i < 6 && new URL(page.url()).pathname.startsWith("/validation/t/"); i++) {
    const field = await page.evaluate(() => ({ name: document.activeElement?.name ?? "", empty: document.activeElement?.value === "" }));
    const value = cheque.true[field.name.replace("f.", "")];
    if (field.empty && value) await act("type the amount", "Montant", () => page.keyboard.type(french(value)));
    await act("Enter", "Entrée", () => page.keyboard.press("Enter"));
    await page.waitForFunction((was) => location.pathname === "/corbeille" || (document.activeElement?.name && document.activeElement.name !== was), field.name);
  }
  const seen = await page.goto(`${s.base}/document/${cheque.id}`), text = await seen.text();
  const validated = /vérifié par une personne|Validé|validé/.test(text);
  s.report("-", "from the printed address to the first validated cheque", "<= 12 actions", `${did.length} (${did.join(", ")})${validated ? "" : ", not validated"}`, did.length <= 12 && validated);
  s.report("-", "actions that the screen does not name", "0", unnamed.length ? unnamed.join("; ") : "0", !unnamed.length);
}
