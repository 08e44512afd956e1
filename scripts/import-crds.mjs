// Generates imports/ from crds/ with `cdk8s import` (npm run import).
//   node scripts/import-crds.mjs [--check]    with --check nothing is written: it fails with the difference if imports/ is stale
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** One CRD file per API group: a second import of the same group would overwrite the first without a word. */
const IMPORTS = [
  {
    crds: 'crds/gateway-api-v1.6.1-standard.yaml',
    file: 'gateway.networking.k8s.io.ts',
    classes: ['Gateway', 'GrpcRoute', 'HttpRoute', 'ReferenceGrant'],
  },
  {
    crds: 'crds/envoy-gateway-v1.9.0.yaml',
    file: 'gateway.envoyproxy.io.ts',
    classes: ['BackendTrafficPolicy', 'ClientTrafficPolicy'],
  },
  {
    crds: 'crds/prometheus-operator-v0.85.0.yaml',
    file: 'monitoring.coreos.com.ts',
    classes: ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'],
  },
];

const temp = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-import-'));
try {
  process.exitCode = process.argv.includes('--check') ? checkAll() : writeAll();
} finally {
  rmSync(temp, { recursive: true, force: true });
}

function writeAll() {
  mkdirSync(join(root, 'imports'), { recursive: true });
  for (const entry of IMPORTS) {
    const text = generate(entry);
    writeFileSync(join(root, 'imports', entry.file), text);
    console.log(`imports/${entry.file}: ${text.split('\n').length - 1} lines from ${entry.crds}`);
  }
  return 0;
}

function checkAll() {
  const stale = IMPORTS.filter(entry => {
    const fresh = join(temp, `fresh-${entry.file}`);
    writeFileSync(fresh, generate(entry));
    const diff = spawnSync('diff', ['-u', join('imports', entry.file), fresh], { cwd: root, encoding: 'utf8' });
    if (diff.error) throw diff.error;
    process.stderr.write(diff.stdout + diff.stderr);
    return diff.status !== 0;
  });
  if (stale.length === 0) return 0;
  console.error(`import-crds: stale: ${stale.map(entry => `imports/${entry.file}`).join(', ')} (run npm run import)`);
  return 1;
}

function generate({ crds, file, classes }) {
  const cdk8s = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
  const run = spawnSync(process.execPath, [cdk8s, 'import', join(root, crds), '--no-save', '-l', 'typescript', '-o', temp], {
    cwd: temp,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
  if (run.status !== 0) throw new Error(`cdk8s import of ${crds} failed:\n${run.stdout}${run.stderr}`);
  const text = readFileSync(join(temp, file), 'utf8');
  const missing = classes.filter(name => !text.includes(`export class ${name} extends ApiObject`));
  if (missing.length > 0) {
    throw new Error(`cdk8s import of ${crds} gave no class ${missing.join(', ')}: are its documents separated by "---"?`);
  }
  return `// Generated from ${crds} by \`npm run import\`. Do not edit.\n${text.replace(/[ \t]+$/gm, '')}`;
}
