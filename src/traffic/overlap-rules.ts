import { TrafficError } from '../errors';
import { Conditions, conditionsKey, describeConditions } from './conditions';
import { Match } from './match';
import { overlap, precedence } from './override';

/** An override as it takes part in the order: its name, its full match, and which target it has. */
export interface OrderedOverride {
  readonly name: string;
  readonly match: Match;
  /** Equal for overrides whose requests need no order among each other: the same workload and the same treatment. */
  readonly target: string;
}

/** A rule of the order: the match, and the override (by index) whose target it has. */
export interface OrderedRule {
  readonly name: string;
  readonly match: Match;
  readonly override: number;
}

interface Region {
  readonly members: number[];
  readonly alternatives: Conditions[];
}

/**
 * The rules by which overrides that can both match are ordered as the user wrote them.
 *
 * The place in the list decides only between rules of equal precedence, so it is not enough: a later override with more headers
 * would win. For each two overrides of different targets that can both match, a rule that matches both is stated, with the
 * first one's target; for three and more only where without it a wrong one would win.
 *
 * @throws when an override can never match, or an order cannot be stated
 */
export function orderOverrides(overrides: OrderedOverride[]): OrderedRule[] {
  const emitted: Region[] = overrides.map((override, i) => ({ members: [i], alternatives: override.match._alternatives }));
  // With one target for all, whichever wins is right.
  let level: Region[] = overrides.some(override => override.target !== overrides[0].target) ? [...emitted] : [];
  while (level.length > 0) {
    const next: Region[] = [];
    for (const region of level) {
      const last = region.members[region.members.length - 1];
      for (let i = last + 1; i < overrides.length; i++) {
        const joined = join(overrides, region, i);
        if (joined === undefined) continue;
        next.push(joined);
        const needed = joined.members.length === 2 ? differ(overrides, joined.members) : !firstWins(overrides, emitted, joined);
        if (needed) emitted.push(withoutStated(overrides, joined, emitted));
      }
    }
    if (emitted.length > 16) {
      const names = emitted.map(region => ruleName(overrides, region)).join(', ');
      throw new TrafficError(
        `the overrides need ${emitted.length} rules, because requests can match several of them at once (${names}), but a route takes 16; tell audiences apart by values of one header, or name fewer`);
    }
    level = next;
  }
  refuseHidden(overrides, emitted);
  return emitted
    .filter(region => region.alternatives.length > 0)
    .sort(byOrder)
    .map(region => ({ name: ruleName(overrides, region), match: Match._of(region.alternatives), override: region.members[0] }));
}

/** Regions of more overrides first; then as the user wrote them. */
function byOrder(a: Region, b: Region): number {
  if (a.members.length !== b.members.length) return b.members.length - a.members.length;
  const differs = a.members.findIndex((member, i) => member !== b.members[i]);
  return differs < 0 ? 0 : a.members[differs] - b.members[differs];
}

function join(overrides: OrderedOverride[], region: Region, i: number): Region | undefined {
  const { alternatives, unstated } = overlap(Match._of(region.alternatives), overrides[i].match);
  const first = overrides[region.members[0]];
  for (const [a, b] of unstated) {
    // Two patterns on one header: no match states both, so the place in the list must do, and it does only at equal precedence.
    const order = precedence(a, b);
    if (first.target !== overrides[i].target && !(order >= 0)) {
      const why = order < 0 ? 'the second is the sharper one and would win; put it first' : 'which one wins is implementation-specific; use no regular expression on the path';
      throw new TrafficError(
        `'${first.name}' stands before '${overrides[i].name}', but where both match (${describeConditions(a)}; ${describeConditions(b)}) ${why}, or match another header`);
    }
  }
  return alternatives.length === 0 ? undefined : { members: [...region.members, i], alternatives };
}

function differ(overrides: OrderedOverride[], members: number[]): boolean {
  return members.some(member => overrides[member].target !== overrides[members[0]].target);
}

/** Whether a request that matches just these overrides gets the first one's target from the rules there are. */
function firstWins(overrides: OrderedOverride[], emitted: Region[], region: Region): boolean {
  const candidates = emitted.filter(rule => rule.members.every(member => region.members.includes(member)));
  return region.alternatives.every(request => {
    const winner = candidates
      .flatMap(rule => rule.alternatives.filter(c => admits(c, request)).map(conditions => ({ rule, conditions })))
      .sort((a, b) => precedence(b.conditions, a.conditions) || byOrder(a.rule, b.rule))[0];
    return winner !== undefined && overrides[winner.rule.members[0]].target === overrides[region.members[0]].target;
  });
}

/** Whether every request of `inner` also matches `outer`, judged by its conditions. */
function admits(outer: Conditions, inner: Conditions): boolean {
  const { alternatives } = overlap(Match._of([outer]), Match._of([inner]));
  return alternatives.some(both => conditionsKey(both) === conditionsKey(inner));
}

/** A region without the alternatives that its first override states itself, or that belong to an override before that. */
function withoutStated(overrides: OrderedOverride[], region: Region, emitted: Region[]): Region {
  const first = region.members[0];
  const stated = new Set(emitted.filter(rule => rule.members[0] === first).flatMap(rule => rule.alternatives.map(conditionsKey)));
  const before = overrides.slice(0, first).flatMap(override => override.match._alternatives);
  return {
    members: region.members,
    alternatives: region.alternatives.filter(c => !stated.has(conditionsKey(c)) && !before.some(outer => admits(outer, c))),
  };
}

/** An override whose every request belongs to one before it is dead; so is an alternative, which is then left to the earlier rule. */
function refuseHidden(overrides: OrderedOverride[], emitted: Region[]): void {
  for (const [i, override] of overrides.entries()) {
    const earlier = overrides.slice(0, i);
    const hiding = override.match._alternatives.map(c =>
      earlier.find(other => other.match._alternatives.some(outer => admits(outer, c))));
    if (hiding.every(hider => hider !== undefined)) {
      throw new TrafficError(
        `'${override.name}' can never match: every request of it (${override.match.describe()}) belongs to '${hiding[0]!.name}', which stands before it; put '${override.name}' first`);
    }
    const single = emitted.find(region => region.members.length === 1 && region.members[0] === i)!;
    emitted[emitted.indexOf(single)] = {
      members: [i],
      alternatives: single.alternatives.filter((_, k) => hiding[k] === undefined),
    };
  }
}

function ruleName(overrides: OrderedOverride[], region: Region): string {
  return region.members.map(member => overrides[member].name).join('-and-');
}
