import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { configMap, inFolder, read } from '../support/manifests';

const TREE = {
  'dist/b.yaml': configMap('b'),
  'dist/a.yml': configMap('a'),
  'dist/B.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "json"}}',
  'dist/sub/deep/c.yaml': configMap('c'),
  'dist/notes.txt': 'no: [manifest',
  'dist/.hidden/d.yaml': configMap('hidden'),
  'dist/.e.yaml': configMap('hidden'),
  'dist/node_modules/f.yaml': configMap('module'),
};
const IN_ORDER = ['dist/B.json', 'dist/a.yml', 'dist/b.yaml', 'dist/sub/deep/c.yaml'];

const files = async (args: string[], folder: string, input?: string) => (
  (await read(args, folder, input)).documents.map(({ file }) => file));

test.each(['dist', 'dist/', './dist'])('a folder is read with all below it, in the order of code units: %s', argument => (
  inFolder(TREE, async folder => expect(await files([argument], folder)).toEqual(IN_ORDER))));

test('files are read in the order given, whatever their names end in, and once', () => inFolder(TREE, async folder => {
  expect(await files(['dist/sub', 'dist/b.yaml', 'dist'], folder))
    .toEqual(['dist/sub/deep/c.yaml', 'dist/b.yaml', 'dist/B.json', 'dist/a.yml']);
  expect(await files(['dist/.e.yaml'], folder)).toEqual(['dist/.e.yaml']);
  expect(await files([join(folder, 'dist/b.yaml')], '/')).toEqual([join(folder, 'dist/b.yaml')]);
  expect((await read(['dist/notes.txt'], folder)).problems).toHaveLength(1);
}));

test('standard input', () => inFolder(TREE, async folder => {
  expect(await files(['-', 'dist/a.yml'], folder, configMap('x'))).toEqual(['<stdin>', 'dist/a.yml']);
  expect((await read(['-', '-'], folder, configMap('x'))).warnings).toEqual(['- is given twice; it is read once']);
}));

test('symbolic links are followed within the folder only', () => inFolder({
  ...TREE, 'outside/secret.yaml': configMap('s'),
}, async folder => {
  symlinkSync(join(folder, 'outside/secret.yaml'), join(folder, 'dist/1.yaml'));
  symlinkSync('../outside', join(folder, 'dist/2'));
  symlinkSync('sub/deep/c.yaml', join(folder, 'dist/3.yaml'));
  symlinkSync('..', join(folder, 'dist/sub/loop'));
  symlinkSync('nowhere', join(folder, 'dist/4.yaml'));
  symlinkSync('.hidden/d.yaml', join(folder, 'dist/5.yaml'));
  const { documents, warnings } = await read(['dist'], folder);
  expect(documents.map(({ file }) => file)).toEqual(['dist/5.yaml', ...IN_ORDER].sort());
  expect(warnings).toEqual([
    expect.stringMatching(/^dist\/1\.yaml is a symbolic link that leads out of dist; left out/),
    expect.stringMatching(/^dist\/2 is a symbolic link that leads out of dist; left out/),
    'dist/4.yaml is a symbolic link to nothing; left out',
  ]);
  // Named by the user, a link is followed.
  expect(await files(['dist/1.yaml', 'dist/2'], folder)).toEqual(['dist/1.yaml']);
}));

const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n';

test('of a folder, what says to kustomize what to build is left out; what is named is read', () => inFolder({
  'dist/a.yaml': configMap('a'), 'dist/build.yaml': `${KUSTOMIZATION}---\n${configMap('b')}`, 'dist/kustomization.yaml': 'resources: [a.yaml]\n',
  'dist/sub/kustomization.yml': configMap('c'), 'dist/x.yaml': 'resources: [a.yaml]\n',
  'dist/flux.yaml': KUSTOMIZATION.replace('kustomize.config.k8s.io/v1beta1', 'kustomize.toolkit.fluxcd.io/v1'), 'only/kustomization.yaml': KUSTOMIZATION,
}, async folder => {
  const { documents, problems, warnings } = await read(['dist'], folder);
  expect(documents.map(({ file, document, object }) => [file, document, object.kind])).toEqual([
    ['dist/a.yaml', 0, 'ConfigMap'], ['dist/build.yaml', 1, 'ConfigMap'], ['dist/flux.yaml', 0, 'Kustomization'], ['dist/sub/kustomization.yml', 0, 'ConfigMap']]);
  expect(problems.map(({ file }) => file)).toEqual(['dist/x.yaml']);
  expect(warnings).toEqual(['dist/build.yaml', 'dist/kustomization.yaml'].map(file => expect.stringMatching(`^${file} is a kustomization, .*; left out`)));
  expect(await files(['only/kustomization.yaml'], folder)).toEqual(['only/kustomization.yaml']);
  expect((await read(['dist/kustomization.yaml'], folder)).problems).toHaveLength(1);
  await expect(read(['only'], folder)).rejects.toThrow('no Kubernetes object in only: there are only files of kustomize');
}));

test.each([
  [[], 'no manifests given; give files, folders, - for standard input, or git:REV:PATH'],
  [[''], 'an empty argument is no file'],
  [['nope.yaml'], 'nope.yaml cannot be read: no such file or folder in '],
  [['dist/b.yaml/x'], 'dist/b.yaml/x cannot be read: '],
  [['x'.repeat(300)], 'the name is too long for a file'],
  [['dist/sub/empty'], 'the folder dist/sub/empty holds no *.yaml, *.yml or *.json file'],
  [['-'], 'no Kubernetes object in standard input: every document is empty'],
  [['dist/sub/comments'], 'no Kubernetes object in dist/sub/comments: every document is empty'],
  [['/dev/null'], '/dev/null is neither a file nor a folder, but a device or socket'],
  [['/dev/zero'], '/dev/zero is neither a file nor a folder, but a device or socket'],
])('refused: %j', (args, message) => inFolder({
  ...TREE, 'dist/sub/empty/x.txt': '', 'dist/sub/comments': '# nothing\n---\n---\n',
}, async folder => {
  await expect(read(args, folder)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
}));

describe('named pipes', () => {
  test('what is written to one is read', () => inFolder({}, async folder => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    // Held open for reading as well, so that neither end waits for the other; the writer is slow.
    const writer = spawn('sh', ['-c', 'exec 3<>pipe; printf %s "$1" >&3; sleep 0.3', 'sh', configMap('p')], { cwd: folder });
    await new Promise<void>(resolve => setTimeout(resolve, 100));
    const names = (await read(['pipe'], folder)).documents.map(({ object }) => object.metadata.name);
    writer.kill();
    expect(names).toEqual(['p']);
  }));

  test('one that nobody writes to does not hold the command', () => inFolder({ 'dist/a.yaml': configMap('a') }, async folder => {
    execFileSync('mkfifo', [join(folder, 'dist/pipe.yaml')]);
    await expect(read(['dist/pipe.yaml'], folder)).rejects.toThrow('dist/pipe.yaml is a pipe that nobody writes to');
    // In a folder it is no manifest.
    const { documents, warnings } = await read(['dist'], folder);
    expect([documents.map(({ file }) => file), warnings]).toEqual([['dist/a.yaml'], ['dist/pipe.yaml is no regular file; left out']]);
  }));
});
