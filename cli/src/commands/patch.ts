import { Option, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { Exit, UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import type { PatchForm } from '../library.js';
import { addCommonOptions, formatOf, oneOf, type CommonOptions } from '../options.js';
import { answerPatch } from '../patch/answer.js';
import { checkNames, findRoute } from '../patch/find-route.js';
import { addGitOpsOptions, gitOpsOf, type GitOpsOptions } from '../patch/gitops-options.js';
import { checkStage, stageEntry, type StageEntry } from '../patch/stage-entry.js';
import { renderPatch } from '../patch/text.js';
import { synthAt } from '../patch/what-if.js';
import { findProject } from '../project.js';

const FORMATS = ['text', 'json'] as const;

type PatchOptions = CommonOptions & GitOpsOptions & {
  readonly to?: string;
  readonly target?: readonly string[];
  readonly form: PatchForm;
  readonly file?: string;
  readonly route?: string;
  readonly fieldManager?: string;
};

/** `patch`: guarded commands that lead the live route to another stage, with the GitOps pause and resume around them. */
export const patch: CliCommand = {
  name: 'patch',
  summary: 'guarded kubectl commands that lead the live route to another stage',

  configure(command: Command): void {
    command
      .argument('<app>', 'key of the stage file: app, or app/pattern')
      .argument('[manifests...]', 'the current state (default: the output of cdk8s.yaml): files, folders, - for standard input, or'
        + ' git:REV:PATH')
      .option('--to <stage>', 'the stage to lead the route to')
      .option('--target <manifests...>', 'manifests of that stage (default: cdk8s synth makes them, in a folder of its own)')
      .addOption(new Option('--form <form>', 'json: guarded JSON patch; ssa: server-side apply of the whole route; merge: every rule,'
        + ' unguarded')
        .argParser(oneOf(['json', 'ssa', 'merge'])).default('json'))
      .option('--file <file>', 'the stage file (default traffic.yaml, where there is one)')
      .option('--route <route>', 'NAME or NAMESPACE/NAME of the route, where the app has several')
      .option('--field-manager <name>', 'field manager of --form ssa (default: that of what applies from Git)');
    addGitOpsOptions(command);
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
--strict also guards the current weights (and, as everywhere, warnings make the exit code 1).

Examples:
  cdk8s-traffic patch task-api --to rolled-back
  kubectl get httproute task-api-canary -n task-api -o yaml | cdk8s-traffic patch task-api --to weight-5 - --strict
  cdk8s-traffic patch shop --to blue dist --target git:HEAD~1:dist --gitops flux
  cdk8s-traffic patch task-api --to rolled-back --form ssa --gitops argocd`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<PatchOptions>();
    const format = formatOf(options, FORMATS);
    const gitOps = gitOpsOf(options);
    const [wanted, ...manifests] = command.args;
    if (options.to === undefined) throw new UsageError('--to STAGE is missing: say which stage to lead the route to, such as --to'
      + ' rolled-back');
    if (options.fieldManager !== undefined && options.form !== 'ssa') throw new UsageError('--field-manager is for --form ssa: a patch'
      + ' has no field manager that an apply would share');
    const entry = stageEntry(wanted, options.file);
    const pattern = checkStage(entry?.facts.pattern, options.to);
    const project = findProject(process.cwd());
    const current = await readObjects(manifests.length > 0 ? manifests : [outputOf(project)], context);
    const answer = await withTarget(wanted, entry, options, context, async targetObjects => {
      const query = { app: entry?.app ?? wanted.split('/')[0], pattern, route: options.route };
      const target = findRoute(query, targetObjects, current);
      checkNames(target);
      const route = findRoute({ ...query, route: options.route ?? nameOf(target) }, current, targetObjects);
      return answerPatch({
        app: entry?.key ?? wanted,
        facts: entry?.facts ?? { pattern },
        to: options.to!,
        current: route,
        objects: current,
        target,
        targetObjects,
        form: options.form,
        strict: options.strict === true,
        gitOps,
        fieldManager: options.fieldManager,
      });
    });
    const { warnings, ...said } = answer;
    warnings.forEach(({ id, message }) => context.console.warn(id, message));
    if (format === 'json') context.console.json(said);
    else context.console.answer(renderPatch(answer));
    return options.strict && warnings.length > 0 ? Exit.findings : Exit.done;
  },
};

/** The manifests of the other stage: given, or made by the app itself. */
async function withTarget<T>(
  wanted: string, entry: StageEntry | undefined, { target, to }: PatchOptions, context: Context, use: (objects: any[]) => Promise<T>,
): Promise<T> {
  if (target !== undefined) return use(await readObjects(target, context));
  const pattern = entry?.facts.pattern;
  if (pattern !== undefined && !['canary', 'blue-green'].includes(pattern)) {
    throw new UsageError(`${wanted} is a pattern of kind ${pattern}, whose variants have stages of their own: synthesise the other`
      + ' state, and give it with --target MANIFESTS');
  }
  const project = findProject(process.cwd());
  if (project === undefined) throw new UsageError('there is no cdk8s.yaml here or above, so the other stage cannot be synthesised; give'
    + ' its manifests with --target MANIFESTS');
  context.console.detail(`synthesising ${project.folder} at ${entry?.key ?? wanted}=${to}`);
  return synthAt(project, entry?.key ?? wanted, to!, context.env, async folder => use(await readObjects([folder], context)));
}

function outputOf(project: { readonly output: string } | undefined): string {
  if (project === undefined) throw new UsageError('no manifests given, and there is no cdk8s.yaml here or above that names an output'
    + ' folder; give files, folders, - for standard input, or git:REV:PATH');
  return project.output;
}

function nameOf({ metadata }: any): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}
