import { MonitoringSettings } from './monitoring';
import { promNumber } from './promql';
import { isTimed, recorded } from './recording';
import { queriesOf, Watched, WatchedVersion } from './watched';

/** Where the paragraphs about the alerts are. */
const DOCS = 'https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/monitoring.md';

/** How many standard errors apart: with one look a minute for a year, chance alone gets there about never. */
const SIGMAS = 5;

/** Of fewer bad requests nothing is said, whatever share they are. */
const LEAST_BAD = 10;

/** A version may be so many times as bad as the one it is compared with. */
const FACTOR = 2;

/** The share of requests that may be slow: p99 is the limit. */
const SLOW = 0.01;

/** The alerts that have a meaning at the present stage. */
export function alertRules(settings: MonitoringSettings, watched: Watched): any[] {
  const challengers = watched.versions.filter(({ name, percent }) => name !== watched.reference && (watched.reference !== undefined || percent > 0));
  return [
    ...challengers.flatMap(version => [errors(settings, watched, version), ...latency(settings, watched, version)]),
    ...shares(settings, watched),
    ...noData(settings, watched),
    ...forgotten(settings, watched),
  ].filter(rule => !settings.withoutAlerts.includes(rule.alert)).map(rule => complete(rule, settings, watched));
}

function errors(settings: MonitoringSettings, watched: Watched, { name, shadow }: WatchedVersion) {
  const { reference } = watched;
  const { errorFloor } = settings;
  const than = reference === undefined ? '' : `, more than twice the rate of ${reference}`;
  return {
    alert: watched.pattern === 'canary' ? 'CanaryErrors' : 'VersionErrors',
    version: name, shadow, for: '2m', severity: 'critical',
    expr: worse(settings, watched, name, 'failed', 'requests', errorFloor / 100),
    summary: reference === undefined ? `${name} of ${watched.app} fails more than ${errorFloor} % of its requests`
      : `${name} of ${watched.app} fails more than twice as often as ${reference}`,
    description: `{{ $value | humanizePercentage }} of the requests to ${name} failed within 5 minutes${than} (limit ${errorFloor} %).`,
  };
}

function latency(settings: MonitoringSettings, watched: Watched, { name, shadow }: WatchedVersion) {
  if (!isTimed(settings)) return [];
  const { reference } = watched;
  const { latencySeconds } = settings;
  const than = reference === undefined ? '' : `, more than twice the share of ${reference}`;
  return [{
    alert: watched.pattern === 'canary' ? 'CanaryLatency' : 'VersionLatency',
    version: name, shadow, for: '5m', severity: 'warning',
    expr: worse(settings, watched, name, 'slow', 'timed', SLOW),
    summary: `${name} of ${watched.app} is slow${reference === undefined ? '' : `er than ${reference}`}`,
    description: `{{ $value | humanizePercentage }} of the requests to ${name} took longer than ${latencySeconds} s within 5 minutes${than} (limit ${SLOW * 100} %).`,
  }];
}

/**
 * The share of bad requests is above a floor, above twice that of the reference, of enough requests, and further off than chance takes
 * two equal versions: by the pooled variance, as a score test has it.
 */
function worse({ minRequests }: MonitoringSettings, watched: Watched, name: string, bad: Counted, total: Counted, floor: number): string {
  const { reference } = watched;
  const [b, n] = [recorded(bad, watched, name), recorded(total, watched, name)];
  const lines = [`${b} / ${n} > ${promNumber(floor)}`, `${n} >= ${minRequests}`, `${b} >= ${LEAST_BAD}`];
  if (reference !== undefined) {
    const [rb, rn] = [recorded(bad, watched, reference), recorded(total, watched, reference)];
    const pooled = `(${b} + ${rb}) / (${n} + ${rn})`;
    // Where the reference had no requests there is nothing to compare with: then the floor alone decides.
    lines.push(`(${b} / ${n} > ${FACTOR} * ${rb} / ${rn} or ${rn} == 0)`);
    lines.push(`(${b} / ${n} - ${rb} / ${rn}\n  > ${SIGMAS} * sqrt(${pooled} * (1 - ${pooled}) * (1 / ${n} + 1 / ${rn})) or ${rn} == 0)`);
  }
  return lines.join('\nand ');
}

type Counted = 'requests' | 'failed' | 'timed' | 'slow';

/** What compares traffic with the weights: only where all requests are the split's own. */
function shares(settings: MonitoringSettings, watched: Watched) {
  // Pinned requests and copies are counted with the others, so shares of all are not those of the split.
  if (watched.mixed !== undefined) return [];
  const weighted = watched.versions.filter(({ percent }) => percent > 0);
  // Callers inside the cluster follow no weights, so their requests make a share differ; none at all is told in spite of them.
  const split = weighted.length > 1 && !settings.inClusterCallers;
  const total = recorded('requests', watched);
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
      // A version alone has all the requests there are.
      ...watched.versions.length > 1 ? [{
        alert: 'NoTrafficDespiteWeight', version: name, for: '10m', severity: 'warning',
        // Twenty requests would be expected: chance gives none of them once in 500 million.
        expr: `${recorded('requests', watched, name)} == 0\nand ${total} * ${promNumber(weight)} > 20`,
        summary: `${name} of ${watched.app} gets no request, though its weight is ${percent} %`,
        description: `Others of ${watched.app} get requests, ${name} none. Look whether the route is applied and its backend has endpoints.`,
      }] : [],
    ];
  });
}

/** What says that the others see nothing: no alert of theirs would fire. */
function noData(settings: MonitoringSettings, watched: Watched) {
  const { latencySeconds, minRequests } = settings;
  return [
    {
      alert: 'NoTrafficData', for: '15m', severity: 'warning',
      expr: queriesOf(settings, watched).absent(),
      summary: `there are no metrics of requests to ${watched.app}`,
      description: 'Prometheus has no series of any version: nothing that goes wrong would be seen. Look at its targets, and whether these are the metrics.',
    },
    ...!isTimed(settings) ? [] : [{
      alert: 'NoLatencyData', for: '15m', severity: 'info',
      expr: `${recorded('requests', watched)} >= ${minRequests}\nunless ${recorded('slow', watched)}`,
      summary: `it is not known how many requests to ${watched.app} are slow`,
      description: `There is no histogram, or it has no bucket with the boundary ${latencySeconds} s: alerts on latency see nothing. State latencySeconds as one of its boundaries.`,
    }],
  ];
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
  const { alert, version, shadow, for: duration, severity, expr, summary, description } = rule;
  const { app, namespace, route, stage, pattern } = watched;
  // A mirror answers nobody, so there is nothing to take back.
  const rollback = shadow !== true && (pattern === 'canary' || pattern === 'blue-green');
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
      ...rollback ? { rollback: `cdk8s-traffic rollback ${app} --commit` } : {},
      runbook_url: settings.runbookUrl ?? `${DOCS}#${alert.toLowerCase()}`,
    },
  };
}
