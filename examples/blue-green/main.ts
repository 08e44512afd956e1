import { App } from 'cdk8s';
import { BlueGreenChart, BlueGreenStage, GatewayRef, Match, Version } from 'cdk8s-traffic';

const app = new App();

new BlueGreenChart(app, 'task-api-bluegreen', {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
  blue: Version.deploy({ image: 'task-api:v1', replicas: 3 }),
  green: Version.deploy({ image: 'task-api:v2', replicas: 3 }),
  // Blue answers; a request with this header sees green before the switch.
  stage: BlueGreenStage.blue(),
  previewMatch: Match.header('x-preview', 'true'),
});

app.synth();
