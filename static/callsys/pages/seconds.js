// Counts up what the server gave in `data-seconds`, as m:ss: how long a call has lasted.
// The server's figure is the start; this page's own clock only adds to it.

const begun = new WeakMap();

function show(element) {
  const given = element.dataset.seconds;
  let start = begun.get(element);
  if (start?.given !== given) {
    start = { given, at: performance.now() - Number(given) * 1000 };
    begun.set(element, start);
  }
  const seconds = Math.floor((performance.now() - start.at) / 1000);
  element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

setInterval(() => document.querySelectorAll("[data-seconds]").forEach(show), 1000);
