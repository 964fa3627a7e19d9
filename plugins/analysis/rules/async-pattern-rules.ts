import type { CodeRule } from './code-rule.ts';

/** Rules for unnecessary waiting, and for work that blocks a thread others wait for. */
export const ASYNC_PATTERN_RULES: readonly CodeRule[] = [
  {
    id: 'await-in-promise-all',
    language: 'TypeScript',
    message: 'What is handed to Promise.$ALL is awaited one by one before it is.',
    note: 'Hand over the promises themselves: without await inside of the list.',
    rule: {
      kind: 'await_expression',
      inside: {
        kind: 'array',
        inside: { kind: 'arguments', inside: { pattern: 'Promise.$ALL($$$ARGUMENTS)' } },
      },
    },
    constraints: { ALL: { regex: '^(all|allSettled|race|any)$' } },
    metadata: { category: 'async_patterns', needs: 'Promise\\.\\w+\\(\\s*\\[[^\\]]*\\bawait\\b' },
  },
  {
    id: 'async-foreach',
    language: 'TypeScript',
    message: 'Nobody waits for the async callback of forEach.',
    note: 'All turns run at once without a bound, and what fails is lost. Use for … of with await, or await Promise.all of a map.',
    rule: {
      pattern: '$LIST.forEach($$$ARGUMENTS)',
      has: {
        kind: 'arguments',
        has: {
          any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
          regex: '^async\\b',
        },
      },
    },
    metadata: { category: 'async_patterns', needs: 'forEach\\(\\s*async\\b' },
  },
  {
    id: 'promise-around-async',
    language: 'TypeScript',
    message: 'A promise is built around an async function.',
    note: 'The promise is made twice, and what the function throws is lost. Give back the promise of the function itself.',
    rule: {
      pattern: 'new Promise($EXECUTOR)',
      has: {
        kind: 'arguments',
        has: {
          any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
          regex: '^async\\b',
        },
      },
    },
    metadata: { category: 'async_patterns', needs: 'new Promise(?:<[^(]*>)?\\(\\s*async\\b' },
  },
  {
    id: 'python-blocking-in-async',
    language: 'Python',
    message: '$CALL holds the event loop while it waits.',
    note: 'No other request of the process goes on meanwhile. Use the async variant (asyncio.sleep, httpx.AsyncClient), or asyncio.to_thread.',
    rule: {
      kind: 'call',
      has: { field: 'function', pattern: '$CALL' },
      inside: {
        stopBy: { kind: 'function_definition', not: { regex: '^async' } },
        kind: 'function_definition',
        regex: '^async',
      },
    },
    constraints: {
      CALL: {
        regex:
          '^(time\\.sleep|requests\\.(get|post|put|patch|delete|head|request)|urllib\\.request\\.urlopen|subprocess\\.(run|check_output|check_call|call))$',
      },
    },
    metadata: { category: 'async_patterns', needs: 'async def' },
  },
];
