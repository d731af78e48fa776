// What happens now, told to this page: one EventSource for everything on it.
//
// Each message {"kind": …} becomes a DOM event `callsys:<kind>` on document, the message being
// its `detail`. `callsys:resync` comes when the line opens and whenever something may have been
// missed: a page reads its part again then. `callsys:line` tells whether the line is open.

const RETRY_FIRST_MS = 1000;
const RETRY_MOST_MS = 30000;

const { body } = document;
let delay = RETRY_FIRST_MS;
let source = null;

function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(`callsys:${kind}`, { detail }));
}

function show(state) {
  if (body.dataset.live === state) return;
  body.dataset.live = state;
  tell("line", { open: state === "open" });
}

function connect() {
  const address = new URL("/live/events", body.dataset.liveUrl || location.origin);
  source = new EventSource(address, { withCredentials: true });
  source.onopen = () => {
    delay = RETRY_FIRST_MS;
    show("open");
  };
  source.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    tell(message.kind, message);
  };
  source.onerror = () => {
    show("lost");
    // The browser reconnects by itself, with Last-Event-ID, unless the server has refused.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, delay * (0.5 + Math.random()));
    delay = Math.min(delay * 2, RETRY_MOST_MS);
  };
}

if (body.hasAttribute("data-live")) {
  connect();
  addEventListener("pagehide", () => source.close());
  // A page brought back from the browser's cache has lost its line.
  addEventListener("pageshow", ({ persisted }) => persisted && connect());
}
