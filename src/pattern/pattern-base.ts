import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { at, didYouMean, TrafficError } from '../errors';
import { checkDnsLabel, checkWhole, quote } from '../names';
import { GitOps } from '../operate/gitops';
import { PatternOutlook } from '../operate/outlook';
import { EnvoyGatewayPolicies } from '../policy/envoy-gateway-policies';
import { IGatewayPolicies } from '../policy/gateway-policies';
import { RateLimit } from '../policy/rate-limit';
import { removeTrustedHeaders } from '../policy/trusted-headers';
import { noteChange } from '../proof/app-objects';
import { Expect } from '../proof/expect';
import { TrafficRequest } from '../proof/request';
import { RouteProtocol } from '../route/protocol';
import { TrafficRoute } from '../route/traffic-route';
import { VariantStage } from '../stage/variant-stage';
import { RouteFilter } from '../traffic/filter';
import { Match } from '../traffic/match';
import { overrideMatch } from '../traffic/override';
import { orderOverrides } from '../traffic/overlap-rules';
import { TrafficRule } from '../traffic/rule';
import { TrafficSplit } from '../traffic/split';
import { Hardening } from '../workload/hardening';
import { checkPodPriority } from '../workload/priority';
import { warnOnce } from '../warnings';
import { Version } from '../workload/version';
import { Workload, WorkloadSize } from '../workload/workload';
import { Audience } from './audience';
import { checkProps } from './check-props';
import { PatternPromise, PatternProof } from './pattern-proof';
import { PatternProps, PinOptions } from './pattern-props';
import { watch } from './watch';

/** What one kind of pattern gives to the common part. */
export interface PatternKind {
  /** Ending of the route's default name: `<app>-<suffix>`. */
  readonly suffix: string;
  /** Name of the rule for everyone. */
  readonly baseRule: string;
  /** The label that tells versions apart. */
  readonly versionLabel: string;
}

/** A version as a pattern creates it. */
export interface AddedVersion {
  readonly name: string;
  readonly version?: Version;
  readonly exists?: boolean;
  readonly size?: () => WorkloadSize;
  readonly nominalReplicas?: number;
}

/**
 * The part that all patterns share: versions, audiences in order, the route and its policies.
 *
 * @internal
 */
export abstract class PatternBase extends Construct {
  /** Name of the app. */
  public readonly appName: string;
  /** The route. */
  public readonly route: TrafficRoute;

  private readonly patternProps: PatternProps;
  private readonly kind: PatternKind;
  private readonly base: Match;
  private readonly workloads: Workload[] = [];
  private readonly audiences: Audience[] = [];
  private readonly mirrors: RouteFilter[] = [];
  private readonly policies: IGatewayPolicies;
  private readonly limits: ApiObject[] = [];
  private readonly shadows: Workload[] = [];
  private readonly watchers: ApiObject[];
  private readonly proof: PatternProof;
  private kept?: TrafficRule[];

  protected constructor(scope: Construct, id: string, props: PatternProps, kind: PatternKind) {
    super(scope, id);
    this.patternProps = props;
    this.kind = kind;
    this.appName = at(this, () => checkDnsLabel('app', props.app));
    at(this, () => checkProps(props));
    this.base = props.match ?? Match.everything();
    this.policies = props.policies ?? new EnvoyGatewayPolicies();
    this.route = new TrafficRoute(this, 'route', {
      routeName: props.routeName ?? `${props.app}-${kind.suffix}`,
      gateway: props.gateway,
      additionalGateways: props.additionalGateways,
      hostnames: props.hostnames,
      protocol: props.protocol,
    });
    this.proof = new PatternProof(this.route, () => new Map(this.workloads.map(({ versionName, serviceName }) => [versionName, serviceName])));
    this.route._produceRules(() => this.rules());
    for (const { _spec: { backend } } of props.filters ?? []) {
      if (backend !== undefined) at(this, () => this.route._allow(backend));
    }
    at(this, () => removeTrustedHeaders(
      this, this.policies, [props.gateway, ...props.additionalGateways ?? []], Chart.of(this).namespace, props.trustedHeaders ?? []));
    this.watchers = watch(this, props, {
      versionLabel: kind.versionLabel,
      workloads: () => this.workloads,
      audiences: () => this.audiences,
      shadows: () => this.shadows,
    });
    this.node.addValidation({ validate: () => [...this.unusedTrustedHeaders(), ...this.unusedStages(), ...this.backendsWithoutPods(), ...this.proof.problems(() => this.promises())] });
  }

