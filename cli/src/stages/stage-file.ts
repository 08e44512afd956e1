import { readFileSync, realpathSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { asked } from '../asked.js';
import { UsageError } from '../exit.js';
import { Stages, TrafficError } from '../library.js';
import { nearest } from '../nearest.js';

/** The stage file where none is named. */
export const STAGE_FILE = 'traffic.yaml';

/** A stage file as it was read. */
export interface StageFile {
  /** Its path as the user gave it. */
  readonly path: string;
  /** Where it really is: a symbolic link is followed once, so that the link stays one. */
  readonly real: string;
  /** Its text; a byte order mark is a part of it. */
  readonly text: string;
  /** Its permissions. */
  readonly mode: number;
  readonly stages: Stages;
  /** Its entries as plain data, by key, in the file's order. */
  readonly entries: ReadonlyMap<string, any>;
}

/** An app's entry. */
export interface Entry {
  /** Its key in the file: `app` or `app/pattern`. */
  readonly key: string;
  /** What names it on the command line: the key, with the pattern where the app has several. */
  readonly name: string;
  readonly app: string;
  /** 'canary', 'blue-green', 'ab-test' or 'tiers'. */
  readonly pattern: string;
  /** The entry as plain data. */
  readonly data: any;
}

/** Reads a stage file. @throws UsageError where it cannot be read, or is none */
export function readStageFile(path: string): StageFile {
  try {
    const real = realpathSync(path);
    const bytes = readFileSync(real);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) throw new UsageError(`the stage file ${path} is not UTF-8; save it as UTF-8`);
    return { path, real, text, mode: statSync(real).mode & 0o7777, ...checked(path, text) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const hint = code === 'ENOENT' ? `no such file in ${process.cwd()}; name another with --file` : code;
    throw new UsageError(`the stage file ${path} cannot be read (${hint})`);
  }
}

/** The stages that a text states. @throws UsageError where it is no stage file */
export function checked(path: string, text: string): { readonly stages: Stages; readonly entries: ReadonlyMap<string, any> } {
  const stages = asked(() => Stages._fromText(path, text));
  const data = (parseDocument(text, { version: '1.1' }).toJS({ maxAliasCount: 100 }) ?? {}) as Record<string, any>;
  return { stages, entries: new Map(Object.entries(data)) };
}

/** The entries of a file, in its order. */
export function entriesOf({ stages, entries }: Pick<StageFile, 'stages' | 'entries'>): Entry[] {
  const apps = stages.apps.map(key => key.split('/')[0]);
  return stages.apps.map((key, index) => {
    const app = apps[index];
    const pattern = stages._patternOf(key);
    const several = apps.filter(other => other === app).length > 1;
    return { key, name: several ? `${app}/${pattern}` : key, app, pattern, data: entries.get(key) };
  });
}

/**
 * The entry that is meant: by its app, or by app/pattern where an app has several; without a name the only one there is.
 *
 * @throws UsageError with the names to choose from
 */
export function findEntry(file: StageFile, wanted: string | undefined): Entry {
  const all = entriesOf(file);
  const names = all.map(({ name }) => name);
  if (wanted === undefined) {
    if (all.length === 1) return all[0];
    throw new UsageError(all.length === 0 ? `the stage file ${file.path} has no app yet` : `the stage file ${file.path} has`
      + ` ${all.length} entries; say which: ${names.join(', ')}`);
  }
  const found = all.filter(({ key, name, app, pattern }) => [key, name, app, `${app}/${pattern}`].includes(wanted));
  if (found.length === 1) return found[0];
  if (found.length > 1) throw new UsageError(`${wanted} has ${found.length} patterns in ${file.path}; say which:`
    + ` ${found.map(({ name }) => name).join(' or ')}`);
  const near = nearest(wanted, [...new Set([...names, ...all.map(({ app }) => app)])]);
  throw new UsageError(`the stage file ${file.path} has no app '${wanted}', only`
    + ` ${names.join(', ') || 'nothing'}${near === undefined ? '' : `\n(Did you mean ${near}?)`}`);
}

/** Why the values of an entry are not allowed; undefined where they are. */
export function entryProblem(stages: Stages, key: string): string | undefined {
  try {
    switch (stages._patternOf(key)) {
      case 'canary':
        stages.canary(key);
        break;
      case 'blue-green':
        stages.blueGreen(key);
        break;
      case 'ab-test':
        stages.abTest(key);
        break;
      default:
        stages.tiers(key);
    }
    return undefined;
  } catch (error) {
    if (error instanceof TrafficError) return error.message;
    throw error;
  }
}
