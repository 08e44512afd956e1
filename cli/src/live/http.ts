import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A request that was not answered as it should be. What the server said is kept out of the message: it may repeat a token. */
export class ApiError extends Error {
  constructor(
    public readonly kind: 'status' | 'network' | 'timeout' | 'garbage',
    message: string,
    /** The HTTP status, where there is one. */
    public readonly status?: number,
    /** The Status object of the API server, where it sent one. */
    public readonly body?: any,
  ) {
    super(message);
  }

  /** Whether another try may help. */
  public get transient(): boolean {
    return this.kind === 'network' || this.kind === 'timeout' || this.status === 429 || (this.status !== undefined && this.status >= 500);
  }
}

/** How requests are made. */
export interface HttpOptions {
  /** The most milliseconds that one takes. */
  readonly timeoutMs?: number;
  /** Milliseconds before the second try; they double with each. */
  readonly backoffMs?: number;
  readonly signal?: AbortSignal;
}

/** How often a request is made where the server is busy or broken. */
const TRIES = 3;
const TIMEOUT_MS = 10_000;
const BACKOFF_MS = 250;
/** The longest that a server may ask to wait. */
const LONGEST_WAIT_MS = 5_000;
/** More than any answer that is asked for. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Gets a JSON object. @throws ApiError */
export async function getJson(url: URL, given: RequestOptions, options: HttpOptions = {}): Promise<any> {
  for (let attempt = 1; ; attempt++) {
    const answer = await once(url, given, options);
    if (answer.status === 200) return parse(answer);
    const error = statusError(answer);
    if (!error.transient || attempt === TRIES) throw error;
    await pause(waitMs(answer, attempt, options.backoffMs ?? BACKOFF_MS), options.signal);
  }
}

/** Waits, or ends at once when the signal comes. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>(done => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter?: string;
  readonly text: string;
}

function once(url: URL, given: RequestOptions, { timeoutMs = TIMEOUT_MS, signal }: HttpOptions): Promise<Answer> {
  return new Promise((done, fail) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    // One limit for all of it: a server that sends a byte now and then is no better than a silent one.
    const timer = setTimeout(() => request.destroy(new ApiError('timeout', `no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    const abort = () => request.destroy(new ApiError('network', 'broken off'));
    const failed = (error: Error) => {
      ended();
      fail(error instanceof ApiError ? error : new ApiError('network', networkMessage(error)));
    };
    const ended = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const request = send(url, { ...given, method: 'GET', headers: { ...given.headers, accept: 'application/json' } }, response => {
      collect(response).then(text => {
        ended();
        const { statusCode = 0, headers } = response;
        done({ status: statusCode, type: headers['content-type'] ?? 'no type', retryAfter: headers['retry-after'], text });
      }, failed);
    });
    request.on('error', failed);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    request.end();
  });
}

function collect(response: IncomingMessage): Promise<string> {
  return new Promise((done, fail) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MOST_BYTES) response.destroy(new ApiError('garbage', 'the answer is larger than 64 MiB'));
      else parts.push(part);
    });
    response.on('end', () => done(Buffer.concat(parts).toString('utf8')));
    response.on('error', fail);
  });
}

function parse({ text, type }: Answer): any {
  const garbage = () => new ApiError('garbage', `the answer is no JSON object of Kubernetes (content type ${type.slice(0, 60)})`, 200);
  try {
    const value: any = JSON.parse(text);
    if (typeof value === 'object' && value !== null && typeof value.kind === 'string') return value;
  } catch {
    throw garbage();
  }
  throw garbage();
}

function statusError(answer: Answer): ApiError {
  let body: any;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // A proxy's page; the status says enough.
  }
  return new ApiError('status', `HTTP status ${answer.status}`, answer.status, body?.kind === 'Status' ? body : undefined);
}

function waitMs({ retryAfter }: Answer, attempt: number, backoffMs: number): number {
  const asked = Number(retryAfter);
  return retryAfter !== undefined && asked >= 0 ? Math.min(asked * 1000, LONGEST_WAIT_MS) : backoffMs * 2 ** (attempt - 1);
}

/** Codes are enough; messages of TLS errors may hold whole certificates. */
function networkMessage(error: Error): string {
  const { code, errors } = error as NodeJS.ErrnoException & { readonly errors?: readonly NodeJS.ErrnoException[] };
  return code ?? errors?.[0]?.code ?? error.name;
}
