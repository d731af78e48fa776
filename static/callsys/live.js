// What happens now, told to this page: one EventSource for everything on it.
//
// Each message {"kind": …} becomes a DOM event `callsys:<kind>` on document, the message being
// its `detail`. `callsys:live` tells the state of the line: {open: true, again: whether it had
// been lost}, so that a page can read again what it may have missed.

const RETRY_FIRST_MS = 1000;
const RETRY_MOST_MS = 30000;

const body = document.body;
let lastId = "";
let delay = RETRY_FIRST_MS;
let wasOpen = false;

function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(`callsys:${kind}`, { detail }));
}

function show(state) {
  body.dataset.live = state;
}

function address() {
  const url = new URL("/live/events", body.dataset.liveUrl || location.origin);
  if (lastId) url.searchParams.set("last_event_id", lastId);
  return url;
}

function connect() {
  const source = new EventSource(address(), { withCredentials: true });
  source.onopen = () => {
    delay = RETRY_FIRST_MS;
    show("open");
    tell("live", { open: true, again: wasOpen });
    wasOpen = true;
  };
  source.onmessage = (event) => {
    lastId = event.lastEventId || lastId;
    const message = JSON.parse(event.data);
    tell(message.kind, message);
  };
  source.onerror = () => {
    if (body.dataset.live === "open") tell("live", { open: false, again: false });
    show("lost");
    // The browser reconnects by itself, with Last-Event-ID, unless the server refused.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, delay * (0.5 + Math.random()));
    delay = Math.min(delay * 2, RETRY_MOST_MS);
  };
  addEventListener("pagehide", () => source.close(), { once: true });
}

// A page brought back from the browser's cache has lost its line.
addEventListener("pageshow", (event) => event.persisted && connect());

if (body.hasAttribute("data-live")) connect();
