import { changeHeaders, newPath, responseFilters } from '../../src/proof/filters';
import { httpTest } from '../../src/proof/request-test';
import { exact, prefix, regex } from './reference/case-parts';

const h = (name: string, value: string) => ({ name, value });
const under = (value: string) => httpTest(prefix(value)).path;

// HTTPHeaderFilter: set, then add, then remove; names in any case.
test.each<[string, any[], object, any[]]>([
  ['set overwrites the first of several and takes the others away', [h('a', '1'), h('b', '1'), h('A', '2')], { set: [h('A', '3')] }, [h('a', '3'), h('b', '1')]],
  ['set appends what is not there', [h('b', '1')], { set: [h('A', '3')] }, [h('b', '1'), h('A', '3')]],
  ['of equal names only the first counts', [], { set: [h('a', '1'), h('A', '2')], add: [h('b', '1'), h('B', '2')] }, [h('a', '1'), h('b', '1')]],
  ['add follows the last one there is', [h('a', '1'), h('A', '2'), h('b', '1')], { add: [h('a', '3')] }, [h('a', '1'), h('A', '2,3'), h('b', '1')]],
  ['add appends what is not there', [h('b', '1')], { add: [h('a', '3')] }, [h('b', '1'), h('a', '3')]],
  ['add comes after set', [], { set: [h('a', '1')], add: [h('a', '2')] }, [h('a', '1,2')]],
  ['remove takes all of a name', [h('a', '1'), h('b', '1'), h('A', '2')], { remove: ['A'] }, [h('b', '1')]],
  ['remove comes last', [h('a', '1')], { set: [h('b', '1')], add: [h('c', '1')], remove: ['b', 'c'] }, [h('a', '1')]],
  ['nothing at all', [h('a', '1')], {}, [h('a', '1')]],
])('%s', (_what, before, change, after) => {
  const given = JSON.stringify(before);
  expect(changeHeaders(before, change)).toEqual(after);
  expect(JSON.stringify(before)).toBe(given);
});

const full = { type: 'ReplaceFullPath', replaceFullPath: '/x' };
const part = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' };
test.each<[string, string, any, any, string]>([
  ['no modifier', '/a/b', undefined, under('/a'), '/a/b'],
  ['an unknown one', '/a/b', { type: 'Own' }, under('/a'), '/a/b'],
  ['the full path', '/a/b', full, under('/a'), '/x'],
  ['a full path that is not stated', '/a/b', { type: 'ReplaceFullPath' }, under('/a'), '/'],
  ['the prefix', '/a/b', part, under('/a/'), '/x/b'],
  ['a prefix that is not stated', '/a/b', { type: 'ReplacePrefixMatch' }, under('/a'), '/b'],
  // Only a match by PathPrefix has a prefix to replace (HTTPPathModifier.replacePrefixMatch).
  ['the prefix of an exact path', '/a/b', part, httpTest(exact('/a/b')).path, '/a/b'],
  ['the prefix of a pattern', '/a/b', part, httpTest(regex('/a/b')).path, '/a/b'],
  ['the prefix of a call', '/a/b', part, undefined, '/a/b'],
])('%s: %s', (_what, path, modifier, matched, after) => expect(newPath(path, modifier, matched)).toBe(after));

test('filters on the answer in their order, others left out', () => {
  const filter = (responseHeaderModifier: object) => ({ type: 'ResponseHeaderModifier', responseHeaderModifier });
  expect(responseFilters([filter({ set: [h('a', '1'), h('A', '2')] }), { type: 'RequestHeaderModifier' }, filter({ add: [h('b', '1')], remove: ['c'] })])).toEqual([
    { set: [h('a', '1')], add: [], remove: [] }, { set: [], add: [h('b', '1')], remove: ['c'] },
  ]);
});
