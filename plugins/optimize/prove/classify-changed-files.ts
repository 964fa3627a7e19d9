import type { Proof } from '../document/proof-document.ts';
import {
  isLockfile,
  isTestFile,
  repositorySetting,
} from '../strike/check-files-allowed-to-change.ts';

export interface ChangedPath {
  /** From the root of the project, with slashes. */
  readonly path: string;
  /** True if the commit before the change does not have it. */
  readonly isNew: boolean;
}

/** Files of a change, by their part in its proof. */
export interface ClassifiedFiles {
  /** Code of the program: what is proven. */
  readonly proven: readonly string[];
  /** New scenarios, benchmarks and configuration, which measure the code before the change too. */
  readonly scenarios: readonly string[];
  /** Files that stay as committed. */
  readonly omitted: Proof['omitted'];
}

/**
 * Classifies the files of a change. Tests, benchmarks and changed scenarios stay as committed, since
 * they judge the change; lockfiles stay, so that both versions run the same packages.
 */
export function classifyChangedFiles(files: readonly ChangedPath[]): ClassifiedFiles {
  const classified = files.map(({ path, isNew }) => ({
    path,
    isNew,
    reason: omissionReason(path),
  }));
  const isScenario = ({ path, isNew, reason }: (typeof classified)[number]): boolean =>
    isNew && (reason === 'scenario' || (reason !== null && isBenchmark(path.toLowerCase())));
  return {
    proven: classified.filter(({ reason }) => reason === null).map(({ path }) => path),
    scenarios: classified.filter(isScenario).map(({ path }) => path),
    omitted: classified.flatMap((file) =>
      file.reason === null || isScenario(file) ? [] : [{ path: file.path, reason: file.reason }],
    ),
  };
}

/** Folders at the root of a package; deeper ones of these names may be code of the program. */
const SCENARIOS =
  /^(?:packages\/[^/]+\/)?(?:scenarios\/|perf-harness\.config\.)|\.scenario\.[cm]?[jt]s$/u;
const BENCHMARKS = /^(?:packages\/[^/]+\/)?(?:bench|benches|benchmarks?|perf)\//u;
const SOURCES = /(?:^|\/)(?:src|lib)\//u;
const TEST_NAME = /[._-](?:test|tests|spec|e2e|cy|bench)\.[^/]+$|\/__\w+__\//u;
const DOCUMENTATION = /\.(?:md|mdx|rst|adoc)$/u;

function isBenchmark(path: string): boolean {
  return BENCHMARKS.test(path) || /\.bench\.[cm]?[jt]sx?$/u.test(path);
}

function omissionReason(path: string): Proof['omitted'][number]['reason'] | null {
  const plain = path.toLowerCase();
  if (SCENARIOS.test(plain)) return 'scenario';
  const isTest = isTestFile(plain) && (!SOURCES.test(plain) || TEST_NAME.test(plain));
  if (isTest || BENCHMARKS.test(plain)) return 'test or benchmark';
  if (isLockfile(plain)) return 'lockfile';
  if (repositorySetting(plain) !== null) return 'repository setting';
  return DOCUMENTATION.test(plain) ? 'documentation' : null;
}
