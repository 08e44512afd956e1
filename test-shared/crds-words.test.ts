import {
  CHANNELS, ENVOY_KINDS, GATEWAY_KINDS, MONITORING_KINDS, Schema, fieldsOf, officialEnvoyCrds, officialGatewayCrds, officialMonitoringCrds, ownEnvoyCrds,
  ownGatewayCrds, ownMonitoringCrds, schemaOf,
} from './support/crds';

interface Words { readonly descriptions: string[]; readonly messages: string[]; readonly rules: string[] }

function wordsOf(schemas: Schema[]): Words {
  const fields = schemas.flatMap(schema => fieldsOf(schema)).map(([, field]) => field);
  const rules = fields.flatMap(field => field['x-kubernetes-validations'] ?? []);
  return {
    descriptions: fields.flatMap(field => field.description ?? []),
    messages: rules.map(rule => rule.message),
    rules: rules.map(rule => rule.rule),
  };
}

const own = wordsOf([
  ...CHANNELS.flatMap(channel => GATEWAY_KINDS.map(kind => schemaOf(ownGatewayCrds(channel), kind))),
  ...ENVOY_KINDS.map(kind => schemaOf(ownEnvoyCrds(), kind)),
  ...MONITORING_KINDS.map(kind => schemaOf(ownMonitoringCrds(), kind)),
]);
const official = wordsOf([
  ...CHANNELS.flatMap(channel => GATEWAY_KINDS.map(kind => schemaOf(officialGatewayCrds(channel), kind))),
  ...ENVOY_KINDS.map(kind => schemaOf(officialEnvoyCrds(), kind)),
  ...MONITORING_KINDS.map(kind => schemaOf(officialMonitoringCrds(), kind)),
]);

/** Lower-case words and signs, so that line breaks, spacing and capitals make no difference. */
const normal = (text: string) => text.toLowerCase().split(/\s+/).join(' ').trim();
const longTexts = (texts: string[]) => [...new Set(texts.map(normal))].filter(text => text.split(' ').length > 5);

test('no sentence of ours is one of the official descriptions or messages', () => {
  const sentences = (texts: string[]) => longTexts(texts.flatMap(text => text.split(/(?<=[.;:])\s+/)));
  const theirs = new Set(sentences([...official.descriptions, ...official.messages]));
  const ours = sentences([...own.descriptions, ...own.messages]);
  expect(ours.length).toBeGreaterThan(100);
  expect(ours.filter(text => theirs.has(text))).toEqual([]);
});

test('no rule of ours is an official one, brackets and spacing aside', () => {
  const bare = (rule: string) => rule.replace(/[\s()]/g, '');
  const theirs = new Set(official.rules.map(bare));
  expect(own.rules.map(bare).filter(rule => theirs.has(rule))).toEqual([]);
});

test('no run of eight words is shared with the official text', () => {
  const runs = (texts: string[]) => new Set(texts.map(normal).flatMap(text => {
    const words = text.replace(/[^\w\s]/g, '').split(' ').filter(Boolean);
    return words.slice(7).map((_, i) => words.slice(i, i + 8).join(' '));
  }));
  const theirs = runs([...official.descriptions, ...official.messages]);
  expect([...runs([...own.descriptions, ...own.messages])].filter(run => theirs.has(run))).toEqual([]);
});

test('descriptions are one line, messages name the remedy', () => {
  expect(own.descriptions.filter(text => text.includes('\n') || text.length > 130)).toEqual([]);
  expect(own.messages.filter(text => text.includes('\n') || text.length > 130 || !/[a-z]/.test(text))).toEqual([]);
});
