// Toasts: what the server said with the page, and what a script says with
// `callsys:toast` {level: success | info | warning | error, text, link}.
// Good news and warnings go by themselves, unless one is reading them, after as long as the person
// chose (0: never); errors stay until closed.

const list = document.getElementById("toasts");
const template = document.getElementById("toast");
const stay = Number(list.dataset.seconds) * 1000;

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, stay, toast);
  else toast.remove();
}

function attend(toast) {
  const close = toast.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (stay && !toast.matches(".error")) setTimeout(leave, stay, toast);
}

document.addEventListener("callsys:toast", ({ detail }) => {
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.add(detail.level);
  const text = toast.querySelector(".text");
  if (detail.link) {
    const link = document.createElement("a");
    link.href = detail.link;
    link.textContent = detail.text;
    text.append(link);
  } else {
    text.textContent = detail.text;
  }
  list.append(toast);
  attend(toast);
});

for (const toast of list.children) attend(toast);
