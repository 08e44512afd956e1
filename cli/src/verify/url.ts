import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import type { Step } from '../progress.js';
import type { VerifyOptions } from '../commands/verify.js';
import { splitHeader } from '../route/requests.js';
import { match, type Expected } from './expected.js';
import { readerOf } from './reader.js';
import { send } from './send.js';

/** Sends requests, and counts which version answers. @throws UsageError where no answer tells a version, or one has no weight */
export async function countsByUrl(
  expected: readonly Expected[], options: VerifyOptions, step: Step, { console }: Context,
): Promise<{ counts: ReadonlyMap<string, number>; failed: number }> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end);
  try {
    const { counts, failures, ended } = await send({
      url: urlOf(options.url!),
      method: options.method?.toUpperCase() ?? 'GET',
      headers: headersOf(options),
      number: options.number ?? 500,
      rate: options.rate ?? 50,
      concurrency: options.concurrency ?? 10,
      timeoutMs: options.timeout ?? 10_000,
      keepAlive: options.keepAlive ?? false,
      read: readerOf(options),
    }, step, stop.signal);
    const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
    for (const [why, count] of failures) console.warn('verify/no-version', `${count} requests: ${why}`);
    if (ended) console.note('left; what was sent until then is judged');
    if (counts.size === 0) throw new UsageError(`none of ${failed} answers told a version (${[...failures.keys()].join('; ')}); look at one by hand: curl -i ${options.url}`);
    const names = expected.map(({ name }) => name);
    const foreign = [...counts.keys()].filter(name => match(name, names) === undefined);
    if (foreign.length > 0) {
      throw new UsageError(`answers told the version ${foreign.map(name => `'${name}'`).join(', ')}, which is none of ${names.join(', ')}; say the weights by the names that answers tell: --expect ${foreign[0]}=WEIGHT`);
    }
    return { counts, failed };
  } finally {
    process.removeListener('SIGINT', end);
  }
}

function urlOf(text: string): URL {
  try {
    const url = new URL(text);
    if (['http:', 'https:'].includes(url.protocol)) return url;
  } catch {
    // Said below.
  }
  throw new UsageError(`--url is '${text}', but must be an address of http or https`);
}

function headersOf({ header = [], host }: VerifyOptions): Record<string, string> {
  return { ...Object.fromEntries(header.map(splitHeader)), ...(host !== undefined && { host }) };
}
