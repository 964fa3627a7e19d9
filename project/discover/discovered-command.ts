import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { shellWords } from '../../harness/model/shell-quote.ts';

/** What a command is for. */
export type CommandCategory = 'test' | 'benchmark';

/** Programs that run tests or benchmarks. */
export type CommandRunner =
  | 'cargo'
  | 'cypress'
  | 'dotnet'
  | 'go'
  | 'jest'
  | 'jmh'
  | 'node'
  | 'npm'
  | 'playwright'
  | 'pytest'
  | 'vitest'
  /** Whatever the user wrote. */
  | 'custom';

/** Where a command comes from: a page of docs/project, the files of a tool, package.json, or us. */
export type CommandSource =
  | 'tech_stack.md'
  | 'infrastructure.md'
  | 'runbook.md'
  | 'config'
  | 'package.json'
  | 'generated';

/** A command of the project that was found. */
export interface DiscoveredCommand {
  readonly category: CommandCategory;
  readonly runner: CommandRunner;
  readonly source: CommandSource;
  readonly command: CommandLine;
  /** As one would type it. */
  readonly text: string;
  readonly timeoutMs: number;
  /** File that it writes its results to, from the root; null: it prints what there is. */
  readonly results: string | null;
}

const MINUTE_MS = 60_000;
/** Longest run of tests, and of most benchmarks. */
export const COMMAND_LIMIT_MS = 5 * MINUTE_MS;
/** Of benchmarks that build and fork for themselves. */
export const LONG_COMMAND_LIMIT_MS = 10 * MINUTE_MS;

/** A list of arguments as a command, with its text. */
export function argvCommand(argv: readonly [string, ...string[]]): {
  readonly command: CommandLine;
  readonly text: string;
} {
  return { command: { type: 'argv', argv }, text: shellWords(argv) };
}
