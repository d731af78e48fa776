// Passkeys: a form with data-passkey="create" or "get" is sent with what the browser's
// authenticator gave. The options stand in #js_data, or are asked for at data-passkey-at.

const failed = (form) => form.querySelector("[data-passkey-failed]");

async function optionsOf(form) {
  if (!form.dataset.passkeyAt) return JSON.parse(document.getElementById("js_data").textContent);
  const answer = await fetch(form.dataset.passkeyAt, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  return answer.json();
}

async function credentialOf(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      options.request_options.publicKey,
    );
    return navigator.credentials.get({ publicKey });
  }
  const wanted = structuredClone(options.creation_options.publicKey);
  if (form.elements.passwordless?.checked) {
    wanted.authenticatorSelection = {
      ...wanted.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
  }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(wanted);
  return navigator.credentials.create({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed(form).hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await credentialOf(form)).toJSON());
      form.submit();
    } catch {
      failed(form).hidden = false;
    }
  });
}
