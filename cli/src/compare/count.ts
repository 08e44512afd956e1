import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { RE2JS } from '@bufbuild/re2';
import { UsageError } from '../exit.js';

/** Lines of a version's logs. */
export interface Counted {
  readonly lines: number;
  /** Lines that the pattern finds. */
  readonly hits: number;
  /** Lines that are a request; all of them where nothing tells. */
  readonly requests: number;
}

/** What is counted. */
export interface Patterns {
  readonly pattern: RE2JS;
  readonly requests?: RE2JS;
}

/** The longest line that is looked at whole: of a longer one, which no logger writes, the rest is another line. */
const MOST_LINE = 1024 * 1024;

/** A pattern of RE2. @throws UsageError where it is none */
export function patternOf(flag: string, source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new UsageError(`${flag} is no pattern of RE2: ${(error as Error).message}`);
  }
}

/** Counts the lines of files, one after the other; `-` is standard input. Memory does not grow with them. @throws UsageError */
export async function countLines(files: readonly string[], patterns: Patterns, input: Readable): Promise<Counted> {
  let all: Counted = { lines: 0, hits: 0, requests: 0 };
  for (const file of files) {
    const counted = await countStream(file === '-' ? input : open(file), file, patterns);
    all = { lines: all.lines + counted.lines, hits: all.hits + counted.hits, requests: all.requests + counted.requests };
  }
  return all;
}

async function countStream(stream: Readable, name: string, { pattern, requests }: Patterns): Promise<Counted> {
  let [lines, hits, asked] = [0, 0, 0];
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      for (let from = 0; from === 0 || from < line.length; from += MOST_LINE) {
        const part = line.length <= MOST_LINE ? line : line.slice(from, from + MOST_LINE);
        lines++;
        if (pattern.test(part)) hits++;
        if (requests === undefined || requests.test(part)) asked++;
      }
    }
  } catch (error) {
    throw unreadable(name, error);
  }
  return { lines, hits, requests: asked };
}

function open(file: string): Readable {
  try {
    if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder; name the files in it`);
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file, error);
  }
  return createReadStream(file, { encoding: 'utf8' });
}

function unreadable(name: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${name} cannot be read (${code === 'ENOENT' ? 'no such file' : code ?? message})`);
}
