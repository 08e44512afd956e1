import { existsSync, readdirSync } from 'node:fs';
import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { Exit, UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import { runbookPage, stageOfFile, type RunbookFacts, type RunbookVersion } from '../library.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { asked } from '../asked.js';
import { checkNames, findRoute, keyOf } from '../patch/find-route.js';
import { addGitOpsOptions, gitOpsOf, type GitOpsOptions } from '../patch/gitops-options.js';
import { stageEntry } from '../patch/stage-entry.js';
import { STAGE_FILE } from '../stages/stage-file.js';
import { findProject } from '../project.js';

const FORMATS = ['text', 'json'] as const;

type RunbookOptions = CommonOptions & GitOpsOptions & {
  readonly file?: string;
  readonly route?: string;
  readonly patches?: string;
  readonly contacts?: string;
};

/** `runbook`: the page for the person on call. */
export const runbook: CliCommand = {
  name: 'runbook',
  summary: 'the page for the person on call, as Markdown',

  configure(command: Command): void {
    command
      .argument('<app>', 'key of the stage file: app, or app/pattern')
      .argument('[manifests...]', 'the present state (default: the output of cdk8s.yaml): files, folders, - for standard input, or'
        + ' git:REV:PATH')
      .option('--file <file>', `the stage file (default ${STAGE_FILE})`)
      .option('--route <route>', 'NAME or NAMESPACE/NAME of the route, where the app has several')
      .option('--patches <folder>', 'folder of the ready patches (default ops/APP, where there is one)')
      .option('--contacts <text>', 'whom to call, as Markdown');
    addGitOpsOptions(command);
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic runbook task-api > RUNBOOK.md
  cdk8s-traffic runbook task-api dist --gitops argocd --contacts '#team-tasks, or page tasks'`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<RunbookOptions>();
    const format = formatOf(options, FORMATS);
    const gitOps = gitOpsOf(options);
    const [wanted, ...manifests] = command.args;
    const entry = stageEntry(wanted, options.file ?? STAGE_FILE)!;
    const project = findProject(process.cwd());
    if (manifests.length === 0 && project === undefined) {
      throw new UsageError('no manifests given, and there is no cdk8s.yaml here or above that names an output folder; give files,'
        + ' folders, - for standard input, or git:REV:PATH');
    }
    const objects = await readObjects(manifests.length > 0 ? manifests : [project!.output], context);
    const route = findRoute({ app: entry.app, pattern: entry.facts.pattern, route: options.route }, objects);
    checkNames(route);
    const { kind, metadata: { name, namespace } } = route;
    const facts: RunbookFacts = {
      ...entry.facts,
      app: entry.key,
      route: { kind, name, namespace },
      versions: versionsOf(route, objects),
      ready: readyIn(options.patches, entry.app),
      gitOps,
      contacts: options.contacts,
    };
    const page = asked(() => runbookPage(facts));
    if (format === 'json') context.console.json({ ...facts, page });
    else context.console.answer(page);
    return Exit.done;
  },
};

/** The versions that the route's rules name, by their Services, in order of their first mention. */
function versionsOf(route: any, objects: readonly any[]): RunbookVersion[] {
  const refs = (route.spec?.rules ?? []).flatMap((rule: any) => rule?.backendRefs ?? []);
  const keys = [...new Set<string>(refs.map((ref: any) => `${ref?.namespace ?? route.metadata.namespace ?? 'default'}/${ref?.name}`))];
  return keys.map(key => {
    const [namespace, service] = key.split('/');
    const found = objects.find(object => object.kind === 'Service' && keyOf(object) === key);
    const selector: Record<string, string> = found?.spec?.selector ?? {};
    const deployment = objects.find(object =>
      object.kind === 'Deployment' && keyOf(object).startsWith(`${namespace}/`) && selects(selector, object));
    return {
      name: selector.version ?? selector.environment ?? service, service, deployment: deployment?.metadata?.name,
      ...(route.metadata.namespace === undefined && namespace === 'default' ? {} : { namespace }),
    };
  });
}

function selects(selector: Record<string, string>, deployment: any): boolean {
  const labels = deployment.spec?.template?.metadata?.labels ?? {};
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([name, value]) => labels[name] === value);
}

/** The patches that the library has written. */
function readyIn(folder: string | undefined, app: string): RunbookFacts['ready'] {
  const place = folder ?? `ops/${app}`;
  if (!existsSync(place)) {
    if (folder !== undefined) throw new UsageError(`--patches ${folder}: there is no such folder; Runbooks.write(app, 'ops') writes it`
      + ' at synth');
    return undefined;
  }
  const stages = readdirSync(place).map(stageOfFile).filter((stage): stage is string => stage !== undefined).sort();
  return stages.length === 0 ? undefined : { folder: place, stages };
}
