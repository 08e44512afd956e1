import { ofProgram } from './support/program';

interface Described { readonly name: string; readonly flags: string[]; readonly options: { readonly flags: string; readonly description: string }[]; readonly operands: { readonly name: string; readonly description: string }[]; readonly description: string; readonly help: string }

const COMMANDS = ofProgram<Described[]>(`program.commands.map(command => ({
  name: command.name(), description: command.description(), help: helpOf(command),
  flags: command.options.flatMap(({ short, long }) => [short, long].filter(Boolean)),
  options: command.options.map(({ flags, description }) => ({ flags, description })),
  operands: command.registeredArguments.map(argument => ({ name: argument.name(), description: argument.description })),
}))`);

test('there are commands to look at', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual(expect.arrayContaining(['choose', 'route', 'check', 'explain', 'completion', 'help']));
});

describe.each(COMMANDS.map(command => [command.name, command] as const))('%s --help', (name, { description, options, operands, help }) => {
  test('says what the command, each option and each operand is for', () => {
    expect(description).toMatch(/^[a-z].{10,}[^.]$/s);
    expect(options.filter(option => option.description.length < 8)).toEqual([]);
    expect(operands.filter(operand => operand.description.length < 8)).toEqual([]);
    expect(help).toContain(description.split(' ')[0]);
  });

  test('has examples, of commands and options that there are', () => {
    const examples = examplesOf(help);
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.some(([command]) => command === name)).toBe(true);
    for (const [command, ...words] of examples) {
      const used = COMMANDS.find(candidate => candidate.name === command);
      expect([command, used === undefined]).toEqual([command, false]);
      const flags = words.filter(word => /^--?[a-zA-Z]/.test(word)).map(word => word.split('=')[0]);
      expect(flags.filter(flag => !used!.flags.includes(flag))).toEqual([]);
    }
  });

  test('is no wider than a terminal that shows code', () => {
    expect(help.split('\n').filter(line => Array.from(line).length > 140)).toEqual([]);
  });
});

/** The words after 'cdk8s-traffic' in each example, quoted ones as one. */
function examplesOf(help: string): string[][] {
  const section = /^Examples:\n((?: {2}.*\n?)+)/m.exec(help)?.[1] ?? '';
  return [...section.matchAll(/cdk8s-traffic ((?:'[^']*'|"[^"]*"|[^|)#\n>])*)/g)].map(([, rest]) => rest.trim().match(/'[^']*'|"[^"]*"|\S+/g)!);
}
