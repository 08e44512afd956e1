// Random changes of valid objects: the embedded rules and the official ones must never differ in their verdict.
import { parseAllDocuments } from 'yaml';
import { embedded, SchemaStore } from '../test-cli/support/schema';
import { CHANNELS, Channel, GATEWAY_KINDS, JsonObject, ownGatewayCrds, readShared, schemaOf } from './support/crds';
import { mutated } from './support/mutate';

const MUTATIONS = 10_000;

interface Entry {
  readonly kind: string;
  readonly op: string;
  readonly channels: Channel[];
  readonly wantErrors: string[];
  readonly object: JsonObject;
}

const corpus = JSON.parse(readShared('corpora/gateway-api-cel.json')) as { cases: Entry[]; validExamples: Entry[] };

const official = (channel: Channel): SchemaStore => {
  const store = embedded(channel);
  const name = `gateway-api/crds-v1.6.1-${channel}.yaml`;
  store.addCrdDocuments(parseAllDocuments(readShared(name), { version: '1.1' }).map(document => document.toJS() as unknown), name);
  return store;
};

/** A generator of pseudo-random whole numbers with a fixed seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

test.each(CHANNELS)('of %s objects', channel => {
  const [own, upstream] = [embedded(channel), official(channel)];
  const crds = ownGatewayCrds(channel);
  const valid = [...corpus.cases, ...corpus.validExamples].filter(({ kind, op, channels, wantErrors }) => (
    GATEWAY_KINDS.includes(kind) && op === 'create' && wantErrors.length === 0 && channels.includes(channel)));
  expect(valid.length).toBeGreaterThan(100);
  const next = numbers(channel.length);
  const refusedBy = { schema: 0, rules: 0 };
  const differences: unknown[] = [];
  let accepted = 0;
  for (let i = 0; i < MUTATIONS / CHANNELS.length; i++) {
    const { kind, object } = valid[next() % valid.length];
    const changed = mutated(object, schemaOf(crds, kind), next);
    const verdicts = [own, upstream].map(store => store.validate(changed).filter(({ severity }) => severity === 'error'));
    const [ours, theirs] = verdicts;
    if ((ours.length > 0) !== (theirs.length > 0)) differences.push({ changed, ours, theirs });
    if (theirs.length === 0) accepted++;
    else if (theirs.some(({ rule }) => rule.startsWith('schema/'))) refusedBy.schema++;
    else refusedBy.rules++;
  }
  expect(differences).toEqual([]);
  // A sample that only the schema refuses, or that nothing refuses, would say little of the rules.
  const share = (count: number) => count / (MUTATIONS / CHANNELS.length);
  expect(Math.min(share(accepted), share(refusedBy.schema), share(refusedBy.rules))).toBeGreaterThan(0.05);
});
