import {
  type ObservedTests,
  observeCallsOfTests,
} from '../../api/instrument/observe-calls-of-tests.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import {
  loadSourceAnalysisIfInstalled,
  type SourceAnalysis,
} from '../../registry/load-source-analysis-library.ts';
import type { InspectedProject } from './inspect-project-for-scenarios.ts';
import { openInitMeasurementSession } from './try/open-init-measurement-session.ts';
import { listPackageEntries } from './workspace-package-manifests-and-entry-files.ts';

/** Time limit of the tests, milliseconds: half of that of `init`. */
const TESTS_MS = 60_000;

/** The tests of a project, which run once at the most. */
export interface TestObserver {
  /** Command that runs them. */
  readonly command: string;
  /** Files whose exports users of the packages call, from the root. */
  readonly entries: readonly string[];
  readonly reader: SourceAnalysis;
  readonly observe: (signal: AbortSignal) => Promise<ObservedTests>;
}

/** Returns null without tests, or without the package that reads sources. */
export async function createTestObserver(project: InspectedProject): Promise<TestObserver | null> {
  const { host, root, packages } = project;
  const tests = discoverTestOrBenchmarkCommand(host.files, root, 'test');
  const reader = await loadSourceAnalysisIfInstalled();
  if (tests.type === 'skipped' || reader === null) return null;
  const entries = packages.flatMap((own) => listPackageEntries(host.files, root, own));
  let observed: Promise<ObservedTests> | null = null;
  return {
    command: tests.command.text,
    entries,
    reader,
    observe: (signal) => {
      observed ??= observeWithinLock(project, entries, signal);
      return observed;
    },
  };
}

/** Runs the tests while no other measurement runs; waiting for it does not count as time. */
function observeWithinLock(
  { host, root, build, limit }: InspectedProject,
  entries: readonly string[],
  signal: AbortSignal,
): Promise<ObservedTests> {
  const session = openInitMeasurementSession(host, [limit], signal);
  const observe = () =>
    observeCallsOfTests(host, root, {
      entries,
      only: null,
      build: build?.command ?? null,
      limitMs: TESTS_MS,
      signal,
    });
  return session.lock.hold('the tests', observe, signal).finally(session.close);
}
