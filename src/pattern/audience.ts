import { RateLimit } from '../policy/rate-limit';
import { Match } from '../traffic/match';
import { TrafficSplit } from '../traffic/split';

/** Requests that do not follow the pattern's base rule: a pin, variant, tier or preview. */
export interface Audience {
  /** Name of its rule. */
  readonly name: string;
  /** Its full match, the base's conditions included. */
  readonly match: Match;
  /** Equal for audiences of one treatment at every stage; decides which need an order among each other. */
  readonly target: string;
  /** Where its requests go at the present stage. */
  readonly split: () => TrafficSplit;
  readonly rateLimit?: RateLimit;
}
