import { didYouMean, TrafficError } from '../errors';
import { checkPort, quote } from '../names';
import { DurationMetric, MetricSource, QueriedVersion } from './metric-source';
import { boundaryTest, promNumber, selector } from './promql';

/** How the metrics of a version call it, where that is not its own name. */
export interface QueriedSeries {
  /**
   * Value of the label `app`.
   * @default - the app that is asked about
   */
  readonly app?: string;
  /**
   * Value of the label `version`.
   * @default - the version's name
   */
  readonly version?: string;
  /**
   * Name of its Service.
   * @default - `<app>-<version>`
   */
  readonly service?: string;
  /**
   * Namespace of its Service.
   * @default - that of the app
   */
  readonly namespace?: string;
  /**
   * Port of its Service.
   * @default - that of the app
   */
  readonly port?: number;
}

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
   * Versions that their metrics call otherwise, by name.
   * @default - none
   */
  readonly series?: { [version: string]: QueriedSeries };
}

/**
 * Queries in PromQL about one version of an app. Each gives one series without labels.
 *
 * A version without any series had no requests: counts, rates and the number of requests are then 0, while its error rate, share and
 * latency have no value, which Prometheus shows as an empty answer and never as NaN.
 *
 * Counts hold the first value of a series that is born within the window, which `increase` alone would lose: client libraries make the
 * series of a status at its first occurrence, so it would lose the first error of a new pod. They do so only while other series of the app
 * have been there before the window: else all would look born, since Prometheus began to look, or was away.
 *
 * A window is a duration as Prometheus writes it, such as '5m', or a variable of Grafana.
 */
export class TrafficQueries {
  private readonly all: { readonly [version: string]: QueriedVersion };

  /** @throws when there is no version, or a name stands twice, or `series` names a version that is not there */
  public constructor(private readonly props: TrafficQueriesProps) {
    const { app, namespace, versions, series = {} } = props;
    const port = checkPort('port', props.port ?? 80);
    if (versions.length === 0) throw new TrafficError(`there is no version of '${app}' to ask about`);
    const twice = versions.find((name, index) => versions.indexOf(name) < index);
    if (twice !== undefined) throw new TrafficError(`the version ${quote(twice)} of '${app}' stands twice`);
    const stray = Object.keys(series).find(name => !versions.includes(name));
    if (stray !== undefined) throw new TrafficError(`series names ${quote(stray)}, but the versions of '${app}' are ${versions.map(quote).join(', ')}${didYouMean(stray, versions)}`);
    this.all = Object.fromEntries(versions.map(version => [
      version, { app, version, service: `${app}-${version}`, ...namespace === undefined ? {} : { namespace }, port, ...series[version] },
    ]));
  }

  /** Number of requests within the window. An estimate: Prometheus extrapolates to the edges of the window. */
  public requests(version: string, window: string): string {
    return this.counted(this.counter(version), window);
  }

  /** Number of requests within the window that were errors. */
  public errors(version: string, window: string): string {
    return this.counted(this.counter(version, true), window);
  }

  /** Requests per second. */
  public requestRate(version: string, window: string): string {
    return `sum(rate(${this.counter(version)}[${checkWindow(window)}])) or vector(0)`;
  }

  /** Share of requests that are errors, 0 to 1; no value without requests. */
  public errorRate(version: string, window: string): string {
    return `(${this.errors(version, window)})\n/ ((${this.requests(version, window)}) > 0)`;
  }

  /** The version's share of the requests of all versions, 0 to 1; no value without requests. */
  public share(version: string, window: string): string {
    const all = this.selectors().map(one => `(${this.counted(one, window)})`).join(' + ');
    return `(${this.requests(version, window)})\n/ ((${all}) > 0)`;
  }

  /**
   * How long requests take, in seconds: a quantile from 0 to 1; no value without requests.
   *
   * @throws when the source has no histogram, or the quantile is out of range
   */
  public latency(version: string, quantile: number, window: string): string {
    if (!(quantile >= 0 && quantile <= 1)) throw new TrafficError(`the quantile is ${quote(quantile)}, but must be from 0 to 1`);
    const { name, tests, native, perSecond } = this.duration(version);
    const over = checkWindow(window);
    const rates = native
      ? `sum(rate(${selector(name, tests)}[${over}]))`
      : `sum by (le) (rate(${selector(`${name}_bucket`, tests)}[${over}]))`;
    const value = `histogram_quantile(${promNumber(quantile)}, ${rates})${perSecond === 1 ? '' : ` / ${perSecond}`}`;
    // Without requests the quantile is NaN, which no comparison lets through.
    return `${value} >= 0`;
  }

