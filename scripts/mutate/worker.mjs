// Runs tests against one mutant after another, in a process of its own: a mutant that never ends is killed with it.
import { Harness, Loader } from './harness.mjs';

/**
 * A mutant may ask this many times as many questions as all tests of the file without any before it counts as endless: what one
 * test puts into a cache another may have to compute.
 */
const PATIENCE = 4;

let loader;
let harness;
let active = -1;
let budget = Infinity;
let seen = new Set();
let asked = 0;

globalThis.$m = id => {
  asked++;
  if (active < 0) seen.add(id);
  else if (asked > budget) throw new Error('endless');
  return id === active;
};

process.on('disconnect', () => process.exit());
process.on('message', async message => {
  if (message.kind === 'start') {
    loader = new Loader(message.root, new Map(message.mutated));
    harness = new Harness(loader);
    process.stderr.write = () => true;
    process.send({ kind: 'ready' });
  } else if (message.kind === 'survey') process.send({ kind: 'surveyed', ...await survey(message.file) });
  else if (message.kind === 'mutant') process.send({ kind: 'judged', ...await judge(message) });
});

/** What each test of a file asks for, and how long it takes, without any mutant. */
async function survey(file) {
  active = -1;
  loader.reset();
  [seen, asked] = [new Set(), 0];
  const found = [];
  const failing = [];
  const tests = harness.collect(file);
  const atLoad = [...seen];
  let total = asked;
  for (const [index, test] of tests.entries()) {
    [seen, asked] = [new Set(), 0];
    process.send({ kind: 'alive' });
    const start = performance.now();
    try {
      await harness.run(test);
      found.push({ file, index, name: test.name, covers: [...seen], time: performance.now() - start });
    } catch (error) {
      failing.push(`${test.name}: ${String(error?.message ?? error).split('\n')[0]}`);
    }
    total += asked;
  }
  return { file, atLoad, found: found.map(test => ({ ...test, asked: total })), failing };
}

/** Whether one of the tests fails with a mutant. */
async function judge({ id, tests }) {
  active = id;
  loader.reset();
  const files = new Map();
  for (const { file, index, asked: normal } of tests) {
    [asked, budget] = [0, Infinity];
    process.send({ kind: 'alive' });
    try {
      budget = normal * PATIENCE + 100_000;
      if (!files.has(file)) files.set(file, harness.collect(file));
      asked = 0;
      await harness.run(files.get(file)[index]);
    } catch (error) {
      return { id, verdict: error?.message === 'endless' ? 'endless' : 'killed', by: `${file} ${index}` };
    } finally {
      active = id;
    }
  }
  return { id, verdict: 'survived' };
}
