import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildCli, ROOT } from './support/build';
import { inFolder, SHOP } from './support/shop';

/** Runs the plugin as cdk8s does, with its own context: the report, or the error of the constructor. */
function validate(files: { [name: string]: string }, properties: object = {}): any {
  buildCli();
  const program = `
    const { ValidationContext } = require(${JSON.stringify(join(ROOT, 'node_modules/cdk8s-cli/lib/plugins'))});
    const { TrafficValidation } = require(${JSON.stringify(join(ROOT, 'cli/lib/validation.js'))});
    const [files, properties] = JSON.parse(process.argv[1]);
    (async () => {
      try {
        const context = new ValidationContext(files, 'traffic', '0.1.0', {}, false);
        await new TrafficValidation(properties).validate(context);
        console.log(JSON.stringify({ success: context.report.success, ...context.report.toJson() }));
      } catch (error) {
        console.log(JSON.stringify({ error: error.message }));
      }
    })();`;
  return inFolder(files, cwd => {
    const names = Object.keys(files).filter(name => !name.startsWith('.'));
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, JSON.stringify([names, properties])], { cwd, encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  });
}

const ALONE = SHOP.split('---\n').slice(0, 2).join('---\n');
const ZERO = SHOP.replace('weight: 95', 'weight: 0').replace('weight: 5', 'weight: 0');

test('manifests without a fault succeed', () => {
  expect(validate({ 'shop.yaml': SHOP })).toMatchObject({ success: true, violations: [], summary: { status: 'success', metadata: { found: '4 objects: nothing found' } } });
});

test('an error fails the synthesis, with rule, object, place and what to write', () => {
  const report = validate({ 'zero.yaml': ZERO });
  expect(report.success).toBe(false);
  expect(report.violations).toEqual([expect.objectContaining({
    ruleName: 'route/zero-weights (error)',
    recommendation: expect.stringContaining('weight 0'),
    fix: 'Give at least one backend a weight above 0',
    violatingConstructs: [expect.objectContaining({
      resourceName: 'HTTPRoute shop/cart', manifestPath: 'zero.yaml', locations: [expect.stringMatching(/^spec\.rules\[0\]\S* \(line \d+, column \d+\)$/)],
    })],
  })]);
});

test.each<[string, object, boolean, string]>([
  ['a warning alone succeeds', {}, true, 'reference/no-service (warning)'],
  ['unless strict', { strict: true }, false, 'reference/no-service (warning)'],
  ['what is outside of complete manifests is an error', { complete: true }, false, 'reference/no-service (error)'],
])('%s', (_what, properties, success, rule) => {
  const report = validate({ 'alone.yaml': ALONE }, properties);
  expect([report.success, report.violations[0].ruleName]).toEqual([success, rule]);
});

test('files are checked together: a Service in one, its route in the other', () => {
  const [gateway, route, ...services] = SHOP.split('---\n');
  expect(validate({ 'a.yaml': `${gateway}---\n${route}`, 'b.yaml': services.join('---\n') }).violations).toEqual([]);
});

test('the silences of the configuration hold', () => {
  const config = 'check:\n  silence:\n    - {rule: route/zero-weights, object: "*", reason: meant}\n';
  expect(validate({ 'zero.yaml': ZERO, '.cdk8s-traffic.yaml': config })).toMatchObject({ success: true, violations: [] });
});

test.each<[string, object, string]>([
  ['a property that there is not', { gatway: 'istio' }, "'gatway' is none of complete, gateway"],
  ['a gateway that is not known', { gateway: 'isto' }, "gateway is 'isto'. Did you mean istio?"],
  ['a channel that there is not', { channel: 'beta' }, "channel is 'beta', but must be standard or experimental"],
])('fails with %s', (_what, properties, message) => {
  expect(validate({ 'shop.yaml': SHOP }, properties).error).toContain(message);
});
