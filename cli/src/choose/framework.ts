import { count, duration, percent, SAMPLE } from './sample-size.js';
import type {
  AdditionId, Combination, Fact, PatternInfo, Question, QuestionId, Scenario, WarningRule,
} from './types.js';

/*
 * The decision framework as one table. The prompts, the flags, the decision and docs/choosing.md are all made from it;
 * nothing about the framework is written anywhere else. After a change run `node scripts/docs-choosing.mjs`.
 */

/** The patterns that there are to choose from. */
export const PATTERNS: readonly PatternInfo[] = [
  {
    id: 'canary',
    title: 'Canary',
    summary: 'A growing share of the requests goes to the new version; each step is judged before the next.',
    watch: [
      'Error rate, p99 latency and requests per second by the version label; compare shares of errors, never their'
        + ' counts, '
        + 'since the canary gets a twentieth of the requests at 5 %.',
      'One stage a commit: pods first, then weight; stable keeps its full size until the canary is finished.',
    ],
  },
  {
    id: 'blue-green',
    title: 'Blue-green',
    summary: 'Two full environments; one commit moves every request to the other one, one commit moves them back.',
    watch: [
      'The idle side must stand at full size one commit before the switch, and stay up until the way back is not'
        + ' needed any more.',
      'Everybody meets the new version at once: test the idle side through a preview match before the switch.',
    ],
  },
  {
    id: 'ab-test',
    title: 'A/B test',
    summary: 'Requests with a certain header or cookie reach the variant, all others the default version.',
    watch: [
      'A client can set any header itself: set the one that decides at the edge, after authentication, and strip it'
        + ' from outside.',
      'Compare the variants by the version label; a small audience needs long to show a difference.',
    ],
  },
  {
    id: 'tiers',
    title: 'Tier routing',
    summary: 'Each service level has its own pods, rate limit and priority; a header tells them apart.',
    watch: [
      'A client can set any header itself: set the tier at the edge, after authentication, and strip it from outside.',
      'Roll a new version out to one tier at a time, and watch every tier by its own version label.',
    ],
  },
];

/** The questions, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'instant-switch',
    title: 'instant switch',
    ask: 'Must all users move to the new version at one moment?',
    help: 'all users must move, and move back, at one moment',
    yes: { pattern: 'blue-green', because: 'all requests move in one commit, and back in one commit, between two'
      + ' environments that both stand at full size' },
    no: { pattern: 'canary', because: 'nothing asks for a switch, so the new version can take a small share first,'
      + ' without a second full environment' },
  },
  {
    id: 'specific-users',
    title: 'specific users',
    ask: 'Shall only specific users (beta testers, employees, a region) get the new version?',
    help: 'only specific users get the new version',
    yes: { pattern: 'ab-test', because: 'a header or cookie decides who gets the variant, so that a user always'
      + ' sees the same version' },
    no: { pattern: 'canary', because: 'any request may meet the new version, so a weight is enough' },
  },
  {
    id: 'database-migration',
    title: 'database migration',
    ask: 'Does the new version come with a database migration?',
    help: 'the new version comes with a database migration',
    yes: { pattern: 'blue-green', because: 'one version at a time writes for users, so the time in which old and'
      + ' new code share the schema is short and planned' },
    no: { pattern: 'canary', because: 'both versions can work on the same data side by side' },
  },
  {
    id: 'gradual',
    title: 'gradual risk reduction',
    ask: 'Shall the risk be taken in small steps (5 %, 25 %, 50 %)?',
    help: 'the risk is taken in small steps',
    yes: { pattern: 'canary', because: 'a fault meets 5 % of the requests first, and each step is judged before the'
      + ' next' },
    no: { pattern: 'blue-green', because: 'without steps, a single switch with the old environment standing by is'
      + ' simpler' },
  },
  {
    id: 'tiers',
    title: 'service levels',
    ask: 'Do paying customers get a service level of their own (pods, rate limit, priority)?',
    help: 'paying customers get a service level of their own',
    yes: { pattern: 'tiers', because: 'a header leads each service level to pods of its own, with its own rate'
      + ' limit and priority' },
  },
];

/**
 * Which need decides where answers argue for different patterns, first to last: what cannot be taken back first, what
 * can be added to any pattern last. A yes states a need and outranks every no; among noes the same order holds.
 */
export const PRECEDENCE: readonly { readonly question: QuestionId; readonly because: string }[] = [
  { question: 'database-migration', because: 'a route can be rolled back, data cannot' },
  { question: 'instant-switch', because: 'a single moment cannot be had in steps, while a preview can come before a'
    + ' switch' },
  { question: 'specific-users', because: 'a weight cannot choose users, while a variant can be widened later' },
  { question: 'gradual', because: 'steps can be shortened, but a risk taken at once cannot be divided afterwards' },
  { question: 'tiers', because: 'a pin brings a service level into a canary or an A/B test' },
];

/** Situations that answer questions by themselves. */
export const SCENARIOS: readonly Scenario[] = [
  { id: 'schema-change', title: 'Schema change', implies: ['database-migration'],
    because: 'old and new code must not write for users at the same time for longer than planned' },
  { id: 'breaking-api', title: 'Breaking API change', implies: ['instant-switch'],
    because: 'a client must not meet the old and the new API in turn' },
  { id: 'audit', title: 'Regulatory audit', implies: ['instant-switch'],
    because: 'at every moment exactly one version answers, and the commit of the switch is the record' },
  { id: 'gradual-rollout', title: 'Gradual feature rollout', implies: ['gradual'],
    because: 'the feature reaches more users with every step that held' },
  { id: 'performance-comparison', title: 'Performance comparison', implies: ['gradual'],
    because: 'both versions serve the same kind of requests at the same time, so their metrics can be compared' },
  { id: 'beta-test', title: 'Beta test with chosen users', implies: ['specific-users'],
    because: 'those who opted in, and nobody else, get the new version' },
  { id: 'service-levels', title: 'Service levels for paying customers', implies: ['tiers'],
    because: 'paying customers get pods, rate limit and priority of their own, for good' },
  { id: 'premium-canary', title: 'Canary that spares premium users', implies: ['gradual', 'tiers'],
    because: 'premium users stay on stable while all others take part in the canary' },
];

