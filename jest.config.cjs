/** Unit tests: need no build, no network and no folder outside the repository. */
module.exports = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // Most of the time goes into programs that tests start.
  maxWorkers: '100%',
  roots: ['<rootDir>/test', '<rootDir>/test-cli'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: {
    '^cdk8s-traffic$': '<rootDir>/src',
    '^cdk8s-traffic/jest$': '<rootDir>/test/support/register-matchers.ts',
    '^cdk8s-traffic/lib/src/(.*)\\.js$': '<rootDir>/src/$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/', '<rootDir>/build/'],
  collectCoverageFrom: ['src/**/*.ts', '!src/index.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { global: { lines: 95, branches: 90 } },
};
