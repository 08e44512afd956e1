import type { Collection } from './collection.js';
import { isKustomization, LEFT_OUT } from './kustomization.js';
import { locate } from './locate.js';
import type { AliasBudget } from './settle.js';
import { split } from './split.js';
import { chunkText, positionAt, type DocumentText, type LineBudget } from './text.js';
import type { ManifestDocument, Position, Source } from './types.js';
import { badUtf8 } from './utf8.js';
import { parseYaml, YamlError } from './yaml.js';

/** The most that one document may have: room for a List of ten thousand routes. */
export const MOST_DOCUMENT = 16 * 1024 * 1024;

/** The most lines, brackets, commas, quotes and the like in it: what a parser keeps grows with them, not with the characters. */
export const MOST_PARTS = 2_500_000;

/** What the documents of one run may use up together. */
export interface Budget {
  readonly aliases: AliasBudget;
  readonly lines: LineBudget;
}

/** A run's budget. */
export function newBudget(): Budget {
  return { aliases: { left: 16 * 1024 * 1024 }, lines: { left: 32 * 1024 * 1024 } };
}

/** Adds a file's objects, and what cannot be read, to what has been read before. */
export function readDocuments(source: Source, budget: Budget, collection: Collection, warnings: string[]): void {
  const bad = badUtf8(source.bytes);
  if (bad !== undefined) {
    collection.refuse({ file: source.name, message: notUtf8(source.bytes, bad), rule: 'schema/yaml' });
    return;
  }
  let document = 0;
  for (const chunk of split(source.bytes)) {
    const text = chunkText(source, chunk, budget.lines);
    const refuse: Refuse = (message, position) => {
      collection.refuse({ file: source.name, document, ...position, message, rule: 'schema/yaml' });
    };
    const values = parse(text, budget.aliases, refuse);
    for (const value of values ?? []) {
      if (isKustomization(source, value)) warnings.push(`${source.name} ${LEFT_OUT}`);
      else if (value !== null) accept(value, text, document, collection, refuse);
      document++;
    }
    if (values === undefined) document++;
    if (collection.hopeless) return;
  }
}

type Refuse = (message: string, position: Position) => void;

/** The values of a text, undefined where it was refused. */
function parse(text: DocumentText, aliases: AliasBudget, refuse: Refuse): unknown[] | undefined {
  if (text.length > MOST_DOCUMENT) {
    refuse(`a document of ${megabytes(text.length)}: documents above ${megabytes(MOST_DOCUMENT)} are not read, and the API`
      + ' server refuses objects above 3 MiB; split it, a List into its items', { line: text.line, column: 1 });
    return undefined;
  }
  const content = text.read();
  if (content.length > MOST_PARTS && countParts(content) > MOST_PARTS) {
    refuse(`more than ${MOST_PARTS} lines, brackets, commas, dashes and quotes in one document; split it, a List into its items`,
      { line: text.line, column: 1 });
    return undefined;
  }
  try {
    return parseYaml(content, aliases);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    refuse(error.message, error.offset === undefined
      ? text.lineOf(error.path ?? []) : positionAt(content, Math.min(error.offset, content.length), text.line));
    return undefined;
  }
}

/** A List stands for its items, as for kubectl. */
function accept(
  value: any, text: DocumentText, document: number, collection: Collection, refuse: Refuse,
): void {
  const fault = faultOf(value);
  if (fault !== undefined) {
    refuse(fault, text.lineOf([]));
  } else if (value.kind.endsWith('List') && Array.isArray(value.items)) {
    const texts = text.items(value.items.length, locate(text.read(), ['items']).items);
    value.items.forEach((item: any, index: number) => {
      const named = isMapping(item) && value.kind !== 'List'
        ? { apiVersion: value.apiVersion, kind: value.kind.slice(0, -'List'.length), ...item } : item;
      accept(named, texts[index], document, collection, refuse);
    });
  } else {
    collection.add(new Manifest(text, document, value));
  }
}

function faultOf(value: unknown): string | undefined {
  if (!isMapping(value)) {
    const got = Array.isArray(value) ? 'a list' : value === null ? 'nothing' : `the ${typeof value} ${excerpt(value)}`;
    return `a manifest is a mapping with apiVersion, kind and metadata, but this is ${got}`;
  }
  for (const field of ['apiVersion', 'kind'] as const) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    if (typeof found !== 'string' || found === '') {
      return `no Kubernetes object: its ${field} ${found === undefined ? 'is missing' : `is ${excerpt(found)}, not a name`}`;
    }
  }
  if (value.kind === 'List' && value.apiVersion === 'v1' && !Array.isArray(value.items)) {
    return `a List has its objects in a list, items: [...], but ${value.items === undefined ? 'it has no items' : `items is ${excerpt(value.items)}`}`;
  }
  return undefined;
}

function countParts(text: string): number {
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      // Line ends, quotes and escapes (a text is put together from what lies between them), and , - ? [ {
      case 0x0A: case 0x0D: case 0x27: case 0x5C: case 0x2C: case 0x2D: case 0x3F: case 0x5B: case 0x7B: parts++;
    }
  }
  return parts;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MiB`;
}

function notUtf8(bytes: Buffer, at: number): string {
  const utf16 = (bytes[0] === 0xFF && bytes[1] === 0xFE) || (bytes[0] === 0xFE && bytes[1] === 0xFF);
  const byte = bytes[at].toString(16).toUpperCase().padStart(2, '0');
  return `not UTF-8: byte ${at} (counted from 0) is 0x${byte}; ${utf16 ? 'it looks like UTF-16: ' : ''}save it as UTF-8`;
}

class Manifest implements ManifestDocument {
  readonly file: string;
  readonly line: number;

  constructor(private readonly text: DocumentText, readonly document: number, readonly object: any) {
    this.file = text.file;
    this.line = text.lineOf([]).line;
  }

  lineOf(path: readonly (string | number)[]): Position {
    return this.text.lineOf(path);
  }
}
