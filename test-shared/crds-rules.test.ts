// Our rules mean what the official ones mean: both are run on upstream's cases, on our own and on random changes of them.
import fc from 'fast-check';
import {
  CHANNELS, Channel, ENVOY_KINDS, GATEWAY_KINDS, JsonObject, Rule, Schema, fieldsOf, officialEnvoyCrds, officialGatewayCrds,
  ownEnvoyCrds, ownGatewayCrds, readShared, schemaOf,
} from './support/crds';
import { envoyCases, gatewayCases } from './support/rule-cases';
import { mutated } from './support/mutate';
import { Verdict, describeVerdict, verdictOf } from './support/verdict';

interface Sample { readonly kind: string; readonly op: string; readonly object: JsonObject }

type UpstreamSample = Sample & { readonly channels: Channel[] };

const corpus = JSON.parse(readShared('corpora/gateway-api-cel.json')) as Record<'cases' | 'validExamples', UpstreamSample[]>;
const upstream = [...corpus.cases, ...corpus.validExamples].filter(sample => GATEWAY_KINDS.includes(sample.kind));

/** How the structural check words two items with one key. */
const DUPLICATE = 'duplicate items';

/** Unreachable by design: the enum of the field has refused the value before. */
const MASKED = new Set(["self.type in ['Exact','PathPrefix'] || self.type == 'RegularExpression'"]);

const rulesOf = (schema: Schema) => fieldsOf(schema).flatMap(([, field]) => field['x-kubernetes-validations'] ?? []);
const broken = (verdict: Verdict) => verdict.failures.filter(f => f.error === undefined).map(f => f.rule.rule);
const missing = (rules: Rule[], seen: Set<string>) =>
  [...new Set(rules.map(r => r.rule))].filter(rule => !seen.has(rule) && !MASKED.has(rule));

describe.each(CHANNELS)('rules of the %s channel', channel => {
  const own = ownGatewayCrds(channel);
  const official = officialGatewayCrds(channel);
  const samples: Sample[] = [...upstream.filter(s => s.channels.includes(channel)), ...gatewayCases(channel)];

  function expectSame({ kind, op, object }: Sample) {
    const ours = verdictOf(object, schemaOf(own, kind), op);
    const theirs = verdictOf(object, schemaOf(official, kind), op);
    const context = () => `${JSON.stringify(object)}\nours: ${describeVerdict(ours)}\nofficial: ${describeVerdict(theirs)}`;
    // A rule may count on the structure: an empty string where one character is asked for is refused before it matters. Items that
    // stand twice are all that may be wrong with it, since rules speak of them too.
    const sound = ours.errors.every(error => error.endsWith(DUPLICATE));
    if (sound && (ours.failures.length === 0) !== (theirs.failures.length === 0)) throw new Error(`verdicts differ: ${context()}`);
    if (ours.failures.some(f => f.error !== undefined) && ours.errors.length === 0) throw new Error(`cannot be evaluated: ${context()}`);
    return { ours, theirs };
  }

  test('each official rule and each of ours refuses a sample, and the verdicts are equal', () => {
    const seen = new Set(samples.map(expectSame).flatMap(({ ours, theirs }) => [...broken(ours), ...broken(theirs)]));
    for (const kind of GATEWAY_KINDS) {
      expect(missing(rulesOf(schemaOf(own, kind)), seen)).toEqual([]);
      expect(missing(rulesOf(schemaOf(official, kind)), seen)).toEqual([]);
    }
  });

  test.each(gatewayCases(channel))('$name', ({ kind, object, refusedBy, duplicate }) => {
    const { ours } = expectSame({ kind, op: 'create', object });
    expect(ours.errors).toEqual(duplicate ? [expect.stringContaining('duplicate')] : []);
    const wanted: unknown = refusedBy === undefined ? [] : expect.arrayContaining([expect.stringContaining(refusedBy)]);
    expect(ours.failures.map(f => f.rule.message)).toEqual(wanted);
  });

  test('verdicts stay equal under random changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.infiniteStream(fc.nat()), (sample, numbers) => {
        const next = () => numbers.next().value;
        expectSame({ ...sample, object: mutated(sample.object, schemaOf(official, sample.kind), next) });
      }),
      { numRuns: 2000, seed: 20 },
    );
  });
});

describe('rules of Envoy Gateway', () => {
  const own = ownEnvoyCrds();
  const official = officialEnvoyCrds();

  test.each(envoyCases)('$name', ({ kind, object, refusedBy }) => {
    const ours = verdictOf(object, schemaOf(own, kind), 'create');
    expect(ours.errors).toEqual([]);
    expect(ours.failures.map(f => f.rule.message)).toEqual(refusedBy === undefined ? [] : [expect.stringContaining(refusedBy)]);
    expect(verdictOf(object, schemaOf(official, kind), 'create').accepted).toBe(ours.accepted);
  });

  test('each of our rules refuses a case', () => {
    const seen = new Set(envoyCases.flatMap(({ kind, object }) => broken(verdictOf(object, schemaOf(own, kind), 'create'))));
    for (const kind of ENVOY_KINDS) expect(missing(rulesOf(schemaOf(own, kind)), seen)).toEqual([]);
  });
});
