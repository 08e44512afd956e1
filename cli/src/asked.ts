import { UsageError } from './exit.js';
import { TrafficError } from './library.js';

/** Runs a function of the library; what it refuses is the user's to mend. */
export function asked<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof TrafficError) throw new UsageError(error.message);
    throw error;
  }
}
