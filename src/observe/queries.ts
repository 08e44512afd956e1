import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { DurationMetric, MetricSource, QueriedVersion } from './metric-source';
import { boundaryTest, promNumber, selector } from './promql';

/** What is asked about. */
export interface TrafficQueriesProps {
  /** Whose metrics tell. */
  readonly source: MetricSource;
  /** Name of the app. */
  readonly app: string;
  /** Names of the versions that share the traffic, such as stable and canary. */
  readonly versions: string[];
  /**
   * Namespace of the app.
   * @default - any
   */
  readonly namespace?: string;
  /**
   * Port of the Services; only NGINX Gateway Fabric asks for it.
   * @default 80
   */
  readonly port?: number;
  /**
   * Names of Services by version, where they are not `<app>-<version>`.
   * @default - `<app>-<version>`
   */
  readonly services?: { [version: string]: string };
}

/**
 * Queries in PromQL about one version of an app. Each gives one series without labels.
 *
 * A version without any series had no requests: counts, rates and the number of requests are then 0, while its error rate, share and
 * latency have no value, which Prometheus shows as an empty answer and never as NaN.
 *
 * A window is a duration as Prometheus writes it, such as '5m'.
 */
export class TrafficQueries {
  private readonly all: QueriedVersion[];

  /** @throws when there is no version */
  public constructor(private readonly props: TrafficQueriesProps) {
    if (props.versions.length === 0) throw new TrafficError(`there is no version of '${props.app}' to ask about`);
    this.all = props.versions.map(name => ({ name, service: props.services?.[name] ?? `${props.app}-${name}` }));
  }

  /** Number of requests within the window. An estimate: Prometheus extrapolates to the edges of the window. */
  public requests(version: string, window: string): string {
    return `sum(increase(${this.counter(version)}[${window}])) or vector(0)`;
  }

  /** Number of requests within the window that were errors. */
  public errors(version: string, window: string): string {
    return `sum(increase(${this.counter(version, true)}[${window}])) or vector(0)`;
  }

  /** Requests per second. */
  public requestRate(version: string, window: string): string {
    return `sum(rate(${this.counter(version)}[${window}])) or vector(0)`;
  }

  /** Share of requests that are errors, 0 to 1; no value without requests. */
  public errorRate(version: string, window: string): string {
    return `(sum(rate(${this.counter(version, true)}[${window}])) or vector(0)) / (sum(rate(${this.counter(version)}[${window}])) > 0)`;
  }

  /** The version's share of the requests of all versions, 0 to 1; no value without requests. */
  public share(version: string, window: string): string {
    const { source } = this.props;
    const all = source._requests(this.place(), this.all, false);
    return `(sum(rate(${this.counter(version)}[${window}])) or vector(0)) / (sum(rate(${all}[${window}])) > 0)`;
  }

  /**
   * How long requests take, in seconds: a quantile from 0 to 1; no value without requests.
   *
   * @throws when the source has no histogram
   */
  public latency(version: string, quantile: number, window: string): string {
    const { name, tests, native, perSecond } = this.duration(version);
    const rates = native
      ? `sum(rate(${selector(name, tests)}[${window}]))`
      : `sum by (le) (rate(${selector(`${name}_bucket`, tests)}[${window}]))`;
    const value = `histogram_quantile(${promNumber(quantile)}, ${rates})${perSecond === 1 ? '' : ` / ${perSecond}`}`;
    // Without requests the quantile is NaN, which no comparison lets through.
    return `${value} >= 0`;
  }

  /**
   * Number of requests within the window that took longer than so many seconds, which must be a boundary of the histogram's buckets; no
   * value if it is none.
   *
   * @throws when the source has no histogram
   */
  public slow(version: string, seconds: number, window: string): string {
    const { name, tests, native, perSecond } = this.duration(version);
    if (native) {
      const all = `sum(increase(${selector(name, tests)}[${window}]))`;
      return `histogram_count(${all}) * (1 - histogram_fraction(0, ${promNumber(seconds * perSecond)}, ${all}))`;
    }
    const within = selector(`${name}_bucket`, [...tests, boundaryTest(seconds * perSecond)]);
    return `clamp_min(sum(increase(${selector(`${name}_count`, tests)}[${window}])) - sum(increase(${within}[${window}])), 0)`;
  }

  /**
   * Number of requests within the window whose duration is known: what `slow` is a part of.
   *
   * @throws when the source has no histogram
   */
  public timedRequests(version: string, window: string): string {
    const { name, tests, native } = this.duration(version);
    return native
      ? `histogram_count(sum(increase(${selector(name, tests)}[${window}]))) or vector(0)`
      : `sum(increase(${selector(`${name}_count`, tests)}[${window}])) or vector(0)`;
  }

  /**
   * The boundaries of the histogram's buckets, one series each, by label `le`, in the histogram's own unit.
   *
   * @throws when the source has no histogram
   */
  public boundaries(version: string): string {
    const { name, tests } = this.duration(version);
    return `group by (le) (${selector(`${name}_bucket`, tests)})`;
  }

  /** When the newest sample of any version was taken, in seconds since 1970; no value where it is older than Prometheus looks back. */
  public newestSample(): string {
    return `max(timestamp(${this.props.source._requests(this.place(), this.all, false)}))`;
  }

  private counter(version: string, errorsOnly = false): string {
    return this.props.source._requests(this.place(), [this.find(version)], errorsOnly);
  }

  private duration(version: string): DurationMetric {
    const { source } = this.props;
    const found = source._duration(this.place(), [this.find(version)]);
    if (found === undefined) throw new TrafficError(`the metrics of ${source.kind} have no histogram of durations, so there is no latency; take the application's`);
    return found;
  }

  private find(version: string): QueriedVersion {
    const found = this.all.find(({ name }) => name === version);
    if (found === undefined) {
      const names = this.all.map(({ name }) => name);
      throw new TrafficError(`there is no version ${quote(version)} of '${this.props.app}', only ${names.map(quote).join(', ')}${didYouMean(version, names)}`);
    }
    return found;
  }

  private place() {
    const { app, namespace, port } = this.props;
    return { app, namespace, port: port ?? 80 };
  }
}
