import type { CDPSession } from 'playwright-core';
import { type Counted, none, one } from '../probe/counted.ts';
import type { Load } from './load-page.ts';
import { NOTHING_PAINTED } from './page-metrics.ts';
import { readFrames } from './read-frames.ts';
import { type SeenFrame, speedIndex } from './speed-index.ts';

const NOTHING_FILMED = 'no picture of the load shows anything';

/** The Speed Index of a load that was filmed. */
export async function speedMetrics(
  session: CDPSession,
  { frames, originMs, hasPainted }: Pick<Load, 'frames' | 'originMs' | 'hasPainted'>,
): Promise<Counted> {
  if (!hasPainted) return none('speed_index', NOTHING_PAINTED);
  const ofLoad = frames.filter(({ atMs }) => atMs > originMs);
  const histograms = await readFrames(session, ofLoad);
  const seen = ofLoad.map(
    ({ atMs }, index): SeenFrame => ({
      atMs: atMs - originMs,
      histogram: histograms[index] ?? [],
    }),
  );
  const index = speedIndex(seen);
  return index === null ? none('speed_index', NOTHING_FILMED) : one('speed_index', index);
}
