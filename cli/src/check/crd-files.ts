import { UsageError } from '../exit.js';
import { readManifests } from '../input/read.js';
import type { SchemaStore } from '../schema/store.js';

/** Adds the CRDs of files; a file without one is a mistake. */
export async function addCrdFiles(store: SchemaStore, files: readonly string[], stdin: NodeJS.ReadableStream): Promise<void> {
  for (const file of files) {
    const { documents, problems } = await readManifests([file], { stdin, cwd: process.cwd() });
    if (problems.length > 0) {
      const [{ line, message }] = problems;
      throw new UsageError(`--crds ${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    }
    const added = store.addCrdDocuments(documents.map(({ object }) => object), file);
    if (added === 0) {
      throw new UsageError(`--crds ${file} holds no CustomResourceDefinition; --crds takes every file after it, so give the manifests before it`);
    }
  }
}
