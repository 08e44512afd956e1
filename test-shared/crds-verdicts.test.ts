import { CHANNELS, Channel, GATEWAY_KINDS, JsonObject, ownGatewayCrds, readShared, schemaOf } from './support/crds';
import { describeVerdict, verdictOf } from './support/verdict';

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly op: string;
  readonly channels: Channel[];
  readonly wantErrors: string[];
  readonly object: JsonObject;
}
interface InvalidFile {
  readonly name: string;
  readonly op: string;
  readonly channels: Channel[];
  readonly objects: (JsonObject & { kind: string })[];
}
interface Corpus {
  readonly cases: Case[];
  readonly validExamples: Case[];
  readonly invalidExamples: InvalidFile[];
}

const corpus = JSON.parse(readShared('corpora/gateway-api-cel.json')) as Corpus;
const known = (kind: string) => GATEWAY_KINDS.includes(kind);

describe.each(CHANNELS)('our CRDs of the %s channel agree with the upstream verdict', channel => {
  const crds = ownGatewayCrds(channel);
  const here = <T extends { channels: Channel[] }>(entries: T[]) => entries.filter(entry => entry.channels.includes(channel));

  test.each(here(corpus.cases).filter(c => known(c.kind)))('case $name', ({ kind, op, wantErrors, object }) => {
    const verdict = verdictOf(object, schemaOf(crds, kind), op);
    expect(describeVerdict(verdict)).toEqual(wantErrors.length === 0 ? '' : expect.stringMatching(/./));
  });

  test.each(here(corpus.validExamples).filter(c => known(c.kind)))('valid $name', ({ kind, op, object }) => {
    expect(describeVerdict(verdictOf(object, schemaOf(crds, kind), op))).toBe('');
  });

  test.each(here(corpus.invalidExamples).filter(file => file.objects.every(o => known(o.kind))))('invalid $name', ({ op, objects }) => {
    expect(objects.filter(object => verdictOf(object, schemaOf(crds, object.kind), op).accepted)).not.toHaveLength(objects.length);
  });
});

test('only files of kinds that are not ours are left out', () => {
  const mixed = corpus.invalidExamples.filter(file => file.objects.some(o => known(o.kind)) && !file.objects.every(o => known(o.kind)));
  expect(mixed.map(file => file.name)).toEqual([]);
});
