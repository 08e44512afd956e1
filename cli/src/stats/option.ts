import { InvalidArgumentError } from 'commander';
import { positiveNumber } from '../options.js';

/** A parser of how much more counts scatter than single events would: 1 or more. */
export function dispersion(value: string): number {
  const number = positiveNumber(value);
  if (number < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return number;
}
