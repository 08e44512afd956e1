import { TrafficError } from '../errors';
import {
  addNamed, ANYTHING, checkGrpcMethod, checkGrpcService, checkMethod, checkPath, checkToken, checkValue,
  Conditions, conditionsKey, describeConditions, NamedCondition, PathCondition,
} from './conditions';
import { checkPattern, escapePattern } from './pattern-syntax';

/**
 * Which requests are meant: immutable conditions on path, method, headers, query and gRPC method.
 *
 * Static functions start a match, `and...` continue it (each returns a new match); all conditions of one match must hold,
 * `Match.anyOf` gives alternatives. Follows HTTPRouteMatch and GRPCRouteMatch of the Gateway API v1: a path without a stated
 * condition is every path, header names are case-insensitive, values are case-sensitive.
 *
 * @example
 * Match.pathPrefix('/api/').andHeader('x-api-tier', 'premium')
 */
export class Match {
  /**
   * Requests whose path lies under a prefix, element by element: '/api' and '/api/' both match '/api' and '/api/x', never '/apis'.
   *
   * @param prefix starts with '/', at most 1024 characters
   * @throws when the prefix is no valid path
   */
  public static pathPrefix(prefix: string): Match {
    return Match.all().andPathPrefix(prefix);
  }

  /**
   * Requests with exactly this path.
   *
   * @param path starts with '/', at most 1024 characters
   * @throws when it is no valid path
   */
  public static pathExact(path: string): Match {
    return Match.all().andPathExact(path);
  }

  /**
   * Requests whose whole path matches a regular expression. Its dialect and its precedence are implementation-specific:
   * prefer a prefix.
   *
   * @param pattern RE2 syntax, at most 1024 characters
   * @throws when the pattern uses what RE2 does not have
   */
  public static pathRegex(pattern: string): Match {
    return Match.all().andPathRegex(pattern);
  }

  /**
   * Requests with a header of exactly this value.
   *
   * @param name case-insensitive, at most 256 characters
   * @param value case-sensitive, 1 to 4096 characters
   */
  public static header(name: string, value: string): Match {
    return Match.all().andHeader(name, value);
  }

  /**
   * Requests with a header whose whole value matches a regular expression (implementation-specific dialect).
   *
   * @param name case-insensitive
   * @param pattern RE2 syntax, at most 4096 characters
   */
  public static headerRegex(name: string, pattern: string): Match {
    return Match.all().andHeaderRegex(name, pattern);
  }

  /**
   * Requests that carry a cookie of exactly this value. The Gateway API has no cookie match: this is a pattern on the Cookie
   * header, so the gateway must support regular expressions on headers.
   *
   * @param name the cookie's name, an HTTP token
   * @param value the cookie's value, without ';'
   */
  public static cookie(name: string, value: string): Match {
    return Match.all().andCookie(name, value);
  }

  /**
   * Requests with a query parameter of exactly this value (extended support).
   *
   * @param name case-sensitive, at most 256 characters
   * @param value case-sensitive, 1 to 1024 characters
   */
  public static queryParam(name: string, value: string): Match {
    return Match.all().andQueryParam(name, value);
  }

  /**
   * Requests with this HTTP method (extended support).
   *
   * @param method in capitals: GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE or PATCH
   */
  public static method(method: string): Match {
    return Match.all().andMethod(method);
  }

  /**
   * gRPC calls of a service, or of one method of it (GRPCMethodMatch, type Exact).
   *
   * @param service full name, such as 'shop.v1.Cart'
   * @param method name such as 'AddItem'; without it every method of the service
   */
  public static grpcMethod(service: string, method?: string): Match {
    return Match.all().andGrpcMethod(service, method);
  }

  /** Every request: path prefix '/' for HTTP, every call for gRPC. */
  public static everything(): Match {
    return Match.all();
  }

  /**
   * Requests that at least one of the matches admits.
   *
   * @param matches at least one
   * @throws when there is none, or two are the same
   */
  public static anyOf(...matches: Match[]): Match {
    if (matches.length === 0) {
      throw new TrafficError('Match.anyOf was given no match, but needs at least one');
    }
    const alternatives = matches.flatMap(match => match._alternatives);
    const keys = alternatives.map(conditionsKey);
    const twice = keys.findIndex((key, i) => keys.indexOf(key) !== i);
    if (twice >= 0) {
      throw new TrafficError(`Match.anyOf was given the same match twice: ${describeConditions(alternatives[twice])}; leave one out`);
    }
    return new Match(alternatives);
  }

