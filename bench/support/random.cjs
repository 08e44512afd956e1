// Random numbers that are the same on every machine, and counts drawn with them.

/** A generator of numbers from 0 to 1 (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How many of `n` happen, each with probability `p`: the gaps between them are geometric, so rare events cost little. */
function binomial(random, n, p) {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  const log = Math.log1p(-p);
  let [count, at] = [0, 0];
  for (;;) {
    at += 1 + Math.floor(Math.log(1 - random()) / log);
    if (at > n) return count;
    count++;
  }
}

/** 1 or more, with this mean. */
function geometric(random, mean) {
  return 1 + Math.floor(Math.log(1 - random()) / Math.log1p(-1 / mean));
}

module.exports = { generator, binomial, geometric };
