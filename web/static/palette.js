// The palette: Ctrl K, some letters, Enter. It goes to the pages of the navigation
// and asks the search for documents and dossiers as one types.
import { register, say } from "./keys.js";

export function palette() {
  register("palette", ["Control+K"], say("Rechercher, aller à une page", "Search, go to a page"), openPalette);
}

function openPalette() {
  if (document.getElementById("palette")) return;
  const d = document.createElement("dialog");
  d.id = "palette";
  const label = d.appendChild(document.createElement("label"));
  label.htmlFor = "palette-q";
  label.textContent = say("Rechercher ou aller à", "Search or go to");
  const input = d.appendChild(document.createElement("input"));
  Object.assign(input, { id: "palette-q", type: "search", autocomplete: "off", spellcheck: false });
  for (const [k, v] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": "palette-l", "aria-autocomplete": "list" })) input.setAttribute(k, v);
  const list = d.appendChild(document.createElement("ul"));
  list.id = "palette-l";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Résultats", "Results"));
  const places = [...document.querySelectorAll("header nav a")].map((a) => ({ label: a.textContent, href: a.getAttribute("href") }));
  let at = 0, asked = 0, stop;

  const show = (items) => {
    at = 0;
    list.replaceChildren(...items.map((it, i) => {
      const li = document.createElement("li");
      li.setAttribute("role", "presentation");
      const a = li.appendChild(document.createElement("a"));
      Object.assign(a, { href: it.href, textContent: it.label, id: "palette-" + i, tabIndex: -1 });
      a.setAttribute("role", "option");
      return li;
    }));
    mark();
  };
  const mark = () => {
    [...list.querySelectorAll("a")].forEach((a, i) => a.setAttribute("aria-selected", String(i === at)));
    const a = list.querySelectorAll("a")[at];
    if (a) input.setAttribute("aria-activedescendant", a.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const search = async () => {
    const q = input.value.trim(), turn = ++asked;
    const near = places.filter((p) => p.label.toLowerCase().includes(q.toLowerCase()));
    const all = q ? [...near, { label: say(`Rechercher « ${q} »`, `Search “${q}”`), href: "/recherche?q=" + encodeURIComponent(q) }] : near;
    show(all);
    stop?.abort();
    if (q.length < 2) return;
    stop = new AbortController();
    try {
      const r = await fetch("/recherche/vite?q=" + encodeURIComponent(q), { signal: stop.signal });
      if (!r.ok || turn !== asked) return;
      const hits = new DOMParser().parseFromString(await r.text(), "text/html").querySelectorAll("a");
      show([...[...hits].map((a) => ({ label: a.textContent, href: a.getAttribute("href") })), ...all]);
    } catch (e) {
      if (e.name !== "AbortError") show(all); // the search itself says what is wrong
    }
  };
  input.addEventListener("input", search);
  input.addEventListener("keydown", (e) => {
    const n = list.children.length;
    if (e.key === "ArrowDown" && n) at = (at + 1) % n;
    else if (e.key === "ArrowUp" && n) at = (at + n - 1) % n;
    else if (e.key === "Enter") {
      const a = list.querySelectorAll("a")[at];
      if (a) location.href = a.href;
    } else return;
    e.preventDefault();
    mark();
  });
  d.addEventListener("close", () => d.remove());
  d.addEventListener("click", (e) => e.target === d && d.close());
  document.body.append(d);
  d.showModal();
  show(places);
}
