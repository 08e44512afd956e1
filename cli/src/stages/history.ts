import { realpathSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { UsageError } from '../exit.js';
import { readWithGit } from '../git.js';
import { entriesOf, type Entry, type StageFile } from './stage-file.js';

/** Since when an app is where it stands. */
export interface Since {
  /** Hash of the commit; absent where the move is not committed yet. */
  readonly commit?: string;
  /** When it was committed, as ISO 8601. */
  readonly date?: string;
  readonly subject?: string;
  /** The commit is the oldest that was looked at: it may be longer. */
  readonly orLonger?: boolean;
}

/** How many commits of the stage file are looked at. */
const MOST_COMMITS = 200;

/**
 * For each entry the commit at which its stage, or that of its variants, became what it is; empty where the file is in no git
 * repository. Merges count as the commit that brought the stage to this branch.
 */
export function sinceWhen(file: StageFile): ReadonlyMap<string, Since> {
  const found = new Map<string, Since>();
  const commits = commitsOf(file);
  if (commits === undefined) return found;
  const texts = blobs(commits.map(({ blob }) => blob), file);
  for (const entry of entriesOf(file)) found.set(entry.key, sinceOf(entry, commits, texts));
  return found;
}

/** The entry in the last commit of the file, where its stage is another one: a move that is not committed yet. */
export function uncommittedMove(file: StageFile, { key, data }: Entry): any {
  const commits = commitsOf(file)?.slice(0, 1) ?? [];
  const before = blobs(commits.map(({ blob }) => blob), file).get(commits[0]?.blob)?.[key];
  return before === undefined || isDeepStrictEqual(stateOf(before), stateOf(data)) ? undefined : before;
}

interface FileCommit {
  readonly hash: string;
  readonly date: string;
  readonly subject: string;
  readonly blob: string;
}

function sinceOf(entry: Entry, commits: readonly FileCommit[], texts: ReadonlyMap<string, Data>): Since {
  const now = stateOf(entry.data);
  const same = commits.findIndex(({ blob }) => !isDeepStrictEqual(stateOf(texts.get(blob)?.[entry.key]), now));
  if (same === 0 || commits.length === 0) return {};
  const { hash, date, subject } = commits[same < 0 ? commits.length - 1 : same - 1];
  return { commit: hash, date, subject, ...same < 0 && commits.length === MOST_COMMITS ? { orLonger: true } : {} };
}

interface Data {
  readonly [key: string]: any;
}

/** What a move changes; a hold or an image is none. */
function stateOf(data: any): unknown {
  return { there: data !== undefined && data !== null, stage: data?.stage, idle: data?.idle ?? 'full', variants: data?.variants ?? {} };
}

/** The commits that changed the file on this branch, the newest first, also under names that it had before. */
function commitsOf({ real }: StageFile): FileCommit[] | undefined {
  const root = rootOf(real);
  if (root === undefined) return undefined;
  const path = relative(root, real).split(sep).join('/');
  const { status, stdout } = readWithGit([
    'log', `--max-count=${MOST_COMMITS}`, '--first-parent', '-m', '--follow', '--raw', '--no-abbrev', '-z',
    '--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-color',
    '--format=%x01%H%x02%cI%x02%s%x02', '--', path,
  ], { cwd: root });
  // Before the first commit, or without the file in any.
  if (status !== 0) return [];
  return stdout.toString().split('\u0001').slice(1).flatMap(part => {
    const [hash, date, subject, raw] = part.split('\u0002');
    const blob = /:\d{6} \d{6} [0-9a-f]+ ([0-9a-f]{40,64}) /.exec(raw ?? '')?.[1];
    return blob === undefined ? [] : [{ hash, date, subject, blob }];
  });
}

function rootOf(real: string): string | undefined {
  try {
    const { status, stdout } = readWithGit(['rev-parse', '--show-toplevel'], { cwd: dirname(real) });
    return status === 0 ? realpathSync(stdout.toString().replace(/\n$/, '')) : undefined;
  } catch (error) {
    // Without git there is no history to tell of.
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The files of all commits, read at once. */
function blobs(hashes: readonly string[], { real }: StageFile): Map<string, Data> {
  const wanted = [...new Set(hashes)].filter(hash => !/^0+$/.test(hash));
  if (wanted.length === 0) return new Map();
  const { stdout } = readWithGit(['cat-file', '--batch'], { cwd: dirname(real), input: wanted.map(hash => `${hash}\n`).join('') });
  const found = new Map<string, Data>();
  let at = 0;
  for (const hash of wanted) {
    const headEnd = stdout.indexOf('\n', at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString('latin1', at, headEnd))?.[1];
    if (size === undefined) {
      // A partial clone does not have it.
      at = headEnd + 1;
      continue;
    }
    const start = headEnd + 1;
    at = start + Number(size) + 1;
    found.set(hash, dataOf(stdout.toString('utf8', start, start + Number(size))));
  }
  return found;
}

/** A file that was not valid then states nothing. */
function dataOf(text: string): Data {
  try {
    const data: unknown = parseDocument(text, { version: '1.1' }).toJS({ maxAliasCount: 100 });
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  } catch {
    return {};
  }
}
