import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from '../exit.js';
import { readWithGit, type GitRun } from '../git.js';
import { tooMuch } from './file.js';
import { isHidden, isManifestName } from './folder.js';
import type { Source } from './types.js';

/**
 * The manifests of `git:REV:PATH`: a file, or a folder and all below it, as the revision has them. What the user writes
 * is never an argument that git could take for an option: the revision stands behind --end-of-options, and the path is
 * compared here with the list of the revision's files.
 */
export async function readGit(argument: string, cwd: string, most: number, warnings: string[]): Promise<Source[]> {
  const [revision, path] = parts(argument);
  const commit = resolveRevision(argument, revision, cwd);
  const chosen = choose(listFiles(argument, commit, cwd), argument, revision, path, warnings);
  if (chosen.reduce((sum, { size }) => sum + size, 0) > most) throw tooMuch(argument);
  const contents = readBlobs(argument, chosen, cwd);
  return chosen.map(({ path: file }, index) => ({ name: `git:${revision}:${file}`, bytes: contents[index], listed: file !== path }));
}

/** The revision is there, but not the path: a reader may take that for a place without manifests. */
export class NothingAtRevision extends UsageError {}

/** The revision of `git:REV:PATH`; undefined where an argument is none. */
export function revisionOf(argument: string): string | undefined {
  return argument.startsWith('git:') ? parts(argument)[0] : undefined;
}

/** A path on disk as its repository counts it: from the root. */
export function pathInRepository(path: string, cwd: string): string {
  const { status, stdout } = git(['rev-parse', '--show-toplevel'], cwd);
  if (status !== 0) throw new UsageError(`${cwd} is in no git repository (or git does not read it)`);
  const root = realpathSync(stdout.toString().replace(/\n$/, ''));
  const found = relative(root, resolve(realpathSync(cwd), path));
  if (found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found)) throw new UsageError(`${path} is outside of the repository ${root}`);
  return found.split(sep).join('/');
}

interface Blob {
  readonly mode: string;
  readonly hash: string;
  readonly size: number;
  readonly path: string;
}

function parts(argument: string): [revision: string, path: string] {
  const match = /^git:([^:]+):(.*)$/s.exec(argument);
  if (match === null) {
    throw new UsageError(`${argument}: write git:REV:PATH, such as git:HEAD:dist or git:origin/main:dist/app.k8s.yaml`);
  }
  const [, revision, path] = match;
  if (revision.startsWith('-')) {
    throw new UsageError(`${argument}: a revision does not begin with "-"; write git:REV:PATH, such as git:HEAD:dist`);
  }
  const steps = path.split('/').filter(step => step !== '' && step !== '.');
  if (path.startsWith('/') || steps.includes('..')) {
    throw new UsageError(`${argument}: the path is counted from the root of the repository, without / before it and`
      + ' without ..');
  }
  return [revision, steps.join('/')];
}

function resolveRevision(argument: string, revision: string, cwd: string): string {
  const { status, stdout, stderr } = git(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`], cwd);
  const hash = stdout.toString().trim();
  if (status === 0 && /^[0-9a-f]{40,64}$/.test(hash)) return hash;
  const said = stderr.toString();
  if (/not a git repository/i.test(said)) throw new UsageError(`${argument}: ${cwd} is in no git repository`);
  if (/dubious ownership/.test(said)) {
    throw new UsageError(`${argument}: the repository belongs to another user, so that git does not read it (see git's`
      + ' safe.directory)');
  }
  const shallow = git(['rev-parse', '--is-shallow-repository'], cwd).stdout.toString().trim() === 'true';
  throw new UsageError(`${argument}: the repository has no commit ${revision}${shallow
    ? ' (it is a shallow clone: fetch the revision first, in CI with a full checkout)' : ''}`);
}

function listFiles(argument: string, commit: string, cwd: string): Blob[] {
  const { status, stdout, stderr } = git(['ls-tree', '-r', '-z', '-l', '--full-tree', commit], cwd);
  if (status !== 0) throw failed(argument, stderr);
  return stdout.toString().split('\0').filter(line => line !== '').map(line => {
    const [facts, path] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
    const [mode, , hash, size] = facts.split(/ +/);
    return { mode, hash, size: Number(size) || 0, path };
  });
}

const LINK = '120000';
const SUBMODULE = '160000';

function choose(files: Blob[], argument: string, revision: string, path: string, warnings: string[]): Blob[] {
  const file = files.find(candidate => candidate.path === path);
  if (file !== undefined) {
    if (file.mode === LINK) throw new UsageError(`${argument} is a symbolic link; give what it leads to`);
    if (file.mode === SUBMODULE) throw new UsageError(`${argument} is a submodule; give a path in its own repository`);
    return [file];
  }
  const prefix = path === '' ? '' : `${path}/`;
  const below = files.filter(candidate => candidate.path.startsWith(prefix));
  if (below.length === 0) throw new NothingAtRevision(`${argument}: the commit ${revision} has no file or folder ${path}`);
  const named = below.filter(({ path: found }) =>
    isManifestName(found) && !found.slice(prefix.length).split('/').some(isHidden));
  named.filter(({ mode }) => mode === LINK).forEach(({ path: found }) => {
    warnings.push(`git:${revision}:${found} is a symbolic link; left out`);
  });
  const chosen = named.filter(({ mode }) => mode !== LINK && mode !== SUBMODULE);
  if (chosen.length === 0) {
    throw new NothingAtRevision(`${argument}: the folder holds no *.yaml, *.yml or *.json file at this commit`
      + ' (hidden files and folders, and node_modules, are not looked into)');
  }
  return chosen.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readBlobs(argument: string, blobs: readonly Blob[], cwd: string): Buffer[] {
  const input = blobs.map(({ hash }) => `${hash}\n`).join('');
  const { status, stdout, stderr } = git(['cat-file', '--batch'], cwd, input);
  if (status !== 0) throw failed(argument, stderr);
  let at = 0;
  return blobs.map(({ path }) => {
    const headEnd = stdout.indexOf('\n', at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString('latin1', at, headEnd))?.[1];
    if (size === undefined) throw new UsageError(`${argument}: git does not have the content of ${path} here (a partial clone?)`);
    const start = headEnd + 1;
    at = start + Number(size) + 1;
    return stdout.subarray(start, start + Number(size));
  });
}

function git(args: readonly string[], cwd: string, input?: string): GitRun {
  return readWithGit(args, { cwd, input, needs: 'git:REV:PATH' });
}

function failed(argument: string, stderr: Buffer): UsageError {
  return new UsageError(`${argument}: git says: ${stderr.toString().trim().split('\n')[0]}`);
}
