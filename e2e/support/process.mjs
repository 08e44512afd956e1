// Starts programs and ends them by pid, also when the run is interrupted.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();

/** Starts a program whose output goes to a file; it is ended with the run at the latest. */
export function start(command, args, { log, env = process.env, cwd } = {}) {
  const out = log === undefined ? 'ignore' : openSync(log, 'a');
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', out, out] });
  if (out !== 'ignore') closeSync(out);
  running.add(child);
  child.on('error', (error) => { child.failure = error; });
  child.on('exit', () => running.delete(child));
  return child;
}

/** Ends a program: asks, then after `grace` milliseconds kills. */
export async function stop(child, grace = 5000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), grace);
  await ended;
  clearTimeout(killer);
}

/** Ends everything that `start` began. */
export const stopAll = () => Promise.all([...running].map((child) => stop(child)));

/** A port that was free a moment ago, on loopback. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks `probe` until it gives something true, at most `seconds` long; throws with `what` and the last error otherwise. */
export async function until(what, probe, { seconds = 30, every = 100 } = {}) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await probe();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(every);
  }
  throw new Error(`${what}: not within ${seconds} s${last === undefined ? '' : ` (${last.message})`}`);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGKILL');
    process.exit(130);
  });
}
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
