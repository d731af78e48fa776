// Toasts: what the server said with the page, and what a script says with
// `callsys:toast` {level: success | info | warning | error, text}.
// Good news goes by itself, unless one is reading it; trouble stays until closed.

const STAY_MS = 7000;

const list = document.getElementById("toasts");
const template = document.getElementById("toast");

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAY_MS, toast);
  else toast.remove();
}

function attend(toast) {
  const close = toast.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (!toast.matches(".error, .warning")) setTimeout(leave, STAY_MS, toast);
}

document.addEventListener("callsys:toast", ({ detail }) => {
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.add(detail.level);
  toast.querySelector(".text").textContent = detail.text;
  list.append(toast);
  attend(toast);
});

for (const toast of list.children) attend(toast);
