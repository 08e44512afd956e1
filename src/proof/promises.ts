import { RouteProtocol } from '../route/protocol';
import { TrafficDecision } from './decision';
import { Expect } from './expect';
import { whyBefore } from './explanation';
import { intersection } from './hostname';
import { EntryPoint, listenerFor } from './listeners';
import { ReadRoute } from './manifests';
import type { TrafficModel } from './model';
import { Candidate, compareCandidates } from './precedence';
import { admits, RequestTest } from './request-test';
import { TrafficRequest } from './request';

/** What a pattern promises of an audience, or of everyone. Of several that admit a request the first counts. */
export interface Promised {
  /** Name of the rule. */
  readonly name: string;
  /** Alternatives of its match. */
  readonly tests: RequestTest[];
  /** Weights by Service ('namespace/name'). */
  readonly weights: Map<string, number>;
}

/** What somebody expects of a request, or of all requests that a match admits. */
export interface Expected {
  readonly what: Expect;
  readonly request?: TrafficRequest;
  readonly tests: RequestTest[];
  /** The match in words. */
  readonly subject: string;
}

/** The most broken cases told of one promise: the rest are counted. */
const MOST_TOLD = 3;

/**
 * Promises of a pattern that its route does not keep, over every class of requests made for its rules. A request that a sharper
 * match of another route takes is no matter of this pattern; one that gets no answer is.
 */
export function brokenPromises(model: TrafficModel, kind: string, key: string, promised: Promised[]): string[] {
  const route = model._manifests.route(kind, key);
  if (route === undefined) return [`${kind} ${key}, the pattern's route, is not among the manifests, so nothing of what it promises can be proved; do not patch its name, kind or namespace`];
  const entries = entriesOf(model, route);
  const refused = unattached(model, route);
  if (entries.length === 0 || refused.length > 0) return refused;
  const broken = new Map(promised.map((promise): [Promised, string[]] => [promise, []]));
  const versions = new Set(promised.flatMap(({ weights }) => [...weights.keys()]));
  // A rule that a patch took away leaves no trace in the route: what it was for is asked all the same.
  const meant = promised.flatMap(({ tests }) => tests);
  for (const entry of entries) {
    for (const { request } of model._classes.of(route, entry, meant)) {
      const promise = promised.find(({ tests }) => tests.some(test => admits(test, request)));
      const problem = promise && breach(model, entry, route, request, promise, versions);
      if (problem !== undefined) broken.get(promise!)!.push(problem);
    }
  }
  return [...broken.values()].flatMap(told);
}

/** A pattern, as what its user expects of it is held against. */
export interface ExpectingPattern {
  readonly kind: string;
  /** 'namespace/name' of its route. */
  readonly key: string;
  /** Alternatives of its own match: what a match without a path is asked within. */
  readonly within: RequestTest[];
  /** Versions by name, with their Services. */
  readonly versions: Map<string, string>;
}

/** Expectations that do not hold; at the entry points and hosts of a pattern's route, or wherever the model answers. */
export function brokenExpectations(model: TrafficModel, expected: Expected[], pattern?: ExpectingPattern): string[] {
  const own = pattern && model._manifests.route(pattern.kind, pattern.key);
  return expected.flatMap(({ what, request, tests, subject }) => {
    const unknown = what._unknown(model._services(), pattern?.versions);
    if (unknown !== undefined) return [`expected ${what.describe()} of ${subject}, but ${unknown}`];
    const asked = request === undefined ? requestsOf(model, tests, own, pattern?.within) : own === undefined
      ? [{ request, entries: model._attachments.entriesFor(request) }]
      : entriesOf(model, own).filter(entry => fits(model, request, entry)).map(entry => ({ request, entries: [entry] }));
    if (asked.length === 0) return [`expected ${what.describe()} of ${subject}, but no request of this kind can reach ${own === undefined ? 'a route' : `${own.kind} ${own.key}`}`];
    return told(asked.flatMap(({ request: one, entries }) => {
      const problem = what._problem(model._decideAt(one, entries));
      return problem === undefined ? [] : [`expected ${what.describe()} of ${one.describe()}, but ${problem}${wonBy(model, one, entries, what)}`];
    }));
  });
}

function breach(
  model: TrafficModel, entry: EntryPoint, route: ReadRoute, request: TrafficRequest, promise: Promised, versions: Set<string>,
): string | undefined {
  const decision = model._decideAt(request, [entry]);
  if (decision.route !== undefined && decision.route !== route.key && !decidedByAge(entry, request) && !concerns(decision, versions)) return undefined;
  const sum = [...promise.weights.values()].reduce((total, weight) => total + weight, 0);
  const wanted = [...promise.weights].filter(([, weight]) => weight > 0);
  const kept = decision.errorShare === 0 && Object.keys(decision.shares).length === wanted.length
    && wanted.every(([service, weight]) => Math.abs((decision.shares[service] ?? 0) - weight / sum) < 1e-9);
  if (kept) return undefined;
  const goal = wanted.map(([service, weight]) => `${service} ${Number(((weight / sum) * 100).toFixed(4))} %`).join(', ');
  const meant = (candidate: Candidate) => candidate.match.rule.route === route && candidate.match.rule.name === promise.name;
  return `'${promise.name}' promises ${goal}, but ${request.describe()} gets ${decision.describe()}${describeWin(entry, request, meant)}`;
}

