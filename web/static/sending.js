// Decisions on their way to the desk: at most two, each with the lease and the version
// that make it one and the same however often it is sent.
import { say } from "./keys.js";

const WAITS = [500, 1500, 3000]; // ms between the tries of a line that is down
const PATIENCE = 15000; // ms after which a line that says nothing is a line that is down

// ask fetches what the page's script asks for. It waits for no answer for ever.
export const ask = (url, more = {}) => fetch(url, { headers: { "X-Station": "1" }, signal: AbortSignal.timeout(PATIENCE), ...more });

// post sends a form as a browser would.
export const post = (url, body) => ask(url, { method: "POST", body: new URLSearchParams(body), redirect: "manual" });

// painted waits until the next frame is drawn, or a moment where none is (a tab behind):
// what goes to the desk goes when the next document stands there.
export const painted = () => new Promise((go) => {
  requestAnimationFrame(() => setTimeout(go, 10));
  setTimeout(go, 100);
});

export function sending({ taken, back, line, count }) {
  const jobs = [];

  async function send(job) {
    if (job.hold) await held(job);
    else await painted();
    if (job.undone) return end(job, () => back(job, null, ""));
    const open = await job.ready();
    if (open) return end(job, () => back(job, null, open));
    for (let i = 0; ; i++) {
      let r;
      try {
        r = await post(job.url, job.body);
      } catch {
        line(false);
        if (i < WAITS.length) {
          await wake(WAITS[i]);
          continue;
        }
        return end(job, () => back(job, null, say("La connexion est perdue. Rien n'a été enregistré de ce document ; votre saisie est conservée.", "The connection is lost. Nothing of this document was recorded; what you typed is kept.")));
      }
      line(true);
      if (r.ok) {
        return end(job, () => taken(job));
      }
      const text = await r.text().catch(() => "");
      const piece = text.includes('id="piece"') ? text : null;
      return end(job, () => back(job, piece, piece ? "" : refusal(r.status)));
    }
  }
  function end(job, then) {
    jobs.splice(jobs.indexOf(job), 1);
    then();
    count(jobs.length);
  }
  // A refusal waits a moment before it is sent, since the desk takes none back.
  const held = (job) => new Promise((go) => {
    const timer = setTimeout(go, job.hold);
    job.go = () => { clearTimeout(timer); go(); };
  });
  return {
    // release sends what waits; undo takes it back and says whether there was any.
    release: () => jobs.forEach((j) => j.go?.()),
    undo() {
      const job = jobs.findLast((j) => j.go && !j.undone);
      if (job) { job.undone = true; job.go(); }
      return Boolean(job);
    },
    waiting: () => jobs.filter((j) => j.go && !j.undone),
    full: () => jobs.length >= 2,
    idle: () => jobs.length === 0,
    settled: () => Promise.all(jobs.map((j) => j.sent)),
    add(job) {
      count(jobs.push(job));
      return (job.sent = send(job));
    },
  };
}

// wake waits so long, or until the line is there again.
const wake = (ms) => new Promise((go) => {
  const timer = setTimeout(go, ms);
  addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
});

const refusal = (status) =>
  status === 401 || status === 0 ? say("Votre session est terminée : reconnectez-vous dans un autre onglet, puis validez de nouveau. Votre saisie est conservée.", "Your session is over: sign in again in another tab, then validate once more. What you typed is kept.")
    : say(`Le serveur n'a pas pu enregistrer ce document (${status}). Votre saisie est conservée : validez de nouveau.`, `The server could not record this document (${status}). What you typed is kept: validate again.`);
