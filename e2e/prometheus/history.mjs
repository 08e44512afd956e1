// Hours of counters as OpenMetrics text, which promtool turns into blocks: so that a gate can be asked about hours without waiting.
import random from '../../bench/support/random.cjs';

const STEP = 15;

/** Apps by name: requests a second of each version, and shares of errors and of slow requests. */
export const HISTORIES = {
  good: { stable: { rate: 95, errors: 0.001, slow: 0.01 }, canary: { rate: 5, errors: 0.001, slow: 0.01 } },
  bad: { stable: { rate: 95, errors: 0.001, slow: 0.01 }, canary: { rate: 5, errors: 0.02, slow: 0.01 } },
  slow: { stable: { rate: 95, errors: 0.001, slow: 0.01 }, canary: { rate: 5, errors: 0.001, slow: 0.1 } },
  bursts: { stable: { rate: 95, errors: 0.001, slow: 0.01, burst: 5 }, canary: { rate: 5, errors: 0.001, slow: 0.01, burst: 5 } },
  // Each error in one of 800 paths, whose series is made at its first: `increase` alone sees half of them.
  late: { stable: { rate: 80, errors: 0.001, slow: 0.01 }, canary: { rate: 20, errors: 0, slow: 0.01, late: { share: 0.008, paths: 800 } } },
  small: { stable: { rate: 0.5, errors: 0.001, slow: 0.01 }, canary: { rate: 0.02, errors: 0, slow: 0 } },
};

/** How many errors of the app 'late' are in the text, by the first moment that counts. */
export const lateErrors = (text, from) => text.split('\n').map((line) => /app="late",version="canary",status="500",path="[^"]*"} (\d+) (\d+)$/.exec(line))
  .filter((match) => match !== null).reduce(({ last, sum }, [line, count, at]) => {
    const name = line.slice(0, line.lastIndexOf('}'));
    const before = last.get(name) ?? 0;
    last.set(name, Number(count));
    return { last, sum: sum + (Number(at) > from ? Number(count) - before : 0) };
  }, { last: new Map(), sum: 0 }).sum;

/** The text for all apps over `hours` until `end` (seconds since 1970). */
export function openMetrics(end, hours) {
  const draw = random.generator(42);
  const [requests, buckets] = [[], []];
  for (const [app, versions] of Object.entries(HISTORIES)) {
    for (const [version, { rate, errors, slow, burst = 1, late }] of Object.entries(versions)) {
      const labels = `namespace="e2e",app="${app}",version="${version}"`;
      const sums = { 200: 0, 500: 0, slow: 0 };
      const series = { 200: [], 500: [], slow: [], all: [] };
      const paths = new Map();
      for (let at = end - hours * 3600; at <= end; at += STEP) {
        const all = random.binomial(draw, Math.round(rate * STEP * 100), 0.01);
        const bad = Math.min(all, burst * random.binomial(draw, Math.round(all / burst), errors));
        sums[200] += all - bad;
        sums[500] += bad;
        for (let n = late === undefined ? 0 : random.binomial(draw, all, late.share); n > 0; n -= 1) {
          const path = Math.floor(draw() * late.paths);
          paths.set(path, [...paths.get(path) ?? [], at]);
        }
        sums.slow += random.binomial(draw, all, slow);
        for (const key of ['200', '500', 'slow']) series[key].push([at, sums[key]]);
        series.all.push([at, sums[200] + sums[500]]);
      }
      for (const status of ['200', '500']) requests.push(...series[status].map(([at, n]) => `http_requests_total{${labels},status="${status}"} ${n} ${at}`));
      for (const [path, errorsAt] of paths) {
        for (let at = errorsAt[0]; at <= end; at += STEP) {
          requests.push(`http_requests_total{${labels},status="500",path="/${path}"} ${errorsAt.filter((one) => one <= at).length} ${at}`);
        }
      }
      const fast = series.all.map(([at, n], i) => [at, n - series.slow[i][1]]);
      for (const le of ['0.1', '0.5']) buckets.push(...fast.map(([at, n]) => `http_request_duration_seconds_bucket{${labels},le="${le}"} ${n} ${at}`));
      for (const le of ['1.0', '+Inf']) buckets.push(...series.all.map(([at, n]) => `http_request_duration_seconds_bucket{${labels},le="${le}"} ${n} ${at}`));
      buckets.push(...series.all.map(([at, n]) => `http_request_duration_seconds_count{${labels}} ${n} ${at}`));
    }
  }
  return [
    '# TYPE http_requests counter', ...requests, '# TYPE http_request_duration_seconds histogram', ...buckets, '# EOF', '',
  ].join('\n');
}
