import { Entry, hostPairs, meetingPairs } from '../../../src/proof/rules/meetings';

const condition = (text: string) => {
  const [name, value] = text.split('=');
  return value.startsWith('~') ? { name, type: 'RegularExpression', value: value.slice(1) } : { name, type: 'Exact', value };
};
const entry = (owner: string, more: { method?: string; headers?: string[]; query?: string[]; key?: string } = {}): Entry<string> => ({
  owner, key: more.key ?? '/', conditions: { method: more.method, headers: (more.headers ?? []).map(condition), queryParams: (more.query ?? []).map(condition) },
});
const many = (n: number, make: (i: number) => Entry<string>) => Array.from({ length: n }, (_, i) => make(i));
const pairs = (entries: Entry<string>[]) => meetingPairs(entries).map(([a, b]) => `${a}-${b}`);

test('in a small group each meets each once, whatever it asks for; groups never meet', () => {
  expect(pairs([entry('a'), entry('b', { headers: ['x=1'] }), entry('c', { headers: ['x=2'] }), entry('d', { key: '/d' })])).toEqual(['a-b', 'a-c', 'b-c']);
  expect(pairs(many(24, i => entry(`${i}`, { headers: [`x=${i}`] })))).toHaveLength(24 * 23 / 2);
});

// A large group is divided: entries with different values never meet.
test.each<[string, (i: number) => Entry<string>]>([
  ['a header', i => entry(`${i}`, { headers: [`x=${i}`] })], ['a header in any case', i => entry(`${i}`, { headers: [`${i % 2 ? 'X' : 'x'}=${i}`] })], ['a parameter', i => entry(`${i}`, { query: [`q=${i}`] })],
  ['one header beside another that all share', i => entry(`${i}`, { headers: ['all=1', `x=${i}`] })], ['a parameter beside a method', i => entry(`${i}`, { method: 'GET', query: [`q=${i}`] })],
])('25 told apart by %s have no pairs', (_what, make) => expect(pairs(many(25, make))).toEqual([]));

test('a parameter is another one in another case', () => {
  expect(pairs(many(26, i => entry(`${i}`, { query: [`${i % 2 ? 'Q' : 'q'}=${i}`] }))).length).toBeGreaterThan(0);
});

test('methods divide a large group into small ones', () => {
  const found = pairs(many(30, i => entry(`${i}`, { method: i % 2 === 0 ? 'GET' : 'PUT' })));
  expect(found).toHaveLength(2 * (15 * 14 / 2));
  expect(found).toContain('0-2');
  expect(found).not.toContain('0-1');
});

test('what most of them name divides first', () => {
  // Ten name y with two values, all name x: by y alone too many would be loose.
  const found = pairs(many(30, i => entry(`${i}`, { headers: [...i < 10 ? [`y=${i % 2}`] : [], `x=${i}`] })));
  expect(found).toEqual([]);
});

test('a second division follows where a part is large still', () => {
  expect(pairs(many(60, i => entry(`${i}`, { method: i % 2 === 0 ? 'GET' : 'PUT', headers: [`x=${i}`] })))).toEqual([]);
  expect(pairs(many(60, i => entry(`${i}`, { headers: [`x=${i % 2}`, ...i < 50 ? [`y=${i}`] : []] }))).length).toBeLessThan(60 * 59 / 2);
});

test('those that do not name it meet the others, and each other', () => {
  const found = pairs([...many(25, i => entry(`${i}`, { headers: [`x=${i}`] })), entry('p', { headers: ['x=~.*'] }), entry('q')]);
  expect(found).toEqual([...many(25, i => entry(`p-${i}`)).map(({ owner }) => owner), ...many(25, i => entry(`q-${i}`)).map(({ owner }) => owner), 'p-q']);
});

test('of many that do not name it each meets sixteen of the others', () => {
  const found = pairs([...many(25, i => entry(`${i}`, { headers: [`x=${i}`] })), ...many(17, i => entry(`p${i}`))]);
  expect(found.filter(pair => /^p0-\d/.test(pair))).toHaveLength(16);
  const few = pairs([...many(25, i => entry(`${i}`, { headers: [`x=${i}`] })), ...many(16, i => entry(`p${i}`))]);
  expect(few.filter(pair => /^p0-\d/.test(pair))).toHaveLength(25);
});

test('what nothing divides is paired with the first', () => {
  expect(pairs(many(25, i => entry(`${i}`, { headers: ['x=1'] })))).toEqual(many(24, i => entry(`0-${i + 1}`)).map(({ owner }) => owner));
});

describe('hosts in common', () => {
  const meet = (some: string[], others: string[]) => [...new Set(hostPairs(some, others, host => host.split(' ')).map(pair => pair.join(' | ')))].sort();
  test.each<[string[], string[], string[]]>([
    [['a.b.com'], ['a.b.com'], ['a.b.com | a.b.com']], [['a.b.com'], ['c.b.com'], []], [['*.b.com'], ['a.b.com'], ['*.b.com | a.b.com']], [['a.b.com'], ['*.b.com'], ['a.b.com | *.b.com']],
    [['*.com'], ['x.a.b.com'], ['*.com | x.a.b.com']], [['*.b.com'], ['b.com'], []], [['*'], ['a.com'], ['* | a.com']], [['*'], ['*.com'], ['* | *.com']], [['*'], ['*'], ['* | *']],
    [['*.com'], ['*.b.com'], ['*.com | *.b.com']], [['*.b.com'], ['*.com'], ['*.b.com | *.com']], [['*.b.com'], ['*.c.com'], []], [[], ['a.com'], []], [['a.com'], [], []],
    [['a.com b.com'], ['b.com c.com'], ['a.com b.com | b.com c.com']],
  ])('%j and %j: %j', (some, others, expected) => expect(meet(some, others)).toEqual(expected));

  test('sixteen partners at most of one', () => {
    const others = Array.from({ length: 20 }, (_, i) => `h${i}.com`);
    expect(hostPairs(['*'], others, host => [host]).filter(([a]) => a === '*').length).toBeGreaterThanOrEqual(16);
    expect(hostPairs(['a.com'], Array.from({ length: 20 }, (_, i) => ({ i })) as any[], item => typeof item === 'string' ? [item] : ['a.com']).length).toBeLessThanOrEqual(36);
  });
});
