// Builds a control plane from Go modules into the cache folder: etcd, the parts of Kubernetes, kubectl and kwok. A cold build takes 15 to 30 minutes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../support/cache.mjs';
import { missingOnPath, run } from '../support/tools.mjs';

const KUBERNETES = 'v1.37.2';
const KWOK = 'v0.8.0';

/** The main packages, each a few lines around what the module offers as a library. */
const MAINS = {
  'etcd': ['"go.etcd.io/etcd/server/v3/etcdmain"', 'etcdmain.Main(os.Args)'],
  'kube-apiserver': ['"k8s.io/component-base/cli"; "k8s.io/kubernetes/cmd/kube-apiserver/app"', 'os.Exit(cli.Run(app.NewAPIServerCommand()))'],
  'kube-controller-manager': ['"k8s.io/component-base/cli"; "k8s.io/kubernetes/cmd/kube-controller-manager/app"', 'os.Exit(cli.Run(app.NewControllerManagerCommand()))'],
  'kube-scheduler': ['"k8s.io/component-base/cli"; "k8s.io/kubernetes/cmd/kube-scheduler/app"', 'os.Exit(cli.Run(app.NewSchedulerCommand()))'],
  'kubectl': ['"k8s.io/component-base/cli"; "k8s.io/kubectl/pkg/cmd"', 'os.Exit(cli.Run(cmd.NewDefaultKubectlCommand()))'],
};

/** Where kwok's module has the stages of its pretending kubelet. */
const STAGES = [
  'node/fast/node-initialize', 'node/heartbeat-with-lease/node-heartbeat-with-lease', 'pod/fast/pod-ready', 'pod/fast/pod-complete', 'pod/fast/pod-delete',
];

/** Builds what is missing. @throws where Go is missing, or a build fails */
export function install(missing) {
  if (missingOnPath(['go']).length > 0) throw new Error('building the control plane needs Go on the PATH');
  const folder = mkdtempSync(join(tmpdir(), 'traffic-control-plane-'));
  try {
    console.log(`building ${missing.join(', ')}: 15 to 30 minutes at first`);
    module(folder);
    for (const name of missing.filter((one) => one in MAINS)) build(folder, name, `./cmd/${name}`);
    if (missing.includes('kwok')) build(folder, 'kwok', 'sigs.k8s.io/kwok/cmd/kwok');
    if (missing.includes('kwok-stages.yaml')) stages(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A module that requires Kubernetes; its staging modules are released apart, at versions of their own. */
function module(folder) {
  for (const [name, [imports, body]] of Object.entries(MAINS)) {
    mkdirSync(join(folder, 'cmd', name), { recursive: true });
    const standard = '"os"; _ "k8s.io/component-base/logs/json/register"';
    writeFileSync(join(folder, 'cmd', name, 'main.go'), `package main\n\nimport (\n${[standard, imports].join('; ').split('; ').map((line) => `\t${line}`).join('\n')}\n)\n\nfunc main() { ${body} }\n`);
  }
  go(folder, ['mod', 'init', 'example.com/control-plane']);
  const [{ GoMod }] = [JSON.parse(go(folder, ['mod', 'download', '-json', `k8s.io/kubernetes@${KUBERNETES}`]))];
  const staging = [...readFileSync(GoMod, 'utf8').matchAll(/^\t?(?:replace )?(k8s\.io\/\S+) => \.\/staging/gm)].map(([, name]) => name);
  const required = [...readFileSync(GoMod, 'utf8').matchAll(/^\t(k8s\.io\/\S+) v0\.0\.0(?!-)/gm)].map(([, name]) => name);
  const released = KUBERNETES.replace('v1.', 'v0.');
  for (const name of new Set([...staging, ...required])) go(folder, ['mod', 'edit', `-replace=${name}=${name}@${released}`]);
  go(folder, ['mod', 'edit', `-require=k8s.io/kubernetes@${KUBERNETES}`]);
  go(folder, ['mod', 'tidy', '-e']);
  // Nothing imports a program, so tidying would drop it.
  go(folder, ['get', `sigs.k8s.io/kwok@${KWOK}`]);
}

function build(folder, name, path) {
  const begun = performance.now();
  const [, minor] = KUBERNETES.slice(1).split('.');
  const flags = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((where) => [`-X ${where}.gitVersion=${KUBERNETES}`, `-X ${where}.gitMajor=1`, `-X ${where}.gitMinor=${minor}`, `-X ${where}.gitTreeState=clean`, `-X ${where}.gitCommit=none`]);
  go(folder, ['build', '-trimpath', '-ldflags', ['-s -w', ...flags].join(' '), '-o', join(BIN, name), path]);
  console.log(`${name}: ${Math.round((performance.now() - begun) / 1000)} s`);
}

function stages(folder) {
  const { Dir } = JSON.parse(go(folder, ['list', '-m', '-json', 'sigs.k8s.io/kwok']));
  writeFileSync(join(BIN, 'kwok-stages.yaml'), STAGES.map((name) => `---\n${readFileSync(join(Dir, 'kustomize/stage', `${name}.yaml`), 'utf8')}`).join(''));
}

function go(folder, args) {
  const { status, stdout, stderr } = run('go', args, { cwd: folder, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod -buildvcs=false' } });
  if (status !== 0) throw new Error(`go ${args.slice(0, 2).join(' ')} failed:\n${stderr.trim().split('\n').slice(-8).join('\n')}`);
  return stdout;
}

