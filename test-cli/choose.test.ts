import { choose, warningIds } from './support/run';

describe('each answer alone', () => {
  test.each([
    ['--instant-switch', 'blue-green'],
    ['--no-instant-switch', 'canary'],
    ['--specific-users', 'ab-test'],
    ['--no-specific-users', 'canary'],
    ['--database-migration', 'blue-green'],
    ['--no-database-migration', 'canary'],
    ['--gradual', 'canary'],
    ['--no-gradual', 'blue-green'],
    ['--tiers', 'tiers'],
  ])('%s: %s', (flag, pattern) => {
    const answer = choose(flag);
    expect(answer.pattern).toBe(pattern);
    expect(answer.with).toEqual([]);
    expect(answer.reasons).toHaveLength(1);
    expect(answer.warnings.filter(({ id }) => id === 'contradiction')).toEqual([]);
    expect(answer.watch.length).toBeGreaterThan(0);
  });
});

test.each([
  ['schema-change', 'blue-green', []],
  ['breaking-api', 'blue-green', []],
  ['audit', 'blue-green', []],
  ['gradual-rollout', 'canary', []],
  ['performance-comparison', 'canary', []],
  ['beta-test', 'ab-test', []],
  ['service-levels', 'tiers', []],
  ['premium-canary', 'canary', ['premium-pin']],
])('scenario %s: %s', (scenario, pattern, additions) => {
  const answer = choose(`--scenario ${scenario}`);
  expect(answer).toMatchObject({ pattern, with: additions });
  expect(answer.warnings.filter(({ id }) => id === 'contradiction')).toEqual([]);
});

test('a scenario may come with the flag that it stands for', () => {
  expect(choose('--scenario schema-change --database-migration')).toMatchObject({ pattern: 'blue-green' });
});

test('a yes outranks every no, and the noes are named', () => {
  const answer = choose('--instant-switch --no-specific-users --no-database-migration');
  expect(answer.pattern).toBe('blue-green');
  expect(answer.warnings).toEqual([]);
  expect(answer.reasons.join('\n'))
    .toMatch(/Not decisive.*no database migration \(canary\), no specific users \(canary\)/);
});

describe('answers that argue for different patterns', () => {
  test.each([
    // The earlier in the precedence wins: migration, instant switch, specific users, gradual, tiers.
    ['--database-migration --specific-users', 'blue-green', ['preview-pin'], 1],
    ['--database-migration --gradual', 'blue-green', [], 1],
    ['--database-migration --tiers', 'blue-green', [], 1],
    ['--instant-switch --specific-users', 'blue-green', ['preview-pin'], 1],
    ['--instant-switch --gradual', 'blue-green', [], 1],
    ['--instant-switch --tiers', 'blue-green', [], 1],
    ['--specific-users --gradual', 'ab-test', [], 1],
    ['--specific-users --tiers', 'ab-test', ['premium-pin'], 0],
    ['--gradual --tiers', 'canary', ['premium-pin'], 0],
    ['--database-migration --instant-switch', 'blue-green', [], 0],
    ['--instant-switch --specific-users --gradual --tiers', 'blue-green', ['preview-pin'], 3],
    ['--scenario audit --scenario gradual-rollout --gradual', 'blue-green', [], 1],
    ['--no-database-migration --no-gradual', 'canary', [], 1],
    ['--no-instant-switch --no-specific-users --no-database-migration --no-gradual', 'canary', [], 1],
  ])('%s: %s', (flags, pattern, additions, contradictions) => {
    const answer = choose(flags);
    expect(answer).toMatchObject({ pattern, with: additions });
    expect(answer.warnings.filter(({ id }) => id === 'contradiction')).toHaveLength(contradictions);
  });

  test('the contradiction names both answers, the precedence and a way to have both', () => {
    const [{ message }] = choose('--instant-switch --gradual').warnings;
    expect(message).toContain('\'instant switch\' argues for blue-green, \'gradual risk reduction\' for canary');
    expect(message).toContain('\'instant switch\' takes precedence: a single moment cannot be had in steps');
    expect(message).toContain('its rollback is one commit too');
  });

  test('a combination that serves both is a reason', () => {
    expect(choose('--gradual --tiers').reasons.join('\n')).toContain('Service levels: served by the same route');
  });

  test('the order of the flags does not matter', () => {
    expect(choose('--gradual --tiers --specific-users')).toEqual(choose('--specific-users --tiers --gradual'));
  });
});

describe('warnings', () => {
  test.each([
    ['sticky-sessions', '--gradual --sticky-sessions', true],
    ['sticky-sessions', '--gradual', false],
    ['sticky-sessions', '--gradual --no-sticky-sessions', false],
    ['sticky-sessions', '--specific-users --sticky-sessions', false],
    ['sticky-sessions', '--instant-switch --sticky-sessions', false],
    ['queue-workers', '--gradual --queue-workers', true],
    ['queue-workers', '--instant-switch --queue-workers', true],
    ['queue-workers', '--specific-users --queue-workers', true],
    ['queue-workers', '--tiers --queue-workers', true],
    ['queue-workers', '--gradual --no-queue-workers', false],
    ['queue-workers', '--gradual', false],
    ['database-migration', '--database-migration', true],
    ['database-migration', '--scenario schema-change', true],
    ['database-migration', '--gradual --database-migration', true],
    ['database-migration', '--gradual --no-database-migration', false],
    ['database-migration', '--instant-switch', false],
    ['low-traffic', '--gradual --requests-per-minute 283', true],
    ['low-traffic', '--gradual --requests-per-minute 284', false],
    ['low-traffic', '--gradual --requests-per-minute 284 --error-rate 0.1%', true],
    ['low-traffic', '--gradual --requests-per-minute 54 --error-rate 0.05', false],
    ['low-traffic', '--gradual', false],
    ['low-traffic', '--instant-switch --requests-per-minute 1', false],
  ])('%s with %s: %s', (id, flags, given) => {
    expect(warningIds(flags).includes(id)).toBe(given);
  });

  test.each([
    ['--gradual --sticky-sessions', /split requests, not users.*A\/B test.*cookie or header.*blue-green/],
    ['--gradual --queue-workers', /do not steer queue consumers.*from the moment they are deployed, at weight 0/],
    ['--database-migration', /Both versions run against one schema.*expand the schema first.*contract/],
    ['--gradual --requests-per-minute 10', /needs 17,000 requests .*\(1 % to 2 %\), which takes 28 hours/],
  ])('%s says what goes wrong and what to do', (flags, message) => {
    expect(choose(flags).warnings.map(warning => warning.message).join('\n')).toMatch(message);
  });
});
