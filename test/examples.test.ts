import { spawnSync } from 'child_process';
import * as fs from 'fs';
import { parseAllDocuments } from 'yaml';
import { brokenRules } from './support/rules';

const EXAMPLES = fs.readdirSync('examples').sort();

test.each([[{}], [{ TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8' }]])('re-synthesis gives the committed bytes, with %j', env => {
  const run = spawnSync(process.execPath, ['scripts/synth-examples.mjs', '--check'], { encoding: 'utf8', env: { ...process.env, ...env } });
  expect(run.stderr).toBe('');
  expect(run.stdout).toContain(`${EXAMPLES.length} examples: no diff`);
}, 120_000);

test.each(EXAMPLES)('%s keeps the rules that hold for every pattern', example => {
  const files = fs.readdirSync(`dist/${example}`);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const objects = parseAllDocuments(fs.readFileSync(`dist/${example}/${file}`, 'utf8')).map(document => document.toJS());
    // The exercises refer to Services that others deploy.
    const broken = brokenRules(objects).filter(rule => !(example === 'exercises' && /Service .* is not there/.test(rule)));
    expect([file, broken]).toEqual([file, []]);
  }
});
