import { createHash } from 'node:crypto';
import { DashboardBuilder, DashboardCursorSync, DatasourceVariableBuilder, IntervalVariableBuilder, RowBuilder, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { AppMetrics } from '../prometheus/metrics.js';
import { numberPanel, textPanel, timePanel, type Line, type Place, type TimePanel } from './panels.js';

/** What a dashboard is made of. */
export interface DashboardInput {
  readonly metrics: AppMetrics;
  readonly title: string;
  /** Weights by version, in percent; absent where no manifests state them. */
  readonly weights?: { readonly [version: string]: number };
  /** Percentage points more of errors that the canary may have. */
  readonly margin: number;
  readonly stage?: string;
  readonly rollback?: string;
  readonly runbookUrl?: string;
  /** Whether to look at pods, by kube-state-metrics. */
  readonly pods: boolean;
}

/** The window that rates are taken over; the reader picks it. */
const WINDOW = '$window';

/** A dashboard of an app by version. The same input gives the same JSON. */
export function buildDashboard(input: DashboardInput): Dashboard {
  const { metrics: { app, namespace, source }, title } = input;
  const builder = new DashboardBuilder(title)
    .uid(uidOf(app, namespace))
    .description(`Requests to ${app} by version. Not seen by these metrics: ${source.blindSpots.join('; ')}.`)
    .tags(['cdk8s-traffic', app])
    .timezone('browser')
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(new IntervalVariableBuilder('window').label('Window').values('5m,15m,1h').current({ text: '5m', value: '5m' }));
  let [id, y] = [1, 0];
  for (const { row, panels } of rowsOf(input)) {
    builder.withRow(new RowBuilder(row).id(id++).gridPos({ x: 0, y, w: 24, h: 1 }));
    y += 1;
    let x = 0;
    for (const { width, height = 8, make } of panels) {
      if (x + width > 24) [x, y] = [0, y + height];
      builder.withPanel(make(id++, { x, y, w: width, h: height }));
      x += width;
    }
    y += Math.max(...panels.map(({ height = 8 }) => height));
  }
  return builder.build();
}

interface Row {
  readonly row: string;
  readonly panels: ReadonlyArray<{ readonly width: number; readonly height?: number; readonly make: (id: number, place: Place) => any }>;
}

function rowsOf(input: DashboardInput): Row[] {
  const { metrics: { queries, versions, source, latencySeconds = 0.5, app, services, namespace }, weights, margin, pods } = input;
  const each = (expr: (version: string) => string): Line[] => versions.map(name => ({ name, expr: expr(name) }));
  const time = (width: number, panel: TimePanel) => ({ width, make: (id: number, place: Place) => timePanel(panel, id, place) });
  const stat = (width: number, panel: TimePanel) => ({ width, make: (id: number, place: Place) => numberPanel(panel, id, place) });
  const meant = weights === undefined ? [] : versions.filter(name => weights[name] !== undefined).map(name => ({ name: `weight of ${name}`, expr: `vector(${weights[name] / 100})` }));
  const timed = source.kind !== 'nginx-gateway-fabric';
  return [
    {
      row: 'Traffic',
      panels: [
        time(12, {
          title: 'Share of requests', unit: 'percentunit', max: 1, lines: each(name => queries.share(name, WINDOW)), meant,
          description: 'The part of all requests that each version answers; dashed, its weight. If they differ, is the route applied, and who else calls the Service?',
        }),
        time(12, {
          title: 'Requests per second', unit: 'reqps', lines: each(name => queries.requestRate(name, WINDOW)),
          description: 'A version with a weight and without requests: is the route accepted, and has the Service endpoints?',
        }),
      ],
    },
    {
      row: 'Errors',
      panels: [
        time(16, {
          title: 'Error rate', unit: 'percentunit', lines: each(name => queries.errorRate(name, WINDOW)),
          description: `The part of requests that failed. A canary may have ${margin} points more than stable; cdk8s-traffic gate says whether that is sure.`,
        }),
        stat(8, {
          title: 'Requests within the window', unit: 'short', lines: each(name => queries.requests(name, WINDOW)),
          description: 'Of few requests no rate tells anything: below 100 of a version look at nothing else.',
        }),
      ],
    },
    ...timed ? [{
      row: 'Latency',
      panels: [
        ...[0.5, 0.95, 0.99].map(quantile => time(8, {
          title: `Latency, p${quantile * 100}`, unit: 's', lines: each(name => queries.latency(name, quantile, WINDOW)),
          description: `${quantile * 100} % of the requests were quicker than this.`,
        })),
        time(24, {
          title: `Requests slower than ${latencySeconds} s`, unit: 'percentunit',
          lines: each(name => `(${queries.slow(name, latencySeconds, WINDOW)}) / ((${queries.timedRequests(name, WINDOW)}) > 0)`),
          description: `The part of requests that took longer than ${latencySeconds} s, which gate compares. No line: the histogram has no boundary there.`,
        }),
      ],
    }] : [],
    {
      row: 'Where it stands',
      panels: [
        ...pods ? [time(12, {
          title: 'Available pods', unit: 'short',
          lines: each(name => `sum(kube_deployment_status_replicas_available{${namespace === undefined ? '' : `namespace="${namespace}",`}deployment="${services[name] ?? `${app}-${name}`}"})`),
          description: 'By kube-state-metrics. Fewer than the manifests say: a roll-out is under way, or pods do not start.',
        })] : [],
        { width: pods ? 12 : 24, make: (id: number, place: Place) => textPanel('What to do', textOf(input), id, place) },
      ],
    },
  ];
}

function textOf({ metrics: { app, versions }, stage, weights, rollback, runbookUrl }: DashboardInput): string {
  return [
    `**${app}**${stage === undefined ? '' : `, rendered at stage \`${stage}\``}`,
    ...weights === undefined ? [] : ['', ...versions.map(name => `- ${name}: ${weights[name] === undefined ? 'no weight' : `${weights[name]} %`}`)],
    ...rollback === undefined ? [] : ['', `The way back: \`${rollback}\``],
    ...runbookUrl === undefined ? [] : ['', `[Runbook](${runbookUrl})`],
  ].join('\n');
}

/** At most 40 characters, the same for the same app. */
function uidOf(app: string, namespace: string | undefined): string {
  const plain = `traffic-${namespace === undefined ? '' : `${namespace}-`}${app}`;
  return plain.length <= 40 ? plain : `traffic-${createHash('sha256').update(plain).digest('hex').slice(0, 32)}`;
}
