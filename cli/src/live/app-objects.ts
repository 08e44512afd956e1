import { UsageError } from '../exit.js';
import { visible } from '../escape.js';
import { SUFFIXES } from '../patch/stage-entry.js';
import { resourceOf } from './resources.js';
import { isRoute, keyOf, servicesOf } from './state.js';

/** Which app is meant. */
export interface AppQuery {
  readonly name: string;
  readonly app: string;
  readonly pattern: string;
}

/** Which namespaces count. */
export interface Namespaces {
  /** Of objects that state none. */
  readonly namespace: string;
  /** Where it is true, routes of other namespaces are another environment's. */
  readonly onlyThat?: boolean;
}

/**
 * The objects of an app among manifests, in their order: its route, the Services that it leads to, the Deployments behind
 * these, their autoscalers, and whatever else of these kinds has the app's label.
 *
 * @throws UsageError where there is no route of it
 */
export function objectsOfApp({ name, app, pattern }: AppQuery, objects: readonly any[], { namespace, onlyThat }: Namespaces): any[] {
  const known = objects.filter(object => resourceOf(object) !== undefined);
  const labelled = (object: any) => object.metadata?.labels?.app === app || object.spec?.selector?.app === app
    || object.spec?.selector?.matchLabels?.app === app;
  const routes = routesOf(app, pattern, known, namespace)
    .filter(({ metadata }) => !onlyThat || (metadata?.namespace ?? namespace) === namespace);
  if (routes.length === 0) {
    throw new UsageError(`the manifests have no route of ${visible(name)}${onlyThat ? ` in namespace ${namespace}` : ''}: neither one`
      + ` named ${visible(app)}-${SUFFIXES[pattern]}, nor one`
      + ` that leads to a Service with the selector app: ${visible(app)}. Name the manifests that Git has by --manifests`);
  }
  // Objects of another namespace may have the same label and be another environment's.
  const namespaces = new Set(routes.map(({ metadata }) => metadata?.namespace ?? namespace));
  const led = new Set(servicesOf(routes, namespace).map(({ key }) => key));
  const services = known.filter(object => object.kind === 'Service' && (led.has(keyOf(object, namespace)) || (labelled(object)
    && namespaces.has(object.metadata?.namespace ?? namespace))));
  const deployments = known.filter(object => object.kind === 'Deployment' && (services.some(service => leadsTo(service, object, namespace))
    || (labelled(object) && namespaces.has(object.metadata?.namespace ?? namespace))));
  const keys = new Set(deployments.map(object => keyOf(object, namespace)));
  const autoscalers = known.filter(({ kind, metadata, spec }) => kind === 'HorizontalPodAutoscaler' && keys.has(keyOf({
    kind: spec?.scaleTargetRef?.kind, metadata: { namespace: metadata?.namespace, name: spec?.scaleTargetRef?.name },
  }, namespace)));
  const chosen = new Set<any>([...routes, ...services, ...deployments, ...autoscalers]);
  return known.filter(object => chosen.has(object));
}

/** The routes with the pattern's usual name; else those that lead to a Service of the app. */
function routesOf(app: string, pattern: string, known: readonly any[], namespace: string): any[] {
  const routes = known.filter(isRoute);
  const usual = routes.filter(({ metadata }) => metadata?.name === `${app}-${SUFFIXES[pattern]}`);
  if (usual.length > 0) return usual;
  const ours = new Set(known.filter(({ kind, spec }) => kind === 'Service' && spec?.selector?.app === app)
    .map(object => keyOf(object, namespace)));
  return routes.filter(route => servicesOf([route], namespace).some(({ key }) => ours.has(key)));
}

function leadsTo(service: any, deployment: any, namespace: string): boolean {
  const selector = Object.entries(service.spec?.selector ?? {});
  return selector.length > 0 && (service.metadata?.namespace ?? namespace) === (deployment.metadata?.namespace ?? namespace)
    && selector.every(([label, value]) => deployment.spec?.template?.metadata?.labels?.[label] === value);
}
