import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { findRepositoryTop } from '../../harness/snapshot/git/git-repository.ts';
import { programName } from '../output/program-name.ts';
import {
  type FailedCandidate,
  FILES,
  findWorkingScenarioCandidate,
} from './find-working-scenario-candidate.ts';
import { generateConfig } from './generate-scenario.ts';
import {
  INIT_LIMIT_MS,
  type InspectedProject,
  inspectProject,
} from './inspect-project-for-scenarios.ts';
import type { FirstScenario } from './scenario-candidates/scenario-candidate.ts';
import {
  chooseScenarioExtension,
  findCompilingTsconfigs,
  type ScenarioExtension,
} from './scenario-file-extension.ts';
import { createPausableTimeout } from './try/pausable-timeout.ts';
import { noteTrackedFiles } from './try/restore-tracked-files.ts';

const START_ALONE =
  'It measures a start, which changes inside functions may not affect. To measure a\nfunction: perf-harness init function <file>::<name>\n';

/** Tries candidates; writes a scenario for the first that works, with its configuration. */
export async function writeFirstScenario(
  host: Host,
  { asks, force }: { readonly asks: boolean; readonly force: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { files, cwd, terminal } = host;
  const ending = chooseScenarioExtension(files, cwd);
  const there = whatIsThere(files, cwd);
  if (there.scenario !== null && !force) {
    // The existing scenario is the user's; `run` reports whether it works.
    return write(host, plannedFiles([], ending, there, force), { asks });
  }
  const limit = createPausableTimeout(host.clock, INIT_LIMIT_MS);
  const project = await inspectProject(host, cwd, limit);
  const tracked = await noteTrackedFiles(host, cwd, signal);
  const found = await findWorkingScenarioCandidate(project, ending, signal)
    .finally(limit.end)
    .finally(tracked.restore);
  if (signal.aborted) return EXIT.interrupted;
  if (found.type === 'nothing') return reportNothingFound(project, found.setbacks);
  const { works } = found;
  const [{ first }] = works;
  const isStart = first.type === 'text' && first.program === 'load';
  const saw = works.map((working) => working.saw).join('\n');
  terminal.out(`${saw}\n${isStart ? START_ALONE : ''}\n`);
  const scenarios = works.map((working) => working.first);
  const code = await write(host, plannedFiles(scenarios, ending, there, force), { asks });
  warnOfCompilers(host, ending);
  return code;
}

async function write(
  { files, terminal, cwd, env }: Host,
  { written, kept }: PlannedFiles,
  { asks }: { readonly asks: boolean },
): Promise<ExitCode> {
  if (written.length > 0 && asks && terminal.canAsk) {
    const names = written.map(({ path }) => path).join(' and ');
    if (!(await terminal.confirm(`Write ${names}?`))) return EXIT.ok;
  }
  for (const { path, text } of written) {
    files.writeAtomic(join(cwd, path), text);
    terminal.out(`wrote ${path}\n`);
  }
  for (const path of kept) {
    terminal.out(`kept existing ${path} (--force overwrites it)\n`);
  }
  const program = programName(env);
  terminal.out(`\nNext: ${program} run\n`);
  // Only a repository has a commit to compare with.
  if (findRepositoryTop(files, cwd) !== null) {
    terminal.out(`      ${program} compare HEAD   (after an edit, before its commit)\n`);
  }
  return EXIT.ok;
}

function reportNothingFound(
  { host, remedies }: InspectedProject,
  setbacks: readonly FailedCandidate[],
): ExitCode {
  const { length } = setbacks;
  const tried = length === 1 ? 'the only candidate' : `${length} candidates`;
  const next = !remedies.isInstalled
    ? `The project's packages are not installed: run ${remedies.install}, then perf-harness init again.`
    : 'Fix a candidate, then run perf-harness init again; or name the code to measure: perf-harness run -- node script.js, perf-harness init function src/file.ts::name.';
  host.terminal.err(`\nNothing was written: ${tried} failed for the reasons above. ${next}\n`);
  return EXIT.target;
}

/** Warns about project tsconfigs that would compile files of perf-harness, with the remedy. */
function warnOfCompilers({ files, terminal, cwd }: Host, ending: ScenarioExtension): void {
  const compilers = findCompilingTsconfigs(files, cwd, ending);
  if (compilers.length === 0) return;
  terminal.err(
    `${compilers.join(' and ')} would also compile the perf-harness files (allowJs): add "scenarios" and "perf-harness.config.${ending}" to "exclude" in the TypeScript configuration.\n`,
  );
}

/** Files of an earlier `init`, with any extension; null: there is none. */
interface WhatIsThere {
  readonly scenario: string | null;
  readonly config: string | null;
}

interface PlannedFiles {
  readonly written: readonly { readonly path: string; readonly text: string }[];
  readonly kept: readonly string[];
}

const ENDINGS = ['ts', 'mts', 'mjs', 'js'];
const CONFIG = 'perf-harness.config';
const FOLDER = 'scenarios/';

function whatIsThere(files: Pick<Files, 'isFile'>, root: string): WhatIsThere {
  const first = (base: string, endings: readonly string[]): string | null =>
    endings.map((ending) => `${base}.${ending}`).find((path) => files.isFile(join(root, path))) ??
    null;
  return {
    scenario: first(FILES[0], ENDINGS),
    config: first(CONFIG, [...ENDINGS, 'json', 'yaml']),
  };
}

/**
 * @param found - Scenarios that were found to work, at most two; none: an existing scenario is kept.
 * @param force - True: overwrite existing files under their own names, since two versions would
 * conflict.
 */
function plannedFiles(
  found: readonly FirstScenario[],
  ending: ScenarioExtension,
  { scenario, config }: WhatIsThere,
  force: boolean,
): PlannedFiles {
  const places = found.map((first) => (first.type === 'file' ? first.path : FOLDER));
  // Data cannot be written over with a module.
  const isConfigKept = config !== null && !(force && /js$|ts$/u.test(config));
  const texts = found.filter((first) => first.type === 'text');
  const isScenarioKept = scenario !== null && !(force && texts.length > 0);
  const scenarios = texts.flatMap(({ textOf, prepare, inputs }, index) => [
    {
      path: (index === 0 ? scenario : null) ?? `${FILES[index]}.${ending}`,
      text: textOf(prepare),
    },
    ...(inputs === null ? [] : [{ path: FOLDER + inputs.name, text: inputs.text }]),
  ]);
  return {
    written: [
      ...(isConfigKept
        ? []
        : [
            {
              path: config ?? `${CONFIG}.${ending}`,
              text: generateConfig(places.length === 0 ? [FOLDER] : [...new Set(places)]),
            },
          ]),
      ...(isScenarioKept ? [] : scenarios),
    ],
    kept: [...(isConfigKept ? [config] : []), ...(isScenarioKept ? [scenario] : [])],
  };
}
