// Upstream's own cases against the command line's validator, with the official CRDs and with ours.
import { parseAllDocuments } from 'yaml';
import { embedded, SchemaFinding, SchemaStore } from '../test-cli/support/schema';
import { CHANNELS, Channel, GATEWAY_KINDS, JsonObject, readShared } from './support/crds';

type Operation = 'create' | 'update' | 'status';
interface Case {
  readonly name: string;
  readonly kind: string;
  readonly op: Operation;
  readonly channels: Channel[];
  readonly wantErrors: string[];
  readonly object: JsonObject;
  readonly oldObject?: JsonObject;
}
interface InvalidFile {
  readonly name: string;
  readonly op: Operation;
  readonly channels: Channel[];
  readonly objects: (JsonObject & { kind: string })[];
}
interface Corpus {
  readonly cases: Case[];
  readonly validExamples: Case[];
  readonly invalidExamples: InvalidFile[];
}

const corpus = JSON.parse(readShared('corpora/gateway-api-cel.json')) as Corpus;
const here = <T extends { channels: Channel[] }>(entries: T[], channel: Channel) => (
  entries.filter(entry => entry.channels.includes(channel)));
const ours = (kind: string) => GATEWAY_KINDS.includes(kind);

const official = (channel: Channel): SchemaStore => {
  const store = embedded(channel);
  const name = `gateway-api/crds-v1.6.1-${channel}.yaml`;
  const documents = parseAllDocuments(readShared(name), { version: '1.1' }).map(document => document.toJS() as unknown);
  expect(store.addCrdDocuments(documents, name)).toBeGreaterThanOrEqual(10);
  return store;
};

const run = (store: SchemaStore, { object, oldObject, op }: Case) => errorsOf(store.validate(object, { old: oldObject, operation: op }));
const errorsOf = (findings: SchemaFinding[]) => findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
/** Upstream's helper takes either of two words, since servers of different age say one or the other. */
const says = (errors: string[], wanted: string) => (
  [wanted, wanted.replaceAll('more', 'longer')].some(words => errors.join('\n').includes(words)));

test('the corpus is the one that was counted', () => {
  const runs = (entries: { channels: Channel[] }[]) => entries.reduce((sum, { channels }) => sum + channels.length, 0);
  expect([corpus.cases.length, runs(corpus.cases)]).toEqual([244, 391]);
  expect([corpus.validExamples.length, runs(corpus.validExamples)]).toEqual([103, 195]);
  expect([corpus.invalidExamples.length, runs(corpus.invalidExamples)]).toEqual([36, 68]);
});

describe.each(CHANNELS)('the official CRDs of the %s channel', channel => {
  const store = official(channel);

  test.each(here(corpus.cases, channel))('case $name', entry => {
    const errors = run(store, entry);
    expect(entry.wantErrors.filter(wanted => !says(errors, wanted))).toEqual([]);
    if (entry.wantErrors.length === 0) expect(errors).toEqual([]);
  });

  test.each(here(corpus.validExamples, channel))('valid $name', entry => {
    expect(store.validate(entry.object, { operation: entry.op })).toEqual([]);
  });

  test.each(here(corpus.invalidExamples, channel))('invalid $name', ({ objects }) => {
    expect(objects.flatMap(object => errorsOf(store.validate(object)))).not.toEqual([]);
  });
});

describe.each(CHANNELS)('our CRDs of the %s channel give the same verdict', channel => {
  const store = embedded(channel);

  test.each(here(corpus.cases, channel).filter(({ kind }) => ours(kind)))('case $name', entry => {
    expect(run(store, entry).length > 0).toBe(entry.wantErrors.length > 0);
  });

  test.each(here(corpus.validExamples, channel).filter(({ kind }) => ours(kind)))('valid $name', entry => {
    expect(store.validate(entry.object, { operation: entry.op })).toEqual([]);
  });

  const invalid = here(corpus.invalidExamples, channel).filter(({ objects }) => objects.every(({ kind }) => ours(kind)));
  test.each(invalid)('invalid $name', file => {
    expect(file.objects.flatMap(object => errorsOf(store.validate(object)))).not.toEqual([]);
  });
});

test('kinds that are not ours are read with a warning', () => {
  const other = corpus.cases.find(({ kind }) => !ours(kind))!;
  expect(embedded().validate(other.object)).toMatchObject([{ rule: 'schema/unknown-kind', severity: 'warning' }]);
});

test.each([
  ['crds/prometheus-operator-v0.85.0-prometheusrules.yaml', 1],
  ['crds/prometheus-operator-v0.85.0-podmonitors.yaml', 1],
  ['crds/prometheus-operator-v0.85.0-servicemonitors.yaml', 1],
  ['crds/envoy-gateway-v1.9.0-backendtrafficpolicies.yaml', 1],
  ['crds/envoy-gateway-v1.9.0-clienttrafficpolicies.yaml', 1],
])('%s is read', (name, count) => {
  const store = embedded();
  const documents = parseAllDocuments(readShared(name), { version: '1.1' }).map(document => document.toJS() as unknown);
  expect(store.addCrdDocuments(documents, name)).toBe(count);
});
