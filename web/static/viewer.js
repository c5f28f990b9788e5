// The page at the left: which one is shown, how near, what is framed, what is magnified.
import { say } from "./keys.js";
import { status } from "./piece.js";
import { painted } from "./sending.js";

const NS = "http://www.w3.org/2000/svg";
const make = (name, attrs) => {
  const el = document.createElementNS(NS, name);
  for (const k in attrs) el.setAttribute(k, attrs[k]);
  return el;
};
// The picture of a page is the first thing in it, an image or, where it is fetched when it
// comes into view, an img within its frame.
const size = (svg) => ["width", "height"].map((k) => Number(svg.firstElementChild.getAttribute(k)));
const source = (svg) => svg.querySelector("img")?.getAttribute("src") ?? svg.firstElementChild.getAttribute("href");
const numbers = (svg) => svg.getAttribute("viewBox").split(" ").map(Number);

// How large a sheet stands on the screen depends on the window and its own shape alone.
// It is measured once for each, since asking means laying the page out.
const boxes = new Map();
let wide = innerWidth, high = innerHeight; // kept here, since asking lays the page out as well
addEventListener("resize", () => { wide = innerWidth; high = innerHeight; });
function boxOf(svg) {
  const [W, H] = size(svg);
  const key = [wide, high, (W / H).toFixed(2), svg.closest(".vue")?.className].join();
  if (!boxes.has(key)) {
    const { width, height } = svg.getBoundingClientRect();
    if (!width) return { width: W, height: H };
    boxes.set(key, { width, height });
  }
  return boxes.get(key);
}
const edges = (r) => ["x", "y", "width", "height"].map((k) => Number(r.getAttribute(k)));

