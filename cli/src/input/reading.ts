import type { Context } from '../command.js';
import { withProgress } from '../progress.js';
import { readManifests, type ReadResult } from './read.js';

/** Reads a command's manifests, tells the warnings, and shows progress where that takes long. */
export async function readWithProgress(args: readonly string[], { console, terminal }: Context): Promise<ReadResult> {
  const read = () => readManifests(args, { stdin: terminal.input, cwd: process.cwd() });
  // Nothing is drawn over what a person types.
  const typed = args.includes('-') && terminal.interactive;
  const result = typed ? await read() : await withProgress(console, 'reading manifests', read);
  result.warnings.forEach(warning => console.warn('input', warning));
  return result;
}
