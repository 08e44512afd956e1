import { Chart } from 'cdk8s';
import { Kept } from '../kept';
import { modelOf, noteChange } from '../proof/app-objects';
import { Expect } from '../proof/expect';
import { brokenExpectations, brokenPromises, Expected, Promised } from '../proof/promises';
import { TrafficRequest } from '../proof/request';
import { conditionsTest } from '../proof/request-test';
import { TrafficRoute } from '../route/traffic-route';
import { Match } from '../traffic/match';
import { TrafficSplit } from '../traffic/split';

/** Where a pattern sends an audience, or everyone. */
export interface PatternPromise {
  /** Name of the rule. */
  readonly name: string;
  readonly match: Match;
  readonly split: TrafficSplit;
}

/** Holds what a pattern promises and what its user expects against the manifests of the whole app. */
export class PatternProof {
  private readonly expected: Expected[] = [];
  private readonly kept = new Kept<string[]>();

  /** @param versions the versions of the pattern by name, with their Services */
  public constructor(private readonly route: TrafficRoute, private readonly versions: () => Map<string, string>) {}

  /** Expects something of one request. */
  public expect(request: TrafficRequest, what: Expect): void {
    this.add({ what, request, tests: [], subject: request.describe() });
  }

  /** Expects something of all requests that a match admits. */
  public expectAll(match: Match, what: Expect): void {
    this.add({ what, tests: match._alternatives.map(conditionsTest), subject: match.describe() });
  }

  /** What does not hold. Of the promises that a request falls under the first counts. */
  public problems(promises: () => PatternPromise[]): string[] {
    const model = modelOf(this.route.node.root);
    return this.kept.for(model, () => {
      // As it is written, patches of its name and namespace included.
      const { kind, metadata } = this.route.object.toJson();
      const namespace = Chart.of(this.route).namespace ?? 'default';
      const key = `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
      const promised = promises().map(promise => asPromised(promise, namespace));
      const within = promised[promised.length - 1].tests;
      return [
        ...brokenPromises(model, kind, key, promised),
        ...brokenExpectations(model, this.expected, { kind, key, within, versions: this.versions() }),
      ];
    });
  }

  private add(expected: Expected): void {
    noteChange();
    this.expected.push({ ...expected, what: expected.what._named(name => this.versions().get(name) ?? name) });
  }
}

function asPromised({ name, match, split }: PatternPromise, namespace: string): Promised {
  return {
    name,
    tests: match._alternatives.map(conditionsTest),
    weights: new Map(split.backends.map(({ backend, weight }) => [`${backend.namespace ?? namespace}/${backend.serviceName}`, weight])),
  };
}
