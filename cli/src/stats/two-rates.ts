import type { Arm } from './arms.js';
import { binomialTest } from './binomial.js';

/** Two rates, compared once. */
export interface TwoRates {
  readonly stable: number;
  readonly canary: number;
  /** Canary's rate over stable's; Infinity if only the canary has any, undefined if neither has. */
  readonly ratio?: number;
  /** Two-sided, of the conditional binomial test. */
  readonly pValue: number;
}

/**
 * Compares two rates of rare events, once: given the events of both, those of the canary are binomial with its part of the total, if
 * the rates are equal (the exact conditional test of two Poisson rates, as R's poisson.test).
 */
export function compareRates(stable: Arm, canary: Arm): TwoRates {
  const [s, c] = [stable, canary].map(({ bad, total }) => (total === 0 ? 0 : bad / total));
  const events = stable.bad + canary.bad;
  return {
    stable: s,
    canary: c,
    ...(events > 0 && { ratio: s === 0 ? Infinity : c / s }),
    pValue: stable.total + canary.total === 0 ? 1 : binomialTest(canary.bad, events, canary.total / (stable.total + canary.total)),
  };
}
