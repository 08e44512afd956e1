import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../command.js';
import { readObjects } from '../input/model.js';
import { Refused, type Guard } from './guards.js';
import type { Move } from './move.js';
import type { StageFile } from './stage-file.js';
import type { Copies } from './synth.js';

/** Kinds whose objects a move is there to change: routes, and what permits them to reach a Service. */
const MOVED = ['HTTPRoute', 'GRPCRoute', 'ReferenceGrant'];

/** The most differences that are told; the rest are counted. */
const MOST_TOLD = 12;

/**
 * Proves that a move leaves every object that is not the canary's as it is, routes aside: the app is synthesised with the stage
 * file as it is and as it would be, and the objects are compared. So a release ends without a restart of stable.
 *
 * @throws Refused with the change of code that is needed
 */
export async function proveStableStays(copies: Copies, file: StageFile, text: string, move: Move, context: Context): Promise<void> {
  const objectsAs = async (content: string) => readObjects([(await copies.of(content)).output], context);
  const before = new Map((await objectsAs(file.text)).map(object => [keyOf(object), object]));
  const all = await objectsAs(text);
  const canaries: (string | undefined)[] = all.filter(object => isCanary(object, move.entry.app)).map(nameOf);
  const after = all.filter(object => (
    !MOVED.includes(object.kind) && !isCanary(object, move.entry.app) && !canaries.includes(scaledBy(object))));
  const found = after.flatMap(object => {
    const key = keyOf(object);
    return before.has(key) ? differences(before.get(key), object).map(line => `${key}: ${line}`) : [`${key}: is new`];
  });
  if (found.length === 0) return;
  const told = [...found.slice(0, MOST_TOLD), ...found.length > MOST_TOLD ? [`and ${found.length - MOST_TOLD} more`] : []];
  throw new Refused([
    `${move.entry.name} ${move.from} -> ${move.to} would change what runs, at ${move.from} and at ${move.to}:`,
    ...told.map(line => `  ${line}`),
    ...advice(move),
    'Nothing was changed.',
  ].join('\n'));
}

/** A guard that makes the same proof. */
export function stableStays(copies: Copies, text: string): Guard {
  return async ({ move, file, context }) => {
    try {
      await proveStableStays(copies, file, text, move, context);
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  };
}

function advice({ entry, from }: Move): string[] {
  if (from !== 'settled') return [`Bring ${entry.app}'s code back to what stable runs, in a commit of its own.`];
  const images = entry.data.canary === undefined
    ? ['The stage file does not state the canary\'s image, so the code holds it.']
    : entry.data.stable === undefined ? ['The stage file does not state stable\'s image: in the code it must become'
      + ` ${entry.data.canary}.`] : [];
  return [
    `${entry.app}'s versions differ in more than the image of the stage file. ${images.join(' ')}`.trimEnd(),
    'Needed in the code: give stable: what canary: has there (Version.deploy({ … }): variables, resources, patches, image), and leave'
      + ' canary: as it is until this move is committed.',
    'Then run this command again.',
  ];
}

/** Whether an object is one of the canary's own: by its labels, or by the pods that it selects. */
function isCanary({ metadata, spec }: any, app: string): boolean {
  return [metadata?.labels, spec?.selector?.matchLabels, spec?.selector]
    .some(labels => labels?.app === app && labels?.version === 'canary');
}

/** What an autoscaler scales; it may have no labels of its own. */
function scaledBy({ metadata, spec }: any): string | undefined {
  const target = spec?.scaleTargetRef?.name;
  return target === undefined ? undefined : nameOf({ metadata: { namespace: metadata?.namespace, name: target } });
}

function keyOf(object: any): string {
  return `${object.kind} ${nameOf(object)}`;
}

function nameOf({ metadata }: any): string {
  return `${metadata?.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata?.name}`;
}

/** The places at which two values differ, as `path: before -> after`. */
function differences(before: any, after: any, path = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const open = (value: any) => typeof value === 'object' && value !== null;
  if (!open(before) || !open(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [`${path}: ${shown(before)} -> ${shown(after)}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const below = (key: string) => Array.isArray(after) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
  return keys.flatMap(key => differences(before[key], after[key], below(key)));
}

function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
