import { MonitoringSettings } from './monitoring';
import { promNumber, promString } from './promql';
import { labelsOf, RECORDED } from './recording';
import { Watched, WatchedVersion } from './watched';

/** Where the paragraphs about the alerts are. */
const DOCS = 'https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/monitoring.md';

/** How many standard errors a share must be off: with one look a minute for a year, chance alone gets there about never. */
const SIGMAS = 5;

/** The alerts that have a meaning at the present stage. */
export function alertRules(settings: MonitoringSettings, watched: Watched): any[] {
  const challengers = watched.versions.filter(({ name, percent }) => name !== watched.reference && (watched.reference !== undefined || percent > 0));
  return [
    ...challengers.flatMap(version => [errors(settings, watched, version), latency(settings, watched, version)]),
    ...shares(settings, watched),
    noData(watched),
    ...forgotten(settings, watched),
  ].filter(rule => rule !== undefined && !settings.withoutAlerts.includes(rule.alert)).map(rule => complete(rule, settings, watched));
}

function errors(settings: MonitoringSettings, watched: Watched, { name }: WatchedVersion) {
  const { reference } = watched;
  const { errorFloor, minRequests } = settings;
  const floor = `${recorded('errors', watched, name)} > ${promNumber(errorFloor / 100)}`;
  const enough = `${recorded('requests', watched, name)} >= ${minRequests}`;
  if (reference === undefined) {
    return {
      alert: 'VersionErrors', version: name, for: '2m', severity: 'critical', expr: `${floor}\nand ${enough}`,
      summary: `${name} of ${watched.app} fails more than ${errorFloor} % of its requests`,
      description: `{{ $value | humanizePercentage }} of the requests to ${name} failed within 5 minutes.`,
    };
  }
  return {
    alert: watched.pattern === 'canary' ? 'CanaryErrors' : 'VersionErrors',
    version: name,
    for: '2m',
    severity: 'critical',
    // A version without requests has no error rate: then the floor alone decides.
    expr: `${floor}\nand ${recorded('errors', watched, name)} > 2 * (${recorded('errors', watched, reference)} or vector(0))\nand ${enough}`,
    summary: `${name} of ${watched.app} fails more than twice as often as ${reference}`,
    description: `{{ $value | humanizePercentage }} of the requests to ${name} failed within 5 minutes, more than twice the rate of ${reference} and above ${errorFloor} %.`,
  };
}

function latency(settings: MonitoringSettings, watched: Watched, { name }: WatchedVersion) {
  if (settings.source.kind === 'nginx-gateway-fabric') return undefined;
  const { reference } = watched;
  const { latencySeconds, minRequests } = settings;
  const slow = `${recorded('latency', watched, name)} > ${promNumber(latencySeconds)}`;
  const enough = `${recorded('requests', watched, name)} >= ${minRequests}`;
  const than = reference === undefined ? '' : `\nand ${recorded('latency', watched, name)} > 1.5 * (${recorded('latency', watched, reference)} or vector(0))`;
  return {
    alert: watched.pattern === 'canary' ? 'CanaryLatency' : 'VersionLatency',
    version: name,
    for: '5m',
    severity: 'warning',
    expr: `${slow}${than}\nand ${enough}`,
    summary: `${name} of ${watched.app} is slow${reference === undefined ? '' : `er than ${reference}`}`,
    description: `One request in a hundred to ${name} took longer than {{ $value | humanizeDuration }}${
      reference === undefined ? '' : `, more than 1.5 times as long as with ${reference}`} (limit ${latencySeconds} s).`,
  };
}

