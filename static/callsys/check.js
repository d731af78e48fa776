// Says what is wrong with a field as soon as one has left it: a form with `data-check` is sent to
// its own address with `X-Check`, by which the server judges it and keeps nothing. Only fields
// that were touched are told of; what was typed is never replaced.

const FORM = "form[data-check]";
const PART = ".field, .week-day, .retry";
const WAIT_MS = 500;

function partOf(control) {
  return control.closest(PART);
}

function show(part, fresh) {
  for (const old of part.querySelectorAll(".errorlist")) old.remove();
  const errors = fresh ? [...fresh.querySelectorAll(".errorlist")] : [];
  part.classList.toggle("invalid", errors.length > 0);
  part.append(...errors);
  for (const control of part.querySelectorAll("input, select, textarea")) {
    const found = fresh?.querySelector(`[name="${CSS.escape(control.name)}"]`);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      const value = found?.getAttribute(name) ?? null;
      if (value !== null) control.setAttribute(name, value);
      else if (name === "aria-invalid") control.removeAttribute(name);
    }
  }
  return errors.map((each) => each.textContent.trim()).join(" ");
}

function formIn(page, place) {
  return new DOMParser().parseFromString(page, "text/html").querySelectorAll(FORM)[place];
}

async function check(form, place, touched) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Check": "1" } });
  if (answer.status !== 204 && answer.status !== 422) return;
  const fresh = answer.status === 422 ? formIn(await answer.text(), place) : null;
  const said = [];
  for (const name of touched) {
    const named = `[name="${CSS.escape(name)}"]`;
    const part = form.querySelector(named) && partOf(form.querySelector(named));
    const judged = fresh?.querySelector(named);
    if (part) said.push(show(part, judged ? partOf(judged) : null));
  }
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = said.filter(Boolean).join(" ");
}

for (const [place, form] of document.querySelectorAll(FORM).entries()) {
  const touched = new Set();
  let waiting = null;

  const soon = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => check(form, place, touched).catch(() => {}), wait);
  };

  form.addEventListener("change", ({ target }) => {
    if (!target.name) return;
    touched.add(target.name);
    soon(0);
  });
  // While one mends what was said to be wrong, it is judged again.
  form.addEventListener("input", ({ target }) => {
    if (touched.has(target.name) && partOf(target)?.matches(".invalid")) soon(WAIT_MS);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
