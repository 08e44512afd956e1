import { describe } from '../../rules/finding';
import { groupOf, nameOf, namespaceOf } from '../../manifests';
import type { TransitionContext, TransitionFinding } from '../types';
import { at, isEqual } from './equal';
import { commits, valueText } from './words';

/** A field that the API server lets nobody change. */
interface Fixed {
  readonly path: string[];
  /** What an absent field means. */
  readonly fallback?: unknown;
  /** An absent value on the side before may have been filled in by the server, so it says nothing. */
  readonly filled?: boolean;
  /** Whether the field may change all the same. */
  readonly free?: (before: any, after: any) => boolean;
}

const SELECTOR: Fixed = { path: ['spec', 'selector'] };
const notSuspended: Pick<Fixed, 'free'> = { free: before => before.spec?.suspend === true };
const external: Pick<Fixed, 'free'> = { free: (before, after) => [before, after].some(({ spec }) => spec?.type === 'ExternalName') };

/** By 'group/Kind': what update validation of Kubernetes 1.34 refuses (pkg/apis, ValidateUpdate of each kind). */
const FIXED: Record<string, Fixed[]> = {
  'apps/Deployment': [SELECTOR],
  'apps/ReplicaSet': [SELECTOR],
  'apps/DaemonSet': [SELECTOR],
  'apps/StatefulSet': [
    SELECTOR, { path: ['spec', 'serviceName'] }, { path: ['spec', 'volumeClaimTemplates'] }, { path: ['spec', 'podManagementPolicy'], fallback: 'OrderedReady' },
  ],
  'batch/Job': [
    { path: ['spec', 'template'], ...notSuspended }, { path: ['spec', 'selector'], filled: true }, { path: ['spec', 'completionMode'], fallback: 'NonIndexed' },
    { path: ['spec', 'completions'], filled: true, free: before => before.spec?.completionMode === 'Indexed' },
    { path: ['spec', 'podFailurePolicy'] }, { path: ['spec', 'backoffLimitPerIndex'] },
  ],
  '/Service': [
    { path: ['spec', 'clusterIP'], ...external }, { path: ['spec', 'ipFamilies', '0'], filled: true, ...external },
    { path: ['spec', 'loadBalancerClass'], free: (before, after) => before.spec?.type !== after.spec?.type },
  ],
  '/PersistentVolumeClaim': [
    { path: ['spec', 'accessModes'] }, { path: ['spec', 'storageClassName'], filled: true }, { path: ['spec', 'volumeMode'], fallback: 'Filesystem' },
    { path: ['spec', 'volumeName'], filled: true }, { path: ['spec', 'selector'] }, { path: ['spec', 'dataSource'] },
    { path: ['spec', 'resources', 'requests', 'storage'], free: (before, after) => isGrown(storage(before), storage(after)) },
  ],
  '/ConfigMap': [{ path: ['data'], free: isMutable }, { path: ['binaryData'], free: isMutable }, { path: ['immutable'], free: isMutable }],
  '/Secret': [{ path: ['type'], fallback: 'Opaque' }, { path: ['data'], free: isMutable }, { path: ['stringData'], free: isMutable }, { path: ['immutable'], free: isMutable }],
  'scheduling.k8s.io/PriorityClass': [{ path: ['value'], fallback: 0 }, { path: ['preemptionPolicy'], fallback: 'PreemptLowerPriority' }],
  'storage.k8s.io/StorageClass': [
    { path: ['provisioner'] }, { path: ['parameters'] }, { path: ['reclaimPolicy'], fallback: 'Delete' }, { path: ['volumeBindingMode'], fallback: 'Immediate' },
  ],
  'rbac.authorization.k8s.io/RoleBinding': [{ path: ['roleRef'] }],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [{ path: ['roleRef'] }],
  'gateway.networking.k8s.io/GatewayClass': [{ path: ['spec', 'controllerName'] }],
  'networking.k8s.io/IngressClass': [{ path: ['spec', 'controller'] }],
};

/** Fields that changed although the API server refuses it: the whole object stays as it was, and the tool that applies it stops. */
export function immutableField({ before, after }: TransitionContext): TransitionFinding[] {
  return after.model._manifests.objects.flatMap(object => {
    const group = groupOf(object);
    const fixed = Object.prototype.hasOwnProperty.call(FIXED, `${group}/${object.kind}`) ? FIXED[`${group}/${object.kind}`] : [];
    const was = fixed.length === 0 ? undefined : before.model._manifests.get(group, object.kind, namespaceOf(object), nameOf(object));
    if (was === undefined || after.model._manifests.get(group, object.kind, namespaceOf(object), nameOf(object)) !== object) return [];
    return fixed.filter(field => hasChanged(field, was, object)).map(field => finding(object, field, was));
  });
}

function hasChanged({ path, fallback, filled, free }: Fixed, before: any, after: any): boolean {
  const [was, is] = [at(before, ...path) ?? fallback, at(after, ...path) ?? fallback];
  if (isEqual(was, is) || (filled && (was === undefined || is === undefined))) return false;
  return free === undefined || !free(before, after);
}

function finding(object: any, { path }: Fixed, before: any): TransitionFinding {
  const field = path.join('.');
  const what = describe(object);
  // Neither the content of a Secret nor a page of YAML belongs into a message.
  const told = ['data', 'stringData', 'binaryData', 'template'].includes(path[path.length - 1]) ? 'changes' : `goes from ${valueText(at(before, ...path))} to ${valueText(at(object, ...path))}`;
  return {
    rule: 'transition/immutable-field',
    severity: 'error',
    object: what,
    message: `${field} of ${what} ${told}, which the API server does not allow: the object stays as it was, and so may everything applied after it`,
    fix: commits(`leave ${field} as it is, and add a ${object.kind} with another name beside this one`, 'turn what refers to it to the new one', `remove ${what}`),
  };
}

function isMutable(before: any): boolean {
  return before.immutable !== true;
}

function storage(claim: any): string {
  return String(claim.spec?.resources?.requests?.storage ?? '0');
}

const UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Whether a quantity is no less than another; true where one cannot be read, which is no finding. */
function isGrown(before: string, after: string): boolean {
  const [from, to] = [quantity(before), quantity(after)];
  return from === undefined || to === undefined || to >= from;
}

function quantity(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)([kMGTPE]?)(i?)$/.exec(text.replace('K', 'k'));
  return parts === null ? undefined : Number(parts[1]) * (parts[3] === 'i' ? 1024 : 1000) ** UNITS.indexOf(parts[2]);
}
