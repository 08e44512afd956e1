import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { TrafficError } from '../errors';
import { Expect } from '../proof/expect';
import { TrafficModel } from '../proof/model';
import { brokenExpectations } from '../proof/promises';
import { TrafficRequest } from '../proof/request';
import { conditionsTest } from '../proof/request-test';
import { Match } from '../traffic/match';

/** What a matcher tells the test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What the matchers look at: a chart, an app, a pattern, a model, or manifests as parsed from YAML. */
export type TrafficSubject = Construct | TrafficModel | object[];

/**
 * Matchers for jest and other runners with `expect.extend`: `expect.extend(trafficMatchers)`. Import 'cdk8s-traffic/jest' to have
 * them registered and typed.
 */
export const trafficMatchers = {
  /**
   * Whether a request is answered by just these Services, each with its share from 0 to 1 (compared to a billionth). Services are
   * named 'namespace/name', or by the bare name where only one has it; {} stands for no backend at all.
   */
  toRoute(subject: TrafficSubject, request: TrafficRequest, shares: { readonly [service: string]: number }): MatcherResult {
    const model = modelOf(subject);
    const decision = model.decide(request);
    const wanted = Object.entries(shares);
    for (const [service] of wanted) {
      const unknown = Expect.never(service)._unknown(model._services());
      if (unknown !== undefined) throw new TrafficError(`toRoute: ${unknown}`);
    }
    for (const [service, share] of wanted) {
      if (!(share >= 0 && share <= 1)) throw new TrafficError(`toRoute: the share of '${service}' is ${share}, but must be from 0 to 1 (5 % is 0.05)`);
    }
    const total = wanted.reduce((sum, [, share]) => sum + share, 0);
    const answered = Object.values(decision.shares).reduce((sum, share) => sum + share, 0);
    const pass = wanted.every(([service, share]) => near(decision.share(service), share)) && near(total, answered);
    const goal = wanted.map(([service, share]) => `${service} ${Number((share * 100).toFixed(7))} %`).join(', ') || 'no backend';
    return {
      pass,
      message: () => [
        `expected ${request.describe()} ${pass ? 'not ' : ''}to go to ${goal}`,
        `it gets ${decision.describe()}${decision.route === undefined ? '' : ` by rule ${decision.ruleName ?? decision.rule} of ${decision.routeKind} ${decision.route}`}`,
        ...decision.notes.map(note => `note: ${note}`),
      ].join('\n'),
    };
  },

  /** Whether no request that a match admits, of every class there is, reaches a Service, copies (mirrors) included. */
  toNeverReach(subject: TrafficSubject, match: Match, service: string): MatcherResult {
    const expected = { what: Expect.never(service), tests: match._alternatives.map(conditionsTest), subject: match.describe() };
    const model = modelOf(subject);
    const unknown = expected.what._unknown(model._services());
    // Of a mistyped Service neither form holds: `not.toNeverReach` must not pass by it.
    if (unknown !== undefined) throw new TrafficError(`toNeverReach: ${unknown}`);
    const problems = brokenExpectations(model, [expected]);
    return {
      pass: problems.length === 0,
      message: () => problems.length === 0 ? `expected some request of ${match.describe()} to reach ${service}, but none does` : problems.join('\n'),
    };
  },
};

function modelOf(subject: TrafficSubject): TrafficModel {
  if (subject instanceof TrafficModel) return subject;
  if (Array.isArray(subject)) return TrafficModel.fromManifests(subject);
  if (!Construct.isConstruct(subject)) throw new TrafficError('the matchers take a chart, an app, a pattern, a TrafficModel or a list of manifests');
  const root = subject.node.root;
  return root instanceof App ? TrafficModel.fromApp(root) : TrafficModel.fromChart(Chart.of(subject));
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-9;
}
