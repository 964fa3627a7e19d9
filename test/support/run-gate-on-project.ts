/** Gates over repositories in the process of the test, with their reports for people and for programs. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { LiveProject } from './live-comparison-project.ts';
import { createScriptedProject } from './project-with-scripted-measurements.ts';
import type { CommandOptions } from './run-command-in-process.ts';
import { unwrapTerminalOutput } from './unwrap-terminal-output.ts';

export interface GateOutcome {
  readonly code: number | null;
  readonly out: string;
  /** The output on one line. */
  readonly text: string;
  readonly err: string;
  /** Empty if an error occurred before any measurement. */
  readonly document: GateReport;
}

/** One gate. */
export async function runGate(
  project: LiveProject,
  args: readonly string[] = [],
  options: Partial<CommandOptions> = {},
): Promise<GateOutcome> {
  const file = join(project.cache, 'gate.json');
  rmSync(file, { force: true });
  const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
  const { code, out, err } = await project.command(['gate', ...reporters, ...args], options);
  expect(err).not.toContain('a bug in perf-harness');
  const document = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as GateReport;
  return { code, out, text: unwrapTerminalOutput(out), err: unwrapTerminalOutput(err), document };
}

/** Regression limit, for scenarios that set a limit. */
export const REGRESSION_LIMIT = `regression: { wall_time: '30 %' },`;

/** Returns a scenario with scripted units and additional settings. */
export function scriptedScenario(more: string, name = 'work'): string {
  return `import { defineScenario } from 'perf-harness';
import { work } from '../src/work.js';
export default defineScenario({ name: '${name}', run: () => work(), trials: 3, ${more} });
`;
}

/** Creates a project: scenario and these files on main, a branch with the head's changes. */
export function createPullRequest(
  scenario: string,
  head: Readonly<Record<string, string>>,
  base: Readonly<Record<string, string>> = {},
): LiveProject {
  const project = createScriptedProject({ 'scenarios/work.ts': scenario, ...base });
  project.git('checkout', '--quiet', '-b', 'change');
  project.commit('change', head);
  return project;
}
