import type { Findings } from './judge.js';
import { keyOf, type LiveState } from './state.js';

/** The autoscaler in Git that owns the replicas of a Deployment. */
export function scaledBy(deployment: any, expected: readonly any[], namespace: string): any {
  const key = keyOf(deployment, namespace);
  return expected.find(({ kind, metadata, spec }) => kind === 'HorizontalPodAutoscaler'
    && spec?.scaleTargetRef?.kind === 'Deployment'
    && key === keyOf({ kind: 'Deployment', metadata: { namespace: metadata?.namespace, name: spec.scaleTargetRef.name } }, namespace));
}

/**
 * Every pod that is wanted runs the template, is available, and none of another template is left. The condition Available
 * is not asked: it stays True while new pods are stuck, because the old ones serve.
 */
export function judgeDeployment(there: any, object: any, live: LiveState, { missing, notes }: Findings): void {
  const key = keyOf(object, live.namespace);
  const { spec = {}, status = {}, metadata = {} } = there;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    missing.push({ object: key, what: 'generation', detail: `its controller has seen generation ${status.observedGeneration ?? 'none'} of`
      + ` ${metadata.generation}: what the status says is of an earlier spec` });
    return;
  }
  if (spec.paused === true && object.spec?.paused !== true) {
    missing.push({ object: key, what: 'pods', detail: 'it is paused in the cluster, so a new template does not roll out: kubectl rollout'
      + ' resume' });
  }
  const wanted = spec.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  const pods = live.pods.get(key) ?? [];
  if (updatedReplicas !== wanted || availableReplicas !== wanted || unavailableReplicas > 0) {
    missing.push({ object: key, what: 'pods', detail: [
      `${wanted} pods are wanted: ${updatedReplicas} run the current template, ${readyReplicas} are ready, ${availableReplicas} available`,
      ...troubles(there, pods),
    ].join('; ') });
  }
  const old = oldReplicaSets(there, live.replicaSets.get(key) ?? []);
  if (replicas > updatedReplicas || old.length > 0) {
    missing.push({ object: key, what: 'old-pods', detail: [
      replicas > updatedReplicas ? `${replicas - updatedReplicas} of ${replicas} pods run an earlier template` : 'an earlier template has'
        + ' pods yet',
      ...old.map(({ metadata: { name }, status: { replicas: count = 0 } = {} as any }) => `ReplicaSet ${name}: ${count}`),
    ].join('; ') });
  }
  judgeOtherPods(key, there, live, { missing, notes });
  const leaving = pods.filter(({ metadata: pod }) => pod?.deletionTimestamp !== undefined).length;
  if (leaving > 0) notes.push(`${key}: pods that are ending, take no new requests, and finish open ones: ${leaving}`);
}

/** An autoscaler works within its bounds. */
export function judgeAutoscaler(there: any, object: any, expected: readonly any[], live: LiveState, { missing, notes }: Findings): void {
  const key = keyOf(object, live.namespace);
  const { kind, name } = object.spec?.scaleTargetRef ?? {};
  const target = keyOf({ kind, metadata: { namespace: object.metadata?.namespace, name } }, live.namespace);
  const scaled = live.objects.get(target);
  const owner = expected.find(candidate => keyOf(candidate, live.namespace) === target);
  // Replicas 0 switch it off, as contained does.
  if (scaled?.spec?.replicas === 0 && owner?.spec?.replicas === 0) return;
  const least = there.spec?.minReplicas ?? 1;
  // What it wrote into the target; its own status lags behind by up to a sync, 15 seconds.
  const current = scaled?.spec?.replicas ?? there.status?.currentReplicas ?? 0;
  if (current < least) {
    missing.push({ object: key, what: 'autoscaler', detail: `it has scaled ${target} to ${current} pods, and its minimum is ${least}` });
  }
  if (scaled?.spec?.replicas === 0) {
    missing.push({ object: key, what: 'autoscaler', detail: `${target} has replicas 0 in the cluster, which switches the autoscaler off;`
      + ' Git does not say so' });
  }
  for (const { type, status, reason } of there.status?.conditions ?? []) {
    if (['AbleToScale', 'ScalingActive'].includes(type) && status === 'False') notes.push(`${key}: ${type} is False (${reason ?? 'no'
      + ' reason'}): it does not scale`);
  }
}

