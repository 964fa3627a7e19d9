import type { CodeRule } from './syntax-pattern-rule.ts';

/** Rules for unnecessary waiting, and for work that blocks a thread others wait for. */
export const ASYNC_PATTERN_RULES: readonly CodeRule[] = [
  {
    id: 'await-in-promise-all',
    language: 'TypeScript',
    message: 'The promises passed to Promise.$ALL are awaited one by one before the call.',
    note: 'Pass the promises themselves, without await inside the array.',
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
    message: 'The async callback of forEach is not awaited.',
    note: 'All iterations run at once without a limit, and errors are lost. Use a for … of loop with await, or await Promise.all over the mapped array.',
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
    message: 'A new promise wraps an async function.',
    note: 'The promise is created twice, and errors thrown by the function are lost. Return the promise of the function itself.',
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
    message: '$CALL blocks the event loop while it waits.',
    note: 'Meanwhile, no other request in the process can proceed. Use the async variant (asyncio.sleep, httpx.AsyncClient), or asyncio.to_thread.',
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
