import type { ServerSide } from '../../model/server-side.ts';

/**
 * How much of what it can do at the most a server did, from 0 to 1: of its busiest event loop, or
 * where it is not Node.js of one core, since a server that has more to spare may not be able to use
 * it. null where nothing tells.
 */
export function serverBusy(side: ServerSide | null): number | null {
  if (side === null) return null;
  if (side.loop !== null) return side.loop.utilization;
  if (side.cpu === null || side.durationMs === 0) return null;
  return Math.min(1, side.cpu.usedMs / side.durationMs);
}
