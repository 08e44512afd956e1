import { setTimeout as sleep } from 'node:timers/promises';
import type { Console } from '../console.js';
import { Exit } from '../exit.js';
import { GATE_EXIT, renderGate, type GateAnswer } from './answer.js';

/** How long is looked, and how often. */
export interface WatchGateOptions {
  readonly intervalMs: number;
  readonly timeoutMs?: number;
  /** The time now; given from outside in tests. */
  readonly now?: () => number;
}

/** Asks until there is a verdict, the time is up, or Ctrl-C. Gives the last answer and the exit code. */
export async function watchGate(ask: () => Promise<GateAnswer>, options: WatchGateOptions, console: Console): Promise<{ answer?: GateAnswer; exit: number }> {
  const { intervalMs, timeoutMs = Infinity, now = () => performance.now() } = options;
  const stop = new AbortController();
  const end = () => stop.abort();
  const until = now() + timeoutMs;
  process.once('SIGINT', end);
  try {
    for (;;) {
      const answer = await ask();
      if (answer.verdict !== 'wait') return { answer, exit: GATE_EXIT[answer.verdict] };
      if (now() + intervalMs > until) return { answer, exit: Exit.wait };
      say(answer, console);
      await sleep(intervalMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return { answer, exit: Exit.cancelled };
    }
  } finally {
    process.removeListener('SIGINT', end);
    console.passingLine();
  }
}

/** A terminal has a table that stays in its place; a log gets a line. */
function say(answer: GateAnswer, console: Console): void {
  if (console.live) console.passingLines(renderGate(answer, console));
  else console.note(`${answer.at ?? ''} ${answer.message}`.trim());
}
