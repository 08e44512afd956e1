import { byText } from '../../../text';
import type { Side, TransitionContext, TransitionFinding } from '../types';
import { roleOf } from './roles';
import { stagedApps } from './stages';
import { isSameRule, namedBy, namedIn, shareIn, Traffic } from './traffic';
import { commits } from './words';

/** Two moves in one commit that one could not be taken back without the other: of one app, or on one route. */
export function twoMoves(context: TransitionContext): TransitionFinding[] {
  const moves = movesOf(context);
  const told = new Set<string>();
  const found: TransitionFinding[] = [];
  moves.forEach((a, i) => moves.slice(i + 1).forEach(b => {
    const shared = a.app === b.app ? undefined : [...a.routes].find(route => b.routes.has(route));
    if (a.app !== b.app && shared === undefined) return;
    [...a.routes].filter(route => b.routes.has(route)).forEach(route => told.add(route));
    found.push(finding(a.app === b.app ? a.app : shared!, `${a.text} and ${b.text} are in one commit${shared === undefined ? ', which is two moves of one app' : ' and touch the same route'}`, a.text, b.text));
  }));
  return [...found, ...mixedRoutes(context, told)];
}

interface Move {
  readonly app: string;
  readonly text: string;
  /** 'Kind namespace/name' of the routes that lead to its versions. */
  readonly routes: Set<string>;
}

/** What the stage file moves: a stage, or the variants of an entry. */
function movesOf(context: TransitionContext): Move[] {
  const entries = stagedApps(context).flatMap(({ key, app, before, after }) => {
    const variants = Object.keys(before.variants ?? {}).filter(name => before.variants[name] !== (after.variants?.[name] ?? 'live'));
    return [
      ...before.stage !== undefined && before.stage !== after.stage ? [{ app, text: `${key} ${before.stage} -> ${after.stage}` }] : [],
      ...variants.length === 0 ? [] : [{ app, text: `${key} ${variants.map(name => `${name} ${before.variants[name]} -> ${after.variants?.[name] ?? 'live'}`).join(', ')}` }],
    ];
  });
  if (entries.length < 2) return [];
  const routes = routesByApp(context);
  return entries.map(move => ({ ...move, routes: routes.get(move.app) ?? new Set() }));
}

/** Routes by the label 'app' of the pods that they lead to. */
function routesByApp(context: TransitionContext): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const side of [context.before, context.after]) {
    const apps = new Map<string, string[]>();
    for (const route of side.model._manifests.routes) {
      for (const service of new Set(route.rules.flatMap(namedBy))) {
        if (!apps.has(service)) apps.set(service, appsOf(side, service));
        for (const app of apps.get(service)!) found.set(app, (found.get(app) ?? new Set()).add(`${route.kind} ${route.key}`));
      }
    }
  }
  return found;
}

function appsOf(side: Side, service: string): string[] {
  return side.podsOf(service).map(workload => roleOf(workload).app).filter((app): app is string => app !== undefined);
}

/** Routes in which the weights of two sets of versions that have nothing in common move. */
function mixedRoutes(context: TransitionContext, told: Set<string>): TransitionFinding[] {
  const groups = new Map<string, Set<string>[]>();
  for (const flow of Traffic.of(context).flows) {
    if (!isSameRule(flow.ruleBefore, flow.ruleAfter)) continue;
    const { kind, key } = flow.ruleAfter!.route;
    const list = groups.get(`${kind} ${key}`) ?? [];
    groups.set(`${kind} ${key}`, list);
    // Rules that share a version belong to one pattern.
    const joined = new Set(namedIn(flow));
    for (const other of list.filter(group => [...group].some(service => joined.has(service)))) {
      list.splice(list.indexOf(other), 1);
      other.forEach(service => joined.add(service));
    }
    list.push(joined);
  }
  return [...groups].filter(([route]) => !told.has(route)).flatMap(([route, list]) => {
    const moved = list.filter(group => [...group].some(service => hasMoved(context, route, service))).map(group => [...group].sort(byText).join(' and ')).sort(byText);
    return moved.length < 2 ? [] : [finding(route, `weights of ${moved.join(', and of ')} move in one commit, which is two patterns on one route`, moved[0], moved[1])];
  });
}

function hasMoved(context: TransitionContext, route: string, service: string): boolean {
  return Traffic.of(context).of(service).some(({ before, after, ruleBefore, ruleAfter }) => isSameRule(ruleBefore, ruleAfter)
    && `${ruleAfter!.route.kind} ${ruleAfter!.route.key}` === route && shareIn(before, service) !== shareIn(after, service));
}

function finding(object: string, message: string, first: string, second: string): TransitionFinding {
  return {
    rule: 'transition/two-moves',
    severity: 'error',
    object,
    message: `${message}: when errors come, nobody can tell which of the two did it, and reverting the commit takes back both`,
    fix: commits(`only ${first}; wait until it is in force`, second),
  };
}
