import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from './exit.js';

/** A project of cdk8s: the folder of its cdk8s.yaml, and where synth writes to. */
export interface Project {
  readonly folder: string;
  readonly output: string;
}

/** The project that a folder belongs to: the nearest cdk8s.yaml, upward. */
export function findProject(from: string): Project | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, 'cdk8s.yaml');
    if (existsSync(file)) return { folder, output: relative(from, join(folder, outputOf(file))) || '.' };
    if (dirname(folder) === folder) return undefined;
  }
}

function outputOf(file: string): string {
  try {
    const { output } = (parse(readFileSync(file, 'utf8')) ?? {}) as { output?: unknown };
    return typeof output === 'string' && output !== '' ? output : 'dist';
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
