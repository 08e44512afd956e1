/** The protocol of a route, which decides the kind of object it becomes. */
export enum RouteProtocol {
  /** HTTPRoute: HTTP/1.1, HTTP/2 and WebSocket. */
  HTTP = 'HTTP',
  /** GRPCRoute: gRPC over HTTP/2. */
  GRPC = 'GRPC',
}
