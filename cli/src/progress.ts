import type { Console } from './console.js';

/** Says what is being done now; cheap enough to be called for every object. */
export type Step = (text: string) => void;

/**
 * Runs work that may take long. After a second a passing line says what is being done, where somebody watches
 * (`Console.live`); it is gone before anything else is written, and when the work ends.
 *
 *     const read = await withProgress(console, 'reading manifests', () => readManifests(args, options));
 *     await withProgress(console, 'checking', async step => { for (…) { step(`checking ${i} of ${n}`); … } });
 *
 * Work that never waits is shown as well, at its steps: it gives no timer a turn.
 */
export async function withProgress<T>(
  console: Console, title: string, work: (step: Step) => T | Promise<T>, clock: Clock = systemClock,
): Promise<T> {
  if (!console.live) return work(() => undefined);
  const begun = clock.now();
  let text = title;
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = () => {
    const now = clock.now();
    if (now - begun < PATIENCE_MS || now - drawn < FRAME_MS) return;
    drawn = now;
    console.passingLine(`${FRAMES[Math.floor((now - begun) / FRAME_MS) % FRAMES.length]} ${text} (${Math.floor((now - begun) / 1000)} s)`);
  };
  const stop = clock.every(FRAME_MS, draw);
  try {
    return await work(next => {
      text = next;
      draw();
    });
  } finally {
    stop();
    console.passingLine();
  }
}

/** The time, given from outside in tests. */
export interface Clock {
  /** Milliseconds, from any start. */
  now(): number;
  /** Calls back again and again until the function that it gives is called. */
  every(milliseconds: number, call: () => void): () => void;
}

/** Shorter work needs no word. */
const PATIENCE_MS = 1000;
const FRAME_MS = 100;
/** Plain ASCII: any font and any terminal has it. */
const FRAMES = ['|', '/', '-', '\\'];

const systemClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, call) {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
};
