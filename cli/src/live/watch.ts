import type { Console } from '../console.js';
import { Exit } from '../exit.js';
import { withProgress } from '../progress.js';
import { LiveError } from './errors.js';
import { pause } from './http.js';
import { judgeRoute, type LiveVerdict } from './judge.js';
import type { Connection } from './kubeconfig.js';
import { readLive } from './read.js';
import { isRoute, keyOf } from './state.js';

/** What is watched, and for how long. */
export interface WatchOptions {
  readonly connection: Connection;
  readonly timeoutMs: number;
  /** Milliseconds between two looks; default 2 seconds. */
  readonly intervalMs?: number;
  /** The time now; given from outside in tests. */
  readonly now?: () => number;
}

/**
 * Follows the routes of manifests until the cluster has their weights and every parent has taken them over, with a line at
 * each change. Gives the exit code: 0 when that is observed, 1 when the time is up, 130 at Ctrl-C.
 *
 * @throws LiveError where the cluster cannot be read, and waiting does not help
 */
export async function watch(manifests: readonly any[], options: WatchOptions, console: Console): Promise<number> {
  const routes = manifests.filter(isRoute);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end);
  try {
    return await withProgress(console, 'waiting for the cluster', () => follow(routes, options, console, stop.signal));
  } finally {
    process.removeListener('SIGINT', end);
  }
}

async function follow(routes: readonly any[], options: WatchOptions, console: Console, signal: AbortSignal): Promise<number> {
  const { connection, timeoutMs, intervalMs = 2_000, now = () => performance.now() } = options;
  const names = routes.map(route => keyOf(route, connection.namespace)).join(', ');
  const end = now() + timeoutMs;
  let said = '';
  console.note(`watching ${names} in context ${connection.context}, for ${timeoutMs / 1000} s at most; Ctrl-C ends it`);
  for (;;) {
    const look = await lookAt(routes, connection, signal);
    if (signal.aborted) {
      console.note('left; the move stays as it is');
      return Exit.cancelled;
    }
    if (look.ready) {
      console.note(`observed: ${names} has the weights of the manifests, and every parent has accepted it`);
      return Exit.done;
    }
    if (look.text !== said) console.note(look.text);
    said = look.text;
    if (now() >= end) {
      console.error(`${names} was not observed within ${timeoutMs / 1000} s. Is the commit pushed, and does what applies it run? At last:`
        + `\n${look.text}`);
      return Exit.findings;
    }
    await pause(Math.max(0, Math.min(intervalMs, end - now())), signal);
  }
}

interface Look {
  readonly ready: boolean;
  readonly text: string;
}

async function lookAt(routes: readonly any[], connection: Connection, signal: AbortSignal): Promise<Look> {
  try {
    const live = await readLive(routes, { connection, signal, routesOnly: true });
    const verdicts = routes.map(route => judgeRoute(route, live));
    return { ready: verdicts.every(({ ready }) => ready), text: verdicts.flatMap(textOf).join('\n') };
  } catch (error) {
    // In a night like this the API server may be busy, too.
    if (error instanceof LiveError && error.transient) return { ready: false, text: error.message };
    throw error;
  }
}

function textOf({ missing }: LiveVerdict): string[] {
  return missing.map(({ object, detail }) => `${object}: ${detail}`);
}
