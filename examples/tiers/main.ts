import { App } from 'cdk8s';
import { GatewayRef, Match, RateLimit, TierRoutingChart, Version } from 'cdk8s-traffic';

const app = new App();

new TierRoutingChart(app, 'task-api-premium', {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
  routeName: 'task-api-premium',
  defaultVersion: Version.deploy({ image: 'task-api:v1', replicas: 3 }),
  defaultName: 'standard',
  tiers: [{
    name: 'premium',
    match: Match.header('x-api-tier', 'premium'),
    version: Version.deploy({
      image: 'task-api:v1',
      resources: { cpu: '500m', memory: '512Mi' },
      autoscaling: { minReplicas: 3, maxReplicas: 10, targetCpuPercent: 60 },
    }),
    rateLimit: RateLimit.globalPerSecond(200),
    podPriority: 1000,
  }],
});

app.synth();
