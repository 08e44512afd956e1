import { runCommand } from '../support/command';
import { FakePrometheus } from '../support/prometheus';
import { inRepository, plainGit, type Place } from '../support/stages';

plainGit();
let fake: FakePrometheus;
beforeEach(async () => {
  fake = await FakePrometheus.start();
});
afterEach(() => fake.stop());

const file = (stage: string) => `task-api:\n  pattern: canary\n  stage: ${stage}\n  stable: a:1\n  canary: a:2\n`;
const advance = (place: Place, ...args: string[]) => (
  runCommand('advance', ['task-api', '--gate', '--prometheus', fake.url, '--since', '1h', ...args], { cwd: place.folder }));
const traffic = (errors: number, requests = 300) => {
  fake.versions = { stable: { requests: 5700, errors: 6 }, canary: { requests, errors } };
};

test.each([
  ['pass', 0.3, 300, 0, 'stage: weight-25', /gate: pass: errors: not worse by 0\.5 points/],
  ['fail', 30, 300, 1, 'stage: weight-5', /the gate says fail: errors: the canary is worse[^]*Nothing was changed\. The way back: cdk8s-traffic rollback task-api/],
  ['wait', 0, 3, 3, 'stage: weight-5', /the gate says wait: [^]*Nothing was changed\. To follow: cdk8s-traffic gate task-api --watch/],
])('%s', (_, errors, requests, code, stage, said) => inRepository({ 'traffic.yaml': file('weight-5') }, async place => {
  traffic(errors, requests);
  const run = await advance(place);
  expect(run.code).toBe(code);
  expect(run.stderr).toMatch(said);
  expect(place.read()).toContain(stage);
}));

test.each([
  ['deployed', [], 'weight-5', 'task-api is at deployed, where the canary has no share of the requests: there is nothing to compare'],
  ['full', [], 'promoting', 'task-api is at full, where stable has no share of the requests'],
  ['weight-25', ['--to', 'weight-5'], 'weight-5', 'a way back asks no gate'],
])('from %s there is nothing to ask', (from, args, to, said) => inRepository({ 'traffic.yaml': file(from) }, async place => {
  const run = await advance(place, ...args);
  expect(run.stderr).toContain(`--gate: ${said}`);
  expect(place.read()).toContain(`stage: ${to}`);
  expect(fake.asked).toEqual([]);
}));

test('a Prometheus that cannot be asked moves nothing', () => inRepository({ 'traffic.yaml': file('weight-5') }, async place => {
  fake.fault = response => {
    response.statusCode = 500;
    response.end();
  };
  expect(await advance(place)).toMatchObject({ code: 2, stderr: expect.stringContaining('answers with status 500') });
  expect(place.read()).toBe(file('weight-5'));
}));

test.each([
  [['task-api', '--gate'], '--gate asks Prometheus; say where it is by --prometheus URL or PROMETHEUS_URL'],
  [['task-api', '--prometheus', 'http://x'], '--prometheus is about the gate, which is not asked without --gate'],
  [['task-api', '--since', '1h'], '--since is about the gate'],
])('%j is refused', (args, message) => inRepository({ 'traffic.yaml': file('weight-5') }, async place => {
  expect(await runCommand('advance', args, { cwd: place.folder })).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
}));
