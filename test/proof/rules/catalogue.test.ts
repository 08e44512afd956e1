import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CATALOGUE } from '../../../src/proof/rules/catalogue';
import { checkObjects } from '../../../src/proof/rules/check';

const ROOT = join(__dirname, '../../..');
const IDS = CATALOGUE.map(({ id }) => id);
const EXAMPLES = CATALOGUE.filter(({ example }) => example !== undefined).map((entry): [string, string] => [entry.id, entry.example!]);

test.each(EXAMPLES)('the example of %s triggers it, and --complete or --gateway are named where they are needed', (id, example) => {
  const objects = parseAllDocuments(example).map(document => document.toJS());
  const options = { complete: example.includes('--complete'), gateway: /--gateway (\S+)/.exec(example)?.[1] };
  expect(checkObjects(objects, options).map(({ rule }) => rule)).toContain(id);
});

test('each rule beside those of the schema and of two sides has an example, and each id stands once', () => {
  expect(EXAMPLES.map(([id]) => id)).toEqual(IDS.filter(id => !/^(schema|cel|transition)\//.test(id)));
  expect(new Set(IDS).size).toBe(IDS.length);
});

test.each(CATALOGUE.map((entry): [string, (typeof CATALOGUE)[number]] => [entry.id, entry]))('%s is told in full sentences', (id, entry) => {
  expect(id).toMatch(/^(schema|cel|reference|route|workload|gateway|transition)\/[a-z]+(-[a-z]+)*$/);
  expect(entry.title).toMatch(/^[^A-Z].*[^.]$|^(a|an) /);
  expect(entry.severity).toMatch(/^(error|warning)/);
  for (const text of [entry.why, entry.fix]) expect(text).toMatch(/^[A-Z].*\.$/);
});

test('every id that the sources report is in the catalogue, and none is there for nothing', () => {
  const used = new Set([...sources('src/proof/rules'), ...sources('src/proof/plan'), ...sources('cli/src/schema'), ...sources('cli/src/input'), ...sources('cli/src/check')]
    .flatMap(text => [...text.matchAll(/'((?:schema|cel|reference|route|workload|gateway|transition)\/[a-z-]+)'/g)].map(([, id]) => id)));
  expect([...used].filter(id => !IDS.includes(id))).toEqual([]);
  expect(IDS.filter(id => !used.has(id))).toEqual([]);
});

test('docs/findings.md is what the catalogue gives', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/docs-findings.mjs'), '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

/** The texts of a folder's sources, without the catalogue itself. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.startsWith('entries-'))
    .map(file => readFileSync(join(ROOT, folder, file), 'utf8'));
}
