import { Duration } from 'cdk8s';
import { TrafficError } from '../errors';

/** A duration as the Gateway API writes it (GEP-2257): whole hours, minutes, seconds and milliseconds of at most 5 digits each. */
export function gatewayDuration(what: string, duration: Duration): string {
  const total = duration.toMilliseconds();
  if (total > 99999 * 3600_000) {
    throw new TrafficError(`${what} is ${total} ms, but at most 99999 hours can be written`);
  }
  const parts: [number, string][] = [
    [Math.floor(total / 3600_000), 'h'],
    [Math.floor(total / 60_000) % 60, 'm'],
    [Math.floor(total / 1000) % 60, 's'],
    [total % 1000, 'ms'],
  ];
  const text = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n}${unit}`).join('');
  return text === '' ? '0s' : text;
}
