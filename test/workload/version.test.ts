import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { JsonPatch, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { CanaryChart, CanaryChartProps, CanaryStage, CanaryState, FromSpecOptions, GatewayRef, Hardening, Match, Version } from '../../src';
import { forgetWarnings } from '../../src/warnings';

let folder: string;
const written: string[] = [];
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'version-'));
});
beforeEach(() => {
  written.length = 0;
  forgetWarnings();
  jest.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => fs.rmSync(folder, { recursive: true }));

function chartOf(stable: Version, props: Partial<CanaryChartProps> = {}): CanaryChart {
  return new CanaryChart(Testing.app(), 'shop', {
    namespace: 'shop', app: 'cart', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), stable,
    stage: CanaryStage.baseline(), ...props,
  });
}

const synth = (stable: Version, props?: Partial<CanaryChartProps>): any[] => Testing.synth(chartOf(stable, props));
const find = (list: any[], kind: string,
  name = 'cart-stable') => list.find(object => object.kind === kind && object.metadata.name === name);

const container = (name: string, image: string | undefined, ...ports: number[]): k8s.Container =>
  ({ name, image, ports: ports.length === 0 ? undefined : ports.map(containerPort => ({ containerPort })) });
const spec = (...containers: k8s.Container[]): k8s.DeploymentSpec =>
  ({ selector: { matchLabels: { old: 'x' } }, template: { metadata: { labels: { old: 'x', app: 'other' } }, spec: { containers } } });
const CART = container('cart', 'cart:1', 8000);
const IDENTITY = { app: 'cart', version: 'stable' };

describe('fromSpec', () => {
  test('name, selector, version labels and image are ours, the rest stays and nothing is filled in', () => {
    const given: k8s.DeploymentSpec = { ...spec(container('web', 'web:1', 80), container('logs', 'logs:1')), replicas: 4,
      progressDeadlineSeconds: 60 };
    const list = synth(Version.fromSpec(given, { image: 'web:2', container: 'web' }));
    expect(find(list, 'Deployment')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cart-stable', namespace: 'shop' },
      spec: {
        replicas: 4,
        progressDeadlineSeconds: 60,
        selector: { matchLabels: IDENTITY },
        template: {
          metadata: { labels: { old: 'x', ...IDENTITY } },
          spec: { containers: [{ name: 'web', image: 'web:2', ports: [{ containerPort: 80 }] }, { name: 'logs', image: 'logs:1' }] },
        },
      },
    });
    expect(find(list, 'Service').spec).toMatchObject({ selector: IDENTITY, ports: [{ name: 'http', port: 8000, targetPort: 80 }] });
  });

  test('is hardened where that is asked for, without touching what is stated', () => {
    const given = spec({ ...CART, securityContext: { runAsUser: 5 }, lifecycle: { preStop: { exec: { command: ['x'] } } } });
    const { strategy, template } = find(synth(Version.fromSpec(given, { hardening: Hardening.restricted() })), 'Deployment').spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: '25%', maxUnavailable: 0 });
    expect(template.spec.containers[0]).toMatchObject({
      securityContext: { runAsUser: 5 }, lifecycle: { preStop: { exec: { command: ['x'] } } },
      readinessProbe: { tcpSocket: { port: 8000 } },
      resources: { requests: { cpu: '100m', memory: '128Mi' } },
    });
  });

  test.each<[string, k8s.Container, FromSpecOptions, number]>([
    ['the pattern\'s port where the container has it', container('cart', 'c:1', 9, 8000), {}, 8000],
    ['the container\'s only port', container('cart', 'c:1', 80), {}, 80],
    ['the pattern\'s port where the container states none', container('cart', 'c:1'), {}, 8000],
    ['what is stated', container('cart', 'c:1', 80, 81), { containerPort: 81 }, 81],
  ])('the Service leads to %s', (_name, given, options, port) => {
    expect(find(synth(Version.fromSpec(spec(given), options)), 'Service').spec.ports[0].targetPort).toBe(port);
  });

  test.each<[string, Partial<k8s.DeploymentSpec>, FromSpecOptions, number | undefined]>([
    ['the options\'', { replicas: 4 }, { replicas: 6 }, 6],
    ['the spec\'s', { replicas: 4 }, {}, 4],
    ['1, as Kubernetes has it', {}, {}, 1],
    ['the autoscaler\'s', { replicas: 4 }, { autoscaling: { minReplicas: 1, maxReplicas: 2, metrics: [{ type: 'Pods' }] } }, undefined],
  ])('the number of pods is %s', (_name, more, options, replicas) => {
    expect(find(synth(Version.fromSpec({ ...spec(CART), ...more }, options)), 'Deployment').spec.replicas).toBe(replicas);
  });

  test('the image of the app\'s container may come from the stage file', () => {
    const state = new CanaryState({ stage: CanaryStage.baseline(), stableImage: 'cart:9' });
    const list = synth(Version.fromSpec(spec(container('cart', undefined), container('logs', 'l:1'))), { stage: undefined, state });
    expect(find(list, 'Deployment').spec.template.spec.containers.map(({ image }: any) => image)).toEqual(['cart:9', 'l:1']);
  });

  test.each<[string, () => unknown, string[]]>([
    ['no container', () => Version.fromSpec(spec()), ['the Deployment spec has no container', 'template.spec.containers']],
    ['a container that is not there', () => Version.fromSpec(spec(CART), { container: 'web' }),
      ["container is 'web'", "the Deployment has 'cart'"]],
    ['several containers, none the app\'s', () => chartOf(Version.fromSpec(spec(container('a', 'a:1'), container('b', 'b:1')))),
      ['[shop/canary/stable]', "containers 'a', 'b', none named 'cart'", 'by the option container']],
    ['several ports, none the pattern\'s', () => chartOf(Version.fromSpec(spec(container('cart', 'c:1', 80, 81)))),
      ['ports 80, 81, none of which is 8000', 'by containerPort']],
    ['no image anywhere', () => chartOf(Version.fromSpec(spec(container('cart', undefined)))),
      ["version 'stable' has no image", 'in the code or in the stage file']],
    ['an option', () => Version.fromSpec(spec(CART), { replicas: -1 }), ['replicas is -1']],
  ])('refused: %s', (_name, run, parts) => {
    for (const part of parts) expect(run).toThrow(part);
  });
});

