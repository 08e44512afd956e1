import type { CommandShape, OptionShape, ProgramShape, Values } from './shape.js';

/** A completion script for bash, from 3.2 on (macOS has that), without the package bash-completion. */
export function bashScript({ name, options, commands }: ProgramShape): string {
  const fn = functionName(name);
  return `# bash completion for ${name}: eval "$(${name} completion bash)"
${fn}_apps() {
  # Keys of the stage file; nothing but plain names, since compgen -W would expand a $(command).
  local file=traffic.yaml i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == --file ]]; then
      file=\${COMP_WORDS[i + 1]}
      if [[ $file == = ]]; then file=\${COMP_WORDS[i + 2]}; fi
    fi
  done
  if [[ -f $file ]]; then sed -n 's|^\\(["'\\'']\\{0,1\\}\\)\\([A-Za-z0-9][A-Za-z0-9./_-]*\\)\\1:.*|\\2|p' -- "$file" 2>/dev/null; fi
}
${fn}() {
  local cur command='' option='' place=0 word i words='' files=''
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  # bash takes --format=json for three words.
  if [[ $cur == = ]]; then cur=''; fi
  # Which command it is, how many operands stand before the cursor, and which option waits for a value.
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = ]]; then continue; fi
    if [[ $word == -?* ]]; then
      option=''
      case "$command $word" in
${valueCases(commands)}
      esac
    elif [[ $option == one:* ]]; then
      option=''
    elif [[ $option == many:* ]]; then
      :
    elif [[ -z $command ]]; then
      command=$word
    else
      ((place++))
    fi
  done
  if [[ $option == many:* && $cur == -* ]]; then option=''; fi
  if [[ -n $option ]]; then
    case "$command \${option#*:}" in
${optionCases(commands, fn)}
    esac
  elif [[ $cur == -* ]]; then
    case "$command" in
      '') words='${flagsOf(options)}' ;;
${commands.map(({ name: command, options: own }) => `      ${command}) words='${flagsOf(own)}' ;;`).join('\n')}
    esac
  elif [[ -z $command ]]; then
    words='${commands.map(({ name: command }) => command).join(' ')}'
  else
    case "$command:$place" in
${operandCases(commands, fn)}
    esac
  fi
  if [[ -n $files ]]; then compopt -o filenames 2>/dev/null; fi
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    if [[ -n $files ]]; then compgen -f -- "$cur"; elif [[ -n $words ]]; then compgen -W "$words" -- "$cur"; fi
  )
}
complete -F ${fn} ${name}
`;
}

function functionName(name: string): string {
  return `_${name.replace(/[^A-Za-z0-9]/g, '_')}`;
}

function flagsOf(options: readonly OptionShape[]): string {
  return options.flatMap(({ flags }) => flags).join(' ');
}

/** Options that take a value: that of the next word, or all words up to the next option. */
function valueCases(commands: readonly CommandShape[]): string {
  return withValues(commands).map(({ command, option }) => (
    `        ${patterns(command, option.flags)}) option=${option.variadic ? 'many' : 'one'}:$word ;;`)).join('\n');
}

function optionCases(commands: readonly CommandShape[], fn: string): string {
  return withValues(commands).map(({ command, option }) => (
    `      ${patterns(command, option.flags)}) ${offer(option.values!, fn)} ;;`)).join('\n');
}

function operandCases(commands: readonly CommandShape[], fn: string): string {
  return commands.flatMap(({ name, operands }) => operands.map(({ values, variadic }, place) => (
    `      ${name}:${variadic ? '*' : place}) ${offer(values, fn)} ;;`))).join('\n');
}

function withValues(commands: readonly CommandShape[]): { command: string; option: OptionShape }[] {
  return commands.flatMap(({ name, options }) => (
    options.filter(({ values }) => values !== undefined).map(option => ({ command: name, option }))));
}

function patterns(command: string, flags: readonly string[]): string {
  return flags.map(flag => `'${command} ${flag}'`).join(' | ');
}

function offer(values: Values, fn: string): string {
  switch (values.kind) {
    case 'words': return `words='${values.words.join(' ')}'`;
    case 'files': return 'files=1';
    case 'apps': return `words=$(${fn}_apps)`;
    case 'free': return ':';
  }
}
