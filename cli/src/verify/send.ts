import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../progress.js';
import type { VersionReader } from './reader.js';

/** What is sent. */
export interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many requests. */
  readonly number: number;
  /** Requests per second, at most. */
  readonly rate: number;
  /** Requests under way at once, at most. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** Whether connections are used again. */
  readonly keepAlive: boolean;
  readonly read: VersionReader;
}

/** What came back. */
export interface Sent {
  /** Answers by the version that they told. */
  readonly counts: ReadonlyMap<string, number>;
  /** Why others told none, with how many there were. */
  readonly failures: ReadonlyMap<string, number>;
  /** Whether it was ended before all were sent. */
  readonly ended: boolean;
}

/** The most of an answer that is read. */
const MOST_BODY = 1024 * 1024;

/** Sends requests at a bounded rate, and counts the versions that answer. Redirects are not followed: another host would answer. */
export async function send(sending: Sending, step: Step, signal?: AbortSignal): Promise<Sent> {
  const { url, number, rate, concurrency, keepAlive } = sending;
  const counts = new Map<string, number>();
  const failures = new Map<string, number>();
  const agent = url.protocol === 'https:' ? new HttpsAgent({ keepAlive }) : new HttpAgent({ keepAlive });
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < number && signal?.aborted !== true) {
      const index = next++;
      const due = begun + index * 1000 / rate - performance.now();
      if (due > 0) await sleep(due, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) return;
      const told = await one(sending, agent);
      const into = told.version === undefined ? failures : counts;
      const key = told.version ?? told.failure!;
      into.set(key, (into.get(key) ?? 0) + 1);
      step(`${index + 1} of ${number} requests sent to ${url.host}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, number) }, worker));
  agent.destroy();
  return { counts, failures, ended: next < number };
}

interface Told {
  readonly version?: string;
  readonly failure?: string;
}

function one({ url, method, headers, timeoutMs, read }: Sending, agent: HttpAgent): Promise<Told> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise(resolve => {
    const call = request(url, { method, headers: { ...headers }, agent, signal: AbortSignal.timeout(timeoutMs) }, response => {
      body(response).then(text => {
        const version = read({ headers: response.headers, body: text });
        const status = response.statusCode!;
        resolve(version === undefined ? { failure: `status ${status}${status >= 300 && status < 400 ? ' (a redirect, not followed)' : ''} without a version` } : { version });
      }, error => resolve({ failure: reason(error, timeoutMs) }));
    });
    call.on('error', error => resolve({ failure: reason(error, timeoutMs) }));
    call.end();
  });
}

async function body(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BODY) throw new Error('an answer of more than 1 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function reason(error: Error, timeoutMs: number): string {
  const { code } = error as NodeJS.ErrnoException;
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? `no answer within ${timeoutMs / 1000} s` : code ?? error.message;
}
