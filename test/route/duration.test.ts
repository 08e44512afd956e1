import { Duration } from 'cdk8s';
import { gatewayDuration } from '../../src/route/duration';

test.each<[Duration, string]>([
  [Duration.millis(0), '0s'],
  [Duration.seconds(0), '0s'],
  [Duration.millis(1), '1ms'],
  [Duration.millis(999), '999ms'],
  [Duration.millis(2500), '2s500ms'],
  [Duration.seconds(60), '1m'],
  [Duration.seconds(90), '1m30s'],
  [Duration.minutes(60), '1h'],
  [Duration.millis(3_600_001), '1h1ms'],
  [Duration.seconds(172_803), '48h3s'],
  [Duration.hours(99999), '99999h'],
])('%s is written by GEP-2257 as %s', (duration, text) => {
  expect(gatewayDuration('timeouts.request', duration)).toBe(text);
  expect(text).toMatch(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
});

test('longer than can be written is refused', () => {
  expect(() => gatewayDuration('timeouts.request',
    Duration.hours(100000))).toThrow('timeouts.request is 360000000000 ms, but at most 99999 hours');
});
