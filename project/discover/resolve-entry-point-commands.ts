import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import {
  type E2eTestSource,
  type TestCommands,
  testCommandsSchema,
} from '../../harness/model/entry-point-test-commands.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { buildE2eTestCommand } from './build-e2e-test-command.ts';
import { createArgvCommand } from './discovered-command.ts';
import { findE2eTest } from './find-e2e-test.ts';
import {
  generateEntryPointTimingScript,
  type ProfileScriptOptions,
} from './generate-entry-point-timing-script.ts';
import type { EntryPoint } from './resolve-code-entry-point.ts';

export interface TestCommandOptions extends ProfileScriptOptions {
  /** Command that the user wants to profile, as typed. */
  readonly testCommand?: string | undefined;
  /** The user's end-to-end test, as typed. */
  readonly e2eTestCommand?: string | undefined;
}

/** Commands that exercise an entry point. */
export interface ResolvedTestCommands {
  readonly commands: TestCommands;
  /** `test_command`, ready to be run from the root of the project. */
  readonly command: CommandLine;
  /** Paths of the files that were written, from the root. */
  readonly generated: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Finds the command that exercises an entry point: the user's, else an existing end-to-end test,
 * else a `profile_test.sh` that is written to a folder.
 * @param root - Absolute folder of the project.
 */
export function resolveEntryPointCommands(
  files: Pick<Files, 'read' | 'glob' | 'writeAtomic'>,
  root: string,
  entry: EntryPoint,
  options: TestCommandOptions,
): ResolvedTestCommands {
  const e2e = resolveE2e(files, root, entry, options);
  const { test, generated } = resolveTest(files, root, entry, e2e, options);
  const warnings =
    e2e.command === null
      ? [`WARNING: No e2e test covers ${entry.text}. Full test suite serves as functional gate.`]
      : [];
  const commands = testCommandsSchema.parse({
    test_command: test.text,
    e2e_test_command: e2e.command?.text ?? null,
    e2e_test_source: e2e.source,
  });
  return { commands, command: test.command, generated, warnings };
}

interface RunnableCommand {
  readonly command: CommandLine;
  readonly text: string;
}

interface ResolvedE2e {
  readonly command: RunnableCommand | null;
  readonly source: E2eTestSource;
}

function resolveE2e(
  files: Pick<Files, 'read' | 'glob'>,
  root: string,
  entry: EntryPoint,
  { e2eTestCommand }: TestCommandOptions,
): ResolvedE2e {
  if (e2eTestCommand !== undefined) return { command: typed(e2eTestCommand), source: 'user' };
  const found = findE2eTest(files, root, entry);
  if (found === null) return { command: null, source: 'none' };
  return {
    command: createArgvCommand(buildE2eTestCommand(files, root, found.file)),
    source: found.source,
  };
}

function resolveTest(
  files: Pick<Files, 'writeAtomic'>,
  root: string,
  entry: EntryPoint,
  e2e: ResolvedE2e,
  options: TestCommandOptions,
): { readonly test: RunnableCommand; readonly generated: readonly string[] } {
  if (options.testCommand !== undefined) {
    return { test: typed(options.testCommand), generated: [] };
  }
  if (e2e.command !== null) return { test: e2e.command, generated: [] };
  const written = generateEntryPointTimingScript(entry, options);
  for (const { path, text } of written) files.writeAtomic(join(root, path), text);
  const generated = written.map(({ path }) => path);
  return { test: createArgvCommand(['bash', written[0].path]), generated };
}

/** Passes the user's text to the shell, word for word. */
function typed(text: string): RunnableCommand {
  return { command: { type: 'shell', text }, text };
}