/** Facts about the service. They choose no pattern; they bring the warnings. */
export const FACTS: readonly Fact[] = [
  { id: 'sticky-sessions', kind: 'yes-no', ask: 'Do users have sessions that must stay on one version?',
    help: 'users have sessions that must stay on one version' },
  { id: 'queue-workers', kind: 'yes-no', ask: 'Does the service also take jobs from a queue?',
    help: 'the service also takes jobs from a queue' },
  { id: 'requests-per-minute', kind: 'number', ask: 'Requests per minute that the weights split?',
    help: 'requests per minute that the weights split' },
  { id: 'error-rate', kind: 'share', ask: 'Usual error rate of stable?',
    help: `usual error rate of stable, as 1% or 0.01 (default ${SAMPLE.errorRate * 100}%)` },
];

/** What is added to a pattern to serve a second need. */
export const ADDITIONS: Readonly<Record<AdditionId, string>> = {
  'premium-pin': 'premium users are pinned to the version that is proved',
  'preview-pin': 'chosen users are pinned to green, so that they see it before the switch',
};

/** Needs that argue for another pattern than the one that won, and what to do about them. */
export const COMBINATIONS: readonly Combination[] = [
  { pattern: 'canary', need: 'tiers', adds: 'premium-pin', servesBoth: true,
    advice: 'Pin premium users to stable; pods of their own come with canary.addVersion(\'premium\', …) and a pin'
      + ' to it.' },
  { pattern: 'ab-test', need: 'tiers', adds: 'premium-pin', servesBoth: true,
    advice: 'Pin premium users to the default version; a premium user who is in the test as well stays in the test,'
      + ' since its rule comes first.' },
  { pattern: 'ab-test', need: 'gradual', servesBoth: false,
    advice: 'To have both, take a canary and pin those users to it: canary.pin(\'beta\', …, canary.canary) from'
      + ' CanaryStage.preview() on, '
      + 'then weights for everybody else.' },
  { pattern: 'blue-green', need: 'specific-users', adds: 'preview-pin', servesBoth: false,
    advice: 'Those users can see green before the switch through a pin; after the switch everybody does.' },
  { pattern: 'blue-green', need: 'gradual', servesBoth: false,
    advice: 'If only the way back must be instant, a canary is enough: its rollback is one commit too. With a'
      + ' migration, release the expanded schema '
      + 'first; the code on top of it can then go out as a canary of its own.' },
  { pattern: 'blue-green', need: 'tiers', servesBoth: false,
    advice: 'Give the service levels a host or path of their own with TierRoutingChart, or bring them in after the'
      + ' switch: '
      + 'a level pinned to one side would not take part in it.' },
];

/** The one contradiction among noes alone: nothing asks for another pattern, but no steps are wanted either. */
export const NO_STEPS_ADVICE = 'A canary with a single step (steps: [50]) comes nearest to both; take blue-green if'
  + ' a second full environment is at hand.';

/** What goes wrong whatever pattern is right. */
export const WARNINGS: readonly WarningRule[] = [
  {
    id: 'sticky-sessions',
    when: 'sessions must stay on one version, and the answer is a canary',
    applies: ({ answers, pattern }) => answers.stickySessions === true && pattern === 'canary',
    message: 'Weights split requests, not users: a session jumps between the versions from one request to the next.'
      + ' Take an A/B test that decides by '
      + 'cookie or header, or blue-green; or keep the sessions where both versions can read them.',
  },
  {
    id: 'queue-workers',
    when: 'the service takes jobs from a queue, whatever the answer is',
    applies: ({ answers }) => answers.queueWorkers === true,
    message: 'Routes do not steer queue consumers: the new version\'s workers take jobs from the moment they are'
      + ' deployed, at weight 0 and on an idle '
      + 'side too. Deploy workers apart from the API, or switch them off in the new version until it is proved.',
  },
  {
    id: 'database-migration',
    when: 'there is a database migration (or the scenario schema-change), whatever the answer is',
    applies: ({ needs }) => needs.includes('database-migration'),
    message: 'Both versions run against one schema while both are deployed, and a rollback meets the new one:'
      + ' expand the schema first, in a release that '
      + 'the old code works with; contract it only after the old version is gone.',
  },
  {
    id: 'low-traffic',
    when: `the answer is a canary, and at the given requests per minute a step of ${SAMPLE.weight} % takes longer`
      + ` than ${SAMPLE.maxMinutes} minutes to judge`,
    applies: ({ traffic }) => (traffic?.minutesPerStep ?? 0) > SAMPLE.maxMinutes,
    figures: ({ traffic }) => traffic === undefined ? '' : `A step of ${traffic.weight} % needs`
      + ` ${count(traffic.requestsPerStep)} requests to show a doubled `
      + `error rate (${percent(traffic.errorRate)} to ${percent(traffic.detects)}), which takes`
      + ` ${duration(traffic.minutesPerStep ?? 0)}. `,
    message: 'Too little traffic to judge such a step soon: start with a larger weight, wait that long, or take'
      + ' blue-green with a preview.',
  },
];
