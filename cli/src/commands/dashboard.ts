import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { DASHBOARD_FORMATS, dashboardText } from '../dashboard/formats.js';
import { weightsOf } from '../dashboard/weights.js';
import { Exit, UsageError } from '../exit.js';
import { GATE_DEFAULTS } from '../gate/settings.js';
import { readObjects } from '../input/model.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { findProject } from '../project.js';
import { appMetrics, statedApps } from '../prometheus/metrics.js';
import { addSourceOptions, type MetricOptions } from '../prometheus/options.js';
import { suggestion } from '../nearest.js';

type DashboardOptions = CommonOptions & MetricOptions & {
  readonly versions?: readonly string[];
  readonly title?: string;
  readonly name?: string;
  readonly objectNamespace?: string;
  readonly label?: readonly [string, string];
  readonly folder?: string;
  readonly pods?: boolean;
  readonly runbookUrl?: string;
  readonly output?: string;
};

/** `dashboard`: what to look at, by version, for Grafana. */
export const dashboard: CliCommand = {
  name: 'dashboard',
  summary: 'a Grafana dashboard of an app by version: JSON, ConfigMap or GrafanaDashboard',

  configure(command: Command): void {
    command
      .argument('<app>', 'name of the app')
      .argument('[manifests...]', 'where its metrics and weights are stated (default: the output of cdk8s.yaml)')
      .option('--versions <names>', 'its versions, with commas between, where no manifests state them', list);
    addSourceOptions(command);
    command
      .option('--title <title>', 'title of the dashboard (default: APP by version)')
      .option('--runbook-url <url>', 'a page that the dashboard links to')
      .option('--no-pods', 'leave out the panel of pods, which needs kube-state-metrics')
      .option('--name <name>', 'name of the object (default: APP-dashboard)')
      .option('--object-namespace <namespace>', 'namespace of the object (default: none stated)')
      .option('--label <name=value>', 'what finds the object: of a ConfigMap its label (default grafana_dashboard=1), of a GrafanaDashboard the'
        + ' label of the Grafana (default dashboards=grafana)', label)
      .option('--folder <folder>', 'folder in Grafana')
      .option('--output <file>', 'write it to this file');
    addCommonOptions(command, DASHBOARD_FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic dashboard task-api dist > dashboard.json
  cdk8s-traffic dashboard task-api dist --format configmap --object-namespace monitoring --output dist/dashboard.yaml
  cdk8s-traffic dashboard task-api --versions stable,canary --source istio --namespace shop --format grafana-dashboard`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<DashboardOptions>();
    const format = formatOf(options, DASHBOARD_FORMATS);
    const [app, ...manifests] = command.args;
    const objects = await objectsOf(manifests, context);
    const apps = statedApps(objects);
    if (options.versions === undefined && !apps.includes(app)) {
      throw new UsageError(apps.length === 0
        ? 'no manifests state metrics of an app (monitoring: Monitoring.prometheus() renders them); name the versions by --versions stable,canary'
        : `no manifests state metrics of '${app}'. ${suggestion(app, apps)}`);
    }
    const metrics = appMetrics(app, options.versions ?? [], apps.includes(app) ? objects : [], options);
    // The builders take a moment to load, which no other command has to wait for.
    const { buildDashboard } = await import('../dashboard/build.js');
    const built = buildDashboard({
      metrics,
      title: options.title ?? `${app} by version`,
      ...weightsOf(objects, metrics),
      margin: GATE_DEFAULTS.margin,
      runbookUrl: options.runbookUrl,
      pods: options.pods ?? true,
    });
    const text = dashboardText(built, format, {
      name: options.name ?? `${app}-dashboard`, namespace: options.objectNamespace, label: options.label, folder: options.folder,
    });
    if (options.output === undefined) context.console.answer(text);
    else write(options.output, text);
    return Exit.done;
  },
};

async function objectsOf(manifests: readonly string[], context: Context): Promise<any[]> {
  if (manifests.length > 0) return readObjects(manifests, context);
  const project = findProject(process.cwd());
  return project === undefined || !existsSync(project.output) ? [] : readObjects([project.output], context);
}

/** Whole or not at all. */
function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

function list(value: string): string[] {
  const names = value.split(',');
  const wrong = names.find(name => !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name));
  if (wrong !== undefined || new Set(names).size < names.length) throw new InvalidArgumentError('Write names of versions with commas between, such as stable,canary.');
  return names;
}

function label(value: string): [string, string] {
  const match = /^([A-Za-z0-9][-A-Za-z0-9_./]*)=([A-Za-z0-9][-A-Za-z0-9_.]*)$/.exec(value);
  if (match === null) throw new InvalidArgumentError('Write a label such as grafana_dashboard=1.');
  return [match[1], match[2]];
}
