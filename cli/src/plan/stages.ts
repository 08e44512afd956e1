import { existsSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { NothingAtRevision } from '../input/git.js';
import { readSources } from '../input/sources.js';
import { BlueGreenStage, CanaryStage, TrafficError } from '../library.js';

/** The stage file where none is named. */
export const STAGE_FILE = 'traffic.yaml';

/** The entries of a stage file by key, as plain data. */
export interface Stages {
  readonly [key: string]: any;
}

/**
 * The stage file of a side; undefined where the revision does not have it.
 *
 * @param argument a file, or git:REV:PATH
 * @param side what is wrong with an entry before the change is only told: the change may mend it
 * @param optional whether a file that is not on the disk counts as none
 */
export async function readStages(argument: string, side: 'before' | 'after', context: Context, optional = false): Promise<Stages | undefined> {
  if (optional && !argument.startsWith('git:') && !existsSync(argument)) return undefined;
  const text = await textOf(argument, context);
  if (text === undefined) return undefined;
  const stages = parse(text, argument);
  return Object.fromEntries(Object.entries(stages).filter(([key, entry]) => {
    const problem = problemOf(key, entry);
    if (problem === undefined) return true;
    const message = `the stage file ${argument}, ${key}: ${problem}`;
    if (side === 'after') throw new UsageError(message);
    context.console.warn('plan/stage-file', `${message}; the entry is left out`);
    return false;
  }));
}

async function textOf(argument: string, { terminal }: Context): Promise<string | undefined> {
  try {
    const { sources } = await readSources([argument], { stdin: terminal.input, cwd: process.cwd() });
    if (sources.length !== 1) throw new UsageError(`the stage file ${argument} is a folder; name the file in it`);
    return sources[0].bytes.toString('utf8');
  } catch (error) {
    if (error instanceof NothingAtRevision) return undefined;
    throw error;
  }
}

function parse(text: string, name: string): Stages {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  if (document.errors.length > 0) throw new UsageError(`the stage file ${name} is not valid YAML: ${document.errors[0].message.trimEnd()}`);
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new UsageError(`the stage file ${name} is not valid YAML: ${(error as Error).message}`);
  }
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    throw new UsageError(`the stage file ${name} must be a map from app to its stage, such as "task-api: { pattern: canary, stage: baseline }"`);
  }
  return root as Stages;
}

const PATTERNS = ['canary', 'blue-green', 'ab-test', 'tiers'];

/** What the transition rules could not read; synth judges the rest. */
function problemOf(key: string, entry: any): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'it must be a map with keys such as stage and steps';
  const pattern = entry.pattern ?? key.split('/')[1] ?? 'canary';
  if (!PATTERNS.includes(pattern)) return `pattern is '${pattern}', but must be one of ${PATTERNS.join(', ')}`;
  if (pattern === 'ab-test' || pattern === 'tiers') return undefined;
  try {
    if (pattern === 'canary') CanaryStage.named(entry.stage);
    else BlueGreenStage.named(entry.stage);
    return undefined;
  } catch (error) {
    if (error instanceof TrafficError) return error.message;
    return `stage is ${JSON.stringify(entry.stage)}, but must be a name such as ${pattern === 'canary' ? 'baseline' : 'blue'}`;
  }
}
