import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadResult } from '../../cli/src/input/types.js' with { 'resolution-mode': 'import' };
import { loadCli } from './load';

type ReadManifests = (args: readonly string[], options: { stdin: NodeJS.ReadableStream; cwd: string }) => Promise<ReadResult>;

const { readManifests } = loadCli<{ readManifests: ReadManifests }>('input/read');

/** Reads manifests, with a text or bytes as standard input. */
export function read(args: readonly string[], cwd: string, input: string | Buffer = ''): Promise<ReadResult> {
  return readManifests(args, { stdin: Readable.from([Buffer.from(input as string)]), cwd });
}

/** Reads one text, from standard input. */
export function readText(text: string | Buffer): Promise<ReadResult> {
  return read(['-'], '/', text);
}

/** Uses a folder with the given files, which is gone afterwards. */
export async function inFolder<T>(files: Record<string, string | Buffer>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small object. */
export function configMap(name: string, rest = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;
}