describe('fromFile', () => {
  const write = (text: string) => {
    const file = path.join(folder, 'cart.yaml');
    fs.writeFileSync(file, text);
    return file;
  };
  const deployment = (name: string, image = 'cart:1') =>
    `kind: Deployment\napiVersion: apps/v1\nmetadata: {name: ${name}}\n`
    + `spec: {template: {spec: {containers: [{name: cart, image: "${image}", future: true}]}}}\n`;

  test('takes the Deployment, unknown fields too', () => {
    const version = Version.fromFile(write(deployment('cart')));
    expect(find(synth(version), 'Deployment').spec.template.spec.containers).toEqual([{ name: 'cart', image: 'cart:1', future: true }]);
    expect([version.isOwn, version.image, version.describe(), written]).toEqual([true, undefined,
      `Deployment from ${path.join(folder, 'cart.yaml')}`, []]);
  });

  test('names in a warning what it does not take over', () => {
    const others = 'kind: Service\nmetadata: {name: cart}\n---\nkind: ConfigMap\nmetadata: {name: conf}\n';
    const file = write(`${deployment('cart')}---\n---\n${others}`);
    Version.fromFile(file);
    const taken = `${file}: Version.fromFile takes the Deployment cart`;
    expect(written).toEqual([`cdk8s-traffic: warning: ${taken}; not taken over: Service cart, ConfigMap conf\n`]);
  });

  test('names labels and annotations of the Deployment itself, which are not taken over', () => {
    const file = write(deployment('cart').replace('{name: cart}', '{name: cart, labels: {team: shop}, annotations: {owner: me}}'));
    Version.fromFile(file);
    expect(written.join('')).toContain('the labels of the Deployment cart itself are not taken over (team); state them by the option labels');
    expect(written.join('')).toContain('the annotations of the Deployment cart itself are not taken over (owner)');
  });

  test('takes the Deployment that is named, out of a List too', () => {
    const items = ['one', 'two'].map(name => `- ${deployment(name, `${name}:1`).trim().replace(/\n/g, '\n  ')}\n`).join('');
    const version = Version.fromFile(write(`kind: List\nitems:\n${items}`), { deployment: 'two' });
    expect(find(synth(version), 'Deployment').spec.template.spec.containers[0].image).toBe('two:1');
  });

  test.each<[string, string, string | undefined, string[]]>([
    ['an empty file', '', undefined, ['holds no Deployment']],
    ['no Deployment', 'kind: Service\n---\nkind: List\n', undefined, ['holds no Deployment, only Service']],
    ['several Deployments', `${deployment('one')}---\n${deployment('two')}`, undefined,
      ['holds 2 Deployments (one, two)', 'by the option deployment']],
    ['a name that is not there', `${deployment('one')}---\n${deployment('two')}`, 'tow',
      ["holds no Deployment 'tow', only 'one', 'two'", "did you mean 'two'?"]],
    ['no containers', 'kind: Deployment\nmetadata: {name: x}\n', undefined,
      ['the Deployment in ', 'cart.yaml has no container under template.spec.containers']],
    ['broken YAML', 'a: [\n', undefined, ['manifest ', 'not valid YAML']],
  ])('refused: %s', (_name, text, name, parts) => {
    const file = write(text);
    for (const part of [file, ...parts]) expect(() => Version.fromFile(file, { deployment: name })).toThrow(part);
  });

  test('refused: a file that is not there', () => {
    expect(() => Version.fromFile('no-such/cart.yaml')).toThrow('manifest no-such/cart.yaml cannot be read (no such file in ');
  });
});