/** Whether the decision of another route is this pattern's matter after all: it answers by its versions, or with an error. */
function concerns({ status, errorShare, shares }: TrafficDecision, versions: Set<string>): boolean {
  return status >= 404 || errorShare > 0 || Object.keys(shares).some(service => versions.has(service));
}

/** Whether the winner of a request stands before the next match only by the age or name of its route, which no manifest states. */
function decidedByAge(entry: EntryPoint, request: TrafficRequest): boolean {
  const [first, second] = listenerFor(entry, request.host)?.index.all(request) ?? [];
  return second !== undefined && ['age', 'name'].includes(compareCandidates(first, second).criterion);
}

function describeWin(entry: EntryPoint, request: TrafficRequest, meant: (candidate: Candidate) => boolean): string {
  const candidates = listenerFor(entry, request.host)?.index.all(request) ?? [];
  const [winner] = candidates;
  if (winner === undefined) return '; no rule matches it';
  const other = candidates.find(meant);
  const name = describeRule(winner);
  if (other === undefined || other.match.rule === winner.match.rule) return `; ${name} answers`;
  return `; ${name} wins over ${describeRule(other)}, because ${whyBefore(winner, other)}`;
}

/** The rule that won, and why it won over the first one that would have met the expectation. */
function wonBy(model: TrafficModel, request: TrafficRequest, entries: EntryPoint[], what: Expect): string {
  const { listener } = model._winner(request, entries);
  const entry = entries.find(({ listeners }) => listener !== undefined && listeners.includes(listener));
  if (entry === undefined || listener === undefined) return '; no listener takes it';
  return describeWin(entry, request, candidate => what._problem(model._outcomes.of(request, listener, candidate, [])) === undefined);
}

function describeRule({ match: { rule } }: Candidate): string {
  return `rule ${rule.name === undefined ? rule.index : `'${rule.name}'`} of ${rule.route.kind} ${rule.route.key}`;
}

function entriesOf(model: TrafficModel, route: ReadRoute): EntryPoint[] {
  const listeners = model._attachments.listenersOf(route);
  return model._attachments.entries.filter(entry => entry.listeners.some(listener => listeners.has(listener)));
}

function requestsOf(model: TrafficModel, tests: RequestTest[], route?: ReadRoute, within: RequestTest[] = []): { request: TrafficRequest; entries: EntryPoint[] }[] {
  const entries = route === undefined ? model._attachments.entries : entriesOf(model, route);
  const found = entries.flatMap(entry => tests.flatMap(test => {
    // A match without a path means the requests of the pattern, not all there are.
    const pathless = test.path === undefined && test.service === undefined && within.length > 0;
    return model._classes.admittedBy(test, entry, route)
      .filter(({ request }) => !pathless || within.some(base => admits(base, request)))
      .map(({ request }) => ({ request, entries: [entry] }));
  }));
  // A match says nothing of hosts: those of other routes, and those that no route answers for, are not meant.
  return found.filter(({ request, entries: [entry] }) => {
    if (route !== undefined && (route.kind === 'GRPCRoute') !== (request.protocol === RouteProtocol.GRPC)) return false;
    const [hostname] = listenerFor(entry, request.host)?.index.hostnamesFor(request.host) ?? [];
    return hostname !== undefined && (route === undefined || (route.hostnames.length === 0 ? hostname === '' : route.hostnames.includes(hostname)));
  });
}

function fits(model: TrafficModel, request: TrafficRequest, entry: EntryPoint): boolean {
  return model._attachments.entriesFor(request).some(({ gateway, port }) => gateway === entry.gateway && port === entry.port);
}

/** Gateways of the route that serve it by no listener, and hostnames that none serves. */
function unattached(model: TrafficModel, route: ReadRoute): string[] {
  const attachments = model._attachments.attachmentsOf(route);
  const who = `${route.kind} ${route.key}`;
  if (attachments.length === 0) return [`${who} is attached to no listener, so no request reaches it: it names no Gateway`];
  const refused = attachments.filter(({ listeners }) => listeners.length === 0)
    .map(({ parent, refusals }) => `${who} is attached to no listener of Gateway ${parent.gateway}, so no request reaches it there: ${refusals.join('; ')}`);
  const listeners = attachments.flatMap(attachment => attachment.listeners);
  const unserved = route.hostnames.filter(hostname => listeners.length > 0 && !listeners.some(listener => listener.hostname === undefined || intersection(listener.hostname, hostname) !== undefined));
  return [...refused, ...unserved.map(hostname => `${who} names the host '${hostname}', but no listener of its Gateways answers for it: its requests get 404`)];
}

function told(problems: string[]): string[] {
  if (problems.length <= MOST_TOLD) return problems;
  return [...problems.slice(0, MOST_TOLD), `and ${problems.length - MOST_TOLD} requests more like these`];
}
