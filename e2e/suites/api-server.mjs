// A real Kubernetes API server: it takes what the library gives, and says of everything else what `check` says.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { PROGRAMS, readyCluster, startApiServer, startControllers } from '../api-server/control-plane.mjs';
import { walkOnCluster } from '../api-server/cluster-walk.mjs';
import { install } from '../install/control-plane.mjs';
import { missingPrograms } from '../support/cache.mjs';
import { stopAll, until } from '../support/process.mjs';
import { inTemporaryFolder } from '../support/tools.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const shared = resolve(root, process.env.TRAFFIC_SHARED ?? '../shared');

const READY = process.env.TRAFFIC_E2E_KUBECONFIG;
const OFFICIAL = existsSync(join(shared, 'gateway-api'));

export default {
  name: 'api-server',
  about: 'what the library gives, upstream\'s cases and random changes on kube-apiserver; stages, patches and --live with kwok',
  hint: 'run without --no-install: it takes Go, and 15 to 30 minutes',
  // TRAFFIC_E2E_KUBECONFIG names a cluster that is there already, such as one of kind; it gets CRDs and namespaces.
  missing: () => (READY === undefined ? missingPrograms(PROGRAMS) : []),
  install,
  async run(results, { quick }) {
    const { emitted, sameOnCases, sameOnMutations, takesEmitted } = await import('../api-server/verdicts.mjs');
    await inTemporaryFolder(async (folder) => {
      const cluster = READY === undefined ? await startApiServer(folder) : readyCluster(READY);
      const { client } = cluster;
      results.figure('version', (await client.raw('GET', '/version')).body.gitVersion);
      await installCrds(client);
      const dist = manifestsOf(join(root, 'dist'));
      const all = emitted(dist);
      await namespaces(client, all);
      await takesEmitted(results, client, all);

      const store = await official();
      if (OFFICIAL) await sameOnCases(results, client, store, shared);
      else results.skip('upstream\'s cases', 'they and the official CRDs are not here (TRAFFIC_SHARED); the server has the CRDs of this repository');
      const valid = all.map(([, object]) => object).filter(({ kind }) => ['HTTPRoute', 'GRPCRoute'].includes(kind));
      await sameOnMutations(results, client, store, valid, quick ? 500 : 4000);

      if (READY === undefined) {
        await startControllers(cluster);
        await walkOnCluster(results, cluster);
      } else {
        results.skip('stages, patches and --live', 'the images of the pods are not there on a cluster that runs them; leave TRAFFIC_E2E_KUBECONFIG away');
      }
      await stopAll();
    });
  },
};

/** The official CRDs of the standard channel, of the policies and of monitoring; ours where they are not here. */
function crdFiles() {
  if (!OFFICIAL) return ['gateway-api-v1.6.1-standard', 'envoy-gateway-v1.9.0', 'prometheus-operator-v0.85.0'].map((name) => join(root, 'crds', `${name}.yaml`));
  return [join(shared, 'gateway-api/crds-v1.6.1-standard.yaml'), ...readdirSync(join(shared, 'crds')).filter((file) => file.endsWith('.yaml')).map((file) => join(shared, 'crds', file))];
}

const documents = (file) => parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map((document) => document.toJS()).filter(Boolean);

async function installCrds(client) {
  const crds = crdFiles().flatMap(documents).filter(({ kind }) => kind === 'CustomResourceDefinition');
  for (const crd of crds) {
    const { status, body } = await client.apply(crd);
    if (status >= 300) throw new Error(`${crd.metadata.name}: ${body.message}`);
  }
  await until('the CRDs are established', async () => (await client.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions'))
    .every(({ status }) => status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True')), { seconds: 60 });
}

async function namespaces(client, all) {
  const names = new Set(all.map(([, { metadata }]) => metadata.namespace).filter(Boolean));
  for (const name of names) await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } });
}

async function official() {
  const { SchemaStore } = await import('../../cli/lib/schema/store.js');
  const store = SchemaStore.embedded('standard', { crds: join(root, 'crds'), core: join(root, 'cli/schemas/kubernetes.json') });
  for (const file of crdFiles()) store.addCrdDocuments(documents(file), file);
  return store;
}

function manifestsOf(folder) {
  return readdirSync(folder).sort().flatMap((example) => readdirSync(join(folder, example)).sort()
    .flatMap((file) => documents(join(folder, example, file)).map((object) => [`dist/${example}/${file}`, object])));
}

