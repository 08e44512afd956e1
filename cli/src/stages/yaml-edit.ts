import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, Lexer, parseDocument, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { UsageError } from '../exit.js';
import { scalarText } from './yaml-scalar.js';

/** One value of an entry to set, or to take away. */
export interface Change {
  /** `stage`, or of a map within: `variants`, `beta`. */
  readonly path: readonly [string] | readonly [string, string];
  /** The new value; undefined takes the key away. */
  readonly value?: string | number | boolean;
  /** The key that a new one is written behind; default is the end of the entry. */
  readonly after?: string;
}

/**
 * The text of a stage file with some values of an entry changed, and not a character beside: comments, order, quotes, blank lines
 * and line ends stay. The comment of a key that goes away stays as a line of its own.
 *
 * The result is read again, and must hold exactly the changes and every comment: of a file written in a way that cannot be edited
 * so (an entry shared by an anchor), nothing is changed.
 *
 * @throws UsageError then
 */
export function editEntry(text: string, file: string, key: string, changes: readonly Change[]): string {
  const expected = plain(parse(text, file).toJS({ maxAliasCount: 100 }));
  let result = text;
  for (const change of changes) {
    const [first, second] = change.path;
    const entry = expected[key];
    if (second === undefined) set(entry, first, change.value);
    else set(entry[first] ??= {}, second, change.value);
    result = applied(result, file, key, change);
  }
  const got = parsed(result);
  if (got === undefined || !isDeepStrictEqual(got, expected) || !isDeepStrictEqual(comments(result), comments(text))) {
    const shared = Object.keys(expected).filter(other => other !== key && !isDeepStrictEqual(got?.[other], expected[other]));
    throw byHand(file, key, shared.length > 0
      ? `it shares its content with ${shared.join(', ')} by an anchor, which would change too; write each out`
      : 'the way it is written does not allow a single value to be changed', changes);
  }
  return result;
}

function applied(text: string, file: string, key: string, change: Change): string {
  const root = parse(text, file).contents;
  const entry = isMap(root) ? pairOf(root, key)?.value : undefined;
  if (!isMap(entry)) throw byHand(file, key, isAlias(entry) ? 'it is an alias of another entry; write it out' : 'it is no map of'
    + ' its own', [change]);
  const place = { text, entry, refuse: (reason: string) => byHand(file, key, reason, [change]) };
  const [first, second] = change.path;
  if (second === undefined) return changedIn(place, entry, first, change);
  const inner = pairOf(entry, first);
  if (inner === undefined) return change.value === undefined ? text : withNewMap(place, first, second, change);
  if (!isMap(inner.value)) throw place.refuse(`${first} is no map of its own`);
  return changedIn({ ...place, entry: inner.value }, inner.value, second, change);
}

/** Where an edit happens. */
interface Place {
  readonly text: string;
  /** The map that is changed. */
  readonly entry: YAMLMap;
  refuse(reason: string): UsageError;
}

type Ranged = { readonly range?: [number, number, number] | null };

function changedIn(place: Place, map: YAMLMap, key: string, { value, after }: Change): string {
  const pair = pairOf(map, key);
  if (value === undefined) return pair === undefined ? place.text : without(place, map, pair);
  if (pair !== undefined) return replaced(place, map, pair, value);
  return inserted(place, map, after, indent => `${indent}${scalarText(key, map.flow)}: ${scalarText(value, map.flow)}`);
}

function replaced(place: Place, map: YAMLMap, pair: Pair, value: string | number | boolean): string {
  const node = pair.value as (Scalar & Ranged) | null;
  if (!isScalar(node) && !isAlias(node)) throw place.refuse('a value to be changed is a list or a map');
  if (isScalar(node) && node.value === value) return place.text;
  const [start, end] = node.range!;
  const style = isScalar(node) ? (node as Scalar).type : undefined;
  const was = place.text.slice(start, end);
  // A block text (|, >) ends with its line; what replaces it has the line end of its own.
  const tail = style?.startsWith('BLOCK') ? /\r?\n$/.exec(was)?.[0] ?? '' : '';
  if (was === '') {
    const colon = place.text.indexOf(':', (pair.key as Ranged).range![1]) + 1;
    return splice(place.text, colon, colon, ` ${scalarText(value, map.flow)}`);
  }
  return splice(place.text, start, end, scalarText(value, map.flow, style) + tail);
}

