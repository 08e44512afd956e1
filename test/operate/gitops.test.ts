import { App } from 'cdk8s';
import { BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GitOps, Version } from '../../src';
import { COMMON, objectsOf } from '../support/walks';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

function objectsWith(gitops: GitOps | undefined, stable: Version = Version.deploy({ image: 'a:1', replicas: 3 })): any[] {
  const app = new App();
  new CanaryChart(app, 'canary', {
    ...COMMON, gitops, stage: CanaryStage.weight(5), stable, canary: Version.deploy({ image: 'a:2', autoscaling: { minReplicas: 2, maxReplicas: 4 } }),
  });
  return objectsOf(app.synthYaml());
}

const optionsOf = (objects: any[]) => Object.fromEntries(objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.annotations?.[SYNC_OPTIONS]]));

test('Argo CD: whatever goes with a version goes last, the route is left as it is', () => {
  expect(optionsOf(objectsWith(GitOps.argoCd()))).toEqual({
    'HTTPRoute/task-api-canary': undefined,
    'Deployment/task-api-stable': 'PruneLast=true',
    'Service/task-api-stable': 'PruneLast=true',
    'PodDisruptionBudget/task-api-stable': 'PruneLast=true',
    'Deployment/task-api-canary': 'PruneLast=true',
    'Service/task-api-canary': 'PruneLast=true',
    'HorizontalPodAutoscaler/task-api-canary': 'PruneLast=true',
    'PodDisruptionBudget/task-api-canary': 'PruneLast=true',
  });
});

test('no waves, and pods are not touched: switching it on restarts nothing', () => {
  const [plain, marked] = [objectsWith(undefined), objectsWith(GitOps.argoCd({ application: 'shop' }))];
  expect(JSON.stringify(marked)).not.toContain('sync-wave');
  expect(marked.map(({ spec }) => spec)).toEqual(plain.map(({ spec }) => spec));
});

test('Flux and nothing render the same', () => {
  expect(objectsWith(GitOps.flux({ kustomization: 'apps' }))).toEqual(objectsWith(undefined));
});

test.each([
  ['Validate=false', 'Validate=false,PruneLast=true'],
  [' Validate=false , Prune=confirm ', 'Validate=false,Prune=confirm,PruneLast=true'],
  ['PruneLast=false', 'PruneLast=false'],
])('sync options of the user stay: %s', (stated, expected) => {
  const stable = Version.deploy({ image: 'a:1', replicas: 3, annotations: { [SYNC_OPTIONS]: stated } });
  expect(optionsOf(objectsWith(GitOps.argoCd(), stable))['Deployment/task-api-stable']).toBe(expected);
});

test('it does not depend on the stage: what two commits must agree on', () => {
  const at = (stage: BlueGreenStage) => {
    const app = new App();
    const version = Version.deploy({ image: 'a:1', replicas: 2 });
    new BlueGreenChart(app, 'pair', { ...COMMON, gitops: GitOps.argoCd(), stage, blue: version, green: version });
    return optionsOf(objectsOf(app.synthYaml()));
  };
  expect(at(BlueGreenStage.green())).toEqual(at(BlueGreenStage.blue()));
});

test('versions of others have nothing to mark', () => {
  expect(optionsOf(objectsWith(GitOps.argoCd(), Version.existing('legacy')))).not.toHaveProperty('Service/legacy');
});

test('empty names are refused', () => {
  expect(() => GitOps.argoCd({ application: '' })).toThrow("a name in GitOps.argoCd is ''");
  expect(() => GitOps.flux({ namespace: '' })).toThrow("a name in GitOps.flux is ''");
});
