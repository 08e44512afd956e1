import { setTimeout as sleep } from 'node:timers/promises';
import type { TrafficDecision } from '../library.js';
import { judgeShares } from '../stats/share.js';

/** Chance of a share of copies that is right but looks wrong. */
const ALPHA = 1e-7;

/** Whether a mirror takes a part of the requests only, so that one request tells nothing. */
export function isPartly({ percent }: { readonly percent: number }): boolean {
  return percent > 0 && percent < 100;
}

/**
 * What of the copies (mirrors) is otherwise than decided, in words; undefined where nothing is.
 *
 * @param times how often the request was sent
 * @param answered how often each Service answered it
 * @param heard how often each Service heard it, as an original or a copy
 */
export function copiesDifference(
  { mirrors, errorShare }: Pick<TrafficDecision, 'mirrors' | 'errorShare'>, times: number, answered: ReadonlyMap<string, number>, heard: ReadonlyMap<string, number>,
): string | undefined {
  // Whether a request that gets an error instead of a backend is copied the specification leaves open.
  if (errorShare > 0) return undefined;
  const services = [...new Set([...mirrors.map(({ backend }) => backend), ...heard.keys()])].sort();
  return services.map(service => {
    const copies = (heard.get(service) ?? 0) - (answered.get(service) ?? 0);
    return oneDifference(service, mirrors.filter(({ backend, percent }) => backend === service && percent > 0).map(({ percent }) => percent), times, copies);
  }).find(what => what !== undefined);
}

/** Waits until a count has not grown for a while; copies are sent after the answer. */
export async function settle(count: () => number): Promise<void> {
  let [before, same] = [-1, 0];
  for (let i = 0; i < 100 && same < 5; i++) {
    const now = count();
    same = now === before ? same + 1 : 0;
    before = now;
    await sleep(30);
  }
}

function oneDifference(service: string, percents: readonly number[], times: number, copies: number): string | undefined {
  const got = `${service} got ${copies} ${copies === 1 ? 'copy' : 'copies'} of ${times} ${times === 1 ? 'request' : 'requests'}`;
  if (!percents.some(percent => isPartly({ percent }))) {
    return copies === percents.length * times ? undefined : `${got}, but ${percents.length === 0 ? 'no mirror' : `${percents.length * times}`} was decided`;
  }
  // The sum of several parts follows no law that is tested here.
  if (percents.length > 1) return undefined;
  if (copies > times) return `${got}, but at most one of each was decided`;
  const [weight] = percents;
  const { verdict } = judgeShares([{ name: 'copied', weight, count: copies }, { name: 'not', weight: 100 - weight, count: times - copies }], { alpha: ALPHA });
  return verdict === 'differ' ? `${got}, but a mirror of ${Number(weight.toFixed(2))} % was decided` : undefined;
}