  /** All versions, those added later included. */
  public get versions(): Workload[] {
    return [...this.workloads];
  }

  /** Rate limit policies of the audiences. */
  public get rateLimits(): ApiObject[] {
    return [...this.limits];
  }

  /** Objects of the pattern's `monitoring`: the monitor, then the rules. */
  public get monitors(): ApiObject[] {
    return [...this.watchers];
  }

  /** A version by its name. @throws when there is none, with the nearest name */
  public version(name: string): Workload {
    const found = this.workloads.find(workload => workload.versionName === name);
    if (found !== undefined) return found;
    const names = this.workloads.map(workload => workload.versionName);
    return at(this, () => {
      throw new TrafficError(`there is no version ${quote(name)}, only ${names.map(quote).join(', ')}${didYouMean(name, names)}`);
    });
  }

  /**
   * Sends an audience to one workload of the pattern, whatever the weights say. Of two audiences that a request belongs to, the
   * one pinned first wins.
   *
   * @param name name of the rule, unique in the pattern
   * @param match what tells the audience apart; joined with the pattern's own match, which it must sharpen
   * @param workload a version of this pattern
   * @throws when the name is taken, the match does not sharpen the pattern's, or the workload is another pattern's
   */
  public pin(name: string, match: Match, workload: Workload, options: PinOptions = {}): void {
    at(this, () => {
      const { expectedPercent, podPriority, rateLimit } = options;
      this.checkPinnable(name, workload);
      if (expectedPercent !== undefined) {
        if (!(expectedPercent >= 0 && expectedPercent <= 100)) {
          throw new TrafficError(`expectedPercent of pin '${name}' is ${quote(expectedPercent)}, but must be from 0 to 100`);
        }
      }
      if (podPriority !== undefined) checkPodPriority(podPriority);
      const stage = stageOnce(`pin '${name}'`, this._stages()[name], options.stage);
      this._addAudience({
        name,
        match,
        target: workload.node.path,
        rateLimit,
        split: () => this._pinSplit(workload, stage),
      });
      this._notePin(workload, expectedPercent ?? 0);
      if (podPriority !== undefined) workload._prioritise(podPriority);
    });
  }

  /**
   * States what must hold for a request at the Gateways of this pattern's route; a broken expectation fails the synthesis. A
   * version may be named by its name in the pattern ('stable') or by its Service.
   */
  public expect(request: TrafficRequest, what: Expect): void {
    this.proof.expect(request, what);
  }

  /** States what must hold for every class of requests that a match admits, at the Gateways and hosts of this pattern's route. */
  public expectAll(match: Match, what: Expect): void {
    this.proof.expectAll(match, what);
  }

  /**
   * Where everyone goes who is in no audience.
   *
   * @internal
   */
  public abstract _baseSplit(): TrafficSplit;

  /**
   * Where a pinned audience goes at the present stage.
   *
   * @internal
   */
  public abstract _pinSplit(workload: Workload, stage: VariantStage): TrafficSplit;

  /**
   * Stages of audiences as the stage file has them.
   *
   * @internal
   */
  public abstract _stages(): { [name: string]: VariantStage };

  /** What the pattern tells of its stages. @internal */
  public abstract _outlook(): PatternOutlook;

  /** What applies the manifests from Git. @internal */
  public get _gitOps(): GitOps | undefined {
    return this.patternProps.gitops;
  }

  /**
   * Names that the stage file may hold besides those of audiences.
   *
   * @internal
   */
  public _stagedNames(): string[] {
    return [];
  }

