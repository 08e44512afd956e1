import * as fs from 'fs';
import * as path from 'path';
import { parseAllDocuments } from 'yaml';
import { objectsOf, WALKS, yamlOf } from '../test/support/walks';
import { JsonObject, officialEnvoyCrds, officialGatewayCrds, officialMonitoringCrds, schemaOf } from './support/crds';
import { withDefaults } from './support/structural';
import { describeVerdict, verdictOf } from './support/verdict';

/** Every text of manifests that the repository holds or gives: the examples, and each stage of each pattern. */
const TEXTS: [string, string][] = [
  ...fs.readdirSync('dist').flatMap(example => fs.readdirSync(path.join('dist', example))
    .map(file => [`${example}/${file}`, fs.readFileSync(path.join('dist', example, file), 'utf8')] as [string, string])),
  ...WALKS.flatMap(walk => yamlOf(walk).map((text, i) => [`${walk.name}, ${i} ${walk.steps[i].name}`, text] as [string, string])),
];
const gatewayApi = officialGatewayCrds('standard');
const envoy = officialEnvoyCrds();
const monitoring = officialMonitoringCrds();
const schema = ({ apiVersion, kind }: JsonObject) => {
  if (String(apiVersion).startsWith('gateway.networking.k8s.io/')) return schemaOf(gatewayApi, String(kind));
  if (String(apiVersion).startsWith('monitoring.coreos.com/')) return schemaOf(monitoring, String(kind));
  return String(apiVersion).startsWith('gateway.envoyproxy.io/') ? schemaOf(envoy, String(kind)) : undefined;
};

test.each(TEXTS)('the official CRDs admit %s, and the server has nothing to default', (_name, text) => {
  const objects = objectsOf(text).filter(object => schema(object) !== undefined) as JsonObject[];
  expect(objects.length).toBeGreaterThan(0);
  for (const object of objects) {
    expect(describeVerdict(verdictOf(object, schema(object)!, 'create'))).toBe('');
    expect(withDefaults(object, schema(object)!)).toEqual(object);
  }
});

test('the texts hold every kind that the library makes', () => {
  const kinds = TEXTS.flatMap(([, text]) => parseAllDocuments(text).map(document => document.get('kind')));
  expect([...new Set(kinds)].sort()).toEqual([
    'BackendTrafficPolicy', 'ClientTrafficPolicy', 'Deployment', 'GRPCRoute', 'HTTPRoute', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'PodMonitor',
    'PriorityClass', 'PrometheusRule', 'ReferenceGrant', 'Service', 'ServiceMonitor',
  ]);
});