/** What compares traffic with the weights: only where all requests are the split's own. */
function shares(settings: MonitoringSettings, watched: Watched) {
  // Pinned requests and copies are counted with the others, so shares of all are not those of the split.
  if (watched.mixed !== undefined) return [];
  const weighted = watched.versions.filter(({ percent }) => percent > 0);
  const split = weighted.length > 1;
  const total = `sum(${selected('requests', watched)})`;
  return weighted.flatMap(({ name, percent }) => {
    const weight = percent / 100;
    // Of a small weight half is much, however few points that are.
    const tolerance = Math.min(settings.shareTolerance / 100, weight / 2, (1 - weight) / 2);
    const off = `abs(${recorded('share', watched, name)} - ${promNumber(weight)})`;
    return [
      // Of two versions one tells all: the other has the rest.
      ...split && !(weighted.length === 2 && name === watched.reference) ? [{
        alert: 'ShareDiffersFromWeight', version: name, for: '10m', severity: 'warning',
        expr: `${off} > ${promNumber(tolerance)}\n`
          + `and ${off} > ${SIGMAS} * sqrt(${promNumber(weight * (1 - weight))} / ${total})\nand ${total} >= ${settings.minRequests}`,
        summary: `${name} of ${watched.app} gets another share than its weight of ${percent} %`,
        description: `The share of ${name} is off by {{ $value | humanizePercentage }}. Look for callers inside the cluster, sticky sessions, a route that is not applied.`,
      }] : [],
      {
        alert: 'NoTrafficDespiteWeight', version: name, for: '10m', severity: 'warning',
        // Twenty requests would be expected: chance gives none of them once in 500 million.
        expr: `${recorded('requests', watched, name)} == 0\nand ${total} * ${promNumber(weight)} > 20`,
        summary: `${name} of ${watched.app} gets no request, though its weight is ${percent} %`,
        description: `Others of ${watched.app} get requests, ${name} none. Look whether the route is applied and its backend has endpoints.`,
      },
    ];
  });
}

function noData(watched: Watched) {
  return {
    alert: 'NoTrafficData', for: '15m', severity: 'warning',
    expr: `(sum(${selected('requests', watched)}) or vector(0)) == 0`,
    summary: `there are no metrics of requests to ${watched.app}`,
    description: 'No version has counted a request for 15 minutes: nothing that goes wrong would be seen. Look at the targets of Prometheus, and whether there is traffic.',
  };
}

/** The rule is there as long as the stage is, so its age is the stage's: a change of stage changes its labels. */
function forgotten({ forgottenAfter }: MonitoringSettings, { app, pattern, stage }: Watched) {
  if (pattern !== 'canary' || stage === undefined || stage === 'baseline') return [];
  return [{
    alert: 'CanaryForgotten', for: forgottenAfter, severity: 'info', expr: 'vector(1)',
    summary: `the canary of ${app} has stood at ${stage} for ${forgottenAfter}`,
    description: 'Move on, finish or roll back: what stands between two versions makes every other change harder.',
  }];
}

function complete(rule: any, settings: MonitoringSettings, watched: Watched) {
  const { alert, version, for: duration, severity, expr, summary, description } = rule;
  const { app, namespace, route, stage, pattern } = watched;
  return {
    alert,
    expr,
    for: duration,
    labels: {
      app, ...namespace === undefined ? {} : { namespace }, route, severity,
      ...stage === undefined ? {} : { stage }, ...version === undefined ? {} : { version },
    },
    annotations: {
      summary,
      description,
      ...pattern === 'canary' || pattern === 'blue-green' ? { rollback: `cdk8s-traffic rollback ${app} --commit` } : {},
      runbook_url: settings.runbookUrl ?? `${DOCS}#${alert.toLowerCase()}`,
    },
  };
}

/** A version's recorded series, without its labels, so that two versions can be compared. */
function recorded(what: keyof typeof RECORDED, watched: Watched, version: string): string {
  return `sum(${selected(what, watched, version)})`;
}

function selected(what: keyof typeof RECORDED, watched: Watched, version?: string): string {
  const labels = Object.entries(labelsOf(watched, version ?? '')).filter(([, value]) => value !== '');
  return `${RECORDED[what]}{${labels.map(([name, value]) => `${name}=${promString(value!)}`).join(',')}}`;
}
