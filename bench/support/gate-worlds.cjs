// How bad requests come, minute by minute. Each world gives both versions' counts; `rate` is the mean share of bad ones.
const { binomial, geometric } = require('./random.cjs');

/** Each request fails by itself. */
const single = (random, n, rate) => binomial(random, n, rate);

/** Failures come five at a time. */
const fives = (random, n, rate) => Math.min(n, 5 * binomial(random, Math.floor(n / 5), rate));

/** Failures come in bursts of five in the mean, of any size. */
function bursts(random, n, rate) {
  let bad = 0;
  for (let i = binomial(random, Math.floor(n / 5), rate); i > 0; i--) bad += geometric(random, 5);
  return Math.min(n, bad);
}

/** One run: `minutes` minutes of traffic, `perMinute` requests, of which the canary gets `share`. */
function run(random, { minutes, perMinute, share, stableRate, canaryRate, draw = single, outage = 0 }) {
  return Array.from({ length: minutes }, () => {
    const canary = Math.max(0, binomial(random, perMinute, share));
    const stable = perMinute - canary;
    // An outage behind both versions, such as a database: one minute in fifty, one request in five.
    const extra = random() < outage ? 0.2 : 0;
    return {
      stable: { bad: draw(random, stable, Math.min(1, stableRate + extra)), total: stable },
      canary: { bad: draw(random, canary, Math.min(1, canaryRate + extra)), total: canary },
    };
  });
}

module.exports = { single, fives, bursts, run };
