import { INIT_FILE_OPTIONS } from '../../options/plugin-contributed-options.ts';
import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { INIT_FUNCTION_OPTIONS, INIT_K6_OPTIONS, INIT_OPTIONS } from './init-options.ts';

const k6: CoreCommand<typeof INIT_K6_OPTIONS> = {
  name: 'k6',
  summary: 'write a k6 script and its scenario',
  description:
    'Writes a k6 script and the scenario that runs it. Requests come from an OpenAPI 3 document, a HAR file, or a running server on this machine.',
  options: INIT_K6_OPTIONS,
  run: async (call) => (await import('./init-k6-script.ts')).initK6Script(call),
};

const ofFunction: CoreCommand<typeof INIT_FUNCTION_OPTIONS> = {
  name: 'function',
  takes: '<target>',
  summary: 'write a scenario for a function, using a call from your tests',
  description:
    'Runs your tests in a copy of the project that records the arguments of each call to the function, and writes a scenario with the largest of these calls. Your existing files are not modified.',
  examples: [
    'perf-harness init function src/total.ts::total',
    "perf-harness init function total --args '[[1, 2, 3]]'",
  ],
  options: INIT_FUNCTION_OPTIONS,
  run: async (call) => (await import('./init-function-scenario.ts')).initFunctionScenario(call),
};

/** `init` command, which writes a configuration, a first scenario and other setup files. */
export const initCommand: CoreCommand<typeof INIT_OPTIONS> = {
  name: 'init',
  summary: 'find what can be measured, and write a config and a first scenario',
  description:
    'Tries benchmarks, the functions in which the tests spend their time, commands and servers of the project; writes a configuration and scenarios for the first candidate that works.',
  options: { ...INIT_OPTIONS, ...INIT_FILE_OPTIONS },
  run: async (call) => (await import('./run-init.ts')).runInit(call),
  commands: [k6, ofFunction],
};
