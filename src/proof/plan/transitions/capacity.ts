import type { PlannedWorkload, Side, TransitionContext, TransitionFinding } from '../types';
import { plays, roleOf, workloadsOf } from './roles';
import { canaryStages } from './stages';
import { Flow, isAudience, isSplit, namedIn, shareIn, Traffic } from './traffic';
import { commits, flowWords, keysText, percent, pods } from './words';

/**
 * Pods that do not cover the weight. One commit's objects are applied in any order, so the lesser of the pods before and after
 * must cover the greater of the needs before and after.
 */
export function capacity(context: TransitionContext): TransitionFinding[] {
  return [...shortfalls(context).filter(({ late }) => !late).map(tooFew), ...shrunkStables(context)];
}

/** Pods that come with the weight in place of before it. */
export function capacityLate(context: TransitionContext): TransitionFinding[] {
  return shortfalls(context).filter(({ late }) => late).map(tooLate);
}

interface Shortfall {
  readonly service: string;
  readonly workloads: PlannedWorkload[];
  readonly flow: Flow;
  readonly need: number;
  /** Pods that carry everything. */
  readonly full: number;
  readonly before: number;
  readonly after: number;
  /** Whether there are enough afterwards. */
  readonly late: boolean;
  /** Whether the share goes down. */
  readonly falling: boolean;
}

function shortfalls(context: TransitionContext): Shortfall[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap(service => {
    const worst = traffic.of(service)
      .map(flow => shortfall(context, service, flow))
      .filter((one): one is Shortfall => one !== undefined)
      .sort((a, b) => b.need - a.need)[0];
    return worst === undefined ? [] : [worst];
  });
}

function shortfall(context: TransitionContext, service: string, flow: Flow): Shortfall | undefined {
  const [before, after] = [size(context.before, service), size(context.after, service)];
  // What is not there on one side is said by weight-on-new and removed-with-weight.
  if (before === undefined || after === undefined || (after === 0 && before > 0)) return undefined;
  const [from, to] = [shareIn(flow.before, service), shareIn(flow.after, service)];
  // Less traffic on no fewer pods is a way down, which must never be refused; nor is a state that stays as it was.
  if (to <= from && after >= before) return undefined;
  const base = baseOf(context, flow);
  if (base === undefined || (base.service === service && from === to && !hasCanary(context, flow))) return undefined;
  const need = Math.ceil(base.pods * Math.max(from, to) - 1e-9);
  if (Math.min(before, after) >= need && (before > 0 || to === 0)) return undefined;
  return {
    service, flow, need: Math.max(1, need), full: base.pods, before, after,
    workloads: context.after.podsOf(service), late: to > from && before < need && after >= need, falling: to < from,
  };
}

/** The Service whose pods carry everything before, and how many they are; undefined where nobody can tell. */
function baseOf(context: TransitionContext, flow: Flow): { readonly service: string; readonly pods: number } | undefined {
  // How many requests an audience brings is not in the manifests.
  if (isAudience(flow.ruleBefore) || isAudience(flow.ruleAfter)) return undefined;
  if (!isSplit(flow) && !takesAll(context, flow)) return undefined;
  const named = namedIn(flow).map(service => ({ service, pods: size(context.before, service) ?? 0 })).filter(one => one.pods > 0);
  const stable = named.find(({ service }) => plays([context.before, context.after], service, 'stable'));
  const byShare = [...named].sort((a, b) => shareIn(flow.before, b.service) - shareIn(flow.before, a.service) || a.pods - b.pods);
  return stable ?? byShare.find(({ service }) => shareIn(flow.before, service) > 0);
}

/** Whether a canary is out: else the size of who carries everything is its owner's to choose. */
function hasCanary({ before, after }: TransitionContext, flow: Flow): boolean {
  return namedIn(flow).some(service => plays([before, after], service, 'canary'));
}

/** Whether a sole backend takes over a whole route from another: then it needs the other's size. */
function takesAll(context: TransitionContext, { before, after, ruleBefore }: Flow): boolean {
  const [from, ...more] = Object.keys(before.shares);
  if (from === undefined || more.length > 0 || ruleBefore === undefined || shareIn(after, from) > 0) return false;
  const others = Traffic.of(context).flows.filter(other => other.ruleBefore?.route === ruleBefore.route && !isAudience(other.ruleBefore));
  return others.every(other => shareIn(other.before, from) === 1 && shareIn(other.after, from) === 0);
}

/** Pods behind a Service; undefined where its workload is not among the manifests, or has no number. */
function size(side: Side, service: string): number | undefined {
  const workloads = side.podsOf(service);
  if (workloads.length === 0 || workloads.some(({ kind }) => kind === 'DaemonSet')) return undefined;
  return workloads.reduce((sum, { capacity: count }) => sum + count, 0);
}

function tooFew({ service, workloads, flow, need, full, before, after, falling }: Shortfall): TransitionFinding {
  const object = keysText(workloads);
  const change = before === after ? pods(after) : `${pods(before)} before and ${after} after`;
  return {
    rule: 'transition/capacity',
    severity: 'error',
    object,
    message: `${object} has ${change}, but ${service} needs ${need} for ${sharesWords(flow, service)} of ${flowWords(flow)}, where ${pods(full)} carry everything`,
    fix: falling
      ? commits(`take the weight off ${service} and keep its ${pods(before)}`, `scale ${object} to ${after}`)
      : commits(`scale ${object} to at least ${need}, and wait until its pods are ready`, `give ${service} its ${percent(shareIn(flow.after, service))}`),
  };
}

function tooLate({ service, workloads, flow, need, full, before, after }: Shortfall): TransitionFinding {
  const object = keysText(workloads);
  return {
    rule: 'transition/capacity-late',
    severity: 'error',
    object,
    message: `${object} goes from ${pods(before)} to ${after} in the commit that gives ${service} ${percent(shareIn(flow.after, service))} of ${flowWords(flow)} (${need} needed, where ${pods(full)} carry everything): the route is quicker than a pod, so ${pods(before)} must carry it for a while`,
    fix: commits(`scale ${object} to ${after}, and wait until its pods are ready`, `give ${service} its ${percent(shareIn(flow.after, service))}`),
  };
}

function sharesWords({ before, after }: Flow, service: string): string {
  const [from, to] = [shareIn(before, service), shareIn(after, service)];
  return from === to ? percent(to) : `${percent(from)} before and ${percent(to)} after`;
}

/** A stable version that shrinks while its canary is out: rollback is legal throughout, and would meet too few pods. */
function shrunkStables(context: TransitionContext): TransitionFinding[] {
  return canaryStages(context).filter(({ from, to }) => from.canaryExists && to.canaryExists).flatMap(({ app, key, to }) =>
    workloadsOf(context.before, app, 'stable').flatMap(before => {
      const after = context.after.workloads.get(before.key);
      if (after === undefined || after.capacity >= before.capacity || roleOf(after).version !== 'stable') return [];
      return [{
        rule: 'transition/capacity',
        severity: 'error',
        object: before.key,
        message: `${before.key} goes from ${pods(before.capacity)} to ${after.capacity} while ${key} is at ${to.stageName}: stable keeps its full size until the canary is gone, because a rollback gives it everything at once`,
        fix: commits('finish the canary, or roll it back and go to baseline', `scale ${before.key} to ${after.capacity}`),
      } satisfies TransitionFinding];
    }));
}
