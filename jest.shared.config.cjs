/** Tests against upstream's own cases and the scenario's manifests, read in place from TRAFFIC_SHARED (default ../shared). */
const { collectCoverageFrom, coverageProvider, coverageReporters, coverageThreshold, ...base } = require('./jest.config.cjs');

module.exports = { ...base, roots: ['<rootDir>/test-shared'], testTimeout: 120000 };
