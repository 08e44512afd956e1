import { runIn, type Run } from './support/run';
import { inFolder, SHOP } from './support/shop';

const REQUESTS = JSON.stringify([
  { protocol: 'HTTP', path: '/cart/items?x=1', host: 'shop.example:80', method: 'POST', headers: { 'X-A': ['1', '2'] } },
  { protocol: 'gRPC', path: '/shop.Cart/Add' },
  { protocol: 'HTTP', path: '/old' },
]);

function route(args: readonly string[], files: { [name: string]: string } = {}, input = ''): Run {
  return inFolder({ 'shop.yaml': SHOP, 'requests.json': REQUESTS, ...files }, cwd => runIn({ cwd, input }, ['route', ...args]));
}

test('one request, for people', () => {
  expect(route(['shop.yaml', '--path', '/cart/items', '-H', 'x-a: 1', '--complete'])).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'GET /cart/items with x-a: 1',
      '  answered by  HTTPRoute shop/cart, rule split',
      '  gateway      shop/edge, listener http',
      '  status       200',
      '  share        shop/cart-v1 95 %',
      '  share        shop/cart-v2 5 %',
      '',
    ].join('\n'),
  });
});

test('one request, for programs: an object with the fields of the contract', () => {
  const { code, stdout, stderr } = route(['shop.yaml', '--path', '/cart', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    status: 200, route: 'shop/cart', rule: 0, ruleName: 'split', shares: { 'shop/cart-v1': 0.95, 'shop/cart-v2': 0.05 }, errorShare: 0, mirrors: [], notes: [],
  });
});

test('a list of requests gives a list in the same order', () => {
  const { code, stdout } = route(['shop.yaml', '--requests', 'requests.json', '--json']);
  const answers = JSON.parse(stdout) as { status: number; route: string | null; grpcCode?: string; redirect?: object }[];
  expect(code).toBe(0);
  expect(answers.map(({ status, grpcCode, route: by }) => [status, grpcCode, by])).toEqual([
    [200, undefined, 'shop/cart'], [404, 'UNIMPLEMENTED', null], [301, undefined, 'shop/cart']]);
  expect(answers[2].redirect).toEqual({ hostname: '', path: '/cart', statusCode: 301 });
});

test('a list of requests as a table', () => {
  const { stdout } = route(['shop.yaml', '--requests', 'requests.json']);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/^REQUEST +STATUS +ROUTE +RULE +SHARES/);
  expect(rows[0]).toMatch(/^POST shop.example\/cart\/items\?x=1 with X-A: 1, X-A: 2 +200 +shop\/cart +split +shop\/cart-v1 95 %, shop\/cart-v2 5 %/);
  expect(rows[1]).toMatch(/UNIMPLEMENTED +- +- +-/);
  expect(rows[2]).toMatch(/301 +shop\/cart +old +redirect 301 to \/cart/);
});

test('--classes asks every kind of request', () => {
  const { code, stdout } = route(['shop.yaml', '--classes', '--json']);
  const classes = JSON.parse(stdout) as { name: string; request: { path: string }; status: number }[];
  expect(code).toBe(0);
  expect(classes.map(({ request, status }) => `${request.path} ${status}`)).toEqual(expect.arrayContaining(['/cart 200', '/cartx 404', '/old 301', '/old/x 404']));
  expect(classes[0].name).toBe('shop/cart split: as stated');
});

test('--explain tells the matches that fit and those that do not', () => {
  const { stdout } = route(['shop.yaml', '--path', '/cart', '--explain']);
  expect(stdout).toContain("Gateway shop/edge on port 80: listener 'http', which answers");
  expect(stdout).toMatch(/HTTPRoute shop\/cart +split +path under '\/cart' +no other match fits/);
  expect(stdout).toMatch(/HTTPRoute shop\/cart +old +path = '\/old' +path = '\/old' does not hold for '\/cart'/);
  const json = JSON.parse(route(['shop.yaml', '--path', '/cart', '--explain', '--json']).stdout) as { explanation: { candidates: { ruleName: string }[] } };
  expect(json.explanation.candidates.map(({ ruleName }) => ruleName)).toEqual(['split']);
});

test('manifests from standard input, and requests too', () => {
  expect(route(['-', '--path', '/old'], {}, SHOP).stdout).toContain('301, redirect to /cart');
  expect(route(['shop.yaml', '--requests', '-', '--json'], {}, '{"protocol": "HTTP", "path": "/cart"}').stdout).toContain('"ruleName": "split"');
});

test.each<[string, string[], string]>([
  ['no request', ['shop.yaml'], 'no request given; say --path PATH'],
  ['two questions', ['shop.yaml', '--path', '/', '--classes'], 'exclude each other'],
  ['a path and a call', ['shop.yaml', '--path', '/', '--grpc', 'a.B/C'], '--path and --grpc are both given'],
  ['a path without a slash', ['shop.yaml', '--path', 'cart'], "path of the request is 'cart', but must start with '/'"],
  ['a header without a colon', ['shop.yaml', '--path', '/', '-H', 'x-a'], "-H is 'x-a', but must be 'name: value'"],
  ['a header that is no token', ['shop.yaml', '--path', '/', '-H', 'x a: 1'], "header of the request is 'x a'"],
  ['a method that is none', ['shop.yaml', '--path', '/', '--method', 'GETT'], "method is 'GETT', but must be one of GET"],
  ['a call without a method', ['shop.yaml', '--grpc', 'shop.Cart'], "--grpc is 'shop.Cart', but must be SERVICE/METHOD"],
  ['a method beside a call', ['shop.yaml', '--grpc', 'shop.Cart/Add', '--method', 'GET'], '--method is an HTTP method'],
  ['a port that is none', ['shop.yaml', '--path', '/', '--port', '80x'], "--port is '80x', but must be a whole number"],
  ['a gateway without namespace', ['shop.yaml', '--path', '/', '--gateway', 'edge'], "--gateway is 'edge', but must be NAMESPACE/NAME"],
  ['a gateway that there is not', ['shop.yaml', '--path', '/', '--gateway', 'shop/egde'], '--gateway is shop/egde, but there is none such. Did you mean shop/edge?'],
  ['a flag of a single request beside many', ['shop.yaml', '--classes', '--host', 'a'], '--host belongs to a single request'],
  ['an explanation of many', ['shop.yaml', '--classes', '--explain'], '--explain explains a single request'],
  ['standard input twice', ['-', '--requests', '-'], 'cannot both be read from standard input'],
  ['no file of requests', ['shop.yaml', '--requests', 'none.json'], '--requests: none.json cannot be read (no such file)'],
  ['requests that are no JSON', ['shop.yaml', '--requests', 'shop.yaml'], 'shop.yaml is not valid JSON'],
  ['a request with a typo', ['shop.yaml', '--requests', 'typo.json'], "typo.json, request 1: a request has the field 'hots', but the fields are protocol, host"],
  ['no manifests', ['none.yaml', '--path', '/'], 'none.yaml'],
  ['broken manifests', ['broken.yaml', '--path', '/'], 'the manifests cannot be read:\nbroken.yaml:'],
])('fails with %s', (_what, args, message) => {
  const files = { 'typo.json': '[{"protocol": "HTTP", "path": "/"}, {"protocol": "HTTP", "path": "/", "hots": "a"}]', 'broken.yaml': 'a: [1\nb: 2\n' };
  const { code, stdout, stderr } = route(args, files);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});
