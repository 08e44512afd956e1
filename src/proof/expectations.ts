import { IConstruct } from 'constructs';
import { Kept } from '../kept';
import { Match } from '../traffic/match';
import { AppChecks } from './app-checks';
import { modelOf, noteChange } from './app-objects';
import { Expect } from './expect';
import { brokenExpectations, Expected } from './promises';
import { conditionsTest } from './request-test';
import { TrafficRequest } from './request';

/**
 * What must hold for requests, whatever pattern, route or chart answers them: a broken expectation fails the synthesis. A pattern
 * has its own `expect`, which asks at the Gateways of its route.
 *
 * @example
 * Expectations.of(chart).expect(TrafficRequest.get('/login'), Expect.only('shop/login'));
 */
export class Expectations {
  /** Expectations stated on a construct: a chart, or the app. Its whole app is what they are held against. */
  public static of(scope: IConstruct): Expectations {
    return new Expectations(scope);
  }

  private readonly list: Expected[] = [];

  private constructor(scope: IConstruct) {
    // The validation of the app brings the model up to date, and an app without a route of ours has none.
    AppChecks.ensure(scope);
    const kept = new Kept<string[]>();
    scope.node.addValidation({
      validate: () => kept.for(modelOf(scope.node.root), () => brokenExpectations(modelOf(scope.node.root), this.list)),
    });
  }

  /** Expects something of one request. */
  public expect(request: TrafficRequest, what: Expect): void {
    noteChange();
    this.list.push({ what, request, tests: [], subject: request.describe() });
  }

  /** Expects something of every class of requests that a match admits. */
  public expectAll(match: Match, what: Expect): void {
    noteChange();
    this.list.push({ what, tests: match._alternatives.map(conditionsTest), subject: match.describe() });
  }
}
