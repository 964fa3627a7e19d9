/** Calls a function in a process that reports what it reads. One question, one answer. */
import { handleWorkerRequests } from '../handle-worker-requests.ts';
import { traceFunction } from './trace-function.ts';
import type { TraceRequest, TraceResponse } from './trace-messages.ts';

// Restores the flags that the program is measured with, in case it reads them.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

handleWorkerRequests<TraceRequest, TraceResponse>(
  async (question) => ({ type: 'traced', trace: await traceFunction(question) }),
  () => true,
);
