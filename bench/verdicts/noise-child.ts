/**
 * Burns CPU in bursts until it is ended, as a neighbour on a shared machine does: bursts of 0.3 s and
 * pauses of 0.7 s on average, both drawn anew each time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../harness/stats/seeded-random.ts';

const BURST_MS = 300;
const PAUSE_MS = 700;

const random = createRandom(Number(process.argv[2]));
const drawn = (meanMs: number): number => -meanMs * Math.log(1 - random.next());
for (;;) {
  const end = performance.now() + drawn(BURST_MS);
  while (performance.now() < end);
  await sleep(drawn(PAUSE_MS));
}
