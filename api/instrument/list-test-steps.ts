import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import {
  COMMAND_LIMIT_MS,
  type DiscoveredCommand,
} from '../../project/discover/discovered-command.ts';
import { listScriptCommands } from '../../project/discover/list-script-commands.ts';
import { readPackageTestSettings } from '../../project/discover/read-package-test-settings.ts';

/** Tests of a project as commands that run one after the other, whatever those before them do. */
export interface TestSteps {
  /** As users run them. */
  readonly text: string;
  readonly steps: readonly TestStep[];
}

export interface TestStep {
  /** Folder to run it in, from the root; empty: the root. */
  readonly folder: string;
  readonly command: DiscoveredCommand;
}

/**
 * Lists the commands of a test script, in which a linter or compiler may reject instrumented code
 * before a test runs; of a workspace without a test script, those of its packages.
 * @param folders - Folders of the workspace's packages, from the root.
 * @returns null without tests.
 */
export function listTestSteps(
  files: Pick<Files, 'read' | 'glob' | 'isFile'>,
  root: string,
  folders: readonly string[],
): TestSteps | null {
  const discovered = discoverTestOrBenchmarkCommand(files, root, 'test');
  if (discovered.type === 'found') {
    const { command } = discovered;
    const single = { text: command.text, steps: [{ folder: '', command }] };
    if (command.runner === 'custom') return single;
    const { scripts } = readPackageTestSettings(files, root);
    const steps = stepsOf(scripts, '');
    // A script of one command does what was discovered.
    const isOne =
      steps.length === 1 &&
      steps[0]?.command.text === scripts.test?.trim() &&
      scripts.pretest === undefined;
    return steps.length === 0 || isOne ? single : { text: 'npm test', steps };
  }
  const steps = folders
    .filter((folder) => folder !== '')
    .flatMap((folder) =>
      stepsOf(readPackageTestSettings(files, join(root, folder)).scripts, folder),
    );
  return steps.length === 0 ? null : { text: 'npm test --workspaces', steps };
}

function stepsOf(scripts: Readonly<Record<string, string>>, folder: string): readonly TestStep[] {
  return listScriptCommands(scripts, 'test').map((text) => ({
    folder,
    command: {
      category: 'test',
      runner: 'npm',
      source: 'package.json',
      command: { type: 'shell', text },
      text,
      timeoutMs: COMMAND_LIMIT_MS,
      results: null,
    },
  }));
}
