import { realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { visible } from '../escape.js';
import { UsageError } from '../exit.js';
import { gitSaid, readWithGit, writeWithGit } from '../git.js';
import { Refused } from './guards.js';
import type { Move } from './move.js';
import type { StageFile } from './stage-file.js';

/** What a commit is made of. */
export interface CommitPlace {
  /** The root of the repository. */
  readonly root: string;
  /** The stage file, and the output folder unless git ignores it; from the root. */
  readonly paths: readonly string[];
}

/**
 * Where a move is to be committed, looked at before anything is changed.
 *
 * @param onlyMove whether a change of these paths that is not committed yet is refused: it would be in the commit of the move
 * @throws Refused where something is staged for these paths, or not committed
 */
export function commitPlace(file: StageFile, output: string | undefined, onlyMove: boolean): CommitPlace {
  const root = rootOf(file);
  const folder = output === undefined ? undefined : inside(root, output, 'the output folder');
  const ignored = folder !== undefined && readWithGit(['check-ignore', '-q', '--', folder], { cwd: root }).status === 0;
  const paths = [inside(root, file.real, 'the stage file'), ...folder === undefined || ignored ? [] : [folder]];
  const looked = readWithGit(['status', '--porcelain=v1', '-z', '--untracked-files=all', '--', ...paths], { cwd: root });
  if (looked.status !== 0) throw new UsageError(`--commit: git says: ${gitSaid(looked)}`);
  const changes = looked.stdout.toString().split('\0').filter(line => /^.. /.test(line));
  const staged = changes.filter(line => !/^[ ?]/.test(line)).map(line => line.slice(3));
  if (staged.length > 0) {
    throw new Refused(`--commit: something is staged already for ${staged.slice(0, 3).join(', ')}, and would go into the commit of the`
      + ' move; commit it first, or unstage it (git restore --staged)');
  }
  if (onlyMove && changes.length > 0) {
    throw new Refused(`--commit: ${changes.map(line => line.slice(3)).slice(0, 3).join(', ')} changed since the last commit, and a`
      + ' commit makes one move only; commit that first, or take it back (git restore)');
  }
  return { root, paths };
}

/** Commits the paths of a move, and nothing else that is staged. Gives the commit's hash. @throws UsageError where git refuses */
export function commitMove({ root, paths }: CommitPlace, move: Move, body: readonly string[]): string {
  const options = { cwd: root };
  // New files of the output are not known to git yet. Nothing of these paths was staged before, so nothing is lost.
  const added = writeWithGit(['add', '--all', '--', ...paths], options);
  const message = [commitTitle(move), ...body.length > 0 ? ['', ...body] : []].map(line => visible(line)).join('\n');
  const commit = ['commit', '--quiet', '--only', '--cleanup=whitespace', '--file=-', '--', ...paths];
  const made = added.status === 0 ? writeWithGit(commit, { ...options, input: `${message}\n` }) : added;
  if (made.status === 0) return readWithGit(['rev-parse', '--verify', 'HEAD^{commit}'], options).stdout.toString().trim();
  writeWithGit(['reset', '--quiet', '--', ...paths], options);
  throw new UsageError(`the move is made, but not committed; git says: ${gitSaid(made)}\nCommit it yourself: git add --all --`
    + ` ${paths.join(' ')} && git commit --only -- ${paths.join(' ')}`);
}

/** The first line of the commit of a move. */
export function commitTitle({ entry, from, to }: Move): string {
  return `traffic(${entry.name}): ${from} -> ${to}`;
}

/** The root of the repository that holds the stage file. */
function rootOf({ real, path }: StageFile): string {
  const { status, stdout } = readWithGit(['rev-parse', '--show-toplevel'], { cwd: dirname(real), needs: '--synth or --commit' });
  if (status !== 0) throw new UsageError(`${path} is in no git repository (or git does not read it), so there is nothing to commit to`);
  return realpathSync(stdout.toString().replace(/\n$/, ''));
}

function inside(root: string, path: string, what: string): string {
  const found = relative(root, resolve(path));
  if (found === '' || found === '..' || found.startsWith(`..${sep}`)) throw new UsageError(`${what} ${path} is not within the repository`
    + ` ${root}, so it cannot be committed there`);
  return found.split(sep).join('/');
}
