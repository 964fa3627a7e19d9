import type { Failure, Trial } from '../../harness/model/trial.ts';

/**
 * Whose fault it is that a trial failed which was profiled: one without the profiler tells.
 * @param profiler - Its id.
 * @param takePlain - Takes such a trial; null: one came to its end before.
 */
export async function blameProfiler(
  failure: Failure,
  profiler: string,
  takePlain: (() => Promise<Trial>) | null,
): Promise<Failure> {
  const plain = await takePlain?.();
  if (plain?.state === 'failed') return plain.failure;
  if (plain?.state === 'aborted') return failure;
  const remedy = `Profile it with another one (\`--with\`), or look why it does not stand this one. ${failure.remedy ?? ''}`;
  return {
    ...failure,
    message: `${failure.message}; that is under the profiler ${profiler}, without which it runs`,
    remedy: remedy.trim(),
  };
}
