import { found, headers, path, query, route, rule } from './objects';

const grpc = (method: object) => route({ kind: 'GRPCRoute', rules: [rule([{ method }])] });

test.each<[string, string, any, string[]]>([
  // HTTPRouteRule.name
  ['route/rule-name', 'two rules of one name', route({ rules: [rule([], ['a'], { name: 'x' }), rule([], ['a'], { name: 'y' }), rule([], ['a'], { name: 'x' })] }), [
    'error HTTPRoute/cart spec.rules[2].name: rules[0] and rules[2] are both named \'x\'; the experimental CRD refuses that, the standard one admits it, and a policy or patch that names the rule may mean either']],
  // BackendRef.weight
  ['route/zero-weights', 'all weights 0', route({ rules: [rule([], ['a=0', 'b=0'], { name: 'x' })] }), [
    'error HTTPRoute/cart spec.rules[0].backendRefs: all 2 backends of rules[0] \'x\' have weight 0: nobody gets the requests, and the answer is 500 or 503, which differs between gateways']],
  ['route/sole-zero-weight', 'a sole backend of weight 0', route({ rules: [rule([], ['a=0'])] }), [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0].weight: a is the only backend of rules[0] and has weight 0: some gateways answer 500 or 503, others send it everything']],
  // HTTPRouteRule.backendRefs
  ['route/no-backends', 'no backend', route({ rules: [rule([], [])] }), [
    'warning HTTPRoute/cart spec.rules[0]: rules[0] has neither backendRefs nor a redirect, so every request that it matches gets 500']],
  ['route/no-backends', 'no rules, which is one rule without backends (HTTPRouteSpec.rules)', route({}), [
    'warning HTTPRoute/cart spec: rules[0] has neither backendRefs nor a redirect, so every request that it matches gets 500']],
  // HTTPHeaderMatch.name
  ['route/header-case', 'one header in two cases', route({ rules: [rule([path('/'), headers('x-tier: a', 'y: 1', 'X-Tier: b')])] }), [
    'error HTTPRoute/cart spec.rules[0].matches[1].headers[2]: the header \'X-Tier\' (b) stands beside \'x-tier\' (a) in one match: header names are the same in any case, and only the first of two counts, so this condition is ignored']],
  // HTTPQueryParamMatch.name
  ['route/query-twice', 'one parameter twice', route({ rules: [rule([query('v: 1', 'v: 2')])] }), [
    'error HTTPRoute/cart spec.rules[0].matches[0].queryParams[1]: the query parameter \'v\' (2) stands beside \'v\' (1) in one match: only the first of two equal names counts, so this condition is ignored']],
])('%s: %s', (id, _name, object, expected) => {
  expect(found(id, [object])).toEqual(expected);
});

test.each<[string, any, string]>([
  ['a path', route({ rules: [rule([path('/(?!a).*', 'RegularExpression')])] }), 'path'],
  ['a header', route({ rules: [rule([headers('y: 1', 'X: ~(?=a)')])] }), 'headers[1]'],
  ['a parameter', route({ rules: [rule([query('v: ~(?<=a)')])] }), 'queryParams[0]'],
  ['a gRPC service', grpc({ type: 'RegularExpression', service: '(?!a)' }), 'method.service'],
  ['a gRPC method', grpc({ type: 'RegularExpression', method: '(?!a)' }), 'method.method'],
])('route/pattern: %s', (_name, object, where) => {
  const [finding, ...others] = found('route/pattern', [object]);
  expect(others).toEqual([]);
  expect(finding).toContain(`error ${object.kind}/cart spec.rules[0].matches[0].${where}: regular expression '`);
  expect(finding).toContain('; this match can never hold, and a gateway may refuse the whole route');
});

test.each<[string, string, any]>([
  ['route/rule-name', 'names that differ, and none', route({ rules: [rule([], ['a'], { name: 'x' }), rule([], ['a'], { name: 'y' }), rule([]), rule([])] })],
  ['route/zero-weights', 'one weight above 0', route({ rules: [rule([], ['a=0', 'b=1'])] })],
  ['route/zero-weights', 'the sole backend', route({ rules: [rule([], ['a=0'])] })],
  ['route/sole-zero-weight', 'no weight, which is 1', route({ rules: [rule([], ['a'])] })],
  ['route/sole-zero-weight', 'two backends', route({ rules: [rule([], ['a=0', 'b=0'])] })],
  ['route/no-backends', 'a redirect', route({ rules: [rule([], [], { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] })] })],
  ['route/no-backends', 'a filter that may answer by itself', route({ rules: [rule([], [], { filters: [{ type: 'ExtensionRef', extensionRef: {} }] })] })],
  ['route/no-backends', 'a GRPCRoute without rules', route({ kind: 'GRPCRoute' })],
  ['route/header-case', 'two headers', route({ rules: [rule([headers('x: a', 'xx: b')])] })],
  ['route/header-case', 'one header in two matches', route({ rules: [rule([headers('x: a'), headers('X: b')])] })],
  ['route/query-twice', 'parameters in two cases, which are two', route({ rules: [rule([query('v: 1', 'V: 2')])] })],
  ['route/pattern', 'a pattern of RE2', route({ rules: [rule([path('/a/[0-9]+', 'RegularExpression')])] })],
  ['route/pattern', 'an exact value that looks like a pattern', route({ rules: [rule([headers('x: (?!a)')])] })],
])('no %s: %s', (id, _name, object) => {
  expect(found(id, [object])).toEqual([]);
});
