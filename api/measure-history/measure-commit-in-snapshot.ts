import { join } from 'node:path';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import type { Host } from '../../harness/host.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import { measureScenarios } from '../../harness/measure-and-judge-scenarios.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { SideSnapshot } from '../../harness/snapshot/base-and-head-snapshots.ts';
import { openBaseAndHeadSnapshots } from '../../harness/snapshot/create-base-and-head-snapshots-in-cache.ts';
import { buildSnapshotRequest } from '../comparison-sides/base-and-head-snapshot-request-and-creation.ts';
import { createRunContext } from '../measure/create-run-context.ts';
import { withExecutors } from '../measure/open-scenario-executors.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Settings shared by the measurements of all commits. */
interface CommitMeasuring extends SessionContext {
  readonly config: Config;
  /** Scenarios of the working tree. */
  readonly scenarios: readonly Scenario[];
  readonly installs: boolean;
  readonly seed: number;
}

/** Result of a commit: its runs, and why some or all scenarios could not be measured. */
interface MeasuredCommit {
  readonly records: readonly RunRecord[];
  readonly trouble: readonly string[];
}

/** Runtime without variables or a Node.js version of its own. */
const PLAIN = { env: {}, nodePath: null };

/**
 * Measures a commit with the scenarios of the working tree, in a temporary snapshot. Nothing is
 * recorded, so the newest record of a scenario still describes the current code.
 */
export async function measureCommitInSnapshot(
  host: Host,
  commit: string,
  measuring: CommitMeasuring,
): Promise<MeasuredCommit> {
  const { config, scenarios, installs, signal, onSnapshot } = measuring;
  const side = { type: 'ref', ref: commit } as const;
  const sides = { type: 'code', base: side, head: side } as const;
  const snapshots = await openBaseAndHeadSnapshots(host, {
    ...buildSnapshotRequest(
      config,
      scenarios,
      { sides, signal, ...(onSnapshot !== undefined && { onSnapshot }) },
      { a: PLAIN, b: PLAIN },
      resolveCacheFolder(host),
    ),
    overlayFrom: 'project',
    usesInstalledPackages: !installs,
  });
  try {
    const { head } = snapshots;
    const trouble = errorsOf(head);
    const spoiled = new Set(head.failedBuilds.flatMap((failed) => failed.scenarios));
    const wanted = scenarios.filter(({ name }) => trouble.length === 0 && !spoiled.has(name));
    if (wanted.length === 0) return { records: [], trouble };
    snapshots.moveIntoSlots(0);
    const places = snapshots.pathMappings('b');
    const own = wanted.map((scenario) => ({
      ...relocateScenarioPaths(scenario, places, PLAIN, host.env.PATH),
      // It is built already.
      prepare: null,
    }));
    const records = await runHere(host, commit, own, measuring);
    return { records, trouble: [...trouble, ...records.flatMap(failuresOf)] };
  } finally {
    snapshots.remove();
  }
}

function errorsOf({ findings, failedBuilds }: SideSnapshot): readonly string[] {
  const broken = findings.filter(({ level }) => level === 'error');
  return [...broken, ...failedBuilds.map(({ finding }) => finding)].map(({ message }) => message);
}

function failuresOf({ state, scenario, findings }: RunRecord): readonly string[] {
  if (state !== 'failed') return [];
  const reason = findings.find(({ level }) => level === 'error')?.message ?? 'the run failed';
  return [`${scenario}: ${reason}`];
}

function runHere(
  host: Host,
  commit: string,
  scenarios: readonly Scenario[],
  { seed, session, signal, onProgress }: CommitMeasuring,
): Promise<readonly RunRecord[]> {
  return withExecutors(host, scenarios, async (open) => {
    const store = createRecordStore(host, join(open.folder, 'records'));
    const parts = createRunContext(host, open, store, { session, onProgress });
    const environment = { ...open.environment, git: { commit, branch: null, dirty: false } };
    const options = { seed, folder: open.folder, signal };
    return (await measureScenarios(scenarios, { ...parts, environment }, options)).runs;
  });
}
