import { UsageError } from '../exit.js';

/** A moment, in seconds since 1970. */
export type Seconds = number;

/** One series of an answer. */
export interface Series {
  readonly labels: { readonly [name: string]: string };
  readonly points: ReadonlyArray<{ readonly at: Seconds; readonly value: number }>;
}

/** How Prometheus is asked. */
export interface PrometheusOptions {
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds until a question is given up; default 10 seconds. */
  readonly timeoutMs?: number;
}

/** The part of the HTTP API of Prometheus that is needed: instant and range queries, by POST. Thanos, Mimir and VictoriaMetrics have it, too. */
export class Prometheus {
  /** The address without credentials, for messages. */
  public readonly address: string;
  private readonly base: URL;
  private readonly headers: Record<string, string>;
  private readonly timeoutMs: number;

  /** @throws UsageError where the address is none, or two kinds of credentials are given */
  constructor({ url, env, timeoutMs = 10_000 }: PrometheusOptions) {
    const base = parse(url);
    this.headers = authorization(base, env);
    base.username = '';
    base.password = '';
    this.base = base;
    this.address = `${base.origin}${base.pathname.replace(/\/$/, '')}`;
    this.timeoutMs = timeoutMs;
  }

  /** The one value of a query at a moment; undefined where there is none, or it is NaN. @throws UsageError where there are several */
  public async value(query: string, at: Seconds): Promise<number | undefined> {
    const series = await this.series(query, at);
    if (series.length > 1) {
      const some = series.slice(0, 3).map(({ labels }) => JSON.stringify(labels)).join(', ');
      throw new UsageError(`Prometheus gave ${series.length} series where one value is needed (${some}${series.length > 3 ? ', …' : ''}); sum them in: ${query}`);
    }
    const value = series[0]?.points[0]?.value;
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** The series of a query at a moment. */
  public async series(query: string, at: Seconds): Promise<Series[]> {
    const { resultType, result } = await this.ask('query', { query, time: at.toFixed(3) }, query);
    if (resultType === 'scalar') return [{ labels: {}, points: [point(result)] }];
    if (resultType !== 'vector') throw new UsageError(`Prometheus gave a ${String(resultType)} where a number is needed: ${query}`);
    return (result as any[]).filter(({ value }) => value !== undefined).map(({ metric, value }) => ({ labels: metric, points: [point(value)] }));
  }

  /** The one series of a query over time, every `step` seconds; empty where there is none. */
  public async range(query: string, from: Seconds, to: Seconds, step: Seconds): Promise<Series['points']> {
    const parameters = { query, start: from.toFixed(3), end: to.toFixed(3), step: String(step) };
    const { result } = await this.ask('query_range', parameters, query);
    if (!Array.isArray(result) || result.length > 1) throw new UsageError(`Prometheus gave several series where one is needed; sum them in: ${query}`);
    return (result[0]?.values ?? []).map(point);
  }

  private async ask(path: string, parameters: Record<string, string>, query: string): Promise<any> {
    const url = new URL(`${this.base.pathname.replace(/\/$/, '')}/api/v1/${path}`, this.base);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: 'POST', headers: this.headers, body: new URLSearchParams(parameters), redirect: 'error', signal: AbortSignal.timeout(this.timeoutMs),
      });
      text = await response.text();
    } catch (error) {
      throw new UsageError(`Prometheus at ${this.address} cannot be asked: ${reason(error as Error, this.timeoutMs)}`);
    }
    return answer(this.address, response.status, text, query);
  }
}

function answer(address: string, status: number, text: string, query: string): any {
  let body: any;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (body?.status === 'success') return body.data;
  if (status === 401 || status === 403) {
    throw new UsageError(`Prometheus at ${address} asks for other credentials (status ${status}); set PROMETHEUS_TOKEN, or PROMETHEUS_USER and PROMETHEUS_PASSWORD`);
  }
  if (body?.status === 'error') throw new UsageError(`Prometheus at ${address} refuses the query (${body.errorType}: ${body.error}): ${query}`);
  throw new UsageError(`${address} answers with status ${status} and not as Prometheus does; give its address up to /api, such as http://prometheus:9090`);
}

function parse(url: string): URL {
  try {
    const base = new URL(url);
    if (['http:', 'https:'].includes(base.protocol)) return base;
  } catch {
    // Said below.
  }
  throw new UsageError('the address of Prometheus must be one of http or https, such as http://prometheus:9090');
}

/** The token or password never stands in a message, nor in the address. */
function authorization(base: URL, { PROMETHEUS_TOKEN: token, PROMETHEUS_USER: user, PROMETHEUS_PASSWORD: password }: NodeJS.ProcessEnv): Record<string, string> {
  const basic = (name: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` });
  if (base.username !== '') return basic(decodeURIComponent(base.username), decodeURIComponent(base.password));
  if (token && user) throw new UsageError('PROMETHEUS_TOKEN and PROMETHEUS_USER are both set; unset one of them');
  if (token) return { authorization: `Bearer ${token}` };
  return user ? basic(user, password ?? '') : {};
}

function point([at, value]: [number, string]): { at: Seconds; value: number } {
  return { at, value: value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value) };
}

function reason(error: Error, timeoutMs: number): string {
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
  return cause?.code ?? cause?.message ?? error.message;
}
