import { posix } from 'node:path';
import type { Source } from './types.js';

/** Said of a document that is left out. */
export const LEFT_OUT = 'is a kustomization, which says what to build and is no manifest; left out (check what `kustomize build` writes)';

/**
 * Whether a document of a folder is the instruction of kustomize that stands beside its manifests. One that the user names as a file is
 * read like any other.
 */
export function isKustomization({ name, listed }: Source, value: any): boolean {
  if (listed !== true || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  // kustomize fills in both where they are missing; Flux has a kind of the same name, which is an object.
  if (kind === undefined) return /^kustomization\.ya?ml$/.test(posix.basename(name));
  return kind === 'Kustomization' && String(apiVersion).startsWith('kustomize.config.k8s.io/');
}
