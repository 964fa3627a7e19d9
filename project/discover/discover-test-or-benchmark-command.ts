import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import type { Finding } from '../../harness/model/finding.ts';
import {
  COMMAND_LIMIT_MS,
  type CommandCategory,
  createArgvCommand,
  type DiscoveredCommand,
} from './discovered-command.ts';
import { findDocumentedCommand } from './find-documented-command.ts';
import { findCommandByToolFiles } from './find-test-or-benchmark-command-by-files.ts';
import { readPackageTestSettings } from './read-package-test-settings.ts';

/** Pages of docs/project that may state how the project is tested, in search order. */
const PAGES = ['tech_stack.md', 'infrastructure.md', 'runbook.md'] as const;

/** Names of scripts for a category, the best first. */
const SCRIPTS: Readonly<Record<CommandCategory, readonly string[]>> = {
  test: ['test', 'tests', 'test:unit'],
  benchmark: ['bench', 'benchmark', 'benchmarks'],
};
/** Script that `npm init` writes where there are no tests. */
const NO_TESTS = /no test specified/;

/** Command of the project, or the reason why there is none. */
export type CommandDiscovery =
  | { readonly type: 'found'; readonly command: DiscoveredCommand }
  | { readonly type: 'skipped'; readonly finding: Finding };

/**
 * Finds the command that runs the tests or benchmarks of a project: literally as in
 * docs/project/tech_stack.md, infrastructure.md or runbook.md; else a script that calls a known
 * tool with custom arguments; else by the files of a known tool; else another script of
 * package.json.
 * @param root - Absolute folder of the project.
 */
export function discoverTestOrBenchmarkCommand(
  files: Pick<Files, 'read' | 'glob' | 'isFile'>,
  root: string,
  category: CommandCategory,
): CommandDiscovery {
  const command =
    commandInPages(files, root, category) ??
    tellingScript(files, root, category) ??
    findCommandByToolFiles(files, root, category) ??
    scriptOf(files, root, category);
  if (command !== null) return { type: 'found', command };
  return {
    type: 'skipped',
    finding: {
      id: 'command-not-discovered',
      level: 'info',
      message: `There is no ${category} command in docs/project, in the files of a known tool, or in the scripts of package.json, so this step is skipped.`,
      remedy: `Add the command to docs/project/tech_stack.md: a line "${category} command:" with the command in backticks.`,
    },
  };
}

function commandInPages(
  files: Pick<Files, 'read'>,
  root: string,
  category: CommandCategory,
): DiscoveredCommand | null {
  for (const source of PAGES) {
    const text = findDocumentedCommand(
      files.read(join(root, 'docs/project', source)) ?? '',
      category,
    );
    if (text !== null) {
      const command = { type: 'shell', text } as const;
      return {
        category,
        runner: 'custom',
        source,
        command,
        text,
        timeoutMs: COMMAND_LIMIT_MS,
        results: null,
      };
    }
  }
  return null;
}

/** Single call of vitest or jest, with variables before it and arguments after it. */
const RUNNER =
  /^(?<before>(?:cross-env +)?(?:[\w]+=\S* +)*)(?:npx +)?(?:vitest|jest)(?<behind>(?: +[^&|;]+)?)$/u;
/** Arguments that select neither tests nor an environment. */
const PLAIN = /^(?:run|--run|--ci|--silent|--coverage|--passWithNoTests|--colors|--runInBand|-i)$/u;

/**
 * Returns a test script that calls a known tool with specific settings: variables such as a time
 * zone, or a subset of the tests. Without these the tool may fail where the script passes.
 */
function tellingScript(
  files: Pick<Files, 'read'>,
  root: string,
  category: CommandCategory,
): DiscoveredCommand | null {
  const script =
    category === 'test' ? readPackageTestSettings(files, root).scripts.test?.trim() : undefined;
  const { before = '', behind = '' } = RUNNER.exec(script ?? '')?.groups ?? {};
  const words = behind.split(' ').filter((word) => word !== '');
  if (words.some((word) => /^(?:-w|watch|--watch(?:All)?)$/u.test(word))) return null;
  const isTelling = before !== '' || words.some((word) => !PLAIN.test(word));
  return isTelling ? scriptOf(files, root, category) : null;
}

function scriptOf(
  files: Pick<Files, 'read'>,
  root: string,
  category: CommandCategory,
): DiscoveredCommand | null {
  const { scripts } = readPackageTestSettings(files, root);
  const name = SCRIPTS[category].find(
    (script) => scripts[script] !== undefined && !NO_TESTS.test(scripts[script]),
  );
  if (name === undefined) return null;
  return {
    category,
    runner: 'npm',
    source: 'package.json',
    timeoutMs: COMMAND_LIMIT_MS,
    results: null,
    ...createArgvCommand(['npm', 'run', '--silent', name]),
  };
}
