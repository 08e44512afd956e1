import type { RequestClass } from '../classes/request-classes';
import { TrafficDecision } from '../decision';
import { EntryPoint, ReadGateway } from '../listeners';
import { noRoute } from '../outcome';
import { TrafficRequest } from '../request';
import { touchedHosts } from './touched';
import type { Side } from './types';

/** A class of requests, and what decides it on each side. */
export interface DecidedClass extends RequestClass {
  readonly before: TrafficDecision;
  readonly after: TrafficDecision;
}

/** The classes of both sides, each decided on both. Requests of one side may come in where the other has no listener. */
export function decideClasses(before: Side, after: Side): DecidedClass[] {
  const places = new Places(before, after);
  // Where the same rules answer there is nothing new to find, and nothing else to decide: most of a change of a few among many.
  const touched = places.same ? touchedHosts(before, after) : undefined;
  const seen = new Set<string>();
  const found: DecidedClass[] = [];
  for (const side of [before, after]) {
    for (const { name, request: bare } of side.model._classes.all(side === after ? touched : undefined)) {
      const request = places.located(bare, side);
      const key = keyOf(request);
      if (seen.has(key)) continue;
      seen.add(key);
      if (!places.isKnown(request)) continue;
      const was = places.decide(before, request);
      found.push({ name, request, before: was, after: touched?.(request.host) === false ? was : places.decide(after, request) });
    }
  }
  return found;
}

/** Where requests come in on both sides. A class names its Gateway only where its own side has a choice. */
class Places {
  /** Both sides have the same: then nothing needs to be said, and nothing can be assumed otherwise. */
  public readonly same: boolean;

  public constructor(private readonly before: Side, private readonly after: Side) {
    this.same = placesText(before) === placesText(after);
  }

  /** The request with the place that its own side means. */
  public located(request: TrafficRequest, side: Side): TrafficRequest {
    const [entry] = this.same ? [] : side.model._attachments.entriesFor(request);
    if (entry === undefined) return request;
    const [namespace, name] = entry.gateway.key.split('/');
    let placed = request.withGateway(namespace, name);
    if (entry.port !== undefined) placed = placed.withPort(entry.port);
    const listener = entry.gateway.assumed ? entry.listeners[0]?.name : undefined;
    return listener === undefined ? placed : placed.withListener(listener);
  }

  /** Whether both sides can say what happens: a Gateway that one side only assumes may lack the port that was made up for it. */
  public isKnown(request: TrafficRequest): boolean {
    if (this.same || request.port === undefined || request.gateway === undefined) return true;
    const [a, b] = [gatewayOf(this.before, request.gateway), gatewayOf(this.after, request.gateway)];
    if (a === undefined || b === undefined || a.assumed === b.assumed) return true;
    return (a.assumed ? b : a).listeners.some(({ port }) => port === request.port);
  }

  public decide(side: Side, request: TrafficRequest): TrafficDecision {
    if (this.same) return side.model.decide(request);
    const { gateway: key } = request;
    const [a, b] = key === undefined ? [] : [gatewayOf(this.before, key), gatewayOf(this.after, key)];
    // A Gateway that both sides assume is one and the same: a route that names no listener is served by all of them.
    if (!a?.assumed || !b?.assumed) return side.model.decide(request);
    const entries = side.model._attachments.entriesFor({ gateway: key }).filter(({ port, listeners: [listener] }: EntryPoint) =>
      (listener.name === undefined || listener.name === request.listener) && (port === undefined || port === request.port));
    return entries.length === 0 ? noRoute(request, key, undefined, []) : side.model._decideAt(request, entries);
  }
}

function gatewayOf(side: Side, key: string): ReadGateway | undefined {
  return side.model._attachments.entriesFor({ gateway: key })[0]?.gateway;
}

function placesText(side: Side): string {
  return JSON.stringify(side.model._attachments.entries.map(({ gateway, port, listeners }) => (
    [gateway.key, gateway.assumed, port ?? null, gateway.assumed ? listeners.map(({ name }) => name ?? null) : null])));
}

/** Equal for requests that every model answers alike. Joined by hand: there are tens of thousands. */
function keyOf(request: TrafficRequest): string {
  let key = `${request.protocol}\n${request.gateway ?? ''}\n${request.port ?? ''}\n${request.listener ?? ''}\n${request.host}\n${request.method}\n${request.path}`;
  for (const { name, value } of request.headers) key += `\nh${name}\t${value}`;
  for (const { name, value } of request.query) key += `\nq${JSON.stringify(name)}\t${JSON.stringify(value)}`;
  return key;
}
