/** Measures one function in a process of its own. Questions in, answers out, one at a time. */
import '../../scenario/register-self.ts';
import { createUnitAllocation, type UnitAllocation } from './allocation.ts';
import { answerQuestions } from './answer-questions.ts';
import { measureClockStep } from './clock.ts';
import { loadFunction } from './load-function.ts';
import { countTimes, type MeasuredBlock, measureBlock } from './measure-block.ts';
import type { Answer, Question } from './messages.ts';
import { countOutside } from './outside.ts';
import { inPart, openSubject, type Subject } from './subject.ts';
import { isFastAfterAll, type Warm, warmUp, warmUpAgain } from './warm-up.ts';

let subject: Subject | undefined;
let warm: Warm | undefined;
let allocation: UnitAllocation | undefined;
let clockStepMs = 0;
let isWarmAgain = false;
/** Before anything of the user's was loaded. */
let outsideAtFirst = 0;

answerQuestions(answer);

async function answer(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'open': {
      outsideAtFirst = countOutside();
      const loaded = await inPart('load', () => loadFunction(question.body));
      subject = await openSubject(loaded, question.params);
      return { type: 'opened' };
    }
    case 'measure': {
      const { block, batches } = await measure(question.measureMs, question.warmupMs);
      const holdsMore = countOutside() > outsideAtFirst;
      const notes = { ...block.notes, ...(holdsMore ? { holds_more: true } : {}) };
      return { type: 'measured', block: { ...block, notes }, times: countTimes(batches.times) };
    }
    case 'read': {
      if (allocation === undefined) throw new Error('asked to read before anything was measured');
      return { type: 'read', allocated: await allocation.perCall(question.allocationMs) };
    }
    case 'finish': {
      const opened = subject;
      subject = undefined;
      await opened?.teardown();
      return { type: 'finished' };
    }
  }
}

async function measure(measureMs: number, warmupMs: number): Promise<MeasuredBlock> {
  if (subject === undefined) throw new Error('asked to measure before anything was opened');
  const isFirst = warm === undefined;
  if (warm === undefined) {
    clockStepMs = measureClockStep();
    warm = await warmUp(subject, { warmupMs, clockStepMs });
  }
  allocation ??= createUnitAllocation(warm);
  const lengths = { measureMs, clockStepMs, isFirst };
  const measured = await measureBlock(warm, allocation, lengths);
  if (isWarmAgain || !isFastAfterAll(warm, measured.batches.centerMs, warmupMs)) return measured;
  isWarmAgain = true;
  warm = await warmUpAgain(warm, { warmupMs, clockStepMs });
  allocation = createUnitAllocation(warm);
  return measureBlock(warm, allocation, lengths);
}
