import { extname, relative } from 'node:path';
import {
  createProfileStore,
  profileKindFromId,
} from '../../harness/history/report-document-store.ts';
import { stampFile } from '../../harness/host/folder-tree-operations.ts';
import type { Host } from '../../harness/host.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { type Config, loadConfig } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { DEFAULT_PROFILING_OPTIONS } from '../observe/profiling-options.ts';
import { saveProfile } from '../profile/save-profile.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import { requireSingleScenario } from '../project/require-single-scenario.ts';
import { profileIntoMap } from './profile-code-target-into-performance-map.ts';
import type { TargetRequest } from './resolve-target-to-scenario-code-or-command.ts';

/** Performance map of a scenario, with the time of its measurement. */
export interface ScenarioMap {
  readonly scenario: string;
  readonly map: PerformanceMap;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** True if it was saved earlier, and the code is unchanged since. */
  readonly isSaved: boolean;
}

/** Instrumented functions would run the tests too, which takes longer than a first answer may. */
const PROFILING = { ...DEFAULT_PROFILING_OPTIONS, mayInstrument: false };

/**
 * Returns the newest saved map of a scenario if no code of the project changed since; else profiles
 * the scenario and saves the profile. @throws UserError if no single scenario has this name.
 */
export async function mapScenario(
  host: Host,
  request: Omit<TargetRequest, 'scriptFolder'>,
): Promise<ScenarioMap> {
  const { root, target, purpose } = request;
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  const scenarios = await findScenarios(inside, config, { ...EVERY_SCENARIO, targets: [target] });
  const scenario = requireSingleScenario(scenarios, `${purpose} takes`);
  const saved = findSavedMap(inside, config, scenario);
  if (saved !== null) return saved;
  const found = { scenario, isTest: false };
  const profile = await profileIntoMap(inside, config, request, async () => found, PROFILING);
  // The map is returned even if it cannot be stored.
  saveProfile(inside, config, profile);
  const { map, created_at: measuredAt } = profile;
  return { scenario: scenario.name, map, measuredAt, isSaved: false };
}

function findSavedMap(host: Host, config: Config, { name, prepare }: Scenario): ScenarioMap | null {
  const store = createProfileStore(host, config.stateFolder);
  const id = store
    .list()
    .filter((known) => profileKindFromId(known) === 'map')
    .findLast((known) => {
      const { scenario, root, state } = store.head(known);
      return scenario === name && root === config.root && state === 'completed';
    });
  const profile = id === undefined ? null : store.load(id);
  if (profile?.schema !== PROFILE_SCHEMA || profile.map === undefined) return null;
  const { map, created_at: measuredAt, duration_ms: durationMs, environment } = profile;
  if (environment?.runtime.node !== host.system.nodeVersion) return null;
  // A build before the first trial writes files of the project.
  const madeByMs = Date.parse(measuredAt) + (prepare === null ? 0 : durationMs);
  if (lastChangeOfCode(host, config) >= madeByMs) return null;
  return { scenario: name, map, measuredAt, isSaved: true };
}

/** Files that people read: writing a report into the project changes no code. */
const DOCUMENTS = new Set(['.md', '.html', '.txt', '.xml', '.sarif']);

/** Returns the time when a file of the project was last changed, in milliseconds. */
function lastChangeOfCode({ files }: Host, { root, stateFolder }: Config): number {
  const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.');
  const paths = files
    .below(root, isLeftOut)
    .filter(
      (path) => !DOCUMENTS.has(extname(path)) && relative(stateFolder, path).startsWith('..'),
    );
  return paths.reduce((last, path) => Math.max(last, stampFile(path).changedAtMs), 0);
}
