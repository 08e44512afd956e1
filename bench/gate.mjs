// What the verdicts of `gate` and `verify` are worth, by simulation: wrong ones in percent of runs, and power.
// Each run is looked at every minute for an hour. The seed is fixed, so that the table is the same on every machine.
//
//   node bench/gate.mjs [--quick]
import { judgeArms } from '../cli/lib/stats/arms.js';
import { dispersionOf } from '../cli/lib/stats/dispersion.js';
import { judgeShares } from '../cli/lib/stats/share.js';
import { bursts, fives, run, single } from './support/gate-worlds.cjs';
import { binomial, generator } from './support/random.cjs';

const RUNS = process.argv.includes('--quick') ? 200 : 1000;
const MARGIN = 0.005;
const OPTIONS = { margin: MARGIN, alphaFail: 0.05, alphaPass: 0.05 };
const LOOKS = 60;

const worlds = [
  { name: 'single failures', draw: single },
  { name: 'bursts of five', draw: fives },
  { name: 'bursts of any size', draw: bursts },
  { name: 'outages of both', draw: single, outage: 0.02 },
];
const traffics = [
  { name: '6,000/min, 5 %', perMinute: 6000, share: 0.05 },
  { name: '600/min, 25 %', perMinute: 600, share: 0.25 },
  { name: '600/min, 50 %', perMinute: 600, share: 0.5 },
];

console.log(`gate: ${RUNS} runs a line, ${LOOKS} looks each, margin 0.5 points, alpha 5 %`);
console.log('world               traffic          rate   equal canary:        at the margin:  3 points worse:  naive z-test over');
console.log('                                            false alarm   pass   false pass      fail             5 minutes: false alarm');
for (const world of worlds) {
  for (const traffic of traffics) {
    for (const rate of [0.001, 0.01]) {
      const cell = { ...world, ...traffic, minutes: LOOKS, stableRate: rate };
      const equal = tally({ ...cell, canaryRate: rate });
      const margin = tally({ ...cell, canaryRate: rate + MARGIN });
      const worse = tally({ ...cell, canaryRate: rate + 0.03 });
      console.log([
        world.name.padEnd(19), traffic.name.padEnd(16), `${rate * 100} %`.padEnd(6),
        percent(equal.fail).padStart(7), percent(equal.pass).padStart(11), percent(margin.pass).padStart(8),
        percent(worse.fail).padStart(15), percent(equal.naive).padStart(22),
      ].join(' '));
    }
  }
}

console.log(`\nverify: ${RUNS * 5} runs a line, one look, alpha 5 %`);
console.log('weights  requests  in bursts of  right weights: differ   off by 15 points: agree');
for (const [share, n, burst] of [[0.05, 57, 1], [0.05, 100, 1], [0.05, 1000, 1], [0.25, 129, 1], [0.5, 152, 1], [0.5, 1000, 1], [0.05, 285, 5], [0.25, 645, 5]]) {
  console.log([
    `${100 - share * 100}/${share * 100}`.padEnd(8), String(n).padStart(8), String(burst).padStart(12),
    percent(verdicts(share, share, n, burst, 'differ')).padStart(16), percent(verdicts(share, share + 0.15, n, burst, 'agree')).padStart(24),
  ].join(' '));
}

function tally(cell) {
  const random = generator(20261125);
  const seen = { fail: 0, pass: 0, naive: 0 };
  for (let i = 0; i < RUNS; i++) {
    const minutes = run(random, cell);
    const verdict = firstVerdict(minutes);
    if (verdict !== 'wait') seen[verdict]++;
    if (naiveAlarm(minutes)) seen.naive++;
  }
  return { fail: seen.fail / RUNS, pass: seen.pass / RUNS, naive: seen.naive / RUNS };
}

function firstVerdict(minutes) {
  const stable = { bad: 0, total: 0 };
  const canary = { bad: 0, total: 0 };
  for (let t = 1; t <= minutes.length; t++) {
    add(stable, minutes[t - 1].stable);
    add(canary, minutes[t - 1].canary);
    const sofar = minutes.slice(0, t);
    const { factor, minutes: known } = dispersionOf(sofar);
    if (known < 5) continue;
    const { verdict } = judgeArms(stable, canary, { ...OPTIONS, dispersion: factor, forecast: false }, sofar);
    if (verdict !== 'wait') return verdict;
  }
  return 'wait';
}

/** What dashboards do: the last five minutes, at every look, one-sided 5 %. */
function naiveAlarm(minutes) {
  for (let t = 5; t <= minutes.length; t++) {
    const stable = { bad: 0, total: 0 };
    const canary = { bad: 0, total: 0 };
    for (const minute of minutes.slice(t - 5, t)) {
      add(stable, minute.stable);
      add(canary, minute.canary);
    }
    const rate = (stable.bad + canary.bad) / (stable.total + canary.total);
    const deviation = Math.sqrt(rate * (1 - rate) * (1 / stable.total + 1 / canary.total));
    if (deviation > 0 && (canary.bad / canary.total - stable.bad / stable.total) / deviation > 1.6449) return true;
  }
  return false;
}

/** Requests go to one version in bursts, as over a kept connection, and the scatter is stated. */
function verdicts(share, truth, n, burst, wanted) {
  const random = generator(7);
  let count = 0;
  for (let i = 0; i < RUNS * 5; i++) {
    const canary = burst * binomial(random, n / burst, truth);
    const counts = [{ name: 's', weight: 1 - share, count: n - canary }, { name: 'c', weight: share, count: canary }];
    const { verdict } = judgeShares(counts, { dispersion: burst });
    if (verdict === wanted) count++;
  }
  return count / (RUNS * 5);
}

function add(sum, { bad, total }) {
  sum.bad += bad;
  sum.total += total;
}

function percent(value) {
  return `${(value * 100).toFixed(1)} %`;
}
