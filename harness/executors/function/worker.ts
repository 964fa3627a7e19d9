/** Measures one function in a process of its own. Questions in, answers out, one at a time. */
import '../../scenario/register-self.ts';
import { answerQuestions } from './answer-questions.ts';
import { measureClockStep } from './clock.ts';
import { loadFunction } from './load-function.ts';
import { countTimes, type MeasuredBlock, measureBlock } from './measure-block.ts';
import type { Answer, Question } from './messages.ts';
import { inPart, openSubject, type Subject } from './subject.ts';
import { isFastAfterAll, type Warm, warmUp, warmUpAgain } from './warm-up.ts';

let subject: Subject | undefined;
let warm: Warm | undefined;
let clockStepMs = 0;

answerQuestions(answer);

async function answer(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'open': {
      const loaded = await inPart('load', () => loadFunction(question.body));
      subject = await openSubject(loaded, question.params);
      return { type: 'opened' };
    }
    case 'measure': {
      const { block, batches } = await measure(question);
      return { type: 'measured', block, times: countTimes(batches.times) };
    }
    case 'finish': {
      const opened = subject;
      subject = undefined;
      await opened?.teardown();
      return { type: 'finished' };
    }
  }
}

async function measure({
  measureMs,
  warmupMs,
  allocationMs,
}: Extract<Question, { type: 'measure' }>): Promise<MeasuredBlock> {
  if (subject === undefined) throw new Error('asked to measure before anything was opened');
  const isFirst = warm === undefined;
  if (warm === undefined) {
    clockStepMs = measureClockStep();
    warm = await warmUp(subject, { warmupMs, clockStepMs });
  }
  const lengths = { measureMs, allocationMs, clockStepMs, isFirst };
  const measured = await measureBlock(warm, lengths);
  if (!isFirst || !isFastAfterAll(warm, measured.batches.centerMs, warmupMs)) return measured;
  warm = await warmUpAgain(warm, { warmupMs, clockStepMs });
  return measureBlock(warm, lengths);
}
