// A part of a suite that runs in a network of its own, where fixed ports clash with nobody's, and tells its results as lines of JSON.
import { spawn } from 'node:child_process';
import { run } from './tools.mjs';

/** Runs a script in its own network namespace where the system allows it, and takes its results over. */
export function inOwnNetwork(script, args, results) {
  const root = process.getuid() === 0;
  const unshare = ['unshare', root ? '-n' : '-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const possible = run(unshare[0], [...unshare.slice(1), 'true']).status === 0;
  if (!possible) results.skip('a network of its own', 'unshare or ip is not allowed here, so that fixed ports may clash');
  const [command, ...before] = possible ? unshare : [];
  const node = [process.execPath, script, ...args];
  return new Promise((done, fail) => {
    const child = possible ? spawn(command, [...before, ...node], { stdio: ['ignore', 'pipe', 'inherit'] }) : spawn(node[0], node.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    // Whoever stops this one stops the script, too.
    const stop = (signal) => {
      child.kill('SIGTERM');
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    let rest = '';
    child.stdout.on('data', (part) => {
      const lines = (rest + part).split('\n');
      rest = lines.pop();
      for (const line of lines.filter(Boolean)) take(line, results);
    });
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      for (const one of ['SIGINT', 'SIGTERM']) process.removeListener(one, stop);
      results.check('the script ends by itself', code === 0, `${signal ?? code}`);
      done();
    });
  });
}

/** Results of a child: written where `inOwnNetwork` reads them. */
export const told = {
  check: (name, ok, detail) => write({ check: [name, ok, detail] }),
  skip: (name, why) => write({ skip: [name, why] }),
  figure: (name, value) => write({ figure: [name, value] }),
  disagreement: (what) => write({ disagreement: [what] }),
};

function take(line, results) {
  let parsed;
  try {
    parsed = JSON.parse(line);
  } catch {
    console.log(line);
    return;
  }
  const [[kind, values]] = Object.entries(parsed);
  results[kind](...values);
}

function write(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
