// Inputs made to break a reader, each at a size that takes a moment; scripts/hostile.mjs has the full sizes, times and memory.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from '../support/build';
import { inFolder } from '../support/manifests';
import { BIN, plainEnv } from '../support/run';

const { hostileInputs } = jest.requireActual<{
  hostileInputs(size: number): Record<string, () => string | Buffer>;
}>('../../scripts/hostile-inputs.cjs');

interface Outcome {
  readonly documents: number;
  readonly problems: number;
  /** The first problem, or why nothing was read. */
  readonly said: string;
}

/** In a process of its own with little memory: what is bounded in size must be bounded in memory, too. */
function readAll(size: number): Promise<Record<string, Outcome>> {
  buildCli();
  const inputs = Object.entries(hostileInputs(size));
  const files = Object.fromEntries(inputs.map(([, make], index) => [`${index}.yaml`, Buffer.from(make() as string)]));
  return inFolder(files, async folder => {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=400', '--input-type=module', '-e', `
      import { readManifests } from ${JSON.stringify(pathToFileURL(join(ROOT, 'cli/lib/input/read.js')).href)};
      const outcomes = [];
      for (let index = 0; index < ${inputs.length}; index++) {
        outcomes.push(await readManifests([index + '.yaml'], { stdin: process.stdin, cwd: process.cwd() }).then(
          ({ documents, problems }) => ({ documents: documents.length, problems: problems.length, said: problems[0]?.message ?? '' }),
          error => ({ documents: 0, problems: 0, said: error.name + ': ' + error.message })));
      }
      console.log(JSON.stringify(outcomes));`,
    ], { cwd: folder, encoding: 'utf8', timeout: 100_000, env: plainEnv() });
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
    const outcomes = JSON.parse(stdout) as Outcome[];
    return Object.fromEntries(inputs.map(([name], index) => [name, outcomes[index]]));
  });
}

let outcomes: Record<string, Outcome>;
beforeAll(async () => {
  outcomes = await readAll(3e6);
}, 120_000);

test('every one gives a result, or an error that is meant for the user', () => {
  expect(Object.keys(outcomes).length).toBeGreaterThan(40);
  for (const [name, { documents, problems, said }] of Object.entries(outcomes)) {
    if (documents + problems === 0) expect([name, said]).toEqual([name, expect.stringMatching(/^UsageError: /)]);
    expect(said).not.toMatch(/internal|undefined|\[object|at .*\.js:/);
    expect(said.length).toBeLessThan(400);
  }
});

test.each([
  ['100,000 documents', 6000, 0, ''],
  ['100,000 broken documents', 0, 6000, 'not valid YAML: bad indentation of a mapping entry'],
  ['an alias bomb', 0, 1, 'its aliases (*name) and merge keys add more than 3 MiB'],
  ['many alias bombs', expect.any(Number), expect.any(Number), 'the aliases (*name) of all documents together add too much'],
  ['a key made of aliases', 0, 1, 'its aliases (*name) and merge keys add more than 3 MiB'],
  ['a merge bomb', 0, 1, 'its merge keys (<<) copy more than 10000 keys'],
  ['an alias within itself', 0, 1, 'an alias stands within the very value that it names'],
  ['brackets 100,000 deep', 0, 1, 'nested deeper than 500 levels'],
  ['mappings 100,000 deep', 0, 1, 'nested deeper than 500 levels'],
  ['dashes 100,000 deep', 0, 1, 'nested deeper than 500 levels'],
  ['lines nested ever deeper', 0, 1, 'nested deeper than 500 levels'],
  ['quotes within quotes', 0, 1, 'more than 2500000 lines, brackets, commas, dashes and quotes in one document'],
  ['a key twice', 0, 1, 'the key a stands twice'],
  ['a tag of a program', 0, 1, 'the tag !!js/function has no meaning in a manifest'],
  ['__proto__ keys', 1, 1, 'no Kubernetes object: its apiVersion is missing'],
  ['no object', 0, 5, 'a manifest is a mapping'],
  ['invalid UTF-8', 0, 1, 'not UTF-8: byte 3750000 (counted from 0) is 0xFF; save it as UTF-8'],
  ['UTF-16', 0, 1, 'it looks like UTF-16: save it as UTF-8'],
  ['a NUL byte', 0, 1, 'null byte is not allowed'],
  ['50 MB of spaces', 0, 0, 'every document is empty'],
  ['a List of routes', 900, 0, ''],
])('%s', (name, documents, problems, message) => {
  expect(outcomes[name]).toEqual({ documents, problems, said: expect.stringContaining(message) });
});

test('what exceeds a limit is refused in whole, with the limit', async () => {
  const full = hostileInputs(50e6);
  const large = {
    'a 50 MB file of routes': 'more than 15000 Gateway API objects',
    '50 MB of small objects': 'more than 150000 objects',
  };
  const files = Object.fromEntries(Object.keys(large).map((name, index) => [`${index}.yaml`, full[name]() as string]));
  await inFolder({ ...files, 'large.json': Buffer.alloc(65 * 1024 * 1024, ' ') }, async folder => {
    [...Object.values(large), 'all manifests together may have 64 MiB, and this is more'].forEach((message, index) => {
      const file = [...Object.keys(files), 'large.json'][index];
      const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'check', file], { cwd: folder, encoding: 'utf8', env: plainEnv() });
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
    });
  });
}, 60_000);

test.each([
  ['check', ['--json'], 1],
  ['route', ['--path', '/', '--json'], 2],
])('%s says what is wrong with all of them, and does not break', async (command, flags, code) => {
  const inputs = Object.values(hostileInputs(5e4)).map((make, index) => [`${index}.yaml`, Buffer.from(make() as string)]);
  await inFolder(Object.fromEntries(inputs) as Record<string, Buffer>, async folder => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, command, '.', ...flags], {
      cwd: folder, encoding: 'utf8', env: plainEnv(), maxBuffer: 1e9, timeout: 60_000,
    });
    expect({ status, stack: /internal error|^\s+at /m.test(stderr) }).toEqual({ status: code, stack: false });
    if (code === 1) expect((JSON.parse(stdout) as { findings: unknown[] }).findings.length).toBeGreaterThan(50);
    else expect(stderr).toMatch(/^error: the manifests cannot be read:\n\S+\.yaml/m);
  });
}, 90_000);

test('texts that would act on a terminal are shown, not sent', async () => {
  const text = hostileInputs(1e5)['controls and turned text']() as string;
  await inFolder({ 'a.yaml': text.replace('{a: 1}', '!\u001B]0;x\u0007 a') }, async folder => {
    const { stdout, stderr } = spawnSync(process.execPath, [BIN, 'check', 'a.yaml'], { cwd: folder, encoding: 'utf8', env: plainEnv() });
    expect(stdout + stderr).toContain('a.yaml');
    expect(stdout + stderr).not.toMatch(/(?![\t\n])\p{Cc}|[\u202E\u{E0041}]/u);
  });
});
