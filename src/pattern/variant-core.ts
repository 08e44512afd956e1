import { Construct } from 'constructs';
import { at, didYouMean, TrafficError } from '../errors';
import { checkWhole, quote } from '../names';
import { PatternOutlook, stageNames } from '../operate/outlook';
import { RateLimit } from '../policy/rate-limit';
import { VariantState } from '../stage/state';
import { VariantStage } from '../stage/variant-stage';
import { conditionsKey } from '../traffic/conditions';
import { Match } from '../traffic/match';
import { TrafficSplit, WeightedBackend } from '../traffic/split';
import { checkPodPriority } from '../workload/priority';
import { Version } from '../workload/version';
import { Workload } from '../workload/workload';
import { PatternBase, stageOnce } from './pattern-base';
import { PatternProps } from './pattern-props';

/** A variant or tier as the common part takes it. */
export interface VariantInput {
  readonly name: string;
  readonly match?: Match;
  readonly percent?: number;
  readonly audience?: string;
  readonly version: Version;
  readonly stage?: VariantStage;
  readonly rateLimit?: RateLimit;
  readonly podPriority?: number;
}

/** Props that the common part of A/B tests and tiers takes. */
export interface VariantProps extends PatternProps {
  readonly defaultVersion: Version;
  readonly defaultName?: string;
  readonly state?: VariantState;
}

interface Placed extends VariantInput {
  readonly workload: Workload;
  readonly live: boolean;
}

/**
 * The common part of A/B tests and tiers: a default version, and variants that some requests reach.
 *
 * @internal
 */
export abstract class VariantPattern extends PatternBase {
  /** The version for everyone who is in no audience. */
  public readonly defaultVersion: Workload;

  private readonly state?: VariantState;
  private readonly shares: Placed[] = [];
  private readonly names: string[];
  private readonly placed: Placed[];
  private readonly what: string;

  protected constructor(scope: Construct, id: string, props: VariantProps, suffix: string, what: string, variants: VariantInput[]) {
    super(scope, id, props, { suffix, baseRule: 'default', versionLabel: 'version' });
    this.state = props.state;
    this.what = what;
    const defaultName = props.defaultName ?? 'stable';
    at(this, () => {
      if (props.defaultVersion === undefined) {
        throw new TrafficError('defaultVersion is missing; say what everyone else gets: defaultVersion: Version.deploy({ image: ... })');
      }
      if (!Array.isArray(variants)) throw new TrafficError(`${what}s is missing; list them, such as ${what}s: [{ name, match, version }]`);
      checkState(props.state, what, [defaultName, ...variants.map(({ name }) => name)]);
      variants.forEach(variant => checkVariant(what, variant));
    });
    const images = props.state?.images ?? {};
    this.defaultVersion = this._createWorkload({
      name: defaultName, version: at(this, () => props.defaultVersion._withImage(defaultName, images[defaultName])),
    });
    const placed = variants.map(variant => this.place(variant, images[variant.name]));
    this.placed = placed;
    this.names = placed.map(({ name }) => name);
    for (const group of groups(placed)) at(this, () => this.addGroup(what, group));
    this._checkRules();
  }

  /**
   * @internal
   */
  public _baseSplit(): TrafficSplit {
    return this.splitOf(this.shares);
  }

  /**
   * @internal
   */
  public _pinSplit(workload: Workload, stage: VariantStage): TrafficSplit {
    return stage.isLive ? TrafficSplit.single(workload.backend) : this._baseSplit();
  }

  /**
   * @internal
   */
  public _stages(): { [name: string]: VariantStage } {
    return this.state?.variants ?? {};
  }

  /**
   * @internal
   */
  public _stagedNames(): string[] {
    return this.names;
  }

  /**
   * @internal
   */
  public _outlook(): PatternOutlook {
    const placed = Object.fromEntries(this.placed.map(({ name, live }) => [name, live ? 'live' : 'deployed']));
    return {
      pattern: this.what === 'tier' ? 'tiers' : 'ab-test',
      variants: { ...stageNames(this._stages()), ...placed },
      routeAt: () => this.route.object.toJson(),
    };
  }

