// News while a page is open: counts what is unread, shows it as a toast and, where the person
// wants it and the page is in the background, as the browser's own notification.

const { newsUrl } = document.body.dataset;
const count = document.getElementById("unread");
const MOST = 99;

let newest = null;
let asking = Promise.resolve();

async function ask(after) {
  const answer = await fetch(`${newsUrl}?after=${after}`);
  return answer.ok ? answer.json() : null;
}

function show({ unread }) {
  if (!count) return;
  count.hidden = unread === 0;
  count.textContent = unread > MOST ? `${MOST}+` : String(unread);
}

function tell({ level, text, link }) {
  document.dispatchEvent(new CustomEvent("callsys:toast", { detail: { level, text, link } }));
  const wanted = "onDesktop" in document.body.dataset && document.hidden;
  if (!wanted || globalThis.Notification?.permission !== "granted") return;
  const shown = new Notification("Callsys", { body: text, tag: link });
  shown.onclick = () => {
    focus();
    if (link) location.assign(link);
  };
}

async function hear(id) {
  if (newest === null) newest = id - 1;
  if (id <= newest) return;
  const news = await ask(newest);
  if (!news) return;
  newest = Math.max(id, ...news.notices.map((notice) => notice.id));
  show(news);
  news.notices.forEach(tell);
}

document.addEventListener("callsys:notice", ({ detail }) => {
  // Thousands of pages may hear of the same: they don't all ask in the same instant.
  asking = asking.then(() => new Promise((go) => setTimeout(go, Math.random() * 400)))
    .then(() => hear(detail.id)).catch(() => {});
});

for (const button of document.querySelectorAll("[data-allow-notifications]")) {
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  const state = () => {
    const permission = globalThis.Notification?.permission ?? "missing";
    button.hidden = permission !== "default";
    if (said) said.textContent = said.dataset[permission] ?? "";
  };
  button.addEventListener("click", () => Notification.requestPermission().then(state));
  state();
}
