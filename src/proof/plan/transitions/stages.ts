import { BlueGreenStage } from '../../../stage/blue-green-stage';
import { CanaryStage } from '../../../stage/canary-stage';
import type { TransitionContext } from '../types';

/** An app's entry in the stage file on both sides. */
export interface StagedApp {
  /** The key in the file: 'app' or 'app/pattern'. */
  readonly key: string;
  readonly app: string;
  readonly pattern: string;
  readonly before: any;
  readonly after: any;
}

/** An app's stage on both sides. */
export interface StagePair<Stage> extends StagedApp {
  readonly from: Stage;
  readonly to: Stage;
}

/** Entries that both sides have with the same pattern, in the order of the file after. */
export function stagedApps({ before, after }: TransitionContext): StagedApp[] {
  return Object.entries(after.stages ?? {}).flatMap(([key, entry]) => {
    const was = Object.prototype.hasOwnProperty.call(before.stages ?? {}, key) ? before.stages![key] : undefined;
    if (was === undefined || was === null || entry === undefined || entry === null) return [];
    const pattern = patternOf(key, entry);
    return patternOf(key, was) === pattern ? [{ key, app: key.split('/')[0], pattern, before: was, after: entry }] : [];
  });
}

/** Canaries with a stage on both sides that can be read. */
export function canaryStages(context: TransitionContext): StagePair<CanaryStage>[] {
  return pairs(context, 'canary', canaryStage);
}

/** Blue-green pairs with a stage on both sides that can be read. */
export function blueGreenStages(context: TransitionContext): StagePair<BlueGreenStage>[] {
  return pairs(context, 'blue-green', blueGreenStage);
}

/** An entry whose stage cannot be read. */
export interface UnreadableStage {
  readonly key: string;
  readonly side: 'before' | 'after';
  readonly problem: string;
}

/** Entries of canaries and blue-green pairs whose stage cannot be read, on either side. */
export function unreadableStages(context: TransitionContext): UnreadableStage[] {
  return stagedApps(context).flatMap(({ key, pattern, ...entries }) => {
    const read = READERS[pattern];
    return read === undefined ? [] : (['before', 'after'] as const).flatMap(side => {
      try {
        read(entries[side]);
        return [];
      } catch (error) {
        return [{ key, side, problem: (error as Error).message }];
      }
    });
  });
}

const READERS: { readonly [pattern: string]: ((entry: any) => unknown) | undefined } = { 'canary': canaryStage, 'blue-green': blueGreenStage };

function pairs<Stage>(context: TransitionContext, pattern: string, read: (entry: any) => Stage): StagePair<Stage>[] {
  return stagedApps(context).filter(app => app.pattern === pattern).flatMap(app => {
    try {
      return [{ ...app, from: read(app.before), to: read(app.after) }];
    } catch {
      // That is said by unreadableStages.
      return [];
    }
  });
}

function patternOf(key: string, entry: any): string {
  return String(entry.pattern ?? key.split('/')[1] ?? 'canary');
}

function canaryStage(entry: any): CanaryStage {
  const stage = CanaryStage.named(entry.stage);
  return stage.kind === 'settled' ? CanaryStage.settled({ externallyPromoted: entry.externallyPromoted === true }) : stage;
}

function blueGreenStage(entry: any): BlueGreenStage {
  const options = { idleAtFullSize: entry.idle !== 'reduced' };
  return BlueGreenStage.named(entry.stage).active === 'blue' ? BlueGreenStage.blue(options) : BlueGreenStage.green(options);
}
