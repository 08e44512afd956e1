import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withModule, type ModuleOptions } from './module';

/** What reading gave, as far as JSON holds it. */
export interface Reading {
  readonly documents: { file: string; document: number; line: number; object: any; at?: { line: number; column: number } }[];
  readonly problems: { file: string; document?: number; line?: number; column?: number; message: string; rule: string }[];
  readonly warnings: string[];
  /** The message of the usage error that reading ended with. */
  readonly refused?: string;
}

/** Reads manifests in a process of its own; with a path, the place of that field in each document is given as `at`. */
export function read(args: readonly string[], options: ModuleOptions & { path?: (string | number)[] } = {}): Reading {
  return withModule<Reading>('input/read.js', { args, path: options.path }, `
    try {
      const { documents, problems, warnings } = await m.readManifests(given.args, { stdin: process.stdin, cwd: process.cwd() });
      return { problems, warnings, documents: documents.map(document => ({
        file: document.file, document: document.document, line: document.line, object: document.object,
        at: given.path && document.lineOf(given.path),
      })) };
    } catch (error) {
      if (error.name !== 'UsageError') throw error;
      return { documents: [], problems: [], warnings: [], refused: error.message };
    }`, options);
}

/** Reads one text from standard input. */
export function readText(text: string | Buffer, path?: (string | number)[]): Reading {
  return read(['-'], { input: text, path });
}

/** A folder with files for the length of a test. */
export function inFolder<T>(files: Record<string, string | Buffer>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small object. */
export function configMap(name: string, rest = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;
}
