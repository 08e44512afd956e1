import { TrafficError } from '../errors';
import { TrafficModel } from '../proof/model';
import type { TrafficRequest } from '../proof/request';
import { applyPatch, PatchOperation, sameJson, without } from './json-patch';
import { checkSameShape, describeRoute, refsOf, rulesOf, sameBackend } from './route-shape';

/** Options of a patch of a route. */
export interface RoutePatchOptions {
  /** The current weights are guarded too: the patch does nothing where somebody has moved them. Default: names only. */
  readonly strict?: boolean;
  /** Weights of rules that do not differ are written too: it leads to the target whatever the weights are now. */
  readonly all?: boolean;
}

/**
 * The JSON patch that leads a route from one stage to another: `test` of every rule's name and of the backends that are touched,
 * then `replace` of what differs. Where a rule's backends are the same ones, only weights are written, all of that rule.
 *
 * @param current the HTTPRoute or GRPCRoute as it is in Git or in the cluster
 * @param target the same route as the other stage renders it
 * @throws TrafficError where the two differ in anything else: no patch of weights leads there
 */
export function routePatch(current: any, target: any, options: RoutePatchOptions = {}): PatchOperation[] {
  checkSameShape(current, target);
  const namespace = current.metadata?.namespace;
  const guards: PatchOperation[] = nameGuards(current);
  const changes: PatchOperation[] = [];
  rulesOf(current).forEach((rule, index) => {
    const path = `/spec/rules/${index}`;
    const [now, then] = [refsOf(rule), refsOf(rulesOf(target)[index])];
    const sameList = now.length === then.length && now.every((ref, at) => sameBackend(ref, then[at], namespace));
    const moved = now.some((ref, at) => weightOf(ref) !== weightOf(then[at]));
    const touched = !sameList || moved || (options.all === true && now.length > 1);
    if (touched) guards.push(...backendGuards(path, now));
    if (options.strict) guards.push(...weightGuards(path, now));
    if (!touched) return;
    if (sameList) changes.push(...weightChanges(path, now, then));
    else changes.push(wholeList(path, rule.backendRefs !== undefined, then));
  });
  return changes.length === 0 ? [] : [...guards, ...changes];
}

/**
 * The patch that leads a route to a stage from whichever other stage it is at: for a file that lies ready. Rules whose backends
 * are the same at all stages have them guarded and their weights replaced; of the others the whole list of backends is replaced.
 *
 * @param target the route at the stage
 * @param others the route at the stages it may come from
 */
export function readyPatch(target: any, others: readonly any[]): PatchOperation[] {
  others.forEach(other => checkSameShape(other, target));
  const namespace = target.metadata?.namespace;
  const guards: PatchOperation[] = nameGuards(target);
  const changes: PatchOperation[] = [];
  rulesOf(target).forEach((rule, index) => {
    const path = `/spec/rules/${index}`;
    const refs = refsOf(rule);
    const lists = others.map(other => refsOf(rulesOf(other)[index]));
    if (lists.some(list => list.length !== refs.length || list.some((ref, at) => !sameBackend(ref, refs[at], namespace)))) {
      changes.push(wholeList(path, true, refs));
    } else if (refs.length > 1 || lists.some(list => list.some((ref, at) => weightOf(ref) !== weightOf(refs[at])))) {
      guards.push(...backendGuards(path, refs));
      changes.push(...weightChanges(path, refs, refs));
    }
  });
  return [...guards, ...changes];
}

/** The merge patch: a list is replaced as a whole, so every rule is in it. Nothing is guarded. */
export function mergePatch(target: any): any {
  return { spec: { rules: rulesOf(target) } };
}

/**
 * The target as it is applied server-side: without what a cluster adds, and with the labels and annotations by which Argo CD and
 * Flux know their objects. An apply by the same field manager takes away what it leaves out, so those of the live object stay.
 */
export function appliedManifest({ apiVersion, kind, metadata, spec }: any, current?: any): any {
  const { name, namespace } = metadata;
  const labels = { ...tracking(current?.metadata?.labels), ...metadata.labels };
  const annotations = without({ ...tracking(current?.metadata?.annotations), ...metadata.annotations }, LAST_APPLIED);
  return {
    apiVersion, kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec,
  };
}

