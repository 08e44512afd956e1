import type { ReadRule } from '../../manifests';
import type { PlannedWorkload } from '../types';
import { Flow } from './traffic';

/** A share, 0 to 1, as people write it: '5 %'. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

/** Shares in words: 'a/x 95 %, a/y 5 %'; 'nothing' for none. */
export function sharesText(shares: { [service: string]: number }): string {
  return Object.entries(shares).map(([service, share]) => `${service} ${percent(share)}`).join(', ') || 'nothing';
}

/** 'no pod', '1 pod', '3 pods'. */
export function pods(count: number): string {
  return count === 0 ? 'no pod' : `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

/** A rule in words: "rule 'split' of HTTPRoute shop/cart". */
export function ruleWords(rule: ReadRule): string {
  return `rule ${rule.name === undefined ? `${rule.index}` : `'${rule.name}'`} of ${rule.route.kind} ${rule.route.key}`;
}

/** Where a flow is decided, in words. */
export function flowWords({ ruleAfter, ruleBefore }: Flow): string {
  const rule = ruleAfter ?? ruleBefore;
  return rule === undefined ? 'no rule' : ruleWords(rule);
}

/** The route of a flow as an object: 'HTTPRoute shop/cart'. */
export function routeObject({ ruleBefore, ruleAfter }: Flow): string {
  const rule = ruleBefore ?? ruleAfter;
  return rule === undefined ? 'HTTPRoute' : `${rule.route.kind} ${rule.route.key}`;
}

/** Keys of workloads in words. */
export function keysText(workloads: readonly PlannedWorkload[]): string {
  return workloads.map(({ key }) => key).join(' and ');
}

/** Names of classes in words: the first few, and how many more. */
export function classesText(names: readonly string[], most = 2): string {
  const first = names.slice(0, most).map(name => `'${name}'`).join(', ');
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}

/** The safe sequence of commits: 'Commit 1: … Commit 2: …'. */
export function commits(...texts: string[]): string {
  return texts.map((text, i) => `Commit ${i + 1}: ${text}.`).join(' ');
}

/** A value as one line of JSON; 'nothing' for an absent one. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
