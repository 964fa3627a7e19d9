import { dirname, isAbsolute } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { CommandLine, Scenario } from '../model/scenario/scenario.ts';
import { type Manifest, readManifest } from '../packages/package-manifest.ts';
import type { Mistake } from './schema/user-input-mistake.ts';

/** Variable read by a unit's loader, which looks for `target` in each source's package. */
const TARGET_VARIABLE = 'PERF_HARNESS_TARGET';
/** npm comes with Node.js, whichever package manager installs. */
const BUILD: CommandLine = { type: 'argv', argv: ['npm', 'run', 'build'] };

export interface BuildTargetScenarios {
  readonly scenarios: readonly Scenario[];
  readonly mistakes: readonly Mistake[];
}

/**
 * Measures a project as it is shipped (`target`): units load its build output, and the build runs
 * first if no `prepare` is given.
 */
export function switchToBuildOutput(
  files: Pick<Files, 'read'>,
  scenarios: readonly Scenario[],
  target: string,
): BuildTargetScenarios {
  const mistakes = scenarios.flatMap((scenario): readonly Mistake[] =>
    isOfVitest(scenario)
      ? [
          {
            code: 'target-vitest',
            where: [scenario.source?.path ?? scenario.name],
            problem: `"target" is "${target}", but vitest itself decides what its benchmarks import`,
            remedy: 'Import the build output in the benchmarks, and remove "target".',
          },
        ]
      : [],
  );
  return {
    scenarios: scenarios.map((scenario) => ({
      ...scenario,
      env: { [TARGET_VARIABLE]: target, ...scenario.env },
      prepare: scenario.prepare ?? buildOf(files, scenario.cwd),
    })),
    mistakes,
  };
}

function isOfVitest(scenario: Scenario): boolean {
  return scenario.kind === 'function' && scenario.body.type === 'vitest';
}

/** Returns the build script of the nearest package with one; null if the shipped files exist. */
function buildOf(files: Pick<Files, 'read'>, folder: string): CommandLine | null {
  const manifest = readManifest(files, folder);
  if (manifest !== null) return hasBuild(manifest) ? BUILD : null;
  const above = dirname(folder);
  return above === folder || !isAbsolute(folder) ? null : buildOf(files, above);
}

function hasBuild({ scripts }: Manifest): boolean {
  return typeof (scripts as { readonly build?: unknown } | undefined)?.build === 'string';
}
