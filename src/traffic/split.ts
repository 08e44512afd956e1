import { TrafficError } from '../errors';
import { checkWhole } from '../names';
import type { Backend } from './backend';

/** A backend and its weight. */
export interface WeightedBackend {
  /** Where the requests go. */
  readonly backend: Backend;
  /** Part of the sum of all weights, 0 to 1000000; 0 means no request. */
  readonly weight: number;
}

/** How a rule's requests are divided over backends; immutable (Gateway API BackendRef.weight). */
export class TrafficSplit {
  /**
   * All requests to one backend.
   *
   * @param weight written into the manifest, 1 to 1000000; the share is all whatever it is
   * @default weight 1
   */
  public static single(backend: Backend, weight: number = 1): TrafficSplit {
    return TrafficSplit.weighted({ backend, weight });
  }

  /**
   * Requests in the proportion of the weights.
   *
   * @throws when a weight is out of range, all are 0, a sole backend has weight 0, or a backend stands twice
   */
  public static weighted(...backends: WeightedBackend[]): TrafficSplit {
    if (backends.length === 0 || backends.length > 16) {
      throw new TrafficError(`${backends.length} backends were given, but a rule takes 1 to 16`);
    }
    const seen = new Set<string>();
    for (const { backend, weight } of backends) {
      checkWhole(`weight of ${backend.describe()}`, weight, 0, 1_000_000);
      if (seen.has(backend.describe())) {
        throw new TrafficError(`the backend ${backend.describe()} stands twice in one split; add up its weights`);
      }
      seen.add(backend.describe());
    }
    if (backends.every(({ weight }) => weight === 0)) {
      throw new TrafficError(backends.length === 1
        ? `the sole backend ${backends[0].backend.describe()} has weight 0, which gateways read in different ways; give it a weight or leave the rule out`
        : `all ${backends.length} weights are 0, so no backend would answer; give at least one a weight`);
    }
    return new TrafficSplit([...backends]);
  }

  private constructor(
    /** Backends with their weights, in the order of the manifest. */
    public readonly backends: WeightedBackend[],
  ) {}

  /** The weights in words: 'a:80 95, b:80 5'. */
  public describe(): string {
    return this.backends.map(({ backend, weight }) => `${backend.describe()} ${weight}`).join(', ');
  }
}
