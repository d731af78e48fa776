// Says aloud, to screen readers, what changed in elements with `data-announce`: politely, and at
// most every few seconds, however often they change.

const PAUSE_MS = 5000;

const region = document.getElementById("announcer");
const waiting = new Set();
let timer = null;

function say() {
  timer = null;
  if (!waiting.size) return;
  const texts = [...waiting].filter((element) => element.isConnected);
  region.textContent = texts.map((element) => element.textContent.trim()).join(". ");
  waiting.clear();
  timer = setTimeout(say, PAUSE_MS);
}

const observer = new MutationObserver((changes) => {
  for (const { target } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const announced = element?.closest("[data-announce]");
    if (announced) waiting.add(announced);
  }
  if (waiting.size && !timer) timer = setTimeout(say, 0);
});

observer.observe(document.getElementById("main"), {
  subtree: true,
  childList: true,
  characterData: true,
});
