import { UsageError } from '../exit.js';
import { suggestion } from '../nearest.js';
import { visible } from '../table.js';
import { SUFFIXES } from './stage-entry.js';

/** What tells an app's route from others. */
export interface RouteQuery {
  readonly app: string;
  readonly pattern?: string;
  /** `NAME` or `NAMESPACE/NAME`, as the user wrote it. */
  readonly route?: string;
}

/**
 * The route of an app among manifests: the one asked for; else the one with the pattern's usual name; else the only one that
 * leads to a Service whose pods have the label `app` of the app.
 *
 * @param objects the manifests to find it in
 * @param besides further manifests, which may hold the Services
 */
export function findRoute({ app, pattern, route }: RouteQuery, objects: readonly any[], besides: readonly any[] = []): any {
  const routes = objects.filter(({ apiVersion, kind }) => GROUP.test(apiVersion) && ['HTTPRoute', 'GRPCRoute'].includes(kind));
  if (routes.length === 0) throw new UsageError(`there is no HTTPRoute or GRPCRoute among the manifests, so none of ${visible(app)}`);
  const names = routes.map(keyOf);
  if (route !== undefined) {
    const asked = routes.filter(candidate => [candidate.metadata?.name, keyOf(candidate)].includes(route));
    if (asked.length === 0) throw new UsageError(`--route ${visible(route)}: there is no such`
      + ` route. ${suggestion(route, names.map(visible))}`);
    return only(asked, `--route ${route}`);
  }
  const usual = pattern === undefined ? [] : routes.filter(({ metadata }) => metadata?.name === `${app}-${SUFFIXES[pattern]}`);
  if (usual.length > 0) return only(usual, app);
  const services = [...objects, ...besides].filter(({ kind }) => kind === 'Service');
  const ours = new Set(services.filter(({ spec }) => spec?.selector?.app === app).map(keyOf));
  const own = routes.filter(candidate => backends(candidate).some(key => ours.has(key)));
  if (own.length > 0) return only(own, app);
  // One live route, and nothing that could say whose it is.
  if (services.length === 0 && routes.length === 1) return routes[0];
  throw new UsageError(`no route leads to a Service of ${visible(app)} (selector app: ${visible(app)}); name it by`
    + ` --route: ${names.map(visible).join(', ')}`);
}

/** 'namespace/name' of an object. */
export function keyOf({ metadata }: any): string {
  return `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
}

const GROUP = /^gateway\.networking\.k8s\.io\//;
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Names go into commands: one that no API server would take is no live object's. */
export function checkNames({ metadata }: any): void {
  for (const [field, value] of [['name', metadata?.name], ['namespace', metadata?.namespace]] as const) {
    if (value === undefined && field === 'namespace') continue;
    if (typeof value !== 'string' || value.length > 253 || !NAME.test(value)) {
      throw new UsageError(`the route's ${field} is ${visible(JSON.stringify(value) ?? 'missing')}, which Kubernetes does not take, so`
        + ' there is no such route to patch');
    }
  }
}

function backends(route: any): string[] {
  return (route.spec?.rules ?? []).flatMap((rule: any) => rule?.backendRefs ?? [])
    .map((ref: any) => `${ref?.namespace ?? route.metadata?.namespace ?? 'default'}/${ref?.name}`);
}

function only(found: any[], what: string): any {
  if (found.length === 1) return found[0];
  throw new UsageError(`${visible(what)} has ${found.length} routes: ${found.map(keyOf).map(visible).join(', ')}; say which by --route`
    + ' NAMESPACE/NAME');
}
