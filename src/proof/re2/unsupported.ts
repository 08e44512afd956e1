import { quote } from '../../names';

/** A pattern that RE2 refuses, or that this matcher does not support; its message says what and where. */
export class UnsupportedPattern extends Error {
  /**
   * @param pattern the whole pattern
   * @param at number of the character that is wrong, from 1; 0 where the whole pattern is meant
   * @param why what is wrong with it
   */
  constructor(public readonly pattern: string, public readonly at: number, why: string) {
    super(`regular expression ${quote(shortened(pattern))}${at > 0 ? `, character ${at}` : ''}: ${why}`);
    this.name = 'UnsupportedPattern';
  }
}

/** A message is no place for a pattern of 4096 characters. */
function shortened(pattern: string): string {
  return pattern.length <= 200 ? pattern : `${pattern.slice(0, 200)}...`;
}
