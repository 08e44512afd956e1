/** Tests against upstream's own cases and the scenario's manifests, read in place from TRAFFIC_SHARED (default ../shared). */
const { testEnvironment, preset, testMatch, moduleNameMapper, modulePathIgnorePatterns } = require('./jest.config.cjs');

module.exports = {
  preset,
  testEnvironment,
  testMatch,
  moduleNameMapper,
  modulePathIgnorePatterns,
  roots: ['<rootDir>/test-shared'],
  testTimeout: 120000,
};
