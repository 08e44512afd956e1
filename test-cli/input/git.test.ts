import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configMap, inFolder, read } from '../support/manifests';

// Where the tests run within a hook of git, its variables lead to another repository.
const kept = { ...process.env };
beforeAll(() => Object.keys(process.env).filter(name => name.startsWith('GIT_')).forEach(name => delete process.env[name]));
afterAll(() => Object.assign(process.env, kept));

function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'pipe' });
}

const FILES = {
  'dist/b.yaml': `${configMap('b')}---\n${configMap('b2')}`,
  'dist/a b.yaml': configMap('a'),
  'dist/sub/ü.yml': configMap('u'),
  'dist/empty.yaml': '',
  'dist/.hidden/c.yaml': configMap('hidden'),
  'dist/notes.txt': 'no manifest',
  '-n.yaml': configMap('dash'),
  ':(top)x.yaml': configMap('magic'),
  'texts/notes.txt': 'no manifest',
};

/** A repository whose working tree has other manifests than its commit, which the tag v1 names. */
let folder: string;
let removed: () => void;
let used: Promise<void>;

beforeAll(() => new Promise<void>((ready, failed) => {
  used = inFolder(FILES, async made => {
    folder = made;
    symlinkSync('b.yaml', join(folder, 'dist/link.yaml'));
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'one');
    git(folder, 'tag', 'v1');
    rmSync(join(folder, 'dist'), { recursive: true });
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/b.yaml'), configMap('changed'));
    ready();
    await new Promise<void>(resolve => {
      removed = resolve;
    });
  });
  used.catch(failed);
}));
afterAll(() => {
  removed();
  return used;
});

test('a folder at a revision, with names that need no quoting', async () => {
  const { documents, warnings } = await read(['git:v1:dist'], folder);
  expect(documents.map(({ file, document, object }) => [file, document, object.metadata.name])).toEqual([
    ['git:v1:dist/a b.yaml', 0, 'a'], ['git:v1:dist/b.yaml', 0, 'b'], ['git:v1:dist/b.yaml', 1, 'b2'], ['git:v1:dist/sub/ü.yml', 0, 'u'],
  ]);
  expect(warnings).toEqual(['git:v1:dist/link.yaml is a symbolic link; left out']);
});

test.each([
  ['git:HEAD:dist/b.yaml', ['b', 'b2']],
  ['git:v1^{commit}:./dist//b.yaml', ['b', 'b2']],
  ['git:main:dist/sub/', ['u']],
  ['git:HEAD:', ['dash', 'magic', 'a', 'b', 'b2', 'u']],
  // What looks like an option or pathspec magic is a name.
  ['git:HEAD:-n.yaml', ['dash']],
  ['git:HEAD::(top)x.yaml', ['magic']],
])('%s', async (argument, names) => {
  // From a folder below, too: paths are counted from the root.
  for (const cwd of [folder, join(folder, 'dist')]) {
    expect((await read([argument], cwd)).documents.map(({ object }) => object.metadata.name)).toEqual(names);
  }
});

test.each([
  ['git:nope:dist', 'git:nope:dist: the repository has no commit nope'],
  ['git:--help:dist', 'a revision does not begin with "-"'],
  ['git:-c core.pager=x:dist', 'a revision does not begin with "-"'],
  ['git:HEAD^{tree}:dist', 'the repository has no commit HEAD^{tree}'],
  ['git:HEAD', 'write git:REV:PATH'],
  ['git::dist', 'write git:REV:PATH'],
  ['git:HEAD:nope', 'the commit HEAD has no file or folder nope'],
  ['git:HEAD:dist/b', 'the commit HEAD has no file or folder dist/b'],
  ['git:HEAD:../x', 'counted from the root of the repository'],
  ['git:HEAD:/dist', 'counted from the root of the repository'],
  ['git:HEAD:texts', 'holds no *.yaml, *.yml or *.json file at this commit'],
  ['git:HEAD:dist/link.yaml', 'is a symbolic link; give what it leads to'],
  ['git:HEAD:dist/empty.yaml', 'no Kubernetes object in git:HEAD:dist/empty.yaml'],
])('refused: %s', async (argument, message) => {
  await expect(read([argument], folder)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
});

test('a revision of a shallow clone that was not fetched', async () => {
  git(folder, 'clone', '-q', '--depth', '1', `file://${folder}`, 'shallow');
  await expect(read(['git:HEAD~1:dist'], join(folder, 'shallow'))).rejects.toThrow('it is a shallow clone: fetch the revision first');
});

test('outside of a repository', () => inFolder({}, async outside => {
  await expect(read(['git:HEAD:dist'], outside)).rejects.toThrow('is in no git repository');
}));
