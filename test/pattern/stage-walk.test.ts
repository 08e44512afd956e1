import { spawnSync } from 'child_process';
import { brokenRules, weights } from '../support/rules';
import { objectsOf, WALKS, yamlOf } from '../support/walks';

/** Pods that the capacity rule counts on: replicas, or the autoscaler's minimum. */
function pods(objects: any[], name: string): number | undefined {
  const hpa = objects.find(o => o.kind === 'HorizontalPodAutoscaler' && o.metadata.name === name);
  const deployment = objects.find(o => o.kind === 'Deployment' && o.metadata.name === name);
  return deployment?.spec.replicas ?? hpa?.spec.minReplicas;
}

function route(objects: any[]): any {
  return objects.find(o => o.kind === 'HTTPRoute');
}

/** Services that get requests, by the greatest share of a rule for everyone. */
function baseWeights(objects: any[]): Record<string, number> {
  const { rules } = route(objects).spec;
  return weights(rules[rules.length - 1]);
}

/** What must never change while an object lives. */
function identities(objects: any[]): Record<string, unknown> {
  return Object.fromEntries(objects.map(o => [`${o.kind}/${o.metadata.name}`, {
    selector: o.spec?.selector,
    podLabels: o.spec?.template?.metadata?.labels,
    ports: o.kind === 'Service' ? o.spec.ports : undefined,
    target: o.spec?.scaleTargetRef,
  }]));
}

describe.each(WALKS.map(walk => [walk.name, walk] as const))('%s', (_name, walk) => {
  const texts = yamlOf(walk);
  const states = texts.map(objectsOf);

  test('every neighbouring pair is a legal move', () => {
    for (let i = 1; i < walk.steps.length; i++) expect([i, walk.problem(i - 1, i)]).toEqual([i, undefined]);
  });

  test('at every stage the rules hold that hold for every pattern', () => {
    states.forEach((objects, i) => expect([walk.steps[i].name, brokenRules(objects)]).toEqual([walk.steps[i].name, []]));
  });

  test('names, selectors and the list of rules never change', () => {
    const rules = states.map(objects => route(objects).spec.rules.map((rule: any) => [rule.name, rule.matches]));
    rules.forEach(list => expect(list).toEqual(rules[0]));
    for (let i = 1; i < states.length; i++) {
      const [before, after] = [identities(states[i - 1]), identities(states[i])];
      for (const key of Object.keys(before).filter(name => name in after)) expect([key, after[key]]).toEqual([key, before[key]]);
    }
  });

  test('a weight moves only between workloads that stand before and after', () => {
    for (let i = 1; i < states.length; i++) {
      const [before, after] = [baseWeights(states[i - 1]), baseWeights(states[i])];
      for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const stands = [states[i - 1], states[i]].every(objects => objects.some(o => o.kind === 'Deployment' && o.metadata.name === name));
        if ((before[name] ?? 0) !== (after[name] ?? 0)) expect([walk.steps[i].name, name, stands]).toEqual([walk.steps[i].name, name, true]);
      }
    }
  });

  test('the lesser number of pods of two neighbours covers the greater share', () => {
    for (let i = 1; i < states.length; i++) {
      const [before, after] = [baseWeights(states[i - 1]), baseWeights(states[i])];
      const name = Object.keys(after).find(service => service.endsWith('-canary'));
      if (name === undefined) continue;
      const capacity = 10;
      const need = Math.ceil(capacity * Math.max(before[name] ?? 0, after[name] ?? 0) / 100);
      const counts = [pods(states[i - 1], name), pods(states[i], name)].filter((n): n is number => n !== undefined);
      if (need > 0) expect(Math.min(...counts)).toBeGreaterThanOrEqual(need);
    }
  });

  test('a second run gives the same bytes', () => {
    expect(yamlOf(walk)).toEqual(texts);
  });
});

test('another time zone and locale give the same bytes', () => {
  const run = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', 'test/support/print-walks.ts'], {
    encoding: 'utf8', env: { ...process.env, TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, maxBuffer: 1 << 26,
  });
  expect(run.status).toBe(0);
  expect(JSON.parse(run.stdout)).toEqual(WALKS.map(yamlOf));
});

test('after settled, moving the definition to stable leaves the stable objects byte for byte as they were', () => {
  for (const walk of WALKS.filter(({ name }) => name.startsWith('canary'))) {
    const settled = walk.steps.findIndex(({ name }) => name === 'settled');
    const stable = (i: number) => objectsOf(yamlOf(walk)[i]).filter(o => o.metadata.name === 'task-api-stable');
    expect(stable(settled).length).toBeGreaterThanOrEqual(2);
    expect(stable(settled + 1)).toEqual(stable(settled));
  }
});
