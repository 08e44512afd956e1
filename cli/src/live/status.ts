import type { Context } from '../command.js';
import type { Console } from '../console.js';
import { UsageError } from '../exit.js';
import { visible } from '../escape.js';
import { withProgress } from '../progress.js';
import type { Entry, StageFile } from '../stages/stage-file.js';
import { objectsOfApp } from './app-objects.js';
import { LiveError } from './errors.js';
import { missingLines } from './guard.js';
import { judge, type LiveVerdict } from './judge.js';
import { liveInput, type LiveInput, type LiveOptions } from './options.js';
import { readLive } from './read.js';
import { renderSideBySide, sideBySide, type SideBySide } from './side-by-side.js';

/** An app in the cluster beside Git. */
export interface LiveStatus extends LiveVerdict {
  readonly context: string;
  readonly objects: readonly SideBySide[];
}

/** It could not be looked at. */
export interface NotLooked {
  readonly error: string;
}

/** Each entry in the cluster beside Git, by its key. @throws UsageError where no entry can be looked at */
export async function liveStatus(
  file: StageFile, entries: readonly Entry[], options: LiveOptions, context: Context,
): Promise<ReadonlyMap<string, LiveStatus | NotLooked>> {
  const found = new Map<string, LiveStatus | NotLooked>();
  const input = await liveInput(options, file, context);
  for (const entry of entries) {
    const look = () => withProgress(context.console, `reading ${entry.name} from ${input.connection.context}`, () => one(entry, input));
    found.set(entry.key, await look().catch((error: unknown) => notLooked(error)));
  }
  return found;
}

async function one(entry: Entry, { connection, objects }: LiveInput): Promise<LiveStatus> {
  const expected = objectsOfApp(entry, objects, connection);
  const live = await readLive(expected, { connection });
  return { context: connection.context, ...judge(expected, live), objects: sideBySide(expected, live) };
}

/** What concerns one app leaves the others to be looked at; a cluster out of reach does not. */
function notLooked(error: unknown): NotLooked {
  if (!(error instanceof UsageError) || (error instanceof LiveError && error.fatal)) throw error;
  return { error: error.message };
}

/** An entry as text: the table, what is missing, and what to know. */
export function renderLiveStatus(name: string, status: LiveStatus | NotLooked, console: Pick<Console, 'tableWidth' | 'colors'>): string {
  if ('error' in status) return visible(`${name}: cannot be looked at: ${status.error}`);
  const lines = [
    visible(`${name} in context ${status.context}: ${status.ready ? 'the cluster is where Git is, and at rest' : 'not ready for a move'}`),
    renderSideBySide(status.objects, console).trimEnd(),
    ...status.missing.length === 0 ? [] : ['Missing:', ...missingLines(status)],
    ...status.notes.map(note => visible(`note: ${note}`)),
  ];
  return lines.join('\n');
}