const CANARY = Version.deploy({ image: 'cart:2' });

describe('existing', () => {
  test('is referred to and makes nothing', () => {
    const list = synth(Version.existing('legacy', { port: 81 }));
    expect(list.map(({ kind }) => kind)).toEqual(['HTTPRoute']);
    expect(list[0].spec.rules[0].backendRefs).toEqual([{ group: '', kind: 'Service', name: 'legacy', port: 81, weight: 100 }]);
  });

  test('in another namespace gets a ReferenceGrant there', () => {
    const list = synth(Version.existing('legacy', { namespace: 'old' }));
    expect(find(list, 'HTTPRoute', 'cart-canary').spec.rules[0].backendRefs[0]).toMatchObject({ name: 'legacy', namespace: 'old',
      port: 8000 });
    expect(find(list, 'ReferenceGrant', 'shop-cart-canary')).toMatchObject({ metadata: { namespace: 'old' },
      spec: { to: [{ kind: 'Service', name: 'legacy' }] } });
  });

  test.each<[string, () => unknown, string[]]>([
    ['name', () => Version.existing('Legacy'), ["existing Service is 'Legacy'"]],
    ['port', () => Version.existing('a', { port: 0 }), ['port of Service a is 0']],
    ['namespace', () => Version.existing('a', { namespace: 'x.y' }), ["namespace of Service a is 'x.y'"]],
    ['a Deployment patch', () => Version.existing('a').withDeploymentPatch(JsonPatch.remove('/x')),
      ['a Deployment patch was given to Service a (existing)', 'not deployed here']],
    ['a Service patch', () => Version.existing('a').withServicePatch(JsonPatch.remove('/x')),
      ['a Service patch was given to Service a (existing)']],
    ['an image in the stage file',
      () => chartOf(Version.existing('a'),
        { stage: undefined, state: new CanaryState({ stage: CanaryStage.baseline(), stableImage: 'a:1' }) }),
      ["stable: the stage file states the image 'a:1', but Service a (existing) is not deployed here", 'remove it from the file']],
    ['a priority of its pods',
      () => { const c = chartOf(Version.existing('a')); c.pin('p', Match.header('x', '1'), c.stable, { podPriority: 1 }); },
      ["podPriority was given, but 'stable' is Service a (existing)"]],
  ])('refused: %s', (_name, run, parts) => {
    for (const part of parts) expect(run).toThrow(part);
  });
});

describe('of a workload of another pattern', () => {
  const other = (stage: CanaryStage) => {
    const first = chartOf(Version.deploy({ image: 'cart:1' }), { canary: CANARY, stage });
    const app = first.node.root as ReturnType<typeof Testing.app>;
    return new CanaryChart(app, 'second', {
      namespace: 'web', app: 'web', port: 1, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/w'),
      stable: Version.of(first.canary), stage: CanaryStage.baseline(),
    });
  };

  test('its Service is referred to, with port, namespace and grant', () => {
    const list: any[] = Testing.synth(other(CanaryStage.weight(5)));
    expect(list.map(({ kind }) => kind)).toEqual(['HTTPRoute', 'ReferenceGrant']);
    expect(list[0].spec.rules[0].backendRefs[0]).toMatchObject({ name: 'cart-canary', namespace: 'shop', port: 8000 });
  });

  test('is refused at synth where it does not exist at its stage', () => {
    const chart = other(CanaryStage.baseline());
    expect(() => Testing.synth(chart)).toThrow(
      "Version.of refers to 'cart-canary' of shop/canary/canary, which does not exist at its pattern's stage");
  });

  test('in words', () => {
    expect(Version.of(chartOf(CANARY).stable).describe()).toBe('Service cart-stable (of another pattern)');
  });
});

