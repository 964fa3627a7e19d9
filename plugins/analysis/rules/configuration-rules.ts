import type { CodeRule } from './syntax-pattern-rule.ts';

/** Rules for settings whose defaults rarely suit a server. */
export const CONFIGURATION_RULES: readonly CodeRule[] = [
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
