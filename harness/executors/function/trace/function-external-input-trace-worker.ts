/** Calls a function in a process that reports what it reads. One question, one answer. */
import { answerHarnessRequests } from '../serve-harness-requests-in-worker.ts';
import type { TraceRequest, TraceResponse } from './function-external-input-trace-messages.ts';
import { traceFunctionExternalInputs } from './trace-function-external-inputs.ts';

// Restores the flags that the program is measured with, in case it reads them.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

answerHarnessRequests<TraceRequest, TraceResponse>(
  async (question) => ({ type: 'traced', trace: await traceFunctionExternalInputs(question) }),
  () => true,
);
