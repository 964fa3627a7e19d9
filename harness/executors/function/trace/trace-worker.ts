/** Calls a function in a process that reports what it reads. One question, one answer. */
import { answerQuestions } from '../answer-questions.ts';
import type { TraceAnswer, TraceQuestion } from './messages.ts';
import { runTraced } from './run-traced.ts';

// A program that looks at its flags finds those that it is measured with.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

answerQuestions<TraceQuestion, TraceAnswer>(
  async (question) => ({ type: 'traced', trace: await runTraced(question) }),
  () => true,
);