  /**
   * Checks the rule for everyone, once the pattern knows its versions.
   *
   * @internal
   */
  public _checkRules(): void {
    at(this, () => this.route._check(this.rules()));
  }

  /**
   * A pin was added: for patterns that count it.
   *
   * @internal
   */
  public _notePin(_workload: Workload, _expectedPercent: number): void {
    // Most patterns do not size their versions by pins.
  }

  /**
   * Creates a version; its name is unique in the pattern.
   *
   * @internal
   */
  public _createWorkload(added: AddedVersion): Workload {
    const { name, version } = added;
    at(this, () => {
      checkDnsLabel('version name', name);
      if (this.workloads.some(workload => workload.versionName === name)) {
        throw new TrafficError(`the version '${name}' stands twice; versions of one pattern differ in name`);
      }
      if (this.node.tryFindChild(name) !== undefined) throw new TrafficError(`the version name '${name}' is taken by the pattern itself; choose another`);
    });
    const declared = version?.isOwn ? version._declaredReplicas() : 0;
    const autoscaled = version?._source.options.autoscaling;
    const workload = Workload._create(this, name, {
      appName: this.appName,
      versionName: name,
      versionLabel: this.kind.versionLabel,
      port: this.patternProps.port,
      protocol: this.patternProps.protocol ?? RouteProtocol.HTTP,
      hardening: this.patternProps.hardening ?? Hardening.restricted(),
      version,
      exists: added.exists ?? true,
      size: added.size ?? (() => autoscaled === undefined ? { replicas: declared } : {}),
      nominalReplicas: added.nominalReplicas ?? autoscaled?.minReplicas ?? declared,
    });
    this.patternProps.gitops?._mark(workload);
    this.workloads.push(workload);
    if (workload._exists) at(this, () => this.route._allow(workload.backend));
    return workload;
  }

  /**
   * Adds an audience after those there are, and tries whether the order can be stated.
   *
   * @internal
   */
  public _addAudience(audience: Audience): void {
    const { name } = audience;
    if (name === this.kind.baseRule || this.audiences.some(other => other.name === name)) {
      throw new TrafficError(`the rule name '${name}' is taken; names of pins, variants and tiers are unique in a pattern, and '${this.kind.baseRule}' is the rule for everyone`);
    }
    const full: Audience = {
      ...audience,
      match: overrideMatch(name, this.base, audience.match),
      // A limited audience is a treatment of its own: another rule would not count its requests.
      target: audience.rateLimit === undefined ? audience.target : `${audience.target} limited as ${name}`,
    };
    this.audiences.push(full);
    this._forgetRules();
    try {
      this.route._check(this.rules());
    } catch (error) {
      this.audiences.pop();
      this._forgetRules();
      throw error;
    }
    if (audience.rateLimit !== undefined) this.limit(name, audience.rateLimit);
  }

  /**
   * Copies a share of everyone's requests to a version that answers nobody.
   *
   * @internal
   */
  public _addMirrorOf(workload: Workload, percent: number): void {
    checkWhole('mirror percent', percent, 1, 100);
    if (this.route.protocol === RouteProtocol.GRPC) {
      warnOnce(`'${workload.versionName}' is a mirror of gRPC: Envoy Gateway (1.9.0) does not load the Service of such a mirror, and answers every request of the rule with an error; check the manifests with --gateway`);
    }
    this.mirrors.push(RouteFilter.mirror(workload.backend, { percent }));
    this.shadows.push(workload);
    this._forgetRules();
    this.route._check(this.rules());
  }

  /**
   * What the rules are computed from has changed.
   *
   * @internal
   */
  public _forgetRules(): void {
    this.kept = undefined;
    noteChange();
  }

  /** The rules, kept until an audience or mirror is added: cdk8s asks for them once for each chart of the app. */
  private rules(): TrafficRule[] {
    this.kept ??= this.computeRules();
    return this.kept;
  }

