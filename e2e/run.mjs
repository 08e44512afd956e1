#!/usr/bin/env node
// Asks real programs whether what we claim is true: a proxy, an API server, Prometheus. Not part of `npm test`.
//
//   npm run e2e                          all suites; installs what is missing into the cache folder first
//   npm run e2e -- --only prometheus     some suites
//   npm run e2e -- --no-install          skips a suite whose programs are missing, and says so
//   npm run e2e -- --quick               fewer cases
//   npm run e2e -- --list                the suites, what they need and what is missing
//   npm run e2e -- --report FILE         where the report goes (JSON); default: report.json in the cache folder
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CACHE, makeBin } from './support/cache.mjs';
import { stopAll } from './support/process.mjs';
import { Results } from './support/report.mjs';

const { values: options } = parseArgs({
  options: {
    'only': { type: 'string' },
    'no-install': { type: 'boolean', default: false },
    'quick': { type: 'boolean', default: false },
    'list': { type: 'boolean', default: false },
    'report': { type: 'string', default: join(CACHE, 'report.json') },
  },
});

const suites = await allSuites();
const known = suites.map(({ name }) => name);
const wanted = options.only?.split(',') ?? known;
for (const name of wanted) {
  if (!known.includes(name)) {
    console.error(`no suite is called '${name}', only ${known.join(', ')}`);
    process.exit(2);
  }
}
if (options.list) {
  for (const { name, about, missing } of suites) console.log(`${name.padEnd(12)} ${about}${list(await missing())}`);
  process.exit(0);
}

const done = [];
for (const suite of suites.filter(({ name }) => wanted.includes(name))) done.push((await runSuite(suite)).toJson());
await stopAll();

mkdirSync(dirname(options.report), { recursive: true });
writeFileSync(options.report, `${JSON.stringify({ date: new Date().toISOString(), node: process.version, quick: options.quick, suites: done }, null, 2)}\n`);
console.log(`report: ${options.report}`);
const count = (of) => done.reduce((sum, suite) => sum + of(suite), 0);
const failed = count((suite) => suite.failed.length);
console.log(`${count((suite) => suite.passed)} passed, ${failed} failed, ${count((suite) => suite.skipped.length)} skipped`);
process.exit(failed === 0 ? 0 : 1);

async function allSuites() {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'suites');
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs')).sort();
  return Promise.all(files.map(async (file) => (await import(join(folder, file))).default));
}

async function runSuite(suite) {
  const results = new Results(suite.name);
  let missing = await suite.missing();
  if (missing.length > 0 && !options['no-install'] && suite.install !== undefined) {
    makeBin();
    try {
      await suite.install(missing);
    } catch (error) {
      results.check('install', false, error.message);
      return results;
    }
    missing = await suite.missing();
  }
  if (missing.length > 0) {
    results.skip('all', `missing: ${missing.join(', ')}; ${suite.hint}`);
    return results;
  }
  try {
    await suite.run(results, { quick: options.quick });
  } catch (error) {
    results.check('the suite runs to its end', false, error.stack ?? error.message);
  }
  await stopAll();
  return results;
}

function list(missing) {
  return missing.length === 0 ? '' : `\n${' '.repeat(13)}missing: ${missing.join(', ')}`;
}
