/** Calls a function in a process that reports what it reads. One call, one answer. */
import { serveWorkerCalls } from '../serve-worker-calls.ts';
import { traceFunctionExternalInputs } from './trace-function-external-inputs.ts';

// Restores the flags that the program is measured with, in case it reads them.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

const functions = { trace: traceFunctionExternalInputs };

export type TraceFunctions = typeof functions;

serveWorkerCalls(functions, () => true);
