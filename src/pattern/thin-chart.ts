import { ApiObject, Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { TrafficError } from '../errors';
import { Expect } from '../proof/expect';
import { TrafficRequest } from '../proof/request';
import { TrafficRoute } from '../route/traffic-route';
import { Match } from '../traffic/match';
import { Workload } from '../workload/workload';
import { IPattern, PinOptions } from './pattern-props';

/**
 * A chart that holds one pattern and passes everything on to it.
 *
 * @internal
 */
export abstract class ThinChart extends Chart {
  protected constructor(scope: Construct, id: string, props: ChartProps) {
    if (scope?.node === undefined || scope.node.scope !== undefined || Chart.isChart(scope)) {
      throw new TrafficError(
        `[${scope?.node?.path ?? id}] the chart '${id}' must stand directly in an App: a chart within a chart renumbers every output file. Use the construct of the same name without 'Chart'`);
    }
    super(scope, id, props);
  }

  /** Name of the app. */
  public get appName(): string {
    return this._inner().appName;
  }

  /** All versions, those added later included. */
  public get versions(): Workload[] {
    return this._inner().versions;
  }

  /** The route. */
  public get route(): TrafficRoute {
    return this._inner().route;
  }

  /** Rate limit policies of the audiences. */
  public get rateLimits(): ApiObject[] {
    return this._inner().rateLimits;
  }

  /** Objects of the pattern's `monitoring`: the monitor, then the rules. */
  public get monitors(): ApiObject[] {
    return this._inner().monitors;
  }

  /** A version by its name. @throws when there is none, with the nearest name */
  public version(name: string): Workload {
    return this._inner().version(name);
  }

  /**
   * Sends an audience to one workload of the pattern, whatever the weights say.
   *
   * @param name name of the rule, unique in the pattern
   * @param match what tells the audience apart; joined with the pattern's own match, which it must sharpen
   * @param workload a version of this pattern
   */
  public pin(name: string, match: Match, workload: Workload, options: PinOptions = {}): void {
    this._inner().pin(name, match, workload, options);
  }

  /**
   * States what must hold for a request at the Gateways of this pattern's route; a broken expectation fails the synthesis.
   *
   * @param what versions are named by their name in the pattern ('stable') or by their Service
   */
  public expect(request: TrafficRequest, what: Expect): void {
    this._inner().expect(request, what);
  }

  /** States what must hold for every class of requests that a match admits, at the Gateways and hosts of this pattern's route. */
  public expectAll(match: Match, what: Expect): void {
    this._inner().expectAll(match, what);
  }

  /**
   * The pattern inside.
   *
   * @internal
   */
  public abstract _inner(): IPattern;
}