  private computeRules(): TrafficRule[] {
    const { filters = [], timeouts } = this.patternProps;
    const ordered = this.audiences.length === 0 ? [] : orderOverrides(this.audiences);
    const overrides = ordered.map(({ name, match, override }) =>
      TrafficRule.of({ name, match, split: this.audiences[override].split(), filters, timeouts }));
    const base = TrafficRule.of({
      name: this.kind.baseRule, match: this.base, split: this._baseSplit(), filters: [...filters, ...this.mirrors], timeouts,
    });
    return [...overrides, base];
  }

  /** Of two audiences that a request belongs to, the one written first counts; everyone else gets the base split. */
  private promises(): PatternPromise[] {
    const audiences = this.audiences.map(({ name, match, split }) => ({ name, match, split: split() }));
    return [...audiences, { name: this.kind.baseRule, match: this.base, split: this._baseSplit() }];
  }

  private limit(audience: string, limit: RateLimit): void {
    const { route } = this;
    const index = this.audiences.findIndex(({ name }) => name === audience);
    this.limits.push(this.policies.rateLimit(this, `rate-limit-${audience}`, {
      policyName: `${route.routeName}-${audience}`,
      routeKind: route.protocol === RouteProtocol.GRPC ? 'GRPCRoute' : 'HTTPRoute',
      routeName: route.routeName,
      limit,
      rules: { names: () => orderOverrides(this.audiences).filter(({ override }) => override === index).map(({ name }) => name) },
    }));
  }

  private checkPinnable(name: string, workload: Workload): void {
    if (!(workload instanceof Workload) || !this.workloads.includes(workload)) {
      const what = workload instanceof Workload ? `'${workload.objectName}' of ${workload.node.path}` : quote(workload);
      throw new TrafficError(
        `pin '${name}' leads to ${what}, which is no version of this pattern (${this.workloads.map(w => w.versionName).join(', ')}); bring it in as a version of its own first`);
    }
    if (this.shadows.includes(workload)) {
      throw new TrafficError(`pin '${name}' leads to '${workload.versionName}', which is a mirror and answers nobody; bring its version in by addVersion`);
    }
  }

  /** Stages in the stage file of audiences that there are none of: a typo would put them live. */
  private unusedStages(): string[] {
    const known = [...new Set([...this._stagedNames(), ...this.audiences.map(({ name }) => name)])];
    return Object.keys(this._stages()).filter(name => !known.includes(name)).map(name =>
      `the stage file states a stage of '${name}' under variants, but the audiences are ${known.map(quote).join(', ') || 'none'}${didYouMean(name, known)}`);
  }

  /** Rules that send requests to a version that runs no pod. */
  private backendsWithoutPods(): string[] {
    return this.workloads.filter(workload => workload._replicas === 0).flatMap(workload => {
      const rule = this.rules().find(({ split }) => split?.backends.some(({ backend, weight }) => backend === workload.backend && weight > 0));
      return rule === undefined ? [] : [
        `'${workload.objectName}' has 0 replicas, but the rule '${rule.name}' sends it requests, which would get status 503; give it replicas`];
    });
  }

  private unusedTrustedHeaders(): string[] {
    const used = this.audiences.flatMap(({ match }) => match._alternatives.flatMap(c => c.headers.map(header => header.name.toLowerCase())));
    return (this.patternProps.trustedHeaders ?? []).filter(header => !used.includes(header.toLowerCase())).map(header =>
      `trustedHeaders names '${header}', but no audience matches it${didYouMean(header, used)}; remove it, or pin an audience by it`);
  }
}

/** The stage of an audience, stated in one place: the stage file or the code. */
export function stageOnce(what: string, ofFile: VariantStage | undefined, ofCode: VariantStage | undefined): VariantStage {
  if (ofFile !== undefined && ofCode !== undefined && ofFile.stageName !== ofCode.stageName) {
    throw new TrafficError(`${what}: the stage is '${ofCode.stageName}' in the code and '${ofFile.stageName}' in the stage file; state it in one place`);
  }
  return ofFile ?? ofCode ?? VariantStage.live();
}
