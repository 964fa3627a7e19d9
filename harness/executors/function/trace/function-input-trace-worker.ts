/** Calls a function in a process that reports what it reads. One question, one answer. */
import { handleWorkerRequests } from '../handle-worker-requests.ts';
import type { TraceRequest, TraceResponse } from './function-input-trace-messages.ts';
import { traceFunctionInputs } from './trace-function-inputs.ts';

// Restores the flags that the program is measured with, in case it reads them.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

handleWorkerRequests<TraceRequest, TraceResponse>(
  async (question) => ({ type: 'traced', trace: await traceFunctionInputs(question) }),
  () => true,
);
