import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { readManifests } from '../input/read.js';
import { TrafficError } from '../library.js';

/** The most problems of the input that are told; the rest are counted. */
const MOST_TOLD = 10;

/** The objects of what a command was given. @throws UsageError where a document cannot be read: what is missing could matter */
export async function readObjects(args: readonly string[], { console, terminal }: Context): Promise<any[]> {
  const { documents, problems, warnings } = await readManifests(args, { stdin: terminal.input, cwd: process.cwd() });
  warnings.forEach(warning => console.warn('input', warning));
  if (problems.length > 0) {
    const told = problems.slice(0, MOST_TOLD).map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    const rest = problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : [];
    throw new UsageError(['the manifests cannot be read:', ...told, ...rest].join('\n'));
  }
  console.detail(`${documents.length} objects read from ${args.join(', ')}`);
  return documents.map(({ object }) => object);
}

/** Runs a function of the library; what it refuses is the user's to mend. */
export function asked<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof TrafficError) throw new UsageError(error.message);
    throw error;
  }
}