/** Whether a manifest holds what Argo CD or Flux knows its objects by: it is the live one then. */
export function isTracked({ metadata }: any): boolean {
  return Object.keys({ ...tracking(metadata?.labels), ...tracking(metadata?.annotations) }).length > 0;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const TRACKING = [
  'app.kubernetes.io/instance', 'argocd.argoproj.io/instance', 'argocd.argoproj.io/tracking-id',
  'kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace',
];

function tracking(entries: any): { [name: string]: string } {
  return Object.fromEntries(TRACKING.flatMap(name => entries?.[name] === undefined ? [] : [[name, entries[name]]]));
}

/**
 * Applies a patch in memory and decides every class of requests again: each must be answered as at the target.
 *
 * @param current the route before
 * @param patch the patch
 * @param target the route at the target
 * @param objects all manifests of the target, the route among them or not
 * @returns how many classes were decided
 * @throws Error where one differs: a fault of this project, not of the user
 */
export function provePatch(current: any, patch: readonly PatchOperation[], target: any, objects: readonly any[]): number {
  const others = objects.filter(object => !isSameObject(object, target));
  // The target's metadata: the age of a live object must not decide between routes.
  const patched = { ...applyPatch(current, patch), apiVersion: target.apiVersion, metadata: target.metadata };
  const wanted = TrafficModel.fromManifests([...others, target]);
  const given = TrafficModel.fromManifests([...others, patched]);
  const classes = [...wanted.classes(), ...given.classes()];
  for (const { name, request } of classes) {
    if (!sameJson(answer(wanted, request), answer(given, request))) {
      const [got, asked] = [given, wanted].map(model => model.decide(request).describe());
      throw new Error(`the patch of ${describeRoute(target)} leads ${request.describe()} (${name}) to ${got}, not to ${asked}`);
    }
  }
  return classes.length;
}

/** Services that a route names, as 'namespace/name'; `answering`: only those that it sends requests to. */
export function servicesOf(route: any, answering = false): string[] {
  const namespace = route.metadata?.namespace ?? 'default';
  const refs = rulesOf(route).flatMap(refsOf).filter(ref => !answering || weightOf(ref) > 0);
  return [...new Set(refs.map(ref => `${ref.namespace ?? namespace}/${ref.name}`))];
}

/** Whether two manifests are of one object, whatever the version of their API. */
export function isSameObject(a: any, b: any): boolean {
  const group = (apiVersion: unknown) => String(apiVersion).split('/').slice(0, -1).join('/');
  const key = ({ apiVersion, kind, metadata }: any) =>
    JSON.stringify([group(apiVersion), kind, metadata?.namespace ?? 'default', metadata?.name]);
  return key(a) === key(b);
}

function answer(model: TrafficModel, request: TrafficRequest): unknown {
  return without(model.decide(request).toJson(), 'notes');
}

function nameGuards(route: any): PatchOperation[] {
  return rulesOf(route).flatMap(({ name }, index) => name === undefined ? [] : [test(`/spec/rules/${index}/name`, name)]);
}

function backendGuards(path: string, refs: any[]): PatchOperation[] {
  return refs.flatMap((ref, at) => [
    test(`${path}/backendRefs/${at}/name`, ref.name),
    ...(ref.namespace === undefined ? [] : [test(`${path}/backendRefs/${at}/namespace`, ref.namespace)]),
  ]);
}

function weightGuards(path: string, refs: any[]): PatchOperation[] {
  // The live object has the default where Git states none.
  return refs.map((ref, at) => test(`${path}/backendRefs/${at}/weight`, weightOf(ref)));
}

function weightChanges(path: string, now: any[], then: any[]): PatchOperation[] {
  return then.map((ref, at) => ({
    // `replace` of what is not there is refused; `add` sets it either way.
    op: now[at].weight === undefined ? 'add' : 'replace', path: `${path}/backendRefs/${at}/weight`, value: weightOf(ref),
  }));
}

function wholeList(path: string, there: boolean, refs: any[]): PatchOperation {
  return { op: there ? 'replace' : 'add', path: `${path}/backendRefs`, value: refs };
}

function test(path: string, value: unknown): PatchOperation {
  return { op: 'test', path, value };
}

/** As stated, 1 where nothing is (BackendRef.weight). */
function weightOf(ref: any): number {
  const weight: unknown = ref?.weight ?? 1;
  if (typeof weight !== 'number') throw new TrafficError(`the weight of the backend ${ref?.name} is ${JSON.stringify(weight)}, but must`
    + ' be a number; correct the manifest first');
  return weight;
}
