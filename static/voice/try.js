// Somebody who was called, by typing: the page stands where the telephone company does, and
// speaks its messages (ConversationRelay) with the voice process.

const place = document.querySelector("[data-socket]");
const transcript = place.querySelector(".transcript");
const form = place.querySelector("form");
const words = form.elements.words;
const begin = place.querySelector("[data-begin]");
const { agent, person, ended, lost } = place.dataset;

let socket = null;
let speaking = null; // the paragraph of what the agent is saying now

function line(kind, speaker, text) {
  const item = document.createElement("li");
  if (kind) item.className = kind;
  if (speaker) {
    const head = document.createElement("span");
    head.className = "speaker";
    head.append(Object.assign(document.createElement("span"), { textContent: speaker }));
    item.append(head);
  }
  const said = document.createElement("p");
  said.textContent = text;
  item.append(said);
  transcript.append(item);
  item.scrollIntoView({ block: "nearest" });
  return said;
}

const send = (message) => socket.send(JSON.stringify(message));
const tellSpeaking = (value) => send({ type: "info", name: "agentSpeaking", value });

function hear({ token, last }) {
  if (token && !speaking) {
    speaking = line("", agent, "");
    tellSpeaking("on");
  }
  if (token) speaking.textContent += token;
  if (last && speaking) {
    speaking = null;
    tellSpeaking("off");
  }
}

const hearers = {
  text: hear,
  act: ({ name, arguments: given }) => line("note", "", `${name} ${JSON.stringify(given)}`),
  end: () => socket.close(1000),
};

function finish({ code }) {
  speaking = null;
  line("note", "", code === 1000 ? ended : lost);
  form.hidden = true;
  begin.hidden = false;
  begin.focus();
}

begin.addEventListener("click", () => {
  transcript.replaceChildren();
  begin.hidden = true;
  form.hidden = false;
  socket = new WebSocket(place.dataset.socket);
  socket.onopen = () => send({ type: "setup", sessionId: "page", callSid: "page" });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    hearers[message.type]?.(message);
  };
  socket.onclose = finish;
  words.focus();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text || socket.readyState !== WebSocket.OPEN) return;
  words.value = "";
  speaking = null;
  line("person", person, text);
  if (/^[0-9*#]+$/.test(text)) for (const digit of text) send({ type: "dtmf", digit });
  else send({ type: "prompt", voicePrompt: text, last: true });
});