export function viewer(piece) {
  let mode = "page", near = null, words = null, refused = false, wanted = ""; // near is the stretch that is shown, in the page's pixels
  const sheets = [...piece.querySelectorAll("svg.page")];
  const sheet = () => piece.querySelector("svg.page.on") ?? sheets[0];
  const shownZoom = piece.querySelector("[data-zoom]");

  function turnTo(n) {
    const next = sheets.find((s) => s.dataset.page === String(n));
    if (!next || next === sheet()) return;
    whole(sheet());
    piece.querySelector("svg.page.borrowed")?.remove();
    sheets.forEach((s) => s.classList.toggle("on", s === next));
    piece.querySelectorAll("a[data-page]").forEach((a) => a.dataset.page === String(n) ? (a.setAttribute("aria-current", "true"), a.scrollIntoView({ block: "nearest", inline: "nearest" })) : a.removeAttribute("aria-current"));
    home();
    beside();
  }
  // beside has the pages before and behind the one that is shown fetched, so that turning to
  // one waits for nothing.
  async function beside() {
    await painted();
    const at = sheets.indexOf(sheet());
    for (const by of [1, -1]) sheets.at((at + by) % sheets.length)?.querySelector("img")?.setAttribute("loading", "eager");
  }
  // home is how a page is first shown: whole where it is lying, in its width where it
  // stands, moved to the zone that is worked on and no further.
  function home() {
    const svg = sheet();
    if (!svg) return;
    whole(svg);
    const [W, H] = size(svg), box = boxOf(svg);
    if (H / W < (box.height / box.width) * 1.15 || wide < 1024) return;
    mode = "width";
    const h = (W * box.height) / box.width, r = svg.querySelector(".zone.on .cadre"), e = r && edges(r), y = e ? e[1] + e[3] / 2 : 0;
    look(W / 2, Math.max(h / 2, Math.min(y, H - h / 2)), W);
  }
  function whole(svg) {
    if (near) svg.setAttribute("viewBox", `0 0 ${size(svg).join(" ")}`);
    [mode, near] = ["page", null];
    tell();
  }
  function look(x, y, w) { // a stretch w pixels wide around x, y, in the shape that the sheet has on the screen
    const svg = sheet(), [W, H] = size(svg), box = boxOf(svg);
    const h = (w * box.height) / box.width;
    near = [Math.max(-w * 0.1, Math.min(x - w / 2, W - w * 0.9)), Math.max(-h * 0.1, Math.min(y - h / 2, H - h * 0.9)), w, h];
    svg.setAttribute("viewBox", near.join(" "));
    tell();
  }
  function tell() {
    const svg = sheet();
    if (!svg || !shownZoom) return;
    const [, , w, h] = numbers(svg), box = boxOf(svg);
    shownZoom.textContent = Math.round(100 * Math.min(box.width / w, box.height / h)) + " %";
  }
  function inView(r) {
    const [x, y, w, h] = near, [, top, , tall] = edges(r), foot = top + tall;
    if (top < y || foot > y + h) look(x + w / 2, (top + foot) / 2, w);
  }
  function centre() {
    const r = sheet()?.querySelector(".zone.on .cadre");
    if (near && mode === "free") return [near[0] + near[2] / 2, near[1] + near[3] / 2];
    if (r) {
      const [x, y, w, h] = edges(r);
      return [x + w / 2, y + h / 2, w];
    }
    const [W, H] = size(sheet());
    return [W / 2, H / 2];
  }
  const api = {
    // point frames a field on its page and magnifies it below.
    point(name) {
      const zone = piece.querySelector(`.zone[data-zone="${CSS.escape(name)}"]`);
      if (zone?.classList.contains("on")) return;
      piece.querySelectorAll(".zone.on").forEach((z) => z.classList.remove("on"));
      const title = piece.querySelector(`[data-field="${CSS.escape(name)}"] .lab, [for="f.${CSS.escape(name)}"]`)?.textContent ?? "";
      for (const s of sheets) s.setAttribute("aria-label", s.dataset.label + (zone && s.contains(zone) ? " — " + say("zone active : ", "active zone: ") + title : ""));
      if (!zone) return;
      zone.classList.add("on");
      turnTo(zone.closest("svg.page").dataset.page);
      if (mode === "field") (mode = "page"), api.nearer();
      else if (mode === "width") inView(zone.querySelector(".cadre"));
      const figure = piece.querySelector(".loupes .on"), frame = zone.querySelector(".cadre");
      if (!figure || !frame) return;
      const svg = figure.querySelector("svg"), page = zone.closest("svg.page"), [width, height] = size(page);
      svg.setAttribute("viewBox", ["x", "y", "width", "height"].map((k) => frame.getAttribute(k)).join(" "));
      if (source(svg) !== source(page)) svg.replaceChildren(make("image", { href: source(page), width, height }));
      figure.querySelector("figcaption").firstChild.data = title + " ";
    },
    // nearer goes to the field, to the whole page, to 100 %, and back to how it began.
    nearer() {
      const svg = sheet();
      if (!svg) return;
      const [x, y, w] = centre();
      mode = { page: "field", width: "field", free: "page", field: "page2", page2: "full", full: "home" }[mode];
      if (mode === "home") return home();
      if (mode === "page2") return whole(svg), (mode = "page2");
      if (mode === "field") look(x, y, (w ?? size(svg)[0] / 3) * 1.6);
      else look(x, y, boxOf(svg).width);
    },
    zoom(by) {
      const svg = sheet();
      if (!svg) return;
      const [x, y] = centre();
      mode = "free";
      look(x, y, Math.min(numbers(svg)[2] / by, size(svg)[0] * 2));
    },
    // turn shows another page: by so many, in a ring; from a borrowed paper it leads back.
    turn(by) {
      if (api.back()) return true;
      const at = sheets.indexOf(sheet());
      if (sheets.length > 1) turnTo(sheets[(at + by + sheets.length) % sheets.length].dataset.page);
      return sheets.length > 1;
    },
    show: turnTo,
    whole() { whole(sheet()); },
    // scroll moves over the page without the field's losing the focus.
    scroll(by) {
      if (!near) return api.turn(by);
      const [x, y, w, h] = near;
      look(x + w / 2, y + h / 2 + by * h * 0.8, w);
      return true;
    },
    rotate() {
      const svg = sheet(), image = svg.firstElementChild, [W, H] = size(svg);
      const by = ((Number(svg.dataset.turn ?? 0) + 90) % 360);
      svg.dataset.turn = by;
      image.setAttribute("transform", by ? `rotate(${by} ${W / 2} ${H / 2})` : "");
    },
    contrast(button) {
      button.setAttribute("aria-pressed", String(piece.classList.toggle("contraste")));
    },
    // borrow shows the front of another paper in the place of the page.
    async borrow(document, name) {
      if (wanted === document) return;
      wanted = document;
      const img = new Image();
      img.src = `/document/${document}/page/1`;
      await img.decode().catch(() => {}); // what has no picture has no width
      if (wanted !== document) return;
      if (!img.naturalWidth) return status(say("L'image de ce document n'est pas disponible.", "The picture of this document is not available."), true);
      const svg = make("svg", { class: "page borrowed on", viewBox: `0 0 ${img.naturalWidth} ${img.naturalHeight}`, "data-page": "0", role: "img", "aria-label": name.replace(/\s+/g, " ").trim() });
      piece.querySelector("svg.page.borrowed")?.remove();
      svg.append(make("image", { href: img.src, width: img.naturalWidth, height: img.naturalHeight }));
      sheets.forEach((s) => s.classList.remove("on"));
      piece.querySelector(".scene").prepend(svg);
      near = null;
    },
    // back takes a borrowed paper away; it says whether there was one.
    back() {
      wanted = "";
      const was = piece.querySelector("svg.page.borrowed");
      if (!was) return false;
      was.remove();
      piece.querySelectorAll("[data-cheque].on").forEach((el) => el.classList.remove("on"));
      (sheets.find((s) => s.dataset.page === piece.querySelector("a[data-page][aria-current]")?.dataset.page) ?? sheets[0])?.classList.add("on");
      home();
      return true;
    },
    // words lays the words of the page over it, once, for the pointer.
    words() {
      words ??= fetchWords().then((ok) => {
        refused = !ok;
        if (!ok) words = null;
      });
    },
    // keyed asks for them once more: who keys a value blind may have them afterwards.
    keyed() {
      if (refused) api.words();
    },
    tell,
  };
  async function fetchWords() {
    const r = await fetch(`/validation/t/${piece.dataset.task}/mots`).catch(() => null);
    if (!r?.ok) return false;
    for (const p of (await r.json()).pages) {
      const svg = sheets.find((s) => s.dataset.page === String(p.number));
      const layer = svg?.appendChild(make("g", { class: "mots" }));
      for (const [text, x, y, width, height] of p.words) {
        layer?.appendChild(make("rect", { class: "mot", x, y, width, height })).setAttribute("data-text", text);
      }
    }
    return true;
  }
  piece.querySelector(".scene")?.addEventListener("pointerenter", () => api.words());
  piece.querySelector(".vue").addEventListener("click", (e) => {
    const page = e.target.closest("a[data-page]"), button = e.target.closest("[data-do]");
    if (page) return e.preventDefault(), api.back(), turnTo(page.dataset.page);
    const act = { plus: () => api.zoom(1.4), moins: () => api.zoom(1 / 1.4), tourner: api.rotate, contraste: () => api.contrast(button) }[button?.dataset.do];
    if (act) act();
  });
  home();
  beside();
  return api;
}

