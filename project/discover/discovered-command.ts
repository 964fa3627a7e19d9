import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { shellWords } from '../../harness/model/shell-quote.ts';

/** Purpose of a command. */
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
  /** Command given by the user. */
  | 'custom';

/** Source of a command: a docs/project page, a tool's files, package.json, or perf-harness. */
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
  /** Command line as typed in a shell. */
  readonly text: string;
  readonly timeoutMs: number;
  /** File to which it writes results, relative to the root; null if it only prints them. */
  readonly results: string | null;
}

const MINUTE_MS = 60_000;
/** Longest run of tests, and of most benchmarks. */
export const COMMAND_LIMIT_MS = 5 * MINUTE_MS;
/** Longest run of benchmarks that build and fork by themselves. */
export const LONG_COMMAND_LIMIT_MS = 10 * MINUTE_MS;

/** A list of arguments as a command, with its text. */
export function createArgvCommand(argv: readonly [string, ...string[]]): {
  readonly command: CommandLine;
  readonly text: string;
} {
  return { command: { type: 'argv', argv }, text: shellWords(argv) };
}
