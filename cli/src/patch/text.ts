import type { GitOpsCommand } from '../library.js';
import { visible } from '../table.js';
import type { PatchAnswer } from './answer.js';

/** The answer as lines of a shell: what is no command is a comment, so that it can be read, copied or saved as it is. */
export function renderPatch({ app, from, to, route, form, commands, followUp, classes }: PatchAnswer): string {
  const place = `${route.kind} ${route.namespace === undefined ? '' : `${route.namespace}/`}${route.name}`;
  const one = new Set(commands.pause.map(({ tool }) => tool)).size === 1;
  const lines = [
    comment(`${app}: ${from ?? 'unknown stage'} -> ${to}, ${place}`),
    comment(`Tried in memory: ${classes} classes of requests are answered as at ${to}.`),
    '',
    comment('1. Keep Git from putting its weights back.'),
    ...gitOps(commands.pause, one),
    '',
    comment(`2. ${{ json: 'Patch the route. It is refused as a whole where a guard does not hold.', merge: 'Patch the route: every rule'
      + ' is replaced.', ssa: 'Apply the whole route.' }[form]}`),
    commands.patch,
    '',
    comment('3. Verify: the weights; Accepted and ResolvedRefs are True at the generation in the first line. A refused patch does not'
      + ' say why: the weights do.'),
    ...commands.verify,
    '',
    comment('4. Bring Git to the same state.'),
    ...followUp.commands.length === 0 ? [comment(from === to ? '   The stage file says so already.' : '   The stage file has no such'
      + ' move to make in one commit.')] : followUp.commands,
    ...followUp.notes.map(note => comment(`   ${note}`)),
    '',
    comment('5. Resume, once that is merged.'),
    ...gitOps(commands.resume, one),
  ];
  return lines.join('\n');
}

/** Where it is not known which tool there is, its commands are comments to choose from. */
function gitOps(commands: readonly GitOpsCommand[], known: boolean): string[] {
  return commands.flatMap(({ command, note }) => [comment(`   ${note}.`), known ? command : `#   ${command.replace(/\n/g, '\n#   ')}`]);
}

function comment(text: string): string {
  return `# ${visible(text)}`;
}
