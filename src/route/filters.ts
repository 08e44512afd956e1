import {
  GrpcRouteSpecRulesFilters, GrpcRouteSpecRulesFiltersType, HttpRouteSpecRulesFilters, HttpRouteSpecRulesFiltersRequestRedirectPathType,
  HttpRouteSpecRulesFiltersRequestRedirectScheme, HttpRouteSpecRulesFiltersType, HttpRouteSpecRulesFiltersUrlRewritePathType,
} from '../../imports/gateway.networking.k8s.io';
import { TrafficError } from '../errors';
import { FilterSpec, HeaderChanges, RewriteOptions, RouteFilter } from '../traffic/filter';
import { serviceRef } from './service-ref';

/** Filters of an HTTPRoute. */
export function renderHttpFilters(filters: RouteFilter[], namespace: string | undefined): HttpRouteSpecRulesFilters[] | undefined {
  return filters.length === 0 ? undefined : filters.map(filter => renderHttpFilter(filter._spec, namespace));
}

/** Filters of a GRPCRoute, which knows header changes, mirrors and extensions only. */
export function renderGrpcFilters(filters: RouteFilter[], namespace: string | undefined): GrpcRouteSpecRulesFilters[] | undefined {
  return filters.length === 0 ? undefined : filters.map(filter => renderGrpcFilter(filter._spec, namespace));
}

function renderHttpFilter(f: FilterSpec, namespace: string | undefined): HttpRouteSpecRulesFilters {
  switch (f.type) {
    case 'RequestRedirect': {
      const { scheme, hostname, port, statusCode = 302 } = f.redirect!;
      const path = renderPath(f.redirect!);
      return {
        type: HttpRouteSpecRulesFiltersType.REQUEST_REDIRECT,
        requestRedirect: {
          scheme: scheme as HttpRouteSpecRulesFiltersRequestRedirectScheme | undefined,
          hostname,
          port,
          statusCode,
          path: path && { ...path, type: path.type as HttpRouteSpecRulesFiltersRequestRedirectPathType },
        },
      };
    }
    case 'URLRewrite': {
      const path = renderPath(f.rewrite!);
      return {
        type: HttpRouteSpecRulesFiltersType.URL_REWRITE,
        urlRewrite: {
          hostname: f.rewrite!.hostname,
          path: path && { ...path, type: path.type as HttpRouteSpecRulesFiltersUrlRewritePathType },
        },
      };
    }
    default:
      return { ...renderCommon(f, namespace), type: f.type as HttpRouteSpecRulesFiltersType };
  }
}

function renderGrpcFilter(f: FilterSpec, namespace: string | undefined): GrpcRouteSpecRulesFilters {
  if (f.type === 'RequestRedirect' || f.type === 'URLRewrite') {
    throw new TrafficError(`the filter ${f.type} was given to a gRPC route, which takes header changes, mirrors and extensionRef only`);
  }
  return { ...renderCommon(f, namespace), type: f.type as string as GrpcRouteSpecRulesFiltersType };
}

function renderCommon(f: FilterSpec, namespace: string | undefined) {
  switch (f.type) {
    case 'RequestHeaderModifier':
      return { requestHeaderModifier: renderHeaders(f.headers!) };
    case 'ResponseHeaderModifier':
      return { responseHeaderModifier: renderHeaders(f.headers!) };
    case 'RequestMirror':
      return {
        requestMirror: {
          backendRef: serviceRef(f.backend!, namespace),
          // A full mirror needs no percent, and so no support for GEP-3171.
          percent: f.percent === 100 ? undefined : f.percent,
        },
      };
    default:
      return { extensionRef: f.extension! };
  }
}

function renderHeaders(changes: HeaderChanges) {
  const list = (values: { [name: string]: string } | undefined) => {
    const entries = Object.entries(values ?? {}).map(([name, value]) => ({ name, value }));
    return entries.length === 0 ? undefined : entries;
  };
  return { set: list(changes.set), add: list(changes.add), remove: changes.remove?.length ? changes.remove : undefined };
}

function renderPath(target: RewriteOptions) {
  if (target.path !== undefined) return { type: 'ReplaceFullPath', replaceFullPath: target.path };
  if (target.prefix !== undefined) return { type: 'ReplacePrefixMatch', replacePrefixMatch: target.prefix };
  return undefined;
}
