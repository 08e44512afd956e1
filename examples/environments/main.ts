import { App } from 'cdk8s';
import { CanaryChart, GatewayRef, Match, Stages, Version } from 'cdk8s-traffic';

// One definition, several environments: what differs is data. Each environment has a stage file of its own, so that staging
// can be ahead of production.
const environments = [
  { name: 'staging', namespace: 'task-api-staging', host: 'staging.example.com', replicas: 2 },
  { name: 'production', namespace: 'task-api', host: 'example.com', replicas: 10 },
];

const app = new App();
for (const { name, namespace, host, replicas } of environments) {
  const canary = new CanaryChart(app, `task-api-${name}`, {
    namespace,
    app: 'task-api',
    port: 8000,
    gateway: GatewayRef.named('task-api-gateway'),
    hostnames: [host],
    match: Match.pathPrefix('/api/'),
    stable: Version.deploy({ replicas }),
    canary: Version.deploy({}),
    state: Stages.fromFile(`examples/environments/traffic.${name}.yaml`).canary('task-api'),
  });
  canary.pin('premium', Match.header('x-api-tier', 'premium'), canary.stable);
}
app.synth();
