// The workbook of the supervision holds the numbers of the screen.
const bare = (text) => text.replaceAll(/[\s\u00a0\u202f]/g, "").replaceAll(".", ",").replace("—", ""); // a share of nothing

export async function run(s) {
  await s.scene("documents", { n: 6 });
  await s.scene("bordereaux", { n: 8, doubtful: 0 });
  const page = await s.as("sophie");
  await page.goto(s.base + "/supervision?jours=7");
  const screen = await page.$$eval("section[aria-labelledby^='s-']:has(tbody)", (all) => all.map((e) => ({ title: e.querySelector("h2").textContent.trim(), rows: [...e.querySelectorAll("tbody tr, tfoot tr")].map((tr) => [...tr.cells].map((c) => c.innerText)) })));
  const file = await page.context().request.get(s.base + "/supervision/fichier?jours=7&format=xlsx");
  const sheets = await (await fetch(`${process.env.UI_PROMPTER}/workbook`, { method: "POST", body: await file.body() })).json();
  let cells = 0;
  const other = [];
  for (const { title, rows } of screen) {
    const sheet = Object.entries(sheets).find(([name]) => title.startsWith(name))?.[1];
    if (!sheet) continue; // what is no table of figures: tasks, lists
    const figures = sheet.slice(-rows.length);
    rows.forEach((row, i) => row.forEach((cell, k) => {
      cells++;
      if (bare(figures[i]?.[k] ?? "") !== bare(cell)) other.push(`${title} ${i},${k}: ${cell} on the screen, ${figures[i]?.[k]} in the workbook`);
    }));
  }
  s.report("G18", `cells of the supervision that its workbook holds alike, of ${cells}`, "all", other.length ? other.slice(0, 3).join("; ") : "all", cells > 30 && !other.length);
}
