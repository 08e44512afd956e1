// Alerts that must fire, and their twins that must not, for `promtool test rules`: hours of time in a moment.

const counter = (version, status, values) => ({ series: `http_requests_total{namespace="e2e",app="shop",version="${version}",status="${status}"}`, values });
const bucket = (version, le, values) => ({ series: `http_request_duration_seconds_bucket{namespace="e2e",app="shop",version="${version}",le="${le}"}`, values });
const minutes = (each, count = 60) => `0+${each}x${count}`;

/** Both versions: requests a minute, of which some fail, and some take longer than half a second. */
function traffic({ stable = {}, canary = {} }) {
  return Object.entries({ stable, canary }).flatMap(([version, { requests, errors = 0, slow = 0 }]) => (requests === undefined ? [] : [
    counter(version, '200', minutes(requests - errors)),
    counter(version, '500', minutes(errors)),
    bucket(version, '0.1', minutes(requests - slow)),
    bucket(version, '0.5', minutes(requests - slow)),
    bucket(version, '1', minutes(requests)),
    bucket(version, '+Inf', minutes(requests)),
  ]));
}

/** [what, series, alert, version, whether it fires after 40 minutes] of a canary of 25 % */
export const CASES = [
  ['errors over twice those of stable', traffic({ stable: { requests: 750, errors: 3 }, canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', true],
  ['errors less than twice', traffic({ stable: { requests: 750, errors: 21 }, canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', false],
  ['errors below the floor', traffic({ stable: { requests: 750, errors: 0 }, canary: { requests: 250, errors: 2 } }), 'CanaryErrors', 'canary', false],
  ['errors of few requests', traffic({ stable: { requests: 30, errors: 0 }, canary: { requests: 10, errors: 5 } }), 'CanaryErrors', 'canary', false],
  ['errors while stable has no requests', traffic({ canary: { requests: 250, errors: 10 } }), 'CanaryErrors', 'canary', true],
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
  ['series, but no requests', traffic({ stable: { requests: 0 }, canary: { requests: 0 } }), 'NoTrafficData', undefined, true],
  ['some requests', traffic({ stable: { requests: 3 }, canary: { requests: 1 } }), 'NoTrafficData', undefined, false],
];

/** The tests as promtool reads them; `alerts` are the rendered rules, whose labels and annotations are expected in full. */
export function promtoolTests(ruleFile, alerts) {
  const expectedOf = (alert, version, value) => {
    const rule = alerts.find((one) => one.alert === alert && one.labels.version === version);
    return { exp_labels: rule.labels, exp_annotations: Object.fromEntries(Object.entries(rule.annotations).map(([name, text]) => [name, fill(text, value)])) };
  };
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: [
      ...CASES.map(([name, series, alert, version, fires]) => ({
        name, interval: '1m', input_series: series,
        alert_rule_test: [{ eval_time: '40m', alertname: alert, exp_alerts: fires ? [expectedOf(alert, version, VALUES[name])] : [] }],
      })),
      {
        name: 'a canary forgotten', interval: '1h', input_series: [],
        alert_rule_test: [
          { eval_time: '71h', alertname: 'CanaryForgotten', exp_alerts: [] },
          { eval_time: '73h', alertname: 'CanaryForgotten', exp_alerts: [expectedOf('CanaryForgotten', undefined)] },
        ],
      },
      {
        name: 'recorded series', interval: '1m', input_series: traffic({ stable: { requests: 750, errors: 15 }, canary: { requests: 250, errors: 10 } }),
        promql_expr_test: [
          ['app_version:requests:increase5m{version="canary"}', 1250], ['app_version:requests:rate5m{version="stable"}', 12.5],
          ['app_version:request_errors:ratio_rate5m{version="stable"}', 0.02], ['app_version:request_errors:ratio_rate5m{version="canary"}', 0.04],
          ['app_version:requests:share_rate5m{version="canary"}', 0.25], ['app_version:request_duration_seconds:p99_rate5m{version="canary"}', 0.099],
        ].map(([expr, value]) => ({ expr: `round(sum(${expr}), 0.001)`, eval_time: '40m', exp_samples: [{ labels: '{}', value }] })),
      },
    ],
  };
}

/** What `$value` is in the description of those that fire, as Prometheus words it. */
const VALUES = {
  'errors over twice those of stable': '4%',
  'errors while stable has no requests': '4%',
  'slower than stable': '950ms',
  'a share that differs': '15%',
};

function fill(text, value) {
  return text.replace(/\{\{ \$value \| \w+ \}\}/, value);
}
