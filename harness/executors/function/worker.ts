/** Measures one function in a process of its own. Questions in, answers out, one at a time. */

import { transformNotes } from '../../loader/transformed.ts';
import type { Block } from '../../model/trial.ts';
import { answerQuestions } from './answer-questions.ts';
import { measureClockStep } from './clock.ts';
import { countTimes } from './count-times.ts';
import { loadFunction } from './load-function.ts';
import { measureBlock } from './measure-block.ts';
import type { Answer, Question } from './messages.ts';
import { watchOutside } from './outside.ts';
import { inPart, openSubject, type Subject } from './subject.ts';
import { createUnitReadings, type UnitReadings } from './unit-readings.ts';
import { isFastAfterAll, type Warm, warmUp, warmUpAgain } from './warm-up.ts';

let subject: Subject | undefined;
let warm: Warm | undefined;
let readings: UnitReadings | undefined;
let clockStepMs = 0;
let isWarmAgain = false;
/** Watched from before anything of the user's is loaded. */
let holdsMore = (): boolean => false;

answerQuestions(answer);

async function answer(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'open': {
      holdsMore = watchOutside();
      const loaded = await inPart('load', () => loadFunction(question.body));
      subject = await openSubject(loaded, question.params);
      holdsMore();
      return { type: 'opened' };
    }
    case 'measure': {
      const isFirst = warm === undefined;
      const block = await measure(question);
      // Sockets are looked for now and then; this would take part of every turn.
      if (isFirst) holdsMore();
      return { type: 'measured', block };
    }
    case 'read': {
      if (readings === undefined) throw new Error('asked to read before anything was measured');
      // The times of calls that nobody asked for are none of the unit's.
      const notes = {
        ...readings.notes(),
        ...transformNotes(),
        ...(holdsMore() ? { holds_more: true } : {}),
      };
      const times = countTimes(readings.times);
      const allocated = await readings.allocatedPerCall(question.allocationMs);
      return { type: 'read', allocated, notes, times };
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
  isTurn,
}: Extract<Question, { type: 'measure' }>): Promise<Block> {
  if (subject === undefined) throw new Error('asked to measure before anything was opened');
  const isFirst = warm === undefined;
  if (warm === undefined) {
    clockStepMs = measureClockStep();
    warm = await warmUp(subject, { warmupMs, clockStepMs });
  }
  readings ??= createUnitReadings(warm, clockStepMs);
  const how = { measureMs, isTurn, isFirst };
  const block = await measureBlock(warm, readings, how);
  if (isWarmAgain || !isFastAfterAll(warm, readings.times, warmupMs)) return block;
  isWarmAgain = true;
  warm = await warmUpAgain(warm, { warmupMs, clockStepMs });
  readings = createUnitReadings(warm, clockStepMs);
  return measureBlock(warm, readings, how);
}
