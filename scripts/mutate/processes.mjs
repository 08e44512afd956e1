// Processes that judge mutants, one a core; one that does not answer is ended and replaced.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

/** The longest that one test may take, in milliseconds. */
const MAX_TIME = 20_000;

/** Gives each item to a free process, and what it answers to `take`; {} for no answer. */
export async function inTurn(start, items, messageOf, take) {
  const queue = [...items];
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length, 4) }, async () => {
    let worker = await started(start);
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const answer = await ask(worker, messageOf(item));
      if (answer === undefined) {
        worker.kill('SIGKILL');
        worker = await started(start);
      }
      take(item, answer ?? {});
    }
    worker.kill();
  }));
}

async function started({ root, mutated }) {
  const worker = fork(join(root, 'scripts/mutate/worker.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], cwd: root });
  await ask(worker, { kind: 'start', root, mutated });
  return worker;
}

/** The answer of a process; undefined where it ends, or one test takes too long. */
function ask(worker, message) {
  return new Promise(resolve => {
    const end = answer => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(answer);
    };
    let timer = setTimeout(end, MAX_TIME * 3);
    worker.on('message', answer => {
      if (answer.kind !== 'alive') return end(answer);
      clearTimeout(timer);
      timer = setTimeout(end, MAX_TIME);
    });
    worker.once('exit', () => end(undefined));
    worker.send(message);
  });
}