  /**
   * Number of requests within the window that took longer than so many seconds, which must be a boundary of the histogram's buckets; no
   * value if it is none.
   *
   * @throws when the source has no histogram, or the seconds are not above 0
   */
  public slow(version: string, seconds: number, window: string): string {
    if (!(seconds > 0 && seconds < Infinity)) throw new TrafficError(`seconds is ${quote(seconds)}, but must be above 0`);
    const { name, tests, native, perSecond } = this.duration(version);
    if (native) {
      const all = `sum(increase(${selector(name, tests)}[${checkWindow(window)}]))`;
      // Without requests the fraction is NaN. A duration is never negative, but where a clock was put back.
      return `histogram_count(${all}) * (1 - histogram_fraction(-Inf, ${promNumber(seconds * perSecond)}, ${all})) >= 0`;
    }
    const within = selector(`${name}_bucket`, [...tests, boundaryTest(seconds * perSecond)]);
    // `and` leaves nothing where there is no such boundary; else all would count as slow.
    return `clamp_min((${this.timedRequests(version, window)})\n- (${this.counted(within, window)}), 0)\nand on() group(${within})`;
  }

  /**
   * Number of requests within the window whose duration is known: what `slow` is a part of.
   *
   * @throws when the source has no histogram
   */
  public timedRequests(version: string, window: string): string {
    const { name, tests, native } = this.duration(version);
    return native
      ? `histogram_count(sum(increase(${selector(name, tests)}[${checkWindow(window)}]))) or vector(0)`
      : this.counted(selector(`${name}_count`, tests), window);
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
    return `max(${this.selectors().map(one => `timestamp(${one})`).join(' or ')})`;
  }

  /** 1 where Prometheus had metrics of any version before the window, else no value: counts then begin with the metrics. */
  public watchedBefore(window: string): string {
    return `group(${this.selectors().map(one => `last_over_time(${one}[${WATCHED}] offset ${checkWindow(window)})`).join(' or ')})`;
  }

  /** When the first sample of any version within the window was taken, to the minute, in seconds since 1970. */
  public firstSample(window: string): string {
    return `min(${this.selectors().map(one => `min_over_time(timestamp(${one})[${checkWindow(window)}:1m])`).join(' or ')})`;
  }

  /** 1 where there is no series of any version, else no value. */
  public absent(): string {
    return `group(absent(${this.selectors().join(' or ')}))`;
  }

  /** How much a counter grew, the first value of series born within the window included. */
  private counted(counter: string, window: string): string {
    const over = checkWindow(window);
    return [
      `(sum(increase(${counter}[${over}])) or vector(0))`,
      `+ (sum(min_over_time(${counter}[${over}])`,
      `    unless last_over_time(${counter}[${BEFORE}] offset ${over}))`,
      `  and on() ${this.watchedBefore(window)}`,
      '  or vector(0))',
    ].join('\n');
  }

  private counter(version: string, errorsOnly = false): string {
    return this.props.source._requests([this.find(version)], errorsOnly);
  }

  /** Selectors of the requests of all versions: one, unless they belong to several apps or namespaces. */
  private selectors(): string[] {
    const groups = new Map<string, QueriedVersion[]>();
    for (const version of Object.values(this.all)) {
      const key = JSON.stringify([version.app, version.namespace]);
      groups.set(key, [...groups.get(key) ?? [], version]);
    }
    return [...groups.values()].map(versions => this.props.source._requests(versions, false));
  }

  private duration(version: string): DurationMetric {
    const { source } = this.props;
    const found = source._duration(this.find(version));
    if (found === undefined) throw new TrafficError(`the metrics of ${source.kind} have no histogram of durations, so there is no latency; take the application's`);
    return found;
  }

  private find(version: string): QueriedVersion {
    if (Object.hasOwn(this.all, version)) return this.all[version];
    const names = this.props.versions;
    throw new TrafficError(`there is no version ${quote(version)} of '${this.props.app}', only ${names.map(quote).join(', ')}${didYouMean(version, names)}`);
  }
}

/**
 * How long before a window a series may have been seen last and still count as old. Long enough for a target that could not be asked for
 * a few minutes: it would seem born, with all it ever counted.
 */
const BEFORE = '15m';

/**
 * How long before a window any series of the app must have been seen. Shorter than the other by more than any time between two scrapes: of a
 * Prometheus that was away one series might just be seen, and all others seem born.
 */
const WATCHED = '10m';

const WINDOW = /^((?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?|\$\w+|\$\{\w+\})$/;

function checkWindow(window: string): string {
  if (!WINDOW.test(window)) throw new TrafficError(`the window is ${quote(window)}, but must be a duration as Prometheus writes it, such as 5m`);
  return window;
}
