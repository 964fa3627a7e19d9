import type { Effects } from '../tool.ts';
import { wordArgument } from './words.ts';

/** Which session is meant. */
export const sessionArgument = wordArgument
  .optional()
  .describe('Its name. Default: the only one that is not completed.');

/** A team changes code in worktrees of its own, makes commits there, and runs the project's programs. */
export const TEAM_EFFECTS: Effects = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};
