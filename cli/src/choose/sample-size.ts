import type { TrafficNeed } from './types.js';

/** What the sample size promises; the normal quantiles belong to the two probabilities. */
export const SAMPLE = {
  /** Weight of the step that is judged, in percent. */
  weight: 5,
  /** Chance of no false alarm, one-sided: only a worse canary is of interest. */
  confidence: 0.95,
  zConfidence: 1.6448536,
  /** Chance of seeing a doubled error rate. */
  power: 0.8,
  zPower: 0.8416212,
  /** The error rate where none is given. */
  errorRate: 0.01,
  /** A step that takes longer than this to judge brings the warning. */
  maxMinutes: 60,
} as const;

/** The formula in words, for --verbose and the documentation. */
export const FORMULA = [
  'n_canary = ( z_a * sqrt((1 + 1/k) * m * (1 - m)) + z_b * sqrt(q * (1 - q) + p * (1 - p) / k) )^2 / (q - p)^2',
  'requests per step = n_canary / 0.05',
] as const;

/** The largest error rate that can double. */
export const MAX_ERROR_RATE = 0.5;

/**
 * Requests that a step of 5 % needs until a doubled error rate shows: the sample size of the one-sided two-proportion
 * z-test (normal approximation, pooled variance under the null hypothesis) with 95/5 allocation, k stable requests to
 * every one of the canary.
 */
export function trafficNeed(errorRate: number = SAMPLE.errorRate, requestsPerMinute?: number): TrafficNeed {
  const share = SAMPLE.weight / 100;
  const k = (1 - share) / share;
  const p = errorRate;
  const q = 2 * errorRate;
  const m = (q + k * p) / (1 + k);
  const underNull = SAMPLE.zConfidence * Math.sqrt((1 + 1 / k) * m * (1 - m));
  const underAlternative = SAMPLE.zPower * Math.sqrt(q * (1 - q) + p * (1 - p) / k);
  const canaryRequests = Math.ceil(((underNull + underAlternative) / (q - p)) ** 2);
  const requestsPerStep = Math.ceil(canaryRequests / share);
  return {
    weight: SAMPLE.weight,
    errorRate,
    detects: q,
    canaryRequests,
    requestsPerStep,
    ...(requestsPerMinute !== undefined && { requestsPerMinute, minutesPerStep: requestsPerStep / requestsPerMinute }),
  };
}

/** Minutes as a person says them. */
export function duration(minutes: number): string {
  const round = (value: number) => count(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${round(minutes)} minutes`;
  return minutes < 48 * 60 ? `${round(minutes / 60)} hours` : `${round(minutes / 60 / 24)} days`;
}

/** A share as a percentage without the noise of binary fractions. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

/** A count with separators. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
