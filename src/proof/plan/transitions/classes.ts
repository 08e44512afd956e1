import type { TrafficDecision } from '../../decision';
import type { ClassChange, TransitionContext, TransitionFinding } from '../types';
import { answered, isSameRule } from './traffic';
import { classesText, commits } from './words';

/** Classes of requests that had an answer and have none any more, or errors for a part. */
export function classLost(context: TransitionContext): TransitionFinding[] {
  return grouped(context, ({ change }) => change === 'loss').map(({ names, before, after, object }) => ({
    rule: 'transition/class-lost',
    severity: 'error',
    object,
    message: `${requests(names)} lose their answer: ${before.describe()} before, ${after.describe()} after`,
    fix: `Keep a rule that answers them: a path, hostname, parentRef or rule that goes needs its successor in the commit before. If they shall get no answer any more: ${commits('make sure that nobody sends them any longer, by the gateway\'s access log', 'remove the rule, with --allow transition/class-lost --reason "…"')}`,
  }));
}

/** Classes of requests that get another answer altogether: a redirect, another path at the backend, another app. */
export function classBroken(context: TransitionContext): TransitionFinding[] {
  return grouped(context, change => howBroken(context, change) !== undefined).map(({ names, before, after, object, first }) => {
    const how = howBroken(context, first)!;
    return {
      rule: 'transition/class-broken',
      severity: how.severity,
      object,
      message: `${requests(names)} ${how.text}: ${before.describe()} before, ${after.describe()} after`,
      fix: how.fix,
    };
  });
}

interface Broken {
  readonly severity: 'error' | 'warning';
  readonly text: string;
  readonly fix: string;
}

function howBroken(context: TransitionContext, { change, before, after }: ClassChange): Broken | undefined {
  if (change === 'loss' || change === 'none' || change === 'gain' || !answered(before)) return undefined;
  if (before.redirect !== undefined && after.redirect !== undefined) {
    const [from, to] = [JSON.stringify(before.redirect), JSON.stringify(after.redirect)];
    return from === to ? undefined : {
      severity: 'warning', text: 'are redirected elsewhere',
      fix: 'Make sure that the new address answers before this commit; clients keep permanent redirects (301, 308) for long.',
    };
  }
  const moved = before.backends.find(old => after.backends.some(one => one.backend === old.backend && (one.path !== old.path || one.host !== old.host)));
  if (moved !== undefined) {
    const now = after.backends.find(({ backend }) => backend === moved.backend)!;
    return {
      severity: 'error',
      text: `reach ${moved.backend} as ${now.host}${now.path} in place of ${moved.host}${moved.path}`,
      fix: commits(`let ${moved.backend} answer under both, and wait until that is rolled out`, 'change the rewrite', 'drop the old path from the app'),
    };
  }
  if (fallsThrough(context, before, after)) return {
    severity: 'error',
    text: `fall through to ${after.routeKind} ${after.route}, since their own rule is gone`,
    fix: commits('move their requests to the new backend by the weights of their own rule', 'remove the rule, once both answer alike'),
  };
  return change !== 'break' && (before.redirect === undefined) === (after.redirect === undefined) ? undefined : {
    severity: 'error', text: 'get another kind of answer', fix: commits('let the new address answer beside the old one', 'redirect to it, once its answers are right'),
  };
}

/** Whether the rule is gone, and a rule of another route takes its requests to other Services. */
function fallsThrough(context: TransitionContext, before: TrafficDecision, after: TrafficDecision): boolean {
  if (after.route === undefined || (before.route === after.route && before.routeKind === after.routeKind)) return false;
  if (Object.keys(before.shares).some(service => after.shares[service] !== undefined)) return false;
  const rule = context.before.model._manifests.route(before.routeKind!, before.route!)?.rules[before.rule!];
  const route = context.after.model._manifests.route(before.routeKind!, before.route!);
  // A route that is gone altogether may have a successor under another name.
  return rule !== undefined && route !== undefined && !route.rules.some(other => isSameRule(rule, other) && other.matches.length >= rule.matches.length);
}

interface Group {
  readonly names: string[];
  readonly first: ClassChange;
  readonly before: TrafficDecision;
  readonly after: TrafficDecision;
  readonly object: string;
}

/** Changes that a test picks, those of one rule together. */
function grouped(context: TransitionContext, picks: (change: ClassChange) => boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const change of context.classes) {
    if (change.change === 'none' || !picks(change)) continue;
    const { before, after, name } = change;
    const key = JSON.stringify([before.routeKind, before.route, before.rule, after.routeKind, after.route, after.rule, after.status]);
    const known = groups.get(key);
    if (known !== undefined) known.names.push(name);
    else groups.set(key, { names: [name], first: change, before, after, object: `${before.routeKind} ${before.route}` });
  }
  return [...groups.values()];
}

function requests(names: string[]): string {
  return `requests of ${names.length === 1 ? 'the class' : `${names.length} classes`} ${classesText(names)}`;
}

