import type { TrafficDecision } from '../../decision';
import type { ReadRule } from '../../manifests';
import { describeTest } from '../../request-test';
import { byText } from '../../../text';
import type { PlannedWorkload, Side, TransitionContext } from '../types';

/** Classes of requests that one rule answers before and one rule answers after. */
export interface Flow {
  /** Names of the classes, in their order. */
  readonly names: string[];
  readonly before: TrafficDecision;
  readonly after: TrafficDecision;
  /** The rule that answers; undefined where none does. */
  readonly ruleBefore?: ReadRule;
  readonly ruleAfter?: ReadRule;
}

/** Which Services answer on both sides; read once for all rules. */
export class Traffic {
  /** The traffic of a context. */
  public static of(context: TransitionContext): Traffic {
    const known = kept.get(context);
    if (known !== undefined) return known;
    const traffic = new Traffic(context);
    kept.set(context, traffic);
    return traffic;
  }

  public readonly flows: Flow[];
  /** Services with a share on either side, 'namespace/name', in the order of text. */
  public readonly services: string[];
  private readonly shares: { readonly before: Map<string, number>; readonly after: Map<string, number> };
  private readonly flowsOf = new Map<string, Flow[]>();

  private constructor(private readonly context: TransitionContext) {
    const flows = new Map<string, Flow>();
    for (const { name, before, after } of context.classes) {
      const key = JSON.stringify([...place(before), ...place(after)]);
      const known = flows.get(key);
      if (known !== undefined) {
        known.names.push(name);
        continue;
      }
      flows.set(key, { names: [name], before, after, ruleBefore: ruleOf(context.before, before), ruleAfter: ruleOf(context.after, after) });
    }
    this.flows = [...flows.values()];
    this.shares = { before: greatest(this.flows, 'before'), after: greatest(this.flows, 'after') };
    this.services = [...new Set([...this.shares.before.keys(), ...this.shares.after.keys()])].sort(byText);
    for (const flow of this.flows) {
      for (const service of servicesOf(flow)) this.flowsOf.set(service, [...this.flowsOf.get(service) ?? [], flow]);
    }
  }

  /** The greatest share of a Service in any class before, 0 to 1. */
  public before(service: string): number {
    return this.shares.before.get(service) ?? 0;
  }

  /** The greatest share of a Service in any class after, 0 to 1. */
  public after(service: string): number {
    return this.shares.after.get(service) ?? 0;
  }

  /** The greatest share of a Service on either side. */
  public either(service: string): number {
    return Math.max(this.before(service), this.after(service));
  }

  /** Flows with a share of a Service on either side. */
  public of(service: string): Flow[] {
    return this.flowsOf.get(service) ?? [];
  }

  /** Workloads behind a Service that stand on both sides. */
  public standing(service: string): { readonly before: PlannedWorkload; readonly after: PlannedWorkload }[] {
    const after = new Map(this.context.after.podsOf(service).map(workload => [workload.key, workload]));
    return this.context.before.podsOf(service).flatMap(workload => {
      const same = after.get(workload.key);
      return same === undefined ? [] : [{ before: workload, after: same }];
    });
  }

  /** Workloads behind a Service that stand on both sides and whose pods become others. */
  public changed(service: string): { readonly before: PlannedWorkload; readonly after: PlannedWorkload }[] {
    return this.standing(service).filter(({ before, after }) => before.template !== after.template);
  }
}

/** Whether a class had an answer that it could lose: one that had none is served no worse by anything new. */
export function answered({ route, redirect, backends }: TrafficDecision): boolean {
  return route !== undefined && (redirect !== undefined || backends.length > 0);
}

/** Services with a share of a flow on either side. */
export function servicesOf({ before, after }: Flow): string[] {
  return [...new Set([...Object.keys(before.shares), ...Object.keys(after.shares)])];
}

/** Share of a Service in a decision; rounded, since equal quotients may differ in their last bit. */
export function shareIn(decision: TrafficDecision, service: string): number {
  return Math.round((decision.shares[service] ?? 0) * 1e9) / 1e9;
}

/** Services that a rule names, with a weight or without. */
export function namedBy(rule: ReadRule | undefined): string[] {
  if (rule === undefined) return [];
  return [...new Set(rule.backendRefs.map(ref => `${ref?.namespace ?? rule.route.namespace}/${ref?.name}`))];
}

/** Services that the rule of a flow names on either side. */
export function namedIn({ ruleBefore, ruleAfter }: Flow): string[] {
  return [...new Set([...namedBy(ruleBefore), ...namedBy(ruleAfter)])];
}

/** Whether the rule of a flow divides requests, or lists who may get them next: a split of a pattern. */
export function isSplit({ ruleBefore, ruleAfter }: Flow): boolean {
  return namedBy(ruleBefore).length > 1 || namedBy(ruleAfter).length > 1;
}

/** Whether a rule is for an audience: each of its matches asks for a header or a query parameter. */
export function isAudience(rule: ReadRule | undefined): boolean {
  return rule !== undefined && rule.matches.length > 0 && rule.matches.every(({ test }) => test.headers.length > 0 || test.query.length > 0);
}

/** Whether two rules are one rule on both sides: by name, or by what they match. */
export function isSameRule(a: ReadRule | undefined, b: ReadRule | undefined): boolean {
  if (a === undefined || b === undefined || a.route.kind !== b.route.kind || a.route.key !== b.route.key) return false;
  return (a.name !== undefined && a.name === b.name) || matchesText(a) === matchesText(b);
}

/** The matches of a rule as a text that is equal for equal ones. */
export function matchesText(rule: ReadRule): string {
  return rule.matches.map(({ test }) => describeTest(test)).join(' or ');
}

const kept = new WeakMap<TransitionContext, Traffic>();

function place({ routeKind, route, rule }: TrafficDecision): unknown[] {
  return [routeKind ?? null, route ?? null, rule ?? null];
}

function ruleOf(side: Side, { routeKind, route, rule }: TrafficDecision): ReadRule | undefined {
  if (routeKind === undefined || route === undefined || rule === undefined) return undefined;
  return side.model._manifests.route(routeKind, route)?.rules[rule];
}

function greatest(flows: Flow[], side: 'before' | 'after'): Map<string, number> {
  const shares = new Map<string, number>();
  for (const flow of flows) {
    for (const [service, share] of Object.entries(flow[side].shares)) shares.set(service, Math.max(shares.get(service) ?? 0, share));
  }
  return shares;
}
