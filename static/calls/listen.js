// Hears a call while it lasts: the button opens a stream of both voices and plays them as they come.
//
// The stream is pieces, one behind another: who ("p" the person, "a" the agent, "c": what the agent
// said and was not heard is taken back), two bytes of length, and so many bytes of µ-law at 8 kHz.

const RATE = 8000;
const LEAD_S = 0.15; // of sound that is held back, so that a late piece is no gap
const MOST_BEHIND_S = 2;

// ITU-T G.711: a sample is sign, exponent, mantissa; all bits inverted on the line.
const LEVELS = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const size = (((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7);
  return ((bits & 0x80 ? -1 : 1) * (size - 0x84)) / 32768;
});

class Voice {
  constructor(context, pace) {
    Object.assign(this, { context, pace, until: 0, playing: new Set() });
  }

  hear(sound) {
    const { currentTime } = this.context;
    if (this.until < currentTime) this.until = currentTime + LEAD_S;
    if (this.until > currentTime + MOST_BEHIND_S) return;
    const buffer = this.context.createBuffer(1, sound.length, RATE);
    buffer.copyToChannel(Float32Array.from(sound, (code) => LEVELS[code]), 0);
    const source = new AudioBufferSourceNode(this.context, { buffer, playbackRate: this.pace });
    source.connect(this.context.destination);
    source.start(this.until);
    this.until += buffer.duration / this.pace;
    this.playing.add(source);
    source.onended = () => this.playing.delete(source);
  }

  clear() {
    for (const source of this.playing) source.stop();
    this.until = 0;
  }
}

function* piecesOf(bytes) {
  let at = 0;
  while (at + 3 <= bytes.length) {
    const end = at + 3 + bytes[at + 1] * 256 + bytes[at + 2];
    if (end > bytes.length) break;
    yield [String.fromCharCode(bytes[at]), bytes.subarray(at + 3, end), end];
    at = end;
  }
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

async function play(stream, context, pace) {
  const voices = { p: new Voice(context, pace), a: new Voice(context, pace) };
  let rest = new Uint8Array();
  for await (const chunk of chunksOf(stream)) {
    rest = joined(rest, chunk);
    let read = 0;
    for (const [who, sound, end] of piecesOf(rest)) {
      if (who === "c") voices.a.clear();
      else if (sound.length) voices[who]?.hear(sound);
      read = end;
    }
    rest = rest.slice(read);
  }
}

async function* chunksOf(stream) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

const button = document.querySelector("[data-listen]");
let listening = null;

async function listen() {
  const context = new AudioContext();
  const address = new URL(button.dataset.listen, document.body.dataset.liveUrl || location.origin);
  const { signal } = (listening = new AbortController());
  button.setAttribute("aria-pressed", "true");
  try {
    const answer = await fetch(address, { credentials: "include", signal });
    if (answer.ok) await play(answer.body, context, Number(button.dataset.pace) || 1);
    button.parentElement.querySelector("[data-listen-silent]").hidden = answer.ok;
  } finally {
    button.setAttribute("aria-pressed", "false");
    listening = null;
    await context.close();
  }
}

button?.addEventListener("click", () => {
  if (listening) listening.abort();
  else listen().catch(() => {});
});
