// Upstream's routing cases, and what each expects of a decision.
import { changedHeaders } from '../../test/proof/reference/answer';
import { TrafficRequest } from '../../src/proof/request';
import { JsonObject, readShared } from './crds';

/** The part of a decision that the cases speak of, as `TrafficDecision.toJson` gives it. */
export type Decide = (manifests: any[], request: TrafficRequest) => any;

export interface RoutingCase {
  readonly title: string;
  readonly manifests: any[];
  readonly request: TrafficRequest;
  readonly expect: any;
  /** Share by name of the Service, where the case sends many requests. */
  readonly weights?: { [service: string]: number };
  readonly backendSets: { name: string; value: string }[];
}

/** Fields of `expect` that `checkCase` reads; `pod` tells which endpoints a Service without selector has, and nothing routes by it. */
export const CHECKED = [
  'status', 'backend', 'namespace', 'grpcCode', 'noRoute', 'redirect', 'backendRequest', 'mirroredTo', 'responseHeaders',
  'absentResponseHeaders', 'pod',
];

export function routingCases(): RoutingCase[] {
  const corpus = JSON.parse(readShared('corpora/gateway-api-routing.json'));
  return corpus.tests.flatMap((test: any) => test.cases.map((one: any): RoutingCase => {
    const manifests = afterPhase([...corpus.baseManifests, ...test.manifests], one.phase);
    const { backendSetsResponseHeaders = {}, ...request } = one.request;
    return {
      title: `${test.test}: ${one.name}`,
      manifests,
      request: TrafficRequest.fromJson({ ...request, port: portOf(manifests, one.gateway) })
        .withGateway(one.gateway.namespace, one.gateway.name),
      expect: one.expect,
      weights: one.expectDistribution?.weights,
      backendSets: Object.entries(backendSetsResponseHeaders as JsonObject).map(([name, value]) => ({ name, value: String(value) })),
    };
  }));
}

function afterPhase(manifests: any[], phase: string | undefined): any[] {
  if (phase === undefined) return manifests;
  const [, kind, namespace, name] = /^after-delete:(.*)\/(.*)\/(.*)$/.exec(phase)!;
  const kept = manifests.filter(object => object.kind !== kind || object.metadata.namespace !== namespace || object.metadata.name !== name);
  if (kept.length !== manifests.length - 1) throw new Error(`${phase} names ${manifests.length - kept.length} objects`);
  return kept;
}

/** A case that pins listeners means their one port; the others mean the base listeners' port 80. */
function portOf(manifests: any[], { namespace, name, listeners }: any): number {
  if (listeners === undefined) return 80;
  const gateway = manifests.find(object => object.kind === 'Gateway' && object.metadata.name === name
    && object.metadata.namespace === namespace);
  const ports = new Set<number>(listeners.map((wanted: string) => gateway.spec.listeners.find((one: any) => one.name === wanted).port));
  if (ports.size !== 1) throw new Error(`${name} has the pinned listeners on the ports ${[...ports].join(', ')}`);
  return [...ports][0];
}

/** Fails where the decision is not what the case expects. */
export function checkCase({ manifests, request, expect: expected, weights, backendSets }: RoutingCase, decide: Decide): void {
  const decision = decide(manifests, request);
  expect(Object.keys(expected).filter(field => !CHECKED.includes(field))).toEqual([]);
  if (expected.grpcCode === undefined) expect(expected.status).toContain(decision.status);
  else expect(decision.grpcCode).toBe(expected.grpcCode);
  if (expected.noRoute) expect([decision.status, decision.route, decision.backends]).toEqual([404, null, []]);
  if (decision.status === 200) expect(decision.errorShare).toBe(0);

  const services: [string, number][] = Object.entries(decision.shares);
  if (decision.status === 500) {
    // Upstream names the backend that must not answer, too.
    expect([services, decision.errorShare]).toEqual([[], 1]);
  } else if (expected.backend !== null) {
    expect(services.map(([key]) => key)).toEqual([expect.stringMatching(`^${expected.namespace}/${expected.backend}`)]);
    expect(services[0][1]).toBeCloseTo(1, 9);
  }
  if (weights !== undefined) {
    const shares = new Map(services);
    for (const [service, weight] of Object.entries(weights)) {
      expect(shares.get(`${expected.namespace}/${service}`) ?? 0).toBeCloseTo(weight, 9);
    }
    expect(services.length).toBe(Object.values(weights).filter(weight => weight > 0).length);
  }
  if (expected.redirect !== undefined) expect(locationOf(decision.redirect)).toMatchObject(expected.redirect);
  else expect(decision.redirect).toBeUndefined();
  const mirrors = (expected.mirroredTo ?? []).map((mirror: any) =>
    ({ backend: `${mirror.namespace}/${mirror.name}`, percent: mirror.percent ?? 100 }));
  expect(decision.mirrors).toEqual(mirrors);

  if (expected.backendRequest !== undefined) {
    const { path, host, headers = {}, absentHeaders = [] } = expected.backendRequest;
    for (const backend of decision.backends) {
      expect(backend.path).toBe(path ?? backend.path);
      expect(backend.host).toBe(host ?? backend.host);
      checkHeaders(backend.headers, headers, absentHeaders);
    }
    expect(decision.backends.length).toBeGreaterThan(0);
  }
  for (const { responseHeaders } of decision.backends) {
    const answered = responseHeaders.reduce(changedHeaders, backendSets);
    checkHeaders(answered, expected.responseHeaders ?? {}, expected.absentResponseHeaders ?? []);
  }
}

function locationOf({ hostname, port, ...rest }: any): any {
  return { ...rest, host: hostname, ...(port === undefined ? {} : { port: String(port) }) };
}

function checkHeaders(headers: { name: string; value: string }[], wanted: { [name: string]: string }, absent: string[]): void {
  const values = (name: string) => headers.filter(header => header.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
  for (const [name, value] of Object.entries(wanted)) expect([name, values(name)]).toEqual([name, [value]]);
  for (const name of absent) expect([name, values(name)]).toEqual([name, []]);
}