function inserted(place: Place, map: YAMLMap, after: string | undefined, write: (indent: string) => string): string {
  const { text } = place;
  const last = (after === undefined ? undefined : pairOf(map, after)) ?? map.items.at(-1);
  if (map.flow) {
    const [open] = map.range!;
    return last === undefined ? splice(text, open + 1, open + 1, write('')) : splice(text, endOf(last), endOf(last), `, ${write('')}`);
  }
  if (last === undefined) throw place.refuse('it has no key');
  const indent = indentOf(place, last);
  const at = lineAfter(text, endOf(last));
  const eol = lineEnd(text);
  // The last line of a file may have no end, and stays so.
  return at === undefined ? `${text}${eol}${write(indent)}` : splice(text, at, at, `${write(indent)}${eol}`);
}

function withNewMap(place: Place, name: string, key: string, { value, after }: Change): string {
  const { entry } = place;
  const flow = entry.flow === true;
  const pair = `${scalarText(key, flow)}: ${scalarText(value!, flow)}`;
  return inserted(place, entry, after, indent => flow ? `${name}: {${pair}}` : `${indent}${name}:${lineEnd(place.text)}${indent}  ${pair}`);
}

function without(place: Place, map: YAMLMap, pair: Pair): string {
  const { text } = place;
  const start = startOf(pair);
  const end = endOf(pair);
  if (map.flow) return withoutInFlow(text, map, pair);
  const indent = indentOf(place, pair);
  const next = lineAfter(text, end);
  const comment = /#.*/.exec(text.slice(end, next ?? text.length))?.[0].trimEnd();
  const line = start - indent.length;
  const kept = comment === undefined ? '' : `${indent}${comment}${next === undefined ? '' : lineEnd(text)}`;
  const result = splice(text, line, next ?? text.length, kept);
  return next === undefined && kept === '' ? result.replace(/\r?\n$/, '') : result;
}

function withoutInFlow(text: string, map: YAMLMap, pair: Pair): string {
  const at = map.items.indexOf(pair);
  const [start, end] = [startOf(pair), endOf(pair)];
  if (at < map.items.length - 1) {
    const comma = text.indexOf(',', end);
    return splice(text, start, comma + 1 + /^ */.exec(text.slice(comma + 1))![0].length, '');
  }
  const before = at === 0 ? undefined : map.items[at - 1];
  if (before === undefined) return splice(text, start, end, '');
  const comma = text.indexOf(',', endOf(before));
  const between = text.slice(comma + 1, start);
  return splice(text, comma, end, /^\s*$/.test(between) && !between.includes('\n') ? '' : between.replace(/[ \t]+$/, ''));
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find(pair => isScalar(pair.key) && String(pair.key.value) === key);
}

function startOf(pair: Pair): number {
  return (pair.key as Ranged).range![0];
}

/** Behind a pair's last character that is no comment: what follows a list or a map is counted as a part of it otherwise. */
function endOf(pair: Pair): number {
  const { key, value } = pair as { key: Ranged; value: any };
  if (value === null || value === undefined) return key.range![1];
  const last = value.flow === true ? undefined : value.items?.at(-1);
  if (last === undefined) return value.range[1];
  return 'key' in last ? endOf(last) : endOf({ key, value: last } as any);
}

function indentOf(place: Place, pair: Pair): string {
  const start = startOf(pair);
  const indent = place.text.slice(place.text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^[ \uFEFF]*$/.test(indent)) throw place.refuse('a key has something before it in its line');
  return indent;
}

/** Where the line after a place begins; undefined in the last line. A block text ends behind its line. */
function lineAfter(text: string, end: number): number | undefined {
  if (end > 0 && text[end - 1] === '\n') return end;
  const at = text.indexOf('\n', end);
  return at < 0 ? undefined : at + 1;
}

function lineEnd(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? '\n';
}

function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function parse(text: string, file: string) {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  if (document.errors.length > 0) throw new UsageError(`the stage file ${file} is not valid YAML: ${document.errors[0].message.trimEnd()}`);
  return document;
}

function parsed(text: string): any {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  return document.errors.length > 0 ? undefined : plain(document.toJS({ maxAliasCount: 100 }));
}

/** As JSON has it: without the identity that an alias shares with its anchor. */
function plain(value: unknown): any {
  return JSON.parse(JSON.stringify(value ?? {}));
}

function comments(text: string): string[] {
  return [...new Lexer().lex(text)].filter(token => token.startsWith('#')).map(token => token.trimEnd()).sort();
}

function set(map: any, key: string, value: unknown): void {
  if (value === undefined) delete map[key];
  else map[key] = value;
}

function byHand(file: string, key: string, reason: string, changes: readonly Change[]): UsageError {
  const wanted = changes.map(({ path, value }) => value === undefined ? `remove ${path.join('.')}` : `${path.join('.')}: ${value}`);
  return new UsageError(`${file}: the entry ${key} cannot be edited without touching more than it: ${reason}. Nothing was changed; by`
    + ` hand: ${wanted.join(', ')}`);
}
