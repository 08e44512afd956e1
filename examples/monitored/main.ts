import { App } from 'cdk8s';
import { BlueGreenChart, CanaryChart, GatewayRef, Match, MetricSource, Monitoring, Stages, Version } from 'cdk8s-traffic';

const app = new App();
const stages = Stages.fromFile('examples/monitored/traffic.yaml');

// The labels by which the Prometheus of kube-prometheus-stack selects monitors and rules.
const labels = { release: 'kube-prometheus-stack' };

new CanaryChart(app, 'orders', {
  namespace: 'orders',
  app: 'orders',
  port: 8080,
  gateway: GatewayRef.named('public', { namespace: 'gateways' }),
  match: Match.pathPrefix('/orders'),
  stable: Version.deploy({ replicas: 6 }),
  canary: Version.deploy({}),
  state: stages.canary('orders'),
  monitoring: Monitoring.prometheus({ labels, latencySeconds: 0.25, runbookUrl: 'https://wiki.example.com/runbooks/orders' }),
});

// Its metrics are at a port of their own, and its status label is called code.
new BlueGreenChart(app, 'billing', {
  namespace: 'billing',
  app: 'billing',
  port: 8080,
  gateway: GatewayRef.named('public', { namespace: 'gateways' }),
  match: Match.pathPrefix('/billing'),
  blue: Version.deploy({ replicas: 3, ports: [{ name: 'metrics', port: 9090 }] }),
  green: Version.deploy({ replicas: 3, ports: [{ name: 'metrics', port: 9090 }] }),
  state: stages.blueGreen('billing'),
  monitoring: Monitoring.prometheus({
    labels, monitor: 'service', portName: 'metrics', interval: '15s', source: MetricSource.application({ statusLabel: 'code' }),
  }),
});

app.synth();
