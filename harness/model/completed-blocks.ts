import type { Block, Trial } from './trial.ts';

/** The blocks of a unit that was measured to its end; none of any other. */
export function completedBlocks(trial: Trial | undefined): readonly Block[] {
  return trial?.state === 'completed' ? trial.blocks : [];
}
