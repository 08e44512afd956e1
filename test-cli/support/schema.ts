import { join } from 'node:path';
import { ROOT } from './build';
import { loadCli } from './load';

type StoreModule = typeof import('../../cli/src/schema/store.js', { with: { 'resolution-mode': 'import' } });
/** The validator. */
export type SchemaStore = import('../../cli/src/schema/store.js', { with: { 'resolution-mode': 'import' } }).SchemaStore;
/** One finding of it. */
export type SchemaFinding = import('../../cli/src/schema/types.js', { with: { 'resolution-mode': 'import' } }).SchemaFinding;

/** The validator's class, from the sources. */
export const { SchemaStore: Store } = loadCli<StoreModule>('schema/store');

/** A new store with the schemas that come along. */
export function embedded(channel: 'standard' | 'experimental' = 'standard'): SchemaStore {
  return Store.embedded(channel, { crds: join(ROOT, 'crds'), core: join(ROOT, 'cli/schemas/kubernetes.json') });
}

/** The findings as lines: severity, rule and message. */
export function lines(findings: readonly SchemaFinding[]): string[] {
  return findings.map(({ severity, rule, message }) => `${severity === 'error' ? '' : 'warning '}${rule} ${message}`);
}
