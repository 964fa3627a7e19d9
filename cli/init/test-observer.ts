import { listTestSteps } from '../../api/instrument/list-test-steps.ts';
import {
  observeCallsOfTests,
  type TestsToObserve,
} from '../../api/instrument/observe-calls-of-tests.ts';
import type { ObservedTests } from '../../api/instrument/observed-tests.ts';
import { listReadmeExamples } from '../../api/instrument/readme-examples.ts';
import {
  loadSourceAnalysisIfInstalled,
  SOURCES_NOT_READ,
} from '../../registry/load-source-analysis-library.ts';
import type { InspectedProject } from './inspect-project-for-scenarios.ts';
import { openInitMeasurementSession } from './try/open-init-measurement-session.ts';
import { listPackageEntries } from './workspace-package-manifests-and-entry-files.ts';

/** Time limit of the tests, milliseconds: half of that of `init`. */
const TESTS_MS = 60_000;

/** The tests of a project, which run once at the most. */
export interface TestObserver {
  /** In words: ``the functions that `npm test` calls``. */
  readonly about: string;
  /** Files whose exports users of the packages call, from the root. */
  readonly entries: readonly string[];
  /** Names of the packages by their main entry point. */
  readonly packageNames: ReadonlyMap<string, string>;
  readonly observe: (signal: AbortSignal) => Promise<ObservedTests>;
}

/** Returns null without tests and README, or without the package that reads sources. */
export async function createTestObserver(project: InspectedProject): Promise<TestObserver | null> {
  const { host, root, packages } = project;
  const folders = packages.map(({ folder }) => folder);
  const tests = listTestSteps(host.files, root, folders);
  const found = packages.map((own) => ({
    ...own,
    entries: listPackageEntries(host.files, root, own),
  }));
  const documented = found.flatMap(({ folder, manifest: { name }, entries: [entry] }) =>
    name === undefined || entry === undefined ? [] : [{ folder, name, entry }],
  );
  const hasExamples = listReadmeExamples(host.files, root, documented).length > 0;
  if (tests === null && !hasExamples) return null;
  if ((await loadSourceAnalysisIfInstalled()) === null) {
    host.terminal.err(`skipping functions: ${SOURCES_NOT_READ}\n`);
    return null;
  }
  const entries = found.flatMap((own) => own.entries);
  let observed: Promise<ObservedTests> | null = null;
  return {
    about:
      tests === null
        ? 'the functions that the examples of the README call'
        : `the functions that \`${tests.text}\` calls, by the time that they take`,
    entries,
    packageNames: new Map(documented.map(({ entry, name }) => [entry, name])),
    observe: (signal) => {
      observed ??= observeWithinLock(project, { packages: folders, entries, documented }, signal);
      return observed;
    },
  };
}

/** Runs the tests while no other measurement runs; waiting for it does not count as time. */
function observeWithinLock(
  { host, root, build, limit }: InspectedProject,
  observed: Pick<TestsToObserve, 'packages' | 'entries' | 'documented'>,
  signal: AbortSignal,
): Promise<ObservedTests> {
  const session = openInitMeasurementSession(host, [limit], signal);
  const observe = () =>
    observeCallsOfTests(host, root, {
      ...observed,
      only: null,
      build: build?.command ?? null,
      limitMs: TESTS_MS,
      signal,
    });
  return session.lock.hold('the tests', observe, signal).finally(session.close);
}
