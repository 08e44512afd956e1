import { isDeepStrictEqual } from 'node:util';
import type { Findings } from './judge.js';
import { keyOf, parentOf, parentsOf, type LiveState } from './state.js';

/**
 * Each parent has taken the route over as it is now: Accepted and ResolvedRefs are True, and were judged at its generation.
 * A status of an earlier generation says nothing of these rules.
 */
export function judgeParents(there: any, object: any, live: LiveState, { missing, notes }: Findings): void {
  const key = keyOf(object, live.namespace);
  const own = object.metadata?.namespace ?? live.namespace;
  const generation = there.metadata?.generation ?? 0;
  const parents = parentsOf(object, live.namespace);
  if (parents.length === 0) missing.push({ object: key, what: 'route', detail: 'it has no parentRefs, so no gateway serves it' });
  for (const parent of parents) {
    const reports: any[] = (there.status?.parents ?? []).filter((report: any) => isDeepStrictEqual(parentOf(report?.parentRef ?? {},
      own), parent));
    const judged = reports.map(report => ({ report, problems: problemsOf(report, generation), stale: isStale(report, generation) }));
    const good = judged.some(({ problems }) => problems.length === 0);
    if (judged.length === 0) {
      missing.push({ object: key, what: 'route', detail: `${name(parent)} has not said anything of it: is there such a gateway, and a`
        + ' controller for its class?' });
    }
    for (const { report, problems, stale } of judged.filter(one => one.problems.length > 0)) {
      const detail = `${name(parent)}, controller ${report.controllerName ?? 'unknown'}: ${problems.join('; ')}`;
      // A controller that was taken away leaves its last words behind.
      if (good && stale) notes.push(`${key}: ${detail}; another controller has taken it over`);
      else missing.push({ object: key, what: 'route', detail });
    }
    noteGateway(parent, live, notes);
  }
}

/** In a few words whether a route's parents have taken it over, for a table. */
export function parentsText(there: any, object: any, live: LiveState): string {
  const found: Findings = { missing: [], notes: [] };
  judgeParents(there, object, live, found);
  const generation = there.metadata?.generation ?? 0;
  return found.missing.length === 0 ? `accepted at generation ${generation}` : `not accepted at generation ${generation}`;
}

function problemsOf(report: any, generation: number): string[] {
  const conditions: any[] = report.conditions ?? [];
  const of = (type: string) => conditions.find(condition => condition?.type === type);
  const needed = ['Accepted', 'ResolvedRefs'].flatMap(type => {
    const condition = of(type);
    if (condition === undefined) return [`${type} is not reported`];
    if ((condition.observedGeneration ?? 0) !== generation) {
      return [`${type} is of generation ${condition.observedGeneration ?? 'unknown'}, the route is at ${generation}`];
    }
    return condition.status === 'True' ? [] : [`${type} is ${condition.status} (${said(condition)})`];
  });
  const partly = of('PartiallyInvalid');
  return partly?.status === 'True' ? [...needed, `some of its rules are left out (${said(partly)})`] : needed;
}

function isStale(report: any, generation: number): boolean {
  return (report.conditions ?? []).every((condition: any) => (condition?.observedGeneration ?? 0) < generation);
}

function said({ reason, message }: any): string {
  return [reason ?? 'no reason', ...message === undefined || message === '' ? [] : [String(message).slice(0, 200)]].join(': ');
}

function name({ kind, namespace, name: own, sectionName, port }: any): string {
  const part = sectionName === undefined ? '' : ` listener ${sectionName}`;
  return `${kind} ${namespace}/${own}${part}${port === undefined ? '' : ` port ${port}`}`;
}

/** A gateway is others' business, and no reason to wait; but it may explain what is seen. */
function noteGateway({ kind, namespace, name: own }: any, live: LiveState, notes: string[]): void {
  const gateway = kind === 'Gateway' ? live.gateways.get(`Gateway ${namespace}/${own}`) : undefined;
  const programmed = (gateway?.status?.conditions ?? []).find((condition: any) => condition?.type === 'Programmed');
  if (gateway === undefined || programmed?.status === 'True') return;
  const note = `Gateway ${namespace}/${own}: Programmed is ${programmed?.status ?? 'not reported'}${programmed === undefined ? ''
    : ` (${said(programmed)})`}`;
  if (!notes.includes(note)) notes.push(note);
}