describe('patches', () => {
  const patched = CANARY
    .withDeploymentPatch(JsonPatch.add('/spec/progressDeadlineSeconds', 60), JsonPatch.add('/spec/template/spec/future', { a: 1 }))
    .withDeploymentPatch(JsonPatch.replace('/spec/progressDeadlineSeconds', 90))
    .withServicePatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));

  test('of a version reach its objects, fields that are not known too', () => {
    const list = synth(patched);
    expect(find(list, 'Deployment').spec).toMatchObject({ progressDeadlineSeconds: 90, template: { spec: { future: { a: 1 } } } });
    expect(find(list, 'Service').spec.trafficDistribution).toBe('PreferClose');
  });

  test('leave the version they were added to as it was', () => {
    expect('progressDeadlineSeconds' in find(synth(CANARY), 'Deployment').spec).toBe(false);
  });

  test('go with the promotion, while stable keeps its name and size', () => {
    const stable = Version.deploy({ image: 'cart:1', replicas: 7, name: 'old-cart', env: { OLD: '1' } });
    const before = synth(stable, { canary: patched, stage: CanaryStage.full() });
    const after = synth(stable, { canary: patched, stage: CanaryStage.promoting() });
    expect(find(before, 'Deployment', 'old-cart').spec).toMatchObject({ replicas: 7,
      template: { spec: { containers: [{ image: 'cart:1', env: [{ name: 'OLD' }] }] } } });
    expect(find(after, 'Deployment', 'old-cart').spec).toMatchObject({ replicas: 7, progressDeadlineSeconds: 90,
      template: { spec: { containers: [{ image: 'cart:2' }] } } });
    expect('env' in find(after, 'Deployment', 'old-cart').spec.template.spec.containers[0]).toBe(false);
    expect(find(after, 'Service', 'old-cart').spec.trafficDistribution).toBe('PreferClose');
  });

  test('a promoted version keeps stable\'s autoscaler', () => {
    const stable = Version.deploy({ image: 'cart:1', autoscaling: { minReplicas: 3, maxReplicas: 6 } });
    const list = synth(stable, { canary: Version.deploy({ image: 'cart:2', replicas: 9 }), stage: CanaryStage.settled() });
    expect([find(list, 'HorizontalPodAutoscaler').spec.minReplicas, find(list, 'Deployment').spec.replicas]).toEqual([3, undefined]);
  });
});

test.each<[Version, string]>([
  [CANARY, 'Deployment of cart:2'],
  [Version.deploy({}), 'Deployment of an image not stated'],
  [Version.fromSpec(spec(CART)), 'Deployment of a spec'],
  [Version.existing('a'), 'Service a (existing)'],
])('in words: %#', (version, words) => {
  expect(version.describe()).toBe(words);
});

describe('podPriority', () => {
  const pinned = (version: Version, ...priorities: number[]) => {
    const chart = chartOf(version);
    priorities.forEach((podPriority, i) => chart.pin(`p${i}`, Match.header('x', `${i}`), chart.stable, { podPriority }));
    return Testing.synth(chart) as any[];
  };

  test('makes one PriorityClass for the whole cluster, named by namespace, app and version', () => {
    const list = pinned(CANARY, 1000, 1000);
    expect(list.filter(({ kind }) => kind === 'PriorityClass')).toEqual([{
      apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'shop-cart-stable' }, value: 1000, globalDefault: false,
      description: 'Pods of cart, version stable',
    }]);
    expect(find(list, 'Deployment').spec.template.spec.priorityClassName).toBe('shop-cart-stable');
  });

  test('makes a PriorityClass without namespace in the name where the chart has none', () => {
    const chart = chartOf(CANARY, { namespace: undefined });
    chart.pin('p', Match.header('x', '1'), chart.stable, { podPriority: 0 });
    expect(chart.stable.priorityClass!.toJson()).toMatchObject({ metadata: { name: 'cart-stable' }, value: 0 });
  });

  test.each<[string, () => unknown, string[]]>([
    ['two values', () => pinned(CANARY, 1, 2), ["podPriority is 2, but 'stable' has 1 already"]],
    ['above a thousand million', () => pinned(CANARY, 1_000_000_001), ['podPriority is 1000000001', 'from 0 to 1000000000']],
    ['beside a class of the version\'s own', () => pinned(Version.deploy({ image: 'a', priorityClassName: 'own' }), 1),
      ["names the PriorityClass 'own' already", 'leave one out']],
  ])('refused: %s', (_name, run, parts) => {
    for (const part of parts) expect(run).toThrow(part);
  });
});
