import type { CommandShape, OptionShape, ProgramShape, Values } from './shape.js';

/** A completion script for zsh, by its own _arguments: to be sourced, or as a file _NAME on the fpath. */
export function zshScript({ name, options, commands }: ProgramShape): string {
  const fn = `_${name}`;
  return `#compdef ${name}
# zsh completion for ${name}: source <(${name} completion zsh)
${fn}_apps() {
  # Keys of the stage file, plain names only.
  local file=\${opt_args[--file]:-traffic.yaml}
  [[ -f $file ]] || return
  compadd -- \${(f)"$(sed -n 's|^\\(["'\\'']\\{0,1\\}\\)\\([A-Za-z0-9][A-Za-z0-9./_-]*\\)\\1:.*|\\2|p' -- $file 2>/dev/null)"}
}
${fn}_commands() {
  local -a commands=(
${commands.map(({ name: command, summary }) => `    ${single(`${command}:${summary}`)}`).join('\n')}
  )
  _describe command commands
}
${fn}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${options.flatMap(option => specs(option, fn)).map(spec => `    ${spec} \\`).join('\n')}
    '1: :${fn}_commands' \\
    '*:: :->rest' && return
  [[ $state == rest ]] || return
  case $line[1] in
${commands.map(command => caseOf(command, fn)).join('\n')}
  esac
}
if [[ $funcstack[1] == ${fn} ]]; then
  ${fn} "$@"
elif (( $+functions[compdef] )); then
  compdef ${fn} ${name}
fi
`;
}

function caseOf({ name, options, operands }: CommandShape, fn: string): string {
  const lines = [
    ...options.flatMap(option => specs(option, fn)),
    ...operands.map(({ name: operand, values, variadic }, place) => (
      single(`${variadic ? '*' : place + 1}:${operand}:${action(values, fn)}`))),
  ];
  return `    ${name})\n      _arguments ${['-s', '-S', ...lines].join(' \\\n        ')}\n      ;;`;
}

/** One for each way to write an option; a repeatable one is offered again. */
function specs({ flags, description, values, variadic }: OptionShape, fn: string): string[] {
  const told = description.replace(/[[\]\\]/g, '\\$&');
  const value = values === undefined ? '' : `:value:${action(values, fn)}`;
  // A variadic option takes all words up to the next option.
  const rest = variadic ? value.replace(/^:value/, ':*-*:value') : value;
  const excluded = values === undefined ? `(${flags.join(' ')})` : '*';
  const sign = (flag: string) => (values !== undefined && flag.startsWith('--') && !variadic ? '=' : '');
  return flags.map(flag => single(`${excluded}${flag}${sign(flag)}[${told}]${rest}`));
}

function action(values: Values, fn: string): string {
  switch (values.kind) {
    case 'words': return `(${values.words.join(' ')})`;
    case 'files': return '_files';
    case 'apps': return `${fn}_apps`;
    case 'free': return ' ';
  }
}

function single(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
