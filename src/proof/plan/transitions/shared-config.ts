import { listOf } from '../../manifests';
import { byText } from '../../../text';
import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { at, isEqual } from './equal';
import { Flow, isSplit, namedIn, Traffic } from './traffic';
import { flowWords, keysText } from './words';

/** ConfigMaps and Secrets that two versions of one split name, and that change in place: every version gets it at once. */
export function sharedConfig(context: TransitionContext): TransitionFinding[] {
  const changed = new Map<string, boolean>();
  const told = new Set<string>();
  return Traffic.of(context).flows.filter(isSplit).flatMap(flow => shared(context, flow).flatMap(({ key, workloads }): TransitionFinding[] => {
    if (!changed.has(key)) changed.set(key, hasChanged(context, key));
    if (!changed.get(key) || told.has(key)) return [];
    told.add(key);
    return [{
      rule: 'transition/shared-config',
      severity: 'error',
      object: key,
      message: `${key} changes in place, and ${keysText(workloads)}, which share ${flowWords(flow)}, both read it: the change reaches every version at once and by-passes the split`,
      fix: 'Give the changed content a name of its own (such as a suffix by its version), and let the new version alone name it; remove the old one when no version names it any more.',
    }];
  }));
}

interface Shared {
  readonly key: string;
  readonly workloads: PlannedWorkload[];
}

function shared({ after }: TransitionContext, flow: Flow): Shared[] {
  const readers = new Map<string, Map<string, PlannedWorkload>>();
  for (const workload of namedIn(flow).flatMap(service => after.podsOf(service))) {
    for (const key of configsOf(workload)) readers.set(key, (readers.get(key) ?? new Map()).set(workload.key, workload));
  }
  return [...readers].filter(([, workloads]) => workloads.size > 1).sort(([a], [b]) => byText(a, b))
    .map(([key, workloads]) => ({ key, workloads: [...workloads.values()] }));
}

function hasChanged({ before, after }: TransitionContext, key: string): boolean {
  const [kind, name] = key.split(' ');
  const [was, is] = [before, after].map(side => side.model._manifests.get('', kind, ...name.split('/') as [string, string]));
  return was !== undefined && is !== undefined && !['data', 'binaryData', 'stringData'].every(field => isEqual(was[field], is[field]));
}

/** ConfigMaps and Secrets that the pods of a workload read: 'Kind namespace/name'. */
function configsOf({ object, namespace }: PlannedWorkload): string[] {
  const pod = at(object, 'spec', 'template', 'spec') ?? {};
  const containers = [...listOf(pod.containers), ...listOf(pod.initContainers)];
  const volumes = listOf(pod.volumes).flatMap((volume: any) => [volume, ...listOf(volume?.projected?.sources)]);
  const maps = [
    ...containers.flatMap((one: any) => [...listOf(one?.envFrom).map((from: any) => from?.configMapRef?.name), ...listOf(one?.env).map((env: any) => env?.valueFrom?.configMapKeyRef?.name)]),
    ...volumes.map((volume: any) => volume?.configMap?.name),
  ];
  const secrets = [
    ...containers.flatMap((one: any) => [...listOf(one?.envFrom).map((from: any) => from?.secretRef?.name), ...listOf(one?.env).map((env: any) => env?.valueFrom?.secretKeyRef?.name)]),
    ...volumes.map((volume: any) => volume?.secret?.secretName ?? volume?.secret?.name),
  ];
  const named = (kind: string, names: any[]) => names.filter(name => typeof name === 'string').map(name => `${kind} ${namespace}/${name}`);
  return [...new Set([...named('ConfigMap', maps), ...named('Secret', secrets)])];
}
