// The one registry of keys: what a key does is written here and nowhere else, so the
// help, the labels in the page and the handlers cannot differ. A person's own key map
// (preferences) replaces the keys of an action by its name.

const actions = new Map(); // name -> {name, label, keys, where, run}

// lang is the language of the page.
export const lang = document.documentElement.lang === "en" ? "en" : "fr";

// say picks the text of the page's language.
export const say = (fr, en) => (lang === "en" ? en : fr);

// habits are what a page is told of its reader: a key map {action: "F8"}, in which an empty
// key switches an action off, and whether amounts are typed as on an adding machine.
export const habits = JSON.parse(document.body.dataset.own ?? "{}");
const own = habits.keys ?? {};

// register names an action: keys in the notation of aria-keyshortcuts ("Control+K"),
// a label in the page's language, and what to do. run may return false: not handled.
export function register(name, keys, label, run) {
  actions.set(name, { name, keys, label, run });
}

// keysOf are the keys of an action as the person has them.
export const keysOf = (name) => (name in own ? (own[name] ? [own[name]] : []) : actions.get(name)?.keys ?? []);

// pressed is the notation of a keyboard event.
export function pressed(e) {
  const key = e.key === " " ? "Space" : e.key.length === 1 ? e.key.toUpperCase() : e.key;
  return (e.ctrlKey ? "Control+" : "") + (e.altKey ? "Alt+" : "") + (e.shiftKey && key.length > 1 ? "Shift+" : "") + key;
}

// hit says that an action of a field is meant, which may be on a key of the keypad.
export const hit = (name, e) => keysOf(name).some((key) => key === pressed(e) || (key === e.code && key.startsWith("Numpad")));

document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.defaultPrevented) return;
  const key = pressed(e);
  for (const a of actions.values()) {
    if (a.run && keysOf(a.name).includes(key) && a.run(e) !== false) {
      e.preventDefault();
      return;
    }
  }
});

const names = { Control: "Ctrl", Enter: say("Entrée", "Enter"), Escape: say("Échap", "Esc"), Shift: say("Maj", "Shift"), Space: say("Espace", "Space"),
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: say("Page préc.", "Page up"), PageDown: say("Page suiv.", "Page down"),
  NumpadAdd: say("pavé +", "keypad +"), NumpadSubtract: say("pavé −", "keypad −"), NumpadDivide: say("pavé /", "keypad /") };

// keyName is a key as people read it.
export const keyName = (key) => key.split("+").map((k) => names[k] ?? k).join(" ");

// help opens the list of keys on F1: made of the registry, so it is always true.
export function help() {
  register("help", ["F1"], say("Aide et liste des touches", "Help and list of keys"), () => {
    const d = document.createElement("dialog");
    d.setAttribute("aria-labelledby", "aide");
    const h = d.appendChild(document.createElement("h2"));
    h.id = "aide";
    h.textContent = say("Touches de cette page", "Keys of this page");
    const dl = d.appendChild(document.createElement("dl"));
    dl.className = "facts";
    const line = (keys, label) => {
      const dt = dl.appendChild(document.createElement("dt"));
      for (const key of keys) dt.append(Object.assign(document.createElement("kbd"), { textContent: keyName(key) }), " ");
      dl.appendChild(document.createElement("dd")).textContent = label;
    };
    for (const a of actions.values()) line(keysOf(a.name), a.label);
    for (const el of document.querySelectorAll("[data-lettre]")) line([...keysOf("menu"), el.dataset.lettre], (el.labels?.[0] ?? el).lastChild.textContent); // of the menu of actions
    const close = d.appendChild(document.createElement("button"));
    close.className = "plain";
    close.textContent = say("Fermer", "Close");
    close.onclick = () => d.close();
    d.onclose = () => d.remove();
    document.body.append(d);
    d.showModal();
  });
}
