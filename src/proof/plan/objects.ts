import { groupOf, listOf, nameOf, namespaceOf } from '../manifests';
import { weightOf } from '../backend-refs';
import { byText } from '../../text';
import type { Side } from './types';

/** An object that comes, goes or changes. */
export interface ObjectChange {
  /** 'Kind namespace/name'; 'Kind name' where the manifest has no namespace. */
  readonly object: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What changes of that which matters: 'image cart:1 -> cart:2'. */
  readonly what: string[];
  /** Fields that change besides. */
  readonly otherFields: number;
}

/** Objects that differ between two sides, by namespace, name and kind. */
export function compareObjects(before: Side, after: Side): ObjectChange[] {
  const [was, is] = [byIdentity(before), byIdentity(after)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort(byText);
  return ids.map(id => compare(was.get(id), is.get(id))).filter((change): change is ObjectChange => change !== undefined);
}

function compare(a: any, b: any): ObjectChange | undefined {
  if (a === undefined) return { object: describe(b), change: 'added', what: stated(b), otherFields: 0 };
  if (b === undefined) return { object: describe(a), change: 'removed', what: stated(a), otherFields: 0 };
  const paths: string[] = [];
  differing(a, b, '', paths);
  if (paths.length === 0) return undefined;
  const facts = factsOf(b).filter(fact => fact.of(a) !== fact.of(b));
  return {
    object: describe(b),
    change: 'changed',
    what: facts.map(({ name, of, text }) => text?.(a, b) ?? `${name} ${of(a) ?? 'none'} -> ${of(b) ?? 'none'}`),
    otherFields: paths.filter(path => !facts.some(({ covers }) => covers.test(path))).length,
  };
}

/** Of a field that matters: how it reads, and which paths it speaks for. */
interface Fact {
  readonly name: string;
  of(object: any): string | undefined;
  /** What it says of a change; default 'name before -> after'. */
  text?(before: any, after: any): string;
  readonly covers: RegExp;
}

const containersOf = (object: any) => [...listOf(object.spec?.template?.spec?.initContainers), ...listOf(object.spec?.template?.spec?.containers)];
const named = (container: any) => `${container?.name}=${container?.image}`;

const WORKLOAD: Fact[] = [
  {
    name: 'image',
    of: object => containersOf(object).map(named).join(', ') || undefined,
    text: (before, after) => {
      const [was, is] = [containersOf(before), containersOf(after)];
      if (was.length === 1 && is.length === 1) return `image ${was[0]?.image} -> ${is[0]?.image}`;
      const gone = was.filter(one => !is.some(other => named(other) === named(one))).map(named);
      const come = is.filter(one => !was.some(other => named(other) === named(one))).map(named);
      return `image ${gone.join(', ') || 'none'} -> ${come.join(', ') || 'none'}`;
    },
    covers: /^spec\.template\.spec\.(initContainers|containers)\.\d+\.(image|name)$/,
  },
  { name: 'replicas', of: object => textOf(object.spec?.replicas), covers: /^spec\.replicas$/ },
  { name: 'selector', of: object => labelsText(object.spec?.selector?.matchLabels), covers: /^spec\.selector\.matchLabels/ },
  { name: 'pod labels', of: object => labelsText(object.spec?.template?.metadata?.labels), covers: /^spec\.template\.metadata\.labels/ },
  { name: 'strategy', of: object => object.spec?.strategy?.type, covers: /^spec\.strategy\.type$/ },
];

const ROUTE: Fact[] = [
  { name: 'hostnames', of: object => listOf(object.spec?.hostnames).join(', ') || undefined, covers: /^spec\.hostnames/ },
  { name: 'parents', of: object => listOf(object.spec?.parentRefs).map(parentText).join(', ') || undefined, covers: /^spec\.parentRefs/ },
  { name: 'rules', of: object => listOf(object.spec?.rules).map(ruleName).join(', ') || undefined, covers: /^spec\.rules(\.\d+\.name)?$/ },
  { name: 'weights', of: object => listOf(object.spec?.rules).map(ruleWeights).join('; '), text: weightsText, covers: /^spec\.rules\.\d+\.backendRefs(\.\d+\.(weight|name))?$/ },
];

const FACTS: { [kind: string]: Fact[] } = {
  Deployment: WORKLOAD, StatefulSet: WORKLOAD, DaemonSet: WORKLOAD, ReplicaSet: WORKLOAD,
  HTTPRoute: ROUTE, GRPCRoute: ROUTE,
  Service: [
    { name: 'selector', of: object => labelsText(object.spec?.selector), covers: /^spec\.selector/ },
    { name: 'ports', of: object => listOf(object.spec?.ports).map(({ port, targetPort = port }: any) => `${port}:${targetPort}`).join(', ') || undefined, covers: /^spec\.ports(\.\d+\.(port|targetPort))?$/ },
    { name: 'type', of: object => object.spec?.type, covers: /^spec\.type$/ },
  ],
  HorizontalPodAutoscaler: [
    { name: 'replicas', of: ({ spec }) => `${spec?.minReplicas ?? 1}..${spec?.maxReplicas}`, covers: /^spec\.(minReplicas|maxReplicas)$/ },
  ],
  PodDisruptionBudget: [
    { name: 'minAvailable', of: object => textOf(object.spec?.minAvailable), covers: /^spec\.minAvailable$/ },
    { name: 'maxUnavailable', of: object => textOf(object.spec?.maxUnavailable), covers: /^spec\.maxUnavailable$/ },
  ],
};

function factsOf(object: any): Fact[] {
  return FACTS[object.kind] ?? [];
}

/** Of an object that comes or goes: the image and number of a workload. */
function stated(object: any): string[] {
  if (FACTS[object.kind] !== WORKLOAD) return [];
  const images = containersOf(object).map(({ image }) => `image ${image}`);
  return [...images, ...object.spec?.replicas === undefined ? [] : [`replicas ${object.spec.replicas}`]];
}

function weightsText(before: any, after: any): string {
  const [was, is] = [listOf(before.spec?.rules), listOf(after.spec?.rules)];
  const rules = is.flatMap((rule, i) => {
    const old = was.find(other => rule?.name !== undefined && other?.name === rule.name) ?? was[i];
    const [a, b] = [weightsOf(old), weightsOf(rule)];
    const changed = [...new Set([...a.keys(), ...b.keys()])].filter(name => a.get(name) !== b.get(name));
    return changed.length === 0 ? [] : [`weights of ${ruleName(rule, i)}: ${changed.map(name => `${name} ${a.get(name) ?? 'none'} -> ${b.get(name) ?? 'none'}`).join(', ')}`];
  });
  return rules.length === 0 ? 'weights go with their rules' : rules.join('; ');
}

function weightsOf(rule: any): Map<string, number> {
  return new Map(listOf(rule?.backendRefs).map(ref => [String(ref?.name), weightOf(ref)]));
}

function refsText(rule: any): string {
  return listOf(rule?.backendRefs).map(ref => `${ref?.name} ${weightOf(ref)}`).join(', ');
}

function ruleWeights(rule: any): string {
  return `${rule?.name ?? ''}: ${refsText(rule)}`;
}

function ruleName(rule: any, i: number): string {
  return rule?.name ?? `rule ${i}`;
}

function parentText({ namespace, name, sectionName, port }: any): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}${sectionName === undefined ? '' : `:${sectionName}`}${port === undefined ? '' : `:${port}`}`;
}

function labelsText(labels: any): string | undefined {
  return Object.keys(labels ?? {}).sort(byText).map(name => `${name}=${labels[name]}`).join(',') || undefined;
}

function textOf(value: any): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** Paths of the fields that differ; a list of another length is one field. */
function differing(a: any, b: any, path: string, found: string[]): void {
  if (a === b) return;
  const mappings = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && Array.isArray(a) === Array.isArray(b);
  if (!mappings || (Array.isArray(a) && a.length !== b.length)) {
    if ((a ?? undefined) !== (b ?? undefined)) found.push(path);
    return;
  }
  for (const key of Object.keys(a)) differing(a[key], b[key], path === '' ? key : `${path}.${key}`, found);
  for (const key of Object.keys(b)) {
    if (!Object.prototype.hasOwnProperty.call(a, key) && b[key] !== null && b[key] !== undefined) found.push(path === '' ? key : `${path}.${key}`);
  }
}

function byIdentity(side: Side): Map<string, any> {
  return new Map(side.model._manifests.objects.map(object => [`${namespaceOf(object)}\n${nameOf(object)}\n${object.kind}\n${groupOf(object)}`, object]));
}

function describe(object: any): string {
  const { namespace } = object.metadata ?? {};
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${nameOf(object)}`;
}
