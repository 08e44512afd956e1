// Mutation testing: changes the code in one place at a time and looks whether a test notices. `npm run mutate -- src/proof/re2`
// tries the mutants of one folder or file; without a folder all of src/proof; with --every=3 every third mutant only. docs/decisions/0007-mutation-testing.md says more.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import config from './mutate/config.mjs';
import { instrument } from './mutate/instrument.mjs';
import { inTurn } from './mutate/processes.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const REPORT = join(ROOT, 'build/mutate.json');

const chosen = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const every = Number(process.argv.find(arg => arg.startsWith('--every='))?.slice('--every='.length) ?? 1);
const files = (chosen.length > 0 ? chosen : [config.all]).flatMap(filesUnder).filter(file => file.endsWith('.ts')).sort();
const groups = new Map();
for (const file of files) {
  const [folder, tests] = config.tests.find(([prefix]) => file.startsWith(prefix));
  groups.set(folder, { tests, files: [...groups.get(folder)?.files ?? [], file] });
}
const judged = [];
for (const group of groups.values()) judged.push(...await judge(group));
report(judged);

/** The mutants of some files with their verdicts. */
async function judge({ tests: paths, files: sources }) {
  const mutated = new Map();
  const mutants = [];
  for (const file of sources) {
    mutated.set(join(ROOT, file), mutants.length);
    mutants.push(...instrument(file, readFileSync(join(ROOT, file), 'utf8'), mutants.length).mutants);
  }
  const testFiles = paths.flatMap(filesUnder).filter(file => file.endsWith('.test.ts') && !config.without.some(name => file.endsWith(name))).sort();
  console.log(`${mutants.length} mutants in ${sources.length} files, ${testFiles.length} files of tests`);
  const start = { root: ROOT, mutated: [...mutated] };
  const covering = await survey(start, mutants, testFiles.map(file => join(ROOT, file)));

  const killers = new Map();
  const verdicts = new Array(mutants.length).fill('no test');
  const asked = mutants.filter(({ id }) => id % every === 0);
  const todo = asked.filter(({ id }) => covering[id].length > 0);
  let done = 0;
  await inTurn(start, todo, ({ id, file }) => ({ kind: 'mutant', id, tests: likelyFirst(covering[id], killers, file) }), ({ id, file }, { verdict, by }) => {
    verdicts[id] = verdict ?? 'endless';
    if (by !== undefined) killers.set(`${file} ${by}`, (killers.get(`${file} ${by}`) ?? 0) + 1);
    if (++done % 100 === 0) console.log(`${done} of ${todo.length}`);
  });
  return asked.map(mutant => ({ ...mutant, verdict: verdicts[mutant.id] }));
}

/** For each mutant the tests that reach it, the fastest first. */
async function survey(start, mutants, testFiles) {
  const tests = [];
  const covering = mutants.map(() => []);
  const loading = [];
  await inTurn(start, testFiles, file => ({ kind: 'survey', file }), (file, { found = [], atLoad = [], failing = ['no answer'] }) => {
    // Those that need more of jest than there is here: snapshots that are written into the file.
    for (const one of failing) console.log(`left out, as it fails without any mutant: ${relative(ROOT, file)}: ${one}`);
    tests.push(...found);
    loading.push([file, atLoad]);
  });
  tests.sort((a, b) => a.time - b.time);
  for (const test of tests) {
    for (const id of test.covers) covering[id].push(test);
  }
  // What runs while a file is loaded may matter to each of its tests.
  for (const [file, ids] of loading) {
    const own = tests.filter(test => test.file === file);
    for (const id of ids) covering[id] = [...new Set([...covering[id], ...own])];
  }
  return covering;
}

/** Tests that have killed mutants of the same file before come first: each file of tests that need not be loaded saves time. */
function likelyFirst(list, killers, source) {
  const kills = test => killers.get(`${source} ${test.file} ${test.index}`) ?? 0;
  const sorted = list.map(test => ({ test, kills: kills(test) })).sort((a, b) => b.kills - a.kills || a.test.time - b.test.time);
  return sorted.map(({ test: { file, index, asked } }) => ({ file, index, asked }));
}

function report(mutants) {
  const folders = new Map();
  for (const { file, verdict } of mutants) {
    const folder = dirname(file);
    const row = folders.get(folder) ?? { mutants: 0, killed: 0, endless: 0, survived: 0, 'no test': 0 };
    row.mutants++;
    row[verdict]++;
    folders.set(folder, row);
  }
  const all = {};
  for (const [folder, row] of folders) {
    for (const [name, n] of Object.entries(row)) all[name] = (all[name] ?? 0) + n;
    console.log(`${folder}: ${score(row)}`);
  }
  console.log(`all: ${score(all)}`);
  const left = mutants.filter(({ verdict }) => verdict === 'survived' || verdict === 'no test');
  mkdirSync(dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(left, null, 1)}\n`);
  console.log(`what is left stands in ${relative(ROOT, REPORT)}`);
}

function score(row) {
  return `${((100 * (row.killed + row.endless)) / row.mutants).toFixed(1)} % (${Object.entries(row).map(([name, n]) => `${n} ${name}`).join(', ')})`;
}

/** A file, or those of a folder, relative to the root. */
function filesUnder(path) {
  return statSync(join(ROOT, path)).isDirectory() ? readdirSync(join(ROOT, path)).flatMap(name => filesUnder(join(path, name))) : [path];
}
