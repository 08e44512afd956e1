import type { Argument, Command, Option } from 'commander';
import { CATALOGUE } from '../library.js';

/** What can stand at a place of the command line. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'apps' }
  | { readonly kind: 'free' };

/** An option as a shell needs to know it. */
export interface OptionShape {
  /** As written: '-H' and '--header'. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What its value can be; undefined where it takes none. */
  readonly values?: Values;
  /** Takes all words up to the next option. */
  readonly variadic: boolean;
}

/** A word that is no option. */
export interface OperandShape {
  readonly name: string;
  readonly values: Values;
  readonly variadic: boolean;
}

/** A command as a shell needs to know it. */
export interface CommandShape {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionShape[];
  readonly operands: readonly OperandShape[];
}

/** The program's commands and its own options, read from commander's tree, so that no list is kept by hand. */
export interface ProgramShape {
  readonly name: string;
  readonly options: readonly OptionShape[];
  readonly commands: readonly CommandShape[];
}

/** Reads the shape of a program. */
export function shapeOf(program: Command): ProgramShape {
  const names = program.commands.map(command => command.name());
  const help = program.createHelp();
  return {
    name: program.name(),
    options: help.visibleOptions(program).map(optionShape),
    commands: help.visibleCommands(program).map(command => ({
      name: command.name(),
      summary: command.description(),
      options: help.visibleOptions(command).map(optionShape),
      operands: command.registeredArguments.map(argument => operandShape(argument, names)),
    })),
  };
}

/** Names of stages as `--to` takes them; other weights than those of the default plan are typed. */
export const STAGE_NAMES: readonly string[] = [
  'baseline', 'deployed', 'preview', 'weight-5', 'weight-25', 'weight-50', 'full', 'promoting', 'settled', 'rolled-back',
  'contained', 'blue', 'green',
];

function optionShape(option: Option): OptionShape {
  const flags = [option.short, option.long].filter(flag => flag !== undefined);
  const takes = option.required || option.optional;
  return {
    flags,
    description: option.description,
    ...takes ? { values: valuesOf(placeholder(option.flags), option.argChoices ?? admitted(option.parseArg)) } : {},
    variadic: option.variadic,
  };
}

function operandShape(argument: Argument, commands: readonly string[]): OperandShape {
  const name = argument.name();
  const values = name === 'command' ? words(commands) : valuesOf(name, argument.argChoices ?? admitted(argument.parseArg));
  return { name, values, variadic: argument.variadic };
}

/** The name in `--crds <file...>`. */
function placeholder(flags: string): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';
}

/** Option and operand names say what they are, in the words of the help page. */
function valuesOf(name: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return words(choices);
  if (['file', 'files', 'folder', 'manifests', 'sides'].includes(name)) return { kind: 'files' };
  if (name === 'app') return { kind: 'apps' };
  if (name === 'stage') return words(STAGE_NAMES);
  if (name === 'rule') return words(CATALOGUE.map(({ id }) => id));
  return { kind: 'free' };
}

function words(list: readonly string[]): Values {
  return { kind: 'words', words: list };
}

/** `oneOf` and its kind carry the values that they admit. */
function admitted(parse: unknown): readonly string[] | undefined {
  return (parse as { readonly values?: readonly string[] } | undefined)?.values;
}
