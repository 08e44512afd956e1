import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { TrafficDecision } from './decision';

/** What must hold for the decision of a request. Versions are named by their Service: 'task-api-stable', or 'namespace/name'. */
export class Expect {
  /** Only this version answers: no other, and no error. */
  public static only(version: string): Expect {
    return new Expect('only', checkVersion(version), 0);
  }

  /** This version never answers, and gets no copy (mirror) either. */
  public static never(version: string): Expect {
    return new Expect('never', checkVersion(version), 0);
  }

  /**
   * This version answers a share.
   *
   * @param percent 0 to 100; compared to a millionth of a percent
   */
  public static share(version: string, percent: number): Expect {
    if (!(percent >= 0 && percent <= 100)) throw new TrafficError(`the expected share of '${version}' is ${quote(percent)}, but must be a percentage from 0 to 100`);
    return new Expect('share', checkVersion(version), percent);
  }

  /** The answer has this HTTP status: 200 for a backend, 404 for no route, 500 for no valid backend, 301 to 308 for a redirect. */
  public static status(code: number): Expect {
    if (!Number.isInteger(code) || code < 100 || code > 599) throw new TrafficError(`the expected status is ${quote(code)}, but must be a whole number from 100 to 599`);
    return new Expect('status', '', code);
  }

  private constructor(
    private readonly kind: string,
    private readonly version: string,
    private readonly amount: number,
  ) {}

  /** The expectation in words: 'only task-api-stable'. */
  public describe(): string {
    if (this.kind === 'status') return `status ${this.amount}`;
    return this.kind === 'share' ? `${this.amount} % to ${this.version}` : `${this.kind} ${this.version}`;
  }

  /**
   * What is wrong with a decision; undefined where it is as expected.
   *
   * @internal
   */
  public _problem(decision: TrafficDecision): string | undefined {
    const got = `it gets ${decision.describe()}`;
    if (this.kind === 'status') return decision.status === this.amount ? undefined : got;
    const share = decision.share(this.version) * 100;
    if (this.kind === 'share') return Math.abs(share - this.amount) < 1e-6 ? undefined : got;
    if (this.kind === 'only') return Math.abs(share - 100) < 1e-6 ? undefined : got;
    const copy = decision.mirrors.find(({ backend, percent }) => percent > 0 && (backend === this.version || backend.endsWith(`/${this.version}`)));
    if (copy !== undefined) return `${copy.percent} % of it are copied to ${copy.backend}`;
    return share > 0 ? got : undefined;
  }

  /**
   * Says where the version is none that any rule leads to: a typo would make `never` hold for ever.
   *
   * @param services 'namespace/name' of Services that there are
   * @param versions versions of the pattern by name, with their Services: at some stages a version has no object
   * @internal
   */
  public _unknown(services: string[], versions: Map<string, string> = new Map()): string | undefined {
    const known = [...services, ...versions.values()];
    if (this.kind === 'status' || known.some(service => service === this.version || service.endsWith(`/${this.version}`))) return undefined;
    const names = this.version.includes('/') ? services : [...versions.keys(), ...services.map(service => service.slice(service.indexOf('/') + 1))];
    return `no rule and no manifest has a Service '${this.version}'${didYouMean(this.version, names)}`;
  }

  /**
   * The same with the version's Service in place of its name in a pattern.
   *
   * @internal
   */
  public _named(service: (version: string) => string): Expect {
    return new Expect(this.kind, this.kind === 'status' ? '' : service(this.version), this.amount);
  }
}

function checkVersion(version: string): string {
  if (typeof version !== 'string' || version === '') throw new TrafficError(`the expected version is ${quote(version)}, but must be the name of a Service such as 'task-api-stable'`);
  return version;
}
