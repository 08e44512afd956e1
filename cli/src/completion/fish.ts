import type { CommandShape, OptionShape, ProgramShape, Values } from './shape.js';

/** A completion script for fish. */
export function fishScript({ name, options, commands }: ProgramShape): string {
  const fn = `__${name.replace(/[^A-Za-z0-9]/g, '_')}`;
  const taking = commands.flatMap(({ name: command, options: own }) => own.filter(({ values }) => values !== undefined)
    .flatMap(({ flags, variadic }) => flags.map(flag => `${command}:${flag}${variadic ? ':many' : ''}`)));
  return `# fish completion for ${name}: ${name} completion fish | source
function ${fn}_apps
    # Keys of the stage file, plain names only.
    set -l words (commandline -opc)
    set -l file traffic.yaml
    for i in (seq (count $words))
        switch $words[$i]
            case --file
                set -q words[(math $i + 1)]; and set file $words[(math $i + 1)]
            case '--file=*'
                set file (string replace -- --file= '' $words[$i])
        end
    end
    test -f "$file"; and string match -rg -- '^["\\']?([A-Za-z0-9][A-Za-z0-9./_-]*)["\\']?:' <"$file"
end
# The command, the number of operands, and the option that waits for a value, each on a line of its own.
function ${fn}_state
    set -l taking ${taking.map(quoted).join(' ')}
    set -l command ''
    set -l count 0
    set -l option ''
    set -l many ''
    for word in (commandline -opc)[2..-1]
        if string match -q -- '-?*' $word
            set option ''
            set many ''
            contains -- "$command:$word" $taking; and set option $word
            contains -- "$command:$word:many" $taking; and set option $word; and set many yes
        else if test "$option" != ''
            test "$many" = yes; or set option ''
        else if test "$command" = ''
            set command $word
        else
            set count (math $count + 1)
        end
    end
    printf '%s\\n' "$command" $count "$option"
end
# Whether the cursor stands before any command, or at operand PLACE (from 0; "1+": that and all after it) of COMMAND.
function ${fn}_at --argument-names wanted place
    set -l state (${fn}_state)
    test "$state[1]" = "$wanted"; and test "$state[3]" = ''; or return
    switch "$place"
        case ''
            true
        case '*+'
            test $state[2] -ge (string trim -c + -- $place)
        case '*'
            test $state[2] -eq $place
    end
end
# Whether FLAG of COMMAND takes the word at the cursor, too.
function ${fn}_takes --argument-names wanted flag
    set -l state (${fn}_state)
    test "$state[1]" = "$wanted"; and test "$state[3]" = "$flag"
end
# Whether COMMAND is the one that is written.
function ${fn}_in --argument-names wanted
    set -l words (commandline -opc)[2..-1]
    for word in $words
        string match -q -- '-*' $word; and continue
        test "$word" = "$wanted"
        return
    end
    return 1
end
complete -c ${name} -e
complete -c ${name} -f
${commands.map(({ name: command, summary }) => `complete -c ${name} -n '${fn}_at' -a ${command} -d ${quoted(summary)}`).join('\n')}
${options.map(option => `complete -c ${name} -n '${fn}_at' ${optionWords(option, fn)}`).join('\n')}
${commands.map(command => linesOf(command, name, fn)).join('\n')}
`;
}

function linesOf({ name: command, options, operands }: CommandShape, name: string, fn: string): string {
  return [
    ...options.map(option => `complete -c ${name} -n '${fn}_in ${command}' ${optionWords(option, fn)}`),
    ...options.filter(({ variadic }) => variadic).flatMap(({ flags, values }) => flags.map(flag => (
      `complete -c ${name} -n '${fn}_takes ${command} ${flag}' ${offer(values!, fn)}`))),
    ...operands.flatMap(({ values, variadic }, place) => values.kind === 'free' ? [] : [
      `complete -c ${name} -n '${fn}_at ${command} ${place}${variadic ? '+' : ''}' ${offer(values, fn)}`]),
  ].join('\n');
}

function optionWords({ flags, description, values }: OptionShape, fn: string): string {
  const names = flags.map(flag => flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`).join(' ');
  return `${names} -d ${quoted(description)}${values === undefined ? '' : values.kind === 'free' ? ' -x' : ` -r ${offer(values, fn)}`}`;
}

function offer(values: Values, fn: string): string {
  switch (values.kind) {
    case 'words': return `-f -a ${quoted(values.words.join(' '))}`;
    case 'files': return '-F';
    case 'apps': return `-f -a '(${fn}_apps)'`;
    case 'free': return '';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
