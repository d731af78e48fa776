// A telephone's sound in a browser: µ-law, 8,000 bytes a second, 20 ms a frame, as Media Streams
// carry it. The microphone's own rate is whatever the machine has.

const RATE = 8000;
const FRAME = 160;
const BIAS = 0x84;

export function encoded(sample) {
  let level = Math.round(Math.max(-1, Math.min(1, sample)) * 32635);
  const sign = level < 0 ? 0x80 : 0;
  level = Math.abs(level) + BIAS;
  const exponent = Math.max(0, Math.floor(Math.log2(level)) - 7);
  return ~(sign | (exponent << 4) | ((level >> (exponent + 3)) & 0x0f)) & 0xff;
}

export function decoded(octet) {
  const inverted = ~octet & 0xff;
  const level = ((((inverted & 0x0f) << 3) + BIAS) << ((inverted & 0x70) >> 4)) - BIAS;
  return (inverted & 0x80 ? -level : level) / 32768;
}

// Each frame of the person's, as bytes. Between two of our samples the microphone has several:
// their mean is taken, so that nothing high folds into what is heard.
export async function listen(context, microphone, take) {
  await context.audioWorklet.addModule(new URL("./tap.js", import.meta.url));
  const tap = new AudioWorkletNode(context, "tap");
  const step = context.sampleRate / RATE;
  const frame = new Uint8Array(FRAME);
  let filled = 0;
  let sum = 0;
  let count = 0;
  let due = step;
  tap.port.onmessage = ({ data }) => {
    for (const sample of data) {
      sum += sample;
      count += 1;
      due -= 1;
      if (due > 0) continue;
      due += step;
      frame[filled++] = encoded(sum / count);
      sum = count = 0;
      if (filled === FRAME) {
        take(frame);
        filled = 0;
      }
    }
  };
  context.createMediaStreamSource(microphone).connect(tap);
}

// The agent's: played without a gap, and forgotten when told to.
export class Playout {
  constructor(context) {
    this.context = context;
    this.until = 0;
    this.playing = new Set();
    this.marks = new Set();
  }

  play(bytes) {
    const buffer = this.context.createBuffer(1, bytes.length, RATE);
    buffer.getChannelData(0).set(Float32Array.from(bytes, decoded));
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => this.playing.delete(source);
    this.until = Math.max(this.until, this.context.currentTime + 0.02);
    source.start(this.until);
    this.until += buffer.duration;
    this.playing.add(source);
  }

  // `told` is called when all before it was played, or was forgotten.
  mark(told) {
    const left = Math.max(0, this.until - this.context.currentTime);
    const mark = { told, timer: setTimeout(() => this.reached(mark), left * 1000) };
    this.marks.add(mark);
  }

  reached(mark) {
    this.marks.delete(mark);
    mark.told();
  }

  clear() {
    for (const source of this.playing) source.stop();
    this.playing.clear();
    this.until = 0;
    for (const mark of [...this.marks]) {
      clearTimeout(mark.timer);
      this.reached(mark);
    }
  }
}
