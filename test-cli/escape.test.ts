import { spawnSync } from 'node:child_process';
import { loadCli } from './support/load';

type Escape = typeof import('../cli/src/escape.js', { with: { 'resolution-mode': 'import' } });

const {
  markdownBlock, markdownCode, markdownTable, markdownText, shellWord, visible, visibleJson, visibleLines, workflowData, workflowProperty,
} = loadCli<Escape>('escape');

const ESC = '\u001b';
const RLO = '\u202e';
const ZWSP = '\u200b';
const HOSTILE = `a${ESC}[31m${RLO}b\u0007\u2028c\n::error::d|e\`f\`<script>@everyone%0Ag`;

test.each<[string, string, string]>([
  ['an escape character', `${ESC}[31mred`, '\\u{1B}[31mred'],
  ['an 8-bit control', '\u009b31m', '\\u{9B}31m'],
  ['a bidi override', `${RLO}txt.exe`, '\\u{202E}txt.exe'],
  ['a zero-width space', `a${ZWSP}b`, 'a\\u{200B}b'],
  ['line breaks', 'a\r\nb\u2028c', 'a\\u{D}\\u{A}b\\u{2028}c'],
  ['a half character', 'a\ud800', 'a\\u{D800}'],
  ['plain text, accents and emoji', 'Grüße 😀️', 'Grüße 😀️'],
])('visible: %s', (_what, text, expected) => {
  expect(visible(text)).toBe(expected);
});

test.each<[string, string, string]>([
  ['at the start', '::error::x', '\\u{3A}:error::x'],
  ['after spaces', '  ::add-mask::x', '  \\u{3A}:add-mask::x'],
  ['with properties', '::error file=a,line=1::x', '\\u{3A}:error file=a,line=1::x'],
  ['at the start of any line', 'a\n ::stop-commands::x', 'a\n \\u{3A}:stop-commands::x'],
  ['of the older form, anywhere', 'a ##[error]x', 'a #\\u{23}[error]x'],
  ['of another runner', '##vso[task.setvariable variable=a]b', '#\\u{23}vso[task.setvariable variable=a]b'],
  ['that is none: an address', '::1 and a::b::c', '::1 and a::b::c'],
  ['that is none: a heading', '## [x] #[y]', '## [x] #[y]'],
])('no command of a CI runner: %s', (_what, text, expected) => {
  expect(visibleLines(text)).toBe(expected);
  if (!text.includes('\n')) expect(visible(text)).toBe(expected);
});

test('visibleLines keeps the lines', () => {
  expect(visibleLines(`a\n\tb\r\n${ESC}[0m`)).toBe('a\n\tb\\u{D}\n\\u{1B}[0m');
});

test('visibleJson is the same value, in plain sight', () => {
  const value = { [`k${RLO}`]: [HOSTILE, '\u007f\u009b', '\u{E0041}', 'ü😀', '##[error]'], n: 1 };
  const text = visibleJson(value, 2);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toBe(visibleLines(text));
  expect(text).toContain('k\\u202e');
  expect(text).toContain('\\udb40\\udc41');
  expect(text).toContain('ü😀');
  expect(text).toContain('#\\u0023[error]');
});

test.each<[string, string, string]>([
  ['markup', '*a* _b_ ~c~ [d](e) ![f]', '\\*a\\* \\_b\\_ \\~c\\~ \\[d\\]\\(e\\) \\!\\[f\\]'],
  ['HTML and comments', '<script>&lt;<!--', '&lt;script\\>&amp;lt;&lt;\\!\\-\\-'],
  ['a mention', '@everyone and @org/team', `@${ZWSP}everyone and @${ZWSP}org/team`],
  ['an issue', '#12 GH-3 org/repo#4', `\\#${ZWSP}12 GH\\-${ZWSP}3 org/repo\\#${ZWSP}4`],
  ['a link', 'https://evil.example www.evil.example', `https:${ZWSP}//evil.example www${ZWSP}.evil.example`],
  ['back-quotes and escapes', '`a` \\', '\\`a\\` \\\\'],
  ['line breaks', 'a\n# b', 'a\\\\u\\{A\\}\\# b'],
  ['plain words', 'weight 5 of 100', 'weight 5 of 100'],
])('markdownText: %s', (_what, text, expected) => {
  expect(markdownText(text)).toBe(expected);
});

test.each<[string, string, string]>([
  ['a name', 'task-api/stable', '`task-api/stable`'],
  ['back-quotes', 'a``b`c', '```a``b`c```'],
  ['a back-quote at the end', 'a`', '`` a` ``'],
  ['a line break', 'a\n\nb', '`a\\u{A}\\u{A}b`'],
  ['nothing', '', ''],
])('markdownCode: %s', (_what, text, expected) => {
  expect(markdownCode(text)).toBe(expected);
});

test('markdownTable: no cell ends early', () => {
  expect(markdownTable(['a', 'b'], [['`x|y`', 'p\nq'], [markdownText('1|2'), '']])).toBe('| a | b |\n|---|---|\n| `x\\|y` | p q |\n| 1\\|2 |  |');
});

test('markdownBlock: no line ends the block', () => {
  expect(markdownBlock('a\n```\nb````\n', 'yaml')).toBe('`````yaml\na\n```\nb````\n`````');
});

test('workflow commands: nothing ends one, or starts another', () => {
  expect(workflowData('a%0Ab\r\n::error::c\rd')).toBe('a%250Ab%0A\\u{3A}:error::c\\u{D}d');
  expect(workflowProperty('a:b,c\n%')).toBe('a%3Ab%2Cc%0A%25');
  expect(workflowData(HOSTILE)).toBe(visible(workflowData(HOSTILE)));
});

describe('shellWord', () => {
  const WORDS = [
    'plain/word:1', '', 'two words', "it's", '$(touch x)`id`', '-n', '*?', '!x', `${ESC}[31mf`, `${RLO}abc'\\x41f`, 'a\nb', '\u0007 7', `é${ZWSP}0`, '\\', "'", '::error::x', '##[error]', '##ab[x]',
  ];

  test.each(WORDS)('bash reads %j back', word => {
    const { stdout, stderr } = spawnSync('bash', ['-c', `printf '%s' ${shellWord(word)}`], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: word, stderr: '' });
    expect(shellWord(word)).toBe(visible(shellWord(word)));
  });

  test('NUL is refused: no argument can hold it', () => {
    expect(() => shellWord('a\0b')).toThrow('NUL');
  });
});
