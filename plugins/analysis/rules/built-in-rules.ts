import { CONNECTION_RULES } from './connection-rules.ts';
import { EXCESS_DATA_TRANSFER_RULES } from './excess-data-transfer-rules.ts';
import { REDUNDANT_WORK_RULES } from './redundant-work-rules.ts';
import type { CodeRule } from './syntax-pattern-rule.ts';

/** Rules for unnecessary waiting, and for work that blocks a thread others wait for. */
const ASYNC_PATTERN_RULES: readonly CodeRule[] = [
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

/** Rules for settings whose defaults rarely suit a server. */
const CONFIGURATION_RULES: readonly CodeRule[] = [
  {
    id: 'fetch-without-timeout',
    language: 'TypeScript',
    message: 'A request has no timeout.',
    note: 'A server that accepts a connection but does not respond blocks the caller for minutes. Pass signal: AbortSignal.timeout(…).',
    rule: {
      any: [{ pattern: 'fetch($URL)' }, { pattern: 'fetch($URL, { $$$OPTIONS })' }],
      not: { has: { kind: 'arguments', regex: '\\bsignal\\b|\\.\\.\\.' } },
    },
    metadata: { category: 'configuration', needs: 'fetch\\(' },
  },
  {
    id: 'axios-without-timeout',
    language: 'TypeScript',
    message: 'A request has no timeout.',
    note: 'axios waits forever by default. Set timeout, or use an instance that sets it.',
    rule: {
      any: [
        { pattern: 'axios($OPTIONS)' },
        ...['get', 'delete', 'head'].map((method) => ({ pattern: `axios.${method}($URL)` })),
        ...['post', 'put', 'patch'].map((method) => ({ pattern: `axios.${method}($URL, $BODY)` })),
        { pattern: 'axios.create($OPTIONS)' },
      ],
      not: { has: { kind: 'arguments', regex: 'timeout|signal|\\.\\.\\.|^\\(\\w+\\)$' } },
    },
    metadata: { category: 'configuration', needs: 'axios' },
  },
  {
    id: 'python-request-without-timeout',
    language: 'Python',
    message: 'A request has no timeout.',
    note: 'requests waits forever by default. Pass timeout=.',
    rule: {
      any: ['get', 'post', 'put', 'patch', 'delete', 'head'].map((method) => ({
        pattern: `requests.${method}($$$ARGUMENTS)`,
      })),
      not: { has: { kind: 'argument_list', regex: 'timeout|\\*\\*' } },
    },
    metadata: { category: 'configuration', needs: 'requests\\.' },
  },
  {
    id: 'python-pool-without-checks',
    language: 'Python',
    message: 'A SQLAlchemy pool neither recycles nor checks its connections.',
    note: 'A connection closed by the server goes unnoticed until a request tries to use it. Set pool_pre_ping=True and pool_recycle=3600; NullPool needs neither.',
    rule: {
      any: [
        { pattern: 'create_engine($$$ARGUMENTS)' },
        { pattern: 'create_async_engine($$$ARGUMENTS)' },
        { pattern: 'sqlalchemy.create_engine($$$ARGUMENTS)' },
      ],
      not: {
        has: {
          kind: 'argument_list',
          regex: 'pool_pre_ping|pool_recycle|NullPool|StaticPool|sqlite|\\*\\*',
        },
      },
    },
    metadata: { category: 'configuration', needs: '_engine\\(' },
  },
];

/** Rules that match the syntax of a single place. Interprocedural rules are in `detect/`. */
export const BUILT_IN_RULES: readonly CodeRule[] = [
  ...CONNECTION_RULES,
  ...EXCESS_DATA_TRANSFER_RULES,
  ...ASYNC_PATTERN_RULES,
  ...CONFIGURATION_RULES,
  ...REDUNDANT_WORK_RULES,
];
