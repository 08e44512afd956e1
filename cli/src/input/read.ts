import { UsageError } from '../exit.js';
import { Collection } from './collection.js';
import { newBudget, readDocuments } from './documents.js';
import { LEFT_OUT } from './kustomization.js';
import { readSources, type ReadOptions } from './sources.js';
import type { ReadResult } from './types.js';

export type { InputProblem, ManifestDocument, Position, ReadResult } from './types.js';
export { parsePath } from './path.js';

/**
 * Reads what a command was given: files, folders, `-` for standard input, `git:REV:PATH`.
 *
 * @throws UsageError where an argument cannot be read at all, where there is no object in all of them, or more than can be worked with
 */
export async function readManifests(args: readonly string[], options: ReadOptions): Promise<ReadResult> {
  const { sources, warnings } = await readSources(args, options);
  const collection = new Collection();
  const budget = newBudget();
  for (const source of sources) {
    if (!collection.hopeless) readDocuments(source, budget, collection, warnings);
  }
  const { documents, problems } = collection;
  if (documents.length + problems.length === 0) {
    const why = warnings.some(warning => warning.endsWith(LEFT_OUT)) ? 'there are only files of kustomize'
      : 'every document is empty (did what should write the manifests fail?)';
    throw new UsageError(`no Kubernetes object in ${args.map(nameOf).join(', ')}: ${why}`);
  }
  return { documents, problems, warnings };
}

function nameOf(argument: string): string {
  return argument === '-' ? 'standard input' : argument;
}
