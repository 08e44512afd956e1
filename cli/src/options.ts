import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from './exit.js';
import { suggestion } from './nearest.js';

/** The options that every command has. */
export interface CommonOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly format?: string;
}

/** Adds --format and --json (where the command offers formats), --quiet, --verbose and --strict. */
export function addCommonOptions(command: Command, formats: readonly string[]): void {
  command.addOption(
    new Option('--format <format>', `form of the answer: ${formats.join(', ')} (default`
      + ` ${formats[0]})`).argParser(oneOf(formats)));
  if (formats.includes('json')) command.option('--json', 'short for --format json');
  command
    .addOption(new Option('--quiet', 'nothing but the answer and errors').conflicts('verbose'))
    .option('--verbose', 'say how the answer came about')
    .option('--strict', 'warnings make the exit code 1');
}

/** The format asked for. @throws UsageError where --json and --format are at odds */
export function formatOf(options: CommonOptions, formats: readonly string[]): string {
  if (options.json && options.format !== undefined && options.format !== 'json') {
    throw new UsageError(`--json is short for --format json, but --format is ${options.format}; give one of them`);
  }
  return options.json ? 'json' : options.format ?? formats[0];
}

/** Adds `--name` and `--no-name`; given both, the command line is refused instead of the last one winning. */
export function addYesNo(command: Command, name: string, help: string): void {
  const given = new Set<string>();
  const note = (flag: string) => () => {
    given.add(flag);
    if (given.size > 1) throw new UsageError(`--${name} and --no-${name} say the opposite of each other; give one`
      + ' of them');
  };
  command.option(`--${name}`, help).option(`--no-${name}`, `the opposite of --${name}`);
  command.on(`option:${name}`, note(name)).on(`option:no-${name}`, note(`no-${name}`));
}

/** A parser of an option that has the values it admits, for shell completion. */
export interface OneOf {
  (value: string): string;
  readonly values: readonly string[];
}

/** A parser that admits the given values and names the nearest one otherwise. */
export function oneOf(values: readonly string[]): OneOf {
  const parse = (value: string) => {
    if (!values.includes(value)) throw new InvalidArgumentError(suggestion(value, values));
    return value;
  };
  return Object.assign(parse, { values });
}

/** A parser of an option that may be given several times. */
export interface SomeOf {
  (value: string, before?: readonly string[]): string[];
  readonly values: readonly string[];
}

/** As `oneOf`, for an option that may be given several times. */
export function someOf(values: readonly string[]): SomeOf {
  const parse = oneOf(values);
  return Object.assign((value: string, before: readonly string[] = []) => [...before, parse(value)], { values });
}

/** A parser for a number above 0. */
export function positiveNumber(value: string): number {
  const number = decimal(value);
  if (number === undefined || number <= 0) throw new InvalidArgumentError('It must be a number above 0, such as 1200.');
  return number;
}

/** A parser for a number above 0 and below `most`. */
export function numberWithin(most: number): (value: string) => number {
  return value => {
    const number = positiveNumber(value);
    if (number >= most) throw new InvalidArgumentError(`It must be above 0 and below ${most}.`);
    return number;
  };
}

/** A parser for a number above 0 and at most `most`. */
export function numberUpTo(most: number): (value: string) => number {
  return value => {
    const number = positiveNumber(value);
    if (number > most) throw new InvalidArgumentError(`It must be above 0 and at most ${most}.`);
    return number;
  };
}

/** A parser for a whole number from 1 to `most`. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return value => {
    const number = positiveNumber(value);
    if (!Number.isInteger(number) || number > most) throw new InvalidArgumentError(`It must be a whole number from 1 to ${most.toLocaleString('en')}.`);
    return number;
  };
}

/** A parser for a share: `1%`, or `0.01`. A bare number from 0.1 up is refused: 0.5 may well mean half a percent. */
export function share(most: number): (value: string) => number {
  return value => {
    const percent = value.endsWith('%');
    const number = decimal(percent ? value.slice(0, -1) : value);
    const example = 'Write a share such as 0.5% or 0.005';
    if (number === undefined) throw new InvalidArgumentError(`${example}.`);
    if (!percent && number >= 0.1) throw new InvalidArgumentError(`${example}. Did you mean ${value}%?`);
    const result = percent ? number / 100 : number;
    if (result <= 0 || result > most) throw new InvalidArgumentError(`${example}, above 0 and at most ${most * 100}%.`);
    return result;
  };
}

/** Plain decimals only: Number() would also take '', '0x10' and ' 1 '. */
function decimal(value: string): number | undefined {
  return /^\d+(\.\d+)?$|^\.\d+$/.test(value) ? Number(value) : undefined;
}
