// Tells the part of a page that shows one call (`data-watch-call`) when that call has changed.

const part = document.querySelector("[data-watch-call]");
const id = Number(part?.dataset.watchCall);

function changed(call) {
  if (call === id) part.dispatchEvent(new CustomEvent("changed"));
}

document.addEventListener("callsys:call", ({ detail }) => changed(detail.id));
document.addEventListener("callsys:turn", ({ detail }) => changed(detail.call));
