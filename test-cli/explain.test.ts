import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/build';
import { run, runIn } from './support/run';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly example?: string;
  readonly severity: string;
}

const all = (): Entry[] => JSON.parse(run('explain --json').stdout) as Entry[];

test('a rule is explained: what, why, fix and an example', () => {
  const { code, stdout, stderr } = run('explain route/header-loses');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^route\/header-loses: an audience loses requests to a longer path\n\nSeverity {2}warning\n/);
  expect(stdout).toMatch(/^Why {2}The path is compared before headers/m);
  expect(stdout).toMatch(/^Fix {2}Repeat the audience's conditions/m);
  expect(stdout).toMatch(/^Example that triggers it\n\n {2}apiVersion: gateway\.networking\.k8s\.io\/v1\n {2}kind: HTTPRoute$/m);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('a rule without an example ends with the fix', () => {
  const { stdout } = run('explain schema/enum');
  expect(stdout).toMatch(/^Fix {2}.*\n$/m);
  expect(stdout).not.toContain('Example');
});

test('the family may be left out', () => {
  expect(run('explain shadowed').stdout).toBe(run('explain route/shadowed').stdout);
});

test('--json gives the entry', () => {
  const { code, stdout, stderr } = run('explain workload/no-pods --json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const entry = JSON.parse(stdout) as Entry;
  expect(Object.keys(entry)).toEqual(['id', 'title', 'severity', 'why', 'fix', 'example']);
  expect(all()).toContainEqual(entry);
});

test('without a rule all are listed, each with its title, and docs/findings.md has a section for each', () => {
  const { code, stdout } = run('explain');
  expect(code).toBe(0);
  const docs = readFileSync(join(ROOT, 'docs/findings.md'), 'utf8');
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(all().length);
  all().forEach(({ id, title }, i) => {
    expect(lines[i]).toMatch(new RegExp(`^${id} {2,}`));
    expect(lines[i].slice(id.length).trimStart()).toBe(title);
    expect(docs).toContain(`\n### \`${id}\`\n`);
  });
});

test.each([
  ['explain route/shadwed', "there is no rule 'route/shadwed'\n(Did you mean route/shadowed?)"],
  ['explain shadwed', 'Did you mean route/shadowed?'],
  ['explain nothing-like-it-at-all', 'explain, without a rule, lists them all'],
  ['explain route/shadowed extra', 'too many arguments'],
  ['explain route/shadowed --format sarif', 'Choose from text, json'],
])('usage error of "%s"', (args, message) => {
  const { code, stdout, stderr } = run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('internal error');
});

test('what check reports, explain knows', () => {
  const { stdout } = runIn({ cwd: ROOT }, ['check', 'dist/tiers', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
  expect(findings.length).toBeGreaterThan(0);
  for (const { rule } of findings) expect(run(`explain ${rule}`).code).toBe(0);
});
