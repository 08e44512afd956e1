import { applyPatch, PatchOperation, sameJson } from '../../src/operate/json-patch';

/** After the examples of RFC 6902, appendix A, and the rules of its section 4. */
const CASES: [string, unknown, PatchOperation[], unknown][] = [
  ['A.1 add a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
  ['A.2 add an element', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
  ['A.3 remove a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  ['A.4 remove an element', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
  ['A.5 replace', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
  ['A.8 test', { baz: 'qux', foo: ['a', 2, 'c'] }, [{ op: 'test', path: '/baz', value: 'qux' }, { op: 'test', path: '/foo/1', value: 2 }], { baz: 'qux', foo: ['a', 2, 'c'] }],
  ['A.10 add an object', { foo: 'bar' }, [{ op: 'add', path: '/child', value: { grandchild: {} } }], { foo: 'bar', child: { grandchild: {} } }],
  ['A.14 ~ in a name', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }, { op: 'replace', path: '/~1', value: 1 }], { '/': 1, '~1': 10 }],
  ['A.16 append', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc'] }], { foo: ['bar', ['abc']] }],
  ['4.6 the order of keys does not count', { a: { x: 1, y: 2 } }, [{ op: 'test', path: '/a', value: { y: 2, x: 1 } }], { a: { x: 1, y: 2 } }],
  ['the whole document', { a: 1 }, [{ op: 'replace', path: '', value: [2] }], [2]],
  ['a key that is a trap', {}, [{ op: 'add', path: '/__proto__', value: 1 }], JSON.parse('{"__proto__": 1}')],
];

test.each(CASES)('%s', (_name, document, patch, expected) => {
  const before = JSON.stringify(document);
  expect(JSON.stringify(applyPatch(document, patch))).toBe(JSON.stringify(expected));
  expect(JSON.stringify(document)).toBe(before);
});

test.each<[string, unknown, PatchOperation[], string]>([
  ['A.9 a test that fails', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], 'operation 0 of the patch (test /baz) does not hold: there is "qux", not "bar"'],
  ['A.12 a parent that is not there', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }], 'leads nowhere'],
  ['A.15 a string is no number', { a: 10 }, [{ op: 'test', path: '/a', value: '10' }], 'does not hold'],
  ['4.3 replace of what is not there', { a: {} }, [{ op: 'replace', path: '/a/weight', value: 1 }], "leads nowhere: there is no 'weight'"],
  ['4.2 remove of what is not there', [1], [{ op: 'remove', path: '/1' }], 'leads nowhere'],
  ['4.1 an index beyond the end', { a: [] }, [{ op: 'add', path: '/a/1', value: 1 }], 'the list has 0 entries'],
  ['an index with a zero before it', { a: [1, 2] }, [{ op: 'test', path: '/a/01', value: 2 }], 'leads nowhere'],
  ['what is inherited is not there', {}, [{ op: 'test', path: '/constructor', value: 1 }], 'leads nowhere'],
  ['no pointer', {}, [{ op: 'test', path: 'a', value: 1 }], 'is no JSON pointer'],
  ['an escape that there is not', { '~2': 1 }, [{ op: 'test', path: '/~2', value: 1 }], 'is no JSON pointer'],
  ['a member of a text', { a: 'x' }, [{ op: 'add', path: '/a/b', value: 1 }], 'leads nowhere'],
  ['the whole document tested', { a: 1 }, [{ op: 'test', path: '', value: { a: 2 } }], 'does not hold'],
])('refused: %s', (_name, document, patch, message) => {
  expect(() => applyPatch(document, patch)).toThrow(message);
});

test.each<[unknown, unknown, boolean]>([
  [{ a: undefined }, {}, true], [[1], { 0: 1 }, false], [null, {}, false], [[], [], true], [1, '1', false], [{ a: 1, b: 2 }, { a: 1 }, false], [{ a: 1 }, { b: 1 }, false],
])('equal as JSON: %j and %j', (a, b, equal) => {
  expect(sameJson(a, b)).toBe(equal);
});
