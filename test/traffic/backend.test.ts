import { Backend, RouteFilter } from '../../src';

test('a backend holds what it was given', () => {
  const filter = RouteFilter.requestHeaders({ set: { a: '1' } });
  const filters = [filter];
  const backend = Backend.service('cart', 8080, { namespace: 'shop', filters });
  filters.pop();
  expect({ ...backend }).toEqual({ serviceName: 'cart', port: 8080, namespace: 'shop', filters: [filter] });
});

test.each<[Backend, string]>([
  [Backend.service('cart', 80), 'cart:80'],
  [Backend.service('cart', 65535, { namespace: 'shop' }), 'shop/cart:65535'],
])('in words: %#', (backend, words) => {
  expect(backend.describe()).toBe(words);
});

test.each<[string, () => unknown, string[]]>([
  ['name', () => Backend.service('Cart', 80), ["backend Service is 'Cart'", 'DNS label']],
  ['name with a namespace', () => Backend.service('shop/cart', 80), ["backend Service is 'shop/cart'"]],
  ['port', () => Backend.service('cart', 0), ['port of Service cart is 0', '1 to 65535']],
  ['namespace', () => Backend.service('cart', 80, { namespace: 'a.b' }), ["namespace of Service cart is 'a.b'"]],
])('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});
