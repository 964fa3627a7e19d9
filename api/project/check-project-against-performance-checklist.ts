import { join, relative } from 'node:path';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { isLoadable } from '../../harness/history/find-run-record-by-id-or-latest.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ChecklistReport } from '../../harness/model/documents/performance-checklist-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  isProgramFile,
  readProjectFiles,
} from '../../project/performance-checklist/collect-checklist-evidence-from-project-files.ts';
import { judgeChecklist } from '../../project/performance-checklist/judge-checklist.ts';
import type {
  ChecklistName,
  chooseChecks,
} from '../../project/performance-checklist/performance-checklist-definitions.ts';
import type {
  FoundScenarios,
  PriorWork,
  ProjectEvidence,
} from '../../project/performance-checklist/performance-checklist-evidence-types.ts';
import { readPerformanceMapFiles } from '../../project/performance-checklist/read-performance-map-files.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import { findScenarios } from './find-requested-scenarios.ts';
import { readDurationNormsAndCodeRules } from './read-project-duration-norms-and-code-rules.ts';

/** Options of a check of a project. */
interface CheckOptions {
  readonly config: Config;
  readonly list: ChecklistName;
  readonly checks: ReturnType<typeof chooseChecks>;
  /** Additional JSON profiles, as paths relative to the working folder. */
  readonly evidence: readonly string[];
  readonly pastWork: readonly PriorWork[];
}

/**
 * Checks the files of a project against a checklist. Nothing is measured; scenario files are
 * loaded.
 * @throws UserError for evidence that cannot be used.
 */
export async function checkProjectAgainstChecklist(
  host: Host,
  { config, list, checks, evidence, pastWork }: CheckOptions,
  signal: AbortSignal,
): Promise<ChecklistReport> {
  const { root, stateFolder } = config;
  const maps = readPerformanceMapFiles(host, root, evidence);
  const found = await Promise.all(pastWork.map((work) => work.read(host, root)));
  const { rules } = await readDurationNormsAndCodeRules(host, config);
  const reader = await loadSourceAnalysis();
  const files = await reader.listProjectFiles(host, root, signal);
  const [code, scenarios] = await Promise.all([
    reader.readCode(host, root, { rules, signal }),
    scenariosOf(host, config),
  ]);
  const program = { ...code, functions: code.functions.filter(({ file }) => isProgramFile(file)) };
  return judgeChecklist(list, checks, {
    root,
    baselines: createBaselineStore(host, stateFolder).list(),
    records: newestRecords(host, config),
    scenarios,
    skipped: code.skipped,
    cacheUses: reader.findCacheUses(program),
    pools: reader.findPoolSettings(program),
    ...readProjectFiles(host, root, { all: files, sources: reader.sourcesAmong(files) }),
    maps: [...found.flatMap((work) => work.maps), ...maps],
    researches: found.flatMap(({ researches }) => researches),
    gains: found.flatMap(({ gains }) => gains),
    proposeCommand: pastWork[0]?.command ?? null,
  });
}

/** Returns the newest completed record of each scenario; damaged records are skipped. */
function newestRecords(host: Host, { root, stateFolder }: Config): ProjectEvidence['records'] {
  const store = createRecordStore(host, stateFolder);
  const known = store.list().filter(isLoadable);
  const newest = new Map(
    known.filter(({ state }) => state === 'completed').map((record) => [record.scenario, record]),
  );
  return [...newest.values()].flatMap(({ path }) => {
    try {
      return [{ file: relative(root, path), content: store.load(join(path)) }];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

async function scenariosOf(host: Host, config: Config): Promise<FoundScenarios> {
  try {
    return { state: 'loaded', scenarios: await findScenarios(host, config, EVERY_SCENARIO) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'no-scenarios') return { state: 'loaded', scenarios: [] };
    return { state: 'broken', message: error.message };
  }
}
