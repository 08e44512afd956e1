import type { TrafficDecision } from '../decision';
import { compareClasses, PlannedClass } from './classes';
import { ClassGroup, groupClasses, ORDER } from './groups';
import { movesOf } from './moves';
import { compareObjects, ObjectChange } from './objects';
import type { ChangeKind, PlannedMove, Side, TransitionFinding, TransitionRule } from './types';

/** A finding that is meant: by its rule, with the reason. */
export interface Allowance {
  /** 'transition/…', or the part after '/'. */
  readonly rule: string;
  readonly reason: string;
}

/** Options of a plan. */
export interface PlanOptions {
  readonly allow?: readonly Allowance[];
}

/** A finding, and why it is allowed if it is. */
export interface PlannedFinding extends TransitionFinding {
  readonly allowed?: string;
}

/** What a change does to traffic, and whether it is safe in one commit. */
export interface Plan {
  /** No error that is not allowed. */
  readonly safe: boolean;
  readonly moves: PlannedMove[];
  readonly classes: PlannedClass[];
  readonly groups: ClassGroup[];
  readonly objects: ObjectChange[];
  readonly findings: PlannedFinding[];
  /** Allowances that nothing asked for. */
  readonly unused: Allowance[];
}

/** Plans a change from one side to the other. */
export function planChange(before: Side, after: Side, rules: readonly TransitionRule[], { allow = [] }: PlanOptions = {}): Plan {
  const classes = compareClasses(before, after);
  const moves = movesOf(before.stages, after.stages);
  const context = { before, after, classes, moves };
  const used = new Set<Allowance>();
  const findings = rules.flatMap(rule => rule(context)).map(finding => {
    const allowance = allow.find(({ rule }) => rule === finding.rule || rule === finding.rule.split('/')[1]);
    if (allowance === undefined) return finding;
    used.add(allowance);
    return { ...finding, allowed: allowance.reason };
  });
  return {
    safe: !findings.some(isBlocking),
    moves, classes, groups: groupClasses(classes), objects: compareObjects(before, after), findings,
    unused: allow.filter(one => !used.has(one)),
  };
}

/** Whether a finding makes a change unsafe. */
export function isBlocking({ severity, allowed }: PlannedFinding): boolean {
  return severity === 'error' && allowed === undefined;
}

/** How many classes have each change, the gravest first; those that are 0 are left out. */
export function countChanges({ classes }: Plan): { readonly change: ChangeKind; readonly count: number }[] {
  const counts = new Map<ChangeKind, number>();
  for (const { change } of classes) counts.set(change, (counts.get(change) ?? 0) + 1);
  return ORDER.filter(change => counts.has(change)).map(change => ({ change, count: counts.get(change)! }));
}

/** The plan as JSON: safe, moves, classes, groups, objects, findings. */
export function planJson({ safe, moves, classes, groups, objects, findings }: Plan): any {
  return {
    safe,
    moves,
    classes: classes.map(({ request, name, before, after, change, changes }) => ({
      request: request.toJson(), name, before: decisionJson(before), after: decisionJson(after), change, changes,
    })),
    groups,
    objects,
    findings,
  };
}

function decisionJson({ status, grpcCode, route, routeKind, ruleName, rule, shares, errorShare, mirrors, redirect }: TrafficDecision): any {
  return {
    shares, status, ...(grpcCode === undefined ? {} : { grpcCode }), errorShare,
    routeKind: routeKind ?? null, route: route ?? null, rule: rule ?? null, ruleName: ruleName ?? null,
    ...(mirrors.length === 0 ? {} : { mirrors }), ...(redirect === undefined ? {} : { redirect }),
  };
}
