import type { CodingAgentName } from '../../harness/model/program/coding-agents.ts';

/** A program of the user's that proposes, or that reviews. */
export interface AskedProgram {
  /** In messages and in names of recordings. */
  readonly id: string;
  readonly command: [string, ...string[]];
  /** The coding agent whose adapter is asked; absent: the command itself is. */
  readonly agent?: { readonly name: CodingAgentName; readonly budget: string };
  readonly timeout_ms?: number;
  readonly network: boolean;
  /** Names of variables that it gets. */
  readonly env: string[];
}
