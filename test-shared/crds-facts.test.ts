import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import {
  CHANNELS, Crd, ENVOY_KINDS, GATEWAY_KINDS, MONITORING_KINDS, Schema, fieldsOf, officialEnvoyCrds, officialGatewayCrds, officialMonitoringCrds, ownEnvoyCrds,
  ownGatewayCrds, ownMonitoringCrds, schemaOf, versionOf,
} from './support/crds';

/** The keywords of one field that are neither words of ours nor the fields below it. */
function factsOf(schema: Schema): Record<string, unknown> {
  const { description, properties, items, additionalProperties, 'x-kubernetes-validations': rules, ...facts } = schema;
  void [description, properties, items, rules];
  const open = typeof additionalProperties === 'object' ? 'by schema' : additionalProperties;
  return { ...facts, ...(open === undefined ? {} : { additionalProperties: open }) };
}

function factsByPath(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(fieldsOf(schema).map(([path, field]) => [path, factsOf(field)]));
}

function outerFacts({ metadata, spec }: Crd, version: string) {
  const { subresources, additionalPrinterColumns } = versionOf({ metadata, spec }, version);
  const { group, names, scope } = spec;
  return { name: metadata.name, group, names, scope, subresources, additionalPrinterColumns };
}

describe.each(CHANNELS)('facts of the Gateway API, %s channel', channel => {
  const own = ownGatewayCrds(channel);
  const official = officialGatewayCrds(channel);

  test('the four kinds, version v1 only, stored as v1', () => {
    expect([...own.keys()]).toEqual(GATEWAY_KINDS);
    for (const crd of own.values()) {
      expect(crd.spec.versions.map(({ name, served, storage }) => ({ name, served, storage })))
        .toEqual([{ name: 'v1', served: true, storage: true }]);
    }
  });

  test.each(GATEWAY_KINDS)('%s: names, scope, subresources and stated version', kind => {
    expect(outerFacts(own.get(kind)!, 'v1')).toEqual(outerFacts(official.get(kind)!, 'v1'));
    expect(own.get(kind)!.metadata.annotations).toEqual(official.get(kind)!.metadata.annotations);
  });

  test.each(GATEWAY_KINDS)('%s: every field, in both directions', kind => {
    const facts = factsByPath(schemaOf(own, kind));
    expect(facts).toEqual(factsByPath(schemaOf(official, kind)));
    expect(Object.keys(facts).length).toBeGreaterThan(12);
  });
});

describe.each([
  ['Envoy Gateway', ENVOY_KINDS, 'v1alpha1', ownEnvoyCrds, officialEnvoyCrds],
  ['the Prometheus operator', MONITORING_KINDS, 'v1', ownMonitoringCrds, officialMonitoringCrds],
])('facts of %s', (_, kinds, version, ownCrds, officialCrds) => {
  const own = ownCrds();
  const official = officialCrds();

  test.each(kinds)('%s: names, scope and subresources', kind => {
    expect([...own.keys()]).toEqual(kinds);
    expect(outerFacts(own.get(kind)!, version)).toEqual(outerFacts(official.get(kind)!, version));
  });

  test.each(kinds)('%s: every field of ours is an official one with equal facts', kind => {
    const officialFields = new Map(fieldsOf(schemaOf(official, kind)));
    for (const [path, field] of fieldsOf(schemaOf(own, kind))) {
      const original = officialFields.get(path);
      expect({ path, known: original !== undefined }).toEqual({ path, known: true });
      const { required, ...facts } = factsOf(original!) as { required?: string[] };
      // Only a required field that ours leaves out may be missing.
      const kept = required?.filter(name => field.properties?.[name] !== undefined) ?? [];
      expect({ path, ...factsOf(field) }).toEqual({ path, ...facts, ...(kept.length === 0 ? {} : { required: kept }) });
      if (path.startsWith('spec.')) expect(kept).toEqual(required ?? []);
    }
  });
});

test('crds/ is what scripts/crds-build.mjs gives', () => {
  const run = spawnSync(process.execPath, ['scripts/crds-build.mjs', '--check'], { cwd: resolve(__dirname, '..'), encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
});
