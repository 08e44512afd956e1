import type { App, Chart } from 'cdk8s';
import { TrafficError } from '../errors';
import { BackendRefs } from './backend-refs';
import { TrafficDecision } from './decision';
import { explain, TrafficExplanation } from './explanation';
import { Attachments, EntryPoint, Listener, listenerFor } from './listeners';
import { Manifests, nameOf, namespaceOf } from './manifests';
import { noRoute, Outcomes } from './outcome';
import { Candidate } from './precedence';
import { RequestClass, RequestClasses } from './classes/request-classes';
import { notesOn, notesWithoutRoute } from './request-notes';
import { conditionsTest } from './request-test';
import { TrafficRequest } from './request';
import type { Match } from '../traffic/match';

/** Options of a traffic model. */
export interface TrafficModelOptions {
  /**
   * Whether the manifests are all there is in the cluster: a Gateway or Service that they do not hold does not exist then.
   * Otherwise it is assumed to exist, and the decision's notes say so.
   * @default false
   */
  readonly complete?: boolean;
}

/**
 * Decides requests from plain manifests, by the letter of the Gateway API v1.6.1: which route and rule answers, and which share
 * each backend gets. It reads Gateway, HTTPRoute, GRPCRoute (v1; v1beta1 is read as v1), Service, ReferenceGrant and Namespace.
 *
 * @example
 * TrafficModel.fromChart(chart).decide(TrafficRequest.get('/api/version')).shares
 */
export class TrafficModel {
  /** A model of plain manifests, as parsed from YAML. Defaults of the CRDs are applied; objects of other kinds are ignored. */
  public static fromManifests(objects: any[], options: TrafficModelOptions = {}): TrafficModel {
    if (!Array.isArray(objects)) throw new TrafficError('TrafficModel.fromManifests takes a list of objects as parsed from YAML');
    return new TrafficModel(objects, options);
  }

  /**
   * A model of what a chart writes.
   *
   * @throws inside a validation, which would ask for itself for ever: use the pattern's `expect`
   */
  public static fromChart(chart: Chart, options: TrafficModelOptions = {}): TrafficModel {
    return new TrafficModel(rendered('fromChart', () => chart.toJson()), options);
  }

  /** A model of what all charts of an app write. @throws inside a validation, as `fromChart` */
  public static fromApp(app: App, options: TrafficModelOptions = {}): TrafficModel {
    return new TrafficModel(rendered('fromApp', () => app.charts.flatMap(chart => chart.toJson())), options);
  }

  /** @internal */
  readonly _manifests: Manifests;
  /** @internal */
  readonly _attachments: Attachments;
  /** @internal */
  readonly _outcomes: Outcomes;
  /** @internal */
  readonly _classes: RequestClasses;
  /** @internal */
  readonly _refs: BackendRefs;

  private services?: string[];

  private constructor(objects: any[], { complete = false }: TrafficModelOptions) {
    this._manifests = new Manifests(objects);
    this._attachments = new Attachments(this._manifests, complete);
    this._classes = new RequestClasses(this._attachments);
    this._refs = new BackendRefs(this._manifests, complete);
    this._outcomes = new Outcomes(this._refs);
  }

  /** The Gateways, assumed ones included, as 'namespace/name' in this order. */
  public get gateways(): string[] {
    return this._attachments.gateways.map(({ key }) => key);
  }

  /**
   * Where a request goes. A request that names no Gateway or port is asked at each entry point: Gateways by name, ports 80 and
   * 443 first; the first that has a route for it answers, and a note says where another would answer otherwise.
   */
  public decide(request: TrafficRequest): TrafficDecision {
    return this._decideAt(request, this._attachments.entriesFor(request));
  }

  /** Where a request goes that comes in at one of some entry points. @internal */
  public _decideAt(request: TrafficRequest, entries: EntryPoint[]): TrafficDecision {
    const { listener, found } = this._winner(request, entries);
    const notes = notesOn(request, listener, found, this._attachments.notes);
    if (found === undefined || listener === undefined) {
      return noRoute(request, entries[0]?.gateway.key, listener, [...notes, ...notesWithoutRoute(request, this._attachments, entries)]);
    }
    if (entries.length > 1) notes.push(...otherAnswers(request, entries, listener, found));
    return this._outcomes.of(request, listener, found, notes);
  }

  /** How the decision of a request comes about: every match that fits, in order of precedence, and what decides. */
  public explain(request: TrafficRequest): TrafficExplanation {
    return explain(request, this._attachments.entriesFor(request), this.decide(request));
  }

  /**
   * The finite set of requests that can tell the rules apart: hosts, paths at and around each boundary, each header, query
   * parameter and method present, absent, wrong and doubled, and what two rules ask for at once. Bounded, and in a fixed order.
   *
   * @param match only requests that it admits
   * @default - every class
   */
  public classes(match?: Match): RequestClass[] {
    if (match === undefined) return this._classes.all();
    const { entries } = this._attachments;
    return entries.flatMap(entry => match._alternatives.flatMap(c => this._classes.admittedBy(conditionsTest(c), entry)));
  }

  /** Every Service that is among the manifests or that a rule leads to, as 'namespace/name'. @internal */
  public _services(): string[] {
    this.services ??= [...new Set([
      ...this._manifests.of('', 'Service').map(service => `${namespaceOf(service)}/${nameOf(service)}`),
      ...this._manifests.routes.flatMap(({ rules }) => rules.flatMap(rule => this._outcomes.refsOf(rule).map(({ key }) => key))),
    ])];
    return this.services;
  }

  /** The match that takes a request, and the listener it comes in at. @internal */
  public _winner(request: TrafficRequest, entries: EntryPoint[]): { readonly listener?: Listener; readonly found?: Candidate } {
    let firstListener: Listener | undefined;
    for (const entry of entries) {
      const listener = listenerFor(entry, request.host);
      if (entry === entries[0]) firstListener = listener;
      const found = listener?.index.find(request);
      if (found !== undefined) return { listener, found };
    }
    return { listener: firstListener };
  }
}

/** Entry points beyond this many are not compared: a request that names none is a question about a few Gateways. */
const MOST_COMPARED = 16;

function otherAnswers(request: TrafficRequest, entries: EntryPoint[], listener: Listener, { match }: Candidate): string[] {
  return entries.slice(0, MOST_COMPARED).filter(entry => !entry.listeners.includes(listener)).flatMap(entry => {
    const other = listenerFor(entry, request.host)?.index.find(request)?.match.rule;
    if (other === match.rule) return [];
    const name = entry.port === undefined ? entry.listeners[0]?.name : undefined;
    const place = `at Gateway ${entry.gateway.key}${entry.port === undefined ? '' : ` on port ${entry.port}`}${name === undefined ? '' : ` on listener ${name}`}`;
    const how = other === undefined ? 'no route takes this request' : `rule ${other.name === undefined ? other.index : `'${other.name}'`} of ${other.route.kind} ${other.route.key} takes this request`;
    return [`${place} ${how}; name the gateway${entry.port === undefined ? '' : ' and port'}${name === undefined ? '' : ' and listener'} to ask there`];
  });
}

let rendering = false;

/** Rendering a chart validates its app; a validation that makes a model of a chart would so ask for itself for ever. */
function rendered(what: string, body: () => any[]): any[] {
  if (rendering) {
    throw new TrafficError(`TrafficModel.${what} is called inside a validation: it renders the chart, which validates it, and so on for ever. State what you expect with expect() of the pattern, or ask the model outside of addValidation`);
  }
  rendering = true;
  try {
    return body();
  } finally {
    rendering = false;
  }
}
