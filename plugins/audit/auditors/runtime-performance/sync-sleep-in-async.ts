import {
  findCallNode,
  findCallsByPattern,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { defineRule } from '../../rule.ts';
import { detectAsyncFrameworks } from './async-frameworks.ts';
import { assessLoopBlocking } from './event-loop-blocking-impact.ts';

const SLEEP = { packaged: /^time\.sleep$/u, written: /(?!)/u };

/** R653-13: a sleep that blocks the event loop. */
export const SYNC_SLEEP_IN_ASYNC = defineRule({
  id: 'sync-sleep-in-async',
  principle: 'Runtime Performance / Sleep that blocks the event loop',
  sources: {
    'Python: Developing with asyncio, running blocking code':
      'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
  },
  skip: (audited) =>
    detectAsyncFrameworks(audited).has('asyncio') ? null : 'the project has no async Python code',
  match: (audited) =>
    findCallsByPattern(
      audited,
      SLEEP,
      (index) => isPythonFunction(audited, index) && isAsyncFunction(audited, index),
    ),
  verify: (found, audited) => {
    const { function: index, call } = found.site;
    const node = findCallNode(audited, found.site);
    if (node === null) return 'the file cannot be parsed';
    const impact = assessLoopBlocking(audited, index, found.file, node);
    if (typeof impact === 'string') return impact;
    return {
      severity: impact.severity,
      issue: `${formatFunctionName(audited, index)} is async and calls ${call.callee}${call.arguments}: ${impact.who}`,
      recommendation: `await asyncio.sleep${call.arguments}`,
      effort: 'S',
    };
  },
});
