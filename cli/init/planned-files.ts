import { join } from 'node:path';
import type { Files } from '../../harness/host/files.ts';
import type { FirstScenario } from './candidates/candidate.ts';
import type { ScenarioEnding } from './scenario-ending.ts';
import { configText } from './scenario-text.ts';

/** Files of an earlier `init`, whatever they end with; null: there is none. */
export interface WhatIsThere {
  readonly scenario: string | null;
  readonly config: string | null;
}

export interface PlannedFiles {
  readonly written: readonly { readonly path: string; readonly text: string }[];
  readonly kept: readonly string[];
}

const ENDINGS = ['ts', 'mts', 'mjs', 'js'];
const CONFIG = 'perf-harness.config';
const SCENARIO = 'scenarios/first';

export function whatIsThere(files: Pick<Files, 'isFile'>, root: string): WhatIsThere {
  const first = (base: string, endings: readonly string[]): string | null =>
    endings.map((ending) => `${base}.${ending}`).find((path) => files.isFile(join(root, path))) ??
    null;
  return {
    scenario: first(SCENARIO, ENDINGS),
    config: first(CONFIG, [...ENDINGS, 'json', 'yaml']),
  };
}

/**
 * @param first - What was found to work; null: a scenario is there, and is kept.
 * @param force - Whether what is there is written over, under its own name: two of them do not go together.
 */
export function plannedFiles(
  first: FirstScenario | null,
  ending: ScenarioEnding,
  { scenario, config }: WhatIsThere,
  force: boolean,
): PlannedFiles {
  const places = first?.type === 'file' ? first.path : 'scenarios/';
  // Data cannot be written over with a module.
  const isConfigKept = config !== null && !(force && /js$|ts$/u.test(config));
  const isScenarioKept = scenario !== null && !(force && first?.type === 'text');
  return {
    written: [
      ...(isConfigKept
        ? []
        : [{ path: config ?? `${CONFIG}.${ending}`, text: configText(places) }]),
      ...(isScenarioKept || first?.type !== 'text'
        ? []
        : [{ path: scenario ?? `${SCENARIO}.${ending}`, text: first.textOf(first.prepare) }]),
    ],
    kept: [...(isConfigKept ? [config] : []), ...(isScenarioKept ? [scenario] : [])],
  };
}
