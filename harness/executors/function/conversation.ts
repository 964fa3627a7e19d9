import type { RunningProcess } from '../../host/processes.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { Failure } from '../../model/trial.ts';
import { describeEnd } from './describe-end.ts';
import { lastLines } from './last-lines.ts';
import { type Answer, asMarked, type Marked, type Question } from './messages.ts';

/** Talks with a worker, one question at a time. */
export interface Conversation {
  /**
   * @throws UnitFailure where the worker reports one, ends, or the signal aborts before it answers.
   */
  readonly ask: <T extends Answer['type']>(
    question: Question,
    expected: T,
    signal: AbortSignal,
  ) => Promise<Extract<Answer, { type: T }>>;
  /** Whether a question waits for its answer. */
  readonly isBusy: () => boolean;
}

type Outcome = Answer | { readonly type: 'ended' } | { readonly type: 'aborted' };

/** Opens the conversation: one listener for the life of the worker. */
export function converse(worker: RunningProcess): Conversation {
  let serial = 0;
  let settle: ((outcome: Outcome) => void) | undefined;
  let isOver = false;
  /** Trouble that came while no question was open: the answer to the next one. */
  let early: Failure | undefined;
  worker.onMessage((message) => {
    const marked = asMarked<Answer>(message);
    if (marked === undefined) return;
    const { perfHarness: answer, question } = marked;
    // Otherwise it answers a question that nobody waits for any more.
    if (settle !== undefined && (question === serial || question === null)) settle(answer);
    else if (question === null && answer.type === 'failed') early ??= answer.failure;
  });
  void worker.exited.then(() => {
    isOver = true;
    settle?.({ type: 'ended' });
  });

  const outcomeOf = (question: Question, signal: AbortSignal): Promise<Outcome> =>
    new Promise((resolve) => {
      serial += 1;
      const onAbort = (): void => settle?.({ type: 'aborted' });
      settle = (outcome) => {
        settle = undefined;
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else if (isOver) settle({ type: 'ended' });
      else worker.send({ perfHarness: question, question: serial } satisfies Marked<Question>);
    });

  return {
    isBusy: () => settle !== undefined,
    ask: async (question, expected, signal) => {
      if (early !== undefined) throw withOutput(early, worker);
      const outcome = await outcomeOf(question, signal);
      if (outcome.type === 'ended') throw await describeEnd(worker, question.type);
      if (outcome.type === 'aborted') throw abortFailure(question, worker);
      if (outcome.type === 'failed') throw withOutput(outcome.failure, worker);
      if (outcome.type !== expected) {
        throw new UnitFailure({
          reason: 'protocol',
          message: `the worker answered "${outcome.type}" where "${expected}" was due`,
        });
      }
      return outcome as Extract<Answer, { type: typeof expected }>;
    },
  };
}

/** The frames of a failure, and below them what the unit printed. */
function withOutput(failure: Failure, worker: RunningProcess): UnitFailure {
  const output = [failure.output, lastLines(worker.output())].filter(Boolean).join('\n');
  return new UnitFailure({ ...failure, output: output === '' ? undefined : output });
}

function abortFailure(question: Question, worker: RunningProcess): UnitFailure {
  return new UnitFailure({
    reason: 'timeout',
    message: `${WAITING[question.type]} when its time was up`,
    remedy: 'Give it longer with `timeout`, or look for what blocks or never settles.',
    output: lastLines(worker.output()),
  });
}

const WAITING: Readonly<Record<Question['type'], string>> = {
  open: 'the scenario file or its `setup` was not done',
  measure: 'the function was still being measured',
  finish: '`teardown` was not done',
};
