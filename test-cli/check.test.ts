import { runIn, type Run } from './support/run';
import { inFolder, SHOP } from './support/shop';

const ZERO = SHOP.replace('weight: 95', 'weight: 0').replace('weight: 5', 'weight: 0').replace('name: split', 'name: split\n      nmae: x');

function check(args: readonly string[], files: { [name: string]: string } = {}, input = ''): Run {
  return inFolder({ 'shop.yaml': SHOP, 'zero.yaml': ZERO, ...files }, cwd => runIn({ cwd, input }, ['check', ...args]));
}

interface Found { readonly severity: string; readonly rule: string; readonly file: string; readonly document: number; readonly object: string; readonly path: string; readonly line?: number; readonly message: string }

function findings(run: Run): Found[] {
  return (JSON.parse(run.stdout) as { findings: Found[] }).findings;
}

test('manifests without a fault', () => {
  expect(check(['shop.yaml'])).toEqual({ code: 0, stdout: '4 objects: nothing found\n', stderr: '' });
});

test('findings as a page: place, severity, rule, object, field, what is wrong and what to write', () => {
  const { code, stdout, stderr } = check(['zero.yaml']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^zero\.yaml:\d+:\d+ error schema\/unknown-field HTTPRoute shop\/cart spec\.rules\[0\]\.nmae\n {4}strict decoding error: unknown field "spec\.rules\[0\]\.nmae"/m);
  expect(stdout).toMatch(/^zero\.yaml:\d+:\d+ error route\/zero-weights HTTPRoute shop\/cart spec\.rules\[0\]/m);
  expect(stdout).toMatch(/^ {4}fix: /m);
  expect(stdout).toMatch(/\n4 objects: 2 errors; `cdk8s-traffic explain RULE` says more\n$/);
});

test('findings as JSON: the fields of the contract', () => {
  const found = findings(check(['zero.yaml', '--json']));
  expect(found.map(({ rule }) => rule)).toEqual(['schema/unknown-field', 'route/zero-weights']);
  expect(found[0]).toMatchObject({ severity: 'error', file: 'zero.yaml', document: 1, object: 'HTTPRoute shop/cart', path: 'spec.rules[0].nmae' });
  expect(ZERO.split('\n')[found[0].line! - 1]).toContain('nmae');
});

test('findings as SARIF', () => {
  const sarif = JSON.parse(check(['zero.yaml', '--format', 'sarif']).stdout) as any;
  const [run] = sarif.runs;
  expect(sarif.version).toBe('2.1.0');
  expect(run.tool.driver.rules.map(({ id, helpUri }: any) => [id, helpUri.split('#')[1]])).toEqual([['route/zero-weights', 'routezero-weights'], ['schema/unknown-field', 'schemaunknown-field']]);
  expect(run.results.map(({ ruleId, ruleIndex, level, locations }: any) => [ruleId, ruleIndex, level, locations[0].physicalLocation.artifactLocation.uri]))
    .toEqual([['schema/unknown-field', 1, 'error', 'zero.yaml'], ['route/zero-weights', 0, 'error', 'zero.yaml']]);
});

