import { RE2JS } from 're2js';
import { UsageError } from '../exit.js';

/** What an answer tells. */
export interface Answered {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Finds the version in an answer; undefined where it tells none. */
export type VersionReader = (answered: Answered) => string | undefined;

/** Where the version stands in an answer: one of these. */
export interface ReaderOptions {
  readonly versionJson?: string;
  readonly versionHeader?: string;
  readonly versionBody?: string;
}

/** The longest text that is taken for a version. */
const MOST_NAME = 200;

/** How the version is read. @throws UsageError where none or several ways are given, or the pattern is none */
export function readerOf({ versionJson, versionHeader, versionBody }: ReaderOptions): VersionReader {
  const given = [versionJson, versionHeader, versionBody].filter(way => way !== undefined);
  if (given.length !== 1) throw new UsageError('say where an answer tells its version by one of --version-header NAME, --version-json FIELD and --version-body REGEX');
  if (versionHeader !== undefined) {
    const name = versionHeader.toLowerCase();
    return ({ headers }) => short(headers[name]);
  }
  if (versionJson !== undefined) return ({ body }) => short(field(body, versionJson.split('.')));
  const pattern = compile(versionBody!);
  return ({ body }) => {
    const found = pattern.matcher(body);
    return found.find() ? short(found.groupCount() > 0 ? found.group(1) : found.group(0)) : undefined;
  };
}

function field(body: string, path: readonly string[]): unknown {
  try {
    return path.reduce<any>((value, name) => (value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? value[name] : undefined), JSON.parse(body));
  } catch {
    return undefined;
  }
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new UsageError(`--version-body is no pattern of RE2: ${(error as Error).message}`);
  }
}

function short(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MOST_NAME ? text : undefined;
}
