import type { Block, Trial } from './trial.ts';

/** Returns the blocks of a completed unit; none for any other unit. */
export function completedTrialBlocks(trial: Trial | undefined): readonly Block[] {
  return trial?.state === 'completed' ? trial.blocks : [];
}
