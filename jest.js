// Registers the matchers toRoute and toNeverReach: import 'cdk8s-traffic/jest', or name it in setupFilesAfterEnv of jest.
const { trafficMatchers } = require('./lib/src/testing/matchers');

expect.extend(trafficMatchers);
