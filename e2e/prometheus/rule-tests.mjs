// Alerts that must fire, and their twins that must not, for `promtool test rules`: hours of time in a moment.

const counter = (version, status, values) => ({ series: `http_requests_total{namespace="e2e",app="shop",version="${version}",status="${status}"}`, values });
const bucket = (version, le, values) => ({ series: `http_request_duration_seconds_bucket{namespace="e2e",app="shop",version="${version}",le="${le}"}`, values });
const minutes = (each, count = 60) => `0+${each}x${count}`;

/** Both versions: requests a minute, of which some fail, and some take longer than half a second. */
function traffic(versions) {
  return Object.entries(versions).flatMap(([version, { requests, errors = 0, slow = 0 }]) => (requests === undefined ? [] : [
    counter(version, '200', minutes(requests - errors)),
    counter(version, '500', minutes(errors)),
    bucket(version, '0.1', minutes(requests - slow)),
    bucket(version, '0.5', minutes(requests - slow)),
    bucket(version, '1', minutes(requests)),
    bucket(version, '+Inf', minutes(requests)),
    { series: `http_request_duration_seconds_count{namespace="e2e",app="shop",version="${version}"}`, values: minutes(requests) },
  ]));
}

/** [what, series, alert, version, whether it fires after 40 minutes] of a canary of 25 % */
export const CASES = [
  ['errors over twice those of stable', traffic({ stable: { requests: 750, errors: 3 }, canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', true],
  ['errors less than twice', traffic({ stable: { requests: 750, errors: 21 }, canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', false],
  ['errors below the floor', traffic({ stable: { requests: 750, errors: 0 }, canary: { requests: 250, errors: 2 } }), 'CanaryErrors', 'canary', false],
  ['errors of few requests', traffic({ stable: { requests: 9, errors: 0 }, canary: { requests: 3, errors: 3 } }), 'CanaryErrors', 'canary', false],
  ['many errors of some requests', traffic({ stable: { requests: 24, errors: 0 }, canary: { requests: 8, errors: 4 } }), 'CanaryErrors', 'canary', true],
  ['errors while stable has no requests', traffic({ canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', true],
  ['errors over twice those of stable, which chance explains', traffic({ stable: { requests: 150, errors: 1 }, canary: { requests: 50, errors: 1 } }), 'CanaryErrors', 'canary', false],
  ['fewer than ten errors', traffic({ stable: { requests: 75, errors: 0 }, canary: { requests: 25, errors: 1 } }), 'CanaryErrors', 'canary', false],
  ['slower than stable', traffic({ stable: { requests: 750 }, canary: { requests: 250, slow: 25 } }), 'CanaryLatency', 'canary', true],
  ['as slow as stable', traffic({ stable: { requests: 750, slow: 75 }, canary: { requests: 250, slow: 25 } }), 'CanaryLatency', 'canary', false],
  ['a share that differs', traffic({ stable: { requests: 900 }, canary: { requests: 100 } }), 'ShareDiffersFromWeight', 'canary', true],
  ['a share within the tolerance', traffic({ stable: { requests: 780 }, canary: { requests: 220 } }), 'ShareDiffersFromWeight', 'canary', false],
  ['a share that differs, of few requests', traffic({ stable: { requests: 18 }, canary: { requests: 3 } }), 'ShareDiffersFromWeight', 'canary', false],
  ['no request of the canary', traffic({ stable: { requests: 1000 }, canary: { requests: 0 } }), 'NoTrafficDespiteWeight', 'canary', true],
  ['no series of the canary', traffic({ stable: { requests: 1000 } }), 'NoTrafficDespiteWeight', 'canary', true],
  ['no request of the canary, where few were due', traffic({ stable: { requests: 10 }, canary: { requests: 0 } }), 'NoTrafficDespiteWeight', 'canary', false],
  ['requests of the canary', traffic({ stable: { requests: 750 }, canary: { requests: 250 } }), 'NoTrafficDespiteWeight', 'canary', false],
  ['no series at all', [], 'NoTrafficData', undefined, true],
  ['series, but no requests', traffic({ stable: { requests: 0 }, canary: { requests: 0 } }), 'NoTrafficData', undefined, false],
  ['no histogram', [counter('stable', '200', minutes(750)), counter('canary', '200', minutes(250))], 'NoLatencyData', undefined, true],
  ['no bucket at the limit', [counter('stable', '200', minutes(750)), bucket('stable', '0.3', minutes(700)), bucket('stable', '+Inf', minutes(750))], 'NoLatencyData', undefined, true],
  ['a bucket at the limit', traffic({ stable: { requests: 750 } }), 'NoLatencyData', undefined, false],
  ['some requests', traffic({ stable: { requests: 3 }, canary: { requests: 1 } }), 'NoTrafficData', undefined, false],
];

/** The same of the green side of a blue-green pair, which is compared with nothing. */
export const SIDE_CASES = [
  ['errors above the floor', traffic({ green: { requests: 750, errors: 15 } }), 'VersionErrors', 'green', true],
  ['errors below the floor', traffic({ green: { requests: 750, errors: 7 } }), 'VersionErrors', 'green', false],
  ['errors of the idle side', traffic({ blue: { requests: 750, errors: 75 }, green: { requests: 750 } }), 'VersionErrors', 'green', false],
  ['slow requests', traffic({ green: { requests: 750, slow: 15 } }), 'VersionLatency', 'green', true],
  ['few slow requests', traffic({ green: { requests: 750, slow: 7 } }), 'VersionLatency', 'green', false],
  ['no request of the side that answers', traffic({ blue: { requests: 750 }, green: { requests: 0 } }), 'NoTrafficDespiteWeight', 'green', true],
];

/** The tests as promtool reads them; `alerts` are the rendered rules, whose labels and annotations are expected in full. */
export function promtoolTests(ruleFile, alerts, cases) {
  const expectedOf = (alert, version, value) => {
    const rule = alerts.find((one) => one.alert === alert && one.labels.version === version);
    return { exp_labels: rule.labels, exp_annotations: Object.fromEntries(Object.entries(rule.annotations).map(([name, text]) => [name, fill(text, value)])) };
  };
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: [
      ...cases.map(([name, series, alert, version, fires]) => ({
        name, interval: '1m', input_series: series,
        alert_rule_test: [{ eval_time: '40m', alertname: alert, exp_alerts: fires ? [expectedOf(alert, version, VALUES[name])] : [] }],
      })),
      ...cases === CASES ? ofCanary(expectedOf) : [],
    ],
  };
}

/** Tests of a canary beside those of its alerts. */
const ofCanary = (expectedOf) => [
  {
    name: 'a canary forgotten', interval: '1h', input_series: [],
    alert_rule_test: [
      { eval_time: '71h', alertname: 'CanaryForgotten', exp_alerts: [] },
      { eval_time: '73h', alertname: 'CanaryForgotten', exp_alerts: [expectedOf('CanaryForgotten', undefined)] },
    ],
  },
  {
    name: 'recorded series', interval: '1m', input_series: traffic({ stable: { requests: 750, errors: 15 }, canary: { requests: 250, errors: 10 } }),
    promql_expr_test: samples([
      ['app_version:requests:increase5m{version="canary"}', 1250], ['app_version:requests:rate5m{version="stable"}', 12.5],
      ['app_version:request_errors:ratio5m{version="stable"}', 0.02], ['app_version:request_errors:ratio5m{version="canary"}', 0.04],
      ['app_version:requests:share5m{version="canary"}', 0.25], ['app_version:requests_slow:increase5m{version="canary"}', 0],
      ['app_version:request_duration_seconds:p99_rate5m{version="canary"}', 0.099],
    ]),
  },
  {
    // At 40m a pod is new, and each of its two errors has made its series; those of stable have long been there.
    name: 'series that are born late', interval: '1m',
    input_series: [
      counter('stable', '200', minutes(750)), counter('stable', '500', minutes(3)),
      counter('canary', '200', '_x37 200 400 600 800'),
      ...['a', 'b'].map((path) => ({ series: `http_requests_total{namespace="e2e",app="shop",version="canary",status="500",path="/${path}"}`, values: '_x38 1 1 1' })),
    ],
    promql_expr_test: samples([
      ['app_version:requests:increase5m{version="stable"}', 3765], ['app_version:request_errors:increase5m{version="canary"}', 2],
      ['app_version:request_errors:increase5m{version="stable"}', 15],
    ]),
  },
  {
    // Of two pods that were last asked a minute apart, 15 minutes back just reaches one: the other is not born for that.
    name: 'Prometheus was away', interval: '1m',
    input_series: [['a', '0+600x20 _x16 22200+600x10'], ['b', '0+600x21 _x15 22200+600x10']].map(([pod, values]) => (
      { series: `http_requests_total{namespace="e2e",app="shop",version="stable",status="200",pod="${pod}"}`, values })),
    promql_expr_test: samples([['app_version:requests:increase5m{version="stable"}', 6000]], '41m'),
  },
  {
    // Everything seems born: then nothing is taken for it, and `increase` estimates from the two minutes that were seen.
    name: 'Prometheus has just begun to look', interval: '1m', input_series: [counter('stable', '200', '_x38 70000 70750 71500')],
    promql_expr_test: samples([['app_version:requests:increase5m{version="stable"}', 1875]]),
  },
];

function samples(values, at = '40m') {
  return values.map(([expr, value]) => ({ expr: `round(sum(${expr}), 0.001)`, eval_time: at, exp_samples: [{ labels: '{}', value }] }));
}

/** What `$value` is in the description of those that fire, as Prometheus words it. */
const VALUES = {
  'errors over twice those of stable': '4%',
  'errors while stable has no requests': '4%',
  'slower than stable': '10%',
  'errors above the floor': '2%',
  'many errors of some requests': '50%',
  'slow requests': '2%',
  'a share that differs': '15%',
};

function fill(text, value) {
  return text.replace(/\{\{ \$value \| \w+ \}\}/, value);
}