/** ReplicaSets of earlier templates that have pods. */
function oldReplicaSets({ metadata }: any, sets: readonly any[]): any[] {
  const current = metadata?.annotations?.[REVISION];
  if (current === undefined) return [];
  return sets.filter(set => owns(metadata?.uid, set) && set.metadata?.annotations?.[REVISION] !== current
    && ((set.spec?.replicas ?? 1) > 0 || (set.status?.replicas ?? 0) > 0));
}

/** Pods that carry the Deployment's labels and are another's: its Service leads to them as well. */
function judgeOtherPods(key: string, { metadata }: any, live: LiveState, { missing }: Findings): void {
  const sets = live.replicaSets.get(key);
  if (sets === undefined || metadata?.uid === undefined) return;
  const own = new Set(sets.filter(set => owns(metadata.uid, set)).map(set => set.metadata?.uid));
  const others = (live.pods.get(key) ?? []).filter(pod => isReady(pod)
    && !(pod.metadata?.ownerReferences ?? []).some(({ uid }: any) => own.has(uid)));
  if (others.length === 0) return;
  missing.push({ object: key, what: 'other-pods', detail: 'its Service also leads to ready pods that have its labels and are not its own:'
    + ` ${few(others.map(pod => pod.metadata?.name))}` });
}

const REVISION = 'deployment.kubernetes.io/revision';

function owns(uid: unknown, { metadata }: any): boolean {
  return (metadata?.ownerReferences ?? []).some((owner: any) => owner?.uid === uid);
}

function isReady({ metadata, status }: any): boolean {
  return metadata?.deletionTimestamp === undefined
    && (status?.conditions ?? []).some((condition: any) => condition?.type === 'Ready' && condition.status === 'True');
}

/** Why pods are not there or not ready, in the words of the cluster. */
function troubles({ status }: any, pods: readonly any[]): string[] {
  const conditions = (status?.conditions ?? []).filter((condition: any) => (
    (condition?.type === 'Progressing' && condition.status === 'False') || (condition?.type === 'ReplicaFailure'
      && condition.status === 'True')));
  const reasons = new Map<string, number>();
  for (const pod of pods.filter(candidate => candidate.metadata?.deletionTimestamp === undefined && !isReady(candidate))) {
    const reason = podReason(pod);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [
    ...conditions.map(({ reason, message }: any) => `${reason ?? 'failed'}: ${String(message ?? '').slice(0, 200)}`),
    ...[...reasons].slice(0, 3).map(([reason, count]) => `${count} ${count === 1 ? 'pod' : 'pods'}: ${reason}`),
  ];
}

function podReason({ status }: any): string {
  const unscheduled = (status?.conditions ?? []).find((condition: any) => condition?.type === 'PodScheduled'
    && condition.status === 'False');
  if (unscheduled !== undefined) return `${unscheduled.reason ?? 'not scheduled'}${unscheduled.message === undefined ? '' : ` (${String(
    unscheduled.message).slice(0, 200)})`}`;
  const containers = [...status?.initContainerStatuses ?? [], ...status?.containerStatuses ?? []];
  const waiting = containers.find(({ state }: any) => state?.waiting !== undefined && state.waiting.reason !== 'PodInitializing');
  if (waiting !== undefined) return `${waiting.state.waiting.reason ?? 'waiting'} in container ${waiting.name}`;
  const notReady = (status?.containerStatuses ?? []).find(({ ready }: any) => ready === false);
  return notReady === undefined ? `phase ${status?.phase ?? 'unknown'}, not ready` : `container ${notReady.name} is not ready`;
}

function few(names: readonly unknown[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