  private place(variant: VariantInput, image: string | undefined): Placed {
    const { name, version, podPriority } = variant;
    const workload = this._createWorkload({ name, version: at(this, () => version._withImage(name, image)) });
    if (podPriority !== undefined) {
      at(this, () => {
        checkPodPriority(podPriority);
        workload._prioritise(podPriority);
      });
    }
    const stage = at(this, () => stageOnce(`'${name}'`, this.state?.variants[name], variant.stage));
    return { ...variant, workload, live: stage.isLive };
  }

  private addGroup(what: string, group: Placed[]): void {
    checkGroup(what, group);
    if (group[0].match === undefined) {
      this.shares.push(...group);
      this._forgetRules();
      return;
    }
    this._addAudience({
      name: group[0].audience ?? group.map(({ name }) => name).join('-or-'),
      match: group[0].match,
      target: group.map(({ workload }) => workload.node.path).join(' '),
      rateLimit: group.find(({ rateLimit }) => rateLimit !== undefined)?.rateLimit,
      split: () => this.splitOf(group),
    });
  }

  /** The shares of some variants; what is left, and what is not live yet, is the default's. */
  private splitOf(group: Placed[]): TrafficSplit {
    const sole = group.length === 1 && group[0].percent === undefined ? group[0] : undefined;
    if (sole !== undefined) return TrafficSplit.single((sole.live ? sole.workload : this.defaultVersion).backend);
    if (group.length === 0) return TrafficSplit.single(this.defaultVersion.backend);
    const weighted: WeightedBackend[] = group.map(({ workload, live, percent }) => ({ backend: workload.backend, weight: live ? percent! : 0 }));
    const rest = 100 - weighted.reduce((sum, { weight }) => sum + weight, 0);
    // The default stands in the list as long as the stages may give it a share, so that the list does not change between stages.
    return TrafficSplit.weighted({ backend: this.defaultVersion.backend, weight: rest }, ...weighted);
  }
}

function checkVariant(what: string, { name, version, percent, match, audience }: VariantInput): void {
  if (version === undefined) throw new TrafficError(`${what} ${quote(name)} has no version; say what runs: version: Version.deploy({ image: ... })`);
  if (percent !== undefined) checkWhole(`percent of ${what} '${name}'`, percent, 1, 100);
  if (match === undefined && percent === undefined) {
    throw new TrafficError(`${what} '${name}' has neither match nor percent, so it is not said who reaches it; give a match, or a percent of everyone`);
  }
  if (match === undefined && audience !== undefined) {
    throw new TrafficError(`${what} '${name}' names the audience '${audience}' without a match; an audience is told apart by one`);
  }
}

/** Variants of one audience, which share a rule: those with equal matches. */
function groups(variants: Placed[]): Placed[][] {
  const byMatch = new Map<string, Placed[]>();
  for (const variant of variants) {
    const key = variant.match === undefined ? '' : variant.match._alternatives.map(conditionsKey).sort().join('\n');
    byMatch.set(key, [...byMatch.get(key) ?? [], variant]);
  }
  return [...byMatch.values()];
}

function checkGroup(what: string, group: Placed[]): void {
  const names = group.map(({ name }) => `'${name}'`).join(', ');
  const without = group.find(({ percent }) => percent === undefined);
  if (group.length > 1 && what === 'tier') {
    throw new TrafficError(`the tiers ${names} have the same match, so the second could never be reached; tell them apart, or make them one tier`);
  }
  if (group.length > 1 && without !== undefined) {
    throw new TrafficError(`the ${what}s ${names} have the same match, so each needs a percent; '${without.name}' has none`);
  }
  const sum = group.reduce((total, { percent = 0 }) => total + percent, 0);
  if (sum > 100) {
    throw new TrafficError(`the percents of ${names} sum to ${sum}, but at most 100 are allowed; what is left is the default's`);
  }
  const audiences = new Set(group.map(({ audience }) => audience).filter(audience => audience !== undefined));
  if (audiences.size > 1) throw new TrafficError(`the ${what}s ${names} have the same match, but different audience names (${[...audiences].join(', ')})`);
}

function checkState(state: VariantState | undefined, what: string, names: string[]): void {
  const unknown = Object.keys(state?.images ?? {}).find(name => !names.includes(name));
  if (unknown !== undefined) {
    throw new TrafficError(`the stage file states an image of '${unknown}', but the ${what}s are ${names.map(quote).join(', ')}${didYouMean(unknown, names)}`);
  }
}
