import type { Side, TransitionContext, TransitionFinding } from '../types';
import { renamedServices, serviceOf } from './renames';
import { roleOf } from './roles';
import { answered, Flow, isAudience, shareIn, Traffic } from './traffic';
import { commits, flowWords, keysText, percent } from './words';

/** Weight that comes to a Service, a workload or a grant in the commit that brings it. */
export function weightOnNew(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const renamed = new Set([...renamedServices(context).values()].map(({ to }) => to));
  return traffic.services.filter(service => !renamed.has(service)).flatMap(service => {
    // A class that nobody answered before is served no worse: an app's first deploy is one commit.
    const flow = traffic.of(service).find(({ before, after }) => answered(before) && shareIn(after, service) > shareIn(before, service));
    const missing = flow === undefined ? undefined : missingBefore(context, service, flow);
    if (flow === undefined || missing === undefined) return [];
    const share = percent(shareIn(flow.after, service));
    return [{
      rule: 'transition/weight-on-new',
      severity: isPreview(context.after, traffic, service) || isCarvedOut(context, traffic.of(service)) ? 'warning' : 'error',
      object: missing.object,
      message: `${missing.object} was not there before, and ${subject(missing.object, service)} gets ${share} of ${flowWords(flow)} in the same commit: ${missing.happens}`,
      fix: commits(`add ${missing.object} with no weight on ${service}, and wait until ${missing.until}`, `give ${service} its ${share}`),
    }];
  });
}

/** Services and workloads that go, or stop, in the commit that takes their traffic, or with it still on them. */
export function removedWithWeight(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const renamed = renamedServices(context);
  return traffic.services.filter(service => traffic.before(service) > 0 && !renamed.has(service)).flatMap(service => {
    const gone = goneAfter(context, service);
    if (gone === undefined) return [];
    const flow = traffic.of(service).find(({ before }) => shareIn(before, service) > 0)!;
    const share = percent(shareIn(flow.before, service));
    const left = traffic.after(service);
    return [{
      rule: 'transition/removed-with-weight',
      severity: 'error',
      object: gone.object,
      message: `${gone.object} ${gone.how} while ${subject(gone.object, service)} has ${share} of ${flowWords(flow)}${left > 0 ? ` and keeps ${percent(left)}` : ', in the commit that takes its weight'}: requests that the gateway still sends it get an error`,
      fix: commits(`take the weight off ${service}, and wait until its open requests and streams have ended (60 s or longer)`, gone.then),
    }];
  });
}

/** The idle side of a blue-green pair, which nobody but the preview's audience reaches: they can wait for its pods. */
function isPreview(after: Side, traffic: Traffic, service: string): boolean {
  return after.podsOf(service).some(workload => roleOf(workload).environment)
    && traffic.of(service).every(({ ruleBefore, ruleAfter }) => isAudience(ruleBefore) && isAudience(ruleAfter));
}

/** A new route of a new app takes a path from one that stays, such as a catch-all: hardly anybody sent requests there before. */
function isCarvedOut({ before, after }: TransitionContext, flows: Flow[]): boolean {
  return flows.every(({ ruleBefore, ruleAfter }) => ruleBefore === undefined || (ruleAfter !== undefined && !isAudience(ruleAfter)
    && before.model._manifests.route(ruleAfter.route.kind, ruleAfter.route.key) === undefined
    && after.model._manifests.route(ruleBefore.route.kind, ruleBefore.route.key) !== undefined));
}

/** The Service, where it is not what was spoken of. */
function subject(object: string, service: string): string {
  return object === `Service ${service}` ? 'it' : `Service ${service}`;
}

interface Missing {
  readonly object: string;
  readonly happens: string;
  readonly until: string;
}

function missingBefore({ before, after }: TransitionContext, service: string, flow: Flow): Missing | undefined {
  const [was, is] = [serviceOf(before, service), serviceOf(after, service)];
  if (was === undefined && is !== undefined) {
    return { object: `Service ${service}`, happens: 'the route is quicker than a pod, so its first requests get 503', until: 'its pods are ready' };
  }
  const [podsBefore, podsAfter] = [before.podsOf(service), after.podsOf(service)];
  if (podsBefore.length === 0 && podsAfter.length > 0) {
    return { object: keysText(podsAfter), happens: 'the route is quicker than a pod, so its first requests get 503', until: 'its pods are ready' };
  }
  const rule = flow.ruleAfter;
  const ref = rule?.backendRefs.find(one => `${one?.namespace ?? rule.route.namespace}/${one?.name}` === service);
  if (rule === undefined || ref?.namespace === undefined || ref.namespace === rule.route.namespace) return undefined;
  if (before.model._refs.granted(rule.route, ref.namespace, ref.name) || is === undefined) return undefined;
  return {
    object: `ReferenceGrant in ${ref.namespace} for ${rule.route.kind} ${rule.route.key}`,
    happens: 'until the gateway has seen the grant, these requests get 500',
    until: 'ResolvedRefs of the route is true',
  };
}

interface Gone {
  readonly object: string;
  readonly how: string;
  readonly then: string;
}

function goneAfter({ before, after }: TransitionContext, service: string): Gone | undefined {
  if (serviceOf(before, service) !== undefined && serviceOf(after, service) === undefined) {
    return { object: `Service ${service}`, how: 'is removed', then: `remove Service ${service}` };
  }
  const [podsBefore, podsAfter] = [before.podsOf(service), after.podsOf(service)];
  const running = podsBefore.filter(({ capacity }) => capacity > 0);
  if (running.length === 0) return undefined;
  const object = keysText(running);
  if (podsAfter.length === 0 && running.every(({ key }) => !after.workloads.has(key))) return { object, how: 'is removed', then: `remove ${object}` };
  if (podsAfter.length > 0 && podsAfter.every(({ capacity }) => capacity === 0)) {
    return { object, how: 'is scaled to 0', then: `scale ${object} to 0` };
  }
  return undefined;
}
