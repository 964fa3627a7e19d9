import { join } from 'node:path';
import type { BisectMeasurer } from '../../harness/bisect/bisect-changes.ts';
import {
  type ChangeRange,
  firstChangesRange,
} from '../../harness/bisect/bisect-commit-search-space.ts';
import {
  type BisectPairMeasurer,
  createBisectPairMeasurer,
} from '../../harness/bisect/resumable-bisect-pair-measurer.ts';
import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import type { Host } from '../../harness/host.ts';
import type {
  LiveContext,
  LiveOptions,
  LiveSides,
} from '../../harness/live-comparison/live-comparison-context.ts';
import { runLiveComparison } from '../../harness/live-comparison/run-live-comparison.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { openBaseAndHeadSnapshots } from '../../harness/snapshot/create-base-and-head-snapshots-in-cache.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import {
  buildSnapshotRequest,
  createLiveSides,
} from '../comparison-sides/base-and-head-snapshot-request-and-creation.ts';
import { resolveSideRuntimes } from '../comparison-sides/resolve-node-runtimes-for-base-and-head.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import type { BisectChanges } from './resolve-bisect-changes.ts';

/** Number of snapshots kept for reuse; each holds two trees. */
const KEEP = 4;

/** Everything needed to measure during the bisection of a project. */
interface MeasuringParts extends Pick<SessionContext, 'signal' | 'onSnapshot'> {
  readonly host: Host;
  readonly config: Config;
  readonly scenario: Scenario;
  readonly environment: Environment;
  readonly parts: LiveContext;
  /** Without the folder, of which each pair of sides has its own. */
  readonly live: Omit<LiveOptions, 'folder'>;
  readonly folder: string;
}

/** Offset of the search's seed, to draw other random numbers than those for the two ends. */
const SEED_OFFSET = 0x5e_a7c4;

/** Two sides on disk. */
interface OpenSides {
  readonly sides: LiveSides;
  readonly folder: string;
  readonly remove: () => void;
}

/** Creates a measurer that compares any two ranges of changes; `close` removes its files. */
export function createBisectMeasurer(
  measuring: MeasuringParts,
  bisectSides: BisectChanges,
): BisectMeasurer & { readonly close: () => void } {
  const { scenario, parts, live, folder } = measuring;
  const random = createRandom((live.seed + SEED_OFFSET) % 2 ** 32);
  const places = new Map<
    string,
    { readonly open: OpenSides; readonly place: BisectPairMeasurer }
  >();
  let serial = 0;
  const open = async (at: ChangeRange, against: ChangeRange): Promise<OpenSides> => {
    serial += 1;
    return openSides(measuring, bisectSides, { at, against, folder: join(folder, `p${serial}`) });
  };
  const placeOf = async (at: number, against: number): Promise<BisectPairMeasurer> => {
    const key = `${at}-${against}`;
    const known = places.get(key);
    // Re-inserting the entry makes it the most recently used, so it is evicted last.
    places.delete(key);
    const opened = known?.open ?? (await open(firstChangesRange(at), firstChangesRange(against)));
    const context = { sides: opened.sides, services: parts, random };
    const place =
      known?.place ??
      createBisectPairMeasurer(scenario, {
        ...context,
        options: { ...live, folder: opened.folder },
      });
    places.set(key, { open: opened, place });
    const [oldest, ...others] = places;
    if (oldest !== undefined && others.length >= KEEP) {
      oldest[1].open.remove();
      places.delete(oldest[0]);
    }
    return place;
  };
  return {
    decide: async (at, against) => {
      const opened = await open(at, against);
      try {
        const seed = serial === 1 ? live.seed : random.integer(2 ** 32);
        return await runLiveComparison([scenario], opened.sides, parts, {
          ...live,
          seed,
          folder: opened.folder,
        });
      } finally {
        opened.remove();
      }
    },
    measureFor: (metric) => async (wanted, count) => {
      if (live.signal.aborted) return { state: 'interrupted' };
      try {
        const place = await placeOf(wanted.at, wanted.against);
        return await place.measure(metric, count);
      } catch (error) {
        // After an interrupt, measurements made so far are still reported, whatever it interrupted.
        if (live.signal.aborted) return { state: 'interrupted' };
        throw error;
      }
    },
    close: () => {
      for (const place of places.values()) place.open.remove();
      places.clear();
    },
  };
}

async function openSides(
  { host, config, scenario, environment, signal, onSnapshot }: MeasuringParts,
  { sidesOf }: BisectChanges,
  wanted: { readonly at: ChangeRange; readonly against: ChangeRange; readonly folder: string },
): Promise<OpenSides> {
  const { at, against, folder } = wanted;
  const { sides: request, names } = await sidesOf(at, against);
  const cache = resolveCacheFolder(host);
  const live = { sides: request, signal, ...(onSnapshot !== undefined && { onSnapshot }) };
  const runtimes = await resolveSideRuntimes(host, request, cache, signal);
  const snapshots = await openBaseAndHeadSnapshots(host, {
    ...buildSnapshotRequest(config, [scenario], live, runtimes, cache),
    overlayFrom: 'project',
  });
  try {
    const made = createLiveSides(host, snapshots, environment, live, runtimes);
    host.files.makeFolder(folder);
    return {
      sides: {
        ...made,
        base: { ...made.base, ...names?.base },
        head: { ...made.head, ...names?.head },
      },
      folder,
      remove: () => {
        snapshots.remove();
        host.files.remove(folder);
      },
    };
  } catch (error) {
    snapshots.remove();
    throw error;
  }
}
