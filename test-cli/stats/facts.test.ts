import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCli } from '../support/load';

// The values are scipy's: scripts/stats-facts.py wrote them, with its version beside them.
const facts = JSON.parse(readFileSync(join(__dirname, 'facts.json'), 'utf8'));
const { binomialTest, clopperPearson } = loadCli<any>('stats/binomial');
const { multinomialTest } = loadCli<any>('stats/multinomial');
const { passEvidence } = loadCli<any>('stats/evidence');
const { compareRates } = loadCli<any>('stats/two-rates');

const arm = ([bad, total]: [number, number]) => ({ bad, total });

/** Equal up to the digits that a logarithm of 10 million factorials leaves. */
function same(value: number, fact: number, relative = 1e-7): void {
  expect(Math.abs(value - fact)).toBeLessThanOrEqual(relative * Math.max(Math.abs(fact), 1e-12));
}

test.each<any>(facts.binomial)('the binomial test of $k in $n at $p', ({ k, n, p, pValue }) => {
  same(binomialTest(k, n, p), pValue);
});

test.each<any>(facts.clopperPearson)('the interval of $k in $n at $alpha', ({ k, n, alpha, low, high }) => {
  const interval = clopperPearson(k, n, alpha);
  same(interval.low, low);
  same(interval.high, high);
});

test.each<any>(facts.multinomial)('the multinomial test of $counts', ({ counts, shares, pValue }) => {
  same(multinomialTest(counts, shares), pValue);
});

test.each<any>(facts.twoRates)('two rates, $stable and $canary', ({ stable, canary, pValue }) => {
  same(compareRates(arm(stable), arm(canary)).pValue, pValue);
});

test.each<any>(facts.passEvidence)('evidence for a canary, $stable and $canary at $margin', ({ stable, canary, margin, log }) => {
  expect(passEvidence(arm(stable), arm(canary), margin, 1)).toBeCloseTo(log, 6);
});
