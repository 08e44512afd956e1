// Packs both packages, installs them with the peers into an empty folder, and runs there what a user runs: the README's example
// and the command line. The peers come at the versions this repository is tested with.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'pack-smoke-'));
const run = (command, args, cwd = folder) => execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } });
try {
  const tarballs = ['.', 'cli'].map(place => {
    const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], resolve(place)));
    return { path: join(folder, packed.filename), files: packed.files.map(file => file.path) };
  });
  expectFiles(tarballs[0].files, ['.jsii', 'LICENSE', 'README.md', 'lib/src/index.js', 'lib/src/index.d.ts', 'jest.js', 'jest.d.ts', 'crds/gateway-api-v1.6.1-standard.yaml']);
  expectFiles(tarballs[1].files, ['LICENSE', 'README.md', 'bin/cdk8s-traffic.js', 'lib/main.js', 'lib/validation.js', 'schemas/kubernetes.json']);
  const { devDependencies: dev } = JSON.parse(readFileSync('package.json', 'utf8'));
  const peers = ['cdk8s', 'cdk8s-plus-27', 'constructs', 'typescript', 'ts-node', '@types/node'].map(name => `${name}@${dev[name]}`);
  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{"name": "user", "private": true}\n');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--omit=optional', ...tarballs.map(({ path }) => path), ...peers], user);

  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))[1];
  writeFileSync(join(user, 'main.ts'), example);
  writeFileSync(join(user, 'tsconfig.json'), '{"compilerOptions": {"module": "node16", "target": "es2022", "strict": true}}\n');
  run('node', ['-r', 'ts-node/register', 'main.ts'], user);
  const files = readdirSync(join(user, 'dist'));
  if (files.length === 0) throw new Error('the README example wrote no file');
  console.log(`README example wrote ${files.join(', ')}`);
  const version = run(join('node_modules', '.bin', 'cdk8s-traffic'), ['--version'], user).trim();
  const answer = JSON.parse(run(join('node_modules', '.bin', 'cdk8s-traffic'), ['choose', '--instant-switch', '--json'], user));
  console.log(`cdk8s-traffic ${version}: choose says ${answer.pattern}`);
  const decision = JSON.parse(run(join('node_modules', '.bin', 'cdk8s-traffic'), ['route', 'dist', '--path', '/api/version', '--json'], user));
  console.log(`route says ${JSON.stringify(decision.shares)}`);
  if (decision.shares['task-api/task-api-canary'] !== 0.05) throw new Error('route does not give the canary its 5 %');
  const checked = JSON.parse(run(join('node_modules', '.bin', 'cdk8s-traffic'), ['check', 'dist', '--json'], user));
  const errors = checked.findings.filter(({ severity }) => severity === 'error');
  console.log(`check found ${checked.findings.length} in ${checked.objects} objects`);
  if (checked.objects === 0 || errors.length > 0) throw new Error(`check found ${JSON.stringify(errors)}`);
  if (answer.pattern !== 'blue-green') throw new Error(`choose --instant-switch says ${answer.pattern}, wanted blue-green`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function expectFiles(files, wanted) {
  const missing = wanted.filter(file => !files.includes(file));
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
  const foreign = files.filter(file => /(^|\/)(test|examples|dist|node_modules)\//.test(file));
  if (foreign.length > 0) throw new Error(`the tarball holds ${foreign.join(', ')}`);
}
