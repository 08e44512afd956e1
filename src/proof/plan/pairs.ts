import type { TrafficDecision } from '../decision';
import { listOf, ReadRule } from '../manifests';
import { byText } from '../../text';
import { canonicalText } from './canonical';
import { Policies } from './policies';
import type { PlannedWorkload, Side } from './types';

/** A workload whose pods become others. */
export interface Release {
  /** 'namespace/service' in front of it. */
  readonly service: string;
  readonly before?: PlannedWorkload;
  readonly after?: PlannedWorkload;
}

/** The rule that answers before and the one that answers after: what holds for every request that both take. */
export interface RulePair {
  readonly ruleBefore?: ReadRule;
  readonly ruleAfter?: ReadRule;
  /** Workloads with a share after whose pods become others, or go. */
  readonly releases: Release[];
  /** What differs beside the shares, in words: 'timeouts', 'mirrors'. */
  readonly altered: string[];
  /** Whether what a backend is sent can differ from request to request. */
  readonly rewrites: boolean;
}

/** Pairs of rules, each looked at once however many classes it answers. */
export class RulePairs {
  private readonly kept = new Map<string, RulePair>();
  private readonly policies: Policies;

  public constructor(private readonly before: Side, private readonly after: Side) {
    this.policies = new Policies(before, after);
  }

  /** The pair of two decisions. */
  public of(before: TrafficDecision, after: TrafficDecision): RulePair {
    const key = `${place(before)}\n${place(after)}`;
    let pair = this.kept.get(key);
    if (pair === undefined) {
      pair = this.compare(before, after);
      this.kept.set(key, pair);
    }
    return pair;
  }

  private compare(before: TrafficDecision, after: TrafficDecision): RulePair {
    const [ruleBefore, ruleAfter] = [ruleOf(this.before, before), ruleOf(this.after, after)];
    return {
      ruleBefore, ruleAfter,
      altered: ruleBefore === undefined || ruleAfter === undefined ? [] : this.altered(before, ruleBefore, after, ruleAfter),
      releases: Object.keys(after.shares).flatMap(service => this.releasesOf(service)),
      rewrites: [ruleBefore, ruleAfter].some(rule => rule !== undefined
        && (rule.filters.length > 0 || rule.backendRefs.some(ref => listOf(ref?.filters).length > 0))),
    };
  }

  private altered(before: TrafficDecision, ruleBefore: ReadRule, after: TrafficDecision, ruleAfter: ReadRule): string[] {
    // Of a backend that only one side sends requests to, a rule's settings are no change: its share is.
    const common = Object.keys(after.shares).filter(service => before.shares[service] !== undefined);
    const [was, is] = [settingsOf(ruleBefore, common), settingsOf(ruleAfter, common)];
    return [
      ...[...new Set([...was.keys(), ...is.keys()])].filter(name => was.get(name) !== is.get(name)).sort(byText),
      ...common.filter(service => serviceText(this.before, service) !== serviceText(this.after, service)).map(service => `Service ${service}`),
      ...this.policies.changed(before, after),
    ];
  }

  /** Workloads of a Service whose pods are others after, or gone; none for one whose pods were not known before. */
  private releasesOf(service: string): Release[] {
    const [was, is] = [running(this.before, service), running(this.after, service)];
    if (was.length === 0) return [];
    const [before, after] = [new Map(was.map(one => [one.key, one])), new Map(is.map(one => [one.key, one]))];
    return [...new Set([...before.keys(), ...after.keys()])]
      .map(key => ({ service, before: before.get(key), after: after.get(key) }))
      .filter(pair => pair.before?.template !== pair.after?.template);
  }
}

/** Pods behind a Service; those of a workload without any answer nothing. */
function running(side: Side, service: string): PlannedWorkload[] {
  return side.podsOf(service).filter(({ capacity }) => capacity > 0);
}

/** What a rule says beside its matches and weights, by name, each as a text. */
function settingsOf(rule: ReadRule, services: string[]): Map<string, string> {
  const settings = new Map<string, string>();
  const object = listOf(rule.route.object.spec?.rules)[rule.index] ?? {};
  for (const name of Object.keys(object)) {
    if (!BESIDES.includes(name)) settings.set(WORDS[name] ?? name, canonicalText(object[name]));
  }
  for (const filter of rule.filters) add(settings, filterWord(filter), canonicalText(filter));
  for (const ref of rule.backendRefs) {
    const key = `${ref?.namespace ?? rule.route.namespace}/${ref?.name}`;
    if (!services.includes(key)) continue;
    if (ref?.port !== undefined) settings.set(`port of ${key}`, String(ref.port));
    for (const filter of listOf(ref?.filters)) add(settings, `${filterWord(filter)} of ${key}`, canonicalText(filter));
  }
  return settings;
}

const BESIDES = ['name', 'matches', 'backendRefs', 'filters'];
const WORDS: { [field: string]: string } = { retry: 'retries', sessionPersistence: 'session persistence' };
const FILTER_WORDS: { [type: string]: string } = {
  RequestHeaderModifier: 'request headers', ResponseHeaderModifier: 'response headers', RequestMirror: 'mirrors',
  URLRewrite: 'rewrites', RequestRedirect: 'redirect', ExtensionRef: 'filters of the gateway', CORS: 'CORS',
};

function filterWord(filter: any): string {
  return FILTER_WORDS[filter?.type] ?? `filter ${filter?.type}`;
}

function add(settings: Map<string, string>, name: string, text: string): void {
  settings.set(name, `${settings.get(name) ?? ''}${text}`);
}

/** How a Service treats requests; which pods it selects is told by their templates. */
function serviceText(side: Side, service: string): string {
  return canonicalText({ ...side.object(`Service ${service}`)?.spec, selector: undefined });
}

function place({ routeKind, route, rule, gateway }: TrafficDecision): string {
  return route === undefined ? '' : `${routeKind} ${route} ${rule} ${gateway}`;
}

function ruleOf(side: Side, { routeKind, route, rule }: TrafficDecision): ReadRule | undefined {
  if (routeKind === undefined || route === undefined || rule === undefined) return undefined;
  return side.model._manifests.route(routeKind, route)?.rules[rule];
}
