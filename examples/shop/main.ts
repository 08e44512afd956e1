import { App, Chart, Duration } from 'cdk8s';
import {
  AbTest, Canary, CanaryStage, GatewayRef, Match, RouteProtocol, Version,
} from 'cdk8s-traffic';

const app = new App();
const gateway = GatewayRef.named('shop-gateway', { namespace: 'gateways', sectionName: 'https' });

// The catalog: a canary; premium customers stay on stable, and a tenth of the others' requests is tried on a rewrite.
const catalog = new Canary(new Chart(app, 'catalog', { namespace: 'catalog' }), 'canary', {
  app: 'catalog',
  port: 8080,
  gateway,
  hostnames: ['shop.example.com'],
  match: Match.pathPrefix('/catalog'),
  timeouts: { request: Duration.seconds(10) },
  // Clients must not call themselves premium: the Gateway removes the header as a request enters, and sets it from their token.
  trustedHeaders: ['x-customer-tier'],
  stable: Version.deploy({ image: 'catalog:4.1.0', replicas: 6 }),
  canary: Version.deploy({ image: 'catalog:4.2.0' }),
  stage: CanaryStage.weight(25),
});
catalog.pin('premium', Match.header('x-customer-tier', 'premium'), catalog.stable, { expectedPercent: 10 });
catalog.addMirror('rewrite', Version.deploy({ image: 'catalog-rewrite:0.3.0' }), { percent: 10 });

// The checkout: three designs, told apart by a cookie; the third belongs to another team's namespace.
new AbTest(new Chart(app, 'checkout', { namespace: 'checkout' }), 'ab-test', {
  app: 'checkout',
  port: 8080,
  gateway,
  hostnames: ['shop.example.com'],
  match: Match.pathPrefix('/checkout'),
  defaultVersion: Version.deploy({ image: 'checkout:2.0.0', replicas: 4 }),
  defaultName: 'classic',
  variants: [
    { name: 'one-page', match: Match.cookie('design', 'one-page'), version: Version.deploy({ image: 'checkout:2.1.0' }) },
    { name: 'express', match: Match.cookie('design', 'express'), version: Version.deploy({ image: 'checkout:2.2.0' }) },
    { name: 'lab', match: Match.cookie('design', 'lab'), version: Version.existing('checkout-lab', { namespace: 'lab' }) },
  ],
});

// The cart: gRPC, autoscaled, with a budget for node drains.
new Canary(new Chart(app, 'cart', { namespace: 'cart' }), 'canary', {
  app: 'cart',
  port: 9000,
  gateway,
  hostnames: ['cart.example.com'],
  protocol: RouteProtocol.GRPC,
  match: Match.grpcMethod('shop.v1.Cart'),
  stable: Version.deploy({ image: 'cart:1.8.0', autoscaling: { minReplicas: 3, maxReplicas: 12 } }),
  canary: Version.deploy({ image: 'cart:1.9.0', autoscaling: { minReplicas: 2, maxReplicas: 12 } }),
  stage: CanaryStage.weight(5),
});

app.synth();
