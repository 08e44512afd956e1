import { TrafficError } from '../errors';
import { Conditions, conditionsKey, describeConditions } from './conditions';
import { Match } from './match';
import { admits, conjunction, narrowed, overlap, precedence } from './override';

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

/** A rule in the making: its requests all belong to the first of its members, whose target it has. */
interface Region {
  readonly members: number[];
  alternatives: Conditions[];
}

/** The most rules that a route takes. */
const MOST_RULES = 16;

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
  const regions: Region[] = overrides.map(({ match }, i) => ({ members: [i], alternatives: match._alternatives }));
  addPairs(overrides, regions);
  refuseTooMany(overrides, regions);
  leaveHidden(overrides, regions);
  addWhereWrong(overrides, regions);
  return inPlace(overrides, regions.filter(({ alternatives }) => alternatives.length > 0))
    .map(region => ({ name: ruleName(overrides, region.members), match: Match._of(region.alternatives), override: region.members[0] }));
}

/** A rule for each two overrides of different targets that can both match, where a match can state it. */
function addPairs(overrides: OrderedOverride[], regions: Region[]): void {
  overrides.forEach((first, i) => overrides.forEach((second, k) => {
    if (k <= i || first.target === second.target) return;
    const own = new Set(first.match._alternatives.map(conditionsKey));
    const alternatives = overlap(first.match, second.match).alternatives
      // What the first states itself, or belongs to an override before it, is stated already.
      .filter(c => !own.has(conditionsKey(c)) && !belongsBefore(overrides, i, c));
    if (alternatives.length > 0) regions.push({ members: [i, k], alternatives });
  }));
}

/** An override whose every request belongs to one before it is dead; so is an alternative, which is then left to the earlier rule. */
function leaveHidden(overrides: OrderedOverride[], regions: Region[]): void {
  for (const [i, override] of overrides.entries()) {
    const hiding = override.match._alternatives.map(c =>
      overrides.slice(0, i).find(other => other.match._alternatives.some(outer => admits(outer, c))));
    if (hiding.every(hider => hider !== undefined)) {
      throw new TrafficError(
        `'${override.name}' can never match: every request of it (${override.match.describe()}) belongs to '${hiding[0]!.name}', which stands before it; put '${override.name}' first`);
    }
    regions[i].alternatives = override.match._alternatives.filter((_, k) => hiding[k] === undefined);
  }
}

/**
 * Adds rules until each override wins where it is the first: whatever rule of another target takes some of its requests is
 * outranked there by another rule. As ranks have an end, the one at the top is then always a right one.
 */
function addWhereWrong(overrides: OrderedOverride[], regions: Region[]): void {
  const open = regions.flatMap(region => region.alternatives.map(rule => ({ region, rule })));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { region, rule } = next;
    for (let first = 0; first < region.members[0]; first++) {
      if (overrides[first].target === overrides[region.members[0]].target) continue;
      for (const own of overrides[first].match._alternatives) {
        if (conjunction(own, rule) === undefined || belongsBefore(overrides, first, own, rule)) continue;
        if (outranked(overrides, regions, region, rule, own)) continue;
        const sharper = narrowed(own, rule);
        if (sharper === undefined) refuseUnstated(overrides, first, region, own, rule);
        const members = membersOf(overrides, first, region, sharper!);
        const known = regions.find(other => other.members.join() === members.join());
        const added = known ?? { members, alternatives: [] };
        if (known === undefined) regions.push(added);
        added.alternatives = [...added.alternatives, sharper!];
        open.push({ region: added, rule: sharper! });
        refuseTooMany(overrides, regions);
      }
    }
  }
}

/** Whether another rule takes all requests that a rule has in common with an alternative of an override before it. */
function outranked(overrides: OrderedOverride[], regions: Region[], region: Region, rule: Conditions, own: Conditions): boolean {
  return regions.some(other => other.alternatives.some(c => {
    if (!admits(c, rule, own)) return false;
    const order = precedence(c, rule);
    return order > 0 || (order === 0 && standsBefore(overrides, other, region));
  }));
}

/** Whether a rule must stand before another where both have one rank. */
function standsBefore(overrides: OrderedOverride[], a: Region, b: Region): boolean {
  return a.members[0] < b.members[0] && overrides[a.members[0]].target !== overrides[b.members[0]].target;
}

/** The overrides that a rule is for: the first, and those of another rule that the rule lies in, or all of them. */
function membersOf(overrides: OrderedOverride[], first: number, { members }: Region, rule: Conditions): number[] {
  const within = members.filter(member => overrides[member].match._alternatives.some(outer => admits(outer, rule)));
  return [first, ...within.length > 0 ? within : members];
}

/** Whether the requests that meet all the conditions belong to an override before one. */
function belongsBefore(overrides: OrderedOverride[], index: number, ...conditions: Conditions[]): boolean {
  return overrides.slice(0, index).some(({ match }) => match._alternatives.some(outer => admits(outer, ...conditions)));
}

/** Rules of more overrides first, then as the user wrote them; but where ranks are equal, that of an earlier override. */
function inPlace(overrides: OrderedOverride[], regions: Region[]): Region[] {
  const left = [...regions].sort(byOrder);
  const mustWait = (region: Region) => left.some(other => standsBefore(overrides, other, region)
    && other.alternatives.some(a => region.alternatives.some(b => precedence(a, b) === 0 && conjunction(a, b) !== undefined)));
  const placed: Region[] = [];
  while (left.length > 0) placed.push(...left.splice(left.findIndex(region => !mustWait(region)), 1));
  return placed;
}

function byOrder(a: Region, b: Region): number {
  if (a.members.length !== b.members.length) return b.members.length - a.members.length;
  const differs = a.members.findIndex((member, i) => member !== b.members[i]);
  return differs < 0 ? 0 : a.members[differs] - b.members[differs];
}

function refuseUnstated(overrides: OrderedOverride[], first: number, region: Region, own: Conditions, rule: Conditions): never {
  // A pattern on the path, or more headers than one match takes.
  const order = precedence(own, rule);
  const why = order < 0 ? 'the second is the sharper one and would win; put it first'
    : 'which one wins is implementation-specific; use no regular expression on the path';
  throw new TrafficError(
    `'${overrides[first].name}' stands before '${ruleName(overrides, region.members)}', but where both match (${describeConditions(own)}; ${describeConditions(rule)}) ${why}, or match another header`);
}

function refuseTooMany(overrides: OrderedOverride[], regions: Region[]): void {
  if (regions.length <= MOST_RULES) return;
  const names = regions.map(({ members }) => ruleName(overrides, members)).join(', ');
  throw new TrafficError(
    `the overrides need ${regions.length} rules, because requests can match several of them at once (${names}), but a route takes ${MOST_RULES}; tell audiences apart by values of one header, or name fewer`);
}

function ruleName(overrides: OrderedOverride[], members: number[]): string {
  return members.map(member => overrides[member].name).join('-and-');
}
