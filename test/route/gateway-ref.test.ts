import { GatewayRef } from '../../src';
import { checkParents } from '../../src/route/gateway-ref';

const ref = GatewayRef.named;

test.each<[GatewayRef, object, string]>([
  [ref('edge'), { gatewayName: 'edge' }, 'edge'],
  [ref('edge.v1', { namespace: 'infra' }), { gatewayName: 'edge.v1', namespace: 'infra' }, 'infra/edge.v1'],
  [ref('edge', { namespace: 'infra', sectionName: 'https', port: 443 }),
    { gatewayName: 'edge', namespace: 'infra', sectionName: 'https', port: 443 },
    'infra/edge:https port 443'],
])('a reference holds what it was given: %#', (made, fields, words) => {
  expect(JSON.parse(JSON.stringify(made))).toEqual(fields);
  expect(made.describe()).toBe(words);
});

test.each<[string, () => unknown, string[]]>([
  ['no name', () => ref(''), ["the Gateway's name is empty", "GatewayRef.named('my-gateway')"]],
  ['a missing name', () => ref(undefined as unknown as string), ["the Gateway's name is empty"]],
  ['name', () => ref('Edge'), ["Gateway name is 'Edge'", 'DNS subdomain']],
  ['namespace', () => ref('edge', { namespace: 'a.b' }), ["namespace of Gateway edge is 'a.b'", 'DNS label']],
  ['section', () => ref('edge', { sectionName: 'HTTPS' }), ["sectionName of Gateway edge is 'HTTPS'"]],
  ['port', () => ref('edge', { port: 65536 }), ['port of Gateway edge is 65536', '1 to 65535']],
])('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

const DIFFER = 'two references to one Gateway must each state a sectionName and differ in it';

/** By the CEL rules of parentRefs: of the standard CRDs on sectionName, of the experimental ones on port too. */
test.each<[string, GatewayRef[], string | undefined]>([
  ['two Gateways', [ref('a'), ref('b')], undefined],
  ['one name in two namespaces', [ref('a', { namespace: 'x' }), ref('a', { namespace: 'y' })], undefined],
  ['two listeners', [ref('a', { sectionName: 'http' }), ref('a', { sectionName: 'https' })], undefined],
  ['two listeners with ports', [ref('a', { sectionName: 'http', port: 80 }), ref('a', { sectionName: 'https', port: 443 })], undefined],
  ['32 references', Array.from({ length: 32 }, (_, i) => ref(`g${i}`)), undefined],
  ['33 references', Array.from({ length: 33 }, (_, i) => ref(`g${i}`)), '33 gateways were given, but a route takes at most 32'],
  ['one Gateway twice', [ref('a'), ref('b'), ref('a')], "the Gateway own/a is referred to as 'a' and 'a'"],
  ['one listener twice', [ref('a', { sectionName: 'http' }), ref('a', { sectionName: 'http' })], DIFFER],
  ['a Gateway and its listener', [ref('a'), ref('a', { sectionName: 'http' })], DIFFER],
  ['the own namespace stated and not', [ref('a'), ref('a', { namespace: 'own' })], DIFFER],
  ['two ports alone, which the standard CRDs refuse', [ref('a', { port: 80 }), ref('a', { port: 443 })], DIFFER],
  ['a listener and a port', [ref('a', { sectionName: 'http' }), ref('a', { port: 443 })], DIFFER],
  ['a port stated once, which the experimental CRDs refuse',
    [ref('a', { sectionName: 'http' }), ref('a', { sectionName: 'https', port: 443 })], 'state a port both or neither'],
  ['a missing one', [ref('a'), undefined as unknown as GatewayRef], 'the gateway is missing; name the Gateway'],
])('parents: %s', (_name, gateways, problem) => {
  if (problem === undefined) expect(checkParents(gateways, 'own')).toBeUndefined();
  else expect(() => checkParents(gateways, 'own')).toThrow(problem);
});
