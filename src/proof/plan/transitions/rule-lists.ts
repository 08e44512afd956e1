import { listOf, ReadRule } from '../../manifests';
import type { TransitionContext, TransitionFinding } from '../types';
import { isSameRule, namedBy, Traffic } from './traffic';
import { commits, routeObject, ruleWords } from './words';

/** Filters of single backends that come or go under traffic: the gateway builds the rule's backends anew. */
export function backendFilters(context: TransitionContext): TransitionFinding[] {
  const told = new Set<ReadRule>();
  return Traffic.of(context).flows.flatMap((flow): TransitionFinding[] => {
    const { ruleBefore, ruleAfter } = flow;
    if (ruleBefore === undefined || ruleAfter === undefined || !isSameRule(ruleBefore, ruleAfter) || told.has(ruleAfter)) return [];
    if (Object.keys(flow.before.shares).length === 0) return [];
    const changed = ruleAfter.backendRefs.flatMap(ref => {
      const was = ruleBefore.backendRefs.find(other => other?.name === ref?.name && other?.namespace === ref?.namespace && other?.port === ref?.port);
      if (was === undefined) return [];
      const [from, to] = [types(was), types(ref)];
      return from === to ? [] : [`${ref.name} from ${from || 'none'} to ${to || 'none'}`];
    });
    if (changed.length === 0) return [];
    told.add(ruleAfter);
    return [{
      rule: 'transition/backend-filters',
      severity: 'error',
      object: routeObject(flow),
      message: `filters of single backends of ${ruleWords(ruleAfter)} come or go under traffic (${changed.join('; ')}): gateways build the backends of such a rule in another way (on Envoy Gateway a cluster each in place of one), and requests in between get 503`,
      fix: `${commits('put the filter on the whole rule, or add it while the rule has one backend and little traffic', 'move the weight')} To change it for one version alone, give that version the filter in the app.`,
    }];
  });
}

/** Rules that come, go or change places in a route that carries traffic. */
export function ruleList(context: TransitionContext): TransitionFinding[] {
  const told = new Set<string>();
  return Traffic.of(context).flows.flatMap((flow): TransitionFinding[] => {
    const { ruleBefore } = flow;
    const was = ruleBefore?.route;
    if (was === undefined || Object.keys(flow.before.shares).length === 0 || told.has(`${was.kind} ${was.key}`)) return [];
    told.add(`${was.kind} ${was.key}`);
    const is = context.after.model._manifests.route(was.kind, was.key);
    if (is === undefined || is === was) return [];
    const added = is.rules.filter(rule => !was.rules.some(other => isSameRule(rule, other)));
    const removed = was.rules.filter(rule => !is.rules.some(other => isSameRule(rule, other)));
    if (is.rules.length === was.rules.length && is.rules.every((rule, i) => isInPlace(rule, was.rules[i]))) return [];
    const parts = [list('added', added), list('removed', removed), ...added.length + removed.length === 0 ? ['in another order'] : []].filter(part => part !== '');
    return [{
      rule: 'transition/rule-list',
      severity: 'warning',
      object: `${was.kind} ${was.key}`,
      message: `the list of rules of ${was.kind} ${was.key}, which carries traffic, changes (${parts.join('; ')}): Envoy Gateway answers some requests of ${isAtEnd(is.rules, was.rules) ? 'the rules that come or go' : 'the whole route'} with 503 for a moment, measured up to 36 ms`,
      fix: 'Do it in a quiet hour and in a commit of its own, and let clients retry. A rule that comes or goes at the end of the list hits its own requests only; one that is there from the start, such as a pin or variant at stage deployed, and changes its backends later, hits none.',
    }];
  });
}

/** Whether all rules that are in both lists keep their places. */
function isAtEnd(is: readonly ReadRule[], was: readonly ReadRule[]): boolean {
  const shared = Math.min(is.length, was.length);
  return is.slice(0, shared).every((rule, i) => isInPlace(rule, was[i]));
}

/** Whether a rule is the one that stood in its place: a rule that only changes its matches moves no backend. */
function isInPlace(rule: ReadRule, was: ReadRule): boolean {
  return isSameRule(rule, was) || JSON.stringify(namedBy(rule)) === JSON.stringify(namedBy(was));
}

function list(what: string, rules: ReadRule[]): string {
  return rules.length === 0 ? '' : `${what}: ${rules.map(({ name, index }) => name ?? `rule ${index}`).join(', ')}`;
}

function types(ref: any): string {
  return listOf(ref?.filters).map((filter: any) => String(filter?.type)).sort().join(', ');
}

