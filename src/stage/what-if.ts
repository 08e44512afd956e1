import * as fs from 'fs';
import { IConstruct } from 'constructs';
import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { warnOnce } from '../warnings';

/**
 * The environment variable of a what-if run: `task-api=weight-25,shop=full`, keys as in the stage file. The command line puts
 * `file:PATH=OTHER` there, which reads another file in place of a stage file.
 */
export const WHAT_IF = 'CDK8S_TRAFFIC_STAGE';

/** Entries of the variable that are about a file and not about an app. */
const FILE = 'file:';

/** Keys that patterns of an app have asked for. */
const asked = new WeakMap<IConstruct, Set<string>>();

/**
 * The stage that the environment variable gives to a pattern in place of its own, with a warning; undefined where it says
 * nothing of it.
 */
export function whatIfStage(scope: IConstruct, app: string, pattern: string): string | undefined {
  const keys = asked.get(scope.node.root) ?? new Set();
  asked.set(scope.node.root, keys.add(app).add(`${app}/${pattern}`));
  const stages = readVariable();
  const key = stages.has(`${app}/${pattern}`) ? `${app}/${pattern}` : app;
  const stage = stages.get(key);
  if (stage !== undefined) {
    warnOnce(`what-if: ${WHAT_IF} puts ${key} at stage '${stage}'; do not commit this output`);
  }
  return stage;
}

/** The entry of the variable that has one file read in place of another; of any paths, since it is encoded. */
export function whatIfFileEntry(path: string, other: string): string {
  return `${FILE}${encodeURIComponent(path)}=${encodeURIComponent(other)}`;
}

/** The file that the environment variable has read in place of a stage file, with a warning; undefined where it says nothing of it. */
export function whatIfFile(path: string): string | undefined {
  const entries = entriesOfVariable().filter(entry => entry.startsWith(FILE));
  const real = entries.length > 0 && fs.existsSync(path) ? fs.realpathSync(path) : path;
  for (const entry of entries) {
    const [asked, other] = entry.slice(FILE.length).split('=').map(decodeURIComponent);
    if (asked !== real || other === undefined) continue;
    warnOnce(`what-if: ${WHAT_IF} has ${other} read in place of ${real}; do not commit this output`);
    return other;
  }
  return undefined;
}

/** Reads the stage that the variable names, with the variable in the message of an error. */
export function ofWhatIf<T>(app: string, pattern: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TrafficError)) throw error;
    throw new TrafficError(`${WHAT_IF}, ${app}: ${error.message}; if another pattern of this app is meant, name it: '${app}/${pattern === 'canary' ? 'blue-green' : 'canary'}=...'`);
  }
}

/**
 * Keys of the variable that look like a mistyped one of this app. A key that looks like none may be for another App of the same
 * program, so it is only warned of.
 */
export function unusedStages(app: IConstruct): string[] {
  const known = [...asked.get(app) ?? []];
  const apps = known.filter(key => !key.includes('/'));
  return [...readVariable().keys()].filter(key => !known.includes(key)).flatMap(key => {
    const problem = `${WHAT_IF} names ${quote(key)}, but the canaries and blue-green pairs of this app are ${apps.map(quote).join(', ') || 'none'}`;
    const hint = didYouMean(key, known);
    if (hint === '') warnOnce(problem);
    return hint === '' ? [] : [`${problem}${hint}`];
  });
}

function readVariable(): Map<string, string> {
  const entries = entriesOfVariable().filter(entry => !entry.startsWith(FILE));
  const stages = new Map<string, string>();
  for (const entry of entries) {
    const [key, stage, ...more] = entry.split('=').map(part => part.trim());
    if (!key || !stage || more.length > 0) {
      throw new TrafficError(`${WHAT_IF} holds ${quote(entry)}, but is a list such as 'task-api=weight-25,shop=full'`);
    }
    if (stages.has(key)) throw new TrafficError(`${WHAT_IF} names '${key}' twice`);
    stages.set(key, stage);
  }
  return stages;
}

function entriesOfVariable(): string[] {
  return (process.env[WHAT_IF] ?? '').split(',').map(part => part.trim()).filter(part => part !== '');
}
