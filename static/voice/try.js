// Somebody who was called, by typing or by microphone: the page stands where the telephone company
// does, and speaks its messages (ConversationRelay, Media Streams) with the voice process.

import { listen, Playout } from "./sound.js";

const place = document.querySelector("[data-socket]");
const transcript = place.querySelector(".transcript");
const form = place.querySelector("form");
const words = form.elements.words;
const begin = place.querySelector("[data-begin]");
const aloud = place.querySelector("[data-aloud]");
const { agent, person, ended, lost, deaf } = place.dataset;

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
  if (aloud) aloud.parentElement.hidden = false;
  (aloud ?? begin).focus();
}

function start(address) {
  transcript.replaceChildren();
  begin.hidden = true;
  if (aloud) aloud.parentElement.hidden = true;
  socket = new WebSocket(address);
  socket.onclose = finish;
}

begin.addEventListener("click", () => {
  start(place.dataset.socket);
  form.hidden = false;
  socket.onopen = () => send({ type: "setup", sessionId: "page", callSid: "page" });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    hearers[message.type]?.(message);
  };
  words.focus();
});

// --- By microphone

const SID = "MZpage";

async function speak() {
  const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: wanted });
  const context = new AudioContext();
  const playout = new Playout(context);
  const lines = new Map(); // number of what was said → its paragraph
  const told = {
    media: ({ media }) => playout.play(Uint8Array.from(atob(media.payload), (c) => c.charCodeAt(0))),
    mark: (message) => playout.mark(() => socket.readyState === WebSocket.OPEN && send(message)),
    clear: () => playout.clear(),
    act: hearers.act,
    words: ({ number, role, text }) => {
      const mine = role === "person";
      if (!lines.has(number)) lines.set(number, line(mine ? "person" : "", mine ? person : agent, ""));
      lines.get(number).textContent = text;
    },
  };
  start(`${place.dataset.socket}/aloud`);
  socket.onopen = () => {
    send({ event: "connected", protocol: "Call", version: "1.0.0" });
    send({ event: "start", streamSid: SID, start: { streamSid: SID, callSid: "page" } });
    listen(context, microphone, (frame) => {
      const payload = btoa(String.fromCharCode(...frame));
      if (socket.readyState === WebSocket.OPEN)
        socket.send(`{"event":"media","streamSid":"${SID}","media":{"payload":"${payload}"}}`);
    });
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    told[message.event]?.(message);
  };
  socket.addEventListener("close", () => {
    for (const track of microphone.getTracks()) track.stop();
    context.close();
  });
}

aloud?.addEventListener("click", () => speak().catch(() => line("note", "", deaf)));

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
