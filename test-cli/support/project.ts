import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build';
import { inRepository, type Place } from './stages';

const CDK8S = 'language: typescript\napp: node main.js\noutput: dist\n';
/** A canary whose stage and images the stage file has. */
export const CANARY = `const { App } = require('cdk8s');
const { CanaryChart, GatewayRef, Match, Stages, Version } = require('cdk8s-traffic');
const app = new App({ recordConstructMetadata: false });
new CanaryChart(app, 'task-api', {
  namespace: 'shop', app: 'task-api', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/api/'),
  stable: Version.deploy({ replicas: 10 }), canary: Version.deploy({}),
  state: Stages.fromFile('traffic.yaml').canary('task-api'),
});
app.synth();
`;

/** A blue-green pair, of which the idle side may be reduced. */
export const BLUE_GREEN = `const { App } = require('cdk8s');
const { BlueGreenChart, GatewayRef, Match, Stages, Version } = require('cdk8s-traffic');
const app = new App({ recordConstructMetadata: false });
new BlueGreenChart(app, 'shop', {
  namespace: 'shop', app: 'shop', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), idleReplicas: 1,
  blue: Version.deploy({ replicas: 4 }), green: Version.deploy({ replicas: 4 }),
  state: Stages.fromFile('traffic.yaml').blueGreen('shop'),
});
app.synth();
`;

/** The app with its first manifests, all committed. */
export async function project<T>(main: string, traffic: string, body: (place: Place) => Promise<T>): Promise<T> {
  return inRepository({ 'cdk8s.yaml': CDK8S, 'main.js': main, 'traffic.yaml': traffic }, async place => {
    symlinkSync(join(ROOT, 'node_modules'), join(place.folder, 'node_modules'));
    return body(place);
  });
}

/** Without a plan: the manifests of the beginning. */
export function begin(place: Place): void {
  execFileSync(join(place.folder, 'node_modules/.bin/cdk8s'), ['synth'], { cwd: place.folder, stdio: 'pipe', env: { ...process.env,
    CDK8S_CHECK_UPGRADE: 'false' } });
  place.git('add', '--all');
  place.git('commit', '--quiet', '--message', 'first manifests');
}
