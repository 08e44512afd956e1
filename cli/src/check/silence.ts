import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { UsageError } from '../exit.js';
import { CATALOGUE } from '../library.js';
import { suggestion } from '../nearest.js';
import type { PlacedFinding, SilencedFinding } from './finding.js';

/** A finding that is meant: by rule and object, with the reason. */
export interface Silence {
  readonly rule: string;
  /** 'Kind namespace/name', where '*' stands for any part of a word. */
  readonly object: string;
  readonly reason: string;
}

/** The file that is read where --config names none. */
export const CONFIG_FILE = '.cdk8s-traffic.yaml';

/**
 * Reads the configuration: `check: {silence: [{rule, object, reason}]}`.
 *
 * @param file the file, or undefined for the usual one, which may be absent
 */
export function readSilences(file: string | undefined): Silence[] {
  const name = file ?? CONFIG_FILE;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (file === undefined && code === 'ENOENT') return [];
    throw new UsageError(`the configuration ${name} cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
  }
  return silencesOf(text, name);
}

/** The silences of a configuration's text. @throws UsageError that names the file and the entry */
export function silencesOf(text: string, name: string): Silence[] {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) throw new UsageError(`the configuration ${name} is not valid YAML: ${document.errors[0].message.trimEnd()}`);
  const config = (document.toJS({ maxAliasCount: 100 }) ?? {}) as unknown;
  const check = fieldsOf(config, name, '', ['check']).check ?? {};
  const list = fieldsOf(check, name, 'check', ['silence']).silence ?? [];
  if (!Array.isArray(list)) throw new UsageError(`the configuration ${name}: check.silence is ${typeof list}, but must be a list`);
  return list.map((entry, i) => silenceOf(entry, name, `check.silence[${i}]`));
}

/** Parts the findings into those that stand and those that are silenced; a silence that fits none is told as unused. */
export function silence(found: readonly PlacedFinding[], silences: readonly Silence[]): { findings: PlacedFinding[]; silenced: SilencedFinding[]; unused: Silence[] } {
  const findings: PlacedFinding[] = [];
  const silenced: SilencedFinding[] = [];
  const used = new Set<Silence>();
  const tests = silences.map(one => ({ one, object: patternOf(one.object) }));
  for (const finding of found) {
    const hit = tests.find(({ one, object }) => one.rule === finding.rule && object.test(finding.object));
    if (hit === undefined) {
      findings.push(finding);
      continue;
    }
    used.add(hit.one);
    silenced.push({ ...finding, reason: hit.one.reason });
  }
  return { findings, silenced, unused: silences.filter(one => !used.has(one)) };
}

function silenceOf(entry: unknown, name: string, at: string): Silence {
  const { rule, object, reason } = fieldsOf(entry, name, at, ['rule', 'object', 'reason']);
  for (const [field, value, example] of [['rule', rule, 'route/client-header'], ['object', object, 'HTTPRoute shop/cart'],
    ['reason', reason, 'the edge proxy sets this header']] as const) {
    if (typeof value !== 'string' || value.trim() === '') {
      throw new UsageError(`the configuration ${name}: ${at}.${field} is ${JSON.stringify(value)}, but must be a text such as '${example}'`);
    }
  }
  const ids = CATALOGUE.map(({ id }) => id);
  if (!ids.includes(rule as string)) throw new UsageError(`the configuration ${name}: ${at}.rule is '${String(rule)}', which is no rule. ${suggestion(rule as string, ids)}`);
  return { rule: rule as string, object: object as string, reason: reason as string };
}

function fieldsOf(value: unknown, name: string, at: string, known: readonly string[]): Record<string, unknown> {
  const where = at === '' ? '' : ` at ${at}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`the configuration ${name} must be a map with ${known.join(', ')}${where}`);
  }
  const unknown = Object.keys(value).find(key => !known.includes(key));
  if (unknown !== undefined) throw new UsageError(`the configuration ${name} has '${unknown}'${where}, but knows ${known.join(', ')}. ${suggestion(unknown, known)}`);
  return value as Record<string, unknown>;
}

/** Only '*' has a meaning, so no pattern of a user's can take long. */
function patternOf(text: string): { test(object: string): boolean } {
  const parts = text.split('*');
  return {
    test: object => {
      if (parts.length === 1) return object === text;
      if (!object.startsWith(parts[0]) || !object.endsWith(parts[parts.length - 1])) return false;
      let at = parts[0].length;
      for (const part of parts.slice(1, -1)) {
        at = object.indexOf(part, at);
        if (at < 0) return false;
        at += part.length;
      }
      return at <= object.length - parts[parts.length - 1].length;
    },
  };
}
