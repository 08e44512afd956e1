import { resolve } from 'node:path';
import { UsageError } from '../exit.js';
import { MOST_INPUT, readFileOrPipe, readStream } from './file.js';
import { listFolder } from './folder.js';
import { readGit } from './git.js';
import type { Source } from './types.js';
import { stat } from './stat.js';

/** What reading needs of the process. */
export interface ReadOptions {
  readonly stdin: NodeJS.ReadableStream;
  /** What relative paths, and the git repository, are looked for from. */
  readonly cwd: string;
}

/** Files and folders are refused by name; the message says what to give instead. */
const FORMS = 'give files, folders, - for standard input, or git:REV:PATH';

/** The files behind the arguments, in their order; a file that two arguments name is read once. */
export async function readSources(
  args: readonly string[], options: ReadOptions,
): Promise<{ sources: Source[]; warnings: string[] }> {
  if (args.length === 0) throw new UsageError(`no manifests given; ${FORMS}`);
  const sources: Source[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  let left = MOST_INPUT;
  const add = (found: readonly Source[]) => {
    for (const source of found) {
      left -= source.bytes.length;
      sources.push(source);
    }
  };
  for (const argument of args) {
    if (seen.has(argument)) {
      warnings.push(`${argument} is given twice; it is read once`);
      continue;
    }
    seen.add(argument);
    if (argument === '') throw new UsageError(`an empty argument is no file; ${FORMS}`);
    if (argument === '-') {
      add([{ name: '<stdin>', bytes: await readStream(options.stdin, left) }]);
    } else if (argument.startsWith('git:')) {
      add(await readGit(argument, options.cwd, left, warnings));
    } else {
      for (const name of files(argument, options.cwd, warnings)) {
        const full = resolve(options.cwd, name);
        const { id } = stat(full, name);
        if (seen.has(id)) continue;
        seen.add(id);
        add([{ name, bytes: await readFileOrPipe(full, name, left), listed: name !== argument }]);
      }
    }
  }
  return { sources, warnings };
}

function files(argument: string, cwd: string, warnings: string[]): string[] {
  if (!stat(resolve(cwd, argument), argument).directory) return [argument];
  const found = listFolder(argument, cwd, warnings);
  if (found.length === 0) {
    throw new UsageError(`the folder ${argument} holds no *.yaml, *.yml or *.json file`
      + ' (hidden files and folders, and node_modules, are not looked into)');
  }
  return found;
}
