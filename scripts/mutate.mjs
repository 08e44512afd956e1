// Mutation testing: changes the code in one place at a time and looks whether a test notices. `npm run mutate -- src/proof/re2`
// tries the mutants of one folder or file; without a folder all of src/proof. docs/decisions/0007-mutation-testing.md says more.
import { fork } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { instrument } from './mutate/instrument.mjs';
import config from './mutate/config.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const REPORT = join(ROOT, 'build/mutate.json');
/** A mutant without an answer for so long is killed with its process. */
const MAX_TIME = 60_000;

const chosen = process.argv.slice(2);
const files = (chosen.length > 0 ? chosen : config.mutate).flatMap(path => filesUnder(join(ROOT, path))).filter(file => file.endsWith('.ts')).sort();
const mutated = new Map();
const mutants = [];
for (const file of files) {
  mutated.set(file, mutants.length);
  mutants.push(...instrument(file, readFileSync(file, 'utf8'), mutants.length).mutants);
}
const testFiles = config.tests.flatMap(path => filesUnder(join(ROOT, path))).filter(file => file.endsWith('.test.ts') && !config.without.some(name => file.endsWith(name))).sort();
console.log(`${mutants.length} mutants in ${files.length} files, ${testFiles.length} files of tests`);

const tests = [];
const loading = new Map();
await inTurn(testFiles, file => ({ kind: 'survey', file }), (file, { found = [], atLoad = [], failing = ['no answer'] }) => {
  // Those that need more of jest than there is here: snapshots that are written into the file.
  for (const one of failing) console.log(`left out, as it fails without any mutant: ${relative(ROOT, file)}: ${one}`);
  tests.push(...found);
  for (const id of atLoad) loading.set(id, [...loading.get(id) ?? [], file]);
});
const covering = mutants.map(() => []);
for (const test of tests.sort((a, b) => a.time - b.time)) {
  for (const id of test.covers) covering[id].push(test);
}
// What runs while a file is loaded may matter to each of its tests.
for (const [id, where] of loading) covering[id] = [...new Set([...covering[id], ...tests.filter(test => where.includes(test.file))])];

const verdicts = new Array(mutants.length).fill('no test');
const todo = mutants.filter(({ id }) => covering[id].length > 0);
const killers = new Map();
let done = 0;
await inTurn(todo, ({ id, file }) => ({ kind: 'mutant', id, tests: likelyFirst(covering[id], file) }), ({ id, file }, { verdict, by }) => {
  verdicts[id] = verdict;
  if (by !== undefined) killers.set(`${file} ${by}`, (killers.get(`${file} ${by}`) ?? 0) + 1);
  if (++done % 200 === 0) console.log(`${done} of ${todo.length}`);
});
report();

/** Tests that have killed mutants of the same file before come first: each file of tests that need not be loaded saves time. */
function likelyFirst(list, source) {
  const kills = test => killers.get(`${source} ${test.file} ${test.index}`) ?? 0;
  const sorted = list.map(test => ({ test, kills: kills(test) })).sort((a, b) => b.kills - a.kills || a.test.time - b.test.time);
  return sorted.map(({ test: { file, index, asked } }) => ({ file, index, asked }));
}

/** Gives each item to a free process; one that does not answer is replaced. */
async function inTurn(items, messageOf, take) {
  const queue = [...items];
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, async () => {
    let worker = await started();
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const answer = await ask(worker, messageOf(item));
      if (answer === undefined) {
        worker.kill('SIGKILL');
        worker = await started();
      }
      take(item, answer ?? { verdict: 'endless' });
    }
    worker.kill();
  }));
}

async function started() {
  const worker = fork(join(ROOT, 'scripts/mutate/worker.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], cwd: ROOT });
  await ask(worker, { kind: 'start', root: ROOT, mutated: [...mutated] });
  return worker;
}

/** The answer of a process; undefined where it ends or takes too long. */
function ask(worker, message) {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(undefined), MAX_TIME);
    const end = answer => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(answer);
    };
    worker.once('message', end);
    worker.once('exit', () => end(undefined));
    worker.send(message);
  });
}

function report() {
  const folders = new Map();
  for (const { id, file } of mutants) {
    const folder = relative(ROOT, dirname(file));
    const row = folders.get(folder) ?? { mutants: 0, killed: 0, endless: 0, survived: 0, 'no test': 0 };
    row.mutants++;
    row[verdicts[id]]++;
    folders.set(folder, row);
  }
  for (const [folder, row] of folders) console.log(`${folder}: ${score(row)} (${Object.entries(row).map(([name, n]) => `${n} ${name}`).join(', ')})`);
  const all = [...folders.values()].reduce((sum, row) => Object.fromEntries(Object.keys(row).map(name => [name, row[name] + (sum[name] ?? 0)])), {});
  console.log(`all: ${score(all)}`);
  const left = mutants.filter(({ id }) => verdicts[id] === 'survived' || verdicts[id] === 'no test');
  mkdirSync(dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(left.map(({ id, file, ...mutant }) => ({ ...mutant, file: relative(ROOT, file), verdict: verdicts[id] })), null, 1)}\n`);
  console.log(`what is left stands in ${relative(ROOT, REPORT)}`);
}

function score({ mutants: all, killed, endless }) {
  return `${((100 * (killed + endless)) / all).toFixed(1)} %`;
}

function filesUnder(path) {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap(name => filesUnder(join(path, name))) : [path];
}
