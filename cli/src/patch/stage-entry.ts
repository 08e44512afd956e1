import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { asked } from '../asked.js';
import { UsageError } from '../exit.js';
import { BlueGreenStage, CanaryStage, type StageFacts } from '../library.js';
import { suggestion } from '../nearest.js';
import { STAGE_FILE } from '../stages/stage-file.js';

/** What the stage file says of an app. */
export interface StageEntry {
  /** Its key: `app` or `app/pattern`. */
  readonly key: string;
  /** The app's name. */
  readonly app: string;
  readonly facts: StageFacts;
}

/** The names of patterns, with the ending of their routes' usual names. */
export const SUFFIXES: Readonly<Record<string, string>> = {
  'canary': 'canary', 'blue-green': 'bluegreen', 'ab-test': 'ab', 'tiers': 'tiers',
};

/**
 * The entry of an app, by its key or, where only one pattern has it, by its name. A stage file that is not named and not there
 * says nothing; undefined then.
 *
 * It reads what it needs and no more, unlike the commands that move stages: in an emergency a fault in another app's entry must not
 * stand in the way of a patch.
 */
export function stageEntry(wanted: string, file: string | undefined): StageEntry | undefined {
  const text = readText(file ?? STAGE_FILE, file !== undefined);
  if (text === undefined) return undefined;
  const entries = entriesOf(text, file ?? STAGE_FILE);
  const keys = Object.keys(entries);
  const found = keys.includes(wanted) ? [wanted] : keys.filter(key => key.startsWith(`${wanted}/`));
  if (found.length > 1) throw new UsageError(`${wanted} has several patterns in ${file ?? STAGE_FILE}: say which, ${found.join(' or ')}`);
  if (found.length === 0) throw new UsageError(`the stage file ${file ?? STAGE_FILE} has no app '${wanted}'. ${suggestion(wanted, keys)}`);
  return { key: found[0], app: found[0].split('/')[0], facts: factsOf(found[0], entries[found[0]]) };
}

/** The stage asked for by its name; its pattern where the stage file does not say. @throws UsageError where there is none such */
export function checkStage(pattern: string | undefined, stage: string): string {
  const known = pattern ?? (['blue', 'green'].includes(stage) ? 'blue-green' : 'canary');
  if (known === 'canary') asked(() => CanaryStage.named(stage));
  else if (known === 'blue-green') asked(() => BlueGreenStage.named(stage));
  else if (!/^[\w.-]+$/.test(stage)) throw new UsageError(`--to ${stage}: a stage's name is made of letters, digits, '-', '_' and '.'`);
  return known;
}

function readText(file: string, required: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !required) return undefined;
    throw new UsageError(`the stage file ${file} cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
  }
}

function entriesOf(text: string, file: string): Record<string, any> {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  if (document.errors.length > 0) throw new UsageError(`the stage file ${file} is not valid YAML: ${document.errors[0].message.trimEnd()}`);
  const root: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (typeof root !== 'object' || Array.isArray(root)) throw new UsageError(`the stage file ${file} must be a map from app to its stage`);
  return root as Record<string, any>;
}

/** What of an entry is needed here; synth judges the rest of it. */
function factsOf(key: string, entry: any): StageFacts {
  const pattern: string = entry?.pattern ?? key.split('/')[1] ?? 'canary';
  if (!Object.hasOwn(SUFFIXES, pattern)) throw new UsageError(`${key} in the stage file: pattern`
    + ` is '${pattern}'. ${suggestion(pattern, Object.keys(SUFFIXES))}`);
  const { stage, steps, revert, peak, idle, variants } = entry ?? {};
  if (['canary', 'blue-green'].includes(pattern)) {
    if (typeof stage !== 'string') throw new UsageError(`${key} in the stage file has no stage; write one, such as`
      + ` "stage: ${pattern === 'canary' ? 'baseline' : 'blue'}"`);
    checkStage(pattern, stage);
  }
  if (steps !== undefined && !(Array.isArray(steps) && steps.every(Number.isInteger))) {
    throw new UsageError(`${key} in the stage file: steps must be a list of percentages such as [5, 25, 50]`);
  }
  return {
    pattern, stage, steps, variants,
    revert: revert === true, peak: typeof peak === 'number' ? peak : undefined, idleAtFullSize: idle !== 'reduced',
  };
}
