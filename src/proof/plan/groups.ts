import type { TrafficDecision } from '../decision';
import { Audience, audienceOf } from './audience';
import { byText } from '../../text';
import { isAnswer, PlannedClass } from './classes';
import type { Release, RulePair } from './pairs';
import { percent } from './transitions/words';
import type { ChangeKind } from './types';

/** Classes of requests that fare alike: one line for a person. */
export interface ClassGroup {
  /** Whose requests they are: 'premium users (x-api-tier: premium under /api/)'. */
  readonly name: string;
  /** The same in a few words: 'premium users'. */
  readonly short: string;
  readonly change: ChangeKind;
  /** Every kind of change that holds, the gravest first; empty for none. */
  readonly changes: ChangeKind[];
  /** What happens to their requests: 'task-api-canary 5 % -> 25 %'. */
  readonly traffic: string;
  /** New pods, and what else is altered. */
  readonly details: string[];
  readonly before: { readonly [service: string]: number };
  readonly after: { readonly [service: string]: number };
  /** Routes that answer, 'Kind namespace/name'. */
  readonly routes: string[];
  /** How many classes they are. */
  readonly classes: number;
  /** A few of the requests, in words. */
  readonly examples: string[];
  /** Whether a reviewer needs the line: it changes, or stands beside what changes in the same route. */
  readonly shown: boolean;
}

/** Merges classes into the few lines that a person needs: what changes first, the gravest first. */
export function groupClasses(classes: readonly PlannedClass[]): ClassGroup[] {
  const found = merge(classes);
  const changed = new Set(found.filter(({ changes }) => changes.length > 0).flatMap(({ routes }) => [...routes]));
  const groups = found.map(group => ({ ...group, shown: group.changes.length > 0 || (group.answered && [...group.routes].some(route => changed.has(route))) }));
  const names = new Map<string, number>();
  for (const group of groups) names.set(nameOf(group), (names.get(nameOf(group)) ?? 0) + 1);
  return groups.map(group => {
    const name = nameOf(group);
    const routes = [...group.routes].sort(byText);
    return {
      // Two lines of one name would look like a contradiction.
      name: names.get(name)! > 1 && routes.length > 0 ? `${name} of ${some(routes, 2)}` : name,
      short: some([...new Set(group.audiences.map(({ short }) => short))], 3),
      change: group.changes[0] ?? 'none' as ChangeKind,
      changes: group.changes,
      traffic: group.traffic, details: [...group.details], before: group.before, after: group.after,
      routes, classes: group.classes, examples: group.examples, shown: group.shown,
    };
  }).sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
}

/** The gravest first. */
export const ORDER: readonly ChangeKind[] = ['break', 'loss', 'gain', 'shift', 'release', 'altered', 'none'];

/** A Service as a reader knows it: without its namespace. */
export function shortService(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

interface Group {
  readonly audiences: Audience[];
  readonly changes: ChangeKind[];
  readonly traffic: string;
  readonly details: Set<string>;
  readonly before: { [service: string]: number };
  readonly after: { [service: string]: number };
  readonly routes: Set<string>;
  readonly answered: boolean;
  classes: number;
  readonly examples: string[];
}

const MOST_EXAMPLES = 3;

function merge(classes: readonly PlannedClass[]): Group[] {
  const byPair = new Map<RulePair, Map<string, Group>>();
  const byText = new Map<string, Group>();
  for (const one of classes) {
    // Of tens of thousands of classes most are like one before: those of one pair of rules with the same changes.
    const kind = one.changes.join();
    const known = byPair.get(one.pair) ?? new Map<string, Group>();
    byPair.set(one.pair, known);
    let group = known.get(kind);
    if (group === undefined) {
      group = groupOf(one, byText);
      known.set(kind, group);
    }
    group.classes++;
    if (group.examples.length < MOST_EXAMPLES) group.examples.push(one.request.describe());
  }
  return [...byText.values()];
}

function groupOf({ before, after, changes, pair }: PlannedClass, byText: Map<string, Group>): Group {
  const traffic = trafficText(before, after, changes);
  const details = [...pair.releases.map(releaseText), ...pair.altered.length === 0 ? [] : [`${some(pair.altered, 4)} ${pair.altered.length === 1 ? 'differs' : 'differ'}`]];
  const told = changes.includes('release') || changes.includes('altered') ? details : [];
  const key = JSON.stringify([changes, traffic, told, before.shares, after.shares]);
  const audience = audienceOf(pair);
  let group = byText.get(key);
  if (group === undefined) {
    group = {
      audiences: [], changes, traffic, details: new Set(told), before: before.shares, after: after.shares,
      routes: new Set(), answered: isAnswer(before) || isAnswer(after), classes: 0, examples: [],
    };
    byText.set(key, group);
  }
  if (!group.audiences.some(({ name }) => name === audience.name)) group.audiences.push(audience);
  for (const rule of [pair.ruleBefore, pair.ruleAfter]) {
    if (rule !== undefined) group.routes.add(`${rule.route.kind} ${rule.route.key}`);
  }
  return group;
}

function nameOf({ audiences }: Group): string {
  return some(audiences.map(({ name }) => name), 3);
}

/** 'a, b and 3 more'. */
export function some(texts: readonly string[], most: number): string {
  if (texts.length < 2) return texts.join();
  if (texts.length <= most) return `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`;
  return `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`;
}

function trafficText(before: TrafficDecision, after: TrafficDecision, changes: readonly ChangeKind[]): string {
  const [was, is] = [outcomeText(before), outcomeText(after)];
  if (was === is) return is;
  if (!isAnswer(before) || !isAnswer(after) || before.redirect !== undefined || after.redirect !== undefined) return `${was} -> ${is}`;
  const services = [...new Set([...Object.keys(before.shares), ...Object.keys(after.shares)])];
  const moved = services.map(service => ({ name: shortService(service), from: before.shares[service] ?? 0, to: after.shares[service] ?? 0 }));
  moved.push({ name: 'status 500', from: before.errorShare, to: after.errorShare });
  const texts = moved.filter(({ from, to }) => from !== to).sort((a, b) => (b.to - b.from) - (a.to - a.from))
    .map(({ name, from, to }) => `${name} ${percent(from)} -> ${percent(to)}`);
  return changes.length === 0 ? is : texts.join(', ');
}

function outcomeText(decision: TrafficDecision): string {
  const { redirect, status, route, grpcCode, shares, errorShare } = decision;
  if (redirect !== undefined) return `redirect ${status} to ${redirect.hostname}${redirect.path}`;
  if (route === undefined) return `${grpcCode ?? status} (no route)`;
  const parts = Object.keys(shares).map(service => `${shortService(service)} ${percent(shares[service])}`);
  if (errorShare > 0) parts.push(`status 500 ${percent(errorShare)}`);
  return parts.join(', ');
}

function releaseText({ service, before, after }: Release): string {
  if (after === undefined) return `no pods any more of ${before!.key}`;
  if (before === undefined) return `pods of ${after.key} too`;
  const [was, is] = [imagesOf(before.object), imagesOf(after.object)];
  return `new pods of ${shortService(service)}${was === is ? ' (other template)' : ` (${was} -> ${is})`}`;
}

function imagesOf(object: any): string {
  const containers = object.spec?.template?.spec?.containers;
  return Array.isArray(containers) ? containers.map(container => container?.image).join(', ') : '';
}
