import { z } from 'zod';
import type { LoopStatus } from '../optimize/loop-jobs.ts';
import type { ToolAnswer } from '../tool.ts';

export const loopStatusSchema = z.object({
  state: z.enum(['none', 'running', 'ended', 'paused', 'failed', 'stopped']),
  target: z.string().nullable(),
  told: z.array(z.string()).describe('What the loop said last, oldest first.'),
  problem: z.string().nullable(),
  waits_for: z.string().nullable().describe('Paused: the gate that somebody has to approve.'),
});

/** What there is to say of the loop. */
export async function loopAnswer({
  state,
  target,
  told,
  end,
  problem,
}: LoopStatus): Promise<ToolAnswer<z.infer<typeof loopStatusSchema>>> {
  const waits = end?.type === 'paused' ? end.approval : null;
  const { answerText } = await import('../measure/answer-text.ts');
  const report = end?.type === 'ended' ? await answerText(end.report) : '';
  const text = [`loop ${state}`, ...(problem === null ? [] : [problem]), ...told].join('\n');
  return {
    structured: { state, target, told: [...told], problem, waits_for: waits },
    text: `${text}\n${report}`,
  };
}
