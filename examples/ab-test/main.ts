import { App } from 'cdk8s';
import { AbTestChart, GatewayRef, Match, Version } from 'cdk8s-traffic';

const app = new App();

new AbTestChart(app, 'task-api-ab', {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
  defaultVersion: Version.deploy({ image: 'task-api:v1' }),
  variants: [
    { name: 'experimental', match: Match.header('x-beta-user', 'true'), version: Version.deploy({ image: 'task-api:v2' }) },
  ],
});

app.synth();
