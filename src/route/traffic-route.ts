import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { at, didYouMean, TrafficError } from '../errors';
import { Kept } from '../kept';
import { checkDnsSubdomain, checkHostname } from '../names';
import { AppChecks } from '../proof/app-checks';
import { changeCount, noteChange } from '../proof/app-objects';
import { Backend } from '../traffic/backend';
import { conditionsKey, describeConditions } from '../traffic/conditions';
import { TrafficRule } from '../traffic/rule';
import { checkParents, GatewayRef } from './gateway-ref';
import { RouteProtocol } from './protocol';
import { ReferenceGrants } from './reference-grants';
import { renderRouteSpec } from './render';

/** Props of a route. */
export interface TrafficRouteProps {
  /** The object's name; a DNS subdomain. Stable: a rename deletes the live route. */
  readonly routeName: string;
  /** The Gateway to attach to. */
  readonly gateway: GatewayRef;
  /**
   * Further Gateways, or listeners of the same one.
   * @default - none
   */
  readonly additionalGateways?: GatewayRef[];
  /**
   * Hosts the route answers for, at most 16; a first label '*' is a wildcard of any depth.
   * @default - every host of the listener
   */
  readonly hostnames?: string[];
  /**
   * HTTPRoute or GRPCRoute.
   * @default RouteProtocol.HTTP
   */
  readonly protocol?: RouteProtocol;
  /**
   * Rules in order; further ones by `addRule`.
   * @default - none yet; at synth there must be at least one
   */
  readonly rules?: TrafficRule[];
}

/**
 * An HTTPRoute or GRPCRoute of ordered rules, with the ReferenceGrants that its backends in other namespaces need.
 *
 * Follows Gateway API v1.6.1, HTTPRouteSpec and GRPCRouteSpec: at most 16 rules, 64 matches a rule and 128 in all.
 */
export class TrafficRoute extends Construct {
  /** The HTTPRoute or GRPCRoute. */
  public readonly object: ApiObject;
  /** The object's name. */
  public readonly routeName: string;
  /** HTTPRoute or GRPCRoute. */
  public readonly protocol: RouteProtocol;
  /** Hosts the route answers for; empty for every host. */
  public readonly hostnames: string[];
  /** The Gateways that the route attaches to. */
  public readonly gateways: GatewayRef[];
  /** Namespace of the route, from its chart. */
  public readonly namespace?: string;

  private readonly own: TrafficRule[] = [];
  private readonly patches: { rule: string; ops: JsonPatch[] }[] = [];
  private readonly grants: ReferenceGrants;
  private readonly judged = new Kept<string[]>();
  private ofPattern = false;
  private producer: () => TrafficRule[] = () => this.own;

  /**
   * @throws when a name, hostname or gateway is not valid, or the rules break a limit
   */
  public constructor(scope: Construct, id: string, props: TrafficRouteProps) {
    super(scope, id);
    this.namespace = Chart.of(this).namespace;
    this.protocol = props.protocol ?? RouteProtocol.HTTP;
    this.routeName = at(this, () => checkDnsSubdomain('routeName', props.routeName));
    this.hostnames = at(this, () => checkHostnames(props.hostnames ?? []));
    this.gateways = [props.gateway, ...props.additionalGateways ?? []];
    at(this, () => checkParents(this.gateways, this.namespace));
    this.grants = new ReferenceGrants(this, this.protocol, this.namespace);
    this.object = new ApiObject(this, 'Resource', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: this.protocol === RouteProtocol.GRPC ? 'GRPCRoute' : 'HTTPRoute',
      metadata: { name: this.routeName },
      spec: Lazy.any({ produce: () => this.render() }),
    });
    props.rules?.forEach(rule => this.addRule(rule));
    this.node.addValidation({ validate: () => this.problems() });
    AppChecks.ensure(this);
  }

  /** The rules in order, as the manifest will have them. */
  public get rules(): TrafficRule[] {
    return [...this.producer()];
  }

  /**
   * Appends a rule.
   *
   * @throws when the name is taken or a limit is broken
   */
  public addRule(rule: TrafficRule): void {
    at(this, () => {
      if (this.ofPattern) {
        throw new TrafficError(`the rule '${rule.name}' was added to a pattern's route, whose rules the pattern makes; use pin() for an audience, or a TrafficRoute of its own`);
      }
      checkRules(this.protocol, [...this.own, rule]);
      this.own.push(rule);
      backendsOf(rule).forEach(backend => this._allow(backend));
      noteChange();
    });
  }

  /**
   * Patches one rule of the rendered manifest by its name, whatever its place in the list. Paths are relative to the rule;
   * fields unknown to this library are kept.
   *
   * @example route.patchRule('split', JsonPatch.add('/retry', { attempts: 2 }))
   */
  public patchRule(ruleName: string, ...ops: JsonPatch[]): void {
    this.patches.push({ rule: ruleName, ops });
    noteChange();
  }

  /**
   * The rules come from a pattern, which computes them when asked.
   *
   * @internal
   */
  public _produceRules(producer: () => TrafficRule[]): void {
    this.producer = producer;
    this.ofPattern = true;
  }

  /**
   * Lets the route refer to a backend: makes or extends the ReferenceGrant of its namespace.
   *
   * @internal
   */
  public _allow(backend: Backend): void {
    this.grants.add(backend);
  }

  /**
   * Checks rules as this route would take them.
   *
   * @internal
   */
  public _check(rules: TrafficRule[]): void {
    checkRules(this.protocol, rules);
  }

  private render(): any {
    return this.patched(this.producer()).spec;
  }

  /** The rendered route, and the rules whose patch changed nothing: cdk8s passes over a removal of what is not there. */
  private patched(rules: TrafficRule[]): { spec: any; idle: string[] } {
    const spec = renderRouteSpec({ ...this, gateways: this.gateways, rules });
    const idle: string[] = [];
    for (const { rule, ops } of this.patches) {
      const index = rules.findIndex(candidate => candidate.name === rule);
      if (index < 0) continue;
      const before = JSON.stringify(spec.rules[index]);
      spec.rules[index] = JsonPatch.apply(spec.rules[index], ...ops);
      if (JSON.stringify(spec.rules[index]) === before) idle.push(rule);
    }
    return { spec, idle };
  }

  private problems(): string[] {
    try {
      return this.judged.for(changeCount(), () => this.problemsOf(this.producer()));
    } catch (error) {
      if (error instanceof TrafficError) return [error.message];
      throw error;
    }
  }

  private problemsOf(rules: TrafficRule[]): string[] {
    if (rules.length === 0) return [`route '${this.routeName}' has no rule, so every request would get status 500; add one by addRule`];
    checkRules(this.protocol, rules);
    const names = rules.map(rule => rule.name);
    const idle = this.patches.length === 0 ? [] : this.patched(rules).idle.map(rule =>
      `patchRule('${rule}') changes nothing in route '${this.routeName}'; its paths are relative to the rule, such as '/backendRefs/0/weight'`);
    const unknown = this.patches.filter(({ rule }) => !names.includes(rule)).map(({ rule }) =>
      `patchRule names the rule '${rule}', but route '${this.routeName}' has ${names.map(n => `'${n}'`).join(', ')}${didYouMean(rule, names)}`);
    return [...unknown, ...idle];
  }
}

