import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import { type K6Command, SPARE_MS } from './k6-command.ts';
import { type PointsSoFar, watchPoints } from './watch-points.ts';

/**
 * Points that one run may write, bytes: those of 25 million points. More would fill disks that hold
 * temporary files, and a run so long says nothing more.
 */
const MOST_BYTES = 10e9;

/** A watch over what a run writes, until it is stopped. */
export interface OutputWatch {
  /** Aborts when that is more than a disk should have to hold; its reason is a `UnitFailure`. */
  readonly full: AbortSignal;
  readonly stop: () => void;
}

/** Tells the progress of a run, whose points stand in these files, and notices when it writes too much. */
export function watchOutput(
  host: Host,
  command: K6Command,
  paths: readonly string[],
  mostBytes = MOST_BYTES,
): OutputWatch {
  const full = new AbortController();
  const startedMs = host.clock.monotonicMs();
  const { stop } = watchPoints(paths, (soFar) => {
    if (soFar.bytes > mostBytes) full.abort(tooMuch(mostBytes));
    command.onProgress?.(progressText(soFar, host.clock.monotonicMs() - startedMs, command));
  });
  return { full: full.signal, stop };
}

/** `12 s of at most 70 s, 340 requests, 10 virtual users` */
function progressText(
  { requests, users }: PointsSoFar,
  elapsedMs: number,
  { timeoutMs }: K6Command,
): string {
  const seconds = (ms: number): number => Math.round(ms / 1_000);
  const most = seconds(timeoutMs - SPARE_MS);
  const who = users === null ? '' : `, ${users} virtual users`;
  return `${seconds(elapsedMs)} s of at most ${most} s, ${requests} requests${who}`;
}

function tooMuch(mostBytes: number): UnitFailure {
  return new UnitFailure({
    reason: 'protocol',
    message: `k6 wrote more than ${mostBytes / 1e9} GB of points and was ended`,
    remedy:
      'Let a trial be shorter (`duration`, `iterations`), or its rate lower; more trials say more than a longer one.',
  });
}