test('findings as annotations of a workflow; what is in a manifest ends no command', () => {
  const evil = SHOP.replace('name: split', 'name: split\n      "x::error y%0A": 1');
  const { stdout, stderr } = check(['evil.yaml', '--format', 'github'], { 'evil.yaml': evil });
  expect(stdout.split('\n').filter(Boolean)).toEqual([expect.stringMatching(/^::error file=evil\.yaml,line=\d+,col=\d+,title=schema\/unknown-field HTTPRoute shop\/cart::.*unknown field .*y%250A"$/)]);
  expect(stderr).toContain('4 objects: 1 error');
});

test.each<[string, string[], string, number]>([
  ['a Service outside of the input is a warning', ['alone.yaml'], 'warning', 0],
  ['which --strict makes count', ['alone.yaml', '--strict'], 'warning', 1],
  ['and --complete an error', ['alone.yaml', '--complete'], 'error', 1],
])('%s', (_what, args, severity, code) => {
  const alone = SHOP.split('---\n').slice(0, 2).join('---\n');
  const run = check([...args, '--json'], { 'alone.yaml': alone });
  expect(findings(run).map(finding => [finding.rule, finding.severity])).toEqual([['reference/no-service', severity], ['reference/no-service', severity]]);
  expect(run.code).toBe(code);
});

test('broken documents are findings, beside those of the other documents', () => {
  const found = findings(check(['mixed.yaml', '--json'], { 'mixed.yaml': `${ZERO}---\na: 1\na: 2\n---\n- list\n---\nkind: Service\n` }));
  expect(found.map(({ rule, document }) => [rule, document])).toEqual([
    ['schema/unknown-field', 1], ['route/zero-weights', 1], ['schema/yaml', 4], ['schema/yaml', 5], expect.arrayContaining([6])]);
});

test('--gateway reports what a gateway does not have', () => {
  const mirror = SHOP.replace('      backendRefs:', '      filters:\n        - type: RequestMirror\n          requestMirror: {backendRef: {name: cart-v2, port: 80}, percent: 10}\n      backendRefs:');
  expect(findings(check(['mirror.yaml', '--gateway', 'traefik', '--json'], { 'mirror.yaml': mirror })).map(({ rule }) => rule)).toContain('gateway/unsupported-feature');
  expect(findings(check(['mirror.yaml', '--gateway', 'envoy-gateway', '--json'], { 'mirror.yaml': mirror }))).toEqual([]);
});

describe('silences', () => {
  const config = (rule: string, object: string, reason = 'it is meant') => `check:\n  silence:\n    - rule: ${rule}\n      object: "${object}"\n      reason: ${reason}\n`;

  test.each([['HTTPRoute shop/cart'], ['HTTPRoute shop/*'], ['*']])('%s is silenced, and told with its reason', object => {
    const run = check(['zero.yaml', '--json'], { '.cdk8s-traffic.yaml': config('route/zero-weights', object) });
    expect(findings(run).map(({ rule }) => rule)).toEqual(['schema/unknown-field']);
    expect((JSON.parse(run.stdout) as any).silenced).toEqual([expect.objectContaining({ rule: 'route/zero-weights', reason: 'it is meant' })]);
  });

  test('one that fits nothing is told', () => {
    const { code, stdout, stderr } = check(['shop.yaml', '--config', 'own.yaml'], { 'own.yaml': config('route/zero-weights', 'HTTPRoute shop/cart') });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '4 objects: nothing found\n' });
    expect(stderr).toContain('the configuration silences route/zero-weights of HTTPRoute shop/cart, but nothing is found there');
  });

  test.each<[string, string, string]>([
    ['a rule that there is not', config('route/zero-weight', 'x'), "check.silence[0].rule is 'route/zero-weight', which is no rule. Did you mean route/zero-weights?"],
    ['no reason', config('route/zero-weights', 'x', '""'), 'check.silence[0].reason is "", but must be a text'],
    ['an unknown key', 'check:\n  silnce: []\n', "has 'silnce' at check, but knows silence. Did you mean silence?"],
    ['a list in place of a map', '- a\n', 'must be a map with check'],
    ['a map in place of a list', 'check: {silence: {}}\n', 'check.silence is object, but must be a list'],
    ['broken YAML', 'a: [', 'own.yaml is not valid YAML'],
  ])('fails with %s', (_what, text, message) => {
    const { code, stderr } = check(['shop.yaml', '--config', 'own.yaml'], { 'own.yaml': text });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('--crds', () => {
  const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: bikes.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {kind: Bike, plural: bikes}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [wheels]
              properties: {wheels: {type: integer, maximum: 2}}
              x-kubernetes-validations: [{rule: "self.wheels != 0", message: "a bike without wheels"}]
`;
  const bike = (wheels: number) => `apiVersion: shop.example/v1\nkind: Bike\nmetadata: {name: b, namespace: shop}\nspec: {wheels: ${wheels}}\n`;

  test.each<[string, string[], { [name: string]: string }, [string, string][]]>([
    ['an unknown kind is a warning', ['b.yaml'], { 'b.yaml': bike(3) }, [['schema/unknown-kind', 'warning']]],
    ['a CRD judges it', ['b.yaml', '--crds', 'crd.yaml'], { 'b.yaml': bike(3), 'crd.yaml': CRD }, [['schema/range', 'error']]],
    ['by its rules too', ['b.yaml', '--crds', 'crd.yaml'], { 'b.yaml': bike(0), 'crd.yaml': CRD }, [['cel/rule', 'error']]],
    ['a CRD among the manifests counts', ['b.yaml'], { 'b.yaml': `${CRD}---\n${bike(3)}` }, [['schema/range', 'error']]],
    ['a right object passes', ['b.yaml', '--crds', 'crd.yaml'], { 'b.yaml': bike(2), 'crd.yaml': CRD }, []],
  ])('%s', (_what, args, files, expected) => {
    expect(findings(check([...args, '--json'], files)).map(({ rule, severity }) => [rule, severity])).toEqual(expected);
  });

  test('a file without a CRD is a mistake', () => {
    const { code, stderr } = check(['shop.yaml', '--crds', 'zero.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('--crds zero.yaml holds no CustomResourceDefinition');
  });
});

test.each<[string, string[], string]>([
  ['an unknown gateway', ['shop.yaml', '--gateway', 'envoy-gatway'], 'Did you mean envoy-gateway?'],
  ['an unknown channel', ['shop.yaml', '--channel', 'beta'], 'Choose from standard, experimental.'],
  ['an unknown format', ['shop.yaml', '--format', 'sarf'], 'Did you mean sarif?'],
  ['nothing to check', ['none'], 'none'],
  ['no manifests', [], "missing required argument 'manifests'"],
])('fails with %s', (_what, args, message) => {
  const { code, stdout, stderr } = check(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
