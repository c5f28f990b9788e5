// Lists by keyboard alone, and the inbox that keeps itself up to date: arrows, Space and
// Enter, a list that stands still while somebody is at it, numbers that follow.
export async function run(s) {
  await s.scene("cheques", { n: 3 });
  const page = await s.as("sophie");
  await page.goto(s.base + "/corbeille");
  const row = () => page.evaluate(() => [...document.querySelectorAll("[data-list] > tr")].indexOf(document.activeElement));
  const ticked = () => page.locator("[data-list] input:checked").count();
  const told = [];
  const press = async (key, what, got, want) => {
    await page.keyboard.press(key);
    const is = await got();
    if (is !== want) told.push(`${key} (${what}): ${is}, not ${want}`);
  };
  await press("ArrowDown", "first row", row, 0);
  await press("ArrowDown", "second row", row, 1);
  await press("Space", "ticks", ticked, 1);
  await press("ArrowUp", "first row", row, 0);
  await press("ArrowUp", "stays", row, 0);
  s.report("R18", "a list by arrows and Space", "as pressed", told.join("; ") || "as pressed", !told.length);

  const count = () => page.textContent("#n-corbeille");
  const shown = () => page.locator("[data-list] > tr").count();
  await s.scene("cheques", { n: 1 });
  const first = await page.waitForResponse((r) => r.url().includes("/corbeille/etat"), { timeout: 20000 }).then(() => "asked", () => "held back");
  s.report("R18", "the inbox while a row is ticked", "held back, 3 rows", `${first}, ${await shown()} rows`, first === "held back" && (await shown()) === 3);
  await page.locator("[data-list] input:checked").uncheck();
  await page.evaluate(() => document.activeElement.blur());
  await page.waitForFunction(() => document.querySelectorAll("[data-list] > tr").length === 4, null, { timeout: 20000 }).catch(() => {});
  const now = `${await shown()} rows, ${await count()} in the navigation`;
  s.report("R18", "the inbox after one more came, without reloading", "4 rows, 4 in the navigation", now, now === "4 rows, 4 in the navigation");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForURL("**/validation/t/**", { timeout: 5000 }).catch(() => {}), page.keyboard.press("Enter")]);
  const at = new URL(page.url()).pathname;
  s.report("R18", "Enter on a row of the inbox", "opens its task", at, at.startsWith("/validation/t/"));
}
