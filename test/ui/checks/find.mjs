// A paper is found from its dossier, and what finds it works without scripts.
export async function run(s) {
  const made = await s.scene("documents"), wanted = `/document/${made.documents[0].id}`;
  const page = await s.as("claire");
  let clicks = 0;
  const click = async (path) => { clicks++; await Promise.all([page.waitForURL((u) => u.pathname === path), page.click(`main a[href="${path}"]`)]); };
  await page.goto(s.base + "/dossiers");
  await click("/dossiers/2026-004512");
  await click(wanted);
  s.report("G4", "clicks from the list of dossiers to a paper", "<= 2", `${clicks}`, clicks <= 2 && page.url().endsWith(wanted));

  await page.goto(s.base + "/corbeille");
  await page.keyboard.press("Control+k");
  await page.waitForFunction(() => document.querySelector("dialog[open] input") === document.activeElement);
  await page.keyboard.type("2026-004512");
  await page.waitForSelector('dialog[open] [href^="/dossiers/2026-004512"], dialog[open] [role=option]');
  await Promise.all([page.waitForURL("**/dossiers/2026-004512"), page.keyboard.press("Enter")]);
  s.report("G4", "Ctrl K, the reference, Enter", "the dossier", new URL(page.url()).pathname, page.url().endsWith("/dossiers/2026-004512"));

  const plain = await s.as("claire", { javaScriptEnabled: false });
  await plain.goto(s.base + "/recherche");
  await plain.fill("main [name=q]", "2026-004512");
  await plain.press("main [name=q]", "Enter");
  await plain.waitForURL("**/dossiers/2026-004512");
  await Promise.all([plain.waitForURL("**" + wanted), plain.click(`main a[href="${wanted}"]`)]);
  s.report("G10", "search and dossier without scripts", "the paper", new URL(plain.url()).pathname === wanted ? "the paper" : plain.url(), plain.url().endsWith(wanted));
}
