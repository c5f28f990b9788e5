// The viewer of a document: the links of its tools by key and wheel. Without this script
// the links do the same.
const piece = document.querySelector("[data-sight]");
const sight = piece?.querySelector(".sight");

// show brings what is framed, or what the address names, into view.
function show() {
  const on = piece.querySelector("g.on") ?? document.getElementById(decodeURIComponent(location.hash.slice(1)));
  on?.scrollIntoView({ block: "center", inline: "center" });
}

// follow goes where a link goes; nearby it changes the piece alone.
async function follow(link) {
  if (!link) return false;
  const answer = await fetch(link.href).catch(() => null);
  const next = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-sight]");
  if (!next) return void (location.href = link.href);
  history.pushState(null, "", link.href);
  const key = link.dataset.key;
  piece.replaceChildren(...next.childNodes);
  if (key) piece.querySelector(`[data-key="${key}"]`)?.focus();
  show();
  return true;
}

const tool = (key) => piece.querySelector(`[data-key="${CSS.escape(key)}"]`);

if (sight) {
  show();
  addEventListener("popstate", () => location.reload());
  piece.addEventListener("click", (e) => {
    const link = e.target.closest(".tools a[href^='/document/']");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    follow(link);
  });
  addEventListener("keydown", (e) => {
    if (e.repeat || e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, textarea, select, button, summary, dialog")) return;
    const onLink = e.target.closest("a");
    const key = e.key === "Enter" && e.shiftKey ? "Shift+Enter" : e.key;
    if (!["Enter", "Shift+Enter", "F8", "+", "-"].includes(key) || (key.endsWith("Enter") && onLink && onLink.dataset.key !== key)) return;
    const link = tool(key);
    if (!link) return;
    e.preventDefault();
    follow(link);
  });
  piece.addEventListener("wheel", (e) => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    follow(tool(e.deltaY < 0 ? "+" : "-"));
  }, { passive: false });
}
