import { FIELD_MANAGERS } from '../library.js';
import { isNothing, nameOf } from './compare.js';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const APPLIERS: readonly string[] = Object.values(FIELD_MANAGERS);

/**
 * Fields of the spec that were applied from Git, and that Git does not state any more: the state of Git is not applied yet.
 * Without this a commit that only takes fields away could not be told from the one before it. What Git's appliers wrote is
 * known from their field managers, or from the annotation that client-side apply leaves; defaults and what others own are not
 * among it.
 */
export function leftovers(git: any, live: any): string[] {
  const found = new Set<string>();
  for (const { manager, operation, subresource, fieldsV1 } of live.metadata?.managedFields ?? []) {
    if (operation !== 'Apply' || subresource !== undefined || !APPLIERS.includes(manager)) continue;
    owned(fieldsV1?.['f:spec'], git.spec, 'spec', found);
  }
  const applied = lastApplied(live);
  if (applied !== undefined) stated(applied.spec, git.spec, live.spec, 'spec', found);
  return [...found];
}

/** The fields of a set of managed fields: `f:NAME` is a field, `k:{…}` an item of a list by its keys. */
function owned(fields: any, git: any, path: string, found: Set<string>): void {
  for (const [key, below] of Object.entries(fields ?? {})) {
    if (key.startsWith('f:')) {
      const name = key.slice(2);
      if (git?.[name] === undefined || git[name] === null) found.add(`${path}.${name}`);
      else if (typeof git[name] === 'object') owned(below, git[name], `${path}.${name}`, found);
    } else if (key.startsWith('k:') && Array.isArray(git)) {
      const keys = Object.entries(parsed(key.slice(2)) ?? {});
      // An item that Git does not have is a difference of the list, which is compared as a whole.
      const item = git.find(candidate => keys.every(([name, value]) => (candidate?.[name] ?? value) === value));
      if (item !== undefined) owned(below, item, `${path}[${nameOf(item) ?? key.slice(2)}]`, found);
    }
  }
}

/** The fields of the last applied state that Git has no more, and that are still there. */
function stated(applied: any, git: any, live: any, path: string, found: Set<string>): void {
  if (typeof applied !== 'object' || applied === null || typeof live !== 'object' || live === null) return;
  if (Array.isArray(applied)) {
    if (!Array.isArray(git) || !Array.isArray(live)) return;
    applied.forEach((item, index) => {
      const name = nameOf(item);
      const [one, other] = [git, live].map(list => name === undefined ? list[index] : list.find(candidate => nameOf(candidate) === name));
      if (one !== undefined && other !== undefined) stated(item, one, other, `${path}[${name ?? index}]`, found);
    });
    return;
  }
  for (const [key, value] of Object.entries(applied)) {
    if (isNothing(value) || live[key] === undefined) continue;
    if (git?.[key] === undefined || git[key] === null) found.add(`${path}.${key}`);
    else stated(value, git[key], live[key], `${path}.${key}`, found);
  }
}

function lastApplied(live: any): any {
  const text: unknown = live.metadata?.annotations?.[LAST_APPLIED];
  return typeof text === 'string' ? parsed(text) : undefined;
}

function parsed(text: string): any {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Written by somebody else, so it says nothing.
    return undefined;
  }
}
