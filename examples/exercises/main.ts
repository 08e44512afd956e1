import { App } from 'cdk8s';
import {
  AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, Version,
} from 'cdk8s-traffic';

// Routes alone, onto Services that exist already. Each is an exercise of its own and an App of its own: in one App they would
// compete for one path, which is an error.
const common = {
  namespace: 'default',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
};

const canary = new App();
new CanaryChart(canary, 'exercise-canary', {
  ...common,
  routeName: 'exercise-canary',
  stable: Version.existing('task-api-stable'),
  canary: Version.existing('task-api-canary'),
  stage: CanaryStage.weight(10),
});
canary.synth();

const blueGreen = new App();
new BlueGreenChart(blueGreen, 'exercise-bluegreen', {
  ...common,
  routeName: 'exercise-bluegreen',
  blue: Version.existing('task-api-blue'),
  green: Version.existing('task-api-green'),
  stage: BlueGreenStage.blue(),
});
blueGreen.synth();

const abTest = new App();
new AbTestChart(abTest, 'exercise-ab', {
  ...common,
  routeName: 'exercise-ab',
  defaultVersion: Version.existing('task-api-stable'),
  variants: [{ name: 'beta', match: Match.header('x-beta-user', 'true'), version: Version.existing('task-api-beta') }],
});
abTest.synth();
