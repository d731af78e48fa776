// Shows the last sentence of each call on the page as soon as it is said, without asking again.

document.addEventListener("callsys:turn", ({ detail: { call, role, text } }) => {
  const said = document.querySelector(`[data-call="${Number(call)}"] .said`);
  if (!said) return;
  said.textContent = text;
  said.dataset.role = role;
  said.hidden = false;
});
