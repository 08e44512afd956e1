import { UsageError } from '../exit.js';
import { newBudget, readDocuments } from './documents.js';
import { readSources, type ReadOptions } from './sources.js';
import type { ReadResult } from './types.js';

export type { InputProblem, ManifestDocument, Position, ReadResult } from './types.js';
export { parsePath } from './path.js';

/**
 * Reads what a command was given: files, folders, `-` for standard input, `git:REV:PATH`.
 *
 * @throws UsageError where an argument cannot be read at all, or where there is no object in all of them
 */
export async function readManifests(args: readonly string[], options: ReadOptions): Promise<ReadResult> {
  const { sources, warnings } = await readSources(args, options);
  const result: ReadResult = { documents: [], problems: [], warnings };
  const budget = newBudget();
  for (const source of sources) readDocuments(source, budget, result.documents, result.problems);
  if (result.documents.length + result.problems.length === 0) {
    throw new UsageError(`no Kubernetes object in ${args.map(nameOf).join(', ')}: every document is empty`
      + ' (did what should write the manifests fail?)');
  }
  return result;
}

function nameOf(argument: string): string {
  return argument === '-' ? 'standard input' : argument;
}
