import { spawnSync } from 'child_process';
import { asciiJson, shellQuote } from '../../src/operate/shell';

/** What a POSIX shell would act on, were it not quoted. */
const HOSTILE = [
  '', ' ', "it's", "''", "'; rm -rf /; '", '"double"', '$HOME', '$(id)', '`id`', 'a\nb', 'a\r\nb', '\n', 'tab\there', '\\', '\\\'', '!history', '*', '?', '[a]', '{a,b}',
  '~', '~root', '-rf', '--namespace=x', '=cmd', 'a=b', '#comment', ';', '&', '|', '<', '>', '(', ')', '%s', '\u001b[31mred', 'ümlaut', '\u202Eevil', '😀', "\\n'\\''",
];

test.each(HOSTILE.map(text => [JSON.stringify(text), text]))('the shell gives %s back as it was', (_name, text) => {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' });
  // printf takes options only before its format.
  expect({ stdout, stderr, status }).toEqual({ stdout: text, stderr: '', status: 0 });
});

test('several words stay several', () => {
  const { stdout } = spawnSync('sh', ['-c', `for word in ${HOSTILE.map(shellQuote).join(' ')}; do printf '%s\\001' "$word"; done`], { encoding: 'utf8' });
  expect(stdout.split('\u0001').slice(0, -1)).toEqual(HOSTILE);
});

test('plain words stay readable, and a NUL is refused', () => {
  expect(['task-api', 'a/b', 'x=y', '--type=json'].map(shellQuote)).toEqual(['task-api', 'a/b', 'x=y', '--type=json']);
  expect(() => shellQuote('a\0b')).toThrow('NUL');
});

test.each(HOSTILE.map(text => [JSON.stringify(text), text]))('JSON of %s is one line of ASCII, and the same JSON', (_name, text) => {
  const json = asciiJson({ [text]: text });
  expect(json).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});
