import { loadCli } from '../support/load';

const { parsePath } = loadCli<{ parsePath(path: string): (string | number)[] }>('input/path');

test.each([
  ['', []],
  ['spec', ['spec']],
  ['spec.rules[0].matches', ['spec', 'rules', 0, 'matches']],
  ['spec.rules[10].matches[2].path.value', ['spec', 'rules', 10, 'matches', 2, 'path', 'value']],
  ['metadata.labels["app.kubernetes.io/name"]', ['metadata', 'labels', 'app.kubernetes.io/name']],
  ['metadata.labels["a\\"b]"].c', ['metadata', 'labels', 'a"b]', 'c']],
  ['data[\'a.b\']', ['data', 'a.b']],
  ['[0][1].a', [0, 1, 'a']],
  ['a["0"]', ['a', '0']],
  ['spec.__proto__', ['spec', '__proto__']],
  // What is no path still gives steps: a finding's place is then that of what comes before.
  ['spec.rules[', ['spec', 'rules']],
  ['a["\\q"]', ['a', '\\q']],
])('%s', (path, steps) => {
  expect(parsePath(path)).toEqual(steps);
});
