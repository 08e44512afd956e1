import { describeDifference, differences } from './compare.js';
import { judgeEndpoints } from './judge-endpoints.js';
import { judgeParents } from './judge-route.js';
import { judgeAutoscaler, judgeDeployment, scaledBy } from './judge-workload.js';
import { leftovers } from './leftovers.js';
import { resourceOf } from './resources.js';
import { isRoute, keyOf, type LiveState } from './state.js';

/** What is missing before the next move may be made. */
export interface Missing {
  /** 'Kind namespace/name'. */
  readonly object: string;
  readonly what: 'absent' | 'leaving' | 'spec' | 'generation' | 'pods' | 'old-pods' | 'other-pods' | 'endpoints' | 'route' | 'autoscaler';
  readonly detail: string;
}

/** Whether a cluster is where Git is, and works. */
export interface LiveVerdict {
  readonly ready: boolean;
  readonly missing: readonly Missing[];
  /** What to know beside that. */
  readonly notes: readonly string[];
}

/** What the judges write to. */
export interface Findings {
  readonly missing: Missing[];
  readonly notes: string[];
}

/**
 * Judges whether a move may be made: Git's last state is applied and has come to rest. One that is made earlier is synced
 * together with the one before it, which is one unsafe step.
 *
 * @param expected the manifests of the app in Git
 * @param live what the cluster has of it
 */
export function judge(expected: readonly any[], live: LiveState): LiveVerdict {
  const found: Findings = { missing: [], notes: [...live.notes] };
  for (const object of expected.filter(one => resourceOf(one) !== undefined)) {
    const there = judgeApplied(object, expected, live, found);
    if (there === undefined) continue;
    if (object.kind === 'Deployment') judgeDeployment(there, object, live, found);
    else if (object.kind === 'HorizontalPodAutoscaler') judgeAutoscaler(there, object, expected, live, found);
    else if (isRoute(object)) judgeParents(there, object, live, found);
  }
  judgeEndpoints(expected, live, found);
  noteOthers(expected, live, found);
  return { ready: found.missing.length === 0, missing: found.missing, notes: found.notes };
}

/** Judges a route alone: whether the cluster has the weights that Git has, and its gateways have taken them over. */
export function judgeRoute(route: any, live: LiveState): LiveVerdict {
  const found: Findings = { missing: [], notes: [] };
  const there = judgeApplied(route, [route], live, found);
  if (there !== undefined) judgeParents(there, route, live, found);
  return { ready: found.missing.length === 0, missing: found.missing, notes: found.notes };
}

/** The most differences of one object that are told. */
const MOST_TOLD = 6;

/** The live object, where it is there, after it was compared with Git's. */
function judgeApplied(object: any, expected: readonly any[], live: LiveState, { missing }: Findings): any {
  const key = keyOf(object, live.namespace);
  const there = live.objects.get(key);
  if (there === undefined) {
    missing.push({ object: key, what: 'absent', detail: `Git has it, the cluster (context ${live.context}) does not: Git's last state is`
      + ' not applied, or was refused' });
    return undefined;
  }
  if (there.metadata?.deletionTimestamp !== undefined) {
    missing.push({ object: key, what: 'leaving', detail: 'Git has it, but it is being deleted in the cluster' });
  }
  const asked = withDefaults(object, expected, live.namespace);
  const told = differences(asked.spec, there.spec ?? {}, 'spec').map(describeDifference);
  const all = [...told, ...leftovers(asked, there).map(path => `${path}: Git has it no more, the cluster has`)];
  all.slice(0, MOST_TOLD).forEach(detail => missing.push({ object: key, what: 'spec', detail }));
  if (all.length > MOST_TOLD) missing.push({ object: key, what: 'spec', detail: 'fields that differ beside these:'
    + ` ${all.length - MOST_TOLD}` });
  return there;
}

/** What Git means where it is silent, or where another decides. */
function withDefaults(object: any, expected: readonly any[], namespace: string): any {
  if (isRoute(object)) {
    const rules = object.spec?.rules?.map((rule: any) => (rule?.backendRefs === undefined ? rule : {
      ...rule, backendRefs: rule.backendRefs.map((ref: any) => ({ ...ref, weight: ref?.weight ?? 1 })),
    }));
    return rules === undefined ? object : { ...object, spec: { ...object.spec, rules } };
  }
  if (object.kind !== 'Deployment') return object;
  const scaled = scaledBy(object, expected, namespace) !== undefined;
  const { replicas, ...spec } = object.spec ?? {};
  // An autoscaler owns the number, and 0 switches it off.
  if (scaled && replicas !== 0) return { ...object, spec };
  return { ...object, spec: { ...spec, replicas: replicas ?? 1 } };
}

/** Deployments of the app that Git does not have: they wait for a prune, or somebody made them by hand. */
function noteOthers(expected: readonly any[], live: LiveState, { notes }: Findings): void {
  const ours = new Set(expected.map(object => keyOf(object, live.namespace)));
  const others = live.deployments.map(({ metadata }) => keyOf({ kind: 'Deployment', metadata }, live.namespace));
  for (const key of [...new Set(others)].filter(other => !ours.has(other))) {
    notes.push(`${key} is in the cluster, and not among Git's objects of this app: it is not pruned, or not of this pattern`);
  }
}
