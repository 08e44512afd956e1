import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { TrafficModel } from '../library.js';
import { withProgress } from '../progress.js';
import { readWithProgress } from './reading.js';

/** The most problems of the input that are told; the rest are counted. */
const MOST_TOLD = 10;

/** The model of what a command was given. @throws UsageError where a document cannot be read: a decision without it could be wrong */
export async function readModel(args: readonly string[], options: { complete?: boolean }, context: Context): Promise<TrafficModel> {
  const objects = await readObjects(args, context);
  return withProgress(context.console, 'ordering the rules', () => TrafficModel.fromManifests(objects, options));
}

/** The objects of what a command was given. @throws UsageError where a document cannot be read, which tells file and line */
export async function readObjects(args: readonly string[], context: Context): Promise<any[]> {
  const { documents, problems } = await readWithProgress(args, context);
  if (problems.length > 0) {
    const told = problems.slice(0, MOST_TOLD).map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    const rest = problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : [];
    throw new UsageError(['the manifests cannot be read:', ...told, ...rest].join('\n'));
  }
  context.console.detail(`${documents.length} objects read from ${args.join(', ')}`);
  return documents.map(({ object }) => object);
}
