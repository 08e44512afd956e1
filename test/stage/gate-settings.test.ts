import { Stages } from '../../src';
import { gateAt } from '../../src/stage/gate-settings';

const file = (gate: string) => Stages._fromText('traffic.yaml', `task-api: {pattern: canary, stage: weight-5, stable: a, canary: b, gate: ${gate}}`);
const METRIC = '{name: checkout, bad: "sum(increase(x{v=\\"$version\\"}[$window]))", total: "y{v=\\"$version\\"}[$window]"}';

test('everything it may hold', () => {
  const gate = file(`{margin: 0.5, alpha: 5, minRequests: 200, warmup: 2m30s, latency: {seconds: 0.5, margin: 1}, metrics: [${METRIC},
    {name: queue, value: "q{v=\\"$version\\"}", max: 100}], stages: {weight-50: {margin: 0.2}, full: {warmup: 1h}}}`)._gateOf('task-api');
  expect(gateAt(gate, 'weight-5')).toMatchObject({ margin: 0.5, minRequests: 200, latency: { seconds: 0.5 } });
  expect(gateAt(gate, 'weight-50')).toMatchObject({ margin: 0.2, minRequests: 200 });
  expect(gateAt(gate, undefined)).not.toHaveProperty('stages');
  expect(gate.metrics!.map(({ name }) => name)).toEqual(['checkout', 'queue']);
});

test('nothing stated', () => {
  expect(file('{}')._gateOf('task-api')).toEqual({});
  expect(Stages._fromText('traffic.yaml', 'a: {pattern: canary, stage: baseline}')._gateOf('a')).toEqual({});
});

test.each([
  ['5', 'gate is 5, but must be a map'],
  ['{margn: 1}', "gate has the key 'margn', but knows margin, alpha, minRequests, warmup, latency, metrics, stages; did you mean 'margin'?"],
  ['{margin: 0}', 'gate.margin is 0, but must be a number above 0 and at most 100'],
  ['{margin: "1"}', "gate.margin is '1'"],
  ['{alpha: 60}', 'gate.alpha is 60, but must be a number above 0 and at most 50'],
  ['{minRequests: 0}', 'gate.minRequests is 0, but must be a whole number above 0'],
  ['{warmup: 2 minutes}', "gate.warmup is '2 minutes', but must be a duration"],
  ['{latency: {margin: 1}}', 'gate.latency.seconds is undefined'],
  ['{latency: {second: 1}}', "gate.latency has the key 'second'"],
  ['{metrics: {}}', 'gate.metrics is no list'],
  ['{metrics: [{name: errors, value: "$version", max: 1}]}', "gate.metrics[0].name is 'errors', which is taken"],
  ['{metrics: [{name: X}]}', "gate.metrics[0].name is 'X', but must be lower-case"],
  ['{metrics: [{name: x}]}', 'gate.metrics[0].value is undefined, but must be an expression'],
  ['{metrics: [{name: x, value: "q", max: 1}]}', 'gate.metrics[0].value does not hold $version'],
  ['{metrics: [{name: x, value: "$version"}]}', 'gate.metrics[0] has a value but neither max nor min'],
  ['{metrics: [{name: x, value: "$version", max: "1"}]}', "gate.metrics[0].max is '1', but must be a number"],
  ['{metrics: [{name: x, bad: "$version $window"}]}', 'gate.metrics[0].total is undefined'],
  ['{metrics: [{name: x, bad: "$version", total: "$version $window"}]}', 'gate.metrics[0].bad does not hold $window'],
  ['{metrics: [{name: x, bad: "$version $window", total: "$version $window", max: 1}]}', 'gate.metrics[0] has max, which a metric with bad and total does not take'],
  ['{stages: {weight-0: {}}}', "gate.stages names 'weight-0'"],
  ['{stages: {full: {alpha: 1}}}', "gate.stages.full has the key 'alpha'"],
])('refuses %s', (gate, message) => {
  expect(() => file(gate)).toThrow(`stage file traffic.yaml, task-api: ${message}`);
});

test('variants have no gate', () => {
  expect(() => Stages._fromText('traffic.yaml', 'a: {pattern: ab-test, gate: {}}')).toThrow("has the key 'gate'");
});
