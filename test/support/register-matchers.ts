// What 'cdk8s-traffic/jest' is in this repository: the matchers of the sources.
import { trafficMatchers } from '../../src/testing/matchers';

expect.extend(trafficMatchers);
