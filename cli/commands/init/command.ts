import { INIT_FILE_OPTIONS } from '../../options/plugin-options.ts';
import type { CoreCommand } from '../core-command.ts';
import { FUNCTION_OPTIONS, INIT_OPTIONS, K6_OPTIONS } from './options.ts';

const k6: CoreCommand<typeof K6_OPTIONS> = {
  name: 'k6',
  summary: 'write a k6 script and its scenario',
  description:
    'Writes a k6 script and the scenario that runs it. Requests come from an OpenAPI 3 document, a HAR file, or a server on this machine that is up.',
  options: K6_OPTIONS,
  run: async (call) => (await import('./k6.ts')).initK6(call),
};

const ofFunction: CoreCommand<typeof FUNCTION_OPTIONS> = {
  name: 'function',
  takes: '<target>',
  summary: 'write a scenario of a function, with a call that your tests make',
  description:
    'Runs your tests in a copy in which the function writes down what it is called with, and writes a scenario with the largest of these calls. Your own files are only read.',
  examples: [
    'perf-harness init function src/total.ts::total',
    "perf-harness init function total --args '[[1, 2, 3]]'",
  ],
  options: FUNCTION_OPTIONS,
  run: async (call) => (await import('./function.ts')).initFunction(call),
};

/** `init`: a configuration and a first scenario, and what else is written once. */
export const init: CoreCommand<typeof INIT_OPTIONS> = {
  name: 'init',
  summary: 'try what can be measured, write a config and a first scenario',
  description:
    'Tries benchmarks, servers, functions that the tests call, and commands of the project; writes a configuration and one scenario for the first that works.',
  options: { ...INIT_OPTIONS, ...INIT_FILE_OPTIONS },
  run: async (call) => (await import('./run.ts')).runInit(call),
  commands: [k6, ofFunction],
};
