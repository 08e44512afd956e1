import type { TrafficDecision } from '../decision';
import { RulePair, RulePairs } from './pairs';
import type { ChangeKind, ClassChange, Side } from './types';
import { decideClasses } from './union';

/** A class of requests on both sides, and what a reviewer wants to know of it beside the change. */
export interface PlannedClass extends ClassChange {
  /** Every kind of change that holds; `change` is the first of them, and 'none' is not among them. */
  readonly changes: ChangeKind[];
  /** What the rules that answer it differ in. */
  readonly pair: RulePair;
}

/** Classes of requests that either side tells apart, decided on both. */
export function compareClasses(before: Side, after: Side): PlannedClass[] {
  const pairs = new RulePairs(before, after);
  return decideClasses(before, after).map(decided => {
    const pair = pairs.of(decided.before, decided.after);
    const changes = changesOf(decided.before, decided.after, pair);
    return { ...decided, pair, changes, change: changes[0] ?? 'none' };
  });
}

/** Whether a decision is an answer: from a backend, or a redirect. */
export function isAnswer({ route, redirect, backends }: TrafficDecision): boolean {
  return route !== undefined && (redirect !== undefined || backends.length > 0);
}

/** Kinds of change that hold, the gravest first. */
function changesOf(before: TrafficDecision, after: TrafficDecision, pair: RulePair): ChangeKind[] {
  const [was, is] = [isAnswer(before), isAnswer(after)];
  if (!was) return is ? ['gain'] : [];
  if (!is) return ['loss'];
  const changes: ChangeKind[] = [];
  if (isBroken(before, after, pair)) changes.push('break');
  if (after.errorShare > before.errorShare + ALIKE) changes.push('loss');
  if (after.errorShare < before.errorShare - ALIKE) changes.push('gain');
  if (!sameShares(before.shares, after.shares)) changes.push('shift');
  if (pair.releases.length > 0) changes.push('release');
  if (pair.altered.length > 0 || (pair.rewrites && !sameForwarding(before, after))) changes.push('altered');
  return changes;
}

/** Shares are quotients of weights: equal ones may differ in the last digit. */
const ALIKE = 1e-9;

function sameShares(a: { [service: string]: number }, b: { [service: string]: number }): boolean {
  const services = Object.keys(a);
  if (services.length !== Object.keys(b).length) return false;
  return services.every(service => b[service] !== undefined && Math.abs(a[service] - b[service]) < ALIKE);
}

/** Another answer altogether: a redirect in place of a backend, another target, another path or host at the same backend. */
function isBroken(before: TrafficDecision, after: TrafficDecision, { rewrites }: RulePair): boolean {
  if ((before.redirect === undefined) !== (after.redirect === undefined)) return true;
  if (before.redirect !== undefined) return JSON.stringify(before.redirect) !== JSON.stringify(after.redirect);
  return rewrites && before.backends.some(was => {
    const same = after.backends.filter(({ backend }) => backend === was.backend);
    return same.length > 0 && !same.some(is => is.path === was.path && is.host === was.host);
  });
}

/** Whether backends in common are sent the same, and clients get the same headers; shares apart. */
function sameForwarding(before: TrafficDecision, after: TrafficDecision): boolean {
  return before.backends.every(was => {
    const same = after.backends.filter(({ backend }) => backend === was.backend);
    return same.length === 0 || same.some(is => forwardingText(is) === forwardingText(was));
  });
}

function forwardingText({ port, host, path, headers, responseHeaders }: TrafficDecision['backends'][number]): string {
  return JSON.stringify([port, host, path, headers, responseHeaders]);
}
