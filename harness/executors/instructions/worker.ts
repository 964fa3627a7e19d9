/** Has one function counted, in a process of its own. Questions in, answers out, one at a time. */
import '../../loader/register.ts';
import { answerQuestions } from '../function/answer-questions.ts';
import { type Caller, callOnce, combineFirstCalls, createCaller } from '../function/caller.ts';
import { now } from '../function/clock.ts';
import { loadFunction } from '../function/load-function.ts';
import { inPart, openSubject, type Subject } from '../function/subject.ts';
import { countCalls, warmAsPlanned } from './count-calls.ts';
import type { Answer, Question } from './messages.ts';

/** Calls that are looked at one by one for what they return. */
const FIRST_CALLS = 3;

let subject: Subject | undefined;
let caller: Caller | undefined;

answerQuestions(answer, ({ type }) => type === 'finish');

async function answer(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'open': {
      const loaded = await inPart('load', () => loadFunction(question.body));
      subject = await openSubject(loaded, question.params);
      return { type: 'opened' };
    }
    case 'calibrate': {
      // Only without valgrind, under which every module costs a twentieth of a second.
      const { calibrate } = await import('./calibrate.ts');
      const { caller: first, firstMs } = await callFirst();
      return { type: 'calibrated', calibration: await calibrate(first, firstMs) };
    }
    case 'warm':
      caller = (await callFirst()).caller;
      await warmAsPlanned(caller, question.plan);
      return { type: 'warmed' };
    case 'spin': {
      for (const end = now() + question.durationMs; now() < end; );
      return { type: 'spun' };
    }
    case 'count':
      if (caller === undefined) throw new Error('asked to count before anything was warm');
      await countCalls(caller, question);
      return { type: 'counted' };
    case 'finish': {
      const opened = subject;
      subject = undefined;
      await opened?.teardown();
      return { type: 'finished' };
    }
  }
}

async function callFirst(): Promise<{ readonly caller: Caller; readonly firstMs: number }> {
  const opened = subject;
  if (opened === undefined) throw new Error('asked to call before anything was opened');
  const calls = [];
  while (calls.length < FIRST_CALLS) calls.push(await inPart('run', () => callOnce(opened)));
  const firstMs = calls.at(-1)?.elapsedMs ?? 0;
  return { caller: createCaller(opened, combineFirstCalls(calls)), firstMs };
}
