import { Match } from '../../src';
import { orderOverrides, OrderedOverride } from '../../src/traffic/overlap-rules';

const H = (name: string, value = '1') => Match.header(name, value);

/** Overrides by name, each with its target; the match is the header of that name unless another is given. */
const overrides = (...list: [string, string, Match?][]): OrderedOverride[] => list.map(([name, target, match]) =>
  ({ name, target, match: match ?? H(name) }));

const many = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`).reduce((match, name) => match.andHeader(name, '1'), Match.everything());

const lines = (list: OrderedOverride[]) => orderOverrides(list).map(({ name, match, override }) =>
  `${name} -> ${list[override].target}: ${match.describe()}`);

const ORDERS: [string, OrderedOverride[], string[]][] = [
  ['none', [], []],
  ['one', overrides(['a', 'A']), ["a -> A: header a = '1'"]],
  ['values of one header need no order', overrides(['a', 'A', H('t', 'x')], ['b', 'B', H('t', 'y')]),
    ["a -> A: header t = 'x'", "b -> B: header t = 'y'"]],
  ['headers that can come together: the first wins by a rule of both', overrides(['a', 'A'], ['b', 'B']),
    ["a-and-b -> A: header a = '1' and header b = '1'", "a -> A: header a = '1'", "b -> B: header b = '1'"]],
  ['one target needs no rule of both', overrides(['a', 'A'], ['b', 'A']), ["a -> A: header a = '1'", "b -> A: header b = '1'"]],
  ['a later, sharper one within the first would never match: the first takes both',
    overrides(['a', 'A', H('a')], ['b', 'B', H('b').andHeader('c', '1')]),
    ["a-and-b -> A: header a = '1' and header b = '1' and header c = '1'", "a -> A: header a = '1'",
      "b -> B: header b = '1' and header c = '1'"]],
  ['three of two targets', overrides(['a', 'A'], ['b', 'A'], ['c', 'C']), [
    "a-and-c -> A: header a = '1' and header c = '1'", "b-and-c -> A: header b = '1' and header c = '1'",
    "a -> A: header a = '1'", "b -> A: header b = '1'", "c -> C: header c = '1'",
  ]],
  ['three targets: pairs in order, and all three where a pair of the later ones would win', overrides(['a', 'A'], ['b', 'B'], ['c', 'C']), [
    "a-and-b -> A: header a = '1' and header b = '1'", "a-and-c -> A: header a = '1' and header c = '1'",
    "b-and-c -> B: header b = '1' and header c = '1'", "a -> A: header a = '1'", "b -> B: header b = '1'", "c -> C: header c = '1'",
  ]],
  ['a pair of later ones with more headers would win, so all three are stated',
    overrides(['a', 'A'], ['b', 'B', H('b').andHeader('x', '1')], ['c', 'C', H('c').andHeader('y', '1')]), [
      "a-and-b-and-c -> A: header a = '1' and header b = '1' and header x = '1' and header c = '1' and header y = '1'",
      "a-and-b -> A: header a = '1' and header b = '1' and header x = '1'",
      "a-and-c -> A: header a = '1' and header c = '1' and header y = '1'",
      "b-and-c -> B: header b = '1' and header x = '1' and header c = '1' and header y = '1'",
      "a -> A: header a = '1'",
      "b -> B: header b = '1' and header x = '1'",
      "c -> C: header c = '1' and header y = '1'",
    ]],
  ['a narrower path that stands first needs no rule of both',
    overrides(['a', 'A', Match.pathPrefix('/x/y')], ['b', 'B', Match.pathPrefix('/x')]),
    ["a -> A: path under '/x/y'", "b -> B: path under '/x'"]],
  ['alternatives: only those that meet are stated', overrides(['a', 'A', Match.anyOf(H('t', 'x'), H('a'))], ['b', 'B', H('t', 'y')]),
    ["a-and-b -> A: header a = '1' and header t = 'y'", "a -> A: header t = 'x'; or header a = '1'", "b -> B: header t = 'y'"]],
  ['an alternative that belongs to an earlier one is left to it',
    overrides(['a', 'A'], ['b', 'B', Match.anyOf(H('a').andHeader('c', '1'), H('t', 'y'))]), [
      "a-and-b -> A: header a = '1' and header c = '1'; or header a = '1' and header t = 'y'", "a -> A: header a = '1'",
      "b -> B: header t = 'y'",
    ]],
  ['two patterns of one header at equal precedence: the place decides',
    overrides(['a', 'A', Match.cookie('k', '1')], ['b', 'B', Match.cookie('l', '1')]),
    ["a -> A: header cookie ~ '^(.*;\\s*)?k=1(;.*)?$'", "b -> B: header cookie ~ '^(.*;\\s*)?l=1(;.*)?$'"]],
  ['a sharper pattern behind a pattern: the first takes what the second asks for besides',
    overrides(['a', 'A', Match.headerRegex('t', 'x.*')], ['b', 'B', Match.headerRegex('t', '.*y').andHeader('c', '1')]),
    ["a-and-b -> A: header t ~ 'x.*' and header c = '1'", "a -> A: header t ~ 'x.*'", "b -> B: header t ~ '.*y' and header c = '1'"]],
  ['a rule of two later ones must not win over the first, whose target the last has',
    overrides(['a', 'A', Match.headerRegex('t', 'x.*')], ['b', 'B', Match.headerRegex('t', '.*y')], ['c', 'A', Match.queryParam('q', '1')]), [
      "a-and-c -> A: header t ~ 'x.*' and query q = '1'", "b-and-c -> B: header t ~ '.*y' and query q = '1'",
      "a -> A: header t ~ 'x.*'", "b -> B: header t ~ '.*y'", "c -> A: query q = '1'",
    ]],
  ['a rule of two later ones that ranks like the first stands behind it',
    overrides(['a', 'A', H('t', 'p').andHeader('u', 'p')], ['b', 'B', Match.headerRegex('t', '.*')], ['c', 'C', Match.headerRegex('u', '.*')]),
    ["a -> A: header t = 'p' and header u = 'p'", "b-and-c -> B: header t ~ '.*' and header u ~ '.*'",
      "b -> B: header t ~ '.*'", "c -> C: header u ~ '.*'"]],
];

test.each(ORDERS)('%s', (_name, list, expected) => {
  expect(lines(list)).toEqual(expected);
});

const E = 'which one wins is implementation-specific';

test.each<[string, OrderedOverride[], string[]]>([
  ['the same match twice', overrides(['a', 'A', H('x')], ['b', 'B', H('X')]), ["'b' can never match", "belongs to 'a'", "put 'b' first"]],
  ['a sharper one behind a wider one', overrides(['a', 'A', H('x')], ['b', 'B', H('x').andHeader('y', '1')]),
    ["'b' can never match", "put 'b' first"]],
  ['hidden, whatever the target', overrides(['a', 'A', H('x')], ['b', 'A', H('x').andHeader('y', '1')]), ["'b' can never match"]],
  ['each alternative hidden by another',
    overrides(['a', 'A', H('x')], ['b', 'B', H('y')], ['c', 'C', Match.anyOf(H('x').andMethod('GET'), H('y').andMethod('GET'))]),
    ["'c' can never match", "belongs to 'a'"]],
  ['a value behind a pattern that matches it', overrides(['a', 'A', Match.headerRegex('x', '[0-9]')], ['b', 'B', H('x')]),
    ["'b' can never match", "put 'b' first"]],
  ['more headers than one match takes', overrides(['a', 'A', many('a', 9)], ['b', 'B', many('b', 10)]),
    ["'a' stands before 'b'", 'the second is the sharper one', 'put it first', 'match another header']],
  ['patterns on the path', overrides(['a', 'A', Match.pathRegex('/a.*')], ['b', 'B', Match.pathRegex('/b.*')]),
    ["'a' stands before 'b'", E]],
  ['too many that can come together', overrides(...'abcdef'.split('').map((name): [string, string] => [name, name.toUpperCase()])),
    ['the overrides need 21 rules', 'a-and-b', 'a route takes 16', 'values of one header']],
])('refused: %s', (_name, list, parts) => {
  for (const part of parts) expect(() => orderOverrides(list)).toThrow(part);
});

test('patterns on one header with one target are allowed in any order', () => {
  expect(lines(overrides(['a', 'A', Match.cookie('k', '1')], ['b', 'A', Match.cookie('l', '1').andHeader('x', '1')]))).toHaveLength(2);
});

test('many values of one header need no more rules than overrides', () => {
  const tiers = Array.from({ length: 15 }, (_, i): [string, string, Match] => [`t${i}`, `T${i}`, H('tier', `${i}`)]);
  expect(lines(overrides(...tiers))).toHaveLength(15);
});