  private static all(): Match {
    return new Match([ANYTHING]);
  }

  /** @internal */
  public static _of(alternatives: Conditions[]): Match {
    return new Match(alternatives);
  }

  private constructor(
    /** @internal */
    readonly _alternatives: Conditions[],
  ) {}

  /** The same requests, only those under this path prefix. @throws when a path is stated already */
  public andPathPrefix(prefix: string): Match {
    return this.andPath({ type: 'PathPrefix', value: checkPath(prefix) });
  }

  /** The same requests, only those with exactly this path. @throws when a path is stated already */
  public andPathExact(path: string): Match {
    return this.andPath({ type: 'Exact', value: checkPath(path) });
  }

  /** The same requests, only those whose whole path matches a regular expression. @throws when a path is stated already */
  public andPathRegex(pattern: string): Match {
    return this.andPath({ type: 'RegularExpression', value: checkPattern('path', pattern, 1024) });
  }

  /** The same requests, only those with this header. @throws when the header is named already, in any case */
  public andHeader(name: string, value: string): Match {
    return this.andNamedHeader({ name: checkToken('header name', name), type: 'Exact', value: checkValue(`header ${name}`, value, 4096) });
  }

  /** The same requests, only those whose header matches a pattern. @throws when the header is named already, in any case */
  public andHeaderRegex(name: string, pattern: string): Match {
    return this.andNamedHeader({
      name: checkToken('header name', name), type: 'RegularExpression', value: checkPattern(`header ${name}`, pattern, 4096),
    });
  }

  /** The same requests, only those with this cookie. @throws when the Cookie header is matched already: one pattern a header */
  public andCookie(name: string, value: string): Match {
    checkToken('cookie name', name);
    if (!/^[^\s";,\\]+$/.test(value)) {
      throw new TrafficError(`cookie ${name} is '${value}', but a cookie's value is not empty and holds no space, quote, comma, semicolon or backslash`);
    }
    // A full match whichever way the gateway anchors: other cookies may stand before and after.
    return this.andNamedHeader({
      name: 'cookie', type: 'RegularExpression', value: `^(.*;\\s*)?${escapePattern(name)}=${escapePattern(value)}(;.*)?$`,
    });
  }

  /** The same requests, only those with this query parameter. @throws when the parameter is named already */
  public andQueryParam(name: string, value: string): Match {
    const added: NamedCondition = {
      name: checkToken('query parameter name', name), type: 'Exact', value: checkValue(`query parameter ${name}`, value, 1024),
    };
    return this.each(c => ({ ...c, queryParams: addNamed('query parameter', c.queryParams, added) }));
  }

  /** The same requests, only those with this HTTP method. @throws when a method is stated already */
  public andMethod(method: string): Match {
    checkMethod(method);
    return this.each(c => {
      refuseSecond('method', c.method, method);
      return { ...c, method };
    });
  }

  /** The same calls, only those of this gRPC service and method. @throws when one is stated already */
  public andGrpcMethod(service: string, method?: string): Match {
    const grpc = { service: checkGrpcService(service), ...(method === undefined ? {} : { method: checkGrpcMethod(method) }) };
    return this.each(c => {
      refuseSecond('gRPC method', c.grpc?.service, service);
      return { ...c, grpc };
    });
  }

  /** The match in words, as messages show it. */
  public describe(): string {
    return this._alternatives.map(describeConditions).join('; or ');
  }

  private andPath(path: PathCondition): Match {
    return this.each(c => {
      refuseSecond('path', c.path?.value, path.value);
      return { ...c, path };
    });
  }

  private andNamedHeader(header: NamedCondition): Match {
    return this.each(c => ({ ...c, headers: addNamed('header', c.headers, header) }));
  }

  private each(change: (conditions: Conditions) => Conditions): Match {
    return new Match(this._alternatives.map(change));
  }
}

function refuseSecond(what: string, present: string | undefined, added: string): void {
  if (present !== undefined) {
    throw new TrafficError(`the ${what} '${added}' was added to a match that has '${present}' already; use Match.anyOf for "either"`);
  }
}
