import type { ReadRule } from '../../manifests';
import { canonicalText } from '../canonical';
import type { Side, TransitionContext, TransitionFinding } from '../types';
import { answered, Flow, isSameRule, shareIn, Traffic } from './traffic';
import { commits, flowWords, keysText, percent, sharesText } from './words';

/** A Service, workload or route that has another name afterwards, while it has traffic. */
export function nameChanged(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  return [...renamedServices(context).values()].map(({ from, to, flow }) => found(`Service ${from}`,
    `Service ${from} is replaced by Service ${to} under ${percent(shareIn(flow.before, from))} of ${flowWords(flow)}: until the gateway knows the new name's endpoints, these requests fail`,
    commits(`add Service ${to} beside ${from}, with no weight`, `move the weight from ${from} to ${to}`, `remove ${from}`)))
    .concat(traffic.services.flatMap(service => renamedWorkloads(context, service)))
    .concat(renamedRoutes(context));
}

/** A Service that is gone, and the new one that takes over its very share. */
export interface RenamedService {
  readonly from: string;
  readonly to: string;
  readonly flow: Flow;
}

/** Services whose share a new Service with another name takes over, by the old name. */
export function renamedServices(context: TransitionContext): Map<string, RenamedService> {
  const renamed = new Map<string, RenamedService>();
  for (const flow of Traffic.of(context).flows) {
    const gone = Object.keys(flow.before.shares).filter(service => isIn(context.before, service) && !isIn(context.after, service));
    const fresh = Object.keys(flow.after.shares).filter(service => !isIn(context.before, service) && isIn(context.after, service));
    for (const from of gone) {
      const to = fresh.find(service => shareIn(flow.after, service) === shareIn(flow.before, from) && samePods(context, from, service));
      if (to !== undefined && !renamed.has(from)) renamed.set(from, { from, to, flow });
    }
  }
  return renamed;
}

/** The manifest of a Service; undefined where the side has none. */
export function serviceOf(side: Side, service: string): any {
  const [namespace, name] = service.split('/');
  return side.model._manifests.get('', 'Service', namespace, name);
}

function isIn(side: Side, service: string): boolean {
  return serviceOf(side, service) !== undefined;
}

function samePods({ before, after }: TransitionContext, from: string, to: string): boolean {
  if (canonicalText(serviceOf(before, from).spec?.selector) === canonicalText(serviceOf(after, to).spec?.selector)) return true;
  const keys = before.podsOf(from).map(({ key }) => key);
  return keys.length > 0 && after.podsOf(to).some(({ key }) => keys.includes(key));
}

function renamedWorkloads(context: TransitionContext, service: string): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const share = Math.min(traffic.before(service), traffic.after(service));
  const [before, after] = [context.before.podsOf(service), context.after.podsOf(service)];
  if (share === 0 || before.length === 0 || after.length === 0 || traffic.standing(service).length > 0) return [];
  // Where it still stands, and only the selector turned to others, that is said by selector-changed.
  if (before.every(({ key }) => context.after.workloads.has(key))) return [];
  return [found(before[0].key,
    `${keysText(before)} is replaced by ${keysText(after)} under Service ${service}, which has ${percent(share)}: the old pods go while the new ones start`,
    commits(`add ${keysText(after)} with a Service of its own and no weight`, 'move the weight to it',
      `remove ${keysText(before)}; or keep the old name, which costs nothing`))];
}

/** Routes that are gone, where a new route decides the same requests in the same way. */
function renamedRoutes(context: TransitionContext): TransitionFinding[] {
  const seen = new Set<string>();
  return Traffic.of(context).flows.flatMap(({ before, after, ruleBefore, ruleAfter, names }) => {
    if (ruleBefore === undefined || ruleAfter === undefined || !answered(before) || isSameRule(ruleBefore, ruleAfter)) return [];
    const [from, to] = [ruleBefore.route, ruleAfter.route];
    if (!isGone(context.after, ruleBefore) || !isGone(context.before, ruleAfter) || seen.has(from.key)) return [];
    if (canonicalText(before.shares) !== canonicalText(after.shares)) return [];
    seen.add(from.key);
    return [found(`${from.kind} ${from.key}`,
      `${from.kind} ${from.key} is replaced by ${to.kind} ${to.key}, with ${sharesText(before.shares)} on it ('${names[0]}'): the old route may be gone before the gateway has taken the new one, and these requests get 404`,
      commits(`add ${to.kind} ${to.key} beside the old one (the older of the two keeps answering)`, `remove ${from.kind} ${from.key}`))];
  });
}

function isGone(side: Side, { route }: ReadRule): boolean {
  return side.model._manifests.route(route.kind, route.key) === undefined;
}

function found(object: string, message: string, fix: string): TransitionFinding {
  return { rule: 'transition/name-changed', severity: 'error', object, message, fix };
}