function checkHostnames(hostnames: string[]): string[] {
  if (hostnames.length > 16) {
    throw new TrafficError(`${hostnames.length} hostnames were given, but a route takes at most 16; make a second route`);
  }
  const twice = hostnames.find((name, i) => hostnames.indexOf(name) !== i);
  if (twice !== undefined) throw new TrafficError(`the hostname '${twice}' stands twice; leave one out`);
  return hostnames.map(checkHostname);
}

function checkRules(protocol: RouteProtocol, rules: TrafficRule[]): void {
  if (rules.length > 16) {
    throw new TrafficError(
      `the route has ${rules.length} rules (${rules.map(rule => rule.name).join(', ')}), but the Gateway API allows 16; use values of one header in place of several headers, or a second route for another host or path`);
  }
  const total = rules.reduce((sum, rule) => sum + rule.match._alternatives.length, 0);
  if (total > 128) {
    throw new TrafficError(`the route has ${total} matches over all its rules, but the Gateway API allows 128; use fewer alternatives in Match.anyOf, or a second route`);
  }
  const names = new Set<string>();
  const matches = new Map<string, string>();
  for (const rule of rules) {
    if (names.has(rule.name)) throw new TrafficError(`the rule name '${rule.name}' stands twice; a rule's name is unique in its route (GEP-995)`);
    names.add(rule.name);
    for (const conditions of rule.match._alternatives) {
      const first = matches.get(conditionsKey(conditions));
      if (first !== undefined) {
        throw new TrafficError(`the rules '${first}' and '${rule.name}' match the same requests (${describeConditions(conditions)}), so the second would never be used`);
      }
      matches.set(conditionsKey(conditions), rule.name);
    }
    checkProtocol(protocol, rule);
  }
}

function checkProtocol(protocol: RouteProtocol, rule: TrafficRule): void {
  for (const c of rule.match._alternatives) {
    if (protocol === RouteProtocol.HTTP && c.grpc !== undefined) {
      throw new TrafficError(`rule '${rule.name}' matches a gRPC method, but the route is for HTTP; set protocol: RouteProtocol.GRPC`);
    }
    if (protocol === RouteProtocol.GRPC && (c.path ?? c.method ?? c.queryParams[0]) !== undefined) {
      throw new TrafficError(`rule '${rule.name}' matches ${describeConditions(c)}, but a gRPC route matches gRPC method and headers only`);
    }
  }
  if (protocol === RouteProtocol.GRPC && rule.timeouts !== undefined) {
    throw new TrafficError(`rule '${rule.name}' has timeouts, but a GRPCRoute has none; set a deadline in the client`);
  }
  const filters = [...rule.filters, ...rule.split?.backends.flatMap(({ backend }) => backend.filters) ?? []];
  const refused = filters.find(filter => ['RequestRedirect', 'URLRewrite'].includes(filter._spec.type));
  if (protocol === RouteProtocol.GRPC && refused !== undefined) {
    throw new TrafficError(`rule '${rule.name}' has the filter ${refused.describe()}, but a gRPC route takes header changes, mirrors and extensionRef only`);
  }
}

function backendsOf(rule: TrafficRule): Backend[] {
  const backends = rule.split?.backends.map(({ backend }) => backend) ?? [];
  const filters = [...rule.filters, ...backends.flatMap(backend => backend.filters)];
  return [...backends, ...filters.flatMap(filter => filter._spec.backend ?? [])];
}
