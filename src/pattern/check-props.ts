import { TrafficError } from '../errors';
import { checkPort, quote } from '../names';
import { RouteProtocol } from '../route/protocol';
import { Match } from '../traffic/match';
import { PatternProps } from './pattern-props';

/** Checks what all patterns take. @throws when something is missing or not allowed */
export function checkProps(props: PatternProps): void {
  checkPort('port', props.port);
  if (props.match !== undefined && !(props.match instanceof Match)) {
    throw new TrafficError(`match is ${quote(props.match)}, but must be a Match such as Match.pathPrefix('/api/')`);
  }
  if (props.match === undefined && (props.hostnames ?? []).length === 0 && props.protocol !== RouteProtocol.GRPC) {
    throw new TrafficError("match and hostnames are both left out, which would catch every request of the Gateway; give one, or write match: Match.pathPrefix('/')");
  }
  if (props.filters?.some(filter => filter.describe() === 'RequestRedirect')) {
    throw new TrafficError('filters holds a redirect, so no request would reach a version; make the redirect a TrafficRoute of its own');
  }
}
