import type { AdditionId, PatternId } from './types.js';

interface Snippet {
  readonly imports: readonly string[];
  readonly chart: readonly string[];
  readonly additions: Readonly<Partial<Record<AdditionId, string>>>;
}

const COMMON = [
  '  namespace: \'task-api\',',
  '  app: \'task-api\',',
  '  port: 8000,',
  '  gateway: GatewayRef.named(\'task-api-gateway\'),',
  '  match: Match.pathPrefix(\'/api/\'),',
];

const PREMIUM = 'Match.header(\'x-api-tier\', \'premium\')';
const BETA = 'Match.header(\'x-beta-user\', \'true\')';

const SNIPPETS: Readonly<Record<PatternId, Snippet>> = {
  'canary': {
    imports: ['CanaryChart', 'CanaryStage'],
    chart: [
      'const canary = new CanaryChart(app, \'task-api-canary\', {',
      ...COMMON,
      '  stable: Version.deploy({ image: \'task-api:v1\', replicas: 10 }),',
      '  canary: Version.deploy({ image: \'task-api:v2\' }),',
      '  stage: CanaryStage.weight(5),',
      '});',
    ],
    additions: { 'premium-pin': `canary.pin('premium', ${PREMIUM}, canary.stable);` },
  },
  'blue-green': {
    imports: ['BlueGreenChart', 'BlueGreenStage'],
    chart: [
      'const blueGreen = new BlueGreenChart(app, \'task-api-bluegreen\', {',
      ...COMMON,
      '  blue: Version.deploy({ image: \'task-api:v1\', replicas: 3 }),',
      '  green: Version.deploy({ image: \'task-api:v2\', replicas: 3 }),',
      '  stage: BlueGreenStage.blue(),',
      '});',
    ],
    additions: { 'preview-pin': `blueGreen.pin('preview', ${BETA}, blueGreen.version('green'));` },
  },
  'ab-test': {
    imports: ['AbTestChart'],
    chart: [
      'const abTest = new AbTestChart(app, \'task-api-ab\', {',
      ...COMMON,
      '  defaultVersion: Version.deploy({ image: \'task-api:v1\' }),',
      '  variants: [{',
      '    name: \'experimental\',',
      `    match: ${BETA},`,
      '    version: Version.deploy({ image: \'task-api:v2\' }),',
      '  }],',
      '});',
    ],
    additions: { 'premium-pin': `abTest.pin('premium', ${PREMIUM}, abTest.version('stable'));` },
  },
  'tiers': {
    imports: ['RateLimit', 'TierRoutingChart'],
    chart: [
      'new TierRoutingChart(app, \'task-api-tiers\', {',
      ...COMMON,
      '  defaultVersion: Version.deploy({ image: \'task-api:v1\', replicas: 3 }),',
      '  defaultName: \'standard\',',
      '  tiers: [{',
      '    name: \'premium\',',
      `    match: ${PREMIUM},`,
      '    version: Version.deploy({ image: \'task-api:v1\', replicas: 3 }),',
      '    rateLimit: RateLimit.globalPerSecond(200),',
      '    podPriority: 1000,',
      '  }],',
      '});',
    ],
    additions: {},
  },
};

/** A whole program of the library for a pattern and what is added to it. */
export function snippet(pattern: PatternId, additions: readonly AdditionId[]): string {
  const { imports, chart, additions: known } = SNIPPETS[pattern];
  const names = [...imports, 'GatewayRef', 'Match', 'Version'].sort();
  const added = additions.map(addition => {
    const line = known[addition];
    if (line === undefined) throw new Error(`no snippet for ${pattern} with ${addition}`);
    return line;
  });
  // An unused constant would fail the user's own noUnusedLocals.
  const first = added.length === 0 ? chart[0].replace(/^const \w+ = /, '') : chart[0];
  return [
    'import { App } from \'cdk8s\';',
    `import { ${names.join(', ')} } from 'cdk8s-traffic';`,
    '',
    'const app = new App();',
    first,
    ...chart.slice(1),
    ...added,
    'app.synth();',
    '',
  ].join('\n');
}
