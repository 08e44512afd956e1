import { App } from 'cdk8s';
import { CanaryChart, GatewayRef, Match, Stages, Version } from 'cdk8s-traffic';

const app = new App({ recordConstructMetadata: false });

const canary = new CanaryChart(app, 'task-api-canary', {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
  stable: Version.deploy({ replicas: 10 }),
  canary: Version.deploy({}),
  state: Stages.fromFile('examples/task-api/traffic.yaml').canary('task-api'),
});

// Premium users never meet the canary.
canary.pin('premium', Match.header('x-api-tier', 'premium'), canary.stable);

app.synth();
