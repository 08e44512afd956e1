import { visible } from '../escape.js';
import { withProgress } from '../progress.js';
import type { Guard } from '../stages/guards.js';
import { uncommittedMove } from '../stages/history.js';
import { objectsOfApp } from './app-objects.js';
import { judge, type LiveVerdict } from './judge.js';
import { liveInput, type LiveOptions } from './options.js';
import { readLive } from './read.js';

/** Asks the cluster before a move: Git's last state must be applied and at rest. A way back waits for nobody, and does not ask. */
export function liveReady(options: LiveOptions): Guard {
  return async ({ move: { entry, direction, from }, file, context }) => {
    const { console } = context;
    if (direction === 'back') {
      console.note('--live: a way back does not wait for the cluster, which was not asked');
      return undefined;
    }
    if (uncommittedMove(file, entry) !== undefined) {
      return `${entry.name} is at ${from} in ${file.path}, which is not committed: the cluster cannot have it yet. Commit it and wait`
        + ' until it is applied, or take it back; nothing was changed';
    }
    const { connection, objects } = await liveInput(options, file, context);
    const expected = objectsOfApp(entry, objects, connection);
    const verdict = await withProgress(console, `reading ${connection.context}`, async () => judge(expected, await readLive(expected,
      { connection })));
    verdict.notes.forEach(note => console.note(`note: ${note}`));
    if (verdict.ready) {
      console.detail(`context ${connection.context} is where Git is, and at rest: ${expected.length} objects looked at`);
      return undefined;
    }
    return [
      `the cluster (context ${visible(connection.context)}) is not where Git is, or not at rest:`,
      ...missingLines(verdict),
      'Two commits that are applied at once are one unsafe step, so nothing was changed. Wait, and run this again; to go back:'
        + ` cdk8s-traffic rollback ${entry.name}`,
    ].join('\n');
  };
}

/** What is missing, a line each. */
export function missingLines({ missing }: Pick<LiveVerdict, 'missing'>): string[] {
  return missing.map(({ object, detail }) => visible(`  ${object}: ${detail}`));
}
